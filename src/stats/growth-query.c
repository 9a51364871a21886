/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the contacts grew: every contact is looked at once, some ten thousands in each read.
 *
 * Between two reads contacts may come and go; whoever shows the numbers counts again when the topic
 * moved, so they are of no single moment but never far from one. */

#include "stats/growth-query.h"

#include <string.h>

void
postino_growth_begin (PostinoGrowth *growth,
                      gint64         now_us)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) midnight
    = g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                             g_date_time_get_day_of_month (now), 0, 0, 0);

  memset (growth, 0, sizeof *growth);
  for (int i = 0; i < POSTINO_GROWTH_WEEKS; i++)
    {
      int days = 1 - g_date_time_get_day_of_week (now) - 7 * (POSTINO_GROWTH_WEEKS - 1 - i);
      g_autoptr (GDateTime) start = g_date_time_add_days (midnight, days);

      growth->starts_us[i] = g_date_time_to_unix (start) * G_USEC_PER_SEC;
    }
}

static void
add_contact (PostinoGrowth *growth,
             gint64         created_us)
{
  growth->total++;
  for (int i = POSTINO_GROWTH_WEEKS - 1; i >= 0; i--)
    {
      if (created_us < growth->starts_us[i])
        continue;
      growth->added[i]++;
      return;
    }
}

gboolean
postino_growth_query (PostinoDb     *db,
                      PostinoGrowth *growth,
                      guint          limit,
                      gboolean      *is_done,
                      GError       **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT id, created_us, deleted_us FROM contact WHERE id > ?1 ORDER BY id LIMIT ?2",
                                        "li", growth->after, (int) limit);
  guint n = 0;

  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    {
      n++;
      growth->after = postino_stmt_get_int (stmt, 0);
      if (postino_stmt_is_null (stmt, 2))
        add_contact (growth, postino_stmt_get_int (stmt, 1));
    }
  *is_done = n < limit;
  return postino_stmt_finish (stmt, error);
}
