/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens come from anybody who can type a URL. Whatever opens must seal to the very same text. */

#include <stdint.h>
#include <string.h>

#include "base/token.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const guint8 key[POSTINO_TOKEN_KEY_SIZE] = "0123456789abcdefFEDCBA987654321";
  g_autofree char *text = g_strndup ((const char *) data, size);
  PostinoToken token;
  gint64 campaign;
  gint64 row;

  if (postino_token_open_return (key, text, &campaign, &row))
    {
      g_autofree char *again = postino_token_seal_return (key, campaign, row);

      g_assert_true (g_ascii_strcasecmp (again, text) == 0);
    }
  if (postino_token_open (key, text, &token))
    {
      g_autofree char *again = postino_token_seal (key, &token);

      g_assert_cmpstr (again, ==, text);
    }
  return 0;
}
