/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages the sandbox keeps. */

#include "sandbox/sandbox-table.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "store/change.h"

/* Without the bytes. */
#define COLUMNS "id, at_us, sender, recipient, subject, size"

const PostinoSchema *
postino_sandbox_get_schema (void)
{
  static const char *const migrations[] = { "schema/sandbox/0001-start.sql", "schema/sandbox/0002-change.sql",
                                            NULL };
  static const PostinoSchema schema = { 0x50535458 /* "PSTX" */, migrations };

  return &schema;
}

void
postino_sandbox_message_free (PostinoSandboxMessage *message)
{
  g_free (message->sender);
  g_free (message->recipient);
  g_free (message->subject);
  g_free (message);
}

/* For arrays: a row may have been taken out. */
static void
free_row (gpointer row)
{
  if (row != NULL)
    postino_sandbox_message_free (row);
}

gboolean
postino_sandbox_table_insert (PostinoDb  *db,
                              gint64      at_us,
                              const char *sender,
                              const char *recipient,
                              const char *subject,
                              GBytes     *raw,
                              GError    **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO message (at_us, sender, recipient, subject, size, raw) "
                         "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                         "lsssib", at_us, sender, recipient, subject, (int) g_bytes_get_size (raw), raw)
         && postino_change_bump (db, POSTINO_TOPIC_SANDBOX, error);
}

/* The rows of @stmt (NULL: it failed), which is finished. */
static GPtrArray *
read_rows (PostinoStmt *stmt,
           GError     **error)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (free_row);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    {
      PostinoSandboxMessage *message = g_new0 (PostinoSandboxMessage, 1);

      message->id = postino_stmt_get_int (stmt, 0);
      message->at_us = postino_stmt_get_int (stmt, 1);
      message->sender = postino_stmt_dup_text (stmt, 2);
      message->recipient = postino_stmt_dup_text (stmt, 3);
      message->subject = postino_stmt_dup_text (stmt, 4);
      message->size = postino_stmt_get_int (stmt, 5);
      g_ptr_array_add (messages, message);
    }
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&messages) : NULL;
}

GPtrArray *
postino_sandbox_table_list (PostinoDb *db,
                            gint64     before,
                            guint      limit,
                            GError   **error)
{
  return read_rows (postino_db_query (db, error,
                                      "SELECT " COLUMNS " FROM message "
                                      "WHERE ?1 = 0 OR id < ?1 ORDER BY id DESC LIMIT ?2",
                                      "li", before, (int) limit),
                    error);
}

/* LIKE folds ASCII only; so an accent must be written as it stands. Yours. */
static char *
make_pattern (const char *search)
{
  GString *pattern = g_string_new ("%");

  for (const char *p = search != NULL ? search : ""; *p != '\0'; p++)
    {
      if (strchr ("%_\\", *p) != NULL)
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *p);
    }
  g_string_append_c (pattern, '%');
  return g_string_free (pattern, FALSE);
}

GArray *
postino_sandbox_table_list_ids (PostinoDb  *db,
                                const char *search,
                                guint       limit,
                                GError    **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean is_search = search != NULL && *search != '\0';
  g_autofree char *pattern = is_search ? make_pattern (search) : NULL;
  PostinoStmt *stmt;

  stmt = postino_db_query (db, error,
                           "SELECT id FROM message WHERE ?1 IS NULL "
                           "OR recipient LIKE ?1 ESCAPE '\\' OR subject LIKE ?1 ESCAPE '\\' "
                           "ORDER BY id DESC LIMIT ?2",
                           "sl", pattern, limit > 0 ? (gint64) limit : -1);
  return postino_stmt_finish_ids (stmt, ids, error) ? g_steal_pointer (&ids) : NULL;
}

GPtrArray *
postino_sandbox_table_get_many (PostinoDb    *db,
                                const gint64 *ids,
                                guint         n_ids,
                                GError      **error)
{
  g_autofree char *json = postino_stmt_build_id_list (ids, n_ids);

  return read_rows (postino_db_query (db, error,
                                      "SELECT " COLUMNS " FROM message WHERE id IN (SELECT value FROM json_each (?1)) "
                                      "ORDER BY id DESC", "s", json),
                    error);
}

GBytes *
postino_sandbox_table_get (PostinoDb *db,
                           gint64     id,
                           GError   **error)
{
  PostinoStmt *stmt = postino_db_query (db, error, "SELECT raw FROM message WHERE id = ?1", "l",
                                        id);
  g_autoptr (GBytes) raw = NULL;

  if (stmt == NULL)
    return NULL;
  if (postino_stmt_next (stmt))
    raw = postino_stmt_dup_bytes (stmt, 0);
  if (!postino_stmt_finish (stmt, error))
    return NULL;
  if (raw == NULL)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
                 _("There is no message number %" PRId64 " in the sandbox"), id);
  return g_steal_pointer (&raw);
}

gboolean
postino_sandbox_table_clear (PostinoDb *db,
                             gint64    *n,
                             GError   **error)
{
  if (!postino_db_run (db, error, "DELETE FROM message", ""))
    return FALSE;
  *n = postino_db_get_changes (db);
  return postino_change_bump (db, POSTINO_TOPIC_SANDBOX, error);
}

gboolean
postino_sandbox_table_clear_some (PostinoDb *db,
                                  gint64     upto,
                                  guint      limit,
                                  gint64    *n,
                                  GError   **error)
{
  if (!postino_db_run (db, error,
                       "DELETE FROM message WHERE id IN (SELECT id FROM message WHERE id <= ?1 ORDER BY id LIMIT ?2)",
                       "li", upto, (int) limit))
    return FALSE;
  *n = postino_db_get_changes (db);
  return postino_change_bump (db, POSTINO_TOPIC_SANDBOX, error);
}
