/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model-fixture.h"

#include "base/error.h"
#include "model/draft.h"

#define WORLD                                                                                        \
  "INSERT INTO identity (id, email, name, created_us) VALUES (1, 'a@x.it', 'a', 1);"                 \
  "INSERT INTO server (id, name, kind, host, port, tls, created_us) VALUES "                         \
  "(1, 'a', 'smtp', 'h', 25, 'none', 1), (2, 'b', 'smtp', 'h', 25, 'none', 1);"                      \
  "INSERT INTO list (id, name, created_us) VALUES (1, 'a', 1), (2, 'b', 1);"                         \
  "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'c', 1, 1);" \
  "INSERT INTO revision (id, campaign, subject, html, created_us) VALUES (5, 1, 'Hi', '<p>', 1);"    \
  "UPDATE campaign SET revision = 5;"                                                                \
  "INSERT INTO campaign_list VALUES (1, 2, 1);"

static void
count_cb (GObject *object,
          guint   *n)
{
  (*n)++;
}

static void
keep_error_cb (PostinoDraft *draft,
               GError       *error,
               GError      **kept)
{
  g_clear_error (kept);
  *kept = g_error_copy (error);
}

static void
test_read (void)
{
  Fixture fixture;
  g_autoptr (PostinoDraft) draft = NULL;

  open_fixture (&fixture, WORLD, NULL);
  draft = postino_draft_new (fixture.store, 1);
  g_assert_null (postino_draft_get_campaign (draft));
  g_assert_false (postino_draft_is_draft (draft));
  wait_until (postino_draft_get_campaign (draft) != NULL);
  g_assert_true (postino_draft_is_draft (draft));
  g_assert_cmpstr (postino_draft_get_subject (draft), ==, "Hi");
  g_assert_true (postino_draft_has_content (draft));
  g_assert_cmpint (postino_draft_get_list_use (draft, 1), ==, POSTINO_LIST_USE_NONE);
  g_assert_cmpint (postino_draft_get_list_use (draft, 2), ==, POSTINO_LIST_USE_EXCLUDE);
  g_assert_cmpuint (postino_draft_count_servers (draft), ==, 0);

  /* Another program's word is seen. */
  write_sql (&fixture, "UPDATE campaign SET wanted = 'run';" BUMP ("campaigns"));
  postino_draft_look (draft);
  wait_until (!postino_draft_is_draft (draft));
  g_clear_object (&draft);
  close_fixture (&fixture);
}

static void
test_attach (void)
{
  PostinoAttachment attachment = { .name = (char *) "a.pdf", .sha256 = (char *) "aa", .size_bytes = 3 };
  Fixture fixture;
  g_autoptr (PostinoDraft) draft = NULL;
  GPtrArray *found;

  open_fixture (&fixture, WORLD, NULL);
  draft = postino_draft_new (fixture.store, 1);
  g_assert_null (postino_draft_get_attachments (draft));
  wait_until (postino_draft_get_campaign (draft) != NULL);
  g_assert_cmpuint (postino_draft_get_attachments (draft)->len, ==, 0);
  postino_draft_attach (draft, postino_attachment_copy (&attachment));
  wait_until (postino_draft_get_attachments (draft)->len == 1);
  found = postino_draft_get_attachments (draft);
  g_assert_cmpstr (((PostinoAttachment *) found->pdata[0])->name, ==, "a.pdf");
  postino_draft_detach (draft, ((PostinoAttachment *) found->pdata[0])->id);
  wait_until (postino_draft_get_attachments (draft)->len == 0);
  g_clear_object (&draft);
  close_fixture (&fixture);
}

/* Changes of a second made at once: the last one holds, and none is shown and taken back. */
static void
test_change (void)
{
  Fixture fixture;
  g_autoptr (PostinoDraft) draft = NULL;

  open_fixture (&fixture, WORLD, NULL);
  draft = postino_draft_new (fixture.store, 1);
  wait_until (postino_draft_get_campaign (draft) != NULL);
  for (int i = 0; i < 5; i++)
    {
      postino_draft_use_list (draft, 1, i % 2 == 0 ? POSTINO_LIST_USE_INCLUDE : POSTINO_LIST_USE_NONE);
      postino_draft_use_server (draft, 2, (guint) i);
    }
  postino_draft_set_name (draft, "Natale");
  postino_draft_set_identity (draft, 1);
  postino_draft_set_tracking (draft, POSTINO_TRACKING_NONE);
  postino_draft_set_utm (draft, "a,b,c");
  postino_draft_set_lifetime (draft, 2);
  wait_until (postino_draft_get_campaign (draft)->lifetime_days == 2);
  g_assert_cmpstr (postino_draft_get_campaign (draft)->utm, ==, "a,b,c");
  g_assert_cmpint (postino_draft_get_list_use (draft, 1), ==, POSTINO_LIST_USE_INCLUDE);
  g_assert_cmpuint (postino_draft_count_lists (draft, POSTINO_LIST_USE_INCLUDE), ==, 1);
  g_assert_cmpuint (postino_draft_get_weight (draft, 2), ==, 4);
  g_assert_cmpstr (postino_draft_get_campaign (draft)->name, ==, "Natale");
  g_assert_cmpint (postino_draft_get_campaign (draft)->identity, ==, 1);
  g_assert_cmpint (postino_draft_get_campaign (draft)->tracking, ==, POSTINO_TRACKING_NONE);
  g_clear_object (&draft);
  close_fixture (&fixture);
}

/* The window went right after the last change: it is written all the same. */
static void
test_change_outlives (void)
{
  Fixture fixture;
  PostinoDraft *draft;

  open_fixture (&fixture, WORLD, NULL);
  draft = postino_draft_new (fixture.store, 1);
  postino_draft_use_list (draft, 1, POSTINO_LIST_USE_INCLUDE);
  postino_draft_set_lifetime (draft, 9);
  g_object_unref (draft);
  for (gint64 days = 0; days != 9;)
    {
      g_autoptr (GArray) read = read_numbers (&fixture, "SELECT lifetime_days FROM campaign");

      days = g_array_index (read, gint64, 0);
      g_main_context_iteration (NULL, FALSE);
    }
  close_fixture (&fixture);
}

static void
test_too_late (void)
{
  Fixture fixture;
  g_autoptr (PostinoDraft) draft = NULL;
  g_autoptr (GError) error = NULL;
  guint n_changed = 0;

  open_fixture (&fixture, WORLD, NULL);
  draft = postino_draft_new (fixture.store, 1);
  wait_until (postino_draft_get_campaign (draft) != NULL);
  g_signal_connect (draft, "failed", G_CALLBACK (keep_error_cb), &error);
  g_signal_connect (draft, "changed", G_CALLBACK (count_cb), &n_changed);
  write_sql (&fixture, "UPDATE campaign SET state = 'running', wanted = 'run'");
  postino_draft_use_list (draft, 1, POSTINO_LIST_USE_INCLUDE);
  wait_until (n_changed > 0);
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
  g_assert_cmpint (postino_draft_get_list_use (draft, 1), ==, POSTINO_LIST_USE_NONE);
  g_assert_false (postino_draft_is_draft (draft));
  g_clear_object (&draft);
  close_fixture (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draft/read", test_read);
  g_test_add_func ("/draft/attach", test_attach);
  g_test_add_func ("/draft/change", test_change);
  g_test_add_func ("/draft/change-outlives", test_change_outlives);
  g_test_add_func ("/draft/too-late", test_too_late);
  return g_test_run ();
}
