/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "smtp/smtp-wire.h"

static void
test_lines (void)
{
  static const struct { const char *line; gboolean goes; } cases[] = {
    { "RCPT TO:<a@b>", TRUE }, { "RCPT TO:<j\xc3\xb6rg@b>", TRUE },
    { "", FALSE }, { "a\r\nb", FALSE }, { "a\nb", FALSE }, { "a\rb", FALSE }, { "a\tb", FALSE }, { "a\x7f", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      g_autofree char *expected = g_strdup_printf ("%s\r\n", cases[i].line);

      g_assert_cmpint (postino_smtp_wire_put_line (out, cases[i].line, POSTINO_SMTP_COMMAND_MAX), ==, cases[i].goes);
      if (cases[i].goes)
        g_assert_cmpmem (out->data, out->len, expected, strlen (expected));
      else
        g_assert_cmpuint (out->len, ==, 0);
    }
}

static void
test_line_bound (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree char *fits = g_strnfill (POSTINO_SMTP_COMMAND_MAX, 'x');
  g_autofree char *over = g_strnfill (POSTINO_SMTP_COMMAND_MAX + 1, 'x');

  g_assert_false (postino_smtp_wire_put_line (out, over, POSTINO_SMTP_COMMAND_MAX));
  g_assert_cmpuint (out->len, ==, 0);
  g_assert_true (postino_smtp_wire_put_line (out, fits, POSTINO_SMTP_COMMAND_MAX));
  g_assert_cmpuint (out->len, ==, 512);
}

static void
test_addresses (void)
{
  static const struct { const char *address; gboolean goes; } cases[] = {
    { "a@b.example", TRUE }, { "", TRUE }, { "\"a.b\"@c", TRUE }, { "j\xc3\xb6rg@b", TRUE },
    { "a b@c", FALSE }, { "a>b@c", FALSE }, { "<a@b", FALSE }, { "a@b\r\nDATA", FALSE }, { "a@b\n", FALSE },
    { "a@b\x01", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (postino_smtp_wire_is_address (cases[i].address), ==, cases[i].goes);
}

/* The nine sequences by which a message could be made to end early at somebody's server, and their kin: none leaves. */
#define BYTES(text) text, sizeof text - 1

static const struct { const char *bytes; gsize n_bytes; gboolean goes; } bodies[] = {
  { BYTES ("a: b\r\n\r\nx\n.\ny\r\n"), FALSE },
  { BYTES ("a: b\r\n\r\nx\n.\ry\r\n"), FALSE },
  { BYTES ("a: b\r\n\r\nx\r.\ny\r\n"), FALSE },
  { BYTES ("a: b\r\n\r\nx\r.\ry\r\n"), FALSE },
  { BYTES ("a: b\r\n\r\nx\n.\r\ny\r\n"), FALSE },
  { BYTES ("a: b\r\n\r\nx\r.\r\ny\r\n"), FALSE },
  { BYTES ("a: b\r\n\r\nx\r\n.\ry\r\n"), FALSE },
  { BYTES ("a: b\r\n\r\nx\r\n.\ny\r\n"), FALSE },
  { BYTES ("a: b\r\n\r\nx\r\n\0.\r\ny\r\n"), FALSE },
  { BYTES ("a: b\r\n\r\nx\r"), FALSE },
  { BYTES ("a: b\r\n\r\nx\r\r\n"), FALSE },
  { BYTES ("\n"), FALSE },
  { BYTES (""), FALSE },
  { BYTES ("a: b\r\n\r\nx\r\n.\r\ny\r\n"), TRUE }, /* a dot alone on a line is text: it is doubled */
  { BYTES ("a: b\r\n\r\nx"), TRUE },
  { BYTES ("\r\n"), TRUE },
};

static void
test_faults (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      gboolean has_8bit;
      const char *fault = postino_smtp_wire_find_fault (bodies[i].bytes, bodies[i].n_bytes, &has_8bit);

      g_assert_cmpint (fault == NULL, ==, bodies[i].goes);
      g_assert_false (has_8bit);
    }
}

static void
test_8bit (void)
{
  for (gsize at = 0; at < 20; at++)
    {
      char bytes[] = "abcdefghijklmnopqrst\r\n";
      gboolean has_8bit;

      bytes[at] = '\xe9';
      g_assert_null (postino_smtp_wire_find_fault (bytes, strlen (bytes), &has_8bit));
      g_assert_true (has_8bit);
    }
}

static void
test_long_body_line (void)
{
  for (gsize length = POSTINO_SMTP_BODY_LINE_MAX; length <= POSTINO_SMTP_BODY_LINE_MAX + 1; length++)
    {
      g_autofree char *line = g_strnfill (length, 'x');
      g_autofree char *body = g_strdup_printf ("%s\r\n", line);
      gboolean has_8bit;

      g_assert_cmpint (postino_smtp_wire_find_fault (body, strlen (body), &has_8bit) == NULL, ==,
                       length <= POSTINO_SMTP_BODY_LINE_MAX);
    }
}

static const struct { const char *body; const char *stuffed; } stuffings[] = {
  { "a\r\nb\r\n", "a\r\nb\r\n" },
  { ".\r\n", "..\r\n" },
  { "..\r\n.a\r\na.\r\n", "...\r\n..a\r\na.\r\n" },
  { "a\r\n.", "a\r\n..\r\n" },
  { "a", "a\r\n" },
  { "\r\n.\r\n\r\n", "\r\n..\r\n\r\n" },
};

/* In pieces of every size the same bytes leave as in one. */
static void
test_stuffing (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (stuffings); i++)
    {
      for (gsize max = 1; max < 12; max++)
        {
          g_autoptr (GByteArray) out = g_byte_array_new ();
          gsize n_bytes = strlen (stuffings[i].body);
          gsize offset = 0;

          while (offset < n_bytes)
            offset = postino_smtp_wire_put_body (out, stuffings[i].body, n_bytes, offset, max);
          g_assert_cmpmem (out->data, out->len, stuffings[i].stuffed, strlen (stuffings[i].stuffed));
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp-wire/lines", test_lines);
  g_test_add_func ("/smtp-wire/line-bound", test_line_bound);
  g_test_add_func ("/smtp-wire/addresses", test_addresses);
  g_test_add_func ("/smtp-wire/faults", test_faults);
  g_test_add_func ("/smtp-wire/8bit", test_8bit);
  g_test_add_func ("/smtp-wire/long-body-line", test_long_body_line);
  g_test_add_func ("/smtp-wire/stuffing", test_stuffing);
  return g_test_run ();
}
