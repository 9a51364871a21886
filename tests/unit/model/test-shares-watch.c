/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/shares-watch.h"

#include "model/model-fixture.h"

#define LEDGER_SQL \
  "INSERT INTO ledger (campaign, key, address, state, server) VALUES (1, 'a@gmail.com', 'a', 4, 7), (1, 'b@own.example', 'b', 0, NULL);"

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  open_fixture (fixture, LEDGER_SQL, NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  close_fixture (fixture);
}

static gint64
get_accepted (PostinoSharesWatch *watch)
{
  GPtrArray *servers = postino_shares_get_servers (postino_shares_watch_get (watch));

  g_assert_cmpuint (servers->len, ==, 1);
  return ((const PostinoShare *) servers->pdata[0])->accepted;
}

static void
test_watching (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (PostinoProviderList) providers = postino_provider_list_load ();
  g_autoptr (PostinoSharesWatch) watch = postino_shares_watch_new (fixture->store, providers, 1);

  g_assert_null (postino_shares_watch_get (watch));
  postino_shares_watch_set_is_looked_at (watch, TRUE);
  wait_until (postino_shares_watch_get (watch) != NULL);
  g_assert_cmpint (get_accepted (watch), ==, 1);
  g_assert_cmpuint (postino_shares_get_destinations (postino_shares_watch_get (watch))->len, ==, 2);
  write_sql (fixture, "UPDATE ledger SET state = 4, server = 7 WHERE key = 'b@own.example';" BUMP ("ledger"));
  wait_until (get_accepted (watch) == 2);

  /* Who comes back sees what happened meanwhile; what was counted before stays until then. */
  postino_shares_watch_set_is_looked_at (watch, FALSE);
  write_sql (fixture, "UPDATE ledger SET state = 5;" BUMP ("ledger"));
  g_assert_cmpint (get_accepted (watch), ==, 2);
  postino_shares_watch_set_is_looked_at (watch, TRUE);
  wait_until (get_accepted (watch) == 0);
}

/* Whoever lets go while it is counting hears nothing of it. */
static void
test_letting_go (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (PostinoProviderList) providers = postino_provider_list_load ();
  PostinoSharesWatch *watch = postino_shares_watch_new (fixture->store, providers, 1);

  g_object_add_weak_pointer (G_OBJECT (watch), (gpointer *) &watch);
  postino_shares_watch_set_is_looked_at (watch, TRUE);
  g_object_unref (watch);
  g_assert_null (watch);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/shares-watch/watching", Fixture, NULL, set_up, test_watching, tear_down);
  g_test_add ("/shares-watch/letting-go", Fixture, NULL, set_up, test_letting_go, tear_down);
  return g_test_run ();
}
