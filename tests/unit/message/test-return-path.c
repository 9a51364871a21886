/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "message/return-path.h"

static const guint8 key[POSTINO_TOKEN_KEY_SIZE] = "0123456789abcdefFEDCBA987654321";

static const struct {
  const char *address;
  const char *begins; /* NULL: no room */
  const char *ends;
} cases[] = {
  { "shop@example.com", "shop+", "@example.com" },
  { "shop+news@example.com", "shop+news+", "@example.com" },
  { "eighteen-long-name@example.com", "eighteen-long-name+", "@example.com" },
  { "nineteen-long-names@example.com", NULL, NULL },
  { "\"a b\"@example.com", NULL, NULL },
  { "@example.com", NULL, NULL },
  { "", NULL, NULL },
};

static void
test_build (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = postino_return_path_build (cases[i].address, key, 7, 42);
      g_autofree char *upper = path != NULL ? g_ascii_strup (path, -1) : NULL;
      gint64 campaign = 0;
      gint64 row = 0;

      if (cases[i].begins == NULL)
        {
          g_assert_null (path);
          continue;
        }
      g_assert_true (g_str_has_prefix (path, cases[i].begins));
      g_assert_true (g_str_has_suffix (path, cases[i].ends));
      g_assert_cmpuint (strchr (path, '@') - path, <=, 64);
      g_assert_true (postino_return_path_open (path, key, &campaign, &row));
      g_assert_cmpint (campaign, ==, 7);
      g_assert_cmpint (row, ==, 42);
      g_assert_true (postino_return_path_open (upper, key, &campaign, &row));
    }
}

static void
test_foreign (void)
{
  const char *const foreign[] = { "", "shop@example.com", "shop+news@example.com", "shop+", "+@", "@" };
  gint64 campaign;
  gint64 row;

  for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
    g_assert_false (postino_return_path_open (foreign[i], key, &campaign, &row));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/return-path/build", test_build);
  g_test_add_func ("/return-path/foreign", test_foreign);
  return g_test_run ();
}
