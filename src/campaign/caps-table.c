/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/caps-table.h"

gint64
postino_caps_table_find_slice (gint64 at_us)
{
  return at_us - at_us % POSTINO_CAP_SLICE_US;
}

gboolean
postino_caps_table_add (PostinoDb *db,
                        gint64     server,
                        gint64     slice_us,
                        gint64     n,
                        GError   **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO cap_count (server, slice_us, n) VALUES (?1, ?2, max (?3, 0)) "
                         "ON CONFLICT DO UPDATE SET n = max (n + ?3, 0)", "lll", server, slice_us, n);
}

GArray *
postino_caps_table_list (PostinoDb *db,
                         gint64     since_us,
                         GError   **error)
{
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (PostinoCapCount));
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT server, slice_us, n FROM cap_count "
                                        "WHERE slice_us > ?1 AND n > 0 ORDER BY slice_us",
                                        "l", since_us - POSTINO_CAP_SLICE_US);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    {
      PostinoCapCount count = { postino_stmt_get_int (stmt, 0), postino_stmt_get_int (stmt, 1),
                                postino_stmt_get_int (stmt, 2) };

      g_array_append_val (counts, count);
    }
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&counts) : NULL;
}

gboolean
postino_caps_table_count (PostinoDb *db,
                          gint64     server,
                          gint64     since_us,
                          gint64    *n,
                          GError   **error)
{
  return postino_db_get_number (db, 0, n, error,
                                "SELECT sum (n) FROM cap_count WHERE server = ?1 AND slice_us > ?2", "ll", server,
                                since_us - POSTINO_CAP_SLICE_US);
}

gboolean
postino_caps_table_prune (PostinoDb *db,
                          gint64     before_us,
                          GError   **error)
{
  return postino_db_run (db, error, "DELETE FROM cap_count WHERE slice_us < ?1", "l", before_us);
}
