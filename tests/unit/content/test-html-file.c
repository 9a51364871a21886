/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content/html-file.h"

#include <string.h>

#include "base/error.h"

#define BYTES(text) text, sizeof text - 1

static const struct {
  const char *bytes;
  gsize size;
  const char *text; /* NULL: not a text */
} files[] = {
  { BYTES (""), "" },
  { BYTES ("<p>citt\xc3\xa0</p>"), "<p>città</p>" },
  { BYTES ("\xef\xbb\xbf<p>citt\xc3\xa0"), "<p>città" },
  { BYTES ("\xff\xfe<\0p\0>\0\xe0\0"), "<p>à" },
  { BYTES ("\xfe\xff\0<\0p\0>\0\xe0"), "<p>à" },
  { BYTES ("<meta charset=iso-8859-15>\xa4"), "<meta charset=iso-8859-15>€" },
  { BYTES ("<meta charset=\"iso-8859-15\">citt\xc3\xa0"), "<meta charset=\"iso-8859-15\">città" },
  { BYTES ("<meta content='text/html; CHARSET=koi8-r'>\xc1"), "<meta content='text/html; CHARSET=koi8-r'>а" },
  { BYTES ("<meta charset=nonsense>\x80"), "<meta charset=nonsense>€" },
  { BYTES ("perch\xe9 \x80"), "perché €" },
  { BYTES ("a\r\nb\rc\n\r\n"), "a\nb\nc\n\n" },
  { BYTES ("\x89PNG\0\0"), NULL },
  { BYTES ("\xff\xfe\0\0a\0"), NULL },
  { BYTES ("\xef\xbb\xbf\xff"), NULL },
};

static void
test_to_text (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (files[i].bytes, files[i].size);
      g_autoptr (GError) error = NULL;
      g_autofree char *text = postino_html_file_to_text ("a.html", bytes, &error);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (text, ==, files[i].text);
      if (text == NULL)
        {
          g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
          g_assert_nonnull (strstr (error->message, "a.html"));
        }
    }
}

static void
test_limit (void)
{
  for (gsize over = 0; over <= 1; over++)
    {
      gsize size = POSTINO_HTML_FILE_MAX_BYTES + over;
      char *letters = g_malloc (size);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      memset (letters, 'a', size);
      bytes = g_bytes_new_take (letters, size);
      text = postino_html_file_to_text ("a.html", bytes, &error);
      g_assert_cmpint (text != NULL, ==, over == 0);
      if (over > 0)
        g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT);
    }
}

static const struct {
  const char *text;
  gboolean is_page;
} pages[] = {
  { "<!DOCTYPE html><p>", TRUE }, { "\n<!-- x --><html lang=it>", TRUE }, { "<HTML>", TRUE },
  { "<p>html</p>", FALSE },       { "<htmlx>", FALSE },                   { "", FALSE },
};

static void
test_is_page (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    g_assert_cmpint (postino_html_file_is_page (pages[i].text), ==, pages[i].is_page);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html-file/to-text", test_to_text);
  g_test_add_func ("/html-file/limit", test_limit);
  g_test_add_func ("/html-file/is-page", test_is_page);
  return g_test_run ();
}
