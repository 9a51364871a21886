/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content/text-writer.h"

static void
append_tag (PostinoTextWriter *writer,
            GString           *out)
{
  postino_html_shield_append_tag ("7", out);
}

static void
test_paragraphs (void)
{
  PostinoTextWriter writer;
  g_autoptr (GString) expected = g_string_new ("a\nb\n\n> c\n>\n");
  g_autofree char *text = NULL;
  gsize pushed;

  postino_text_writer_init (&writer);
  g_string_append (writer.line, "  a ");
  postino_text_writer_flush (&writer, 1);
  postino_text_writer_flush (&writer, 1);
  g_string_append (writer.line, "b");
  postino_text_writer_flush (&writer, 2);
  pushed = postino_text_writer_push (&writer, "> ", "> ");
  g_string_append (writer.line, "c");
  postino_text_writer_flush (&writer, 2);
  append_tag (&writer, writer.line);
  append_tag (&writer, expected);
  postino_text_writer_flush (&writer, 2);
  g_string_append (writer.line, "d");
  g_string_append (expected, "> d\n");
  postino_text_writer_flush (&writer, 1);
  postino_text_writer_pop (&writer, pushed);
  text = postino_text_writer_finish (&writer);
  g_assert_cmpstr (text, ==, expected->str);
}

static void
test_bullets (void)
{
  PostinoTextWriter writer;
  g_autofree char *text = NULL;
  gsize outer;
  gsize inner;

  postino_text_writer_init (&writer);
  outer = postino_text_writer_push (&writer, "* ", "  ");
  inner = postino_text_writer_push (&writer, "1. ", "   ");
  postino_text_writer_pop (&writer, inner); /* empty */
  g_string_append (writer.line, "a");
  g_string_append_unichar (writer.line, POSTINO_TEXT_BREAK);
  g_string_append (writer.line, "b");
  postino_text_writer_flush (&writer, 1);
  postino_text_writer_pop (&writer, outer);
  text = postino_text_writer_finish (&writer);
  g_assert_cmpstr (text, ==, "* a\n  b\n");
}

static void
test_has_text (void)
{
  PostinoTextWriter writer;
  g_autofree char *text = NULL;
  gsize length;

  postino_text_writer_init (&writer);
  g_string_append (writer.line, " ");
  g_string_append_unichar (writer.line, POSTINO_TEXT_HARD_SPACE);
  append_tag (&writer, writer.line);
  g_assert_false (postino_text_writer_has_text (&writer, 0));
  postino_text_writer_drop_blanks (&writer, 0);
  length = writer.line->len;
  g_assert_cmpuint (length, >, 0);
  g_string_append (writer.line, "x");
  g_assert_true (postino_text_writer_has_text (&writer, length));
  g_assert_false (postino_text_writer_has_text (&writer, writer.line->len));
  text = postino_text_writer_finish (&writer);
  g_assert_nonnull (text);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-writer/paragraphs", test_paragraphs);
  g_test_add_func ("/text-writer/bullets", test_bullets);
  g_test_add_func ("/text-writer/has-text", test_has_text);
  return g_test_run ();
}
