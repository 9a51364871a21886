/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Substring search with FTS5's trigram tokenizer over folded text. SQLite 3.40's tokenizer cannot
 * drop accents, so what is indexed is folded before ("Città" is found by "citta"), and so is what
 * is looked for.
 *
 * A word of one or two characters has no trigram of its own; but two spaces stand before every word
 * that is indexed, so that "  r" and " ro" are trigrams of "rossi": short words are found where a
 * word begins, which is what one means by them, and as quickly as long ones. The triggers on
 * contact note what changed in search_pending; catching up is done in short chunks, so that an
 * import does not pay for it. */

#include "contacts/search-table.h"

#include <string.h>

#include "base/text.h"

enum {
  MIN_INDEXED = 3,
  MAX_WORDS = 8,
  MAX_WORD_OCTETS = 200,
};

/* One line, folded. */
static char *
fold_words (const char *text)
{
  g_autofree char *line = postino_text_single_line (text);

  return postino_text_fold_search (line);
}

/* One string of all that is searched, two spaces before every word; NULL in a deleted contact's
 * row, which is not indexed. */
static char *
read_words (PostinoStmt *stmt,
            int          first_column,
            int          n_columns)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *folded = NULL;

  for (int i = 0; i < n_columns; i++)
    {
      const char *value = postino_stmt_get_text (stmt, first_column + i);

      if (value != NULL)
        g_string_append_printf (text, " %s", value);
    }
  if (text->len == 0)
    return NULL;
  folded = fold_words (text->str);
  g_string_assign (text, "  ");
  g_string_append (text, folded);
  g_string_replace (text, " ", "  ", 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
index_one (PostinoDb  *db,
           gint64      id,
           const char *words,
           GError    **error)
{
  if (!postino_db_run (db, error, "DELETE FROM contact_search WHERE rowid = ?1", "l", id))
    return FALSE;
  return words == NULL
         || postino_db_run (db, error, "INSERT INTO contact_search (rowid, words) VALUES (?1, ?2)",
                            "ls", id, words);
}

gboolean
postino_search_table_catch_up (PostinoDb *db,
                               guint      limit,
                               guint     *n_done,
                               GError   **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT p.contact, c.address, c.first_name, c.last_name, c.name, c.company, "
                                        "c.phone, c.city FROM search_pending AS p LEFT JOIN contact AS c "
                                        "ON c.id = p.contact AND c.deleted_us IS NULL ORDER BY p.contact LIMIT ?1",
                                        "l", (gint64) limit);
  gboolean ok = TRUE;
  gint64 last = -1;

  *n_done = 0;
  if (stmt == NULL)
    return FALSE;
  while (ok && postino_stmt_next (stmt))
    {
      g_autofree char *words = read_words (stmt, 1, 7);

      last = postino_stmt_get_int (stmt, 0);
      ok = index_one (db, last, words, error);
      (*n_done)++;
    }
  if (!postino_stmt_finish (stmt, ok ? error : NULL) || !ok)
    return FALSE;
  return *n_done == 0 || postino_db_run (db, error,
                                         "DELETE FROM search_pending WHERE contact <= ?1", "l", last);
}

/* What stands behind MATCH: the words as strings, so that nothing in them is an operator. */
static void
append_match (GString    *match,
              const char *word)
{
  glong n_missing = MIN_INDEXED - g_utf8_strlen (word, -1);

  g_string_append (match, match->len > 0 ? " \"" : "\"");
  for (glong i = 0; i < n_missing; i++)
    g_string_append_c (match, ' ');
  for (const char *p = word; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (match, '"');
      g_string_append_c (match, *p);
    }
  g_string_append_c (match, '"');
}

char *
postino_search_build_match (const char *text)
{
  g_autofree char *folded = fold_words (text);
  g_auto (GStrv) words = g_strsplit (folded, " ", MAX_WORDS);
  g_autoptr (GString) match = g_string_new (NULL);

  for (char **word = words; *word != NULL; word++)
    {
      g_autofree char *cut = postino_text_cut (*word, MAX_WORD_OCTETS);

      if (*cut != '\0')
        append_match (match, cut);
    }
  return match->len > 0 ? g_string_free (g_steal_pointer (&match), FALSE) : NULL;
}

GArray *
postino_search_table_find (PostinoDb  *db,
                           const char *text,
                           guint       limit,
                           GError    **error)
{
  g_autofree char *match = postino_search_build_match (text);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  PostinoStmt *stmt;

  if (match == NULL)
    return g_steal_pointer (&ids);
  stmt = postino_db_query (db, error,
                           "SELECT contact.id FROM contact_search AS s CROSS JOIN contact ON id = s.rowid "
                           "WHERE s.contact_search MATCH ?1 AND deleted_us IS NULL ORDER BY s.rowid LIMIT ?2",
                           "sl", match, (gint64) limit);
  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    {
      gint64 id = postino_stmt_get_int (stmt, 0);

      g_array_append_val (ids, id);
    }
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&ids) : NULL;
}
