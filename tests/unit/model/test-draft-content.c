/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/draft-content.h"

#include <string.h>

#include "model/model-fixture.h"

#define CAMPAIGN_SQL                                                                                               \
  "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'One', 1, 1), "            \
  "(2, 'campaign', 'Empty', 1, 1);"                                                                                \
  "INSERT INTO revision (id, campaign, subject, html, created_us) VALUES (7, 1, 'Hello', '<p>Hello</p>', 1);"       \
  "UPDATE campaign SET revision = 7 WHERE id = 1;"

/* As postinoctl does it. */
#define OTHERS_WRITE(id, subject)                                                                                  \
  "INSERT INTO revision (id, campaign, subject, html, created_us) VALUES (" #id ", 1, '" subject "', '', 1);"       \
  "UPDATE campaign SET revision = " #id " WHERE id = 1;" BUMP ("campaigns")

typedef struct {
  Fixture base;
  PostinoDraftContent *content;
} ContentFixture;

static void
set_up (ContentFixture *fixture,
        gconstpointer   data)
{
  open_fixture (&fixture->base, CAMPAIGN_SQL, NULL);
  fixture->content = postino_draft_content_new (fixture->base.store, 1);
  wait_until (postino_draft_content_is_loaded (fixture->content));
}

static void
tear_down (ContentFixture *fixture,
           gconstpointer   data)
{
  g_clear_object (&fixture->content);
  close_fixture (&fixture->base);
}

static gint64
read_number (ContentFixture *fixture,
             const char     *sql)
{
  g_autoptr (GArray) numbers = read_numbers (&fixture->base, sql);

  return numbers->len > 0 ? g_array_index (numbers, gint64, 0) : -1;
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *n)
{
  (*n)++;
}

static void
test_load (ContentFixture *fixture,
           gconstpointer   data)
{
  PostinoDraftContent *content = fixture->content;

  g_assert_true (postino_draft_content_is_editable (content));
  g_assert_cmpstr (postino_draft_content_get_subject (content), ==, "Hello");
  g_assert_cmpstr (postino_draft_content_get_preheader (content), ==, "");
  g_assert_cmpstr (postino_draft_content_get_html (content), ==, "<p>Hello</p>");
  g_assert_cmpstr (postino_draft_content_get_text (content), ==, "");
  g_assert_cmpuint (postino_draft_content_get_save_state (content), ==, POSTINO_SAVE_SAVED);
}

/* A campaign that has no content yet gets its first revision. */
static void
test_empty (ContentFixture *fixture,
            gconstpointer   data)
{
  g_autoptr (PostinoDraftContent) content = postino_draft_content_new (fixture->base.store, 2);

  wait_until (postino_draft_content_is_loaded (content));
  g_assert_cmpstr (postino_draft_content_get_html (content), ==, "");
  postino_draft_content_set_html (content, "<p>");
  postino_draft_content_save_now (content);
  wait_until (postino_draft_content_get_save_state (content) == POSTINO_SAVE_SAVED);
  g_assert_cmpint (read_number (fixture, "SELECT count(*) FROM revision WHERE campaign = 2 AND html = '<p>'"), ==, 1);
}

/* Saves by itself; only changes are told. */
static void
test_autosave (ContentFixture *fixture,
               gconstpointer   data)
{
  PostinoDraftContent *content = fixture->content;
  guint n_told = 0;
  gint64 began_us = g_get_monotonic_time ();

  g_signal_connect (content, "notify::subject", G_CALLBACK (count_cb), &n_told);
  postino_draft_content_set_subject (content, "Hello");
  g_assert_cmpuint (postino_draft_content_get_save_state (content), ==, POSTINO_SAVE_SAVED);
  g_object_set (content, "subject", "Hello you", "preheader", "Look", NULL);
  g_assert_cmpuint (n_told, ==, 1);
  g_assert_cmpuint (postino_draft_content_get_save_state (content), ==, POSTINO_SAVE_WAITING);
  wait_until (postino_draft_content_get_save_state (content) == POSTINO_SAVE_SAVED);
  g_assert_cmpint (g_get_monotonic_time () - began_us, >=, 1900 * 1000);
  g_assert_cmpint (read_number (fixture, "SELECT count(*) FROM campaign JOIN revision ON revision.id = campaign.revision "
                                "WHERE subject = 'Hello you' AND preheader = 'Look' AND text IS NULL"), ==, 1);
}

/* What is typed during a save is saved after it, into the same young revision. */
static void
test_typing_on (ContentFixture *fixture,
                gconstpointer   data)
{
  PostinoDraftContent *content = fixture->content;

  postino_draft_content_set_text (content, "One");
  postino_draft_content_save_now (content);
  g_assert_cmpuint (postino_draft_content_get_save_state (content), ==, POSTINO_SAVE_SAVING);
  postino_draft_content_set_text (content, "Two");
  wait_until (postino_draft_content_get_save_state (content) == POSTINO_SAVE_WAITING);
  postino_draft_content_save_now (content);
  wait_until (postino_draft_content_get_save_state (content) == POSTINO_SAVE_SAVED);
  g_assert_cmpstr (postino_draft_content_get_text (content), ==, "Two");
  g_assert_cmpint (read_number (fixture, "SELECT count(*) FROM revision WHERE campaign = 1"), ==, 2);
  g_assert_cmpint (read_number (fixture, "SELECT count(*) FROM revision WHERE text = 'Two'"), ==, 1);
}

/* Letting go loses nothing, even while a save with an older text is under way and nobody iterates any more. */
static void
test_dispose (ContentFixture *fixture,
              gconstpointer   data)
{
  postino_draft_content_set_html (fixture->content, "older");
  postino_draft_content_save_now (fixture->content);
  postino_draft_content_set_html (fixture->content, "last");
  g_clear_object (&fixture->content);
  postino_store_close (fixture->base.store);
  g_assert_cmpint (read_number (fixture, "SELECT count(*) FROM campaign JOIN revision ON revision.id = campaign.revision "
                                "WHERE html = 'last'"), ==, 1);
}

static void
test_others (ContentFixture *fixture,
             gconstpointer   data)
{
  PostinoDraftContent *content = fixture->content;

  write_sql (&fixture->base, OTHERS_WRITE (20, "Theirs"));
  wait_until (g_str_equal (postino_draft_content_get_subject (content), "Theirs"));
  g_assert_cmpuint (postino_draft_content_get_save_state (content), ==, POSTINO_SAVE_SAVED);

  /* Both: what was typed wins, theirs is the revision before. */
  postino_draft_content_set_subject (content, "Mine");
  write_sql (&fixture->base, OTHERS_WRITE (21, "Theirs again"));
  wait_until (postino_draft_content_get_save_state (content) == POSTINO_SAVE_SAVED);
  g_assert_cmpstr (postino_draft_content_get_subject (content), ==, "Mine");
  g_assert_cmpint (read_number (fixture, "SELECT revision FROM campaign WHERE id = 1"), ==, 22);
  g_assert_cmpint (read_number (fixture, "SELECT count(*) FROM revision WHERE subject = 'Theirs again'"), ==, 1);
}

/* Launched under the window: a sentence, and nothing is changed; a draft again, it is saved. */
static void
test_launched (ContentFixture *fixture,
               gconstpointer   data)
{
  PostinoDraftContent *content = fixture->content;

  postino_draft_content_set_subject (content, "Too late");
  write_sql (&fixture->base, "UPDATE campaign SET state = 'running', wanted = 'run' WHERE id = 1;" BUMP ("campaigns"));
  postino_draft_content_save_now (content);
  wait_until (postino_draft_content_get_save_state (content) == POSTINO_SAVE_FAILED);
  g_assert_nonnull (strstr (postino_draft_content_get_failure (content), "One"));
  wait_until (!postino_draft_content_is_editable (content));
  postino_draft_content_set_subject (content, "Not taken");
  g_assert_cmpstr (postino_draft_content_get_subject (content), ==, "Too late");
  g_assert_cmpint (read_number (fixture, "SELECT revision FROM campaign WHERE id = 1"), ==, 7);

  write_sql (&fixture->base, "UPDATE campaign SET state = 'draft', wanted = 'draft' WHERE id = 1;" BUMP ("campaigns"));
  wait_until (postino_draft_content_get_save_state (content) == POSTINO_SAVE_SAVED);
  g_assert_cmpint (read_number (fixture, "SELECT count(*) FROM revision WHERE subject = 'Too late'"), ==, 1);
  g_assert_null (postino_draft_content_get_failure (content));
}

static void
test_missing (ContentFixture *fixture,
              gconstpointer   data)
{
  g_autoptr (PostinoDraftContent) content = postino_draft_content_new (fixture->base.store, 99);

  wait_until (postino_draft_content_get_failure (content) != NULL);
  g_assert_false (postino_draft_content_is_loaded (content));
  g_assert_false (postino_draft_content_is_editable (content));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/draft-content/" name, ContentFixture, NULL, set_up, func, tear_down)
  ADD ("load", test_load);
  ADD ("empty", test_empty);
  ADD ("autosave", test_autosave);
  ADD ("typing-on", test_typing_on);
  ADD ("dispose", test_dispose);
  ADD ("others", test_others);
  ADD ("launched", test_launched);
  ADD ("missing", test_missing);
#undef ADD
  return g_test_run ();
}
