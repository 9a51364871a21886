/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gmime/gmime.h>
#include <string.h>

#include "message/attached.h"

#define TAG "0123456789abcdef"

/* A whole message with @files, read by GMime. */
static GMimeMessage *
build (const PostinoMimePart *files,
       gsize                  n_files,
       const PostinoMimePart *own_file,
       const char            *template)
{
  g_autoptr (GString) text = g_string_new ("testo\n");
  g_autoptr (GString) own = g_string_new (NULL);
  g_autofree char *html = g_strdup (template);
  PostinoAttached *attached = postino_attached_new (files, n_files, own_file != NULL, TAG, "x.it", &html);
  g_autoptr (GString) markup = g_string_new (html);
  PostinoMessage message = { .headers = "From: a@x.it\r\n", .to_address = "b@y.it", .subject = "s",
                             .message_id = "<1@x.it>", .boundary = "=_ffff", .text = text, .html = markup };
  g_autoptr (GBytes) bytes = NULL;
  GMimeStream *stream;
  GMimeParser *parser;
  GMimeMessage *read;

  if (own_file != NULL)
    postino_attached_append_own (attached, own, own_file);
  if (attached != NULL)
    postino_attached_fill (attached, own, &message);
  bytes = postino_message_build (&message);
  stream = g_mime_stream_mem_new_with_buffer (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  parser = g_mime_parser_new_with_stream (stream);
  read = g_mime_parser_construct_message (parser, NULL);
  g_object_unref (parser);
  g_object_unref (stream);
  g_clear_pointer (&attached, postino_attached_free);
  return read;
}

static void
describe (GMimeObject *parent,
          GMimeObject *part,
          gpointer     data)
{
  GString *out = data;
  g_autofree char *type = g_mime_content_type_get_mime_type (g_mime_object_get_content_type (part));

  g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", type);
  if (GMIME_IS_PART (part) && g_mime_part_get_filename (GMIME_PART (part)) != NULL)
    g_string_append_printf (out, "=%s", g_mime_part_get_filename (GMIME_PART (part)));
}

static const struct {
  const char *html;
  gboolean with_files;
  gboolean with_own;
  const char *tree;
} cases[] = {
  { "<p>x</p>", FALSE, FALSE, "multipart/alternative text/plain text/html" },
  { "<p>x</p>", TRUE, FALSE, "multipart/mixed multipart/alternative text/plain text/html image/png=logo.png application/pdf=offer.pdf" },
  { "<img src=\"cid:logo.png\">", TRUE, FALSE,
    "multipart/mixed multipart/alternative text/plain multipart/related text/html image/png=logo.png application/pdf=offer.pdf" },
  { "<img src='cid:logo.png'><a href='cid:offer.pdf'>x</a>", TRUE, FALSE,
    "multipart/alternative text/plain multipart/related text/html image/png=logo.png application/pdf=offer.pdf" },
  { "<p>x</p>", FALSE, TRUE, "multipart/mixed multipart/alternative text/plain text/html application/pdf=7.pdf" },
  { "<img src=\"cid:logo.png\">", TRUE, TRUE,
    "multipart/mixed multipart/alternative text/plain multipart/related text/html image/png=logo.png application/pdf=7.pdf "
    "application/pdf=offer.pdf" },
};

static void
test_structure (void)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("abc", 3);
  const PostinoMimePart files[] = { { "logo.png", "image/png", NULL, content },
                                    { "offer.pdf", "application/pdf", NULL, content } };
  const PostinoMimePart own = { "7.pdf", "application/pdf", NULL, content };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GMimeMessage *message = build (files, cases[i].with_files ? 2 : 0, cases[i].with_own ? &own : NULL, cases[i].html);
      g_autoptr (GString) tree = g_string_new (NULL);

      describe (NULL, g_mime_message_get_mime_part (message), tree);
      if (GMIME_IS_MULTIPART (g_mime_message_get_mime_part (message)))
        g_mime_multipart_foreach (GMIME_MULTIPART (g_mime_message_get_mime_part (message)), describe, tree);
      g_assert_cmpstr (tree->str, ==, cases[i].tree);
      g_object_unref (message);
    }
}

static void
test_references (void)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("abc", 3);
  const PostinoMimePart files[] = { { "mio logo è.png", "image/png", NULL, content } };
  g_autofree char *html = g_strdup ("<img src=\"cid:mio logo è.png\"><img src=cid:mio%20logo%20%C3%A8.png><img src='cid:other.png'>");
  PostinoAttached *attached = postino_attached_new (files, 1, FALSE, TAG, "x.it", &html);
  PostinoMessage message = { 0 };

  g_assert_cmpstr (html, ==, "<img src=\"cid:0." TAG "@x.it\"><img src=cid:0." TAG "@x.it><img src='cid:other.png'>");
  postino_attached_fill (attached, NULL, &message);
  g_assert_null (message.mixed.boundary);
  g_assert_nonnull (strstr (message.related.parts->str, "Content-ID: <0." TAG "@x.it>\r\n"));
  postino_attached_free (attached);
}

int
main (int    argc,
      char **argv)
{
  g_mime_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attached/structure", test_structure);
  g_test_add_func ("/attached/references", test_references);
  return g_test_run ();
}
