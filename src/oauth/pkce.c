/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 7636: who catches the code on its way back cannot use it, since the token endpoint asks for
 * the verifier, of which only the hash was seen before. */

#include "oauth/pkce.h"

#include "base/random.h"

enum { VERIFIER_BYTES = 32, HASH_SIZE = 32 };

/* RFC 4648, section 5, without padding. */
static char *
encode (const guint8 *bytes,
        gsize         n_bytes)
{
  char *text = g_base64_encode (bytes, n_bytes);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  g_strdelimit (text, "=", '\0');
  return text;
}

char *
postino_pkce_make_verifier (void)
{
  guint8 bytes[VERIFIER_BYTES];

  postino_random_bytes (bytes, sizeof bytes);
  return encode (bytes, sizeof bytes);
}

char *
postino_pkce_build_challenge (const char *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 hash[HASH_SIZE];
  gsize n_bytes = sizeof hash;

  g_checksum_update (checksum, (const guchar *) verifier, -1);
  g_checksum_get_digest (checksum, hash, &n_bytes);
  return encode (hash, n_bytes);
}
