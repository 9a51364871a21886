/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sending is played through with the windows the sending itself uses (campaign/cap), each message through
 * the server that could take it first. A million messages take less than a second. */

#include "campaign/forecast.h"

#include "campaign/cap.h"
#include "campaign/caps-table.h"
#include "campaign/pace.h"
#include "campaign/servers-table.h"

typedef struct {
  PostinoCap cap;
  gint64 interval_us;
  gint64 next_us; /* the next message may go, by the spacing */
} Lane;

static void
clear_lane (gpointer data)
{
  postino_cap_clear (&((Lane *) data)->cap);
}

static gboolean
is_limited (const PostinoSmtpProfile *profile)
{
  return profile->per_second > 0 || profile->per_minute > 0 || profile->per_hour > 0 || profile->per_day > 0
         || profile->per_month > 0;
}

static void
add_lane (GArray              *lanes,
          const PostinoServer *server,
          GArray              *counts,
          gint64               now_us)
{
  const PostinoSmtpProfile *profile = server->profile;
  Lane lane = { .next_us = now_us };
  PostinoPace pace = { 0, 0 };

  postino_pace_set_limits (&pace, profile->per_second, profile->per_minute);
  lane.interval_us = pace.interval_us;
  postino_cap_init (&lane.cap);
  lane.cap.limits[POSTINO_CAP_HOUR] = profile->per_hour;
  lane.cap.limits[POSTINO_CAP_DAY] = profile->per_day;
  lane.cap.limits[POSTINO_CAP_MONTH] = profile->per_month;
  for (guint i = 0; i < counts->len; i++)
    {
      const PostinoCapCount *count = &g_array_index (counts, PostinoCapCount, i);

      if (count->server == server->id)
        postino_cap_load (&lane.cap, MIN (count->slice_us, now_us), (guint) count->n);
    }
  g_array_append_val (lanes, lane);
}

/* When the lane could take its next message. */
static gint64
find_next (Lane *lane)
{
  PostinoCapWindow window;

  return lane->next_us + postino_cap_find_wait (&lane->cap, lane->next_us, &window);
}

static gint64
send_one (GArray *lanes)
{
  Lane *first = NULL;
  gint64 at_us = G_MAXINT64;

  for (guint i = 0; i < lanes->len; i++)
    {
      Lane *lane = &g_array_index (lanes, Lane, i);
      gint64 next_us = find_next (lane);

      if (next_us < at_us)
        {
          at_us = next_us;
          first = lane;
        }
    }
  postino_cap_take (&first->cap, at_us);
  postino_cap_return (&first->cap, TRUE, at_us);
  first->next_us = at_us + first->interval_us;
  return at_us;
}

gboolean
postino_forecast_find_end (PostinoDb *db,
                           GPtrArray *servers,
                           gint64     n,
                           gint64     now_us,
                           gint64    *end_us,
                           GError   **error)
{
  g_autoptr (GArray) lanes = g_array_new (FALSE, FALSE, sizeof (Lane));
  g_autoptr (GArray) counts = NULL;

  *end_us = 0;
  for (guint i = 0; i < servers->len; i++)
    {
      if (!is_limited (((const PostinoServer *) servers->pdata[i])->profile))
        return TRUE;
    }
  counts = postino_caps_table_list (db, now_us - POSTINO_CAP_MONTH_US, error);
  if (counts == NULL)
    return FALSE;
  g_array_set_clear_func (lanes, clear_lane);
  for (guint i = 0; i < servers->len; i++)
    add_lane (lanes, servers->pdata[i], counts, now_us);
  for (gint64 i = 0; i < n && lanes->len > 0; i++)
    *end_us = send_one (lanes);
  return TRUE;
}
