/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dkim/tags.h"

static const struct {
  const char *text;
  gboolean is_list;
  const char *name;
  const char *value;
} cases[] = {
  { "a=1", TRUE, "a", "1" },
  { "a=1;", TRUE, "a", "1" },
  { " a = 1 ;\r\n\tb = 2 3 ; ", TRUE, "b", "2 3" },
  { "a=;b=1", TRUE, "a", "" },
  { "a=b=c", TRUE, "a", "b=c" },
  { "A=1; a=2", TRUE, "A", "1" },
  { "a_1=x", TRUE, "a_1", "x" },
  { "a=1", TRUE, "b", NULL },
  { "n=caff\xc3\xa8", TRUE, "n", "caff\xc3\xa8" },
  { "", FALSE, NULL, NULL },
  { ";", FALSE, NULL, NULL },
  { "a=1;;b=2", FALSE, NULL, NULL },
  { "a", FALSE, NULL, NULL },
  { "a=1; b", FALSE, NULL, NULL },
  { "a=1; a=2", FALSE, NULL, NULL },
  { "1a=1", FALSE, NULL, NULL },
  { "a b=1", FALSE, NULL, NULL },
  { "=1", FALSE, NULL, NULL },
  { "a=\x01", FALSE, NULL, NULL },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PostinoDkimTags) tags = { 0 };

      g_assert_cmpint (postino_dkim_tags_parse (&tags, cases[i].text, strlen (cases[i].text)), ==, cases[i].is_list);
      if (cases[i].is_list)
        g_assert_cmpstr (postino_dkim_tags_get (&tags, cases[i].name), ==, cases[i].value);
    }
}

static void
test_nul (void)
{
  g_auto (PostinoDkimTags) tags = { 0 };

  g_assert_false (postino_dkim_tags_parse (&tags, "a=1\0;b=2", 8));
}

static const struct {
  const char *value;
  const char *bytes; /* NULL: not base64 */
} base64[] = {
  { "aGk=", "hi" },
  { "aG\r\n k=", "hi" },
  { "aGkh", "hi!" },
  { "aA==", "h" },
  { "", NULL },
  { "aGk", NULL },
  { "aGk!", NULL },
  { "a===", NULL },
  { "aG=h", NULL },
  { "aGk=aGk=", NULL },
  { "aGl=", NULL }, /* bits that are nobody's */
};

static void
test_base64 (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (base64); i++)
    {
      g_auto (PostinoDkimTags) tags = { 0 };
      g_autofree char *text = g_strdup_printf ("v=1; p=%s", base64[i].value);
      g_autoptr (GBytes) bytes = NULL;

      g_assert_true (postino_dkim_tags_parse (&tags, text, strlen (text)));
      g_assert_cmpstr (tags.first, ==, "v");
      bytes = postino_dkim_tags_dup_base64 (&tags, "p");
      g_assert_cmpint (bytes != NULL, ==, base64[i].bytes != NULL);
      if (bytes != NULL)
        g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), base64[i].bytes,
                         strlen (base64[i].bytes));
      g_assert_null (postino_dkim_tags_dup_base64 (&tags, "q"));
    }
}

static void
test_lists_and_numbers (void)
{
  static const char text[] = "h= from : To:\r\n subject ; t=123; x=12x; y=-1; z=18446744073709551616; e=";
  g_auto (PostinoDkimTags) tags = { 0 };
  g_auto (GStrv) names = NULL;
  g_autofree char *joined = NULL;
  guint64 number = 7;

  g_assert_true (postino_dkim_tags_parse (&tags, text, strlen (text)));
  names = postino_dkim_tags_dup_list (&tags, "h");
  joined = g_strjoinv ("|", names);
  g_assert_cmpstr (joined, ==, "from|To|subject");
  g_assert_null (postino_dkim_tags_dup_list (&tags, "q"));
  g_assert_true (postino_dkim_tags_get_number (&tags, "l", &number));
  g_assert_cmpuint (number, ==, 7);
  g_assert_true (postino_dkim_tags_get_number (&tags, "t", &number));
  g_assert_cmpuint (number, ==, 123);
  for (const char *name = "xyze"; *name != '\0'; name++)
    g_assert_false (postino_dkim_tags_get_number (&tags, (char[]) { *name, '\0' }, &number));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dkim-tags/cases", test_cases);
  g_test_add_func ("/dkim-tags/nul", test_nul);
  g_test_add_func ("/dkim-tags/base64", test_base64);
  g_test_add_func ("/dkim-tags/lists-and-numbers", test_lists_and_numbers);
  return g_test_run ();
}
