/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "stats/shares-query.h"

/* States: 0 ready, 1 handed, 2 deferred, 3 in doubt, 4 accepted, 5 refused, 6 expired, 7 skipped. */
static void
add_row (PostinoDb  *db,
         int         campaign,
         const char *key,
         int         state,
         int         server)
{
  g_autoptr (GError) error = NULL;

  postino_db_run (db, &error, "INSERT INTO ledger (campaign, key, address, state, server) VALUES (?1, ?2, ?2, ?3, nullif (?4, 0))",
                  "isii", campaign, key, state, server);
  g_assert_no_error (error);
}

/* "name total/accepted/refused/deferred/in doubt", one after the other; yours. */
static char *
describe (GPtrArray *shares)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < shares->len; i++)
    {
      const PostinoShare *share = shares->pdata[i];
      g_autofree char *server = g_strdup_printf ("%d", (int) share->server);

      g_string_append_printf (text, "%s%s %d/%d/%d/%d/%d", i > 0 ? ", " : "",
                              share->id != NULL ? share->id : share->server != 0 ? server : "rest", (int) share->total,
                              (int) share->accepted, (int) share->refused, (int) share->deferred, (int) share->in_doubt);
    }
  return g_string_free (text, FALSE);
}

static PostinoShares *
count (PostinoDb *db,
       guint      limit)
{
  g_autoptr (PostinoProviderList) providers = postino_provider_list_load ();
  PostinoShares *shares = postino_shares_new (1, providers);
  g_autoptr (GError) error = NULL;
  gboolean is_done = FALSE;

  while (!is_done)
    {
      g_assert_true (postino_shares_step (shares, db, limit, &is_done, &error));
      g_assert_no_error (error);
    }
  return shares;
}

static void
test_counts (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;

  add_row (db, 1, "a@gmail.com", 4, 7);
  add_row (db, 1, "b@googlemail.com", 5, 7);
  add_row (db, 1, "c@hosted.example", 2, 8);
  add_row (db, 1, "\"d@x\"@own.example", 3, 8);
  add_row (db, 1, "e@own.example", 6, 8);
  add_row (db, 1, "f@own.example", 0, 0);
  add_row (db, 1, "g@left.example", 7, 0);
  add_row (db, 2, "a@gmail.com", 4, 7);
  postino_db_exec (db, "INSERT INTO mail_domain VALUES ('hosted.example', 'gmail', 1)", &error);
  g_assert_no_error (error);
  for (guint limit = 1; limit < 9; limit++)
    {
      g_autoptr (PostinoShares) shares = count (db, limit);
      g_autofree char *servers = describe (postino_shares_get_servers (shares));
      g_autofree char *destinations = describe (postino_shares_get_destinations (shares));

      g_assert_cmpstr (servers, ==, "8 3/0/1/1/1, 7 2/1/1/0/0");
      g_assert_cmpstr (destinations, ==, "gmail 3/1/1/1/0, own.example 3/0/1/0/1");
    }
  remove_scratch_folder (folder);
}

/* The biggest by name, the others together; one more than the bound is named. */
static void
test_bound (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (PostinoShares) all = NULL;
  g_autoptr (PostinoShares) bounded = NULL;
  const PostinoShare *rest;

  for (int i = 0; i <= POSTINO_SHARES_DESTINATIONS_MAX; i++)
    {
      g_autofree char *key = g_strdup_printf ("a@d%d.example", i);

      add_row (db, 1, key, 4, 1);
    }
  all = count (db, 100);
  g_assert_cmpuint (postino_shares_get_destinations (all)->len, ==, POSTINO_SHARES_DESTINATIONS_MAX + 1);
  add_row (db, 1, "a@more.example", 5, 1);
  bounded = count (db, 100);
  g_assert_cmpuint (postino_shares_get_destinations (bounded)->len, ==, POSTINO_SHARES_DESTINATIONS_MAX + 1);
  rest = postino_shares_get_destinations (bounded)->pdata[POSTINO_SHARES_DESTINATIONS_MAX];
  g_assert_null (rest->id);
  g_assert_cmpint (rest->total, ==, 2);
  g_assert_cmpint (rest->accepted, ==, 1);
  g_assert_cmpint (rest->refused, ==, 1);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shares-query/counts", test_counts);
  g_test_add_func ("/shares-query/bound", test_bound);
  return g_test_run ();
}
