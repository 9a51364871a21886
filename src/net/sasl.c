/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SASL mechanisms as a table: a name, who speaks first, and a function for the next response.
 *
 * The order of the table is the order of preference of "auto". PLAIN (RFC 4616) is one message;
 * LOGIN (never a standard, still asked for by old servers) is user name and password, one prompt
 * each, whatever the prompts say. Both show the password to whoever reads the line: that they run
 * only over TLS or loopback is the protocol client's rule. Mechanisms with real challenges fit
 * behind the same two functions. */

#include "net/sasl.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

typedef char *(*Respond) (PostinoSasl *sasl, const char *challenge);

typedef struct {
  const char *name;
  const char *nick;
  gboolean has_initial;
  guint n_turns;
  Respond respond; /* called at most n_turns times */
} Mechanism;

struct _PostinoSasl {
  const Mechanism *mechanism;
  char *user;
  char *password;
  guint turn; /* how many responses were given */
};

static char *
respond_plain (PostinoSasl *self,
               const char  *challenge)
{
  gsize n_user = strlen (self->user);
  gsize n_password = strlen (self->password);
  gsize size = n_user + n_password + 2;
  char *message = g_malloc (size);
  char *encoded;

  message[0] = '\0'; /* no authorization identity: act as the one who signs in */
  memcpy (message + 1, self->user, n_user);
  message[n_user + 1] = '\0';
  memcpy (message + n_user + 2, self->password, n_password);
  encoded = g_base64_encode ((guchar *) message, size);
  explicit_bzero (message, size);
  g_free (message);
  return encoded;
}

static char *
respond_login (PostinoSasl *self,
               const char  *challenge)
{
  const char *text = self->turn == 0 ? self->user : self->password;

  return g_base64_encode ((const guchar *) text, strlen (text));
}

static const Mechanism mechanisms[] = {
  { "PLAIN", "plain", TRUE, 1, respond_plain },
  { "LOGIN", "login", FALSE, 2, respond_login },
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
      if (strcmp (nick, mechanisms[i].nick) == 0)
        return TRUE;
    }
  return FALSE;
}

static const Mechanism *
choose (const char *offered,
        const char *wished,
        GError    **error)
{
  gboolean is_auto = strcmp (wished, "auto") == 0;

  if (!postino_sasl_is_nick (wished))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("“%s” is not a way to sign in that is known"), wished);
      return NULL;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      if ((is_auto || strcmp (wished, mechanisms[i].nick) == 0)
          && offers (offered, mechanisms[i].name))
        return &mechanisms[i];
    }
  if (*offered == '\0')
    g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                         _("The server offers no way to sign in"));
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                 _("The server offers no way to sign in that fits (it has: %s)"), offered);
  return NULL;
}

PostinoSasl *
postino_sasl_new (const char *offered,
                  const char *wished,
                  const char *user,
                  const char *password,
                  GError    **error)
{
  const Mechanism *mechanism = choose (offered, wished, error);
  PostinoSasl *self;

  if (mechanism == NULL)
    return NULL;
  self = g_new0 (PostinoSasl, 1);
  self->mechanism = mechanism;
  self->user = g_strdup (user);
  self->password = g_strdup (password);
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

char *
postino_sasl_respond (PostinoSasl *self,
                      const char  *challenge,
                      GError     **error)
{
  g_autofree char *response = NULL;

  if (self->turn >= self->mechanism->n_turns)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL,
                   _("The server asks for more than the sign-in %s has to say"), self->mechanism->name);
      return NULL;
    }
  response = self->mechanism->respond (self, challenge);
  self->turn++;
  if (strlen (response) <= POSTINO_SASL_RESPONSE_MAX)
    return g_steal_pointer (&response);
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT,
                       _("User name or password are too long"));
  return NULL;
}
