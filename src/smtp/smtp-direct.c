/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a relay does for its customers, done here: who takes the mail of a domain is asked of DNS, and its hosts are
 * tried in their order until one lets us in.
 *
 * Encryption is opportunistic (RFC 7435): a certificate proves nothing where the name of the host itself came over
 * plain DNS, so any is taken; a host whose handshake fails is asked once more without. What DNS knows is an answer: a
 * domain that does not exist, or takes no mail (RFC 7505), refuses; one that cannot be asked now, or whose hosts do not
 * answer, is tried again. A host that turns us away at its door says so of us, not of the recipient: the next host may
 * not, and if they all do the message waits. */

#include "smtp/smtp-direct.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "net/connect.h"

enum { ADDRESSES_MAX = 4 }; /* of one host */

static PostinoSmtpProfile *
build_profile (const PostinoSmtpProfile *account,
               const char               *host,
               PostinoSmtpTls            tls)
{
  PostinoSmtpProfile *profile = postino_smtp_profile_copy (account);

  g_free (profile->host);
  profile->host = g_strdup (host);
  profile->port = postino_smtp_profile_get_port (account);
  profile->tls = tls;
  return profile;
}

static PostinoSmtpClient *
connect_to (const PostinoSmtpProfile *account,
            const char               *address,
            GCancellable             *cancellable,
            PostinoSmtpTranscript     transcript,
            gpointer                  transcript_data,
            GError                  **error)
{
  g_autoptr (PostinoSmtpProfile) secure = build_profile (account, address, POSTINO_SMTP_TLS_STARTTLS);
  g_autoptr (PostinoSmtpProfile) plain = build_profile (account, address, POSTINO_SMTP_TLS_NONE);
  g_autoptr (GError) cause = NULL;
  PostinoSmtpClient *client = postino_smtp_client_connect (secure, NULL, cancellable, transcript, transcript_data, &cause);

  if (client != NULL)
    return client;
  if (g_error_matches (cause, POSTINO_ERROR, POSTINO_ERROR_TLS))
    return postino_smtp_client_connect (plain, NULL, cancellable, transcript, transcript_data, error);
  g_propagate_error (error, g_steal_pointer (&cause));
  return NULL;
}

/* To one address of @host after the other. */
static PostinoSmtpClient *
connect_to_host (const PostinoSmtpProfile *account,
                 PostinoDns               *dns,
                 const char               *host,
                 GCancellable             *cancellable,
                 PostinoSmtpTranscript     transcript,
                 gpointer                  transcript_data,
                 GError                  **error)
{
  g_autoptr (GPtrArray) addresses = postino_dns_lookup_addresses (dns, host, cancellable, error);
  g_autoptr (GError) cause = NULL;
  PostinoSmtpClient *client = NULL;

  if (addresses == NULL)
    return NULL;
  for (guint i = 0; i < MIN (addresses->len, ADDRESSES_MAX) && client == NULL; i++)
    {
      g_autofree char *address = g_inet_address_to_string (addresses->pdata[i]);

      g_clear_error (&cause);
      client = connect_to (account, address, cancellable, transcript, transcript_data, &cause);
      if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        break;
    }
  if (client == NULL)
    g_propagate_prefixed_error (error, g_steal_pointer (&cause), "%s: ", host);
  return client;
}

/* What DNS says, as a server would. */
static PostinoSmtpReply *
judge_dns (const GError *error)
{
  if (g_error_matches (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED))
    return postino_smtp_reply_new (556, "5.1.10", error->message);
  if (postino_dns_is_passing (error))
    return postino_smtp_reply_new (451, "4.4.3", error->message);
  return postino_smtp_reply_new (550, "5.1.2", error->message);
}

PostinoSmtpClient *
postino_smtp_direct_connect (const PostinoSmtpProfile *profile,
                             PostinoDns               *dns,
                             const char               *domain,
                             GCancellable             *cancellable,
                             PostinoSmtpTranscript     transcript,
                             gpointer                  transcript_data,
                             PostinoSmtpReply        **verdict,
                             GError                  **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GPtrArray) hosts = postino_dns_list_mail_hosts (dns, domain, cancellable, &cause);
  PostinoSmtpClient *client = NULL;

  *verdict = NULL;
  for (guint i = 0; hosts != NULL && i < MIN (hosts->len, POSTINO_SMTP_DIRECT_HOSTS_MAX) && client == NULL; i++)
    {
      g_clear_error (&cause);
      client = connect_to_host (profile, dns, hosts->pdata[i], cancellable, transcript, transcript_data, &cause);
      if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        break;
    }
  if (client != NULL)
    return client;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    *verdict = hosts == NULL ? judge_dns (cause) : postino_smtp_reply_new (451, "4.4.1", cause->message);
  return NULL;
}

char *
postino_smtp_direct_find_name (PostinoDns   *dns,
                               const char   *address,
                               GCancellable *cancellable,
                               GError      **error)
{
  g_autoptr (GInetAddress) here = g_inet_address_new_from_string (address);
  g_autoptr (GPtrArray) addresses = NULL;
  g_autofree char *name = NULL;

  if (here == NULL)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is no IP address"), address);
      return NULL;
    }
  name = postino_dns_lookup_ptr (dns, here, cancellable, error);
  if (name == NULL)
    return NULL;
  addresses = postino_dns_lookup_addresses (dns, name, cancellable, error);
  if (addresses == NULL)
    return NULL;
  for (guint i = 0; i < addresses->len; i++)
    {
      if (g_inet_address_equal (addresses->pdata[i], here))
        return g_steal_pointer (&name);
    }
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
               _("The address “%s” has the name “%s”, which does not lead back to it"), address, name);
  return NULL;
}
