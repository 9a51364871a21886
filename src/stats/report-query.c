/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of a campaign: read from counts and roll-ups, so that it costs the same for a hundred
 * recipients and for a million, and from rows only where no sum can be exact.
 *
 * What can surprise: `n` counts opens and clicks, `people` recipients known by name; see "What a
 * number of a report says" in src/README.md for which of them leads.
 *
 * A bounce is a recipient who is refused now, not a refusal: who was tried again and accepted is no
 * bounce any more. As long as there were as many refusals as there are refused rows, each of these has
 * exactly one, and the roll-ups know its kind; only after a retry the refused rows are looked at. */

#include "stats/report-query.h"

#include <string.h>

#include "campaign/campaigns-table.h"

/* Recipients all of whose clicks of some link (or any) are of unknown kind; ?2: -1 for any link. */
#define COUNT_UNKNOWN_ONLY                                                                                        \
  "SELECT count(DISTINCT e.ledger) FROM event e WHERE e.campaign = ?1 AND e.type = 'clicked' AND e.kind = 'unknown' " \
  "AND e.ledger IS NOT NULL AND (?2 < 0 OR e.link = ?2) AND NOT EXISTS (SELECT 1 FROM event h WHERE "             \
  "h.ledger = e.ledger AND h.type = 'clicked' AND h.kind = 'human' AND (?2 < 0 OR h.link = ?2))"

/* Says nothing that state = 5 or 7 does not: the first half makes SQLite use ledger_final at all, the
 * second only its rows of that state. */
#define IS_FINAL(TABLE) TABLE ".state >= 5 AND " TABLE ".id > 0"

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

/* Where a roll-up of opens or clicks belongs; NULL: to a kind or a link nobody knows. */
static PostinoReportSum *
find_sum (PostinoReportSplit *split,
          const char         *kind)
{
  if (g_strcmp0 (kind, "human") == 0)
    return &split->human;
  if (g_strcmp0 (kind, "machine") == 0)
    return &split->machine;
  return g_strcmp0 (kind, "unknown") == 0 ? &split->unknown : NULL;
}

/* The refusals of a kind are left in `bounced` until count_bounced () has looked at them. */
static void
add_refusals (PostinoReport *report,
              const char    *kind,
              gint64         n)
{
  if (g_strcmp0 (kind, "hard") == 0)
    report->bounced.hard += n;
  else if (g_strcmp0 (kind, "soft") == 0)
    report->bounced.soft += n;
  else if (g_strcmp0 (kind, "block") == 0)
    report->bounced.block += n;
  else
    report->bounced.other += n;
}

static void
add_rollup (PostinoReport   *report,
            const char      *type,
            gint64           link,
            const char      *kind,
            PostinoReportSum sum)
{
  PostinoReportSplit *split = NULL;
  PostinoReportSum *found;

  if (strcmp (type, "clicked") == 0 && link >= 0 && link < report->links->len)
    split = &((PostinoReportLink *) report->links->pdata[link])->clicks;
  else if (link < 0 && strcmp (type, "clicked") == 0)
    split = &report->clicks;
  else if (link < 0 && strcmp (type, "opened") == 0)
    split = &report->opens;
  else if (link < 0 && strcmp (type, "unsubscribed") == 0)
    report->unsubscribed += sum.people;
  else if (link < 0 && strcmp (type, "complained") == 0)
    report->complaints += sum.people;
  else if (link < 0 && strcmp (type, "refused") == 0)
    add_refusals (report, kind, sum.n);
  found = split != NULL ? find_sum (split, kind) : NULL;
  if (found != NULL)
    *found = sum;
}

static gboolean
read_rollups (PostinoDb     *db,
              PostinoReport *report,
              GError       **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT type, link, kind, sum (n), sum (people) FROM rollup "
                                        "WHERE campaign = ?1 GROUP BY type, link, kind",
                                        "l", report->campaign);

  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    add_rollup (report, postino_stmt_get_text (stmt, 0), postino_stmt_get_int (stmt, 1),
                postino_stmt_get_text (stmt, 2),
                (PostinoReportSum) { postino_stmt_get_int (stmt, 3),
                                     postino_stmt_get_int (stmt, 4) });
  return postino_stmt_finish (stmt, error);
}

/* Refusals into recipients who are refused now. */
static gboolean
count_bounced (PostinoDb     *db,
               PostinoReport *report,
               GError       **error)
{
  PostinoStmt *stmt;

  if (report->bounced.hard + report->bounced.soft + report->bounced.block + report->bounced.other
      == report->states[POSTINO_LEDGER_REFUSED])
    return TRUE;
  memset (&report->bounced, 0, sizeof report->bounced);
  stmt = postino_db_query (db, error,
                           "SELECT " POSTINO_REPORT_BOUNCE_KIND ", count(*) FROM ledger l "
                           "WHERE l.campaign = ?1 AND l.state = 5 AND " IS_FINAL ("l") " GROUP BY 1",
                           "l", report->campaign);
  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    add_refusals (report, postino_stmt_get_text (stmt, 0), postino_stmt_get_int (stmt, 1));
  return postino_stmt_finish (stmt, error);
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

      link->url = g_strdup (urls->pdata[i]);
      link->not_machines = -1;
      g_ptr_array_add (report->links, link);
    }
  return TRUE;
}

static gboolean
read_skipped (PostinoDb     *db,
              PostinoReport *report,
              GError       **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT coalesce (reason, ''), count(*) FROM ledger WHERE campaign = ?1 "
                                        "AND state = 7 AND " IS_FINAL ("ledger") " GROUP BY 1 ORDER BY 2 DESC, 1",
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
                                "SELECT count(*) FROM ledger WHERE campaign = ?1 AND "
                                POSTINO_REPORT_IS_INDIVIDUAL, "l", report->campaign)
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
  report->not_machines = -1;
  if (!read_recipients (db, report, error) || !read_links (db, report, error)
      || !read_rollups (db, report, error) || !count_bounced (db, report, error))
    return NULL;
  return g_steal_pointer (&report);
}

/* Clicked once as a person and another time unclearly: such people are in both sums, and taken out
 * by looking at the events of the unclear ones, which is only done where both kinds occur. */
static gboolean
count_not_machines (PostinoDb                *db,
                    gint64                    campaign,
                    int                       link,
                    const PostinoReportSplit *clicks,
                    gint64                   *people,
                    GError                  **error)
{
  gint64 unknown_only = clicks->unknown.people;

  if (clicks->human.people > 0 && unknown_only > 0
      && !postino_db_get_number (db, 0, &unknown_only, error, COUNT_UNKNOWN_ONLY, "li", campaign,
                                 link))
    return FALSE;
  *people = clicks->human.people + unknown_only;
  return TRUE;
}

gboolean
postino_report_query_not_machines (PostinoDb     *db,
                                   PostinoReport *report,
                                   GError       **error)
{
  for (guint i = 0; i < report->links->len; i++)
    {
      PostinoReportLink *link = report->links->pdata[i];

      if (!count_not_machines (db, report->campaign, (int) i, &link->clicks, &link->not_machines,
                               error))
        return FALSE;
    }
  return count_not_machines (db, report->campaign, -1, &report->clicks, &report->not_machines,
                             error);
}

static gint64
sum_all (const PostinoReportSplit *split)
{
  return split->human.n + split->machine.n + split->unknown.n;
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
      const Member members[] = { { "clicks", sum_all (&link->clicks) },
                                 { "people", link->not_machines } };
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
  const Member opens[] = { { "human", report->opens.human.n },
                           { "machine", report->opens.machine.n },
                           { "unknown", report->opens.unknown.n } };
  const Member clicks[] = { { "total", sum_all (&report->clicks) },
                            { "people", report->not_machines },
                            { "machine", report->clicks.machine.n } };
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
