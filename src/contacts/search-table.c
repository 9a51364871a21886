/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Substring search with FTS5's trigram tokenizer over folded text. SQLite 3.40's tokenizer cannot
 * drop accents, so what is indexed is folded before ("Città" is found by "citta"), and so is what
 * is looked for.
 *
 * A word of fewer than MIN_INDEXED characters has no trigram: it is looked for with LIKE in the few
 * columns where one expects it to begin. The triggers on contact note what changed in
 * search_pending; catching up is done in short chunks, so that an import does not pay for it. */

#include "contacts/search-table.h"

#include <string.h>

#include "base/text.h"

enum {
  MIN_INDEXED = 3,
  MAX_WORDS = 8,
  MAX_WORD_OCTETS = 200,
};

/* One string of all that is searched; NULL in a deleted contact's row, which is not indexed. */
static char *
read_words (PostinoStmt *stmt,
            int          first_column,
            int          n_columns)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (int i = 0; i < n_columns; i++)
    {
      const char *text = postino_stmt_get_text (stmt, first_column + i);

      if (text != NULL)
        g_string_append_printf (words, "%s ", text);
    }
  return words->len > 0 ? postino_text_fold_search (words->str) : NULL;
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
  g_string_append (match, match->len > 0 ? " \"" : "\"");
  for (const char *p = word; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (match, '"');
      g_string_append_c (match, *p);
    }
  g_string_append_c (match, '"');
}

static char *
make_like (const char *word)
{
  GString *pattern = g_string_new (NULL);

  for (const char *p = word; *p != '\0'; p++)
    {
      if (*p == '%' || *p == '_' || *p == '\\')
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *p);
    }
  g_string_append_c (pattern, '%');
  return g_string_free (pattern, FALSE);
}

static void
add_short_word (PostinoSearch *search,
                const char    *word)
{
  static const char *const columns[] = { "key", "first_name", "last_name", "name", "company",
                                         "city" };

  g_string_append (search->sql, search->sql->len > 0 ? " AND (" : "(");
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_string_append_printf (search->sql, "%s%s LIKE ? ESCAPE '\\'", i > 0 ? " OR " : "",
                              columns[i]);
      g_ptr_array_add (search->values, make_like (word));
    }
  g_string_append_c (search->sql, ')');
}

PostinoSearch *
postino_search_parse (const char *text)
{
  g_autoptr (PostinoSearch) search = g_new0 (PostinoSearch, 1);
  g_autofree char *line = postino_text_single_line (text);
  g_autofree char *folded = postino_text_fold_search (line);
  g_auto (GStrv) words = g_strsplit (folded, " ", MAX_WORDS);
  g_autoptr (GString) match = g_string_new (NULL);

  search->sql = g_string_new (NULL);
  search->values = g_ptr_array_new_with_free_func (g_free);
  for (char **word = words; *word != NULL; word++)
    {
      g_autofree char *cut = postino_text_cut (*word, MAX_WORD_OCTETS);

      if (g_utf8_strlen (cut, -1) >= MIN_INDEXED)
        append_match (match, cut);
      else if (*cut != '\0')
        add_short_word (search, cut);
    }
  if (match->len > 0)
    {
      g_string_append (search->sql, search->sql->len > 0 ? " AND " : "");
      g_string_append (search->sql,
                       "id IN (SELECT rowid FROM contact_search WHERE contact_search MATCH ?)");
      g_ptr_array_add (search->values, g_strdup (match->str));
    }
  return search->sql->len > 0 ? g_steal_pointer (&search) : NULL;
}

void
postino_search_free (PostinoSearch *search)
{
  if (search == NULL)
    return;
  g_string_free (search->sql, TRUE);
  g_ptr_array_unref (search->values);
  g_free (search);
}

GArray *
postino_search_table_find (PostinoDb  *db,
                           const char *text,
                           guint       limit,
                           GError    **error)
{
  g_autoptr (PostinoSearch) search = postino_search_parse (text);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *sql = NULL;
  PostinoStmt *stmt;

  if (search == NULL)
    return g_steal_pointer (&ids);
  sql = g_strdup_printf ("SELECT id FROM contact WHERE deleted_us IS NULL AND %s ORDER BY id LIMIT ?",
                         search->sql->str);
  stmt = postino_db_prepare (db, sql, error);
  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < search->values->len; i++)
    postino_stmt_bind_text (stmt, i + 1, search->values->pdata[i]);
  postino_stmt_bind_int (stmt, search->values->len + 1, limit);
  while (postino_stmt_next (stmt))
    {
      gint64 id = postino_stmt_get_int (stmt, 0);

      g_array_append_val (ids, id);
    }
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&ids) : NULL;
}
