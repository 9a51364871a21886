/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"
#include "campaign/identities-table.h"

#define NOW G_GINT64_CONSTANT (1000)

static const PostinoIdentity bare = { .email = (char *) "shop@example.com", .name = (char *) "Bottega" };
static const PostinoIdentity whole = {
  .email = (char *) "shop@example.com",
  .name = (char *) "Bottega Città",
  .reply_to = (char *) "ann@example.com",
  .unsubscribe_to = (char *) "stop@example.com",
  .postal_address = (char *) "Via Roma 1\n50125 Firenze",
  .legal = (char *) "Bottega S.r.l.",
  .privacy_url = (char *) "https://example.com/p",
};

static void
assert_is (const PostinoIdentity *found,
           const PostinoIdentity *expected)
{
  g_assert_cmpstr (found->email, ==, expected->email);
  g_assert_cmpstr (found->name, ==, expected->name);
  g_assert_cmpstr (found->reply_to, ==, expected->reply_to);
  g_assert_cmpstr (found->unsubscribe_to, ==, expected->unsubscribe_to);
  g_assert_cmpstr (found->postal_address, ==, expected->postal_address);
  g_assert_cmpstr (found->legal, ==, expected->legal);
  g_assert_cmpstr (found->privacy_url, ==, expected->privacy_url);
}

static void
put (PostinoDb             *db,
     const PostinoIdentity *identity)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_identities_table_put (db, identity, NOW, &error));
  g_assert_no_error (error);
}

/* The address is what an identity is known by: put again, it is the same one with other words. */
static void
test_put (void)
{
  const PostinoIdentity *const order[] = { &bare, &whole, &bare, &whole };
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);

  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autoptr (PostinoIdentity) by_email = NULL;
      g_autoptr (PostinoIdentity) by_id = NULL;
      g_autoptr (GPtrArray) listed = NULL;

      put (db, order[i]);
      by_email = postino_identities_table_get_by_email (db, "shop@example.com", NULL);
      by_id = postino_identities_table_get (db, 1, NULL);
      listed = postino_identities_table_list (db, NULL);
      assert_is (by_email, order[i]);
      assert_is (by_id, order[i]);
      g_assert_cmpint (by_email->id, ==, 1);
      g_assert_cmpuint (listed->len, ==, 1);
    }
  remove_scratch_folder (folder);
}

/* A removed one is still found by its number, for the report; its address begins anew. */
static void
test_removed (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (PostinoIdentity) old = NULL;
  g_autoptr (PostinoIdentity) new = NULL;
  g_autoptr (GPtrArray) listed = NULL;
  g_autoptr (GError) error = NULL;

  put (db, &whole);
  g_assert_true (postino_db_exec (db, "UPDATE identity SET removed_us = 5", &error));
  g_assert_null (postino_identities_table_get_by_email (db, "shop@example.com", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);

  put (db, &bare);
  old = postino_identities_table_get (db, 1, NULL);
  new = postino_identities_table_get_by_email (db, "shop@example.com", NULL);
  listed = postino_identities_table_list (db, NULL);
  assert_is (old, &whole);
  assert_is (new, &bare);
  g_assert_cmpint (new->id, ==, 2);
  g_assert_cmpuint (listed->len, ==, 1);
  remove_scratch_folder (folder);
}

static void
test_not_found (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;

  g_assert_null (postino_identities_table_get (db, 1, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  remove_scratch_folder (folder);
}

/* It comes back as it was, unless its address is somebody else's by then. */
static void
test_restored (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (PostinoIdentity) back = NULL;
  g_autoptr (GError) error = NULL;
  gboolean removed = FALSE;

  put (db, &whole);
  g_assert_true (postino_identities_table_remove (db, 1, NOW, &error));
  g_assert_true (postino_identities_table_is_removed (db, 1, &removed, &error));
  g_assert_true (removed);
  g_assert_true (postino_identities_table_restore (db, 1, &error));
  g_assert_true (postino_identities_table_is_removed (db, 1, &removed, &error));
  g_assert_false (removed);
  back = postino_identities_table_get_by_email (db, "shop@example.com", &error);
  assert_is (back, &whole);

  g_assert_true (postino_identities_table_remove (db, 1, NOW, &error));
  put (db, &bare);
  g_assert_false (postino_identities_table_restore (db, 1, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS);
  g_clear_pointer (&db, postino_db_close);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/identities-table/put", test_put);
  g_test_add_func ("/identities-table/removed", test_removed);
  g_test_add_func ("/identities-table/restored", test_restored);
  g_test_add_func ("/identities-table/not-found", test_not_found);
  return g_test_run ();
}
