/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of reports: counts and roll-ups only, a handful of rows a campaign. */

#include "stats/sent-query.h"

#include "stats/report-query.h"

#define ROLLUP(COLUMN, TYPE, KIND)                                                                   \
  "(SELECT coalesce (sum (" COLUMN "), 0) FROM rollup r WHERE r.campaign = c.id AND r.type = '" TYPE \
  "' AND r.link = -1 AND r.kind = '" KIND "')"
#define IS_BY_NAME \
  "EXISTS (SELECT 1 FROM ledger WHERE campaign = c.id AND " POSTINO_REPORT_IS_INDIVIDUAL ")"

void
postino_sent_free (PostinoSent *sent)
{
  if (sent == NULL)
    return;
  g_free (sent->name);
  g_free (sent);
}

static PostinoSent *
read_sent (PostinoStmt *stmt)
{
  PostinoSent *sent = g_new0 (PostinoSent, 1);
  const char *state = postino_stmt_get_text (stmt, 2);

  sent->campaign = postino_stmt_get_int (stmt, 0);
  sent->name = postino_stmt_dup_text (stmt, 1);
  postino_campaign_state_from_name (state, &sent->state);
  sent->started_us = postino_stmt_get_int (stmt, 3);
  sent->recipients = postino_stmt_get_int (stmt, 4);
  sent->accepted = postino_stmt_get_int (stmt, 5);
  sent->is_by_name = postino_stmt_get_int (stmt, 6) != 0;
  sent->clicked = postino_stmt_get_int (stmt, sent->is_by_name ? 7 : 8);
  sent->unsubscribed = postino_stmt_get_int (stmt, 9);
  sent->is_measured = postino_stmt_get_int (stmt, 10) != 0;
  sent->is_archived = postino_stmt_get_int (stmt, 11) != 0;
  sent->knows_unsubscribed = sent->unsubscribed > 0 || postino_stmt_get_int (stmt, 12) != 0;
  return sent;
}

GPtrArray *
postino_sent_query (PostinoDb *db,
                    GError   **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_sent_free);
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT c.id, c.name, c.state, c.started_us, "
                                        "(SELECT coalesce (sum (n), 0) FROM ledger_count n WHERE n.campaign = c.id AND n.state <> 7), "
                                        "(SELECT coalesce (sum (n), 0) FROM ledger_count n WHERE n.campaign = c.id AND n.state = 4), "
                                        IS_BY_NAME ", " ROLLUP ("people", "clicked", "human") ", "
                                        ROLLUP ("n", "clicked", "unknown") ", " ROLLUP ("people", "unsubscribed", "") ", "
                                        "c.collector_url IS NOT NULL AND c.tracking <> 'none', c.archived_us IS NOT NULL, "
                                        "c.collector_url IS NOT NULL "
                                        "FROM campaign c WHERE c.kind = 'campaign' AND c.started_us IS NOT NULL "
                                        "ORDER BY c.started_us DESC, c.id DESC",
                                        "");

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    g_ptr_array_add (all, read_sent (stmt));
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&all) : NULL;
}
