/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of a campaign: read from counts and roll-ups, so that it costs the same for a hundred
 * recipients and for a million, and from rows only where no sum can be exact.
 *
 * What can surprise: `clicks` count clicks, `people` recipients; of recipients measured in
 * aggregate only the former are known, so people rest on individuals alone. A person whose clicks
 * were judged human once and unknown another time stands in the roll-ups of both kinds; such people
 * are taken out by looking at the events of the unknown ones, which is only done where both kinds
 * occur. */

#include "stats/report-query.h"

#include <string.h>

#include "campaign/campaigns-table.h"

#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/* Recipients all of whose clicks of some link (or any) are of unknown kind; ?2: -1 for any link. */
#define COUNT_UNKNOWN_ONLY                                                                                        \
  "SELECT count(DISTINCT e.ledger) FROM event e WHERE e.campaign = ?1 AND e.type = 'clicked' AND e.kind = 'unknown' " \
  "AND e.ledger IS NOT NULL AND (?2 < 0 OR e.link = ?2) AND NOT EXISTS (SELECT 1 FROM event h WHERE "             \
  "h.ledger = e.ledger AND h.type = 'clicked' AND h.kind = 'human' AND (?2 < 0 OR h.link = ?2))"

typedef struct {
  gint64 n;
  gint64 people;
} Sum;

static void
free_link (gpointer data)
{
  PostinoReportLink *link = data;

  g_free (link->url);
  g_free (link);
}

static void
free_reason (gpointer data)
{
  PostinoReportReason *reason = data;

  g_free (reason->reason);
  g_free (reason);
}

void
postino_report_free (PostinoReport *report)
{
  if (report == NULL)
    return;
  g_free (report->name);
  g_free (report->collector_url);
  g_clear_pointer (&report->skipped, g_ptr_array_unref);
  g_clear_pointer (&report->links, g_ptr_array_unref);
  g_free (report);
}

static gboolean
read_sum (PostinoDb  *db,
          gint64      campaign,
          const char *type,
          int         link,
          const char *kind,
          Sum        *sum,
          GError    **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT coalesce (sum (n), 0), coalesce (sum (people), 0) FROM rollup "
                                        "WHERE campaign = ?1 AND type = ?2 AND link = ?3 AND (?4 IS NULL OR kind = ?4)",
                                        "lsis", campaign, type, link, kind);

  *sum = (Sum) { 0, 0 };
  if (stmt == NULL)
    return FALSE;
  if (postino_stmt_next (stmt))
    *sum = (Sum) { postino_stmt_get_int (stmt, 0), postino_stmt_get_int (stmt, 1) };
  return postino_stmt_finish (stmt, error);
}

static gboolean
read_clicks (PostinoDb *db,
             gint64     campaign,
             int        link,
             gint64    *total,
             gint64    *people,
             gint64    *machine,
             GError   **error)
{
  Sum all;
  Sum human;
  Sum unknown;
  Sum of_machines;

  if (!read_sum (db, campaign, "clicked", link, NULL, &all, error)
      || !read_sum (db, campaign, "clicked", link, "human", &human, error)
      || !read_sum (db, campaign, "clicked", link, "unknown", &unknown, error)
      || !read_sum (db, campaign, "clicked", link, "machine", &of_machines, error))
    return FALSE;
  *total = all.n;
  *machine = of_machines.n;
  if (human.people > 0 && unknown.people > 0
      && !postino_db_get_number (db, 0, &unknown.people, error, COUNT_UNKNOWN_ONLY, "li", campaign,
                                 link))
    return FALSE;
  *people = human.people + unknown.people;
  return TRUE;
}

static gboolean
read_events (PostinoDb     *db,
             PostinoReport *report,
             GError       **error)
{
  const struct {
    const char *type;
    const char *kind;
    gboolean people;
    gint64 *number;
  } sums[] = {
    { "opened", "human", FALSE, &report->opens.human },
    { "opened", "machine", FALSE, &report->opens.machine },
    { "opened", "unknown", FALSE, &report->opens.unknown },
    { "refused", "hard", FALSE, &report->bounced.hard },
    { "refused", "soft", FALSE, &report->bounced.soft },
    { "refused", "block", FALSE, &report->bounced.block },
    { "unsubscribed", NULL, TRUE, &report->unsubscribed },
    { "complained", NULL, TRUE, &report->complaints },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sums); i++)
    {
      Sum sum;

      if (!read_sum (db, report->campaign, sums[i].type, -1, sums[i].kind, &sum, error))
        return FALSE;
      *sums[i].number = sums[i].people ? sum.people : sum.n;
    }
  return read_clicks (db, report->campaign, -1, &report->clicks.total, &report->clicks.people,
                      &report->clicks.machine,
                      error);
}

static gboolean
read_links (PostinoDb     *db,
            PostinoReport *report,
            GError       **error)
{
  g_autoptr (GPtrArray) urls = postino_campaigns_table_get_links (db, report->campaign, error);

  if (urls == NULL)
    return FALSE;
  for (guint i = 0; i < urls->len; i++)
    {
      PostinoReportLink *link = g_new0 (PostinoReportLink, 1);
      gint64 machine;

      link->url = g_strdup (urls->pdata[i]);
      g_ptr_array_add (report->links, link);
      if (!read_clicks (db, report->campaign, (int) i, &link->clicks, &link->people, &machine,
                        error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_skipped (PostinoDb     *db,
              PostinoReport *report,
              GError       **error)
{
  /* The condition on state twice: it is what makes SQLite use the partial index. */
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT coalesce (reason, ''), count(*) FROM ledger WHERE campaign = ?1 "
                                        "AND state = 7 AND state >= 5 GROUP BY 1 ORDER BY 2 DESC, 1",
                                        "l", report->campaign);

  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    {
      PostinoReportReason *reason = g_new0 (PostinoReportReason, 1);

      reason->reason = postino_stmt_dup_text (stmt, 0);
      reason->n = postino_stmt_get_int (stmt, 1);
      g_ptr_array_add (report->skipped, reason);
    }
  return postino_stmt_finish (stmt, error);
}

static gboolean
read_recipients (PostinoDb     *db,
                 PostinoReport *report,
                 GError       **error)
{
  if (!postino_ledger_table_count (db, report->campaign, report->states, error))
    return FALSE;
  for (int i = 0; i < POSTINO_LEDGER_N_STATES; i++)
    report->recipients += report->states[i];
  return postino_db_get_number (db, 0, &report->individuals, error,
                                "SELECT count(*) FROM ledger WHERE campaign = ?1 AND individual = 1 AND state <> 7", "l",
                                report->campaign)
         && read_skipped (db, report, error);
}

PostinoReport *
postino_report_query (PostinoDb *db,
                      gint64     campaign,
                      GError   **error)
{
  g_autoptr (PostinoCampaign) row = postino_campaigns_table_get (db, campaign, error);
  g_autoptr (PostinoReport) report = NULL;

  if (row == NULL)
    return NULL;
  report = g_new0 (PostinoReport, 1);
  report->campaign = campaign;
  report->name = g_steal_pointer (&row->name);
  report->tracking = row->tracking;
  report->collector_url = g_steal_pointer (&row->collector_url);
  report->started_us = row->started_us;
  report->finished_us = row->finished_us;
  report->skipped = g_ptr_array_new_with_free_func (free_reason);
  report->links = g_ptr_array_new_with_free_func (free_link);
  if (!read_recipients (db, report, error) || !read_events (db, report, error)
      || !read_links (db, report, error))
    return NULL;
  return g_steal_pointer (&report);
}

GArray *
postino_report_query_series (PostinoDb *db,
                             gint64     campaign,
                             GError   **error)
{
  g_autoptr (PostinoCampaign) row = postino_campaigns_table_get (db, campaign, error);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (PostinoReportPoint));
  PostinoStmt *stmt;
  gint64 from_us;

  if (row == NULL)
    return NULL;
  if (row->started_us == 0)
    return g_steal_pointer (&points);
  from_us = row->started_us - row->started_us % HOUR_US;
  stmt = postino_db_query (db, error,
                           "SELECT type, hour_us, sum (n) FROM rollup WHERE campaign = ?1 AND link = -1 "
                           "AND hour_us >= ?2 AND hour_us < ?3 GROUP BY type, hour_us ORDER BY hour_us, type",
                           "lll", campaign, from_us, from_us + POSTINO_REPORT_SERIES_HOURS * HOUR_US);
  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    {
      PostinoReportPoint point = { g_intern_string (postino_stmt_get_text (stmt, 0)),
                                   postino_stmt_get_int (stmt, 1),
                                   postino_stmt_get_int (stmt, 2) };

      g_array_append_val (points, point);
    }
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&points) : NULL;
}

typedef struct {
  const char *key;
  gint64 number;
} Member;

static void
add_numbers (JsonObject   *object,
             const Member *members,
             gsize         n_members)
{
  for (gsize i = 0; i < n_members; i++)
    json_object_set_int_member (object, members[i].key, members[i].number);
}

/* An object of numbers as a member of @object. */
static void
add_group (JsonObject   *object,
           const char   *key,
           const Member *members,
           gsize         n_members)
{
  JsonObject *group = json_object_new ();

  add_numbers (group, members, n_members);
  json_object_set_object_member (object, key, group);
}

static void
add_links (JsonObject *object,
           GPtrArray  *links)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < links->len; i++)
    {
      const PostinoReportLink *link = links->pdata[i];
      const Member members[] = { { "clicks", link->clicks }, { "people", link->people } };
      JsonObject *one = json_object_new ();

      json_object_set_string_member (one, "url", link->url);
      add_numbers (one, members, G_N_ELEMENTS (members));
      json_array_add_object_element (array, one);
    }
  json_object_set_array_member (object, "links", array);
}

static void
add_skipped (JsonObject *object,
             GPtrArray  *reasons)
{
  JsonObject *group = json_object_new ();

  for (guint i = 0; i < reasons->len; i++)
    {
      const PostinoReportReason *reason = reasons->pdata[i];

      json_object_set_int_member (group, reason->reason, reason->n);
    }
  json_object_set_object_member (object, "skipped_reasons", group);
}

JsonNode *
postino_report_to_json (const PostinoReport *report)
{
  const Member opens[] = { { "human", report->opens.human }, { "machine", report->opens.machine },
                           { "unknown", report->opens.unknown } };
  const Member clicks[] = { { "total", report->clicks.total }, { "people", report->clicks.people },
                            { "machine", report->clicks.machine } };
  const Member bounced[] = { { "hard", report->bounced.hard }, { "soft", report->bounced.soft },
                             { "block", report->bounced.block } };
  const Member rest[] = { { "unsubscribed", report->unsubscribed },
                          { "complaints", report->complaints },
                          { "individuals", report->individuals } };
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_int_member (object, "campaign", report->campaign);
  json_object_set_int_member (object, "recipients", report->recipients);
  for (int i = 0; i < POSTINO_LEDGER_N_STATES; i++)
    json_object_set_int_member (object, postino_ledger_state_to_name ((PostinoLedgerState) i),
                                report->states[i]);
  add_skipped (object, report->skipped);
  add_group (object, "opens", opens, G_N_ELEMENTS (opens));
  add_group (object, "clicks", clicks, G_N_ELEMENTS (clicks));
  add_group (object, "bounced", bounced, G_N_ELEMENTS (bounced));
  add_numbers (object, rest, G_N_ELEMENTS (rest));
  json_object_set_string_member (object, "tracking", postino_tracking_to_name (report->tracking));
  if (report->collector_url != NULL)
    json_object_set_string_member (object, "collector", report->collector_url);
  else
    json_object_set_null_member (object, "collector");
  add_links (object, report->links);
  json_node_take_object (node, object);
  return node;
}
