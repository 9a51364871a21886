/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Does this server work?", answered in one sentence.
 *
 * It goes the way every message goes, with the same client, so what it finds is what a campaign
 * would find: the name, the port, the greeting, encryption and its certificate, the sign-in. Each
 * of them has its own sentence where it fails (connect, tls, smtp-engine, smtp-auth). A person
 * waits for this one, so the patience is shorter than the protocol's. */

#include "smtp/smtp-probe.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "smtp/smtp-client.h"
#include "smtp/smtp-direct-probe.h"

enum { PATIENCE_MS = 20000 };

static void
shorten (guint *timeout_ms)
{
  if (*timeout_ms == 0)
    *timeout_ms = PATIENCE_MS;
}

static char *
describe_success (const PostinoSmtpProfile *profile,
                  PostinoSmtpClient        *client)
{
  const char *protocol = postino_smtp_client_get_protocol (client);
  guint64 limit = postino_smtp_client_get_size_limit (client);
  guint port = postino_smtp_profile_get_port (profile);
  g_autoptr (GString) text = g_string_new (NULL);

  if (protocol != NULL)
    g_string_append_printf (text, _("The server “%s:%u” works, encrypted with %s"), profile->host,
                            port, protocol);
  else
    g_string_append_printf (text, _("The server “%s:%u” works, without encryption"), profile->host,
                            port);
  if (postino_smtp_profile_has_auth (profile))
    g_string_append_printf (text, _("; signed in as “%s”"), profile->user);
  else if (postino_smtp_client_offers_auth (client))
    g_string_append (text, _("; nobody signed in, though it offers that: it may refuse what you send"));
  if (limit > 0)
    {
      g_autofree char *size = g_format_size (limit);

      g_string_append_printf (text, _("; messages may have up to %s"), size);
    }
  g_string_append_c (text, '.');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
probe_direct (PostinoSmtpProbe         *probe,
              const PostinoSmtpProfile *profile,
              GCancellable             *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoDns) dns = postino_dns_open (&error);

  if (dns != NULL)
    postino_smtp_direct_probe_run (probe, profile, dns, cancellable);
  else
    *probe = (PostinoSmtpProbe) { FALSE, POSTINO_ERROR_FAILED, g_strdup (error->message) };
}

void
postino_smtp_probe_run (PostinoSmtpProbe         *probe,
                        const PostinoSmtpProfile *profile,
                        const char               *password,
                        GCancellable             *cancellable)
{
  g_autoptr (PostinoSmtpProfile) hasty = postino_smtp_profile_copy (profile);
  g_autoptr (PostinoSmtpClient) client = NULL;
  g_autoptr (GError) error = NULL;

  shorten (&hasty->timeouts.connect_ms);
  shorten (&hasty->timeouts.tls_ms);
  shorten (&hasty->timeouts.hello_ms);
  if (profile->is_direct)
    {
      probe_direct (probe, hasty, cancellable);
      return;
    }
  *probe = (PostinoSmtpProbe) { 0 };
  client = postino_smtp_client_connect (hasty, password, cancellable, NULL, NULL, &error);
  if (client == NULL)
    {
      probe->code = error->domain == POSTINO_ERROR ? error->code : POSTINO_ERROR_FAILED;
      probe->message = g_strdup (error->message);
      return;
    }
  probe->ok = TRUE;
  probe->message = describe_success (hasty, client);
  postino_smtp_client_quit (client);
}

void
postino_smtp_probe_clear (PostinoSmtpProbe *probe)
{
  g_clear_pointer (&probe->message, g_free);
}
