/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gmime/gmime.h>
#include <string.h>

#include "message/quoted-printable.h"

#define X75 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static const struct {
  const char *text;
  const char *encoded;
} cases[] = {
  { "", "" },
  { "plain", "plain\r\n" },
  { "a\nb\n", "a\r\nb\r\n" },
  { "a\r\nb\rc", "a\r\nb\r\nc\r\n" },
  { "\n\n", "\r\n\r\n" },
  { "è=1", "=C3=A8=3D1\r\n" },
  { "blank \ntab\t\nx", "blank=20\r\ntab=09\r\nx\r\n" },
  { "\x7f\x01", "=7F=01\r\n" },
  { X75, X75 "\r\n" },
  { X75 "y", X75 "y\r\n" },
  { X75 "yz", X75 "=\r\nyz\r\n" },
  { X75 " ", X75 "=\r\n=20\r\n" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new ("kept ");

      postino_quoted_printable_append (out, cases[i].text, strlen (cases[i].text));
      g_assert_true (g_str_has_prefix (out->str, "kept "));
      g_assert_cmpstr (out->str + 5, ==, cases[i].encoded);
    }
}

/* What ends lines and strings elsewhere; a dot is the transport's affair. */
static const struct {
  const char *text;
  gsize n_bytes;
  const char *encoded;
} ends[] = {
  { "a\0b", 3, "a=00b\r\n" },
  { "\0", 1, "=00\r\n" },
  { ".", 1, ".\r\n" },
  { "\n.\n", 3, "\r\n.\r\n" },
  { "\r\0\n.\r", 5, "\r\n=00\r\n.\r\n" },
  { "\r.\r", 3, "\r\n.\r\n" },
};

static void
test_ends (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      postino_quoted_printable_append (out, ends[i].text, ends[i].n_bytes);
      g_assert_cmpstr (out->str, ==, ends[i].encoded);
    }
}

/* Whatever goes in comes out of GMime's decoder, and no line is too long or ends with a blank. */
static void
test_round_trip (void)
{
  for (int round = 0; round < 500; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GString) out = g_string_new (NULL);
      g_autofree char *decoded = NULL;
      g_auto (GStrv) lines = NULL;
      int length = g_test_rand_int_range (1, 400);
      GMimeEncoding decoder;
      gsize n_decoded;

      for (int i = 0; i < length; i++)
        {
          guchar c = (guchar) g_test_rand_int_range (0, 256);

          g_string_append_c (text, g_test_rand_int_range (0, 3) ? "ab =\t\n"[c % 6] : c == '\r' ? 'r' : (char) c);
        }
      g_string_append_c (text, '\n');
      postino_quoted_printable_append (out, text->str, text->len);

      lines = g_strsplit (out->str, "\r\n", -1);
      for (gsize l = 0; lines[l] != NULL; l++)
        {
          g_assert_cmpuint (strlen (lines[l]), <=, 76);
          g_assert_false (g_str_has_suffix (lines[l], " ") || g_str_has_suffix (lines[l], "\t"));
          g_assert_null (strpbrk (lines[l], "\r\n"));
        }

      g_mime_encoding_init_decode (&decoder, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
      decoded = g_malloc (g_mime_encoding_outlen (&decoder, out->len));
      n_decoded = g_mime_encoding_flush (&decoder, out->str, out->len, decoded);
      {
        g_autoptr (GString) unix_lines = g_string_new_len (decoded, (gssize) n_decoded);

        g_string_replace (unix_lines, "\r\n", "\n", 0);
        if (memchr (text->str, '\0', text->len) == NULL)
          g_assert_cmpstr (unix_lines->str, ==, text->str);
      }
    }
}

int
main (int    argc,
      char **argv)
{
  g_mime_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quoted-printable/table", test_table);
  g_test_add_func ("/quoted-printable/round-trip", test_round_trip);
  g_test_add_func ("/quoted-printable/ends", test_ends);
  return g_test_run ();
}
