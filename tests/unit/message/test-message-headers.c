/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gmime/gmime.h>
#include <string.h>

#include "base/text.h"
#include "message/message-headers.h"

static void
assert_lines_ok (const GString *out)
{
  g_auto (GStrv) lines = g_strsplit (out->str, "\r\n", -1);

  g_assert_true (g_str_has_suffix (out->str, "\r\n"));
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, POSTINO_HEADER_LINE_MAX);
      g_assert_null (strpbrk (lines[i], "\r\n"));
      /* Only the first line is not a continuation, and the last piece is empty. */
      if (i > 0 && lines[i + 1] != NULL)
        g_assert_cmpint (lines[i][0], ==, ' ');
    }
}

/* What GMime, which did not write it, reads back. */
static char *
read_back_subject (const char *header)
{
  g_autofree char *text = g_strconcat (header, "\r\nbody\r\n", NULL);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (text, strlen (text));
  GMimeParser *parser = g_mime_parser_new_with_stream (stream);
  GMimeMessage *message = g_mime_parser_construct_message (parser, NULL);
  char *subject = g_strdup (g_mime_message_get_subject (message));

  g_object_unref (message);
  g_object_unref (parser);
  g_object_unref (stream);
  return subject;
}

static const struct {
  const char *value;
  const char *read;
} subjects[] = {
  { "Novità di primavera", "Novità di primavera" },
  { "plain words", "plain words" },
  { "Bcc: x@example.com\r\nBcc: y@example.com", "Bcc: x@example.com Bcc: y@example.com" },
  { "tabs\tand\x01 controls\xe2\x80\xa8here", "tabs and controls here" },
  { "=?UTF-8?B?aGk=?= is not decoded", "=?UTF-8?B?aGk=?= is not decoded" },
  { "日本語の長い件名がここにあります、とても長いので折り返されます、もっともっと長く", "日本語の長い件名がここにあります、とても長いので折り返されます、もっともっと長く" },
  { "שלום עולם 👋🏽 emoji", "שלום עולם 👋🏽 emoji" },
  { "", NULL },
};

static void
test_subjects (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      g_autofree char *read = NULL;

      postino_headers_append_text (out, "Subject", subjects[i].value);
      assert_lines_ok (out);
      read = read_back_subject (out->str);
      g_assert_cmpstr (read != NULL ? read : "", ==, subjects[i].read != NULL ? subjects[i].read : "");
    }
}

/* Each encoded word is short, and whole characters by itself (RFC 2047, 2 and 5). */
static void
assert_words_whole (const char *header)
{
  g_auto (GStrv) words = g_strsplit_set (header, " \r\n", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      g_autofree guchar *bytes = NULL;
      g_autofree char *base64 = NULL;
      gsize n_bytes;

      if (!g_str_has_prefix (words[i], "=?UTF-8?B?"))
        continue;
      g_assert_cmpuint (strlen (words[i]), <=, 75);
      base64 = g_strndup (words[i] + 10, strlen (words[i]) - 12);
      bytes = g_base64_decode (base64, &n_bytes);
      g_assert_true (g_utf8_validate_len ((const char *) bytes, n_bytes, NULL));
    }
}

/* Characters of one to four bytes at every offset from where words are cut. */
static void
test_cut_words (void)
{
  const char *const characters[] = { "è", "ש", "日", "👋" };

  for (gsize c = 0; c < G_N_ELEMENTS (characters); c++)
    {
      for (gsize before = 0; before < 48; before++)
        {
          g_autoptr (GString) value = g_string_new (NULL);
          g_autoptr (GString) out = g_string_new (NULL);
          g_autofree char *read = NULL;

          for (gsize i = 0; i < before; i++)
            g_string_append_c (value, 'x');
          for (gsize i = 0; i < 40; i++)
            g_string_append (value, characters[c]);
          postino_headers_append_text (out, "Subject", value->str);
          assert_lines_ok (out);
          assert_words_whole (out->str);
          read = read_back_subject (out->str);
          g_assert_cmpstr (read, ==, value->str);
        }
    }
}

/* Mixed as they come: what GMime reads is what was written. */
static void
test_mixed_words (void)
{
  const char *const characters[] = { "x", "7", "è", "ש", "日", "€", "👋", "e\u0301", "=", "?", "_" };

  for (int round = 0; round < 500; round++)
    {
      g_autoptr (GString) value = g_string_new ("è");
      g_autoptr (GString) out = g_string_new (NULL);
      g_autofree char *read = NULL;

      for (int i = g_test_rand_int_range (0, 150); i > 0; i--)
        g_string_append (value, characters[g_test_rand_int_range (0, G_N_ELEMENTS (characters))]);
      postino_headers_append_text (out, "Subject", value->str);
      assert_lines_ok (out);
      assert_words_whole (out->str);
      read = read_back_subject (out->str);
      g_assert_cmpstr (read, ==, value->str);
    }
}

static void
test_long_values (void)
{
  g_autofree char *word = g_strnfill (10000, 'x');
  g_autofree char *accents = g_strnfill (10000, 'x');
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GString) mailbox = g_string_new (NULL);

  for (gsize i = 0; i + 1 < 10000; i += 2)
    memcpy (accents + i, "é", 2);
  postino_headers_append_text (out, "Subject", word);
  assert_lines_ok (out);
  postino_headers_append_mailbox (mailbox, "To", accents, "a@example.com");
  assert_lines_ok (mailbox);
}

static const struct {
  const char *display;
  const char *address;
  const char *line;
} mailboxes[] = {
  { NULL, "a@example.com", "To: a@example.com\r\n" },
  { "", "a@example.com", "To: a@example.com\r\n" },
  { "Ann Lee", "a@example.com", "To: Ann Lee <a@example.com>\r\n" },
  { "Lee, Ann", "a@example.com", "To: \"Lee, Ann\" <a@example.com>\r\n" },
  { "A \"B\" \\C", "a@example.com", "To: \"A \\\"B\\\" \\\\C\" <a@example.com>\r\n" },
  { "x\r\nBcc: y@example.com", "a@example.com", "To: \"x Bcc: y@example.com\" <a@example.com>\r\n" },
  { "Zoë", "a@example.com", "To: =?UTF-8?B?Wm/Dqw==?= <a@example.com>\r\n" },
};

static void
test_mailboxes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mailboxes); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      postino_headers_append_mailbox (out, "To", mailboxes[i].display, mailboxes[i].address);
      g_assert_cmpstr (out->str, ==, mailboxes[i].line);
    }
}

static const char *const file_names[] = {
  "offer.pdf", "spring offer  2.pdf", "listino “primavera”.pdf", "a\"b\\c.pdf", "100%.pdf", "it's (1) a; b=c, <d>.pdf",
  "=?UTF-8?B?aGk=?=.txt", "עברית עם רווחים.pdf", "日本語の長いファイル名がここにありますもっともっともっともっともっともっともっと長くて折り返される.xlsx",
  "un nome di file di soli caratteri semplici ma troppo lungo per stare in una riga sola di una intestazione.pdf",
  "👋🏽👋🏽👋🏽👋🏽👋🏽👋🏽👋🏽👋🏽👋🏽👋🏽👋🏽👋🏽.png", "é", "a\tb\x01.pdf", "x\r\nBcc: y@example.com",
};

/* The name as GMime reads it back: the same, or on one line. */
static void
test_parameters (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (file_names); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      g_autofree char *line = postino_text_single_line (file_names[i]);
      g_auto (GStrv) lines = NULL;
      GMimeContentDisposition *disposition;
      const char *value;

      postino_headers_append_parameter (out, "Content-Disposition", "attachment", "filename", file_names[i]);
      assert_lines_ok (out);
      lines = g_strsplit (out->str, "\r\n", -1);
      for (gsize l = 0; lines[l] != NULL; l++)
        g_assert_cmpuint (strlen (lines[l]), <=, 78);
      value = out->str + strlen ("Content-Disposition: ");
      disposition = g_mime_content_disposition_parse (NULL, value);
      g_assert_cmpstr (g_mime_content_disposition_get_disposition (disposition), ==, "attachment");
      g_test_message ("%s", out->str);
      g_assert_cmpstr (g_mime_content_disposition_get_parameter (disposition, "filename"), ==, line);
      g_object_unref (disposition);
    }
}

/* Each piece of an encoded name, and each encoded word, is whole characters. */
static void
test_whole_characters (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (file_names); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      g_auto (GStrv) lines = NULL;

      postino_headers_append_parameter (out, "Content-Disposition", "attachment", "filename", file_names[i]);
      lines = g_strsplit (out->str, "\r\n", -1);
      for (gsize l = 1; lines[l] != NULL; l++)
        {
          g_autofree char *piece = g_uri_unescape_string (lines[l], NULL);

          g_assert_true (g_utf8_validate (piece != NULL ? piece : lines[l], -1, NULL));
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_mime_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message-headers/subjects", test_subjects);
  g_test_add_func ("/message-headers/long-values", test_long_values);
  g_test_add_func ("/message-headers/mailboxes", test_mailboxes);
  g_test_add_func ("/message-headers/cut-words", test_cut_words);
  g_test_add_func ("/message-headers/mixed-words", test_mixed_words);
  g_test_add_func ("/message-headers/parameters", test_parameters);
  g_test_add_func ("/message-headers/whole-characters", test_whole_characters);
  return g_test_run ();
}
