/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Token keys as text. Hexadecimal and not base64, since one can see at a glance whether two are the
 * same. */

#include "collect/token-key.h"

#include <string.h>

GBytes *
postino_token_key_from_hex (const char *hex)
{
  guint8 bytes[POSTINO_TOKEN_KEY_SIZE];

  if (strlen (hex) != 2 * sizeof bytes)
    return NULL;
  for (gsize i = 0; i < sizeof bytes; i++)
    {
      int high = g_ascii_xdigit_value (hex[2 * i]);
      int low = g_ascii_xdigit_value (hex[2 * i + 1]);

      if (high < 0 || low < 0)
        return NULL;
      bytes[i] = (guint8) (high << 4 | low);
    }
  return g_bytes_new (bytes, sizeof bytes);
}

char *
postino_token_key_to_hex (GBytes *key)
{
  GString *text = g_string_new (NULL);
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (key, &n_bytes);

  for (gsize i = 0; i < n_bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}
