/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Table `rollup`: sums by hour, kept in the transaction of each event, so that a report reads a
 * handful of rows whatever the size of the campaign. They can always be made anew from the
 * events. */

#include "events/rollup-table.h"

#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

gboolean
postino_rollup_table_add (PostinoDb          *db,
                          const PostinoEvent *event,
                          int                 link,
                          gboolean            new_person,
                          GError            **error)
{
  return postino_db_run (db, error,
                         "INSERT INTO rollup (campaign, type, link, kind, hour_us, n, people) "
                         "VALUES (?1, ?2, ?3, coalesce (?4, ''), ?5, 1, ?6) "
                         "ON CONFLICT DO UPDATE SET n = n + 1, people = people + excluded.people",
                         "lsisli", event->campaign, postino_event_type_to_name (event->type), link, event->kind,
                         event->at_us - event->at_us % HOUR_US, new_person);
}

/* A person stands in the hour of their first event of that (type, link, kind): the row_number of
 * 1. */
#define REBUILD(LINK, CONDITION)                                                                        \
  "INSERT INTO rollup SELECT campaign, type, " LINK ", coalesce (kind, ''), at_us - at_us % 3600000000, " \
  "count(*), sum (first) FROM (SELECT *, ledger IS NOT NULL AND row_number () OVER "                     \
  "(PARTITION BY campaign, type, " LINK ", kind, ledger ORDER BY id) = 1 AS first FROM event) "          \
  "WHERE campaign IS NOT NULL AND " CONDITION " GROUP BY 1, 2, 3, 4, 5;"

gboolean
postino_rollup_table_rebuild (PostinoDb *db,
                              GError   **error)
{
  return postino_db_exec (db, "DELETE FROM rollup;" REBUILD ("-1", "TRUE") REBUILD ("link",
                                                                                    "link IS NOT NULL"),
                          error);
}
