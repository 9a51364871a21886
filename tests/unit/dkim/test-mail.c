/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dkim/mail.h"

static const struct {
  const char *bytes;
  const char *fields; /* "name/bytes" of each, by blanks */
  const char *body;
} cases[] = {
  { "A: 1\r\nBc: 2\r\n\r\nbody\r\n", "A/6 Bc/7", "body\r\n" },
  { "A: 1\r\n 2\r\n\t3\r\nB:\r\n\r\n", "A/14 B/4", "" },
  { "A : 1\r\n\r\n", "A/7", "" },
  { "A: 1\r\nB: 2", "A/6 B/4", "" },
  { "A: 1\r\nB: 2\r\n", "A/6 B/6", "" },
  { "\r\nA: 1\r\n", "", "A: 1\r\n" },
  { "", "", "" },
  { "no colon\r\nA: 1\r\n\r\n\r\n", "/10 A/6", "\r\n" },
  { " folded\r\nA: 1\r\n\r\nx", "/9 A/6", "x" },
  { ": nameless\r\n\r\nx", "/12", "x" },
  { "A\tb: two words\r\n\r\nx", "/16", "x" },
  { "A: a\nB: b\r\n\r\nx", "A/11", "x" }, /* a line feed alone ends no line */
  { "A: 1\r\n\nx\r\n\r\ny", "A/6 /4", "y" },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PostinoDkimMail) mail = { 0 };
      g_autoptr (GString) fields = g_string_new (NULL);

      postino_dkim_mail_read (&mail, cases[i].bytes, strlen (cases[i].bytes));
      for (guint j = 0; j < mail.fields->len; j++)
        {
          const PostinoDkimField *field = &g_array_index (mail.fields, PostinoDkimField, j);

          g_string_append_printf (fields, "%s%.*s/%zu", j > 0 ? " " : "", (int) field->n_name, field->start,
                                  field->n_bytes);
        }
      g_assert_cmpstr (fields->str, ==, cases[i].fields);
      g_assert_cmpmem (mail.body, mail.n_body, cases[i].body, strlen (cases[i].body));
    }
}

static void
test_names (void)
{
  const PostinoDkimField field = { "SubJect : x", 11, 7 };

  g_assert_true (postino_dkim_field_is (&field, "subject", 7));
  g_assert_false (postino_dkim_field_is (&field, "subjec", 6));
  g_assert_false (postino_dkim_field_is (&field, "subject2", 8));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dkim-mail/cases", test_cases);
  g_test_add_func ("/dkim-mail/names", test_names);
  return g_test_run ();
}
