/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves the machine with a secret in it is sealed: PBKDF2-HMAC-SHA-256 (RFC 8018) stretches
 * the passphrase, AES-256-GCM closes the box. Layout: magic (8), rounds (4, big-endian), salt (16),
 * nonce (12), cipher text and tag. */

#include "base/seal.h"

#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"

enum {
  MAGIC_SIZE = 8,
  ROUNDS_SIZE = 4,
  SALT_SIZE = 16,
  NONCE_SIZE = 12,
  HEADER_SIZE = MAGIC_SIZE + ROUNDS_SIZE + SALT_SIZE + NONCE_SIZE,
  TAG_SIZE = 16,
  KEY_SIZE = 32,
  ROUNDS = 600000,         /* OWASP's figure for PBKDF2 with SHA-256, 2023 */
  MAX_ROUNDS = 20 * ROUNDS /* a foreign file must not keep us busy for hours */
};

static const char magic[MAGIC_SIZE] = { 'P', 'S', 'T', 'S', 'E', 'A', 'L', '1' };

static gnutls_aead_cipher_hd_t
open_cipher (const char   *passphrase,
             const guint8 *salt,
             guint         rounds)
{
  guint8 key[KEY_SIZE];
  gnutls_datum_t secret = { (unsigned char *) passphrase, (unsigned) strlen (passphrase) };
  gnutls_datum_t salt_datum = { (unsigned char *) salt, SALT_SIZE };
  gnutls_datum_t key_datum = { key, KEY_SIZE };
  gnutls_aead_cipher_hd_t cipher;

  if (gnutls_pbkdf2 (GNUTLS_MAC_SHA256, &secret, &salt_datum, rounds, key, sizeof key) < 0
      || gnutls_aead_cipher_init (&cipher, GNUTLS_CIPHER_AES_256_GCM, &key_datum) < 0)
    g_error ("GnuTLS cannot derive a key");
  gnutls_memset (key, 0, sizeof key);
  return cipher;
}

GBytes *
postino_seal_with_passphrase (GBytes     *plain,
                              const char *passphrase)
{
  gsize n_plain;
  const guint8 *bytes = g_bytes_get_data (plain, &n_plain);
  gsize n_cipher = n_plain + TAG_SIZE;
  guint8 *sealed = g_malloc (HEADER_SIZE + n_cipher);
  guint8 *rounds = sealed + MAGIC_SIZE;
  guint8 *salt = rounds + ROUNDS_SIZE;
  guint8 *nonce = salt + SALT_SIZE;
  gnutls_aead_cipher_hd_t cipher;

  memcpy (sealed, magic, MAGIC_SIZE);
  for (int i = 0; i < ROUNDS_SIZE; i++)
    rounds[i] = (guint8) (ROUNDS >> (8 * (ROUNDS_SIZE - 1 - i)));
  postino_random_bytes (salt, SALT_SIZE);
  postino_random_bytes (nonce, NONCE_SIZE);

  cipher = open_cipher (passphrase, salt, ROUNDS);
  if (gnutls_aead_cipher_encrypt (cipher, nonce, NONCE_SIZE, sealed, MAGIC_SIZE, TAG_SIZE, bytes,
                                  n_plain, sealed + HEADER_SIZE, &n_cipher) < 0)
    g_error ("GnuTLS cannot seal");
  gnutls_aead_cipher_deinit (cipher);
  return g_bytes_new_take (sealed, HEADER_SIZE + n_cipher);
}

GBytes *
postino_seal_open_with_passphrase (GBytes     *sealed,
                                   const char *passphrase,
                                   GError    **error)
{
  gsize n_sealed;
  const guint8 *bytes = g_bytes_get_data (sealed, &n_sealed);
  guint64 rounds = 0;
  gsize n_plain;
  g_autofree guint8 *plain = NULL;
  gnutls_aead_cipher_hd_t cipher;
  int status;

  if (n_sealed < HEADER_SIZE + TAG_SIZE || memcmp (bytes, magic, MAGIC_SIZE) != 0)
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                           _("The sealed keys are damaged"));
      return NULL;
    }
  for (int i = 0; i < ROUNDS_SIZE; i++)
    rounds = rounds << 8 | bytes[MAGIC_SIZE + i];
  if (rounds == 0 || rounds > MAX_ROUNDS)
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                           _("The sealed keys are damaged"));
      return NULL;
    }

  n_plain = n_sealed - HEADER_SIZE - TAG_SIZE;
  plain = g_malloc (n_plain + 1);
  cipher = open_cipher (passphrase, bytes + MAGIC_SIZE + ROUNDS_SIZE, (guint) rounds);
  status = gnutls_aead_cipher_decrypt (cipher, bytes + HEADER_SIZE - NONCE_SIZE, NONCE_SIZE, bytes,
                                       MAGIC_SIZE, TAG_SIZE, bytes + HEADER_SIZE,
                                       n_sealed - HEADER_SIZE, plain, &n_plain);
  gnutls_aead_cipher_deinit (cipher);
  if (status < 0)
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                           _("The passphrase does not open this backup’s keys"));
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&plain), n_plain);
}
