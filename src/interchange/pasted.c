/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail program copies recipients as a list in one line (RFC 5322 mailboxes, more or less), a
 * spreadsheet as lines of cells. What tells them apart: in a table no line has more than one
 * address. */

#include "interchange/pasted.h"

#include <string.h>

#include "base/text.h"

static guint
count_ats (const char *text,
           gsize       length)
{
  guint n = 0;

  for (gsize i = 0; i < length; i++)
    n += text[i] == '@';
  return n;
}

/* "… <ann@example.org>" somewhere: no spreadsheet writes that. */
static gboolean
has_mailbox (const char *text)
{
  return g_regex_match_simple ("<[^<>\\s]+@[^<>\\s]+>", text, 0, 0);
}

/* At most one address a line. */
static gboolean
is_table (const char *text)
{
  for (const char *line = text; line != NULL && *line != '\0';)
    {
      const char *end = strchr (line, '\n');
      gsize length = end != NULL ? (gsize) (end - line) : strlen (line);

      if (count_ats (line, length) > 1)
        return FALSE;
      line = end != NULL ? end + 1 : NULL;
    }
  return !has_mailbox (text);
}

/* "Rossi, Ann <ann@example.org>": what stands before the "<", without its quotes. Yours. */
static char *
take_name (const char *start,
           const char *end)
{
  g_autofree char *raw = g_strndup (start, (gsize) (end - start));
  char *name = postino_text_single_line (raw);
  gsize length = strlen (name);

  if (length >= 2 && name[0] == '"' && name[length - 1] == '"')
    {
      memmove (name, name + 1, length - 2);
      name[length - 2] = '\0';
    }
  return name;
}

/* For our own reader: nothing is escaped as for a spreadsheet, so a name stays what it is. */
static void
append_quoted (GString    *rows,
               const char *cell)
{
  g_string_append_c (rows, '"');
  for (const char *p = cell; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (rows, '"');
      g_string_append_c (rows, *p);
    }
  g_string_append_c (rows, '"');
}

/* One piece between separators, which holds an address. */
static void
append_piece (GString    *rows,
              const char *start,
              const char *end)
{
  g_autofree char *piece = g_strndup (start, (gsize) (end - start));
  char *open = strrchr (piece, '<');
  char *close = open != NULL ? strchr (open, '>') : NULL;
  g_autofree char *name = NULL;

  if (close != NULL)
    {
      *close = '\0';
      name = take_name (piece, open);
      append_quoted (rows, g_strstrip (open + 1));
    }
  else
    append_quoted (rows, g_strstrip (piece));
  g_string_append_c (rows, ',');
  append_quoted (rows, name != NULL ? name : "");
  g_string_append_c (rows, '\n');
}

char *
postino_pasted_to_rows (const char *text)
{
  g_autoptr (GString) rows = NULL;
  const char *start = text;
  gboolean is_quoted = FALSE;

  if (strchr (text, '@') == NULL)
    return NULL;
  if (is_table (text))
    return g_strdup (text);
  rows = g_string_new ("email,name\n");
  for (const char *p = text;; p++)
    {
      gboolean is_end = *p == '\0' || (!is_quoted && strchr (",;\n", *p) != NULL);

      is_quoted = (*p == '"') != is_quoted;
      /* a comma inside "Rossi, Ann <…>" separates nothing: no address stands before it yet */
      if (is_end && count_ats (start, (gsize) (p - start)) > 0)
        {
          append_piece (rows, start, p);
          start = p + 1;
        }
      if (*p == '\0')
        return g_string_free (g_steal_pointer (&rows), FALSE);
    }
}
