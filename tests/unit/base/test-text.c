/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

typedef char *(*Convert) (const char *text);

static const struct {
  Convert convert;
  const char *input;
  const char *expected;
} cases[] = {
  { postino_text_fold, "ANN", "ann" },
  { postino_text_fold, "Citta\xcc\x80", "citt\xc3\xa0" }, /* decomposed in, composed out */
  { postino_text_fold, "STRASSE", "strasse" },
  { postino_text_fold, "Stra\xc3\x9f" "e", "strasse" },
  { postino_text_fold_search, "Città Ünïque", "citta unique" },
  { postino_text_fold_search, "ascii only", "ascii only" },
  { postino_text_single_line, "a\r\nBcc: b", "a Bcc: b" },
  { postino_text_single_line, "  a \t b\xe2\x80\xa8" "c  ", "a b c" },
  { postino_text_single_line, "\x01\x7f\xc2\x85", "" },
  { postino_text_make_key, "Città di nascita", "citta_di_nascita" },
  { postino_text_make_key, "P.IVA / C.F.", "p_iva_c_f" },
  { postino_text_make_key, "2nd name", "field_2nd_name" },
  { postino_text_make_key, "日本", "field" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *result = cases[i].convert (cases[i].input);

      g_assert_cmpstr (result, ==, cases[i].expected);
    }
}

static void
test_cut (void)
{
  for (gsize max = 0; max < 12; max++)
    {
      g_autofree char *cut = postino_text_cut ("aé日本😀", max);

      g_assert_true (g_utf8_validate (cut, -1, NULL));
      g_assert_true (g_str_has_prefix ("aé日本😀", cut));
    }
  g_assert_false (postino_text_is_single_line ("a\nb"));
  g_assert_false (postino_text_is_single_line ("a\rb"));
  g_assert_true (postino_text_is_single_line ("a b"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/table", test_table);
  g_test_add_func ("/text/cut", test_cut);
  return g_test_run ();
}
