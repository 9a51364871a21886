/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens in tracking and unsubscribe links.
 *
 * Sixteen bytes — version, kind, campaign (5), row (7), link (2), all big-endian — sealed with
 * AES-128-SIV (RFC 5297) under a key of the workspace: 16 bytes of synthetic IV, which is also the
 * proof, and 16 of cipher text; base64url without padding makes 43 characters. SIV is
 * deterministic, so a link in a re-rendered message is the same link, and needs no nonce to be
 * kept. A changed byte does not open. The last character of the text carries two bits that base64
 * does not use; other spellings of them are refused, so that one token has exactly one text.
 *
 * A return path is short (64 bytes before the @) and may be folded to lower case on its way: its
 * token is campaign and row alone, sealed under a nonce of its own, in base32. */

#include "base/token.h"

#include <gnutls/crypto.h>
#include <string.h>

enum { VERSION = 1, PLAIN_SIZE = 16, SEALED_SIZE = 32 };

static void
put_number (guint8 *bytes,
            gsize   n_bytes,
            guint64 value)
{
  for (gsize i = 0; i < n_bytes; i++)
    bytes[i] = (guint8) (value >> (8 * (n_bytes - 1 - i)));
}

static guint64
get_number (const guint8 *bytes,
            gsize         n_bytes)
{
  guint64 value = 0;

  for (gsize i = 0; i < n_bytes; i++)
    value = value << 8 | bytes[i];
  return value;
}

static gnutls_aead_cipher_hd_t
open_cipher (const guint8 *key)
{
  gnutls_datum_t datum = { (unsigned char *) key, POSTINO_TOKEN_KEY_SIZE };
  gnutls_aead_cipher_hd_t cipher;

  if (gnutls_aead_cipher_init (&cipher, GNUTLS_CIPHER_AES_128_SIV, &datum) < 0)
    g_error ("GnuTLS lacks AES-128-SIV");
  return cipher;
}

/* SIV takes an optional nonce as one more header; ours is empty but for one constant byte, since
 * GnuTLS wants some. */
static const guint8 constant_nonce[1] = { VERSION };

char *
postino_token_seal (const guint8        key[POSTINO_TOKEN_KEY_SIZE],
                    const PostinoToken *token)
{
  guint8 plain[PLAIN_SIZE];
  guint8 sealed[SEALED_SIZE];
  size_t n_sealed = sizeof sealed;
  gnutls_aead_cipher_hd_t cipher = open_cipher (key);
  char *text;

  g_assert (token->campaign >= 0 && token->campaign < (G_GINT64_CONSTANT (1) << 40));
  g_assert (token->row >= 0 && token->row < (G_GINT64_CONSTANT (1) << 56));
  g_assert (token->link <= G_MAXUINT16);

  plain[0] = VERSION;
  plain[1] = (guint8) token->kind;
  put_number (plain + 2, 5, token->campaign);
  put_number (plain + 7, 7, token->row);
  put_number (plain + 14, 2, token->link);

  if (gnutls_aead_cipher_encrypt (cipher, constant_nonce, sizeof constant_nonce, NULL, 0, 16,
                                  plain, sizeof plain, sealed, &n_sealed) < 0
      || n_sealed != sizeof sealed)
    g_error ("GnuTLS cannot seal a token");
  gnutls_aead_cipher_deinit (cipher);

  text = g_base64_encode (sealed, sizeof sealed);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[POSTINO_TOKEN_LENGTH] = '\0'; /* drops the one "=" of padding */
  return text;
}

static gboolean
decode (const char *text,
        guint8      sealed[SEALED_SIZE])
{
  char standard[POSTINO_TOKEN_LENGTH + 2];
  gsize n_bytes = 0;
  g_autofree guint8 *bytes = NULL;
  g_autofree char *again = NULL;

  if (strlen (text) != POSTINO_TOKEN_LENGTH
      || strspn (text,
                 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != POSTINO_TOKEN_LENGTH)
    return FALSE;

  memcpy (standard, text, POSTINO_TOKEN_LENGTH);
  standard[POSTINO_TOKEN_LENGTH] = '=';
  standard[POSTINO_TOKEN_LENGTH + 1] = '\0';
  g_strdelimit (standard, "-", '+');
  g_strdelimit (standard, "_", '/');

  bytes = g_base64_decode (standard, &n_bytes);
  if (n_bytes != SEALED_SIZE)
    return FALSE;
  again = g_base64_encode (bytes, n_bytes);
  if (strcmp (again, standard) != 0)
    return FALSE;
  memcpy (sealed, bytes, SEALED_SIZE);
  return TRUE;
}

gboolean
postino_token_open (const guint8  key[POSTINO_TOKEN_KEY_SIZE],
                    const char   *text,
                    PostinoToken *token)
{
  guint8 sealed[SEALED_SIZE];
  guint8 plain[PLAIN_SIZE];
  size_t n_plain = sizeof plain;
  gnutls_aead_cipher_hd_t cipher;
  int status;

  if (!decode (text, sealed))
    return FALSE;
  cipher = open_cipher (key);
  status = gnutls_aead_cipher_decrypt (cipher, constant_nonce, sizeof constant_nonce, NULL, 0, 16,
                                       sealed, sizeof sealed, plain, &n_plain);
  gnutls_aead_cipher_deinit (cipher);
  if (status < 0 || n_plain != sizeof plain || plain[0] != VERSION)
    return FALSE;

  token->kind = plain[1];
  token->campaign = (gint64) get_number (plain + 2, 5);
  token->row = (gint64) get_number (plain + 7, 7);
  token->link = (guint) get_number (plain + 14, 2);
  return token->kind == POSTINO_TOKEN_OPEN || token->kind == POSTINO_TOKEN_CLICK
         || token->kind == POSTINO_TOKEN_UNSUBSCRIBE;
}

/* ---- return paths ---- */

enum { RETURN_PLAIN_SIZE = 12, RETURN_SEALED_SIZE = RETURN_PLAIN_SIZE + 16 };

static const guint8 return_nonce[2] = { VERSION, 'r' };
static const char base32[] = "abcdefghijklmnopqrstuvwxyz234567"; /* RFC 4648, 6, in lower case */

static char *
encode_base32 (const guint8 *bytes,
               gsize         n_bytes)
{
  GString *text = g_string_new (NULL);
  guint bits = 0;
  guint n_bits = 0;

  for (gsize i = 0; i < n_bytes; i++)
    {
      bits = bits << 8 | bytes[i];
      for (n_bits += 8; n_bits >= 5; n_bits -= 5)
        g_string_append_c (text, base32[bits >> (n_bits - 5) & 31]);
    }
  if (n_bits > 0)
    g_string_append_c (text, base32[bits << (5 - n_bits) & 31]);
  return g_string_free (text, FALSE);
}

/* FALSE if it is not exactly what encode_base32 () makes of RETURN_SEALED_SIZE bytes, but for the case. */
static gboolean
decode_base32 (const char *text,
               guint8      bytes[RETURN_SEALED_SIZE])
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  g_autofree char *again = NULL;
  guint bits = 0;
  guint n_bits = 0;
  gsize n_bytes = 0;

  if (strlen (lower) != POSTINO_TOKEN_RETURN_LENGTH || strspn (lower, base32) != POSTINO_TOKEN_RETURN_LENGTH)
    return FALSE;
  for (const char *p = lower; *p != '\0' && n_bytes < RETURN_SEALED_SIZE; p++)
    {
      bits = bits << 5 | (guint) (strchr (base32, *p) - base32);
      n_bits += 5;
      if (n_bits >= 8)
        {
          n_bits -= 8;
          bytes[n_bytes++] = (guint8) (bits >> n_bits);
        }
    }
  again = encode_base32 (bytes, RETURN_SEALED_SIZE);
  return strcmp (again, lower) == 0;
}

char *
postino_token_seal_return (const guint8 key[POSTINO_TOKEN_KEY_SIZE],
                           gint64       campaign,
                           gint64       row)
{
  guint8 plain[RETURN_PLAIN_SIZE];
  guint8 sealed[RETURN_SEALED_SIZE];
  size_t n_sealed = sizeof sealed;
  gnutls_aead_cipher_hd_t cipher = open_cipher (key);

  g_assert (campaign >= 0 && campaign < (G_GINT64_CONSTANT (1) << 40));
  g_assert (row >= 0 && row < (G_GINT64_CONSTANT (1) << 56));

  put_number (plain, 5, (guint64) campaign);
  put_number (plain + 5, 7, (guint64) row);
  if (gnutls_aead_cipher_encrypt (cipher, return_nonce, sizeof return_nonce, NULL, 0, 16, plain,
                                  sizeof plain, sealed, &n_sealed) < 0
      || n_sealed != sizeof sealed)
    g_error ("GnuTLS cannot seal a token");
  gnutls_aead_cipher_deinit (cipher);
  return encode_base32 (sealed, sizeof sealed);
}

gboolean
postino_token_open_return (const guint8 key[POSTINO_TOKEN_KEY_SIZE],
                           const char  *text,
                           gint64      *campaign,
                           gint64      *row)
{
  guint8 sealed[RETURN_SEALED_SIZE];
  guint8 plain[RETURN_PLAIN_SIZE];
  size_t n_plain = sizeof plain;
  gnutls_aead_cipher_hd_t cipher;
  int status;

  if (!decode_base32 (text, sealed))
    return FALSE;
  cipher = open_cipher (key);
  status = gnutls_aead_cipher_decrypt (cipher, return_nonce, sizeof return_nonce, NULL, 0, 16, sealed,
                                       sizeof sealed, plain, &n_plain);
  gnutls_aead_cipher_deinit (cipher);
  if (status < 0 || n_plain != sizeof plain)
    return FALSE;
  *campaign = (gint64) get_number (plain, 5);
  *row = (gint64) get_number (plain + 5, 7);
  return TRUE;
}
