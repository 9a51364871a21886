/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML files as people have them: saved by other programs, ten years ago, on other systems. The
 * order of the signs is that of WHATWG HTML, 13.2.3, but for what is UTF-8 without saying so, which
 * is taken as that before anything it claims. */

#include "content/html-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

enum { DECLARED_WITHIN = 4096 }; /* bytes, where a charset is looked for */

#define FALLBACK "WINDOWS-1252"

/* NULL: no mark. */
static const char *
find_mark (const char *data,
           gsize       size,
           gsize      *length)
{
  static const struct {
    const char *bytes;
    gsize length;
    const char *encoding;
  } marks[] = {
    { "\xef\xbb\xbf", 3, "UTF-8" },
    { "\xff\xfe", 2, "UTF-16LE" },
    { "\xfe\xff", 2, "UTF-16BE" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      if (size >= marks[i].length && memcmp (data, marks[i].bytes, marks[i].length) == 0)
        {
          *length = marks[i].length;
          return marks[i].encoding;
        }
    }
  return NULL;
}

/* What it says of itself; NULL: nothing. Yours. */
static char *
find_declared (const char *data,
               gsize       size)
{
  g_autoptr (GRegex) regex = g_regex_new ("charset\\s*=\\s*[\"']?([A-Za-z0-9_.:-]{1,40})",
                                          G_REGEX_CASELESS | G_REGEX_RAW, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_regex_match_full (regex, data, (gssize) MIN (size, DECLARED_WITHIN), 0, 0, &match, NULL))
    return NULL;
  return g_match_info_fetch (match, 1);
}

static char *
convert (const char *data,
         gsize       size,
         const char *encoding)
{
  char *text;
  gsize length = 0;

  if (encoding == NULL)
    return NULL;
  text = g_convert (data, (gssize) size, "UTF-8", encoding, NULL, &length, NULL);
  if (text == NULL || strlen (text) == length)
    return text;
  g_free (text); /* NUL in it */
  return NULL;
}

static char *
decode (const char *data,
        gsize       size)
{
  gsize mark_length = 0;
  const char *marked = find_mark (data, size, &mark_length);
  g_autofree char *declared = NULL;
  char *text;

  if (marked != NULL)
    return convert (data + mark_length, size - mark_length, marked);
  if (memchr (data, '\0', size) != NULL)
    return NULL;
  if (g_utf8_validate (data, (gssize) size, NULL))
    return g_strndup (data, size);
  declared = find_declared (data, size);
  text = convert (data, size, declared);
  return text != NULL ? text : convert (data, size, FALLBACK);
}

/* In place: CR LF and CR alone become LF. */
static void
unify_line_ends (char *text)
{
  char *to = text;

  for (const char *from = text; *from != '\0'; from++)
    {
      if (*from != '\r')
        *to++ = *from;
      else if (from[1] != '\n')
        *to++ = '\n';
    }
  *to = '\0';
}

char *
postino_html_file_to_text (const char *name,
                           GBytes     *bytes,
                           GError    **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  char *text;

  if (size > POSTINO_HTML_FILE_MAX_BYTES)
    {
      g_autofree char *limit = g_format_size (POSTINO_HTML_FILE_MAX_BYTES);

      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT,
                   _("“%s” is larger than %s: too long for a newsletter"), name, limit);
      return NULL;
    }
  text = decode (data != NULL ? data : "", size);
  if (text == NULL)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is not a text file"), name);
      return NULL;
    }
  unify_line_ends (text);
  return text;
}

gboolean
postino_html_file_is_page (const char *text)
{
  return g_regex_match_simple ("<(!doctype\\s+html|html[\\s>])", text, G_REGEX_CASELESS, 0);
}
