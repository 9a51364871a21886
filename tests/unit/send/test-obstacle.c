/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "scratch-workspace.h"

#include "send/obstacle.h"

#define SERVERS                                                                \
  "INSERT INTO server (id, name, kind, host, port, tls, created_us) VALUES "   \
  "(7, 'first', 'smtp', 'h', 25, 'none', 1), (8, 'second', 'smtp', 'h', 25, 'none', 1)"

static char *
find (PostinoRouteTable *table,
      PostinoSender     *sender)
{
  return postino_obstacle_find (table, sender, postino_clock_system ());
}

/* One way that is open is enough; else the last one that is not is told of. */
static void
test_routes (void)
{
  GMutex lock = { 0 };
  g_autofree char *folder = NULL;
  g_autofree char *why = NULL;
  g_autofree char *removed = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  PostinoRouteTable *table = postino_route_table_new (workspace, postino_clock_system (), &lock);
  PostinoCampaign campaign = { .id = 1 };
  PostinoSender *sender = postino_sender_new (&campaign);
  g_autoptr (GError) error = NULL;

  run_sql (workspace, SERVERS);
  g_assert_true (postino_route_table_refresh (table, 100, &error));
  for (gint64 server = 7; server <= 8; server++)
    {
      PostinoSenderRoute route = { .server = server, .weight = 1 };

      g_array_append_val (sender->routes, route);
    }
  g_assert_null (find (table, sender));
  postino_route_stop (postino_route_table_find (table, 7), "535");
  g_assert_null (find (table, sender));
  postino_route_stop (postino_route_table_find (table, 8), "550 no");
  why = find (table, sender);
  g_assert_nonnull (strstr (why, "second"));
  g_assert_true (g_str_has_suffix (why, "550 no"));
  g_array_index (sender->routes, PostinoSenderRoute, 1).server = 9;
  removed = find (table, sender);
  g_assert_nonnull (strstr (removed, "removed"));
  postino_sender_free (sender);
  postino_route_table_free (table);
  g_clear_object (&workspace);
  remove_scratch_folder (folder);
}

/* All that is left goes where one is asked to slow down. */
static void
test_destination (void)
{
  GMutex lock = { 0 };
  g_autofree char *folder = NULL;
  g_autofree char *why = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);
  PostinoRouteTable *table = postino_route_table_new (workspace, postino_clock_system (), &lock);
  PostinoCampaign campaign = { .id = 1 };
  PostinoSender *sender = postino_sender_new (&campaign);
  PostinoDestination *gmail = postino_destination_new ("gmail", "Gmail");

  postino_destination_pause (gmail, "421 4.7.28", postino_clock_boot_us (postino_clock_system ()));
  sender->rewinds = TRUE;
  sender->shut = gmail;
  why = find (table, sender);
  g_assert_nonnull (strstr (why, "Gmail"));
  sender->n_listed = 1; /* not all of it */
  g_assert_null (find (table, sender));
  postino_sender_free (sender);
  postino_destination_free (gmail);
  postino_route_table_free (table);
  g_clear_object (&workspace);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/obstacle/routes", test_routes);
  g_test_add_func ("/obstacle/destination", test_destination);
  return g_test_run ();
}
