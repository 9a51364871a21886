/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-workspace.h"

#include "campaign/caps-table.h"
#include "send/route-table.h"
#include "store/change.h"

static GMutex lock;

static void
refresh (PostinoRouteTable *table,
         gint64             changed)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_route_table_refresh (table, changed, &error));
  g_assert_no_error (error);
}

/* What an earlier run sent counts, a change is taken over, and what is removed is stopped but stays. */
static void
test_changes (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  PostinoRouteTable *table = postino_route_table_new (workspace, postino_clock_system (), &lock);
  g_autofree char *counts = g_strdup_printf ("INSERT INTO cap_count VALUES (7, %" G_GINT64_FORMAT ", 3)",
                                             postino_caps_table_find_slice (g_get_real_time ()));
  gint64 now_us = postino_clock_boot_us (postino_clock_system ());
  PostinoRoute *route;

  run_sql (workspace, "INSERT INTO server (id, name, kind, host, port, tls, per_day, created_us) "
           "VALUES (7, 's', 'smtp', 'h', 25, 'none', 3, 1)");
  run_sql (workspace, counts);
  refresh (table, 100);
  route = postino_route_table_find (table, 7);
  g_assert_nonnull (route);
  g_assert_null (postino_route_table_find (table, 8));
  g_assert_cmpuint (postino_cap_count (&route->cap, POSTINO_CAP_DAY, now_us), ==, 3);
  g_assert_false (postino_route_is_open (route, now_us));

  run_sql (workspace, "UPDATE server SET per_day = 4");
  refresh (table, 101);
  g_assert_true (postino_route_table_find (table, 7) == route);
  g_assert_true (postino_route_is_open (route, now_us));

  run_sql (workspace, "UPDATE server SET removed_us = 5");
  refresh (table, 102);
  g_assert_true (postino_route_table_find (table, 7) == route);
  g_assert_false (postino_route_is_open (route, now_us));
  postino_route_table_free (table);
  g_clear_object (&workspace);
  remove_scratch_folder (folder);
}

/* Without a network this computer's own servers remain, asleep none. */
static void
test_away (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  PostinoRouteTable *table = postino_route_table_new (workspace, postino_clock_system (), &lock);

  run_sql (workspace, "INSERT INTO server (id, name, kind, host, port, tls, created_us) "
           "VALUES (7, 's', 'smtp', 'smtp.example.com', 25, 'none', 1), (8, 't', 'smtp', '127.0.0.1', 25, 'none', 1)");
  refresh (table, 100);
  postino_route_table_set_away (table, NULL, "offline");
  g_assert_cmpstr (postino_route_table_find (table, 7)->away, ==, "offline");
  g_assert_null (postino_route_table_find (table, 8)->away);
  postino_route_table_set_away (table, "asleep", "offline");
  g_assert_cmpstr (postino_route_table_find (table, 7)->away, ==, "asleep");
  g_assert_cmpstr (postino_route_table_find (table, 8)->away, ==, "asleep");
  postino_route_table_set_away (table, NULL, NULL);
  g_assert_null (postino_route_table_find (table, 7)->away);
  g_assert_null (postino_route_table_find (table, 8)->away);
  postino_route_table_free (table);
  g_clear_object (&workspace);
  remove_scratch_folder (folder);
}

/* Once, as long as it is stopped; and again after it went on. */
static void
test_stops (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  PostinoRouteTable *table = postino_route_table_new (workspace, postino_clock_system (), &lock);
  g_autoptr (GError) error = NULL;

  run_sql (workspace, "INSERT INTO server (id, name, kind, host, port, tls, created_us) "
           "VALUES (7, 's', 'smtp', 'h', 25, 'none', 1)");
  refresh (table, 100);
  for (int round = 0; round < 2; round++)
    {
      postino_route_stop (postino_route_table_find (table, 7), "535");
      g_assert_true (postino_route_table_note_stops (table, &error));
      g_assert_cmpint (get_number (workspace, "SELECT count (*) FROM server WHERE stopped_why = '535'"), ==, 1);
      run_sql (workspace, "UPDATE server SET stopped_why = NULL");
      g_assert_true (postino_route_table_note_stops (table, &error));
      g_assert_cmpint (get_number (workspace, "SELECT count (*) FROM server WHERE stopped_why = '535'"), ==, 0);
      refresh (table, 101 + round);
      g_assert_true (postino_route_table_note_stops (table, &error));
    }
  postino_route_table_free (table);
  g_clear_object (&workspace);
  remove_scratch_folder (folder);
}

/* One server stops while another is changed: it stays stopped. Changed itself, it may go on. */
static void
test_stop_beside_change (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  PostinoRouteTable *table = postino_route_table_new (workspace, postino_clock_system (), &lock);
  g_autoptr (GError) error = NULL;

  run_sql (workspace, "INSERT INTO server (id, name, kind, host, port, tls, created_us) "
           "VALUES (7, 's', 'smtp', 'h', 25, 'none', 1), (8, 't', 'smtp', 'h', 25, 'none', 1)");
  refresh (table, 100);
  postino_route_stop (postino_route_table_find (table, 7), "535");
  run_sql (workspace, "UPDATE server SET host = 'g', revision = revision + 1 WHERE id = 8");
  refresh (table, 101);
  g_assert_true (postino_route_table_find (table, 7)->is_stopped);
  g_assert_true (postino_route_table_note_stops (table, &error));
  g_assert_cmpint (get_number (workspace, "SELECT count (*) FROM server WHERE stopped_why = '535'"), ==, 1);

  postino_route_stop (postino_route_table_find (table, 8), "535");
  run_sql (workspace, "UPDATE server SET revision = revision + 1 WHERE id = 8");
  refresh (table, 102);
  g_assert_false (postino_route_table_find (table, 8)->is_stopped);
  postino_route_table_free (table);
  g_clear_object (&workspace);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/route-table/away", test_away);
  g_test_add_func ("/route-table/changes", test_changes);
  g_test_add_func ("/route-table/stops", test_stops);
  g_test_add_func ("/route-table/stop-beside-change", test_stop_beside_change);
  return g_test_run ();
}
