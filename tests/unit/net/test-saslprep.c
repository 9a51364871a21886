/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/saslprep.h"

#include "net/sasl.h"

static const struct {
  const char *text;
  const char *prepared; /* NULL: not allowed */
} cases[] = {
  /* RFC 4013 section 3, but for the last example (writing directions, see saslprep.c) */
  { "I\xc2\xadX", "IX" },
  { "user", "user" },
  { "USER", "USER" },
  { "\xc2\xaa", "a" },
  { "\xe2\x85\xa8", "IX" },
  { "\x07", NULL },

  { "a b", "a b" },
  { "a\xc2\xa0" "b", "a b" },              /* no-break space */
  { "a\xe3\x80\x80" "b", "a b" },          /* ideographic space */
  { "a\xe2\x80\x8b" "b", "a b" },          /* zero width space: a space first */
  { "a\xe2\x80\x8d" "b", "ab" },           /* zero width joiner */
  { "\xef\xbb\xbfpass", "pass" },          /* byte order mark */
  { "e\xcc\x81", "\xc3\xa9" },             /* composed */
  { "\xc3\xa9", "\xc3\xa9" },
  { "\xef\xac\x81n", "fin" },              /* ligature */
  { "\xef\xbc\xa1", "A" },                 /* full width */
  { "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" }, /* younger than stringprep */
  { "\xd7\xa9\xd7\x9c", "\xd7\xa9\xd7\x9c" },
  { "", NULL },
  { "\xc2\xad", NULL },
  { "tab\t", NULL },
  { "\x7f", NULL },
  { "\xc2\x85", NULL },
  { "\xe2\x80\xae" "evil", NULL },         /* right-to-left override */
  { "\xee\x80\x80", NULL },                /* private use */
  { "\xef\xbf\xbd", NULL },                /* replacement character */
  { "\xf0\x9f\xbf\xbe", NULL },            /* U+1FFFE */
  { "\xf3\xa0\x81\x81", NULL },            /* tag */
  { "\xff", NULL },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char *prepared = postino_saslprep (cases[i].text);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (prepared, ==, cases[i].prepared);
      postino_sasl_wipe (prepared);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/saslprep/cases", test_cases);
  return g_test_run ();
}
