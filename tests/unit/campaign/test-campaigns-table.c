/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"
#include "campaign/campaigns-table.h"
#include "store/change.h"

#define NOW G_GINT64_CONSTANT (1000)
#define N_STATES (POSTINO_CAMPAIGN_FINISHED + 1)

static PostinoDb *
open_with (char      **folder,
           const char *sql)
{
  PostinoDb *db = open_scratch_db (folder);
  g_autoptr (GError) error = NULL;

  postino_db_exec (db, sql, &error);
  g_assert_no_error (error);
  return db;
}

static void
run (PostinoDb  *db,
     const char *sql)
{
  g_autoptr (GError) error = NULL;

  postino_db_exec (db, sql, &error);
  g_assert_no_error (error);
}

static gint64
get_number (PostinoDb  *db,
            const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 0;

  postino_db_get_number (db, -1, &number, &error, sql, "");
  g_assert_no_error (error);
  return number;
}

static PostinoCampaign *
get (PostinoDb *db,
     gint64     id)
{
  g_autoptr (GError) error = NULL;
  PostinoCampaign *campaign = postino_campaigns_table_get (db, id, &error);

  g_assert_no_error (error);
  return campaign;
}

/* One campaign in each state, numbered from 1; each is wanted to run. */
#define EACH_STATE                                                                                                 \
  "INSERT INTO campaign (id, kind, name, state, wanted, start_at_us, immediate, created_us, modified_us) VALUES "   \
  "(1, 'campaign', 'c', 'draft', 'run', 7, 1, 1, 1), (2, 'campaign', 'c', 'scheduled', 'run', 7, 1, 1, 1),"         \
  "(3, 'campaign', 'c', 'missed', 'run', 7, 1, 1, 1), (4, 'campaign', 'c', 'freezing', 'run', 7, 1, 1, 1),"         \
  "(5, 'campaign', 'c', 'launching', 'run', 7, 1, 1, 1), (6, 'campaign', 'c', 'running', 'run', 7, 1, 1, 1),"       \
  "(7, 'campaign', 'c', 'paused', 'run', 7, 1, 1, 1), (8, 'campaign', 'c', 'waiting', 'run', 7, 1, 1, 1),"          \
  "(9, 'campaign', 'c', 'stopping', 'run', 7, 1, 1, 1), (10, 'campaign', 'c', 'finished', 'run', 7, 1, 1, 1);"

/* By state, from draft to finished: may it be wanted so? */
static const struct {
  PostinoWanted wanted;
  const char *states;
} wishes[] = {
  { POSTINO_WANTED_DRAFT, "yyyyynnnnn" },
  { POSTINO_WANTED_RUN, "yyyyyyyynn" },
  { POSTINO_WANTED_PAUSE, "nnnyyyyynn" },
  { POSTINO_WANTED_STOP, "nnnyyyyyyn" },
};

static void
test_want (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, EACH_STATE);

  for (gsize i = 0; i < G_N_ELEMENTS (wishes); i++)
    {
      run (db, "UPDATE campaign SET wanted = 'run'");
      for (int state = 0; state < N_STATES; state++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (PostinoCampaign) campaign = NULL;
          gboolean may = wishes[i].states[state] == 'y';

          g_test_message ("%s in %s", postino_wanted_to_name (wishes[i].wanted), postino_campaign_state_to_name (state));
          g_assert_cmpint (postino_campaigns_table_want (db, state + 1, wishes[i].wanted, FALSE, 0, &error), ==, may);
          if (!may)
            g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
          campaign = get (db, state + 1);
          g_assert_cmpint (campaign->state, ==, state);
          g_assert_cmpint (campaign->wanted, ==, may ? wishes[i].wanted : POSTINO_WANTED_RUN);
        }
    }
  remove_scratch_folder (folder);
}

static void
test_want_details (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, EACH_STATE "UPDATE campaign SET immediate = 0");
  g_autoptr (PostinoCampaign) first = NULL;
  g_autoptr (PostinoCampaign) later = NULL;
  g_autoptr (GError) error = NULL;
  gint64 seen = postino_change_read (db, POSTINO_TOPIC_CAMPAIGNS, NULL);

  g_assert_true (postino_campaigns_table_want (db, 2, POSTINO_WANTED_RUN, FALSE, 55, &error));
  first = get (db, 2);
  g_assert_cmpint (first->start_at_us, ==, 55);
  g_assert_false (first->immediate);
  g_assert_cmpint (postino_change_read (db, POSTINO_TOPIC_CAMPAIGNS, NULL), >, seen);

  /* No time given leaves the one there is; at once stays at once. */
  g_assert_true (postino_campaigns_table_want (db, 2, POSTINO_WANTED_RUN, TRUE, 0, &error));
  g_assert_true (postino_campaigns_table_want (db, 2, POSTINO_WANTED_RUN, FALSE, 0, &error));
  later = get (db, 2);
  g_assert_cmpint (later->start_at_us, ==, 55);
  g_assert_true (later->immediate);

  g_assert_false (postino_campaigns_table_want (db, 99, POSTINO_WANTED_RUN, FALSE, 0, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  remove_scratch_folder (folder);
}

/* Every move of the table: made once, and not from elsewhere. */
static void
test_move (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, EACH_STATE);
  g_autoptr (GError) error = NULL;

  for (int from = 0; from < N_STATES; from++)
    {
      for (int to = 0; to < N_STATES; to++)
        {
          g_autoptr (PostinoCampaign) campaign = NULL;
          gboolean moved = FALSE;

          if (!postino_campaign_may_move ((PostinoCampaignState) from, (PostinoCampaignState) to))
            continue;
          g_assert_true (postino_db_begin (db, &error));
          for (int time = 0; time < 2; time++)
            {
              g_assert_true (postino_campaigns_table_move (db, from + 1, (PostinoCampaignState) from, (PostinoCampaignState) to,
                                                           to == POSTINO_CAMPAIGN_WAITING ? "why" : NULL, NOW, &moved, &error));
              g_assert_cmpint (moved, ==, time == 0);
            }
          campaign = get (db, from + 1);
          g_test_message ("%s to %s", postino_campaign_state_to_name (from), postino_campaign_state_to_name (to));
          g_assert_cmpint (campaign->state, ==, to);
          g_assert_cmpstr (campaign->waiting_why, ==, to == POSTINO_CAMPAIGN_WAITING ? "why" : NULL);
          g_assert_cmpint (campaign->launched_us, ==, to == POSTINO_CAMPAIGN_LAUNCHING ? NOW : 0);
          g_assert_cmpint (campaign->started_us, ==, to == POSTINO_CAMPAIGN_RUNNING ? NOW : 0);
          g_assert_cmpint (campaign->finished_us, ==, to == POSTINO_CAMPAIGN_FINISHED ? NOW : 0);
          g_assert_cmpint (campaign->start_at_us, ==, to == POSTINO_CAMPAIGN_DRAFT ? 0 : 7);
          g_assert_cmpint (campaign->immediate, ==, to != POSTINO_CAMPAIGN_DRAFT);
          postino_db_rollback (db);
        }
    }
  remove_scratch_folder (folder);
}

/* When it first started is kept; when it finished is not, once it goes on. */
static void
test_times_of_second_run (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, EACH_STATE "UPDATE campaign SET started_us = 5, finished_us = 6");
  g_autoptr (PostinoCampaign) campaign = NULL;
  g_autoptr (GError) error = NULL;
  gboolean moved;

  g_assert_true (postino_campaigns_table_move (db, 10, POSTINO_CAMPAIGN_FINISHED, POSTINO_CAMPAIGN_RUNNING, NULL, NOW, &moved, &error));
  campaign = get (db, 10);
  g_assert_cmpint (campaign->started_us, ==, 5);
  g_assert_cmpint (campaign->finished_us, ==, 0);
  remove_scratch_folder (folder);
}

/* An undone launch leaves nothing of the launch: what it shows from then on is a draft's. */
static void
test_undone_launch (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, EACH_STATE "UPDATE campaign SET launched_us = 5, published_us = 6, "
                                                            "collector_url = 'https://t.example.com'");
  g_autoptr (PostinoCampaign) campaign = NULL;
  g_autoptr (GError) error = NULL;
  gboolean moved;

  g_assert_true (postino_campaigns_table_move (db, 5, POSTINO_CAMPAIGN_LAUNCHING, POSTINO_CAMPAIGN_DRAFT, NULL, NOW, &moved, &error));
  campaign = get (db, 5);
  g_assert_cmpint (campaign->launched_us, ==, 0);
  g_assert_cmpint (campaign->published_us, ==, 0);
  g_assert_cmpstr (campaign->collector_url, ==, NULL);
  remove_scratch_folder (folder);
}

static void
test_refuse (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, EACH_STATE);
  g_autoptr (GError) error = NULL;

  for (int state = 0; state < N_STATES; state++)
    {
      g_autoptr (PostinoCampaign) campaign = NULL;
      gboolean refused = state == POSTINO_CAMPAIGN_FREEZING;

      g_assert_true (postino_campaigns_table_refuse (db, state + 1, "no subject", &error));
      campaign = get (db, state + 1);
      g_assert_cmpint (campaign->state, ==, refused ? POSTINO_CAMPAIGN_DRAFT : state);
      g_assert_cmpint (campaign->wanted, ==, refused ? POSTINO_WANTED_DRAFT : POSTINO_WANTED_RUN);
      g_assert_cmpstr (campaign->waiting_why, ==, refused ? "no subject" : NULL);
      g_assert_cmpint (campaign->start_at_us, ==, refused ? 0 : 7);
      g_assert_cmpint (campaign->immediate, ==, !refused);
    }
  remove_scratch_folder (folder);
}

static const struct {
  PostinoCampaignState state;
  PostinoWanted wanted;
  gboolean keeps_time;
} held[N_STATES] = {
  { POSTINO_CAMPAIGN_DRAFT, POSTINO_WANTED_DRAFT, FALSE },     { POSTINO_CAMPAIGN_DRAFT, POSTINO_WANTED_DRAFT, FALSE },
  { POSTINO_CAMPAIGN_DRAFT, POSTINO_WANTED_DRAFT, FALSE },     { POSTINO_CAMPAIGN_FREEZING, POSTINO_WANTED_DRAFT, FALSE },
  { POSTINO_CAMPAIGN_PAUSED, POSTINO_WANTED_PAUSE, FALSE },    { POSTINO_CAMPAIGN_PAUSED, POSTINO_WANTED_PAUSE, FALSE },
  { POSTINO_CAMPAIGN_PAUSED, POSTINO_WANTED_PAUSE, FALSE },    { POSTINO_CAMPAIGN_PAUSED, POSTINO_WANTED_PAUSE, FALSE },
  { POSTINO_CAMPAIGN_PAUSED, POSTINO_WANTED_PAUSE, FALSE },    { POSTINO_CAMPAIGN_FINISHED, POSTINO_WANTED_RUN, TRUE },
};

static void
test_hold_all (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, EACH_STATE);
  g_autoptr (GError) error = NULL;

  /* Twice: a crash repeats it. */
  for (int time = 0; time < 2; time++)
    {
      g_assert_true (postino_campaigns_table_hold_all (db, &error));
      for (int state = 0; state < N_STATES; state++)
        {
          g_autoptr (PostinoCampaign) campaign = get (db, state + 1);

          g_test_message ("%s", postino_campaign_state_to_name (state));
          g_assert_cmpint (campaign->state, ==, held[state].state);
          g_assert_cmpint (campaign->wanted, ==, held[state].wanted);
          g_assert_cmpint (campaign->start_at_us, ==, held[state].keeps_time ? 7 : 0);
        }
    }
  remove_scratch_folder (folder);
}

static void
assert_ids (GPtrArray  *campaigns,
            const char *expected)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  g_assert_nonnull (campaigns);
  for (guint i = 0; i < campaigns->len; i++)
    g_string_append_printf (ids, "%s%d", i > 0 ? " " : "", (int) ((PostinoCampaign *) campaigns->pdata[i])->id);
  g_assert_cmpstr (ids->str, ==, expected);
  g_ptr_array_unref (campaigns);
}

static const struct {
  const char *change;
  const char *active;
} actives[] = {
  { "", "1 2 3 4 5 6 7 8 9" },
  { "UPDATE campaign SET wanted = 'draft' WHERE state = 'draft'", "2 3 4 5 6 7 8 9" },
  { "UPDATE campaign SET kind = 'test' WHERE id IN (6, 8)", "6 8 1 2 3 4 5 7 9" },
  /* A doubt resent: what is finished has work again, if it is wanted to run. */
  { "INSERT INTO ledger (campaign, key, address, state) VALUES (10, 'a@x.it', 'a@x.it', 0)", "1 2 3 4 5 6 7 8 9 10" },
  { "INSERT INTO ledger (campaign, key, address, state) VALUES (10, 'a@x.it', 'a@x.it', 2)", "1 2 3 4 5 6 7 8 9 10" },
  { "INSERT INTO ledger (campaign, key, address, state) VALUES (10, 'a@x.it', 'a@x.it', 3)", "1 2 3 4 5 6 7 8 9" },
  { "INSERT INTO ledger (campaign, key, address, state) VALUES (10, 'a@x.it', 'a@x.it', 0);"
    "UPDATE campaign SET wanted = 'stop' WHERE id = 10", "1 2 3 4 5 6 7 8 9" },
};

static void
test_list_active (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, EACH_STATE);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (actives); i++)
    {
      g_assert_true (postino_db_begin (db, &error));
      run (db, actives[i].change);
      g_test_message ("%s", actives[i].change);
      assert_ids (postino_campaigns_table_list_active (db, &error), actives[i].active);
      postino_db_rollback (db);
    }
  remove_scratch_folder (folder);
}

static void
test_archive (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, EACH_STATE);

  for (int state = 0; state < N_STATES; state++)
    {
      g_autoptr (GError) error = NULL;
      gboolean may = state == POSTINO_CAMPAIGN_DRAFT || state == POSTINO_CAMPAIGN_FINISHED;

      g_assert_cmpint (postino_campaigns_table_archive (db, state + 1, NOW, &error), ==, may);
      if (!may)
        g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
    }
  run (db, "UPDATE campaign SET kind = 'test' WHERE id = 4");
  assert_ids (postino_campaigns_table_list (db, FALSE, NULL), "9 8 7 6 5 3 2");
  assert_ids (postino_campaigns_table_list (db, TRUE, NULL), "10 9 8 7 6 5 3 2 1");

  g_assert_true (postino_campaigns_table_unarchive (db, 10, NULL));
  assert_ids (postino_campaigns_table_list (db, FALSE, NULL), "10 9 8 7 6 5 3 2");
  remove_scratch_folder (folder);
}

/* A campaign with everything a copy takes over, and what it does not. */
#define WHOLE                                                                                                       \
  "INSERT INTO identity (id, email, name, created_us) VALUES (1, 'a@x.it', 'a', 1);"                                \
  "INSERT INTO server (id, name, kind, host, port, tls, created_us) VALUES (1, 'a', 'smtp', 'h', 25, 'none', 1),"   \
  "(2, 'b', 'smtp', 'h', 25, 'none', 1);"                                                                           \
  "INSERT INTO list (id, name, created_us) VALUES (1, 'a', 1), (2, 'b', 1);"                                        \
  "INSERT INTO campaign (id, kind, name, state, wanted, immediate, start_at_us, identity, tracking, lifetime_days, " \
  "collector_url, launched_us, finished_us, archived_us, created_us, modified_us) VALUES (1, 'campaign', 'Natale', " \
  "'finished', 'run', 1, 5, 1, 'aggregate', 3, 'https://t.example.com', 5, 6, 7, 1, 1);"                            \
  "INSERT INTO revision (id, campaign, subject, preheader, html, text, created_us) VALUES (1, 1, 's', 'p', 'h', 't', 1);" \
  "UPDATE campaign SET revision = 1;"                                                                               \
  "INSERT INTO campaign_list VALUES (1, 1, 0), (1, 2, 1);"                                                          \
  "INSERT INTO campaign_server VALUES (1, 1, 3), (1, 2, 1);"                                                        \
  "INSERT INTO ledger (campaign, key, address, state) VALUES (1, 'a@x.it', 'a@x.it', 4);"

static void
test_duplicate (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, WHOLE);
  g_autoptr (PostinoCampaign) copy = NULL;
  g_autoptr (PostinoRevision) content = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  g_assert_true (postino_db_exec (db, "INSERT INTO attachment (campaign, name, sha256) VALUES (1, 'a.pdf', 'aa');"
                                      "UPDATE campaign SET utm = 'a,b,c'", NULL));
  g_assert_true (postino_campaigns_table_duplicate (db, 1, NOW, &id, &error));
  g_assert_no_error (error);
  copy = get (db, id);
  g_assert_cmpint (copy->id, !=, 1);
  g_assert_cmpstr (copy->name, ==, "Natale (copy)");
  g_assert_cmpint (copy->state, ==, POSTINO_CAMPAIGN_DRAFT);
  g_assert_cmpint (copy->wanted, ==, POSTINO_WANTED_DRAFT);
  g_assert_false (copy->immediate);
  g_assert_cmpint (copy->identity, ==, 1);
  g_assert_cmpint (copy->tracking, ==, POSTINO_TRACKING_AGGREGATE);
  g_assert_cmpuint (copy->lifetime_days, ==, 3);
  g_assert_cmpstr (copy->utm, ==, "a,b,c");
  g_assert_cmpint (copy->created_us, ==, NOW);
  g_assert_cmpint (copy->start_at_us + copy->launched_us + copy->finished_us + copy->archived_us, ==, 0);
  g_assert_cmpstr (copy->collector_url, ==, NULL);

  g_assert_cmpint (copy->revision, !=, 1);
  content = postino_campaigns_table_get_revision (db, copy->revision, &error);
  g_assert_cmpstr (content->subject, ==, "s");
  g_assert_cmpstr (content->preheader, ==, "p");
  g_assert_cmpstr (content->html, ==, "h");
  g_assert_cmpstr (content->text, ==, "t");
  g_assert_cmpint (get_number (db, "SELECT count (*) FROM campaign_list AS a JOIN campaign_list AS b USING (list, exclude) "
                                   "WHERE a.campaign = 1 AND b.campaign = 2"), ==, 2);
  g_assert_cmpint (get_number (db, "SELECT count (*) FROM campaign_server AS a JOIN campaign_server AS b USING (server, weight) "
                                   "WHERE a.campaign = 1 AND b.campaign = 2"), ==, 2);
  g_assert_cmpint (get_number (db, "SELECT count (*) FROM attachment WHERE campaign = 2 AND sha256 = 'aa'"), ==, 1);
  g_assert_cmpint (get_number (db, "SELECT count (*) FROM ledger WHERE campaign = 2"), ==, 0);
  remove_scratch_folder (folder);
}

/* Whatever a campaign lacks, its copy lacks too. */
static void
test_duplicate_without_content (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, WHOLE "UPDATE campaign SET revision = NULL");
  g_autoptr (PostinoCampaign) copy = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  g_assert_true (postino_campaigns_table_duplicate (db, 1, NOW, &id, &error));
  g_assert_no_error (error);
  copy = get (db, id);
  g_assert_cmpint (copy->revision, ==, 0);
  remove_scratch_folder (folder);
}

static void
test_insert_test (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db
    = open_with (&folder, WHOLE "INSERT INTO contact (id, key, address, created_us, modified_us) VALUES (3, 'c', 'c', 1, 1)");
  PostinoCampaign test = { .is_test = TRUE, .parent = 1, .name = (char *) "Prova", .identity = 1, .revision = 1,
                           .tracking = POSTINO_TRACKING_NONE, .lifetime_days = 1, .test_to = (char *) "me@x.it", .test_as = 3 };
  g_autoptr (PostinoCampaign) found = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  g_assert_true (postino_campaigns_table_insert (db, &test, NOW, &id, &error));
  g_assert_no_error (error);
  g_assert_true (postino_campaigns_table_copy_servers (db, 1, id, &error));
  found = get (db, id);
  g_assert_true (found->is_test);
  g_assert_cmpint (found->parent, ==, 1);
  g_assert_cmpint (found->revision, ==, 1);
  g_assert_cmpstr (found->test_to, ==, "me@x.it");
  g_assert_cmpint (found->test_as, ==, 3);
  g_assert_cmpint (get_number (db, "SELECT sum (weight) FROM campaign_server WHERE campaign = 2"), ==, 4);
  assert_ids (postino_campaigns_table_list (db, TRUE, NULL), "1");
  remove_scratch_folder (folder);
}

static void
test_links (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, WHOLE);
  g_autoptr (GPtrArray) urls = g_ptr_array_new ();
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 12; i > 0; i--)
    g_ptr_array_add (urls, (gpointer) (i % 2 == 0 ? "https://even.example/" : "https://odd.example/?a=1&b=2"));
  g_assert_true (postino_campaigns_table_set_links (db, 1, urls, &error));
  g_ptr_array_set_size (urls, 11);
  g_assert_true (postino_campaigns_table_set_links (db, 1, urls, &error)); /* replaced whole */
  found = postino_campaigns_table_get_links (db, 1, &error);
  g_assert_cmpuint (found->len, ==, 11);
  for (guint i = 0; i < found->len; i++)
    g_assert_cmpstr (found->pdata[i], ==, urls->pdata[i]);
  remove_scratch_folder (folder);
}

static void
test_publishing (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, EACH_STATE);
  g_autoptr (GError) error = NULL;

  for (int id = 1; id <= N_STATES; id++)
    g_assert_true (postino_campaigns_table_set_collector (db, id, id == 7 ? NULL : "https://t.example.com", &error));
  assert_ids (postino_campaigns_table_list_unpublished (db, &error), "2 3 4 5 6 8 9");
  g_assert_true (postino_campaigns_table_set_published (db, 5, NOW, &error));
  assert_ids (postino_campaigns_table_list_unpublished (db, &error), "2 3 4 6 8 9");
  g_assert_true (postino_campaigns_table_set_collector (db, 5, "https://u.example.com", &error));
  assert_ids (postino_campaigns_table_list_unpublished (db, &error), "2 3 4 5 6 8 9");
  remove_scratch_folder (folder);
}

static void
test_not_found (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, "");
  g_autoptr (GError) error = NULL;
  gint64 id;

  g_assert_null (postino_campaigns_table_get (db, 1, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (postino_campaigns_table_get_revision (db, 1, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (postino_campaigns_table_duplicate (db, 1, NOW, &id, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  remove_scratch_folder (folder);
}

#define DRAFTS                                                                                                    \
  "INSERT INTO campaign (id, kind, name, state, wanted, created_us, modified_us) VALUES "                          \
  "(1, 'campaign', 'c', 'draft', 'draft', 1, 1), (2, 'campaign', 'c', 'draft', 'run', 1, 1), "                     \
  "(3, 'campaign', 'c', 'finished', 'draft', 1, 1);"                                                               \
  "INSERT INTO revision (id, campaign, subject, html, created_us) VALUES (5, 1, 's', 'h', 1000);"                  \
  "UPDATE campaign SET revision = 5 WHERE id = 1;"

/* How what is saved next to revision 5 is kept. */
static const struct {
  const char *change;
  gint64 from;
  const char *html;
  gint64 now_us;
  gint64 revision; /* afterwards */
} saves[] = {
  { "", 5, "other", NOW, 5 },
  { "", 5, "other", NOW + POSTINO_REVISION_YOUNG_US, 5 },
  { "", 5, "other", NOW + POSTINO_REVISION_YOUNG_US + 1, 6 },
  { "", 5, "h", NOW + POSTINO_REVISION_YOUNG_US + 1, 5 },  /* nothing new */
  { "", 4, "other", NOW, 6 },                              /* it is somebody else's */
  { "", 5, "other", NOW - 1, 6 },                          /* the clock went back */
  { "INSERT INTO campaign (kind, parent, name, revision, created_us, modified_us) VALUES ('test', 1, 't', 5, 1, 1)", 5,
    "other", NOW, 6 },
};

static void
test_save_content (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (saves); i++)
    {
      g_autofree char *folder = NULL;
      g_autoptr (PostinoDb) db = open_with (&folder, DRAFTS);
      g_autoptr (GError) error = NULL;
      PostinoRevision revision = { .id = saves[i].from, .subject = (char *) "s", .html = (char *) saves[i].html };
      g_autoptr (PostinoRevision) saved = NULL;

      g_test_message ("%" G_GSIZE_FORMAT, i);
      run (db, saves[i].change);
      g_assert_true (postino_campaigns_table_save_content (db, 1, &revision, saves[i].now_us, &error));
      g_assert_cmpint (get_number (db, "SELECT revision FROM campaign WHERE id = 1"), ==, saves[i].revision);
      saved = postino_campaigns_table_get_revision (db, saves[i].revision, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (saved->html, ==, saves[i].html);
      if (saves[i].revision != 5)
        g_assert_cmpint (get_number (db, "SELECT count(*) FROM revision WHERE id = 5 AND html = 'h'"), ==, 1);
      remove_scratch_folder (folder);
    }
}

/* The newest stay, and those that a test campaign was sent with. */
static void
test_save_content_often (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, DRAFTS
    "INSERT INTO campaign (kind, parent, name, revision, created_us, modified_us) VALUES ('test', 1, 't', 5, 1, 1)");
  g_autoptr (GError) error = NULL;

  for (int i = 1; i <= POSTINO_REVISIONS_KEPT + 5; i++)
    {
      g_autofree char *html = g_strdup_printf ("%d", i);
      PostinoRevision revision = { .subject = (char *) "s", .html = html };

      g_assert_true (postino_campaigns_table_save_content (db, 1, &revision, NOW, &error));
    }
  g_assert_cmpint (get_number (db, "SELECT count(*) FROM revision"), ==, POSTINO_REVISIONS_KEPT + 1);
  g_assert_cmpint (get_number (db, "SELECT count(*) FROM revision WHERE id = 5"), ==, 1);
  g_assert_cmpint (get_number (db, "SELECT html FROM campaign JOIN revision ON revision.id = revision WHERE campaign.id = 1"), ==,
                   POSTINO_REVISIONS_KEPT + 5);
  remove_scratch_folder (folder);
}

static void
test_save_content_guards (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_with (&folder, DRAFTS);
  PostinoRevision revision = { .subject = (char *) "s", .html = (char *) "h" };

  for (gint64 id = 2; id <= 3; id++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (postino_campaigns_table_save_content (db, id, &revision, NOW, &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
    }
  g_assert_cmpint (get_number (db, "SELECT count(*) FROM revision"), ==, 1);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/campaigns-table/want", test_want);
  g_test_add_func ("/campaigns-table/want-details", test_want_details);
  g_test_add_func ("/campaigns-table/move", test_move);
  g_test_add_func ("/campaigns-table/times-of-second-run", test_times_of_second_run);
  g_test_add_func ("/campaigns-table/undone-launch", test_undone_launch);
  g_test_add_func ("/campaigns-table/refuse", test_refuse);
  g_test_add_func ("/campaigns-table/hold-all", test_hold_all);
  g_test_add_func ("/campaigns-table/list-active", test_list_active);
  g_test_add_func ("/campaigns-table/archive", test_archive);
  g_test_add_func ("/campaigns-table/duplicate", test_duplicate);
  g_test_add_func ("/campaigns-table/duplicate-without-content", test_duplicate_without_content);
  g_test_add_func ("/campaigns-table/insert-test", test_insert_test);
  g_test_add_func ("/campaigns-table/links", test_links);
  g_test_add_func ("/campaigns-table/publishing", test_publishing);
  g_test_add_func ("/campaigns-table/not-found", test_not_found);
  g_test_add_func ("/campaigns-table/save-content", test_save_content);
  g_test_add_func ("/campaigns-table/save-content-often", test_save_content_often);
  g_test_add_func ("/campaigns-table/save-content-guards", test_save_content_guards);
  return g_test_run ();
}
