/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a token endpoint answers, and what is kept of a sign-in: what is taken for a token can stand in a line of SMTP. */

#include <stdint.h>
#include <string.h>

#include "oauth/tokens.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_token (const char *token)
{
  for (const char *p = token; token != NULL && *p != '\0'; p++)
    g_assert_true (*p > ' ' && *p <= '~');
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const guint statuses[] = { 200, 200, 200, 400, 401, 429, 500, 302 };
  g_auto (PostinoOauthTokens) tokens = { 0 };
  g_auto (PostinoOauthGrant) grant = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (size == 0)
    return 0;
  text = g_strndup ((const char *) data + 1, size - 1);
  if (postino_oauth_tokens_parse (statuses[data[0] % 8], (const char *) data + 1, size - 1, "x", &tokens, &error))
    {
      g_assert_true (tokens.access_token != NULL && tokens.lifetime_s >= 0);
      check_token (tokens.access_token);
      check_token (tokens.refresh_token);
    }
  else
    {
      g_assert_true (error != NULL && g_utf8_validate (error->message, -1, NULL));
    }
  if (postino_oauth_grant_parse (text, &grant))
    g_free (postino_oauth_grant_to_text (&grant));
  return 0;
}
