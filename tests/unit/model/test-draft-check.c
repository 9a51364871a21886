/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-fixture.h"

#include "base/token.h"
#include "model/draft-check.h"

/* Two with consent, one without, one suppressed. */
#define WORLD                                                                                        \
  "INSERT INTO contact (id, key, address, consent, created_us, modified_us) VALUES "                 \
  "(1, 'a@x.it', 'a@x.it', 1, 1, 1), (2, 'b@x.it', 'b@x.it', 1, 1, 1), "                             \
  "(3, 'c@x.it', 'c@x.it', 0, 1, 1), (4, 'd@x.it', 'd@x.it', 1, 1, 1);"                              \
  "INSERT INTO suppression (key, reason, source, at_us) VALUES ('d@x.it', 'unsubscribed', 'manual', 1);" \
  "INSERT INTO list (id, name, created_us) VALUES (1, 'a', 1);"                                      \
  "INSERT INTO list_member SELECT 1, id, 1 FROM contact;"                                            \
  "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'c', 1, 1);"

static PostinoDraftCheck *
make_check (Fixture *fixture)
{
  static const guint8 bytes[POSTINO_TOKEN_KEY_SIZE] = { 1 };
  g_autoptr (GBytes) key = g_bytes_new_static (bytes, sizeof bytes);

  open_fixture (fixture, WORLD, NULL);
  return postino_draft_check_new (fixture->store, key, 1);
}

static void
test_check (void)
{
  Fixture fixture;
  g_autoptr (PostinoDraftCheck) check = make_check (&fixture);
  const PostinoAudienceCount *count;

  g_assert_null (postino_draft_check_get_count (check));
  g_assert_null (postino_draft_check_get_error (check));
  wait_until (postino_draft_check_is_current (check));
  count = postino_draft_check_get_count (check);
  g_assert_cmpint (count->total, ==, 0);
  g_assert_nonnull (postino_draft_check_get_error (check));
  g_assert_cmpuint (postino_draft_check_get_findings (check)->len, >, 1);

  write_sql (&fixture, "INSERT INTO campaign_list VALUES (1, 1, 0);" BUMP ("campaigns"));
  wait_until (postino_draft_check_get_count (check)->total == 4);
  count = postino_draft_check_get_count (check);
  g_assert_cmpint (count->ready, ==, 2);
  g_assert_cmpint (count->no_consent, ==, 1);
  g_assert_cmpint (count->suppressed, ==, 1);
  g_clear_object (&check);
  close_fixture (&fixture);
}

/* It is never said to be current while something said to have moved was not looked at. */
static void
test_look (void)
{
  Fixture fixture;
  g_autoptr (PostinoDraftCheck) check = make_check (&fixture);

  wait_until (postino_draft_check_is_current (check));
  write_sql (&fixture, "INSERT INTO campaign_list VALUES (1, 1, 0)");
  postino_draft_check_look (check);
  g_assert_false (postino_draft_check_is_current (check));
  wait_until (postino_draft_check_is_current (check));
  g_assert_cmpint (postino_draft_check_get_count (check)->total, ==, 4);
  g_clear_object (&check);
  close_fixture (&fixture);
}

static void
test_failure (void)
{
  Fixture fixture;
  g_autoptr (PostinoDraftCheck) check = make_check (&fixture);

  wait_until (postino_draft_check_is_current (check));
  g_assert_null (postino_draft_check_get_failure (check));
  write_sql (&fixture, "DELETE FROM campaign");
  postino_draft_check_look (check);
  wait_until (postino_draft_check_get_failure (check) != NULL);
  g_clear_object (&check);
  close_fixture (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draft-check/check", test_check);
  g_test_add_func ("/draft-check/look", test_look);
  g_test_add_func ("/draft-check/failure", test_failure);
  return g_test_run ();
}
