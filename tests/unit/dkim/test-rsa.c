/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dkim/key.h"
#include "dkim/rsa.h"
#include "rfc8463.h"

static GBytes *
decode (const char *base64)
{
  gsize n;
  guchar *bytes = g_base64_decode (base64, &n);

  return g_bytes_new_take (bytes, n);
}

static PostinoRsaSigner *
open_signer (void)
{
  g_autoptr (PostinoDkimKey) key = postino_dkim_key_new_from_pem (RFC8463_RSA_PEM, NULL);
  g_autoptr (GBytes) der = postino_dkim_key_to_der (key);

  return postino_rsa_signer_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
}

static void
test_round_trip (void)
{
  g_autoptr (PostinoRsaSigner) signer = open_signer ();
  g_autoptr (GBytes) key = decode (RFC8463_RSA_PUBLIC);
  /* The bit string inside the SubjectPublicKeyInfo is an RSAPublicKey. */
  g_autoptr (GBytes) bare = g_bytes_new_from_bytes (key, 22, g_bytes_get_size (key) - 22);
  guint8 hash[POSTINO_SHA256_BYTES] = { 1, 2, 3 };
  g_autoptr (GBytes) signature = postino_rsa_signer_sign (signer, hash);
  g_autoptr (GBytes) again = postino_rsa_signer_sign (signer, hash);
  guint n_bits = 0;

  g_assert_nonnull (signature);
  g_assert_cmpuint (g_bytes_get_size (signature), ==, 128);
  g_assert_true (g_bytes_equal (signature, again));
  g_assert_true (postino_rsa_verify (key, hash, signature, &n_bits));
  g_assert_cmpuint (n_bits, ==, 1024);
  g_assert_true (postino_rsa_verify (bare, hash, signature, &n_bits));
  hash[0] ^= 1;
  g_assert_false (postino_rsa_verify (key, hash, signature, &n_bits));
  g_assert_cmpuint (n_bits, ==, 1024);
}

static void
test_no_keys (void)
{
  static const guint8 nonsense[] = "nonsense";
  g_autoptr (GBytes) key = g_bytes_new_static (nonsense, sizeof nonsense);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (PostinoDkimKey) ed25519 = postino_dkim_key_new_from_pem (RFC8463_ED25519_PEM, NULL);
  g_autoptr (GBytes) der = postino_dkim_key_to_der (ed25519);
  guint8 hash[POSTINO_SHA256_BYTES] = { 0 };
  guint n_bits = 7;

  g_assert_null (postino_rsa_signer_new (nonsense, sizeof nonsense));
  g_assert_null (postino_rsa_signer_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der)));
  g_assert_false (postino_rsa_verify (key, hash, key, &n_bits));
  g_assert_cmpuint (n_bits, ==, 0);
  g_assert_false (postino_rsa_verify (empty, hash, empty, &n_bits));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dkim-rsa/round-trip", test_round_trip);
  g_test_add_func ("/dkim-rsa/no-keys", test_no_keys);
  return g_test_run ();
}
