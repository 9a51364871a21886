/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/pkce.h"

#include <string.h>

/* RFC 7636, appendix B; and two whose hashes have the characters that are other ones in base64url. By Python. */
static const struct {
  const char *verifier;
  const char *challenge;
} cases[] = {
  { "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" },
  { "a", "ypeBEsobvcr6wjGzmiPcTaeG7_gUfE5yuYB3ha_uSLs" },
  { "", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU" },
};

static void
test_challenges (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *challenge = postino_pkce_build_challenge (cases[i].verifier);

      g_assert_cmpstr (challenge, ==, cases[i].challenge);
    }
}

static void
test_verifiers (void)
{
  static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 200; i++)
    {
      char *verifier = postino_pkce_make_verifier ();

      g_assert_cmpuint (strlen (verifier), ==, 43);
      g_assert_cmpuint (strspn (verifier, allowed), ==, 43);
      g_assert_true (g_hash_table_add (seen, verifier));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pkce/challenges", test_challenges);
  g_test_add_func ("/pkce/verifiers", test_verifiers);
  return g_test_run ();
}
