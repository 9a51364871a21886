/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/problem-list.h"

#include "model/model-fixture.h"

#include "model/problem.h"

typedef struct {
  Fixture base; /* its store is the workspace's */
  PostinoWorkspace *workspace;
  PostinoProblemList *list;
  guint n_changed;
} ProblemFixture;

static void
changed_cb (GListModel     *model,
            guint           position,
            guint           removed,
            guint           added,
            ProblemFixture *fixture)
{
  fixture->n_changed++;
}

#define CAMPAIGNS_SQL                                                                                          \
  "INSERT INTO campaign (id, kind, name, state, wanted, created_us, modified_us) VALUES "                      \
  "(1, 'campaign', 'Spring', 'finished', 'run', 1, 1), (2, 'campaign', 'Summer', 'paused', 'pause', 2, 2); "   \
  "INSERT INTO server (id, name, kind, host, port, tls, created_us) VALUES "                                   \
  "(7, 'Relay', 'smtp', 'mx.example.org', 25, 'none', 1);"

static void
set_up (ProblemFixture *fixture,
        gconstpointer   data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->base.folder = g_dir_make_tmp ("postino-test-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->base.folder, "workspace", NULL);
  postino_workspace_create (path, &error);
  g_assert_no_error (error);
  fixture->workspace = postino_workspace_open (path, &error);
  g_assert_no_error (error);
  fixture->base.store = postino_workspace_get_store (fixture->workspace);
  write_sql (&fixture->base, CAMPAIGNS_SQL);

  fixture->list = postino_problem_list_new (fixture->workspace);
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (changed_cb), fixture);
  wait_until (postino_problem_list_is_loaded (fixture->list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 0);
}

static void
tear_down (ProblemFixture *fixture,
           gconstpointer   data)
{
  g_clear_object (&fixture->list);
  while (g_atomic_int_get (&G_OBJECT (fixture->workspace)->ref_count) > 1)
    {
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
  g_object_unref (fixture->workspace);
  remove_scratch_folder (fixture->base.folder);
  g_free (fixture->base.folder);
}

/* Writes and waits until the list has changed. */
static void
change (ProblemFixture *fixture,
        const char     *sql)
{
  guint before = fixture->n_changed;

  write_sql (&fixture->base, sql);
  postino_problem_list_look (fixture->list);
  wait_until (fixture->n_changed > before);
}

static PostinoProblem *
get_only (ProblemFixture *fixture)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 1);
  return g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);
}

static void
test_kinds (ProblemFixture *fixture,
            gconstpointer   data)
{
  static const struct {
    const char *sql;
    const char *undo;
    PostinoProblemKind kind;
    gint64 id;
    const char *text;
  } cases[] = {
    { "UPDATE server SET stopped_why = 'the password is wrong';" BUMP ("servers"),
      "UPDATE server SET stopped_why = NULL;" BUMP ("servers"), POSTINO_PROBLEM_SERVER_STOPPED, 7,
      "The server “Relay” was stopped: the password is wrong" },
    { "INSERT INTO ledger (campaign, key, address, state) VALUES (1, 'a@x', 'a@x', 3);" BUMP ("ledger"),
      "DELETE FROM ledger;" BUMP ("ledger"), POSTINO_PROBLEM_IN_DOUBT, 1, "“Spring” has 1 uncertain message" },
    { "INSERT INTO ledger (campaign, key, address, state) VALUES (1, 'a@x', 'a@x', 3), (1, 'b@x', 'b@x', 3);"
      BUMP ("ledger"),
      "DELETE FROM ledger;" BUMP ("ledger"), POSTINO_PROBLEM_IN_DOUBT, 1, "“Spring” has 2 uncertain messages" },
    { "INSERT INTO ledger (campaign, key, address, state, reason) VALUES (2, 'a@x', 'a@x', 3, 'restored');"
      BUMP ("ledger"),
      "DELETE FROM ledger;" BUMP ("ledger"), POSTINO_PROBLEM_RESTORED, 2,
      "This workspace was restored or copied, so “Summer” was held: another copy may have sent it" },
    { "UPDATE campaign SET state = 'missed', wanted = 'run' WHERE id = 2;" BUMP ("campaigns"),
      "UPDATE campaign SET state = 'paused', wanted = 'pause' WHERE id = 2;" BUMP ("campaigns"),
      POSTINO_PROBLEM_MISSED, 2, "“Summer” has missed its time: send it now or choose another time" },
    { "UPDATE campaign SET waiting_why = 'a bad list' WHERE id = 2;" BUMP ("campaigns"),
      "UPDATE campaign SET waiting_why = NULL WHERE id = 2;" BUMP ("campaigns"),
      POSTINO_PROBLEM_BRAKED, 2, "“Summer” was paused: a bad list" },
    { "INSERT INTO setting VALUES ('collector-url', 'https://news.example.org');" BUMP ("settings"),
      "DELETE FROM setting WHERE key = 'collector-url';" BUMP ("settings"), POSTINO_PROBLEM_COLLECTOR, 0,
      "Unsubscribes were last read from “https://news.example.org”: never" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PostinoProblem) problem = NULL;

      change (fixture, cases[i].sql);
      problem = get_only (fixture);
      g_assert_cmpuint (postino_problem_get_kind (problem), ==, cases[i].kind);
      g_assert_cmpint (postino_problem_get_id (problem), ==, cases[i].id);
      g_assert_cmpstr (postino_problem_get_text (problem), ==, cases[i].text);
      change (fixture, cases[i].undo);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 0);
    }
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *n)
{
  (*n)++;
}

/* What lasts stays the same object; a more pressing problem comes before it. */
static void
test_in_place (ProblemFixture *fixture,
               gconstpointer   data)
{
  g_autoptr (PostinoProblem) doubt = NULL;
  g_autoptr (PostinoProblem) second = NULL;
  guint n_text = 0;

  change (fixture, "INSERT INTO ledger (campaign, key, address, state) VALUES (1, 'a@x', 'a@x', 3);" BUMP ("ledger"));
  doubt = get_only (fixture);
  g_signal_connect (doubt, "notify::text", G_CALLBACK (count_cb), &n_text);
  write_sql (&fixture->base,
             "INSERT INTO ledger (campaign, key, address, state) VALUES (1, 'b@x', 'b@x', 3);" BUMP ("ledger"));
  wait_until (n_text > 0);
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  change (fixture, "UPDATE server SET stopped_why = 'no';" BUMP ("servers"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 2);
  second = g_list_model_get_item (G_LIST_MODEL (fixture->list), 1);
  g_assert_true (second == doubt);
}

/* Something is to be sent and no worker has the lock; then one has. */
static void
test_no_worker (ProblemFixture *fixture,
                gconstpointer   data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoProblem) problem = NULL;
  guint before;

  change (fixture, "UPDATE campaign SET state = 'running', wanted = 'run' WHERE id = 2;" BUMP ("campaigns"));
  problem = get_only (fixture);
  g_assert_cmpuint (postino_problem_get_kind (problem), ==, POSTINO_PROBLEM_NO_WORKER);

  before = fixture->n_changed;
  g_assert_true (postino_workspace_lock_worker (fixture->workspace, &error));
  g_assert_no_error (error);
  wait_until (fixture->n_changed > before);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/problem-list/" name, ProblemFixture, NULL, set_up, func, tear_down)
  ADD ("kinds", test_kinds);
  ADD ("in-place", test_in_place);
  ADD ("no-worker", test_no_worker);
#undef ADD
  return g_test_run ();
}
