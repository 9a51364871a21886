/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts by the hundred thousand: what an import and its undo need, and nothing a person does by
 * hand.
 *
 * The statements are built once from the columns of the file, so that a row costs no more than
 * binding and stepping; one statement asks all there is to ask about a key. The undo functions are
 * guarded: they change only what still is as the import wrote it, so that an edit made since then
 * survives. */

#include "contacts/contacts-bulk-table.h"

#include <string.h>

struct _PostinoContactsBulk {
  char *find;
  char *insert;
  char *update;
  gboolean *exists;   /* by column */
  guint n_columns;
  char **values;      /* of the contact found last */
};

enum { FIRST_VALUE = 6 }; /* column of find */

PostinoContactsBulk *
postino_contacts_bulk_new (const char *const *columns,
                           guint              n_columns)
{
  PostinoContactsBulk *bulk = g_new0 (PostinoContactsBulk, 1);
  GString *find = g_string_new ("SELECT id, consent, modified_us, deleted_us, "
                                "EXISTS (SELECT 1 FROM suppression WHERE key IN (?1, ?2) AND lifted_us IS NULL), "
                                "EXISTS (SELECT 1 FROM consent WHERE key = ?1)");
  GString *insert = g_string_new ("INSERT INTO contact (key, address, consent, import, created_us, modified_us");
  GString *update = g_string_new ("UPDATE contact SET consent = ?2, modified_us = ?3, deleted_us = NULL");

  bulk->n_columns = n_columns;
  bulk->exists = g_new0 (gboolean, n_columns + 1);
  bulk->values = g_new0 (char *, n_columns + 1);
  for (guint i = 0; i < n_columns; i++)
    {
      bulk->exists[i] = columns[i] != NULL;
      g_string_append_printf (find, ", %s", columns[i] != NULL ? columns[i] : "NULL");
      if (columns[i] == NULL)
        continue;
      g_string_append_printf (insert, ", %s", columns[i]);
      g_string_append_printf (update, ", %s = ?%u", columns[i], i + 4);
    }
  g_string_append (find, " FROM (SELECT 1) LEFT JOIN contact ON contact.key = ?1");
  g_string_append (insert, ") VALUES (?1, ?2, ?3, ?4, ?5, ?5");
  for (guint i = 0; i < n_columns; i++)
    {
      if (columns[i] != NULL)
        g_string_append_printf (insert, ", ?%u", i + 6);
    }
  g_string_append_c (insert, ')');
  g_string_append (update, " WHERE id = ?1");
  bulk->find = g_string_free (find, FALSE);
  bulk->insert = g_string_free (insert, FALSE);
  bulk->update = g_string_free (update, FALSE);
  return bulk;
}

static void
clear_values (PostinoContactsBulk *bulk)
{
  for (guint i = 0; i < bulk->n_columns; i++)
    g_clear_pointer (&bulk->values[i], g_free);
}

void
postino_contacts_bulk_free (PostinoContactsBulk *bulk)
{
  if (bulk == NULL)
    return;
  clear_values (bulk);
  g_free (bulk->values);
  g_free (bulk->exists);
  g_free (bulk->find);
  g_free (bulk->insert);
  g_free (bulk->update);
  g_free (bulk);
}

gboolean
postino_contacts_bulk_find (PostinoContactsBulk *bulk,
                            PostinoDb           *db,
                            const char          *key,
                            PostinoBulkContact  *found,
                            GError             **error)
{
  const char *at = strrchr (key, '@');
  PostinoStmt *stmt = postino_db_query (db, error, bulk->find, "ss", key, at != NULL ? at : key);

  *found = (PostinoBulkContact) { .values = bulk->values };
  clear_values (bulk);
  if (stmt == NULL)
    return FALSE;
  if (postino_stmt_next (stmt))
    {
      found->id = postino_stmt_get_int (stmt, 0);
      found->consent = postino_stmt_get_int (stmt, 1);
      found->modified_us = postino_stmt_get_int (stmt, 2);
      found->deleted_us = postino_stmt_get_int (stmt, 3);
      found->is_suppressed = postino_stmt_get_int (stmt, 4) != 0;
      found->has_consents = postino_stmt_get_int (stmt, 5) != 0;
      for (guint i = 0; i < bulk->n_columns; i++)
        bulk->values[i] = postino_stmt_dup_text (stmt, FIRST_VALUE + i);
    }
  return postino_stmt_finish (stmt, error);
}

/* A suppressed domain says something of every key in it, wherever that sorts. */
gboolean
postino_contacts_bulk_find_next (PostinoDb  *db,
                                 const char *key,
                                 char      **next,
                                 GError    **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT min (k) FROM ("
                                        "SELECT (SELECT min (key) FROM contact WHERE key >= ?1) AS k UNION ALL "
                                        "SELECT (SELECT min (key) FROM suppression WHERE key >= ?1) UNION ALL "
                                        "SELECT (SELECT min (key) FROM consent WHERE key >= ?1) UNION ALL "
                                        "SELECT (SELECT ?1 FROM suppression WHERE key >= '@' AND key < 'A' "
                                        "AND lifted_us IS NULL LIMIT 1))", "s", key);

  *next = NULL;
  if (stmt == NULL)
    return FALSE;
  if (postino_stmt_next (stmt))
    *next = postino_stmt_dup_text (stmt, 0);
  return postino_stmt_finish (stmt, error);
}

static void
bind_values (PostinoContactsBulk *bulk,
             PostinoStmt         *stmt,
             int                  first,
             const char *const   *values)
{
  for (guint i = 0; i < bulk->n_columns; i++)
    {
      if (bulk->exists[i])
        postino_stmt_bind_text (stmt, first + i, values[i]);
    }
}

gboolean
postino_contacts_bulk_insert (PostinoContactsBulk *bulk,
                              PostinoDb           *db,
                              const char          *key,
                              const char          *address,
                              const char *const   *values,
                              guint                consent,
                              gint64               import,
                              gint64               now_us,
                              gint64              *id,
                              GError             **error)
{
  PostinoStmt *stmt = postino_db_prepare (db, bulk->insert, error);

  if (stmt == NULL)
    return FALSE;
  postino_stmt_bind_text (stmt, 1, key);
  postino_stmt_bind_text (stmt, 2, address);
  postino_stmt_bind_int (stmt, 3, consent);
  postino_stmt_bind_int (stmt, 4, import);
  postino_stmt_bind_int (stmt, 5, now_us);
  bind_values (bulk, stmt, 6, values);
  postino_stmt_next (stmt);
  if (!postino_stmt_finish (stmt, error))
    return FALSE;
  *id = postino_db_get_last_id (db);
  return TRUE;
}

gboolean
postino_contacts_bulk_update (PostinoContactsBulk *bulk,
                              PostinoDb           *db,
                              gint64               id,
                              const char *const   *values,
                              guint                consent,
                              gint64               now_us,
                              GError             **error)
{
  PostinoStmt *stmt = postino_db_prepare (db, bulk->update, error);

  if (stmt == NULL)
    return FALSE;
  postino_stmt_bind_int (stmt, 1, id);
  postino_stmt_bind_int (stmt, 2, consent);
  postino_stmt_bind_int (stmt, 3, now_us);
  bind_values (bulk, stmt, 4, values);
  postino_stmt_next (stmt);
  return postino_stmt_finish (stmt, error);
}

gboolean
postino_contacts_bulk_restore_column (PostinoDb  *db,
                                      gint64      id,
                                      const char *column,
                                      const char *before,
                                      const char *after,
                                      GError    **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE contact SET %s = ?2 WHERE id = ?1 AND %s IS ?3",
                                          column, column);

  return postino_db_run (db, error, sql, "lss", id, before, after);
}

gboolean
postino_contacts_bulk_restore_times (PostinoDb *db,
                                     gint64     id,
                                     gint64     stamp_us,
                                     gint64     modified_us,
                                     gint64     deleted_us,
                                     GError   **error)
{
  return postino_db_run (db, error,
                         "UPDATE contact SET modified_us = ?3, deleted_us = nullif (?4, 0) "
                         "WHERE id = ?1 AND modified_us = ?2",
                         "llll", id, stamp_us, modified_us, deleted_us);
}

gboolean
postino_contacts_bulk_remove (PostinoDb *db,
                              gint64     id,
                              gint64     stamp_us,
                              gint64     now_us,
                              GError   **error)
{
  gint64 free_to_go = 0;

  if (!postino_db_get_number (db, 0, &free_to_go, error,
                              "SELECT 1 FROM contact WHERE id = ?1 AND modified_us = ?2 "
                              "AND NOT EXISTS (SELECT 1 FROM ledger WHERE contact = ?1) "
                              "AND NOT EXISTS (SELECT 1 FROM event WHERE contact = ?1) "
                              "AND NOT EXISTS (SELECT 1 FROM campaign WHERE test_as = ?1)", "ll", id, stamp_us))
    return FALSE;
  if (free_to_go == 0)
    return postino_db_run (db, error,
                           "UPDATE contact SET deleted_us = ?2, modified_us = ?2 WHERE id = ?1 AND deleted_us IS NULL",
                           "ll", id, now_us);
  return postino_db_run (db, error, "DELETE FROM list_member WHERE contact = ?1", "l", id)
         && postino_db_run (db, error, "DELETE FROM contact_tag WHERE contact = ?1", "l", id)
         && postino_db_run (db, error, "DELETE FROM contact WHERE id = ?1", "l", id);
}

gboolean
postino_contacts_bulk_get_key (PostinoDb *db,
                               gint64     id,
                               char     **key,
                               GError   **error)
{
  PostinoStmt *stmt = postino_db_query (db, error, "SELECT key FROM contact WHERE id = ?1", "l",
                                        id);

  *key = NULL;
  if (stmt == NULL)
    return FALSE;
  if (postino_stmt_next (stmt))
    *key = postino_stmt_dup_text (stmt, 0);
  return postino_stmt_finish (stmt, error);
}
