/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wraps and stacks the paragraphs of a text part. Words are broken only at blanks, so an address or
 * a Liquid token, which is a stand-in here (html-shield), stays whole however long it is.
 *
 * A {% tag %} between two paragraphs must not make a line of its own: when the template is rendered
 * that line would be blank. So it is kept back and put right before the next paragraph's first
 * line, indentation included, and then `{% if %}paragraph + blank line{% endif %}` goes or stays as
 * a whole.
 *
 * Width is that of the rendered text as far as it can be known: a tag has none, an output is taken
 * to be short. */

#include "content/text-writer.h"

#include <string.h>

void
postino_text_writer_init (PostinoTextWriter *writer)
{
  *writer = (PostinoTextWriter) {
    .out = g_string_new (NULL),
    .line = g_string_new (NULL),
    .tags = g_string_new (NULL),
    .prefix = g_string_new (NULL),
    .last_prefix = g_string_new (NULL),
  };
}

static gboolean
is_blank (gunichar c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Behind the stand-in whose opening is right before @p. */
static const char *
skip_stand_in (const char *p)
{
  while (*p != '\0' && g_utf8_get_char (p) != POSTINO_HTML_SHIELD_CLOSE)
    p = g_utf8_next_char (p);
  return *p == '\0' ? p : g_utf8_next_char (p);
}

gboolean
postino_text_writer_has_text (const PostinoTextWriter *writer,
                              gsize                    offset)
{
  for (const char *p = writer->line->str + offset; *p != '\0';)
    {
      gunichar c = g_utf8_get_char (p);

      p = g_utf8_next_char (p);
      if (c == POSTINO_HTML_SHIELD_OPEN_TAG)
        p = skip_stand_in (p);
      else if (!is_blank (c) && c != POSTINO_TEXT_BREAK && c != POSTINO_TEXT_HARD_SPACE
               && c != POSTINO_TEXT_GAP)
        return TRUE;
    }
  return FALSE;
}

void
postino_text_writer_drop_blanks (PostinoTextWriter *writer,
                                 gsize              offset)
{
  g_autofree char *line = g_strdup (writer->line->str + offset);

  g_string_truncate (writer->line, offset);
  for (const char *p = line; *p != '\0';)
    {
      const char *start = p;
      gunichar c = g_utf8_get_char (p);

      p = g_utf8_next_char (p);
      if (c != POSTINO_HTML_SHIELD_OPEN_TAG)
        continue;
      p = skip_stand_in (p);
      g_string_append_len (writer->line, start, p - start);
    }
}

/* They stand between the line ends wanted so far and those that come to it. */
static void
keep_tags_back (PostinoTextWriter *writer)
{
  postino_text_writer_drop_blanks (writer, 0);
  if (writer->line->len == 0)
    return;
  for (; writer->kept_line_ends < writer->line_ends; writer->kept_line_ends++)
    g_string_append_c (writer->tags, '\n');
  g_string_append (writer->tags, writer->line->str);
}

static void
trim_line (GString *out)
{
  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
}

/* The first ends the last line; the second is a blank line, with what the prefixes above and below
 * it have in common. */
static void
write_line_end (PostinoTextWriter *writer,
                guint              count)
{
  gsize common = 0;

  while (common < writer->prefix->len
         && writer->prefix->str[common] == writer->last_prefix->str[common])
    common++;
  if (count > 0)
    g_string_append_len (writer->out, writer->prefix->str, common);
  trim_line (writer->out);
  g_string_append_c (writer->out, '\n');
}

static void
write_kept_tags (PostinoTextWriter *writer)
{
  /* a text begins with its first line */
  guint wanted = writer->out->len == 0 ? 0 : writer->line_ends;
  guint count = 0;

  for (const char *p = writer->tags->str; *p != '\0'; p++)
    {
      if (*p != '\n')
        g_string_append_c (writer->out, *p);
      else if (wanted > 0)
        write_line_end (writer, count++);
    }
  for (; count < wanted; count++)
    write_line_end (writer, count);
  g_string_truncate (writer->tags, 0);
  writer->kept_line_ends = 0;
}

static void
begin_line (PostinoTextWriter *writer)
{
  write_kept_tags (writer);
  g_string_append (writer->out,
                   writer->first_prefix != NULL ? writer->first_prefix : writer->prefix->str);
  g_clear_pointer (&writer->first_prefix, g_free);
  g_string_assign (writer->last_prefix, writer->prefix->str);
  writer->line_ends = 1;
}

static guint
measure_char (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

/* The word at @p, in columns; *end is behind it. */
static guint
measure_word (const char  *p,
              const char **end)
{
  guint columns = 0;

  while (*p != '\0')
    {
      gunichar c = g_utf8_get_char (p);

      if (is_blank (c) || c == POSTINO_TEXT_GAP || c == POSTINO_TEXT_BREAK)
        break;
      p = g_utf8_next_char (p);
      if (c == POSTINO_HTML_SHIELD_OPEN_TAG || c == POSTINO_HTML_SHIELD_OPEN_OUTPUT)
        {
          p = skip_stand_in (p);
          columns += c == POSTINO_HTML_SHIELD_OPEN_OUTPUT ? POSTINO_TEXT_OUTPUT_COLUMNS : 0;
          continue;
        }
      columns += measure_char (c);
    }
  *end = p;
  return columns;
}

static void
write_word (GString    *out,
            const char *start,
            const char *end)
{
  for (const char *p = start; p < end; p = g_utf8_next_char (p))
    {
      if (g_utf8_get_char (p) == POSTINO_TEXT_HARD_SPACE)
        g_string_append_c (out, ' ');
      else
        g_string_append_len (out, p, g_utf8_next_char (p) - p);
    }
}

/* The blanks at @p, in columns; 2 if there is a gap among them. */
static guint
skip_blanks (const char **p)
{
  guint columns = 0;

  for (; **p != '\0'; *p = g_utf8_next_char (*p))
    {
      gunichar c = g_utf8_get_char (*p);

      if (!is_blank (c) && c != POSTINO_TEXT_GAP)
        break;
      columns = MAX (columns, c == POSTINO_TEXT_GAP ? 2 : 1);
    }
  return columns;
}

/* One line of a paragraph, up to a BREAK, wrapped. Returns what is behind it. */
static const char *
write_line (PostinoTextWriter *writer,
            const char        *p)
{
  guint available = POSTINO_TEXT_WRAP_COLUMNS - MIN (writer->prefix->len,
                                                     POSTINO_TEXT_WRAP_COLUMNS / 2);
  guint used = 0;

  begin_line (writer);
  for (;;)
    {
      guint blanks = skip_blanks (&p);
      const char *end;
      guint columns;

      if (*p == '\0' || g_utf8_get_char (p) == POSTINO_TEXT_BREAK)
        return *p == '\0' ? p : g_utf8_next_char (p);
      columns = measure_word (p, &end);
      if (used > 0 && used + blanks + columns > available)
        {
          begin_line (writer);
          used = 0;
        }
      g_string_append_printf (writer->out, "%*s", used > 0 ? (int) blanks : 0, "");
      write_word (writer->out, p, end);
      used += (used > 0 ? blanks : 0) + columns;
      p = end;
    }
}

/* Up to the next BREAK nothing but blanks: the place behind it, else NULL. */
static const char *
skip_empty_line (const char *p)
{
  for (; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == POSTINO_TEXT_BREAK)
        return g_utf8_next_char (p);
      if (!is_blank (c) && c != POSTINO_TEXT_HARD_SPACE && c != POSTINO_TEXT_GAP)
        return NULL;
    }
  return p;
}

void
postino_text_writer_flush (PostinoTextWriter *writer,
                           guint              line_ends)
{
  const char *p = writer->line->str;

  if (!postino_text_writer_has_text (writer, 0))
    {
      keep_tags_back (writer);
      p = "";
    }
  for (gboolean is_first = TRUE; *p != '\0';)
    {
      const char *behind = skip_empty_line (p);

      if (behind == NULL)
        {
          p = write_line (writer, p);
          is_first = FALSE;
          continue;
        }
      p = behind;
      writer->line_ends = is_first ? writer->line_ends : 2;
    }
  g_string_truncate (writer->line, 0);
  writer->line_ends = MAX (writer->line_ends, line_ends);
}

gsize
postino_text_writer_push (PostinoTextWriter *writer,
                          const char        *first,
                          const char        *rest)
{
  char *before = g_strconcat (writer->first_prefix != NULL ? writer->first_prefix : writer->prefix->str, first, NULL);

  g_free (writer->first_prefix);
  writer->first_prefix = before;
  g_string_append (writer->prefix, rest);
  return strlen (rest);
}

void
postino_text_writer_pop (PostinoTextWriter *writer,
                         gsize              pushed)
{
  /* Nothing came inside: a bullet further out still waits for its text. */
  if (writer->first_prefix != NULL)
    writer->first_prefix[strlen (writer->first_prefix) - pushed] = '\0';
  g_string_truncate (writer->prefix, writer->prefix->len - pushed);
}

char *
postino_text_writer_finish (PostinoTextWriter *writer)
{
  postino_text_writer_flush (writer, 0);
  trim_line (writer->out);
  g_string_replace (writer->tags, "\n", "", 0);
  g_string_append (writer->out, writer->tags->str);
  if (writer->out->len > 0)
    g_string_append_c (writer->out, '\n');
  g_string_free (writer->line, TRUE);
  g_string_free (writer->tags, TRUE);
  g_string_free (writer->prefix, TRUE);
  g_string_free (writer->last_prefix, TRUE);
  g_free (writer->first_prefix);
  return g_string_free (g_steal_pointer (&writer->out), FALSE);
}
