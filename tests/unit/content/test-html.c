/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "content/html.h"

static void
test_parse (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoHtml) html = postino_html_parse ("<meta charset=latin1><p title='&amp;è'>x<br><b>y", &error);
  const xmlNode *node = xmlDocGetRootElement (html);
  g_autofree char *title = NULL;
  g_autofree char *missing = NULL;

  g_assert_no_error (error);
  g_assert_true (postino_html_is_element (node, "html"));
  node = node->last->children;
  g_assert_true (postino_html_is_element (node, "p"));
  g_assert_false (postino_html_is_element (node, "b"));
  g_assert_false (postino_html_is_element (node->children, "p"));
  g_assert_false (postino_html_is_element (NULL, "p"));
  title = postino_html_dup_attribute (node, "title");
  missing = postino_html_dup_attribute (node, "class");
  g_assert_cmpstr (title, ==, "&è");
  g_assert_null (missing);
}

static void
test_nothing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (postino_html_parse ("", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
}

static void
test_size (void)
{
  for (guint over = 0; over < 2; over++)
    {
      g_autoptr (GString) text = g_string_new ("<p>");
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoHtml) html = NULL;

      while (text->len < POSTINO_HTML_MAX_BYTES + over)
        g_string_append_c (text, text->len % 64 == 0 ? ' ' : 'x');
      html = postino_html_parse (text->str, &error);
      g_assert_true ((html == NULL) == (over == 1));
      g_assert_true (over == 0 || g_error_matches (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html/parse", test_parse);
  g_test_add_func ("/html/nothing", test_nothing);
  g_test_add_func ("/html/size", test_size);
  return g_test_run ();
}
