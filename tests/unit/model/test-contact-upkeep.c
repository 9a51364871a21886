/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/contact-upkeep.h"

#include "model/model-fixture.h"

#define CONTACTS_SQL                                                                               \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 21000) "              \
  "INSERT INTO contact (id, key, address, created_us, modified_us) SELECT i, "                     \
  "'p' || i || '@example.org', 'p' || i || '@example.org', 1, 1 FROM n; "                          \
  "DELETE FROM search_pending WHERE contact > 3000;"

#define N_PENDING "SELECT count(*) FROM search_pending"
#define N_INDEXES "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'contact_sorted_%'"

static gint64
read_number (Fixture    *fixture,
             const char *sql)
{
  g_autoptr (GArray) numbers = read_numbers (fixture, sql);

  return numbers->len > 0 ? g_array_index (numbers, gint64, 0) : 0;
}

static void
set_up (Fixture      *fixture,
        gconstpointer sql)
{
  g_autofree char *all = g_strconcat (CONTACTS_SQL, sql, NULL);

  open_fixture (fixture, all, NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  close_fixture (fixture);
}

static void
test_search_index (Fixture      *fixture,
                   gconstpointer data)
{
  PostinoContactUpkeep *upkeep = postino_contact_upkeep_new (fixture->store);

  wait_until (read_number (fixture, N_PENDING) == 0);
  g_assert_cmpint (read_number (fixture, "SELECT count(*) FROM contact_search"), ==, 3000);
  g_assert_cmpint (read_number (fixture, "SELECT n FROM change WHERE topic = 'contacts'"), >, 0);

  write_sql (fixture, "UPDATE contact SET city = 'Bari' WHERE id > 20990; " BUMP ("contacts"));
  wait_until (read_number (fixture, "SELECT count(*) FROM contact_search") == 3010);
  postino_contact_upkeep_free (upkeep);
}

/* The one writer is the import's. */
static void
test_waits_for_import (Fixture      *fixture,
                       gconstpointer data)
{
  PostinoContactUpkeep *upkeep = postino_contact_upkeep_new (fixture->store);
  gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 2;

  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (read_number (fixture, N_PENDING), ==, 3000);
  write_sql (fixture, "UPDATE import SET state = 'done'; " BUMP ("imports"));
  wait_until (read_number (fixture, N_PENDING) == 0);
  postino_contact_upkeep_free (upkeep);
}

static void
test_sort_index (Fixture      *fixture,
                 gconstpointer data)
{
  PostinoContactUpkeep *upkeep = postino_contact_upkeep_new (fixture->store);

  postino_contact_upkeep_want_sort (upkeep, "last_name");
  wait_until (read_number (fixture, N_INDEXES) == 1);
  postino_contact_upkeep_want_sort (upkeep, "no_such_field"); /* nothing happens */
  postino_contact_upkeep_free (upkeep);
}

/* An index would hold up a worker that commits. */
static void
test_no_index_while_sending (Fixture      *fixture,
                             gconstpointer data)
{
  PostinoContactUpkeep *upkeep = postino_contact_upkeep_new (fixture->store);

  postino_contact_upkeep_want_sort (upkeep, "last_name");
  wait_until (read_number (fixture, N_PENDING) == 0);
  g_assert_cmpint (read_number (fixture, N_INDEXES), ==, 0);
  postino_contact_upkeep_free (upkeep);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/contact-upkeep/search-index", Fixture, "", set_up, test_search_index, tear_down);
  g_test_add ("/contact-upkeep/waits-for-import", Fixture,
              "INSERT INTO import (name, mode, state, options, started_us) VALUES ('f', 'add', 'applying', '{}', 1);",
              set_up, test_waits_for_import, tear_down);
  g_test_add ("/contact-upkeep/sort-index", Fixture, "", set_up, test_sort_index, tear_down);
  g_test_add ("/contact-upkeep/no-index-while-sending", Fixture,
              "INSERT INTO campaign (kind, name, state, wanted, created_us, modified_us) "
              "VALUES ('campaign', 'c', 'running', 'run', 1, 1);",
              set_up, test_no_index_while_sending, tear_down);
  return g_test_run ();
}
