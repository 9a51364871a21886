/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SMTP server profile: what the user (or a preset) says about an account, and what of it can be
 * right.
 *
 * The password is not here on purpose: profiles are stored, shown, copied and logged; a password is
 * fetched when a connection opens and handed to it. Everything that reaches the wire or a command
 * line is checked here once. */

#include "smtp/smtp-profile.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "net/sasl.h"
#include "net/tls.h"

#define ENVIRONMENT "POSTINO_SMTP_TIMEOUT_MS"

enum { HOST_MAX = 253, USER_MAX = 255 };

enum { RELAY_PORT = 25 }; /* where mail hosts take mail for their domains */

static const struct {
  PostinoSmtpTls tls;
  const char *nick;
  guint port;
} tls_modes[] = {
  { POSTINO_SMTP_TLS_NONE, "none", 25 },
  { POSTINO_SMTP_TLS_STARTTLS, "starttls", 587 },
  { POSTINO_SMTP_TLS_TLS, "tls", 465 },
};

guint
postino_smtp_tls_default_port (PostinoSmtpTls tls)
{
  g_return_val_if_fail (tls < G_N_ELEMENTS (tls_modes), 0);
  return tls_modes[tls].port;
}

const char *
postino_smtp_tls_to_nick (PostinoSmtpTls tls)
{
  g_return_val_if_fail (tls < G_N_ELEMENTS (tls_modes), NULL);
  return tls_modes[tls].nick;
}

gboolean
postino_smtp_tls_from_nick (const char     *nick,
                            PostinoSmtpTls *tls)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tls_modes); i++)
    {
      if (strcmp (nick, tls_modes[i].nick) != 0)
        continue;
      *tls = tls_modes[i].tls;
      return TRUE;
    }
  return FALSE;
}

PostinoSmtpProfile *
postino_smtp_profile_new (const char *name,
                          const char *host)
{
  PostinoSmtpProfile *profile = g_new0 (PostinoSmtpProfile, 1);

  profile->name = g_strdup (name);
  profile->host = g_strdup (host);
  profile->tls = POSTINO_SMTP_TLS_TLS;
  profile->auth = g_strdup ("auto");
  profile->connections = POSTINO_SMTP_CONNECTIONS_DEFAULT;
  return profile;
}

void
postino_smtp_profile_set_direct (PostinoSmtpProfile *profile)
{
  profile->is_direct = TRUE;
  profile->tls = POSTINO_SMTP_TLS_STARTTLS;
  profile->connections = POSTINO_SMTP_CONNECTIONS_DIRECT;
  g_free (profile->auth);
  profile->auth = g_strdup ("none");
}

PostinoSmtpProfile *
postino_smtp_profile_copy (const PostinoSmtpProfile *profile)
{
  PostinoSmtpProfile *copy = g_new (PostinoSmtpProfile, 1);

  *copy = *profile;
  copy->name = g_strdup (profile->name);
  copy->host = g_strdup (profile->host);
  copy->auth = g_strdup (profile->auth);
  copy->user = g_strdup (profile->user);
  copy->client_id = g_strdup (profile->client_id);
  copy->authorize_url = g_strdup (profile->authorize_url);
  copy->token_url = g_strdup (profile->token_url);
  copy->scope = g_strdup (profile->scope);
  copy->ca_file = g_strdup (profile->ca_file);
  copy->pin = g_strdup (profile->pin);
  copy->helo_name = g_strdup (profile->helo_name);
  copy->sources = g_strdupv (profile->sources);
  copy->source = g_strdup (profile->source);
  return copy;
}

void
postino_smtp_profile_free (PostinoSmtpProfile *profile)
{
  if (profile == NULL)
    return;
  g_free (profile->name);
  g_free (profile->host);
  g_free (profile->auth);
  g_free (profile->user);
  g_free (profile->client_id);
  g_free (profile->authorize_url);
  g_free (profile->token_url);
  g_free (profile->scope);
  g_free (profile->ca_file);
  g_free (profile->pin);
  g_free (profile->helo_name);
  g_strfreev (profile->sources);
  g_free (profile->source);
  g_free (profile);
}

guint
postino_smtp_profile_get_port (const PostinoSmtpProfile *profile)
{
  if (profile->port != 0)
    return profile->port;
  return profile->is_direct ? RELAY_PORT : postino_smtp_tls_default_port (profile->tls);
}

char *
postino_smtp_profile_build_place (const PostinoSmtpProfile *profile)
{
  if (profile->is_direct)
    return g_strdup (_("directly to the recipients’ servers"));
  return g_strdup_printf ("%s:%u", profile->host, postino_smtp_profile_get_port (profile));
}

gboolean
postino_smtp_profile_has_auth (const PostinoSmtpProfile *profile)
{
  return profile->user != NULL && profile->user[0] != '\0' && strcmp (profile->auth, "none") != 0;
}

/* A word of the protocol: no blanks, no control characters, not empty. */
static gboolean
is_word (const char *text,
         gsize       max_bytes)
{
  gsize length = strlen (text);

  for (const char *p = text; *p != '\0'; p++)
    {
      if ((guchar) *p <= ' ' || *p == 0x7f)
        return FALSE;
    }
  return length > 0 && length <= max_bytes;
}

static gboolean
is_host (const char *host)
{
  return host != NULL && is_word (host, HOST_MAX) && strpbrk (host, "/@<>\"\\") == NULL
         && g_utf8_validate (host, -1, NULL);
}

/* NULL if all is well, else the sentence, a format for the server's name. */
static const char *
find_fault (const PostinoSmtpProfile *profile)
{
  if (profile->is_direct && (postino_smtp_profile_has_auth (profile) || profile->pin != NULL || profile->ca_file != NULL))
    return _("The server “%s” delivers directly: there is nobody to sign in to");
  if (!profile->is_direct && !is_host (profile->host))
    return _("The server “%s” needs a host name such as smtp.example.org");
  if (profile->port > G_MAXUINT16)
    return _("The port of the server “%s” must be between 1 and 65535");
  if (profile->tls >= G_N_ELEMENTS (tls_modes))
    return _("The encryption of the server “%s” must be none, starttls or tls");
  if (strcmp (profile->auth, "none") != 0 && !postino_sasl_is_nick (profile->auth))
    return _("The way to sign in to the server “%s” is not one that is known");
  if (profile->user != NULL
      && (strlen (profile->user) > USER_MAX || !postino_text_is_single_line (profile->user)))
    return _("The user name for the server “%s” must be one line, not too long");
  if (strcmp (profile->auth, "none") != 0 && strcmp (profile->auth, "auto") != 0
      && !postino_smtp_profile_has_auth (profile))
    return _("The server “%s” is to sign in, but has no user name");
  if (profile->connections < 1 || profile->connections > POSTINO_SMTP_CONNECTIONS_MAX)
    return _("The server “%s” may have 1 to 64 connections");
  if (!isfinite (profile->per_second) || profile->per_second < 0)
    return _("The messages per second of the server “%s” must not be negative");
  if (profile->pin != NULL && !postino_tls_is_pin (profile->pin))
    return _("The fingerprint for the server “%s” must be a SHA-256, 64 hexadecimal digits");
  if (profile->helo_name != NULL && (!is_word (profile->helo_name, HOST_MAX)))
    return _("The name this computer gives itself to the server “%s” must be one word");
  for (guint i = 0; profile->sources != NULL && profile->sources[i] != NULL; i++)
    {
      if (!g_hostname_is_ip_address (profile->sources[i]))
        return _("The addresses to send from of the server “%s” must be IP addresses");
    }
  return NULL;
}

gboolean
postino_smtp_profile_validate (const PostinoSmtpProfile *profile,
                               GError                  **error)
{
  const char *fault;

  if (profile->name == NULL || profile->name[0] == '\0'
      || !postino_text_is_single_line (profile->name))
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                           _("A server needs a name, on one line"));
      return FALSE;
    }
  fault = find_fault (profile);
  if (fault == NULL)
    return TRUE;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, fault, profile->name);
#pragma GCC diagnostic pop
  return FALSE;
}

/* What a test that lets servers hang will wait for at most; it only ever shortens. */
static guint
shorten (guint usual_ms)
{
  const char *most = g_getenv (ENVIRONMENT);
  guint64 most_ms = most != NULL ? g_ascii_strtoull (most, NULL, 10) : 0;

  return most_ms > 0 && most_ms < usual_ms ? (guint) most_ms : usual_ms;
}

guint
postino_smtp_profile_get_timeout_ms (const PostinoSmtpProfile *profile,
                                     PostinoSmtpStage          stage)
{
  const PostinoSmtpTimeouts *set = &profile->timeouts;
  const struct { guint set_ms; guint usual_ms; } table[POSTINO_SMTP_N_STAGES] = {
    [POSTINO_SMTP_STAGE_CONNECT] = { set->connect_ms, POSTINO_SMTP_CONNECT_MS },
    [POSTINO_SMTP_STAGE_HELLO] = { set->hello_ms, POSTINO_SMTP_HELLO_MS },
    [POSTINO_SMTP_STAGE_STARTTLS] = { set->tls_ms, POSTINO_SMTP_TLS_MS },
    [POSTINO_SMTP_STAGE_AUTH] = { set->hello_ms, POSTINO_SMTP_HELLO_MS },
    [POSTINO_SMTP_STAGE_MAIL] = { set->mail_ms, POSTINO_SMTP_MAIL_MS },
    [POSTINO_SMTP_STAGE_RCPT] = { set->rcpt_ms, POSTINO_SMTP_RCPT_MS },
    [POSTINO_SMTP_STAGE_DATA] = { set->data_ms, POSTINO_SMTP_DATA_MS },
    [POSTINO_SMTP_STAGE_BODY] = { set->block_ms, POSTINO_SMTP_BLOCK_MS },
    [POSTINO_SMTP_STAGE_DOT] = { set->dot_ms, POSTINO_SMTP_DOT_MS },
    [POSTINO_SMTP_STAGE_RSET] = { set->rset_ms, POSTINO_SMTP_RSET_MS },
    [POSTINO_SMTP_STAGE_QUIT] = { set->quit_ms, POSTINO_SMTP_QUIT_MS },
  };

  g_return_val_if_fail (stage < POSTINO_SMTP_N_STAGES, POSTINO_SMTP_HELLO_MS);
  return table[stage].set_ms != 0 ? table[stage].set_ms : shorten (table[stage].usual_ms);
}
