/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/ledger-list.h"

#include "model/model-fixture.h"

#include "model/ledger-item.h"

enum { N_ROWS = 10000 };

/* Two campaigns' rows between each other; every tenth was refused, every hundredth is in doubt. */
#define LEDGER_SQL                                                                                              \
  "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'One', 1, 1), "        \
  "(2, 'campaign', 'Two', 1, 1); "                                                                              \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "                           \
  "INSERT INTO ledger (id, campaign, key, address, state, reply) SELECT i, 1 + i % 2, 'p' || i || '@example.org', " \
  "'p' || i || '@example.org', CASE WHEN i % 100 = 0 THEN 3 WHEN i % 10 = 0 THEN 5 ELSE 0 END, "                \
  "CASE WHEN i % 10 = 0 THEN '550 no' END FROM n;"

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

static PostinoLedgerList *
open_list (Fixture *fixture,
           gint64   campaign,
           int      state)
{
  PostinoLedgerList *list = postino_ledger_list_new (fixture->store, campaign, state);

  wait_until (!postino_ledger_list_is_loading (list));
  g_assert_null (postino_ledger_list_get_failure (list));
  return list;
}

static void
assert_same_ids (PostinoLedgerList *list,
                 Fixture           *fixture,
                 const char        *sql)
{
  g_autoptr (GArray) expected = read_numbers (fixture, sql);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, expected->len);
  for (guint i = 0; i < expected->len; i++)
    g_assert_cmpint (postino_ledger_list_get_id (list, i), ==, g_array_index (expected, gint64, i));
}

static void
test_states (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (PostinoLedgerList) list = open_list (fixture, 1, POSTINO_LEDGER_LIST_ALL);
  guint position = 0;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, N_ROWS);
  assert_same_ids (list, fixture, "SELECT id FROM ledger WHERE campaign = 1 ORDER BY id");
  for (int state = 0; state < POSTINO_LEDGER_N_STATES; state++)
    {
      g_autofree char *sql
        = g_strdup_printf ("SELECT id FROM ledger WHERE campaign = 1 AND +state = %d ORDER BY id", state);

      postino_ledger_list_set_state (list, state);
      wait_until (!postino_ledger_list_is_loading (list));
      assert_same_ids (list, fixture, sql);
    }
  postino_ledger_list_set_state (list, POSTINO_LEDGER_REFUSED);
  wait_until (!postino_ledger_list_is_loading (list));
  g_assert_true (postino_ledger_list_find (list, 20, &position));
  g_assert_cmpuint (position, ==, 1);
  g_assert_false (postino_ledger_list_find (list, 2, &position));
}

static void
test_rows (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (PostinoLedgerList) list = open_list (fixture, 2, POSTINO_LEDGER_LIST_ALL);
  static const guint positions[] = { 0, 99, 100, 199, 200, 5000, N_ROWS - 1 };

  for (gsize i = 0; i < G_N_ELEMENTS (positions); i++)
    {
      g_autoptr (PostinoLedgerItem) item = g_list_model_get_item (G_LIST_MODEL (list), positions[i]);
      g_autofree char *address = g_strdup_printf ("p%u@example.org", positions[i] * 2 + 1);
      g_autofree char *shown = NULL;

      wait_until (postino_ledger_item_is_loaded (item));
      g_object_get (item, "address", &shown, NULL);
      g_assert_cmpstr (shown, ==, address);
      g_assert_cmpint (postino_ledger_item_get_row (item)->campaign, ==, 2);
    }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), N_ROWS));
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *n)
{
  (*n)++;
}

/* A row that is settled tells it on the same object; from a filtered list it goes. */
static void
test_settling (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (PostinoLedgerList) all = open_list (fixture, 1, POSTINO_LEDGER_LIST_ALL);
  g_autoptr (PostinoLedgerList) doubtful = open_list (fixture, 1, POSTINO_LEDGER_IN_DOUBT);
  g_autoptr (PostinoLedgerItem) item = g_list_model_get_item (G_LIST_MODEL (all), 49);
  guint n_doubtful = g_list_model_get_n_items (G_LIST_MODEL (doubtful));
  guint n_state = 0;
  guint n_reply = 0;

  wait_until (postino_ledger_item_is_loaded (item));
  g_assert_cmpint (postino_ledger_item_get_id (item), ==, 100);
  g_assert_cmpuint (postino_ledger_item_get_state (item), ==, POSTINO_LEDGER_IN_DOUBT);
  g_signal_connect (item, "notify::state", G_CALLBACK (count_cb), &n_state);
  g_signal_connect (item, "notify::reply", G_CALLBACK (count_cb), &n_reply);

  write_sql (fixture, "UPDATE ledger SET state = 4 WHERE id = 100;" BUMP ("ledger"));
  postino_ledger_list_look (all);
  postino_ledger_list_look (doubtful);
  wait_until (n_state > 0 && g_list_model_get_n_items (G_LIST_MODEL (doubtful)) < n_doubtful);
  g_assert_cmpuint (postino_ledger_item_get_state (item), ==, POSTINO_LEDGER_ACCEPTED);
  g_assert_cmpuint (n_state, ==, 1);
  g_assert_cmpuint (n_reply, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (doubtful)), ==, n_doubtful - 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (all)), ==, N_ROWS);
  g_assert_cmpint (postino_ledger_list_get_id (doubtful, 0), ==, 200);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ledger-list/states", Fixture, NULL, set_up, test_states, tear_down);
  g_test_add ("/ledger-list/rows", Fixture, NULL, set_up, test_rows, tear_down);
  g_test_add ("/ledger-list/settling", Fixture, NULL, set_up, test_settling, tear_down);
  return g_test_run ();
}
