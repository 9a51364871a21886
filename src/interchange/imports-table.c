/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was imported, and the journal by which it can be taken back. */

#include "interchange/imports-table.h"

#include "store/change.h"

#define COLUMNS "id, name, mode, state, options, outcome, started_us, finished_us"

void
postino_import_row_free (PostinoImportRow *row)
{
  if (row == NULL)
    return;
  g_free (row->name);
  g_free (row->mode);
  g_free (row->state);
  g_free (row->options);
  g_free (row->outcome);
  g_free (row);
}

gboolean
postino_imports_table_make (PostinoDb  *db,
                            const char *name,
                            const char *mode,
                            const char *options,
                            gint64      now_us,
                            gint64     *id,
                            GError    **error)
{
  if (!postino_db_run (db, error,
                       "INSERT INTO import (name, mode, state, options, started_us) "
                       "VALUES (?1, ?2, 'applying', ?3, ?4)", "sssl", name, mode, options, now_us))
    return FALSE;
  *id = postino_db_get_last_id (db);
  return postino_change_bump (db, POSTINO_TOPIC_IMPORTS, error);
}

gboolean
postino_imports_table_set_options (PostinoDb  *db,
                                   gint64      id,
                                   const char *options,
                                   GError    **error)
{
  return postino_db_run (db, error, "UPDATE import SET options = ?2 WHERE id = ?1", "ls", id,
                         options);
}

gboolean
postino_imports_table_finish (PostinoDb  *db,
                              gint64      id,
                              const char *state,
                              const char *outcome,
                              gint64      now_us,
                              GError    **error)
{
  return postino_db_run (db, error,
                         "UPDATE import SET state = ?2, outcome = ifnull (?3, outcome), finished_us = ?4 WHERE id = ?1",
                         "lssl", id, state, outcome, now_us)
         && postino_change_bump (db, POSTINO_TOPIC_IMPORTS, error);
}

static PostinoImportRow *
read_row (PostinoStmt *stmt)
{
  PostinoImportRow *row = g_new0 (PostinoImportRow, 1);

  row->id = postino_stmt_get_int (stmt, 0);
  row->name = postino_stmt_dup_text (stmt, 1);
  row->mode = postino_stmt_dup_text (stmt, 2);
  row->state = postino_stmt_dup_text (stmt, 3);
  row->options = postino_stmt_dup_text (stmt, 4);
  row->outcome = postino_stmt_dup_text (stmt, 5);
  row->started_us = postino_stmt_get_int (stmt, 6);
  row->finished_us = postino_stmt_get_int (stmt, 7);
  return row;
}

gboolean
postino_imports_table_get (PostinoDb         *db,
                           gint64             id,
                           PostinoImportRow **row,
                           GError           **error)
{
  PostinoStmt *stmt = postino_db_query (db, error, "SELECT " COLUMNS " FROM import WHERE id = ?1",
                                        "l", id);

  *row = NULL;
  if (stmt == NULL)
    return FALSE;
  if (postino_stmt_next (stmt))
    *row = read_row (stmt);
  return postino_stmt_finish (stmt, error);
}

GPtrArray *
postino_imports_table_list (PostinoDb  *db,
                            const char *state,
                            guint       limit,
                            GError    **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_import_row_free);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT " COLUMNS " FROM import WHERE ?1 IS NULL OR state = ?1 "
                                        "ORDER BY id DESC LIMIT ?2", "sl", state, (gint64) limit);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    g_ptr_array_add (rows, read_row (stmt));
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&rows) : NULL;
}

gboolean
postino_imports_table_journal (PostinoDb  *db,
                               gint64      id,
                               gint64      contact,
                               const char *before,
                               GError    **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO import_undo VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING", "lls", id,
                         contact, before);
}

gboolean
postino_imports_table_journal_added (PostinoDb *db,
                                     gint64     id,
                                     gint64     first,
                                     gint64     last,
                                     GError   **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO import_undo SELECT ?1, id, NULL FROM contact WHERE id BETWEEN ?2 AND ?3 "
                         "AND import = ?1", "lll", id, first, last);
}

static void
free_undo (gpointer data)
{
  PostinoImportUndo *undo = data;

  g_free (undo->before);
  g_free (undo);
}

GPtrArray *
postino_imports_table_read_journal (PostinoDb *db,
                                    gint64     id,
                                    guint      limit,
                                    GError   **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_undo);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT contact, before FROM import_undo WHERE import = ?1 ORDER BY contact "
                                        "LIMIT ?2", "ll", id, (gint64) limit);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    {
      PostinoImportUndo *undo = g_new0 (PostinoImportUndo, 1);

      undo->contact = postino_stmt_get_int (stmt, 0);
      undo->before = postino_stmt_dup_text (stmt, 1);
      g_ptr_array_add (rows, undo);
    }
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&rows) : NULL;
}

gboolean
postino_imports_table_drop_journal (PostinoDb *db,
                                    gint64     id,
                                    gint64     contact,
                                    GError   **error)
{
  return postino_db_run (db, error, "DELETE FROM import_undo WHERE import = ?1 AND contact = ?2",
                         "ll", id, contact);
}

gboolean
postino_imports_table_prune (PostinoDb *db,
                             gint64     before_us,
                             guint      limit,
                             guint     *n_dropped,
                             GError   **error)
{
  if (!postino_db_run (db, error,
                       "DELETE FROM import_undo WHERE (import, contact) IN (SELECT u.import, u.contact "
                       "FROM import JOIN import_undo AS u ON u.import = id WHERE state <> 'applying' "
                       "AND finished_us < ?1 LIMIT ?2)", "ll", before_us, (gint64) limit))
    return FALSE;
  *n_dropped = postino_db_get_changes (db);
  return TRUE;
}
