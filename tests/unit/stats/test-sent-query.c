/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "stats/sent-query.h"

/* By name, as a sum, not measured, one put away, and what is in no list: a draft and a test. Of one that
 * led nowhere somebody is known who unsubscribed. */
static const char campaigns[] =
  "INSERT INTO campaign (id, kind, name, state, tracking, collector_url, started_us, archived_us, created_us, modified_us) VALUES"
  " (1, 'campaign', 'A', 'finished', 'by-consent', 'https://c', 40, NULL, 1, 1),"
  " (2, 'campaign', 'B', 'running', 'aggregate', 'https://c', 50, NULL, 1, 1),"
  " (3, 'campaign', 'C', 'finished', 'none', 'https://c', 30, NULL, 1, 1),"
  " (4, 'campaign', 'D', 'finished', 'individual', NULL, 20, 60, 1, 1),"
  " (5, 'campaign', 'E', 'draft', 'individual', NULL, NULL, NULL, 1, 1),"
  " (6, 'test', 'F', 'finished', 'individual', 'https://c', 70, NULL, 1, 1),"
  " (7, 'campaign', 'G', 'finished', 'none', NULL, 10, NULL, 1, 1);"
  "INSERT INTO ledger (campaign, key, address, state, individual) VALUES (1, 'a', 'a', 4, 1), (1, 'b', 'b', 5, 0),"
  " (1, 'c', 'c', 7, 1), (2, 'a', 'a', 4, 0), (2, 'b', 'b', 0, 0), (2, 'c', 'c', 7, 1);"
  "INSERT INTO rollup VALUES"
  " (1, 'clicked', -1, 'human', 0, 9, 1), (1, 'clicked', -1, 'unknown', 0, 5, 0), (1, 'clicked', -1, 'machine', 0, 70, 3),"
  " (1, 'clicked', 0, 'human', 0, 9, 1), (1, 'unsubscribed', -1, '', 0, 3, 2),"
  " (7, 'unsubscribed', -1, '', 0, 1, 1),"
  " (2, 'clicked', -1, 'unknown', 0, 5, 0), (2, 'clicked', -1, 'unknown', 9, 6, 0), (2, 'clicked', -1, 'machine', 0, 70, 0)";

static const PostinoSent expected[] = {
  { 2, (char *) "B", POSTINO_CAMPAIGN_RUNNING, 50, 2, 1, 11, 0, TRUE, FALSE, TRUE, FALSE },
  { 1, (char *) "A", POSTINO_CAMPAIGN_FINISHED, 40, 2, 1, 1, 2, TRUE, TRUE, TRUE, FALSE },
  { 3, (char *) "C", POSTINO_CAMPAIGN_FINISHED, 30, 0, 0, 0, 0, FALSE, FALSE, TRUE, FALSE },
  { 4, (char *) "D", POSTINO_CAMPAIGN_FINISHED, 20, 0, 0, 0, 0, FALSE, FALSE, FALSE, TRUE },
  { 7, (char *) "G", POSTINO_CAMPAIGN_FINISHED, 10, 0, 0, 0, 1, FALSE, FALSE, TRUE, FALSE },
};

static void
check (const PostinoSent *sent,
       const PostinoSent *other)
{
  g_assert_cmpint (sent->campaign, ==, other->campaign);
  g_assert_cmpstr (sent->name, ==, other->name);
  g_assert_cmpint (sent->state, ==, other->state);
  g_assert_cmpint (sent->started_us, ==, other->started_us);
  g_assert_cmpint (sent->recipients, ==, other->recipients);
  g_assert_cmpint (sent->accepted, ==, other->accepted);
  g_assert_cmpint (sent->clicked, ==, other->clicked);
  g_assert_cmpint (sent->unsubscribed, ==, other->unsubscribed);
  g_assert_cmpint (sent->is_measured, ==, other->is_measured);
  g_assert_cmpint (sent->is_by_name, ==, other->is_by_name);
  g_assert_cmpint (sent->knows_unsubscribed, ==, other->knows_unsubscribed);
  g_assert_cmpint (sent->is_archived, ==, other->is_archived);
}

static void
test_list (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  PostinoDb *db = open_scratch_db (&folder);
  g_autoptr (GPtrArray) sent = NULL;

  postino_db_exec (db, campaigns, &error);
  g_assert_no_error (error);
  sent = postino_sent_query (db, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sent->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < sent->len; i++)
    check (sent->pdata[i], &expected[i]);
  postino_db_close (db);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sent-query/list", test_list);
  return g_test_run ();
}
