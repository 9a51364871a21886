/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What earlier campaigns had, so that a number says more than itself.
 *
 * Medians, since one campaign that went wrong must not move what is usual. Hours are compared for
 * each accepted message or measured person: a newsletter to three thousand says nothing about one to
 * three hundred otherwise. A campaign that could not measure something (no collector, nobody agreed) is left out
 * there and not counted as zero. */

#include "stats/past-query.h"

struct _PostinoEarlier {
  GPtrArray *reports; /* PostinoReport */
  GArray *hours;      /* PostinoHours */
};

static double
divide (gint64 part,
        gint64 whole)
{
  return whole > 0 ? (double) part / (double) whole : -1;
}

gboolean
postino_report_is_measured (const PostinoReport *report)
{
  return report->collector_url != NULL && report->tracking != POSTINO_TRACKING_NONE;
}

gboolean
postino_report_is_measured_by_name (const PostinoReport *report)
{
  return postino_report_is_measured (report) && report->individuals > 0;
}

gboolean
postino_report_knows_unsubscribed (const PostinoReport *report)
{
  return report->collector_url != NULL || report->unsubscribed > 0;
}

gint64
postino_report_get_base (const PostinoReport *report,
                         PostinoSeries        series)
{
  gint64 accepted = report->states[POSTINO_LEDGER_ACCEPTED];
  gboolean by_name = postino_report_is_measured_by_name (report);

  switch (series)
    {
    case POSTINO_SERIES_OPENED:
    case POSTINO_SERIES_CLICKED:
      return by_name ? report->individuals : 0;
    case POSTINO_SERIES_OPENS:
    case POSTINO_SERIES_CLICKS:
      return postino_report_is_measured (report) && !by_name ? accepted : 0;
    case POSTINO_SERIES_UNSUBSCRIBED:
      return postino_report_knows_unsubscribed (report) ? accepted : 0;
    case POSTINO_SERIES_ACCEPTED:
    case POSTINO_SERIES_REFUSED:
      return accepted;
    }
  g_assert_not_reached ();
}

double
postino_report_get_share (const PostinoReport *report,
                          PostinoShare         share)
{
  gint64 accepted = report->states[POSTINO_LEDGER_ACCEPTED];
  gint64 mailed = report->recipients - report->states[POSTINO_LEDGER_SKIPPED];

  switch (share)
    {
    case POSTINO_SHARE_ACCEPTED:
      return divide (accepted, mailed);
    case POSTINO_SHARE_OPENED:
      return divide (report->opens.human.people,
                     postino_report_get_base (report, POSTINO_SERIES_OPENED));
    case POSTINO_SHARE_OPENS:
      return divide (report->opens.unknown.n,
                     postino_report_get_base (report, POSTINO_SERIES_OPENS));
    case POSTINO_SHARE_CLICKED:
      return divide (report->clicks.human.people,
                     postino_report_get_base (report, POSTINO_SERIES_CLICKED));
    case POSTINO_SHARE_CLICKS:
      return divide (report->clicks.unknown.n,
                     postino_report_get_base (report, POSTINO_SERIES_CLICKS));
    case POSTINO_SHARE_UNSUBSCRIBED:
      return divide (report->unsubscribed,
                     postino_report_get_base (report, POSTINO_SERIES_UNSUBSCRIBED));
    case POSTINO_SHARE_BOUNCED:
      return divide (report->states[POSTINO_LEDGER_REFUSED], mailed);
    }
  g_assert_not_reached ();
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

/* Negative for none. */
static double
find_median (GArray *values)
{
  guint middle = values->len / 2;

  if (values->len == 0)
    return -1;
  g_array_sort (values, compare_doubles);
  if (values->len % 2 == 1)
    return g_array_index (values, double, middle);
  return (g_array_index (values, double, middle - 1) + g_array_index (values, double, middle)) / 2;
}

static double
find_median_share (const PostinoEarlier *earlier,
                   PostinoShare          share)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < earlier->reports->len; i++)
    {
      double value = postino_report_get_share (earlier->reports->pdata[i], share);

      if (value >= 0)
        g_array_append_val (values, value);
    }
  return find_median (values);
}

static double
find_median_hour (const PostinoEarlier *earlier,
                  PostinoSeries         series,
                  guint                 hour)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < earlier->reports->len; i++)
    {
      const PostinoReport *report = earlier->reports->pdata[i];
      const PostinoHours *hours = &g_array_index (earlier->hours, PostinoHours, i);
      double value = divide (hours->n[series][hour], postino_report_get_base (report, series));

      if (value >= 0)
        g_array_append_val (values, value);
    }
  return find_median (values);
}

PostinoEarlier *
postino_earlier_new (void)
{
  PostinoEarlier *earlier = g_new (PostinoEarlier, 1);

  earlier->reports = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_report_free);
  earlier->hours = g_array_new (FALSE, FALSE, sizeof (PostinoHours));
  return earlier;
}

void
postino_earlier_free (PostinoEarlier *earlier)
{
  g_ptr_array_unref (earlier->reports);
  g_array_unref (earlier->hours);
  g_free (earlier);
}

gboolean
postino_earlier_add (PostinoEarlier *earlier,
                     PostinoDb      *db,
                     gint64          campaign,
                     GError        **error)
{
  g_autoptr (PostinoReport) report = postino_report_query (db, campaign, error);
  PostinoHours hours;

  if (report == NULL
      || !postino_hours_query (db, campaign, report->started_us, &hours, error))
    return FALSE;
  g_ptr_array_add (earlier->reports, g_steal_pointer (&report));
  g_array_append_val (earlier->hours, hours);
  return TRUE;
}

void
postino_earlier_summarize (const PostinoEarlier *earlier,
                           PostinoPast          *past)
{
  past->n_campaigns = earlier->reports->len;
  for (int i = 0; i < POSTINO_N_SHARES; i++)
    past->shares[i] = find_median_share (earlier, (PostinoShare) i);
  for (int i = 0; i < POSTINO_N_SERIES; i++)
    {
      for (guint hour = 0; hour < POSTINO_REPORT_SERIES_HOURS; hour++)
        past->hours[i][hour] = find_median_hour (earlier, (PostinoSeries) i, hour);
    }
}

GArray *
postino_past_list (PostinoDb *db,
                   gint64     campaign,
                   GError   **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT c.id FROM campaign c WHERE c.kind = 'campaign' AND c.state = 'finished' "
                                        "AND c.id <> ?1 AND c.started_us < coalesce ((SELECT started_us FROM campaign "
                                        "WHERE id = ?1), 0) AND EXISTS (SELECT 1 FROM ledger_count n WHERE "
                                        "n.campaign = c.id AND n.state = 4 AND n.n > 0) ORDER BY c.started_us DESC LIMIT ?2",
                                        "li", campaign, POSTINO_PAST_CAMPAIGNS);

  return postino_stmt_finish_ids (stmt, ids, error) ? g_steal_pointer (&ids) : NULL;
}
