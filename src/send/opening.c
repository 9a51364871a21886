/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "send/opening.h"

#include "net/connect.h"
#include "smtp/smtp-direct.h"
#include "workspace/secrets.h"

/* A mail host asks DNS whether we are who we say: the name of the address we come from is the best there is. */
static void
take_name_of_source (PostinoSmtpProfile *profile,
                     PostinoDns         *dns,
                     GCancellable       *cancellable)
{
  char *name = postino_smtp_direct_find_name (dns, profile->source, cancellable, NULL);

  if (name == NULL)
    return;
  g_free (profile->helo_name);
  profile->helo_name = name;
}

gboolean
postino_opening_prepare (PostinoSmtpProfile *profile,
                         PostinoDns         *dns,
                         GCancellable       *cancellable,
                         GError            **error)
{
  if (profile->source == NULL)
    return TRUE;
  /* An address that this machine has lost, or never had, is no matter of the other side's. */
  if (!postino_net_check_source (profile->source, error))
    return FALSE;
  if (dns != NULL)
    take_name_of_source (profile, dns, cancellable);
  return TRUE;
}

PostinoSmtpClient *
postino_opening_sign_in (const PostinoSmtpProfile *profile,
                         PostinoServerCredential  *credential,
                         GCancellable             *cancellable,
                         GError                  **error)
{
  PostinoSmtpClient *client;
  char *secret = NULL;

  if (!postino_server_credential_ask (credential, cancellable, &secret, error))
    return NULL;
  client = postino_smtp_client_connect (profile, secret, cancellable, NULL, NULL, error);
  postino_secrets_free (secret);
  return client;
}
