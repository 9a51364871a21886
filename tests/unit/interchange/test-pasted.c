/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interchange/pasted.h"

#define ROWS(ADDRESS, NAME) "email,name\n\"" ADDRESS "\",\"" NAME "\"\n"

static const struct {
  const char *text;
  const char *rows;
} cases[] = {
  { "no address here", NULL },
  { "", NULL },
  { "ann@example.org", "ann@example.org" },
  { "email;nome\nann@example.org;Ann\nbob@example.org;Bob\n", "email;nome\nann@example.org;Ann\nbob@example.org;Bob\n" },
  { "ann@example.org, bob@example.org", ROWS ("ann@example.org", "") "\"bob@example.org\",\"\"\n" },
  { "ann@example.org; bob@example.org;", ROWS ("ann@example.org", "") "\"bob@example.org\",\"\"\n" },
  { "Ann <ann@example.org>", ROWS ("ann@example.org", "Ann") },
  { "\"Rossi, Ann\" <ann@example.org>, Bob <bob@example.org>", ROWS ("ann@example.org", "Rossi, Ann") "\"bob@example.org\",\"Bob\"\n" },
  { "Rossi, Ann <ann@example.org>; bob@example.org", ROWS ("ann@example.org", "Rossi, Ann") "\"bob@example.org\",\"\"\n" },
  { "Ann <ann@example.org>\nBob <bob@example.org>", ROWS ("ann@example.org", "Ann") "\"bob@example.org\",\"Bob\"\n" },
  { "a@example.org b@example.org", ROWS ("a@example.org b@example.org", "") }, /* the import says that this is no address */
  { "Nota;email\nprezzo <3;ann@example.org\n", "Nota;email\nprezzo <3;ann@example.org\n" },
  { "=cmd \"x\" y <ann@example.org>,x", ROWS ("ann@example.org", "=cmd \"\"x\"\" y") },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *rows = postino_pasted_to_rows (cases[i].text);

      g_assert_cmpstr (rows, ==, cases[i].rows);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pasted/rows", test_rows);
  return g_test_run ();
}
