/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/people-list.h"

#include "model/model-fixture.h"

#include "model/people-item.h"

/* More than two steps of people who clicked twice each, the second time in the opposite order. */
enum { N_PEOPLE = 25000 };
#define PEOPLE "25000"

#define PEOPLE_SQL                                                                                     \
  "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'C', 1, 1);"  \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " PEOPLE ") "             \
  "INSERT INTO ledger (id, campaign, key, address, state, individual) "                                \
  "SELECT i, 1, i, 'p' || i || '@x.it', 4, 1 FROM n;"                                                  \
  "INSERT INTO event (at_us, type, campaign, ledger, link, kind) "                                     \
  "SELECT id, 'clicked', 1, id, 0, 'human' FROM ledger;"                                               \
  "INSERT INTO event (at_us, type, campaign, ledger, link, kind) "                                     \
  "SELECT 99999 - id, 'clicked', 1, id, 0, 'human' FROM ledger;"

static void
set_up (Fixture      *fixture,
        gconstpointer sql)
{
  open_fixture (fixture, sql, NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer sql)
{
  close_fixture (fixture);
}

static const PostinoPeopleRow *
read_row (PostinoPeopleList *people,
          guint              position)
{
  g_autoptr (PostinoPeopleItem) item = g_list_model_get_item (G_LIST_MODEL (people), position);

  g_assert_nonnull (item);
  wait_until (postino_people_item_get (item) != NULL);
  return postino_people_item_get (item); /* its page keeps it */
}

/* All of many, each once, in the order in which they came. */
static void
test_many (Fixture      *fixture,
           gconstpointer sql)
{
  static const guint positions[] = { 0, 49, 50, 9999, 10000, 20000, N_PEOPLE - 1 };
  const PostinoPeopleQuery query = { 1, POSTINO_PEOPLE_CLICKED, -1, NULL };
  g_autoptr (PostinoPeopleList) people = postino_people_list_new (fixture->store, &query);

  wait_until (!postino_people_list_is_loading (people));
  g_assert_null (postino_people_list_get_failure (people));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (people)), ==, N_PEOPLE);
  for (gsize i = 0; i < G_N_ELEMENTS (positions); i++)
    {
      const PostinoPeopleRow *row = read_row (people, positions[i]);

      g_assert_cmpint (row->id, ==, positions[i] + 1);
      g_assert_cmpint (row->n, ==, 2);
    }
}

/* The first rows are there before all are; let go of then, nothing comes any more. */
static void
test_dropped (Fixture      *fixture,
              gconstpointer sql)
{
  const PostinoPeopleQuery query = { 1, POSTINO_PEOPLE_CLICKED, -1, NULL };
  PostinoPeopleList *people = postino_people_list_new (fixture->store, &query);

  wait_until (g_list_model_get_n_items (G_LIST_MODEL (people)) > 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (people)), <=, 50);
  g_assert_true (postino_people_list_is_loading (people));
  g_assert_cmpstr (read_row (people, 0)->address, ==, "p1@x.it");
  g_object_unref (people);
}

/* Who comes while one looks, and an open of nobody in particular. */
static void
test_follows (Fixture      *fixture,
              gconstpointer sql)
{
  const PostinoPeopleQuery query = { 1, POSTINO_PEOPLE_OPENS_UNKNOWN, -1, NULL };
  g_autoptr (PostinoPeopleList) opens = postino_people_list_new (fixture->store, &query);

  wait_until (!postino_people_list_is_loading (opens));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (opens)), ==, 0);
  write_sql (fixture, "INSERT INTO event (at_us, type, campaign, kind) VALUES (7, 'opened', 1, 'unknown');" BUMP ("events"));
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (opens)) == 1);
  g_assert_null (read_row (opens, 0)->address);
  g_assert_cmpint (read_row (opens, 0)->at_us, ==, 7);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpuint (N_PEOPLE, >, 2 * POSTINO_PEOPLE_STEP_ROWS);
  g_test_add ("/people-list/many", Fixture, PEOPLE_SQL, set_up, test_many, tear_down);
  g_test_add ("/people-list/dropped", Fixture, PEOPLE_SQL, set_up, test_dropped, tear_down);
  g_test_add ("/people-list/follows", Fixture, PEOPLE_SQL, set_up, test_follows, tear_down);
  return g_test_run ();
}
