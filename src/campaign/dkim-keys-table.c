/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/dkim-keys-table.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "store/change.h"

#define COLUMNS "id, domain, selector, kind, public_key, created_us, checked_us, seen_us "

#define MINUTE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
/* How old an answer may be: of a record that is there; of one that is awaited; before a launch. */
#define DAILY_US (24 * 60 * MINUTE_US)
#define AWAITED_US (10 * MINUTE_US)
#define LAUNCH_US (60 * MINUTE_US)

void
postino_dkim_key_row_free (PostinoDkimKeyRow *row)
{
  if (row == NULL)
    return;
  g_free (row->domain);
  g_free (row->selector);
  g_free (row->public_key);
  g_free (row);
}

static GPtrArray *
read_all (PostinoStmt *stmt,
          GError     **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_dkim_key_row_free);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    {
      PostinoDkimKeyRow *row = g_new0 (PostinoDkimKeyRow, 1);
      g_autofree char *kind = postino_stmt_dup_text (stmt, 3);

      row->id = postino_stmt_get_int (stmt, 0);
      row->domain = postino_stmt_dup_text (stmt, 1);
      row->selector = postino_stmt_dup_text (stmt, 2);
      postino_dkim_kind_from_name (kind, &row->kind);
      row->public_key = postino_stmt_dup_text (stmt, 4);
      row->created_us = postino_stmt_get_int (stmt, 5);
      row->checked_us = postino_stmt_get_int (stmt, 6);
      row->seen_us = postino_stmt_get_int (stmt, 7);
      g_ptr_array_add (rows, row);
    }
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&rows) : NULL;
}

gboolean
postino_dkim_keys_table_insert (PostinoDb               *db,
                                const PostinoDkimKeyRow *row,
                                gint64                  *id,
                                GError                 **error)
{
  if (!postino_db_run (db, error,
                       "INSERT INTO dkim_key (domain, selector, kind, public_key, created_us) "
                       "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
                       "ssssl", row->domain, row->selector, postino_dkim_kind_to_name (row->kind),
                       row->public_key, row->created_us))
    return FALSE;
  if (postino_db_get_changes (db) == 0)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS, _("“%s” has a key with the selector “%s” already"),
                   row->domain, row->selector);
      return FALSE;
    }
  *id = postino_db_get_last_id (db);
  return postino_change_bump (db, POSTINO_TOPIC_IDENTITIES, error);
}

gboolean
postino_dkim_keys_table_remove (PostinoDb *db,
                                gint64     id,
                                GError   **error)
{
  return postino_db_run (db, error, "DELETE FROM dkim_key WHERE id = ?1", "l", id)
         && postino_change_bump (db, POSTINO_TOPIC_IDENTITIES, error);
}

GPtrArray *
postino_dkim_keys_table_list (PostinoDb  *db,
                              const char *domain,
                              GError    **error)
{
  return read_all (postino_db_query (db, error,
                                     "SELECT " COLUMNS "FROM dkim_key WHERE ?1 IS NULL OR domain = ?1 "
                                     "ORDER BY created_us DESC, kind DESC, id DESC", "s", domain),
                   error);
}

GPtrArray *
postino_dkim_keys_table_list_due (PostinoDb *db,
                                  gint64     now_us,
                                  GError   **error)
{
  /* The domain of an address is what follows its last "@". */
  return read_all (postino_db_query (db, error,
                                     "SELECT " COLUMNS "FROM dkim_key AS k WHERE checked_us IS NULL OR checked_us > ?1 "
                                     "OR checked_us <= ?1 - CASE WHEN seen_us IS NULL THEN ?2 ELSE ?3 END "
                                     "OR (checked_us <= ?1 - ?4 AND EXISTS (SELECT 1 FROM campaign JOIN identity "
                                     "ON identity.id = campaign.identity WHERE campaign.state IN ('freezing', 'launching') "
                                     "AND replace (email, rtrim (email, replace (email, '@', '')), '') = k.domain)) "
                                     "ORDER BY id", "llll", now_us, AWAITED_US, DAILY_US, LAUNCH_US),
                   error);
}

gboolean
postino_dkim_keys_table_note (PostinoDb *db,
                              gint64     id,
                              gboolean   is_shown,
                              gint64     now_us,
                              GError   **error)
{
  return postino_db_run (db, error,
                         "UPDATE dkim_key SET checked_us = ?3, seen_us = CASE WHEN ?2 THEN coalesce (seen_us, ?3) END "
                         "WHERE id = ?1", "lil", id, is_shown, now_us)
         && postino_change_bump (db, POSTINO_TOPIC_IDENTITIES, error);
}

char *
postino_dkim_keys_table_build_secret_name (gint64 id)
{
  return g_strdup_printf ("dkim-%" G_GINT64_FORMAT, id);
}
