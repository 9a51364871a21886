/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "send/schedule.h"

#define NOW (G_GINT64_CONSTANT (1795343400) * G_USEC_PER_SEC)
#define SECOND G_USEC_PER_SEC

#define DRAFT POSTINO_CAMPAIGN_DRAFT
#define SCHEDULED POSTINO_CAMPAIGN_SCHEDULED
#define MISSED POSTINO_CAMPAIGN_MISSED
#define FREEZING POSTINO_CAMPAIGN_FREEZING
#define LAUNCHING POSTINO_CAMPAIGN_LAUNCHING
#define RUNNING POSTINO_CAMPAIGN_RUNNING
#define PAUSED POSTINO_CAMPAIGN_PAUSED
#define WAITING POSTINO_CAMPAIGN_WAITING
#define STOPPING POSTINO_CAMPAIGN_STOPPING
#define FINISHED POSTINO_CAMPAIGN_FINISHED

static const struct {
  PostinoCampaignState from;
  PostinoWanted wanted;
  PostinoCampaignState to;
  gint64 start_in_s;      /* 0: no time set */
  gint64 launched_ago_s;
  gint64 ready, handed, deferred;
  guint n_out;
  gint64 due_in_s;
  gboolean immediate, frozen, importing, unpublished;
  const char *obstacle;
  const char *brake;
} cases[] = {
  { DRAFT, POSTINO_WANTED_DRAFT, DRAFT },
  { DRAFT, POSTINO_WANTED_RUN, FREEZING },
  { DRAFT, POSTINO_WANTED_RUN, DRAFT, .importing = TRUE },
  { DRAFT, POSTINO_WANTED_RUN, SCHEDULED, .start_in_s = 60 },
  { SCHEDULED, POSTINO_WANTED_RUN, SCHEDULED, .start_in_s = 60 },
  { SCHEDULED, POSTINO_WANTED_DRAFT, DRAFT, .start_in_s = 60 },
  { SCHEDULED, POSTINO_WANTED_RUN, FREEZING, .start_in_s = -1 },
  { SCHEDULED, POSTINO_WANTED_RUN, FREEZING, .start_in_s = -899 },
  { SCHEDULED, POSTINO_WANTED_RUN, MISSED, .start_in_s = -901 },
  { MISSED, POSTINO_WANTED_RUN, MISSED, .start_in_s = -901 },
  { MISSED, POSTINO_WANTED_RUN, FREEZING, .start_in_s = -901, .immediate = TRUE },
  { MISSED, POSTINO_WANTED_RUN, FREEZING, .start_in_s = -1 }, /* “now” was chosen */
  { MISSED, POSTINO_WANTED_RUN, MISSED, .start_in_s = -1, .importing = TRUE },
  { MISSED, POSTINO_WANTED_RUN, MISSED, }, /* of no time it asks, too */
  { MISSED, POSTINO_WANTED_RUN, SCHEDULED, .start_in_s = 60 },
  { MISSED, POSTINO_WANTED_DRAFT, DRAFT, .start_in_s = -901 },
  { FREEZING, POSTINO_WANTED_RUN, FREEZING },
  { FREEZING, POSTINO_WANTED_RUN, LAUNCHING, .frozen = TRUE },
  { FREEZING, POSTINO_WANTED_DRAFT, DRAFT, .frozen = TRUE },
  { LAUNCHING, POSTINO_WANTED_RUN, LAUNCHING, .launched_ago_s = 9, .ready = 5 },
  { LAUNCHING, POSTINO_WANTED_RUN, RUNNING, .launched_ago_s = 10, .ready = 5 },
  { LAUNCHING, POSTINO_WANTED_RUN, RUNNING, .immediate = TRUE, .ready = 5 },
  { LAUNCHING, POSTINO_WANTED_RUN, LAUNCHING, .launched_ago_s = 60, .unpublished = TRUE, .ready = 5 },
  { LAUNCHING, POSTINO_WANTED_DRAFT, DRAFT, .ready = 5 },
  { LAUNCHING, POSTINO_WANTED_PAUSE, PAUSED, .ready = 5 },
  { LAUNCHING, POSTINO_WANTED_STOP, STOPPING, .ready = 5 },
  { RUNNING, POSTINO_WANTED_RUN, RUNNING, .ready = 5 },
  { RUNNING, POSTINO_WANTED_RUN, RUNNING, .handed = 1 },
  { RUNNING, POSTINO_WANTED_RUN, RUNNING, .n_out = 1 },
  { RUNNING, POSTINO_WANTED_RUN, FINISHED },
  { RUNNING, POSTINO_WANTED_RUN, RUNNING, .ready = 5, .handed = 1, .obstacle = "down" },
  { RUNNING, POSTINO_WANTED_RUN, WAITING, .ready = 5, .obstacle = "down" },
  { RUNNING, POSTINO_WANTED_RUN, PAUSED, .ready = 5, .brake = "bad list", .obstacle = "down" },
  { RUNNING, POSTINO_WANTED_RUN, RUNNING, .ready = 5, .handed = 1, .brake = "bad list" },
  { RUNNING, POSTINO_WANTED_RUN, FINISHED, .brake = "bad list" },
  { RUNNING, POSTINO_WANTED_RUN, WAITING, .deferred = 2, .due_in_s = 300 },
  { RUNNING, POSTINO_WANTED_RUN, RUNNING, .deferred = 2, .due_in_s = -1 },
  { RUNNING, POSTINO_WANTED_RUN, RUNNING, .deferred = 2, .due_in_s = 300, .handed = 1 },
  { RUNNING, POSTINO_WANTED_PAUSE, RUNNING, .ready = 5, .handed = 1, .n_out = 1 },
  { RUNNING, POSTINO_WANTED_PAUSE, PAUSED, .ready = 5 },
  { RUNNING, POSTINO_WANTED_STOP, STOPPING, .ready = 5, .handed = 1 },
  { WAITING, POSTINO_WANTED_RUN, WAITING, .ready = 5, .obstacle = "down" },
  { WAITING, POSTINO_WANTED_RUN, RUNNING, .ready = 5 },
  { WAITING, POSTINO_WANTED_PAUSE, PAUSED, .ready = 5, .obstacle = "down" },
  { WAITING, POSTINO_WANTED_STOP, STOPPING, .ready = 5, .obstacle = "down" },
  { PAUSED, POSTINO_WANTED_PAUSE, PAUSED, .ready = 5 },
  { PAUSED, POSTINO_WANTED_RUN, RUNNING, .ready = 5 },
  { PAUSED, POSTINO_WANTED_RUN, PAUSED, .ready = 5, .unpublished = TRUE },
  { PAUSED, POSTINO_WANTED_STOP, STOPPING, .ready = 5 },
  { STOPPING, POSTINO_WANTED_STOP, STOPPING, .handed = 1 },
  { STOPPING, POSTINO_WANTED_STOP, STOPPING, .deferred = 1 },
  { STOPPING, POSTINO_WANTED_STOP, FINISHED },
  { FINISHED, POSTINO_WANTED_RUN, FINISHED },
  { FINISHED, POSTINO_WANTED_RUN, RUNNING, .ready = 1 },
  { FINISHED, POSTINO_WANTED_STOP, FINISHED, .ready = 1 },
};

/* Each decision, and that the table of moves allows it. */
static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PostinoCampaign campaign = { .state = cases[i].from, .wanted = cases[i].wanted, .immediate = cases[i].immediate };
      PostinoScheduleFacts facts = { .n_out = cases[i].n_out, .is_frozen = cases[i].frozen,
                                     .import_runs = cases[i].importing, .obstacle = cases[i].obstacle,
                                     .brake = cases[i].brake };
      g_autofree char *why = NULL;
      PostinoCampaignState to;

      campaign.start_at_us = cases[i].start_in_s != 0 ? NOW + cases[i].start_in_s * SECOND : 0;
      campaign.launched_us = NOW - cases[i].launched_ago_s * SECOND;
      if (cases[i].unpublished)
        campaign.collector_url = (char *) "https://t.example.com";
      facts.counts[POSTINO_LEDGER_READY] = cases[i].ready;
      facts.counts[POSTINO_LEDGER_HANDED] = cases[i].handed;
      facts.counts[POSTINO_LEDGER_DEFERRED] = cases[i].deferred;
      facts.next_due_us = cases[i].due_in_s != 0 ? NOW + cases[i].due_in_s * SECOND : 0;

      to = postino_schedule_decide (&campaign, &facts, NOW, &why);
      g_test_message ("case %zu: %s", i, postino_campaign_state_to_name (cases[i].from));
      g_assert_cmpstr (postino_campaign_state_to_name (to), ==, postino_campaign_state_to_name (cases[i].to));
      g_assert_true (to == cases[i].from || postino_campaign_may_move (cases[i].from, to));
      g_assert_cmpint (why != NULL, ==, to == WAITING || (to == PAUSED && cases[i].brake != NULL));
    }
}

static const struct {
  PostinoCampaignState state;
  PostinoWanted wanted;
  gboolean is_at_work;
  gboolean goes_on;
} unfinished[] = {
  { POSTINO_CAMPAIGN_DRAFT, POSTINO_WANTED_RUN, FALSE, TRUE },
  { POSTINO_CAMPAIGN_SCHEDULED, POSTINO_WANTED_RUN, FALSE, TRUE },
  { POSTINO_CAMPAIGN_SCHEDULED, POSTINO_WANTED_DRAFT, FALSE, FALSE },
  { POSTINO_CAMPAIGN_MISSED, POSTINO_WANTED_RUN, FALSE, FALSE },
  { POSTINO_CAMPAIGN_FREEZING, POSTINO_WANTED_RUN, TRUE, TRUE },
  { POSTINO_CAMPAIGN_LAUNCHING, POSTINO_WANTED_RUN, TRUE, TRUE },
  { RUNNING, POSTINO_WANTED_RUN, TRUE, TRUE },
  { RUNNING, POSTINO_WANTED_PAUSE, TRUE, FALSE },
  { WAITING, POSTINO_WANTED_RUN, FALSE, TRUE },
  { PAUSED, POSTINO_WANTED_PAUSE, FALSE, FALSE },
  { STOPPING, POSTINO_WANTED_STOP, TRUE, TRUE },
  { FINISHED, POSTINO_WANTED_STOP, FALSE, FALSE },
};

static void
test_unfinished (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (unfinished); i++)
    {
      PostinoCampaign campaign = { .state = unfinished[i].state, .wanted = unfinished[i].wanted };

      g_test_message ("case %zu", i);
      g_assert_cmpint (postino_schedule_is_at_work (&campaign), ==, unfinished[i].is_at_work);
      g_assert_cmpint (postino_schedule_goes_on (&campaign), ==, unfinished[i].goes_on);
      campaign.is_test = TRUE;
      g_assert_false (postino_schedule_goes_on (&campaign));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/schedule/table", test_table);
  g_test_add_func ("/schedule/unfinished", test_unfinished);
  return g_test_run ();
}
