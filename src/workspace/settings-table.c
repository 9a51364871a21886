/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the programs remember of a workspace, as text by key. Window sizes are GSettings', secrets
 * are secrets.c's. */

#include "workspace/settings-table.h"

#include "store/change.h"

gboolean
postino_settings_table_dup (PostinoDb  *db,
                            const char *key,
                            char      **value,
                            GError    **error)
{
  PostinoStmt *stmt = postino_db_query (db, error, "SELECT value FROM setting WHERE key = ?1", "s",
                                        key);

  *value = NULL;
  if (stmt == NULL)
    return FALSE;
  if (postino_stmt_next (stmt))
    *value = postino_stmt_dup_text (stmt, 0);
  return postino_stmt_finish (stmt, error);
}

gboolean
postino_settings_table_set (PostinoDb  *db,
                            const char *key,
                            const char *value,
                            GError    **error)
{
  if (!postino_change_bump (db, POSTINO_TOPIC_SETTINGS, error))
    return FALSE;
  if (value == NULL)
    return postino_db_run (db, error, "DELETE FROM setting WHERE key = ?1", "s", key);
  return postino_db_run (db, error,
                         "INSERT INTO setting VALUES (?1, ?2) "
                         "ON CONFLICT DO UPDATE SET value = excluded.value",
                         "ss", key, value);
}
