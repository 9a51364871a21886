/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/campaign-list.h"

#include "model/model-fixture.h"

#define CAMPAIGNS_SQL                                                                                              \
  "INSERT INTO campaign (id, kind, name, state, created_us, modified_us, archived_us) VALUES "                     \
  "(1, 'campaign', 'Spring', 'finished', 1, 1, NULL), (2, 'campaign', 'Old', 'finished', 2, 2, 9), "               \
  "(3, 'campaign', 'Summer', 'running', 3, 3, NULL), (4, 'test', 'Try', 'finished', 4, 4, NULL), "                 \
  "(5, 'campaign', 'Autumn', 'draft', 5, 5, NULL);"                                                                \
  "INSERT INTO ledger (campaign, key, address, state) VALUES (3, 'a@x', 'a@x', 4), (3, 'b@x', 'b@x', 0), "         \
  "(3, 'c@x', 'c@x', 2), (3, 'd@x', 'd@x', 3);"

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  open_fixture (fixture, CAMPAIGNS_SQL, NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  close_fixture (fixture);
}

/* "5 3 1": the campaigns in their order; yours. */
static char *
describe (PostinoCampaignList *list)
{
  GString *text = g_string_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PostinoCampaignItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_string_append_printf (text, i > 0 ? " %" G_GINT64_FORMAT : "%" G_GINT64_FORMAT,
                              postino_campaign_item_get_id (item));
    }
  return g_string_free (text, FALSE);
}

static void
assert_shows (PostinoCampaignList *list,
              const char          *expected)
{
  g_autofree char *shown = describe (list);

  g_assert_cmpstr (shown, ==, expected);
}

static void
note_change_cb (GListModel *model,
                guint       position,
                guint       removed,
                guint       added,
                guint      *change)
{
  change[0] = position;
  change[1] = removed;
  change[2] = added;
  change[3]++;
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *n)
{
  (*n)++;
}

static void
test_shown (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (PostinoCampaignList) list = postino_campaign_list_new (fixture->store, FALSE);
  PostinoCampaignItem *item;
  gint64 total = 0;
  gint64 left = 0;
  guint position = 0;
  guint change[4] = { 0 };

  wait_until (!postino_campaign_list_is_loading (list));
  assert_shows (list, "5 3 1");
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 3));
  item = postino_campaign_list_find (list, 3, &position);
  g_assert_cmpuint (position, ==, 1);
  g_object_get (item, "total", &total, "left", &left, NULL);
  g_assert_cmpint (total, ==, 4);
  g_assert_cmpint (left, ==, 2);
  g_assert_cmpint (postino_campaign_item_get_count (item, POSTINO_LEDGER_IN_DOUBT), ==, 1);

  g_signal_connect (list, "items-changed", G_CALLBACK (note_change_cb), change);
  postino_campaign_list_set_show_archived (list, TRUE);
  wait_until (change[3] > 0);
  assert_shows (list, "5 3 2 1");
  g_assert_cmpuint (change[0], ==, 2);
  g_assert_cmpuint (change[1], ==, 0);
  g_assert_cmpuint (change[2], ==, 1);
  g_assert_true (postino_campaign_list_find (list, 3, NULL) == item);
}

/* Set before the first look: it holds from the start. */
static void
test_archived_from_start (Fixture      *fixture,
                          gconstpointer data)
{
  g_autoptr (PostinoCampaignList) list = postino_campaign_list_new (fixture->store, FALSE);

  postino_campaign_list_set_show_archived (list, TRUE);
  wait_until (!postino_campaign_list_is_loading (list));
  assert_shows (list, "5 3 2 1");
}

/* The same objects, filled in place: nothing of the list moves, and each property that changed tells once. */
static void
test_in_place (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (PostinoCampaignList) list = postino_campaign_list_new (fixture->store, FALSE);
  g_autoptr (PostinoCampaignItem) running = NULL;
  guint n_accepted = 0;
  guint n_name = 0;
  guint change[4] = { 0 };

  wait_until (!postino_campaign_list_is_loading (list));
  running = g_object_ref (postino_campaign_list_find (list, 3, NULL));
  g_signal_connect (running, "notify::accepted", G_CALLBACK (count_cb), &n_accepted);
  g_signal_connect (running, "notify::name", G_CALLBACK (count_cb), &n_name);
  g_signal_connect (list, "items-changed", G_CALLBACK (note_change_cb), change);

  write_sql (fixture, "UPDATE ledger SET state = 4 WHERE key = 'b@x';" BUMP ("ledger"));
  postino_campaign_list_look (list);
  wait_until (n_accepted > 0);
  g_assert_cmpint (postino_campaign_item_get_count (running, POSTINO_LEDGER_ACCEPTED), ==, 2);
  g_assert_cmpuint (n_accepted, ==, 1);
  g_assert_cmpuint (n_name + change[3], ==, 0);

  write_sql (fixture, "UPDATE campaign SET name = 'August', state = 'waiting', waiting_why = 'Night' WHERE id = 3;"
             BUMP ("campaigns"));
  wait_until (n_name > 0); /* without a nudge */
  g_assert_cmpuint (postino_campaign_item_get_state (running), ==, POSTINO_CAMPAIGN_WAITING);
  g_assert_cmpstr (postino_campaign_item_get_campaign (running)->waiting_why, ==, "Night");
  g_assert_cmpuint (change[3], ==, 0);
  g_assert_true (postino_campaign_list_find (list, 3, NULL) == running);
}

static void
test_come_and_go (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (PostinoCampaignList) list = postino_campaign_list_new (fixture->store, FALSE);
  PostinoCampaignItem *kept;
  guint change[4] = { 0 };

  wait_until (!postino_campaign_list_is_loading (list));
  kept = postino_campaign_list_find (list, 1, NULL);
  g_signal_connect (list, "items-changed", G_CALLBACK (note_change_cb), change);
  write_sql (fixture, "INSERT INTO campaign (id, kind, name, created_us, modified_us) "
             "VALUES (6, 'campaign', 'Winter', 6, 6);" BUMP ("campaigns"));
  postino_campaign_list_look (list);
  wait_until (change[3] > 0);
  assert_shows (list, "6 5 3 1");
  g_assert_cmpuint (change[0] + change[1], ==, 0);
  g_assert_cmpuint (change[2], ==, 1);

  write_sql (fixture, "UPDATE campaign SET archived_us = 7 WHERE id = 5;" BUMP ("campaigns"));
  postino_campaign_list_look (list);
  wait_until (change[3] > 1);
  assert_shows (list, "6 3 1");
  g_assert_cmpuint (change[0], ==, 1);
  g_assert_cmpuint (change[1], ==, 1);
  g_assert_cmpuint (change[2], ==, 0);
  g_assert_true (postino_campaign_list_find (list, 1, NULL) == kept);
  g_assert_null (postino_campaign_list_find (list, 5, NULL));
}

static void
test_dispose (Fixture      *fixture,
              gconstpointer data)
{
  for (guint n_iterations = 0; n_iterations < 6; n_iterations++)
    {
      PostinoCampaignList *list = postino_campaign_list_new (fixture->store, FALSE);

      for (guint i = 0; i < n_iterations; i++)
        g_main_context_iteration (NULL, TRUE);
      postino_campaign_list_set_show_archived (list, TRUE);
      g_object_unref (list);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/campaign-list/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("shown", test_shown);
  ADD ("archived-from-start", test_archived_from_start);
  ADD ("in-place", test_in_place);
  ADD ("come-and-go", test_come_and_go);
  ADD ("dispose", test_dispose);
#undef ADD
  return g_test_run ();
}
