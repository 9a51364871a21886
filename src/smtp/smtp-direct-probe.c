/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the big providers ask of whoever knocks at port 25: a name by PTR that leads back (5.7.25), and what most
 * access providers do not let through. Behind a router the address that mail hosts see is not one of this computer's,
 * so the name is the user's to say, and is followed from there. */

#include "smtp/smtp-direct-probe.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "smtp/smtp-direct.h"

/* Whose mail hosts are asked: they have been there for twenty years. */
#define ASKED_DOMAIN "gmail.com"

/* @name leads to an address that leads back to it. */
static gboolean
check_name (PostinoDns   *dns,
            const char   *name,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr (GPtrArray) addresses = postino_dns_lookup_addresses (dns, name, cancellable, error);

  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      g_autofree char *address = g_inet_address_to_string (addresses->pdata[i]);
      g_autofree char *found = postino_smtp_direct_find_name (dns, address, cancellable, NULL);

      if (found != NULL && g_ascii_strcasecmp (found, name) == 0)
        return TRUE;
    }
  if (addresses != NULL)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
                 _("The name “%s” leads to an address that does not lead back to it (PTR): Gmail and others refuse "
                   "mail from there. Whoever gives you the address can set that name"),
                 name);
  return FALSE;
}

static gboolean
check_names (const PostinoSmtpProfile *profile,
             PostinoDns               *dns,
             GCancellable             *cancellable,
             GError                  **error)
{
  for (guint i = 0; profile->sources != NULL && profile->sources[i] != NULL; i++)
    {
      g_autofree char *name = postino_smtp_direct_find_name (dns, profile->sources[i], cancellable, error);

      if (name == NULL)
        return FALSE;
    }
  if (profile->helo_name != NULL)
    return check_name (dns, profile->helo_name, cancellable, error);
  if (profile->sources != NULL)
    return TRUE;
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                       _("Say the name that this computer has in DNS: without one that leads to it and back, Gmail and "
                         "others refuse its mail"));
  return FALSE;
}

static PostinoSmtpClient *
reach (const PostinoSmtpProfile *profile,
       PostinoDns               *dns,
       GCancellable             *cancellable,
       GError                  **error)
{
  g_autoptr (PostinoSmtpReply) verdict = NULL;
  PostinoSmtpClient *client = postino_smtp_direct_connect (profile, dns, ASKED_DOMAIN, cancellable, NULL, NULL, &verdict,
                                                           error);

  if (verdict != NULL)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED,
                 _("No mail host can be reached on port %u from here (%s). Most access providers close it: then "
                   "messages have to go through a server of theirs, or of a mail service"),
                 postino_smtp_profile_get_port (profile), verdict->text);
  return client;
}

void
postino_smtp_direct_probe_run (PostinoSmtpProbe         *probe,
                               const PostinoSmtpProfile *profile,
                               PostinoDns               *dns,
                               GCancellable             *cancellable)
{
  g_autoptr (PostinoSmtpClient) client = NULL;
  g_autoptr (GError) error = NULL;

  *probe = (PostinoSmtpProbe) { 0 };
  if (check_names (profile, dns, cancellable, &error))
    client = reach (profile, dns, cancellable, &error);
  if (client == NULL)
    {
      probe->code = error->domain == POSTINO_ERROR ? error->code : POSTINO_ERROR_FAILED;
      probe->message = g_strdup (error->message);
      return;
    }
  probe->ok = TRUE;
  probe->message = g_strdup (_("Mail hosts can be reached, and this computer’s name leads to it and back. Whether they take "
                               "much from an address nobody knows is another matter: begin with little."));
  postino_smtp_client_quit (client);
}
