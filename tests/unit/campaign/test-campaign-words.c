/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/campaign-words.h"

/* Every code has its word, and no two mean the same. */
static void
test_states (void)
{
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);

  for (int state = POSTINO_CAMPAIGN_DRAFT; state <= POSTINO_CAMPAIGN_FINISHED; state++)
    g_assert_true (g_hash_table_add (words, (gpointer) postino_campaign_state_describe ((PostinoCampaignState) state)));
  g_hash_table_remove_all (words);
  for (int state = 0; state < POSTINO_LEDGER_N_STATES; state++)
    g_assert_true (g_hash_table_add (words, (gpointer) postino_ledger_state_describe ((PostinoLedgerState) state)));
  g_hash_table_remove_all (words);
  for (int state = 0; state < POSTINO_LEDGER_N_STATES; state++)
    g_assert_true (g_hash_table_add (words, (gpointer) postino_ledger_state_describe_one ((PostinoLedgerState) state)));
}

static void
test_reasons (void)
{
  g_assert_cmpstr (postino_ledger_reason_describe ("excluded"), !=, "excluded");
  g_assert_cmpstr (postino_ledger_reason_describe ("of another version"), ==, "of another version");
}

/* What was stopped is not told as sent. */
static void
test_end (void)
{
  PostinoCampaign campaign = { .name = (char *) "Autumn", .wanted = POSTINO_WANTED_RUN };
  g_autofree char *sent = postino_campaign_describe_end (&campaign);
  g_autofree char *stopped = NULL;
  g_autofree char *one = postino_campaign_describe_accepted (1);
  g_autofree char *many = postino_campaign_describe_accepted (60);

  campaign.wanted = POSTINO_WANTED_STOP;
  stopped = postino_campaign_describe_end (&campaign);
  g_assert_nonnull (strstr (sent, "Autumn"));
  g_assert_nonnull (strstr (stopped, "Autumn"));
  g_assert_cmpstr (sent, !=, stopped);
  g_assert_nonnull (strchr (one, '1'));
  g_assert_nonnull (strstr (many, "60"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/campaign-words/states", test_states);
  g_test_add_func ("/campaign-words/reasons", test_reasons);
  g_test_add_func ("/campaign-words/end", test_end);
  return g_test_run ();
}
