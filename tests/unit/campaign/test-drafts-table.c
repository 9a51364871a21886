/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"
#include "campaign/attachments-table.h"
#include "campaign/campaigns-table.h"
#include "campaign/drafts-table.h"
#include "store/change.h"

#define NOW G_GINT64_CONSTANT (1000)

#define WORLD                                                                                        \
  "INSERT INTO identity (id, email, name, created_us) VALUES (1, 'a@x.it', 'a', 1);"                 \
  "INSERT INTO server (id, name, kind, host, port, tls, created_us, removed_us) VALUES "             \
  "(1, 'a', 'smtp', 'h', 25, 'none', 1, NULL), (2, 'b', 'smtp', 'h', 25, 'none', 1, NULL), "         \
  "(3, 'gone', 'smtp', 'h', 25, 'none', 1, 2);"                                                      \
  "INSERT INTO list (id, name, created_us, deleted_us) VALUES (1, 'a', 1, NULL), (2, 'b', 1, NULL), " \
  "(3, 'gone', 1, 2);"                                                                               \
  "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'c', 1, 1);"

static const PostinoAttachment offer = { .name = (char *) "a.pdf", .sha256 = (char *) "aa" };

static PostinoDb *
open_world (char **folder)
{
  PostinoDb *db = open_scratch_db (folder);
  g_autoptr (GError) error = NULL;

  postino_db_exec (db, WORLD, &error);
  g_assert_no_error (error);
  return db;
}

static void
test_columns (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);
  g_autoptr (PostinoCampaign) campaign = NULL;
  g_autoptr (PostinoCampaign) bare = NULL;
  gint64 seen = postino_change_read (db, POSTINO_TOPIC_CAMPAIGNS, NULL);

  g_assert_true (postino_drafts_table_set_identity (db, 1, 1, NOW, NULL));
  g_assert_cmpint (postino_change_read (db, POSTINO_TOPIC_CAMPAIGNS, NULL), >, seen);
  g_assert_true (postino_drafts_table_set_tracking (db, 1, POSTINO_TRACKING_NONE, NOW, NULL));
  g_assert_true (postino_drafts_table_set_lifetime (db, 1, POSTINO_DRAFT_LIFETIME_MAX, NOW, NULL));
  g_assert_true (postino_drafts_table_set_utm (db, 1, "a,b,c", NOW, NULL));
  g_assert_false (postino_drafts_table_set_utm (db, 1, "a,b", NOW, NULL));
  campaign = postino_campaigns_table_get (db, 1, NULL);
  g_assert_cmpint (campaign->identity, ==, 1);
  g_assert_cmpstr (campaign->utm, ==, "a,b,c");
  g_assert_cmpint (campaign->tracking, ==, POSTINO_TRACKING_NONE);
  g_assert_cmpint (campaign->lifetime_days, ==, POSTINO_DRAFT_LIFETIME_MAX);

  g_assert_true (postino_drafts_table_set_identity (db, 1, 0, NOW, NULL));
  bare = postino_campaigns_table_get (db, 1, NULL);
  g_assert_cmpint (bare->identity, ==, 0);
  remove_scratch_folder (folder);
}

static void
assert_lists (PostinoDb  *db,
              const char *expected)
{
  g_autoptr (GArray) lists = postino_drafts_table_list_lists (db, 1, NULL);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < lists->len; i++)
    {
      const PostinoDraftList *list = &g_array_index (lists, PostinoDraftList, i);

      g_string_append_printf (found, "%d%c ", (int) list->list,
                              list->use == POSTINO_LIST_USE_INCLUDE ? '+' : '-');
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_lists (void)
{
  static const struct {
    gint64 list;
    PostinoListUse use;
    const char *expected;
  } steps[] = {
    { 1, POSTINO_LIST_USE_INCLUDE, "1+ " },      { 2, POSTINO_LIST_USE_EXCLUDE, "1+ 2- " },
    { 2, POSTINO_LIST_USE_INCLUDE, "1+ 2+ " },   { 1, POSTINO_LIST_USE_EXCLUDE, "1- 2+ " },
    { 1, POSTINO_LIST_USE_NONE, "2+ " },         { 1, POSTINO_LIST_USE_NONE, "2+ " },
    { 3, POSTINO_LIST_USE_INCLUDE, "2+ " }, /* deleted: not shown */
  };
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_assert_true (postino_drafts_table_use_list (db, 1, steps[i].list, steps[i].use, NOW, NULL));
      assert_lists (db, steps[i].expected);
    }
  remove_scratch_folder (folder);
}

static void
assert_servers (PostinoDb  *db,
                const char *expected)
{
  g_autoptr (GArray) servers = postino_drafts_table_list_servers (db, 1, NULL);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < servers->len; i++)
    {
      const PostinoDraftServer *server = &g_array_index (servers, PostinoDraftServer, i);

      g_string_append_printf (found, "%d:%u ", (int) server->server, server->weight);
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_servers (void)
{
  static const struct {
    gint64 server;
    guint weight;
    const char *expected;
  } steps[] = {
    { 2, 1, "2:1 " }, { 1, POSTINO_DRAFT_WEIGHT_MAX, "1:1000 2:1 " }, { 2, 3, "1:1000 2:3 " },
    { 1, 0, "2:3 " }, { 1, 0, "2:3 " },                               { 3, 1, "2:3 " },
  };
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_assert_true (postino_drafts_table_use_server (db, 1, steps[i].server, steps[i].weight, NOW,
                                                      NULL));
      assert_servers (db, steps[i].expected);
    }
  remove_scratch_folder (folder);
}

/* What is on its way does not change under the worker. */
static void
test_only_drafts (void)
{
  static const char *const states[] = { "scheduled", "missed", "freezing", "launching", "running",
                                        "paused", "waiting", "stopping", "finished" };
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *sql = g_strdup_printf ("UPDATE campaign SET state = '%s'", states[i]);
      g_autoptr (GError) error = NULL;

      g_assert_true (postino_db_exec (db, sql, NULL));
      g_assert_false (postino_drafts_table_set_identity (db, 1, 1, NOW, &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
      g_assert_false (postino_drafts_table_set_tracking (db, 1, POSTINO_TRACKING_NONE, NOW, NULL));
      g_assert_false (postino_drafts_table_set_lifetime (db, 1, 1, NOW, NULL));
      g_assert_false (postino_drafts_table_set_utm (db, 1, "a,b,c", NOW, NULL));
      g_assert_false (postino_drafts_table_attach (db, 1, &offer, NOW, NULL));
      g_assert_false (postino_drafts_table_detach (db, 1, 1, NOW, NULL));
      g_assert_false (postino_drafts_table_use_list (db, 1, 1, POSTINO_LIST_USE_INCLUDE, NOW, NULL));
      g_assert_false (postino_drafts_table_use_server (db, 1, 1, 1, NOW, NULL));
    }
  assert_lists (db, "");
  assert_servers (db, "");
  remove_scratch_folder (folder);
}

static void
test_attachments (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (GPtrArray) none = NULL;
  gint64 seen = postino_change_read (db, POSTINO_TOPIC_CAMPAIGNS, NULL);

  g_assert_true (postino_drafts_table_attach (db, 1, &offer, NOW, NULL));
  g_assert_cmpint (postino_change_read (db, POSTINO_TOPIC_CAMPAIGNS, NULL), >, seen);
  one = postino_attachments_table_list (db, 1, NULL);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_true (postino_drafts_table_detach (db, 1, ((PostinoAttachment *) one->pdata[0])->id, NOW, NULL));
  none = postino_attachments_table_list (db, 1, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  remove_scratch_folder (folder);
}

static void
test_not_found (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);
  g_autoptr (GError) error = NULL;

  g_assert_false (postino_drafts_table_set_identity (db, 99, 1, NOW, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  remove_scratch_folder (folder);
}

static void
test_free_name (void)
{
  static const char *const names[] = { "Novità", "Novità 2", "Novità 3" };
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = postino_drafts_table_find_free_name (db, "Novità", &error);

      g_assert_no_error (error);
      g_assert_cmpstr (name, ==, names[i]);
      /* A test has the name of its campaign, and takes none. */
      g_assert_true (postino_db_run (db, &error, "INSERT INTO campaign (kind, name, created_us, modified_us) "
                                     "VALUES ('campaign', ?1, 1, 1), ('test', 'Novità 3', 1, 1)", "s", name));
    }
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drafts-table/columns", test_columns);
  g_test_add_func ("/drafts-table/lists", test_lists);
  g_test_add_func ("/drafts-table/servers", test_servers);
  g_test_add_func ("/drafts-table/only-drafts", test_only_drafts);
  g_test_add_func ("/drafts-table/attachments", test_attachments);
  g_test_add_func ("/drafts-table/not-found", test_not_found);
  g_test_add_func ("/drafts-table/free-name", test_free_name);
  return g_test_run ();
}
