/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/sasl-scram.h"

#include <string.h>

#include "base/error.h"
#include "net/sasl.h"

/* RFC 7677 section 3. */
#define NONCE "rOprNGfwEbeRWgbNEkqO"
#define BOTH NONCE "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
#define SALT "W22ZaJ0SNY7soEsUEjb6gQ=="
#define FIRST "r=" BOTH ",s=" SALT ",i=4096"
#define SIGNATURE "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

static void
test_rfc_example (void)
{
  g_autoptr (PostinoScram) scram = postino_scram_new ("user", "pencil", NONCE);
  g_autofree char *first = postino_scram_build_first (scram);
  g_autoptr (GError) error = NULL;
  g_autofree char *final = postino_scram_build_final (scram, FIRST, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (first, ==, "n,,n=user,r=" NONCE);
  g_assert_cmpstr (final, ==, "c=biws,r=" BOTH ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  g_assert_true (postino_scram_check_final (scram, "v=" SIGNATURE, &error));
  g_assert_no_error (error);
}

/* How names and passwords are prepared. The proofs are Python's (hashlib.pbkdf2_hmac, stringprep). */
static const struct {
  const char *user;
  const char *password;
  const char *first;
  const char *proof;
} prepared[] = {
  { "a,b=c", "pencil", "n,,n=a=2Cb=3Dc,r=x", NULL },
  { "I\xc2\xadX", "pencil", "n,,n=IX,r=x", NULL },
  { "\xef\xbd\x95ser", "\xc2\xaa\xe2\x85\xa8", "n,,n=user,r=x", "ROWfds2XUmVUjSW98b5ltkzrBUHBgo3jiOQLnp9RPrU=" }, /* full width u; ª and Ⅸ */
  { "user", "aIX", "n,,n=user,r=x", "ROWfds2XUmVUjSW98b5ltkzrBUHBgo3jiOQLnp9RPrU=" },
  { "user", "pa\tss", "n,,n=user,r=x", "nsJMYjS4n1gl1MC4qD0iSZ3GUWIcMz84ejwhqXnzQz4=" }, /* not allowed by SASLprep: as it is */
};

static void
test_prepared (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (prepared); i++)
    {
      g_autoptr (PostinoScram) scram = postino_scram_new (prepared[i].user, prepared[i].password, "x");
      g_autofree char *first = postino_scram_build_first (scram);
      g_autoptr (GError) error = NULL;
      g_autofree char *final = postino_scram_build_final (scram, "r=xy,s=" SALT ",i=4096", &error);

      g_assert_no_error (error);
      g_assert_cmpstr (first, ==, prepared[i].first);
      if (prepared[i].proof != NULL)
        g_assert_cmpstr (strstr (final, ",p=") + 3, ==, prepared[i].proof);
    }
}

static const struct {
  const char *text;
  gboolean is_taken;
} server_firsts[] = {
  { FIRST, TRUE },
  { FIRST ",x=later", TRUE }, /* an optional extension */
  { "r=" BOTH ",s=" SALT ",i=2000000", TRUE },
  { "", FALSE },
  { "r=", FALSE },
  { "r=" NONCE ",s=" SALT ",i=4096", FALSE },                   /* not extended */
  { "r=rOprNGfwEbeRWgbNEkqX%hvY,s=" SALT ",i=4096", FALSE },    /* not ours */
  { "r=%hvY" NONCE ",s=" SALT ",i=4096", FALSE },
  { "r=" BOTH "\xc3\xa9,s=" SALT ",i=4096", FALSE },
  { "r=" BOTH " ,s=" SALT ",i=4096", FALSE },
  { "m=must," FIRST, FALSE },                                   /* an extension we do not know */
  { "s=" SALT ",r=" BOTH ",i=4096", FALSE },
  { "r=" BOTH ",i=4096", FALSE },
  { "r=" BOTH ",s=,i=4096", FALSE },
  { "r=" BOTH ",s=" SALT, FALSE },
  { "r=" BOTH ",s=W22Z aJ0S,i=4096", FALSE },
  { "r=" BOTH ",s=W22,i=4096", FALSE },
  { "r=" BOTH ",s=" SALT ",i=", FALSE },
  { "r=" BOTH ",s=" SALT ",i=0", FALSE },
  { "r=" BOTH ",s=" SALT ",i=1", FALSE },
  { "r=" BOTH ",s=" SALT ",i=4095", FALSE },
  { "r=" BOTH ",s=" SALT ",i=2000001", FALSE },
  { "r=" BOTH ",s=" SALT ",i=1000000000", FALSE },
  { "r=" BOTH ",s=" SALT ",i=18446744073709555712", FALSE },    /* 4096 more than 64 bits hold */
  { "r=" BOTH ",s=" SALT ",i=-4096", FALSE },
  { "r=" BOTH ",s=" SALT ",i=+4096", FALSE },
  { "r=" BOTH ",s=" SALT ",i=04096", FALSE },
  { "r=" BOTH ",s=" SALT ",i=4096x", FALSE },
  { "r=" BOTH ",s=" SALT ",i= 4096", FALSE },
  { "e=no-resources", FALSE },
};

static void
test_server_firsts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (server_firsts); i++)
    {
      g_autoptr (PostinoScram) scram = postino_scram_new ("user", "pencil", NONCE);
      g_autoptr (GError) error = NULL;
      g_autofree char *final = NULL;
      gint64 began_us = g_get_monotonic_time ();

      final = postino_scram_build_final (scram, server_firsts[i].text, &error);
      g_assert_cmpint (final != NULL, ==, server_firsts[i].is_taken);
      if (final == NULL)
        {
          g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL);
          g_assert_cmpint (g_get_monotonic_time () - began_us, <, G_USEC_PER_SEC);
        }
    }
}

static void
test_long_salts_and_nonces (void)
{
  static const struct {
    guint n_nonce;
    guint n_salt;
    gboolean is_taken;
  } sizes[] = { { 512, 512, TRUE }, { 513, 16, FALSE }, { 100, 516, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (PostinoScram) scram = postino_scram_new ("user", "pencil", "x");
      g_autofree char *nonce = g_strnfill (sizes[i].n_nonce, 'x');
      g_autofree guint8 *bytes = g_malloc0 (sizes[i].n_salt);
      g_autofree char *salt = g_base64_encode (bytes, sizes[i].n_salt);
      g_autofree char *text = g_strdup_printf ("r=%s,s=%s,i=4096", nonce, salt);
      g_autoptr (GError) error = NULL;
      g_autofree char *final = postino_scram_build_final (scram, text, &error);

      g_assert_cmpint (final != NULL, ==, sizes[i].is_taken);
    }
}

static const struct {
  const char *text;
  int code; /* 0: proven */
} server_finals[] = {
  { "v=" SIGNATURE, 0 },
  { "v=" SIGNATURE ",x=later", 0 },
  { "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", POSTINO_ERROR_REFUSED },
  { "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", POSTINO_ERROR_REFUSED },
  { "e=invalid-proof", POSTINO_ERROR_REFUSED },
  { "e=other-error," "v=" SIGNATURE, POSTINO_ERROR_REFUSED },
  { "", POSTINO_ERROR_PROTOCOL },
  { "v=", POSTINO_ERROR_PROTOCOL },
  { "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95A==", POSTINO_ERROR_PROTOCOL },
  { "v=" SIGNATURE "AAAA", POSTINO_ERROR_PROTOCOL },
  { "v=*", POSTINO_ERROR_PROTOCOL },
  { "x=1,v=" SIGNATURE, POSTINO_ERROR_PROTOCOL },
};

static void
test_server_finals (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (server_finals); i++)
    {
      g_autoptr (PostinoScram) scram = postino_scram_new ("user", "pencil", NONCE);
      g_autoptr (GError) error = NULL;
      g_autofree char *final = postino_scram_build_final (scram, FIRST, &error);

      g_assert_no_error (error);
      g_assert_cmpint (postino_scram_check_final (scram, server_finals[i].text, &error), ==, server_finals[i].code == 0);
      if (server_finals[i].code != 0)
        g_assert_error (error, POSTINO_ERROR, server_finals[i].code);
    }
}

/* As the mechanism of a table: base64 around it, and an end that has to be earned. */
static void
test_mechanism (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoSasl) sasl = postino_sasl_new ("SCRAM-SHA-256", "auto", "user", "pencil", &error);
  g_autofree char *first = postino_sasl_respond (sasl, "", &error);
  gsize n_bytes = 0;
  g_autofree char *text = (char *) g_base64_decode (first, &n_bytes);
  g_autofree char *challenge = NULL;
  g_autofree char *encoded = NULL;
  g_autofree char *final = NULL;

  g_assert_cmpuint (n_bytes, ==, strlen ("n,,n=user,r=") + 32);
  g_assert_cmpmem (text, strlen ("n,,n=user,r="), "n,,n=user,r=", strlen ("n,,n=user,r="));
  challenge = g_strdup_printf ("r=%.32smore,s=" SALT ",i=4096", text + strlen ("n,,n=user,r="));
  encoded = g_base64_encode ((guchar *) challenge, strlen (challenge));
  final = postino_sasl_respond (sasl, encoded, &error);
  g_assert_no_error (error);
  g_assert_nonnull (final);
  g_assert_false (postino_sasl_may_end (sasl));
  g_assert_null (postino_sasl_respond (sasl, "dj02cnJp", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL);
  g_assert_false (postino_sasl_may_end (sasl));
}

/* No two sign-ins begin alike. */
static void
test_fresh_nonces (void)
{
  g_autoptr (PostinoScram) one = postino_scram_new ("user", "pencil", NULL);
  g_autoptr (PostinoScram) two = postino_scram_new ("user", "pencil", NULL);
  g_autofree char *first = postino_scram_build_first (one);
  g_autofree char *second = postino_scram_build_first (two);

  g_assert_cmpstr (first, !=, second);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl-scram/rfc-example", test_rfc_example);
  g_test_add_func ("/sasl-scram/prepared", test_prepared);
  g_test_add_func ("/sasl-scram/server-firsts", test_server_firsts);
  g_test_add_func ("/sasl-scram/long-salts-and-nonces", test_long_salts_and_nonces);
  g_test_add_func ("/sasl-scram/server-finals", test_server_finals);
  g_test_add_func ("/sasl-scram/mechanism", test_mechanism);
  g_test_add_func ("/sasl-scram/fresh-nonces", test_fresh_nonces);
  return g_test_run ();
}
