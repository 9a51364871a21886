/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LOGIN: never a standard, still asked for by old servers. User name and password, one prompt each,
 * whatever the prompts say. */

#include "net/sasl-mechanism.h"

#include <string.h>

static char *
respond_login (PostinoSaslExchange *exchange,
               const char          *challenge,
               GError             **error)
{
  const char *text = exchange->turn == 0 ? exchange->user : exchange->password;

  return g_base64_encode ((const guchar *) text, strlen (text));
}

const PostinoSaslMechanism postino_sasl_login = {
  .name = "LOGIN", .nick = "login", .is_automatic = TRUE, .n_turns = 2, .respond = respond_login,
};
