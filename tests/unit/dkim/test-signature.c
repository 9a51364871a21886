/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is hashed; with the keys of RFC 8463 it gives the signature that is printed there. */
#include <string.h>

#include "dkim/key.h"
#include "dkim/signature.h"
#include "rfc8463.h"

static const struct {
  const char *names;
  const char *picked;
} picks[] = {
  { "a", "A: 3\r\n" },
  { "a:a:a:a", "A: 3\r\nA: 2\r\nA: 1\r\n" },
  { "b:a", "B: x\r\nA: 3\r\n" },
  { "c:B:c", "B: x\r\n" },
  { "", "" },
};

static void
test_fields (void)
{
  static const char message[] = "A: 1\r\nA: 2\r\nB: x\r\nA: 3\r\n\r\n";
  g_auto (PostinoDkimMail) mail = { 0 };

  postino_dkim_mail_read (&mail, message, strlen (message));
  for (gsize i = 0; i < G_N_ELEMENTS (picks); i++)
    {
      g_auto (GStrv) names = g_strsplit (picks[i].names, ":", -1);
      g_autoptr (GString) out = g_string_new (NULL);

      postino_dkim_signature_append_fields (&mail, (const char *const *) names, POSTINO_DKIM_SIMPLE, out);
      g_assert_cmpstr (out->str, ==, picks[i].picked);
    }
}

static const struct {
  const char *field;
  const char *simple;
} own[] = {
  { "DKIM-Signature: v=1; bh=x; b=abc\r\n def\r\n", "DKIM-Signature: v=1; bh=x; b=" },
  { "DKIM-Signature: v=1; b=abc\r\n def ;\r\n bh=x\r\n", "DKIM-Signature: v=1; b=;\r\n bh=x" },
  { "DKIM-Signature: b = abc; bh=x", "DKIM-Signature: b =; bh=x" },
  { "DKIM-Signature: z=b=1; b=2;", "DKIM-Signature: z=b=1; b=;" },
  { "DKIM-Signature: bh=x; ab=c;", "DKIM-Signature: bh=x; ab=c;" },
};

static void
test_own (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      postino_dkim_signature_append_own (own[i].field, strlen (own[i].field), POSTINO_DKIM_SIMPLE, out);
      g_assert_cmpstr (out->str, ==, own[i].simple);
    }
}

static void
test_published (void)
{
  static const char *const names[] = { "from", "to", "subject", "date", "message-id", "from", "subject", "date", NULL };
  g_autoptr (PostinoDkimKey) key = postino_dkim_key_new_from_pem (RFC8463_RSA_PEM, NULL);
  g_autoptr (GBytes) der = postino_dkim_key_to_der (key);
  g_autoptr (PostinoRsaSigner) signer = postino_rsa_signer_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  g_auto (PostinoDkimMail) mail = { 0 };
  g_autoptr (GString) header = g_string_new (NULL);
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (GBytes) signature = NULL;
  g_autofree char *b = NULL;
  g_autofree char *bh = NULL;
  g_auto (GStrv) lines = g_strsplit (RFC8463_RSA_B, "\r\n ", -1);
  g_autofree char *expected = g_strjoinv ("", lines);
  guint8 hash[POSTINO_SHA256_BYTES];

  postino_dkim_mail_read (&mail, RFC8463_MESSAGE, strlen (RFC8463_MESSAGE));
  postino_dkim_canon_append_body (POSTINO_DKIM_RELAXED, mail.body, mail.n_body, body);
  postino_dkim_signature_hash (body->str, body->len, hash);
  bh = g_base64_encode (hash, sizeof hash);
  g_assert_cmpstr (bh, ==, "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");

  postino_dkim_signature_append_fields (&mail, names, POSTINO_DKIM_RELAXED, header);
  postino_dkim_signature_append_own (RFC8463_RSA_FIELD, strlen (RFC8463_RSA_FIELD), POSTINO_DKIM_RELAXED, header);
  postino_dkim_signature_hash (header->str, header->len, hash);
  signature = postino_rsa_signer_sign (signer, hash);
  b = g_base64_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  g_assert_cmpstr (b, ==, expected);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dkim-signature/fields", test_fields);
  g_test_add_func ("/dkim-signature/own", test_own);
  g_test_add_func ("/dkim-signature/published", test_published);
  return g_test_run ();
}
