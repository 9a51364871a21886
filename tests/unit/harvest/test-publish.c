/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-workspace.h"

#include "base/error.h"
#include "harvest/harvest.h"
#include "harvest/publish.h"
#include "running-collector.h"
#include "workspace/secrets.h"

#define API_KEY "correct-horse"

static const char campaigns[] =
  "INSERT INTO identity (id, email, name, created_us) VALUES (1, 'a@shop.example', 'Bottega', 1);"
  "INSERT INTO campaign (id, kind, name, state, identity, collector_url, created_us, modified_us) VALUES"
  " (1, 'campaign', 'Local', 'launching', 1, 'http://127.0.0.1:4711', 1, 1),"
  " (2, 'test', 'Test', 'launching', 1, 'http://127.0.0.1:4711', 1, 1),"
  " (3, 'campaign', 'Nowhere', 'launching', 1, NULL, 1, 1),"
  " (4, 'campaign', 'Undone', 'draft', 1, 'http://127.0.0.1:4711', 1, 1);"
  "INSERT INTO revision (id, campaign, subject, html, created_us) VALUES"
  " (1, 1, 's', '<!DOCTYPE html><html class=\"x\" lang=\"it-IT\"><body>', 1);"
  "UPDATE campaign SET revision = 1 WHERE id = 1;"
  "INSERT INTO campaign_link VALUES (1, 0, 'https://shop.example/'), (1, 1, 'https://shop.example/caff\u00e8 nero'),"
  " (2, 0, 'https://shop.example/test?a#b');"
  "UPDATE campaign SET utm = 'lettera,email,' WHERE id = 2";

typedef struct {
  char *folder;
  PostinoWorkspace *workspace;
  PostinoSpool *spool;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->workspace = open_scratch_workspace (&fixture->folder);
  run_sql (fixture->workspace, campaigns);
  path = postino_workspace_build_path (fixture->workspace, "spool.db");
  fixture->spool = postino_spool_open (path, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  postino_spool_close (fixture->spool);
  g_object_unref (fixture->workspace);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
}

#define NUMBER(SQL) get_number (fixture->workspace, SQL)

static void
check_link (Fixture    *fixture,
            gint64      campaign,
            guint       link,
            gboolean    is_test,
            const char *language,
            const char *url)
{
  g_auto (PostinoPublished) published = { 0 };

  g_assert_true (postino_spool_find (fixture->spool, campaign, link, &published, NULL));
  g_assert_true (published.is_known);
  g_assert_cmpint (published.is_test, ==, is_test);
  g_assert_cmpstr (published.sender, ==, "Bottega");
  g_assert_cmpstr (published.language, ==, language);
  g_assert_cmpstr (published.url, ==, url);
}

static void
check_key (Fixture *fixture)
{
  static const PostinoToken token = { POSTINO_TOKEN_OPEN, 1, 1, 0 };
  g_autoptr (GBytes) key = postino_secrets_get_token_key (fixture->workspace, NULL);
  g_autofree char *text = postino_token_seal (g_bytes_get_data (key, NULL), &token);
  PostinoToken found;

  g_assert_true (postino_spool_open_token (fixture->spool, text, &found));
}

static void
test_local (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (PostinoPublished) undone = { 0 };

  g_assert_true (postino_publish_run (fixture->workspace, NULL, &error)); /* the collector does not run yet */
  g_assert_no_error (error);
  g_assert_cmpint (NUMBER ("SELECT count(*) FROM campaign WHERE published_us IS NOT NULL"), ==, 0);

  g_assert_true (postino_publish_run (fixture->workspace, fixture->spool, &error));
  g_assert_no_error (error);
  g_assert_cmpint (NUMBER ("SELECT sum (id) FROM campaign WHERE published_us IS NOT NULL"), ==, 1 + 2);
  check_link (fixture, 1, 0, FALSE, "it-IT", "https://shop.example/");
  check_link (fixture, 1, 1, FALSE, "it-IT", "https://shop.example/caff%C3%A8%20nero");
  check_link (fixture, 2, 0, TRUE, NULL, "https://shop.example/test?a&utm_source=lettera&utm_medium=email#b");
  check_key (fixture);
  g_assert_true (postino_spool_find (fixture->spool, 4, 0, &undone, &error));
  g_assert_false (undone.is_known);
}

/* The first failure is told, the others go out all the same; what failed is not marked. */
static void
test_public (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;
  RunningCollector running;

  start_collector (&running, fixture->spool, API_KEY);
  sql = g_strdup_printf ("INSERT INTO setting VALUES ('collector-url', 'http://127.0.0.1:%u');"
                         "UPDATE campaign SET collector_url = 'http://127.0.0.1:%u' WHERE id = 1;"
                         "UPDATE campaign SET collector_url = 'https://old.example' WHERE id = 2",
                         running.port, running.port);
  run_sql (fixture->workspace, sql);
  postino_secrets_store (fixture->workspace, POSTINO_SECRET_COLLECTOR_KEY, API_KEY, NULL, &error);
  g_assert_no_error (error);

  g_assert_false (postino_publish_run (fixture->workspace, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "https://old.example"));
  g_assert_cmpint (NUMBER ("SELECT sum (id) FROM campaign WHERE published_us IS NOT NULL"), ==, 1);
  check_link (fixture, 1, 1, FALSE, "it-IT", "https://shop.example/caff%C3%A8%20nero");
  check_key (fixture);
  stop_collector (&running);
}

static void
test_unreachable (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  run_sql (fixture->workspace, "INSERT INTO setting VALUES ('collector-url', 'http://127.0.0.1:1');"
                               "UPDATE campaign SET collector_url = 'http://127.0.0.1:1' WHERE id = 1");
  g_assert_false (postino_publish_run (fixture->workspace, fixture->spool, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_true (postino_publish_run (fixture->workspace, fixture->spool, &error)); /* left alone for a while */
  g_assert_cmpint (NUMBER ("SELECT sum (id) FROM campaign WHERE published_us IS NOT NULL"), ==, 2);
}

static void
test_encode_url (void)
{
  g_autofree char *encoded = postino_publish_encode_url ("https://a.example/\r\n\x7f%20?q=~");

  g_assert_cmpstr (encoded, ==, "https://a.example/%0D%0A%7F%20?q=~");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(NAME, FUNC) g_test_add ("/publish/" NAME, Fixture, NULL, set_up, FUNC, tear_down)
  ADD ("local", test_local);
  ADD ("public", test_public);
  ADD ("unreachable", test_unreachable);
#undef ADD
  g_test_add_func ("/publish/encode-url", test_encode_url);
  return g_test_run ();
}
