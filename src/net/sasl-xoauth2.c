/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XOAUTH2, Google's and Microsoft's way to sign in with an access token of OAuth 2 in the place of
 * a password (developers.google.com/gmail/imap/xoauth2-protocol).
 *
 * The client says it all in its first response. A server that does not like the token sends its
 * reason as a challenge, JSON in base64, and waits for an empty line before it refuses. The reason
 * tells a person nothing ("status 400"): what counts is the refusal that follows. */

#include "net/sasl-mechanism.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "net/sasl.h"

/* The fields end with a ^A: with one inside, or a line end, the token would say something else. */
static gboolean
is_token (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p <= ' ' || *p > '~')
        return FALSE;
    }
  return *text != '\0';
}

static char *
build_first (const PostinoSaslExchange *exchange,
             GError                   **error)
{
  char *message;
  char *encoded;

  if (!is_token (exchange->password) || strchr (exchange->user, '\1') != NULL)
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                           _("There is no access token to sign in with"));
      return NULL;
    }
  message = g_strdup_printf ("user=%s\1auth=Bearer %s\1\1", exchange->user, exchange->password);
  encoded = g_base64_encode ((const guchar *) message, strlen (message));
  postino_sasl_wipe (message);
  return encoded;
}

static char *
respond_xoauth2 (PostinoSaslExchange *exchange,
                 const char          *challenge,
                 GError             **error)
{
  return exchange->turn == 0 ? build_first (exchange, error) : g_strdup ("");
}

const PostinoSaslMechanism postino_sasl_xoauth2 = {
  .name = "XOAUTH2", .nick = "xoauth2", .has_initial = TRUE, .n_turns = 2,
  .respond = respond_xoauth2,
};
