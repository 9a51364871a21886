/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-workspace.h"

#include "campaign/ledger-table.h"
#include "campaign/restore.h"

/* Before: state and wish; after: what the rule makes of them, and where a row that was ready is then. A campaign N has six
 * rows, one a state: ready, handed, deferred, accepted, refused, in doubt since earlier. */
static const struct {
  const char *state;
  const char *wanted;
  const char *state_after;
  const char *wanted_after;
  gboolean held; /* its open rows are in doubt */
} campaigns[] = {
  { "draft", "draft", "draft", "draft", FALSE },
  { "draft", "run", "draft", "draft", FALSE },
  { "scheduled", "run", "draft", "draft", FALSE },
  { "missed", "run", "draft", "draft", FALSE },
  { "freezing", "run", "freezing", "draft", TRUE },
  { "launching", "run", "paused", "pause", TRUE },
  { "running", "run", "paused", "pause", TRUE },
  { "waiting", "run", "paused", "pause", TRUE },
  { "running", "pause", "paused", "pause", TRUE },
  { "paused", "pause", "paused", "pause", TRUE },
  { "paused", "run", "paused", "pause", TRUE },
  { "stopping", "stop", "paused", "pause", TRUE },
  { "finished", "run", "finished", "run", TRUE }, /* rows that a person made ready again */
};

static const int states[] = { 0, 1, 2, 4, 5, 3 };

/* Rows of campaigns that have none yet would be rows of nobody. */
static gboolean
has_rows (gsize i)
{
  return campaigns[i].held;
}

static void
fill (PostinoWorkspace *workspace)
{
  for (gsize i = 0; i < G_N_ELEMENTS (campaigns); i++)
    {
      g_autofree char *sql
        = g_strdup_printf ("INSERT INTO campaign (id, kind, name, state, wanted, start_at_us, created_us, modified_us) "
                           "VALUES (%d, 'campaign', 'c', '%s', '%s', 5, 1, 1)",
                           (int) i + 1, campaigns[i].state, campaigns[i].wanted);

      run_sql (workspace, sql);
      for (gsize j = 0; j < G_N_ELEMENTS (states) && has_rows (i); j++)
        {
          g_autofree char *row
            = g_strdup_printf ("INSERT INTO ledger (campaign, key, address, state, due_us, reason) "
                               "VALUES (%d, 'c%d@x.it', 'c%d@x.it', %d, 7, iif (%d = 3, 'connection-lost', NULL))",
                               (int) i + 1, (int) j, (int) j, states[j], states[j]);

          run_sql (workspace, row);
        }
    }
}

static PostinoWorkspace *
open_workspace (const char *folder)
{
  g_autoptr (GError) error = NULL;
  PostinoWorkspace *workspace = postino_workspace_open (folder, &error);

  g_assert_no_error (error);
  return workspace;
}

/* As if its file had come from elsewhere. */
static PostinoWorkspace *
open_foreign (char **folder)
{
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (folder);

  fill (workspace);
  run_sql (workspace, "UPDATE setting SET value = 'another machine' WHERE key = 'machine-stamp'");
  g_clear_object (&workspace);
  return open_workspace (*folder);
}

static gint64
count (PostinoWorkspace *workspace,
       int               campaign,
       const char       *where)
{
  g_autofree char *sql
    = g_strdup_printf ("SELECT count(*) FROM ledger WHERE campaign = %d AND %s", campaign, where);

  return get_number (workspace, sql);
}

static void
test_own (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  g_autoptr (GError) error = NULL;
  gboolean applied = TRUE;

  fill (workspace);
  g_assert_true (postino_restore_apply_rule (workspace, &applied, &error));
  g_assert_false (applied);
  g_assert_cmpint (get_number (workspace, "SELECT count(*) FROM campaign WHERE wanted = 'run'"), ==, 9);
  g_assert_cmpint (get_number (workspace, "SELECT count(*) FROM ledger WHERE reason LIKE 'restored%'"), ==, 0);
  remove_scratch_folder (folder);
}

static void
test_rule (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_foreign (&folder);
  g_autoptr (PostinoWorkspace) again = NULL;
  g_autoptr (GError) error = NULL;
  gboolean applied = FALSE;

  g_assert_true (postino_workspace_is_foreign (workspace));
  g_assert_true (postino_restore_apply_rule (workspace, &applied, &error));
  g_assert_no_error (error);
  g_assert_true (applied);
  for (gsize i = 0; i < G_N_ELEMENTS (campaigns); i++)
    {
      g_autofree char *same = g_strdup_printf ("SELECT count(*) FROM campaign WHERE id = %d AND state = '%s' "
                                               "AND wanted = '%s'",
                                               (int) i + 1, campaigns[i].state_after, campaigns[i].wanted_after);

      g_test_message ("%s, %s", campaigns[i].state, campaigns[i].wanted);
      g_assert_cmpint (get_number (workspace, same), ==, 1);
      if (!has_rows (i))
        continue;
      g_assert_cmpint (count (workspace, (int) i + 1, "state = 3 AND reason = 'restored'"), ==, 2);
      g_assert_cmpint (count (workspace, (int) i + 1, "state = 3 AND reason = 'restored-handed'"), ==, 1);
      g_assert_cmpint (count (workspace, (int) i + 1, "state = 3 AND reason = 'connection-lost'"), ==, 1);
      g_assert_cmpint (count (workspace, (int) i + 1, "state = 4"), ==, 1);
      g_assert_cmpint (count (workspace, (int) i + 1, "state = 5"), ==, 1);
    }
  g_assert_cmpint (get_number (workspace, "SELECT count(*) FROM campaign WHERE wanted = 'run' AND state <> 'finished'"), ==,
                   0);
  g_assert_cmpint (get_number (workspace, "SELECT count(*) FROM ledger WHERE state IN (0, 1, 2)"), ==, 0);

  g_clear_object (&workspace);
  again = open_workspace (folder);
  g_assert_false (postino_workspace_is_foreign (again));
  remove_scratch_folder (folder);
}

/* Only what waited: not what was on a connection, nor doubts of another origin, nor the suppressed when their turn comes. */
static void
test_adopt_newer (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_foreign (&folder);
  g_autoptr (GError) error = NULL;
  gint64 n_held = 0;
  gint64 n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (campaigns); i++)
    n_held += has_rows (i);
  g_assert_true (postino_restore_apply_rule (workspace, NULL, &error));
  g_assert_true (postino_restore_adopt_newer (workspace, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpint (n, ==, 2 * n_held);
  g_assert_cmpint (get_number (workspace, "SELECT count(*) FROM ledger WHERE state = 0 AND reason IS NULL"), ==, n);
  g_assert_cmpint (get_number (workspace, "SELECT count(*) FROM ledger WHERE state = 3"), ==, 2 * n_held);
  /* It does not start by itself. */
  g_assert_cmpint (get_number (workspace, "SELECT count(*) FROM campaign WHERE state IN ('running', 'launching')"), ==, 0);
  g_assert_true (postino_restore_adopt_newer (workspace, &n, &error));
  g_assert_cmpint (n, ==, 0);
  g_assert_cmpint (get_number (workspace, "SELECT sum (n) FROM ledger_count WHERE state = 0"), ==, 2 * n_held);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/restore/own", test_own);
  g_test_add_func ("/restore/rule", test_rule);
  g_test_add_func ("/restore/adopt-newer", test_adopt_newer);
  return g_test_run ();
}
