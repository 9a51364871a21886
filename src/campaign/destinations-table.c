/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/destinations-table.h"

#include "store/change.h"

void
postino_destination_row_free (PostinoDestinationRow *row)
{
  if (row == NULL)
    return;
  g_free (row->id);
  g_free (row->why);
  g_free (row);
}

GPtrArray *
postino_destinations_table_list (PostinoDb *db,
                                 GError   **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_destination_row_free);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT id, per_second, at_once, closed_until_us, window, why "
                                        "FROM destination ORDER BY id",
                                        "");

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    {
      PostinoDestinationRow *row = g_new0 (PostinoDestinationRow, 1);

      row->id = postino_stmt_dup_text (stmt, 0);
      row->per_second = postino_stmt_get_double (stmt, 1);
      row->at_once = (guint) postino_stmt_get_int (stmt, 2);
      row->closed_until_us = postino_stmt_get_int (stmt, 3);
      row->window = (guint) postino_stmt_get_int (stmt, 4);
      row->why = postino_stmt_dup_text (stmt, 5);
      g_ptr_array_add (rows, row);
    }
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&rows) : NULL;
}

gboolean
postino_destinations_table_set_limits (PostinoDb  *db,
                                       const char *id,
                                       double      per_second,
                                       guint       at_once,
                                       GError    **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO destination (id, per_second, at_once) VALUES (?1, nullif (?2, 0), nullif (?3, 0)) "
                         "ON CONFLICT DO UPDATE SET per_second = excluded.per_second, at_once = excluded.at_once",
                         "sfi", id, per_second, (int) at_once)
         && postino_change_bump (db, POSTINO_TOPIC_SERVERS, error)
         && postino_change_bump (db, POSTINO_TOPIC_DESTINATIONS, error);
}

gboolean
postino_destinations_table_learn (PostinoDb                   *db,
                                  const PostinoDestinationRow *row,
                                  GError                     **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO destination (id, closed_until_us, window, why) VALUES (?1, ?2, ?3, ?4) "
                         "ON CONFLICT DO UPDATE SET closed_until_us = excluded.closed_until_us, "
                         "window = excluded.window, why = excluded.why",
                         "slis", row->id, row->closed_until_us, (int) row->window, row->why)
         && postino_change_bump (db, POSTINO_TOPIC_DESTINATIONS, error);
}

gboolean
postino_destinations_table_find_domain (PostinoDb  *db,
                                        const char *domain,
                                        gint64      since_us,
                                        char      **id,
                                        GError    **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT destination FROM mail_domain WHERE domain = ?1 AND asked_us >= ?2", "sl",
                                        domain, since_us);

  *id = NULL;
  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    *id = postino_stmt_dup_text (stmt, 0);
  return postino_stmt_finish (stmt, error);
}

gboolean
postino_destinations_table_put_domain (PostinoDb  *db,
                                       const char *domain,
                                       const char *id,
                                       gint64      asked_us,
                                       GError    **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO mail_domain (domain, destination, asked_us) VALUES (?1, ?2, ?3) "
                         "ON CONFLICT DO UPDATE SET destination = excluded.destination, asked_us = excluded.asked_us",
                         "ssl", domain, id, asked_us);
}
