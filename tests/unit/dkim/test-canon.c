/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dkim/canon.h"

static const struct {
  const char *body;
  const char *simple;
  const char *relaxed;
} bodies[] = {
  /* RFC 6376, 3.4.5 */
  { " C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n", " C\r\nD E\r\n" },
  { "", "\r\n", "" },
  { "\r\n", "\r\n", "" },
  { "\r\n\r\n\r\n", "\r\n", "" },
  { " \t\r\n  \r\n", " \t\r\n  \r\n", "" },
  { "a", "a\r\n", "a\r\n" },
  { "a ", "a \r\n", "a\r\n" },
  { "a\r\n \r\n", "a\r\n \r\n", "a\r\n" },
  { "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n" },
  { "\r\na", "\r\na\r\n", "\r\na\r\n" },
  { "a\t\tb  c\r\n", "a\t\tb  c\r\n", "a b c\r\n" },
  { "..\r\n.\r\n", "..\r\n.\r\n", "..\r\n.\r\n" },
  /* a CR or LF alone ends no line */
  { "a\rb\nc \n\r\n", "a\rb\nc \n\r\n", "a\rb\nc \n\r\n" },
  { "a\r", "a\r\r\n", "a\r\r\n" },
  { "\xc3\xa8 \xc3\xa8\r\n", "\xc3\xa8 \xc3\xa8\r\n", "\xc3\xa8 \xc3\xa8\r\n" },
};

static const struct {
  const char *field;
  const char *simple;
  const char *relaxed;
} fields[] = {
  /* RFC 6376, 3.4.5 */
  { "A: X\r\n", "A: X\r\n", "a:X\r\n" },
  { "B : Y\t\r\n\tZ  \r\n", "B : Y\t\r\n\tZ  \r\n", "b:Y Z\r\n" },
  { "Subject:x", "Subject:x\r\n", "subject:x\r\n" },
  { "Subject:\r\n", "Subject:\r\n", "subject:\r\n" },
  { "Subject: \r\n \r\n a:b\r\n", "Subject: \r\n \r\n a:b\r\n", "subject:a:b\r\n" },
  { "SUBJECT:  A  b  \r\n  c\r\n", "SUBJECT:  A  b  \r\n  c\r\n", "subject:A b c\r\n" },
};

static void
test_bodies (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      /* behind the bytes of others, which stay */
      g_autoptr (GString) simple = g_string_new ("+");
      g_autoptr (GString) relaxed = g_string_new ("+");

      postino_dkim_canon_append_body (POSTINO_DKIM_SIMPLE, bodies[i].body, strlen (bodies[i].body), simple);
      postino_dkim_canon_append_body (POSTINO_DKIM_RELAXED, bodies[i].body, strlen (bodies[i].body), relaxed);
      g_assert_cmpstr (simple->str + 1, ==, bodies[i].simple);
      g_assert_cmpstr (relaxed->str + 1, ==, bodies[i].relaxed);
      g_assert_true (simple->str[0] == '+' && relaxed->str[0] == '+');
      g_assert_cmpuint (relaxed->len, ==, 1 + strlen (bodies[i].relaxed));
    }
}

static void
test_fields (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (GString) simple = g_string_new (NULL);
      g_autoptr (GString) relaxed = g_string_new (NULL);

      postino_dkim_canon_append_field (POSTINO_DKIM_SIMPLE, fields[i].field, strlen (fields[i].field), simple);
      postino_dkim_canon_append_field (POSTINO_DKIM_RELAXED, fields[i].field, strlen (fields[i].field), relaxed);
      g_assert_cmpstr (simple->str, ==, fields[i].simple);
      g_assert_cmpstr (relaxed->str, ==, fields[i].relaxed);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dkim-canon/bodies", test_bodies);
  g_test_add_func ("/dkim-canon/fields", test_fields);
  return g_test_run ();
}
