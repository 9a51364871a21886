/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dkim/key-set.h"
#include "rfc8463.h"

static void
test_set (void)
{
  g_autoptr (PostinoDkimKeySet) set = postino_dkim_key_set_new ("example.org");
  g_autoptr (PostinoDkimKeySet) shared = postino_dkim_key_set_ref (set);
  g_autoptr (PostinoDkimKey) key = postino_dkim_key_new_from_pem (RFC8463_ED25519_PEM, NULL);

  g_assert_cmpuint (postino_dkim_key_set_count (set), ==, 0);
  postino_dkim_key_set_add (set, "s1", key);
  g_assert_cmpstr (postino_dkim_key_set_get_domain (shared), ==, "example.org");
  g_assert_cmpuint (postino_dkim_key_set_count (shared), ==, 1);
  g_assert_cmpstr (postino_dkim_key_set_get_selector (shared, 0), ==, "s1");
  g_assert_true (postino_dkim_key_set_get_key (shared, 0) == key);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dkim-key-set/set", test_set);
  return g_test_run ();
}
