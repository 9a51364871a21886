/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first two days of a campaign out of its roll-ups: a few hundred rows, whatever its size. */

#include "stats/hours-query.h"

#include <string.h>

#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

static const char *const types[POSTINO_N_SERIES] = {
  "accepted", "opened", "clicked", "unsubscribed", "refused", "complained",
};

static void
add_hour (PostinoHours *hours,
          const char   *type,
          gint64        hour,
          gint64        n)
{
  for (int i = 0; i < POSTINO_N_SERIES; i++)
    {
      if (strcmp (types[i], type) == 0)
        hours->n[i][hour] = n;
    }
}

gboolean
postino_hours_query (PostinoDb    *db,
                     gint64        campaign,
                     gint64        started_us,
                     PostinoHours *hours,
                     GError      **error)
{
  PostinoStmt *stmt;

  memset (hours, 0, sizeof *hours);
  if (started_us == 0)
    return TRUE;
  hours->from_us = started_us - started_us % HOUR_US;
  stmt = postino_db_query (db, error,
                           "SELECT type, (hour_us - ?2) / 3600000000, sum (n) FROM rollup WHERE campaign = ?1 "
                           "AND link = -1 AND kind <> 'machine' AND hour_us >= ?2 AND hour_us < ?3 GROUP BY 1, 2",
                           "lll", campaign, hours->from_us,
                           hours->from_us + POSTINO_REPORT_SERIES_HOURS * HOUR_US);
  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    add_hour (hours, postino_stmt_get_text (stmt, 0), postino_stmt_get_int (stmt, 1),
              postino_stmt_get_int (stmt, 2));
  return postino_stmt_finish (stmt, error);
}
