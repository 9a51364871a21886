/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binding, stepping and reading of one prepared statement. Text is copied when bound, so callers
 * may free it at once. */

#include "store/stmt.h"

#include <string.h>

#include "store/stmt-private.h"

void
postino_stmt_bind_list (PostinoStmt *stmt,
                        const char  *types,
                        va_list      values)
{
  for (int i = 0; types[i] != '\0'; i++)
    {
      const char *text;
      GBytes *bytes;

      switch (types[i])
        {
        case 'i':
          sqlite3_bind_int (stmt->handle, i + 1, va_arg (values, int));
          break;
        case 'l':
          sqlite3_bind_int64 (stmt->handle, i + 1, va_arg (values, gint64));
          break;
        case 'f':
          sqlite3_bind_double (stmt->handle, i + 1, va_arg (values, double));
          break;
        case 's':
          text = va_arg (values, const char *);
          sqlite3_bind_text (stmt->handle, i + 1, text, -1, SQLITE_TRANSIENT);
          break;
        case 'b':
          bytes = va_arg (values, GBytes *);
          if (bytes != NULL && g_bytes_get_size (bytes) == 0)
            sqlite3_bind_zeroblob (stmt->handle, i + 1, 0); /* data may be NULL, which would bind NULL */
          else if (bytes != NULL)
            sqlite3_bind_blob64 (stmt->handle, i + 1, g_bytes_get_data (bytes, NULL),
                                 g_bytes_get_size (bytes), SQLITE_TRANSIENT);
          break;
        default:
          g_assert_not_reached ();
        }
    }
  g_assert (sqlite3_bind_parameter_count (stmt->handle) == (int) strlen (types));
}

void
postino_stmt_bind_text (PostinoStmt *stmt,
                        int          parameter,
                        const char  *text)
{
  sqlite3_bind_text (stmt->handle, parameter, text, -1, SQLITE_TRANSIENT);
}

void
postino_stmt_bind_int (PostinoStmt *stmt,
                       int          parameter,
                       gint64       number)
{
  sqlite3_bind_int64 (stmt->handle, parameter, number);
}

gboolean
postino_stmt_next (PostinoStmt *stmt)
{
  stmt->last_code = sqlite3_step (stmt->handle);
  return stmt->last_code == SQLITE_ROW;
}

gboolean
postino_stmt_finish (PostinoStmt *stmt,
                     GError     **error)
{
  int code = stmt->last_code;
  gboolean failed = code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE;

  if (failed)
    postino_db_fail (stmt->db, code, error);
  sqlite3_reset (stmt->handle);
  sqlite3_clear_bindings (stmt->handle);
  stmt->in_use = FALSE;
  return !failed;
}

gint64
postino_stmt_get_int (PostinoStmt *stmt,
                      int          column)
{
  return sqlite3_column_int64 (stmt->handle, column);
}

double
postino_stmt_get_double (PostinoStmt *stmt,
                         int          column)
{
  return sqlite3_column_double (stmt->handle, column);
}

gboolean
postino_stmt_is_null (PostinoStmt *stmt,
                      int          column)
{
  return sqlite3_column_type (stmt->handle, column) == SQLITE_NULL;
}

const char *
postino_stmt_get_text (PostinoStmt *stmt,
                       int          column)
{
  return (const char *) sqlite3_column_text (stmt->handle, column);
}

char *
postino_stmt_dup_text (PostinoStmt *stmt,
                       int          column)
{
  return g_strdup (postino_stmt_get_text (stmt, column));
}

GBytes *
postino_stmt_dup_bytes (PostinoStmt *stmt,
                        int          column)
{
  if (postino_stmt_is_null (stmt, column))
    return NULL;
  return g_bytes_new (sqlite3_column_blob (stmt->handle, column),
                      sqlite3_column_bytes (stmt->handle, column));
}

char *
postino_stmt_build_id_list (const gint64 *ids,
                            guint         n_ids)
{
  GString *json = g_string_new ("[");

  for (guint i = 0; i < n_ids; i++)
    g_string_append_printf (json, i > 0 ? ",%" G_GINT64_FORMAT : "%" G_GINT64_FORMAT, ids[i]);
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

gboolean
postino_stmt_finish_ids (PostinoStmt *stmt,
                         GArray      *ids,
                         GError     **error)
{
  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    {
      gint64 id = postino_stmt_get_int (stmt, 0);

      g_array_append_val (ids, id);
    }
  return postino_stmt_finish (stmt, error);
}
