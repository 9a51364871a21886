/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first two days of a campaign out of its roll-ups: a few hundred rows, whatever its size. */

#include "stats/hours-query.h"

#include <string.h>

#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

static const struct {
  const char *type;
  const char *kind; /* NULL: any */
  gboolean counts_people;
} series[POSTINO_N_SERIES] = {
  [POSTINO_SERIES_ACCEPTED] = { "accepted", NULL, FALSE },
  [POSTINO_SERIES_OPENED] = { "opened", "human", TRUE },
  [POSTINO_SERIES_OPENS] = { "opened", "unknown", FALSE },
  [POSTINO_SERIES_CLICKED] = { "clicked", "human", TRUE },
  [POSTINO_SERIES_CLICKS] = { "clicked", "unknown", FALSE },
  [POSTINO_SERIES_UNSUBSCRIBED] = { "unsubscribed", NULL, TRUE },
  [POSTINO_SERIES_REFUSED] = { "refused", NULL, FALSE },
};

static void
add_hour (PostinoHours *hours,
          PostinoStmt  *stmt)
{
  const char *type = postino_stmt_get_text (stmt, 0);
  const char *kind = postino_stmt_get_text (stmt, 1);
  gint64 hour = postino_stmt_get_int (stmt, 2);

  for (int i = 0; i < POSTINO_N_SERIES; i++)
    {
      if (strcmp (series[i].type, type) == 0
          && (series[i].kind == NULL || strcmp (series[i].kind, kind) == 0))
        hours->n[i][hour] += postino_stmt_get_int (stmt, series[i].counts_people ? 4 : 3);
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
                           "SELECT type, kind, (hour_us - ?2) / 3600000000, n, people FROM rollup "
                           "WHERE campaign = ?1 AND link = -1 AND hour_us >= ?2 AND hour_us < ?3",
                           "lll", campaign, hours->from_us,
                           hours->from_us + POSTINO_REPORT_SERIES_HOURS * HOUR_US);
  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    add_hour (hours, stmt);
  return postino_stmt_finish (stmt, error);
}
