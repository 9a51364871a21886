/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content/html-language.h"

static const struct {
  const char *html;
  const char *language;
} cases[] = {
  { "<html lang=\"it\">", "it" },
  { "<!DOCTYPE html>\n<HTML dir=ltr LANG='en-GB'>", "en-GB" },
  { "<HTML dir=ltr LANG='IT-it'>", "IT-it" },
  { "<html lang=it><body>", "it" },
  { "<html xml:lang=\"it\">", "it" },
  { "<html \xff\xfe lang=\"it\">", "it" },
  { "<html><body lang=\"it\">", NULL },
  { "<html><p lang=it>", NULL },
  { "<html lang=\"\">", NULL },
  { "<html lang=\"italian\">", NULL },
  { "<html data-slang=\"it\">", NULL },
  { "<html>", NULL },
  { "<p>", NULL },
  { "", NULL },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *language = postino_html_find_language (cases[i].html);

      g_assert_cmpstr (language, ==, cases[i].language);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html-language/table", test_table);
  return g_test_run ();
}
