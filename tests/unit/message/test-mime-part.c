/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gmime/gmime.h>
#include <string.h>

#include "message/mime-part.h"

static GString *
write_part (const char *name,
            const char *type,
            const char *id,
            const char *bytes,
            gsize       n_bytes)
{
  g_autoptr (GBytes) content = g_bytes_new (bytes, n_bytes);
  PostinoMimePart part = { name, type, id, content };
  GString *out = g_string_new (NULL);

  postino_mime_part_append (out, &part);
  return out;
}

static const struct {
  const char *type;
  const char *bytes;
  const char *line;
} types[] = {
  { "application/pdf", "x", "Content-Type: application/pdf\r\n" },
  { "text/plain", "Città", "Content-Type: text/plain; charset=UTF-8\r\n" },
  { "text/plain", "Citt\xe0", "Content-Type: text/plain\r\n" },
  /* Base64 of these is none (RFC 2046, 5.2.1). */
  { "message/rfc822", "From: a@x.it\n\nx", "Content-Type: application/octet-stream\r\n" },
  { "multipart/mixed", "x", "Content-Type: application/octet-stream\r\n" },
  { NULL, "x", "Content-Type: application/octet-stream\r\n" },
  { "", "x", "Content-Type: application/octet-stream\r\n" },
  { "application", "x", "Content-Type: application/octet-stream\r\n" },
  { "image/png\r\nBcc: x@y.it", "x", "Content-Type: application/octet-stream\r\n" },
};

static void
test_types (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GString) out = write_part ("a", types[i].type, NULL, types[i].bytes, strlen (types[i].bytes));

      g_assert_true (g_str_has_prefix (out->str, types[i].line));
    }
}

static void
test_kinds (void)
{
  g_autoptr (GString) file = write_part ("a.pdf", "application/pdf", NULL, "abc", 3);
  g_autoptr (GString) image = write_part ("a.png", "image/png", "0.ab@x.it", "abc", 3);

  g_assert_cmpstr (file->str, ==,
                   "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
                   "Content-Disposition: attachment;\r\n filename=\"a.pdf\"\r\n\r\nYWJj\r\n");
  g_assert_nonnull (strstr (image->str, "Content-ID: <0.ab@x.it>\r\n"));
  g_assert_nonnull (strstr (image->str, "Content-Disposition: inline;\r\n"));
}

/* Sizes around the ends of groups and lines: what GMime decodes is what went in, and as long as was said. */
static void
test_content (void)
{
  for (gsize size = 0; size < 240; size++)
    {
      g_autofree char *bytes = g_malloc (size + 1);
      g_autoptr (GString) out = NULL;
      g_auto (GStrv) lines = NULL;
      const char *body;
      guchar decoded[512];
      GMimeEncoding decoder;

      for (gsize i = 0; i < size; i++)
        bytes[i] = (char) g_test_rand_int ();
      out = write_part ("a", "image/png", NULL, bytes, size);
      body = strstr (out->str, "\r\n\r\n") + 4;
      g_assert_cmpuint (strlen (body), ==, postino_mime_part_encoded_size (size));
      lines = g_strsplit (body, "\r\n", -1);
      for (gsize i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
        {
          g_assert_cmpuint (strlen (lines[i]), <=, 76);
          g_assert_true (strlen (lines[i]) == 76 || lines[i + 2] == NULL);
        }
      g_mime_encoding_init_decode (&decoder, GMIME_CONTENT_ENCODING_BASE64);
      g_assert_cmpmem (decoded, g_mime_encoding_flush (&decoder, body, strlen (body), (char *) decoded), bytes, size);
    }
}

int
main (int    argc,
      char **argv)
{
  g_mime_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime-part/types", test_types);
  g_test_add_func ("/mime-part/kinds", test_kinds);
  g_test_add_func ("/mime-part/content", test_content);
  return g_test_run ();
}
