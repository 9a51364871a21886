/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "dkim/key.h"
#include "rfc8463.h"

static void
test_published (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoDkimKey) rsa = postino_dkim_key_new_from_pem (RFC8463_RSA_PEM, &error);
  g_autoptr (PostinoDkimKey) ed25519 = postino_dkim_key_new_from_pem (RFC8463_ED25519_PEM, &error);

  g_assert_no_error (error);
  g_assert_cmpint (postino_dkim_key_get_kind (rsa), ==, POSTINO_DKIM_RSA);
  g_assert_cmpstr (postino_dkim_key_get_public (rsa), ==, RFC8463_RSA_PUBLIC);
  g_assert_cmpint (postino_dkim_key_get_kind (ed25519), ==, POSTINO_DKIM_ED25519);
  g_assert_cmpstr (postino_dkim_key_get_public (ed25519), ==, RFC8463_ED25519_PUBLIC);
}

static void
test_generated (void)
{
  for (PostinoDkimKind kind = POSTINO_DKIM_RSA; kind <= POSTINO_DKIM_ED25519; kind++)
    {
      g_autoptr (PostinoDkimKey) key = postino_dkim_key_generate (kind);
      g_autoptr (PostinoDkimKey) other = postino_dkim_key_generate (kind);
      g_autofree char *pem = postino_dkim_key_to_pem (key);
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoDkimKey) read = postino_dkim_key_new_from_pem (pem, &error);
      g_autoptr (GBytes) der = postino_dkim_key_to_der (key);

      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (pem, "-----BEGIN PRIVATE KEY-----\n"));
      g_assert_cmpint (postino_dkim_key_get_kind (read), ==, kind);
      g_assert_cmpstr (postino_dkim_key_get_public (read), ==, postino_dkim_key_get_public (key));
      g_assert_cmpstr (postino_dkim_key_get_public (other), !=, postino_dkim_key_get_public (key));
      g_assert_cmpuint (g_bytes_get_size (der), >, kind == POSTINO_DKIM_RSA ? 1000 : 40);
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "", "nonsense", RFC8463_ED25519_PUBLIC,
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    /* RSA, 512 bits */
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEAmnP07y/cK4SqV9He\n"
    "EX3OGxw8RhGJWuJvwqRpdv57QDtQvfjzdPlf4v5//6nv8jsLIs+/YKcTEJxlfBbA\n"
    "46evDQIDAQABAkAGiGkPxOJ3JMFfvYy7CKszElqqTAuXQIShovqjAdiMuuS3NHja\n"
    "YhC4mmljvWLGDoOe2CKbzQlle57QRd2kTJixAiEAzN4O7w/hcwLlNICtUgZQWNFd\n"
    "wxIGHZcoyBMW6x5a9HcCIQDBAK6JfNXiSRdDii6f0fBzwz7ff8r1+wUiaDKi9jlt\n"
    "mwIhAJZKeU4rqkrDXv5rP7si4qKlxVEr0cy3bbWJO5D0zej1AiEAuTLVSJrghjYK\n"
    "u8WR/cwvRnYZE9AFysnn4F9KD7Pj4XcCIDhVV00iA0f0fY07P0z8Q22VNE3yma3m\n"
    "CoFi+W/x6PMB\n"
    "-----END PRIVATE KEY-----\n",
    /* P-256 */
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg3Oy+jYkK2JVAoj3J\n"
    "eZNDoj488LntR7f7btKEv3jg4TChRANCAAS5i+tqigvymvfq24uAweKyXnMt3Bgt\n"
    "f0eqj7QGxtwLJIFf8UYT+/wQxxyo8hsfxvNWfR42PRBhDWVazeWR+t/m\n"
    "-----END PRIVATE KEY-----\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (postino_dkim_key_new_from_pem (texts[i], &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dkim-key/published", test_published);
  g_test_add_func ("/dkim-key/generated", test_generated);
  g_test_add_func ("/dkim-key/refused", test_refused);
  return g_test_run ();
}
