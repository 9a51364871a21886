/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "campaign/campaign.h"

#define N_STATES (POSTINO_CAMPAIGN_FINISHED + 1)

/* Row by row which states may follow: d s m f l r p w t(stopping) F, "." where not. */
static const char *const moves[N_STATES] = {
  [POSTINO_CAMPAIGN_DRAFT] = ".s.f......",
  [POSTINO_CAMPAIGN_SCHEDULED] = "d.mf......",
  [POSTINO_CAMPAIGN_MISSED] = "ds.f......",
  [POSTINO_CAMPAIGN_FREEZING] = "d...l.....",
  [POSTINO_CAMPAIGN_LAUNCHING] = "d....rp.t.",
  [POSTINO_CAMPAIGN_RUNNING] = "......pwtF",
  [POSTINO_CAMPAIGN_PAUSED] = ".....r..t.",
  [POSTINO_CAMPAIGN_WAITING] = ".....rp.t.",
  [POSTINO_CAMPAIGN_STOPPING] = ".........F",
  [POSTINO_CAMPAIGN_FINISHED] = ".....r....",
};

static const char *const state_names[N_STATES] = { "draft",   "scheduled", "missed",  "freezing", "launching",
                                                   "running", "paused",    "waiting", "stopping", "finished" };
static const char *const wanted_names[] = { "draft", "run", "pause", "stop" };
static const char *const tracking_names[] = { "none", "aggregate", "individual", "by-consent" };
static const char *const strange[] = { "", "Draft", "draft ", "runn", "running2", "by_consent" };

static void
test_moves (void)
{
  for (int from = 0; from < N_STATES; from++)
    {
      for (int to = 0; to < N_STATES; to++)
        {
          g_test_message ("%s to %s", state_names[from], state_names[to]);
          g_assert_cmpint (postino_campaign_may_move ((PostinoCampaignState) from, (PostinoCampaignState) to), ==,
                           moves[from][to] != '.');
        }
    }
}

static void
test_names (void)
{
  PostinoCampaignState state;
  PostinoTracking tracking;

  for (int i = 0; i < N_STATES; i++)
    {
      g_assert_cmpstr (postino_campaign_state_to_name ((PostinoCampaignState) i), ==, state_names[i]);
      g_assert_true (postino_campaign_state_from_name (state_names[i], &state));
      g_assert_cmpint (state, ==, i);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wanted_names); i++)
    g_assert_cmpstr (postino_wanted_to_name ((PostinoWanted) i), ==, wanted_names[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (tracking_names); i++)
    {
      g_assert_cmpstr (postino_tracking_to_name ((PostinoTracking) i), ==, tracking_names[i]);
      g_assert_true (postino_tracking_from_name (tracking_names[i], &tracking));
      g_assert_cmpint (tracking, ==, i);
    }
}

static void
test_strange_names (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      PostinoCampaignState state;
      PostinoTracking tracking;

      g_assert_false (postino_campaign_state_from_name (strange[i], &state));
      g_assert_false (postino_tracking_from_name (strange[i], &tracking));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/campaign/moves", test_moves);
  g_test_add_func ("/campaign/names", test_names);
  g_test_add_func ("/campaign/strange-names", test_strange_names);
  return g_test_run ();
}
