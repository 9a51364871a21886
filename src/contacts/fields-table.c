/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields the user made: a row in `field` and a real column f<ID> of `contact`, so that sorting
 * and rules are plain SQL. Adding a column costs SQLite nothing, dropping one rewrites the table: a
 * removed field is emptied, and its column stays until a new field of the same id takes it over. */

#include "contacts/fields-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "contacts/contacts-index-table.h"
#include "store/change.h"

#define COLUMNS "id, key, label, type"

static PostinoField *
read_row (PostinoStmt *stmt)
{
  PostinoField *field = g_new0 (PostinoField, 1);

  field->id = postino_stmt_get_int (stmt, 0);
  field->key = postino_stmt_dup_text (stmt, 1);
  field->label = postino_stmt_dup_text (stmt, 2);
  postino_field_type_from_string (postino_stmt_get_text (stmt, 3), &field->type, NULL);
  field->column = g_strdup_printf ("f%" G_GINT64_FORMAT, field->id);
  return field;
}

GPtrArray *
postino_fields_table_list (PostinoDb *db,
                           GError   **error)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_field_free);
  PostinoStmt *stmt = postino_db_query (db, error, "SELECT " COLUMNS " FROM field ORDER BY key",
                                        "");

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    g_ptr_array_add (fields, read_row (stmt));
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&fields) : NULL;
}

gboolean
postino_fields_table_get (PostinoDb     *db,
                          const char    *key,
                          PostinoField **field,
                          GError       **error)
{
  PostinoStmt *stmt = postino_db_query (db, error, "SELECT " COLUMNS " FROM field WHERE key = ?1",
                                        "s", key);

  *field = NULL;
  if (stmt == NULL)
    return FALSE;
  if (postino_stmt_next (stmt))
    *field = read_row (stmt);
  return postino_stmt_finish (stmt, error);
}

static gboolean
check_free (PostinoDb  *db,
            const char *key,
            GError    **error)
{
  g_autoptr (PostinoField) existing = NULL;

  if (postino_known_field_from_key (key) == POSTINO_N_KNOWN)
    {
      if (!postino_fields_table_get (db, key, &existing, error))
        return FALSE;
      if (existing == NULL)
        return TRUE;
    }
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS, _("There is a field “%s” already"), key);
  return FALSE;
}

/* The column may still be there, empty, from a field that was removed. */
static gboolean
ensure_column (PostinoDb  *db,
               const char *column,
               GError    **error)
{
  g_autofree char *sql = NULL;
  gint64 n = 0;

  if (!postino_db_get_number (db, 0, &n, error,
                              "SELECT count(*) FROM pragma_table_info ('contact') WHERE name = ?1",
                              "s", column))
    return FALSE;
  if (n > 0)
    return TRUE;
  sql = g_strdup_printf ("ALTER TABLE contact ADD COLUMN %s", column);
  return postino_db_exec (db, sql, error);
}

PostinoField *
postino_fields_table_make (PostinoDb       *db,
                           const char      *key,
                           const char      *label,
                           PostinoFieldType type,
                           gint64           now_us,
                           GError         **error)
{
  g_autoptr (PostinoField) field = g_new0 (PostinoField, 1);

  field->key = postino_text_make_key (key);
  field->label = postino_text_single_line (label);
  field->type = type;
  if (!check_free (db, field->key, error)
      || !postino_db_run (db, error,
                          "INSERT INTO field (key, label, type, created_us) VALUES (?1, ?2, ?3, ?4)", "sssl",
                          field->key, field->label, postino_field_type_to_string (type), now_us))
    return NULL;
  field->id = postino_db_get_last_id (db);
  field->column = g_strdup_printf ("f%" G_GINT64_FORMAT, field->id);
  if (!ensure_column (db, field->column, error)
      || !postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error))
    return NULL;
  return g_steal_pointer (&field);
}

static PostinoField *
find (PostinoDb  *db,
      const char *key,
      GError    **error)
{
  PostinoField *field = NULL;

  if (postino_fields_table_get (db, key, &field, error) && field == NULL)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("There is no field “%s”"), key);
  return field;
}

gboolean
postino_fields_table_rename (PostinoDb  *db,
                             const char *key,
                             const char *new_key,
                             const char *new_label,
                             GError    **error)
{
  g_autoptr (PostinoField) field = find (db, key, error);
  g_autofree char *clean_key = postino_text_make_key (new_key);
  g_autofree char *clean_label = postino_text_single_line (new_label);

  if (field == NULL)
    return FALSE;
  if (strcmp (clean_key, key) != 0 && !check_free (db, clean_key, error))
    return FALSE;
  return postino_db_run (db, error, "UPDATE field SET key = ?2, label = ?3 WHERE id = ?1", "lss",
                         field->id, clean_key,
                         clean_label)
         && postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error);
}

gboolean
postino_fields_table_clear (PostinoDb          *db,
                            const PostinoField *field,
                            guint               limit,
                            gboolean           *done,
                            GError            **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE contact SET %s = NULL WHERE id IN "
                                          "(SELECT id FROM contact WHERE %s IS NOT NULL LIMIT ?1)",
                                          field->column, field->column);

  if (!postino_db_run (db, error, sql, "l", (gint64) limit))
    return FALSE;
  *done = (guint) postino_db_get_changes (db) < limit;
  return postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error);
}

gboolean
postino_fields_table_remove (PostinoDb  *db,
                             const char *key,
                             GError    **error)
{
  g_autoptr (PostinoField) field = find (db, key, error);
  gboolean done = FALSE;

  return field != NULL
         && postino_contacts_index_table_drop (db, field->column, error)
         && postino_fields_table_clear (db, field, G_MAXINT, &done, error)
         && postino_db_run (db, error, "DELETE FROM field WHERE id = ?1", "l", field->id);
}
