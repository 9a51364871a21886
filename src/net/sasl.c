/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SASL mechanisms as a table, each in a file of its own; here they are chosen and their turns are
 * counted.
 *
 * The order of the table is the order of preference of "auto": first what never shows the password
 * and has the server prove itself, then what every server can do. That PLAIN and LOGIN, which show
 * the password to whoever reads the line, run only over TLS or loopback is the protocol client's
 * rule. XOAUTH2 takes a token and no password, so it is never chosen unless it was wished. */

#include "net/sasl.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "net/sasl-mechanism.h"

enum { CHALLENGE_MAX = 12288 }; /* base64; RFC 4954 section 4 */

struct _PostinoSasl {
  const PostinoSaslMechanism *mechanism;
  char *user;
  char *password;
  PostinoSaslExchange exchange;
  gboolean has_failed;
};

static const PostinoSaslMechanism *const mechanisms[] = {
  &postino_sasl_scram_sha_256, &postino_sasl_plain, &postino_sasl_login, &postino_sasl_cram_md5,
  &postino_sasl_xoauth2,
};

static gboolean
offers (const char *offered,
        const char *name)
{
  g_auto (GStrv) words = g_strsplit_set (offered, " \t", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (words[i], name) == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
postino_sasl_is_nick (const char *nick)
{
  if (strcmp (nick, "auto") == 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      if (strcmp (nick, mechanisms[i]->nick) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_wished (const PostinoSaslMechanism *mechanism,
           const char                 *wished)
{
  if (strcmp (wished, "auto") == 0)
    return mechanism->is_automatic;
  return strcmp (wished, mechanism->nick) == 0;
}

/* The first that suits, else the first. */
static const PostinoSaslMechanism *
find (const char *offered,
      const char *wished,
      const char *user,
      const char *password)
{
  const PostinoSaslMechanism *first = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      if (!is_wished (mechanisms[i], wished) || !offers (offered, mechanisms[i]->name))
        continue;
      if (mechanisms[i]->suits == NULL || mechanisms[i]->suits (user, password))
        return mechanisms[i];
      if (first == NULL)
        first = mechanisms[i];
    }
  return first;
}

static void
explain_no_choice (const char *offered,
                   const char *wished,
                   GError    **error)
{
  if (!postino_sasl_is_nick (wished))
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                 _("“%s” is not a way to sign in that is known"), wished);
  else if (*offered == '\0')
    g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                         _("The server offers no way to sign in"));
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                 _("The server offers no way to sign in that fits (it has: %s)"), offered);
}

PostinoSasl *
postino_sasl_new (const char *offered,
                  const char *wished,
                  const char *user,
                  const char *password,
                  GError    **error)
{
  const PostinoSaslMechanism *mechanism = find (offered, wished, user, password);
  PostinoSasl *self;

  if (mechanism == NULL)
    {
      explain_no_choice (offered, wished, error);
      return NULL;
    }
  self = g_new0 (PostinoSasl, 1);
  self->mechanism = mechanism;
  self->user = g_strdup (user);
  self->password = g_strdup (password);
  self->exchange = (PostinoSaslExchange) { self->user, self->password, 0, NULL };
  return self;
}

void
postino_sasl_wipe (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

void
postino_sasl_free (PostinoSasl *self)
{
  if (self == NULL)
    return;
  if (self->exchange.state != NULL)
    self->mechanism->free_state (self->exchange.state);
  postino_sasl_wipe (self->user);
  postino_sasl_wipe (self->password);
  g_free (self);
}

const char *
postino_sasl_get_name (PostinoSasl *self)
{
  return self->mechanism->name;
}

gboolean
postino_sasl_has_initial (PostinoSasl *self)
{
  return self->mechanism->has_initial;
}

gboolean
postino_sasl_may_end (PostinoSasl *self)
{
  return self->mechanism->may_end == NULL || self->mechanism->may_end (&self->exchange);
}

char *
postino_sasl_respond (PostinoSasl *self,
                      const char  *challenge,
                      GError     **error)
{
  char *response;

  if (self->has_failed || self->exchange.turn >= self->mechanism->n_turns)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL,
                   _("The server asks for more than the sign-in %s has to say"), self->mechanism->name);
      return NULL;
    }
  response = self->mechanism->respond (&self->exchange, challenge, error);
  self->exchange.turn++;
  self->has_failed = response == NULL;
  if (response == NULL || strlen (response) <= POSTINO_SASL_RESPONSE_MAX)
    return response;
  postino_sasl_wipe (response);
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT,
                       _("User name or password are too long"));
  return NULL;
}

/* ---- for the mechanisms ---- */

guint8 *
postino_sasl_decode (const char *text,
                     gsize      *n_bytes)
{
  gsize n_digits = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  gsize n_padding = strspn (text + n_digits, "=");

  *n_bytes = 0;
  /* g_base64_decode () would step over whatever does not belong there. */
  if (text[n_digits + n_padding] != '\0' || n_padding > 2 || (n_digits + n_padding) % 4 != 0)
    return NULL;
  return g_base64_decode (text, n_bytes);
}

char *
postino_sasl_read_challenge (const char *challenge,
                             GError    **error)
{
  g_autofree guint8 *bytes = NULL;
  gsize n_bytes = 0;

  if (strlen (challenge) <= CHALLENGE_MAX)
    bytes = postino_sasl_decode (challenge, &n_bytes);
  if (bytes != NULL && memchr (bytes, 0, n_bytes) == NULL)
    return g_strndup ((char *) bytes, n_bytes);
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL,
                       _("The server’s challenge cannot be read"));
  return NULL;
}
