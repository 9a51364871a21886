/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reader of a message sees, by GMime. The sandbox takes anything a client sends, so nothing is
 * expected of the bytes: a body without headers, unknown charsets and NULs all end in valid UTF-8. */

#include "sandbox/sandbox-letter.h"

#include <gmime/gmime.h>

/* NUL would end a C string early. */
#define NUL_SHOWN "\xef\xbf\xbd"

static void
init_gmime (void)
{
  static gsize is_done;

  if (g_once_init_enter (&is_done))
    {
      g_mime_init ();
      g_once_init_leave (&is_done, 1);
    }
}

/* Yours. */
static char *
dup_valid (const char *text)
{
  return text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");
}

/* Yours: @bytes as text, whatever they are. */
static char *
build_source (GBytes   *raw,
              gboolean *is_cut)
{
  gsize size;
  const char *bytes = g_bytes_get_data (raw, &size);
  gsize shown = MIN (size, POSTINO_SANDBOX_LETTER_MAX_SOURCE);
  g_autoptr (GString) source = g_string_sized_new (shown);

  *is_cut = shown < size;
  for (gsize i = 0; i < shown; i++)
    {
      if (bytes[i] == '\0')
        g_string_append (source, NUL_SHOWN);
      else if (bytes[i] != '\r')
        g_string_append_c (source, bytes[i]);
    }
  return g_utf8_make_valid (source->str, (gssize) source->len);
}

static void
append_headers (GMimeObject *object,
                GString     *headers)
{
  GMimeHeaderList *list = g_mime_object_get_header_list (object);

  for (int i = 0; i < g_mime_header_list_get_count (list); i++)
    {
      GMimeHeader *header = g_mime_header_list_get_header_at (list, i);
      const char *value = g_mime_header_get_value (header);

      g_string_append_printf (headers, "%s: %s\n", g_mime_header_get_name (header),
                              value != NULL ? value : "");
    }
}

/* GMime gives those that speak of the body (Content-Type …) to the body. */
static char *
build_headers (GMimeMessage *message)
{
  GMimeObject *body = g_mime_message_get_mime_part (message);
  g_autoptr (GString) headers = g_string_new (NULL);

  append_headers (GMIME_OBJECT (message), headers);
  if (body != NULL)
    append_headers (body, headers);
  return g_utf8_make_valid (headers->str, (gssize) headers->len);
}

static char *
build_addresses (InternetAddressList *list)
{
  g_autofree char *text = list != NULL ? internet_address_list_to_string (list, NULL, FALSE) : NULL;

  return dup_valid (text);
}

/* The first text of each kind that is there to be read. */
static void
take_part (GMimeObject *parent,
           GMimeObject *part,
           gpointer     data)
{
  PostinoSandboxLetter *letter = data;
  g_autofree char *text = NULL;
  char **place;

  if (!GMIME_IS_TEXT_PART (part) || g_mime_part_is_attachment (GMIME_PART (part)))
    return;
  place = g_mime_content_type_is_type (g_mime_object_get_content_type (part), "text", "html")
            ? &letter->html : &letter->text;
  if (*place != NULL)
    return;
  text = g_mime_text_part_get_text (GMIME_TEXT_PART (part));
  *place = dup_valid (text);
}

static void
take_message (PostinoSandboxLetter *letter,
              GMimeMessage         *message)
{
  GMimeObject *body = g_mime_message_get_mime_part (message);

  letter->subject = dup_valid (g_mime_message_get_subject (message));
  letter->from = build_addresses (g_mime_message_get_from (message));
  letter->to = build_addresses (g_mime_message_get_to (message));
  letter->headers = build_headers (message);
  if (GMIME_IS_MULTIPART (body))
    g_mime_multipart_foreach (GMIME_MULTIPART (body), take_part, letter);
  else if (body != NULL)
    take_part (NULL, body, letter);
}

/* An address behind src or background, or a url () of a style: near enough to say that there are
 * pictures to load; the preview's own rules decide what is loaded. */
static gboolean
asks_for_images (const char *html)
{
  return g_regex_match_simple ("(?:\\b(?:src|srcset|background)\\s*=\\s*[\"']?|url\\s*\\(\\s*[\"']?)\\s*https?:",
                               html, G_REGEX_CASELESS, 0);
}

/* NULL: these bytes are no message. Yours. */
static GMimeMessage *
parse_message (GBytes *raw)
{
  gsize size;
  const char *bytes = g_bytes_get_data (raw, &size);
  GMimeStream *stream;
  GMimeParser *parser;
  GMimeMessage *message;

  if (size == 0)
    return NULL;
  stream = g_mime_stream_mem_new_with_buffer (bytes, size);
  parser = g_mime_parser_new_with_stream (stream);
  message = g_mime_parser_construct_message (parser, NULL);
  g_object_unref (parser);
  g_object_unref (stream);
  return message;
}

PostinoSandboxLetter *
postino_sandbox_letter_parse (GBytes *raw)
{
  PostinoSandboxLetter *letter = g_new0 (PostinoSandboxLetter, 1);
  GMimeMessage *message;

  init_gmime ();
  letter->source = build_source (raw, &letter->source_is_cut);
  message = parse_message (raw);
  if (message != NULL)
    take_message (letter, message);
  else
    {
      letter->subject = g_strdup ("");
      letter->from = g_strdup ("");
      letter->to = g_strdup ("");
      letter->headers = g_strdup ("");
    }
  letter->has_remote_images = letter->html != NULL && asks_for_images (letter->html);
  g_clear_object (&message);
  return letter;
}

void
postino_sandbox_letter_free (PostinoSandboxLetter *letter)
{
  if (letter == NULL)
    return;
  g_free (letter->subject);
  g_free (letter->from);
  g_free (letter->to);
  g_free (letter->html);
  g_free (letter->text);
  g_free (letter->headers);
  g_free (letter->source);
  g_free (letter);
}
