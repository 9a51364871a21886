/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcrypto signs with RSA five to nine times as fast as GnuTLS and nettle do here; it is used for
 * that alone. Its keys carry locks (blinding, caches of exported keys) that threads would wait for;
 * so a signer has a key object of its own. */

#include "dkim/rsa.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

struct _PostinoRsaSigner {
  EVP_PKEY *key;
  EVP_PKEY_CTX *context;
};

static gboolean
set_scheme (EVP_PKEY_CTX *context)
{
  return EVP_PKEY_CTX_set_rsa_padding (context, RSA_PKCS1_PADDING) > 0
         && EVP_PKEY_CTX_set_signature_md (context, EVP_sha256 ()) > 0;
}

PostinoRsaSigner *
postino_rsa_signer_new (const guint8 *der,
                        gsize         n_bytes)
{
  g_autoptr (PostinoRsaSigner) self = g_new0 (PostinoRsaSigner, 1);
  const unsigned char *p = der;

  self->key = d2i_AutoPrivateKey (NULL, &p, (long) n_bytes);
  if (self->key != NULL && EVP_PKEY_is_a (self->key, "RSA"))
    self->context = EVP_PKEY_CTX_new_from_pkey (NULL, self->key, NULL);
  if (self->context != NULL && EVP_PKEY_sign_init (self->context) > 0 && set_scheme (self->context))
    return g_steal_pointer (&self);
  ERR_clear_error ();
  return NULL;
}

void
postino_rsa_signer_free (PostinoRsaSigner *self)
{
  if (self == NULL)
    return;
  EVP_PKEY_CTX_free (self->context);
  EVP_PKEY_free (self->key);
  g_free (self);
}

GBytes *
postino_rsa_signer_sign (PostinoRsaSigner *self,
                         const guint8      hash[POSTINO_SHA256_BYTES])
{
  gsize n_bytes = (gsize) EVP_PKEY_get_size (self->key);
  g_autofree guint8 *signature = g_malloc (n_bytes);

  if (EVP_PKEY_sign (self->context, signature, &n_bytes, hash, POSTINO_SHA256_BYTES) > 0)
    return g_bytes_new_take (g_steal_pointer (&signature), n_bytes);
  ERR_clear_error ();
  return NULL;
}

/* NULL if it is no RSA key. */
static EVP_PKEY *
read_public_key (GBytes *bytes)
{
  gsize n_bytes;
  const unsigned char *der = g_bytes_get_data (bytes, &n_bytes);
  const unsigned char *p = der;
  EVP_PKEY *key = d2i_PUBKEY (NULL, &p, (long) n_bytes);

  p = der;
  if (key == NULL)
    key = d2i_PublicKey (EVP_PKEY_RSA, NULL, &p, (long) n_bytes);
  if (key != NULL && !EVP_PKEY_is_a (key, "RSA"))
    g_clear_pointer (&key, EVP_PKEY_free);
  return key;
}

gboolean
postino_rsa_verify (GBytes      *key_bytes,
                    const guint8 hash[POSTINO_SHA256_BYTES],
                    GBytes      *signature,
                    guint       *n_bits)
{
  EVP_PKEY *key = read_public_key (key_bytes);
  EVP_PKEY_CTX *context = key != NULL ? EVP_PKEY_CTX_new_from_pkey (NULL, key, NULL) : NULL;
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (signature, &n_bytes);
  gboolean is_right;

  *n_bits = key != NULL ? (guint) EVP_PKEY_get_bits (key) : 0;
  is_right = context != NULL && EVP_PKEY_verify_init (context) > 0 && set_scheme (context)
             && EVP_PKEY_verify (context, bytes, n_bytes, hash, POSTINO_SHA256_BYTES) == 1;
  EVP_PKEY_CTX_free (context);
  EVP_PKEY_free (key);
  ERR_clear_error ();
  return is_right;
}
