/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PLAIN (RFC 4616): one message, with the password in it. */

#include "net/sasl-mechanism.h"

#include <string.h>

static char *
respond_plain (PostinoSaslExchange *exchange,
               const char          *challenge,
               GError             **error)
{
  gsize n_user = strlen (exchange->user);
  gsize n_password = strlen (exchange->password);
  gsize size = n_user + n_password + 2;
  char *message = g_malloc (size);
  char *encoded;

  message[0] = '\0'; /* no authorization identity: act as the one who signs in */
  memcpy (message + 1, exchange->user, n_user);
  message[n_user + 1] = '\0';
  memcpy (message + n_user + 2, exchange->password, n_password);
  encoded = g_base64_encode ((guchar *) message, size);
  explicit_bzero (message, size);
  g_free (message);
  return encoded;
}

const PostinoSaslMechanism postino_sasl_plain = {
  .name = "PLAIN", .nick = "plain", .is_automatic = TRUE, .has_initial = TRUE, .n_turns = 1,
  .respond = respond_plain,
};
