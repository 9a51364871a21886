/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "collect/collect-api.h"
#include "collect/collector-client.h"
#include "running-collector.h"

#define API_KEY "correct-horse"

typedef struct {
  char *folder;
  PostinoSpool *spool;
  RunningCollector collector;
  char *url;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("postino-test-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "spool.db", NULL);
  fixture->spool = postino_spool_open (path, NULL, &error);
  g_assert_no_error (error);
  start_collector (&fixture->collector, fixture->spool, API_KEY);
  fixture->url = g_strdup_printf ("http://127.0.0.1:%u/", fixture->collector.port);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  stop_collector (&fixture->collector);
  postino_spool_close (fixture->spool);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->url);
}

static PostinoCollectorClient *
make_client (Fixture    *fixture,
             const char *key)
{
  g_autoptr (GError) error = NULL;
  PostinoCollectorClient *client = postino_collector_client_new (fixture->url, key, &error);

  g_assert_no_error (error);
  return client;
}

static void
test_ping (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoCollectorClient) right = make_client (fixture, API_KEY);
  g_autoptr (PostinoCollectorClient) wrong = make_client (fixture, "wrong");

  g_assert_true (postino_collector_client_ping (right, &error));
  g_assert_no_error (error);
  g_assert_false (postino_collector_client_ping (wrong, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED);
}

static void
test_events (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoCollectorClient) client = make_client (fixture, API_KEY);
  PostinoHit hit = { 0, 17, 'o', 7, 1, 0, "GET", "192.0.2.0", "x" };
  gint64 after = 0;
  guint n_found = 0;

  for (int i = 0; i <= POSTINO_COLLECT_API_PAGE; i++)
    {
      hit.row = i;
      postino_spool_gather (fixture->spool, &hit);
    }
  g_assert_true (postino_spool_flush (fixture->spool, &error));
  for (;;)
    {
      g_autoptr (PostinoCollectorEvents) events = postino_collector_client_events (client, after, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (events->spool_id, ==, postino_spool_get_id (fixture->spool));
      if (events->hits->len == 0)
        break;
      g_assert_cmpuint (events->hits->len, ==, n_found == 0 ? POSTINO_COLLECT_API_PAGE : 1);
      n_found += events->hits->len;
      after = ((PostinoHit *) events->hits->pdata[events->hits->len - 1])->id;
    }
  g_assert_cmpuint (n_found, ==, POSTINO_COLLECT_API_PAGE + 1);

  g_assert_true (postino_collector_client_acknowledge (client, after, &error));
  {
    g_autoptr (GPtrArray) left = postino_spool_page (fixture->spool, 0, 10, &error);

    g_assert_cmpuint (left->len, ==, 0);
  }
}

/* What was published is served at once: the link leads, and the token opens under the key that came along. */
static void
test_publish (Fixture      *fixture,
              gconstpointer data)
{
  static const PostinoToken token = { POSTINO_TOKEN_CLICK, 7, 1, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoCollectorClient) client = make_client (fixture, API_KEY);
  g_autoptr (GPtrArray) urls = g_ptr_array_new ();
  PostinoPublication publication = { 7, FALSE, (char *) "Bottega", (char *) "it", urls };
  guint8 bytes[POSTINO_TOKEN_KEY_SIZE];
  g_autoptr (GBytes) key = NULL;
  g_autofree char *text = NULL;
  g_autofree char *path = NULL;

  postino_random_bytes (bytes, sizeof bytes);
  key = g_bytes_new (bytes, sizeof bytes);
  text = postino_token_seal (bytes, &token);
  path = g_strconcat ("/c/", text, NULL);
  g_ptr_array_add (urls, (char *) "https://shop.example/");
  g_assert_cmpuint (fetch_status (&fixture->collector, "GET", path, NULL), ==, 404);
  g_assert_true (postino_collector_client_publish (client, &publication, key, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fetch_status (&fixture->collector, "GET", path, NULL), ==, 302);

  g_ptr_array_add (urls, (char *) "javascript:alert(1)");
  g_assert_false (postino_collector_client_publish (client, &publication, key, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL);
}

static void
test_urls (void)
{
  static const struct {
    const char *url;
    gboolean ok;
  } cases[] = {
    { "https://mail.example", TRUE },
    { "https://mail.example/postino/", TRUE },
    { "http://127.0.0.1:8080", TRUE },
    { "http://localhost:8080", TRUE },
    { "http://[::1]:8080", TRUE },
    { "http://mail.example", FALSE },
    { "http://127.0.0.1.mail.example", FALSE },
    { "ftp://mail.example", FALSE },
    { "mail.example", FALSE },
    { "", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoCollectorClient) client = postino_collector_client_new (cases[i].url, "k", &error);

      g_test_message ("%s", cases[i].url);
      g_assert_cmpint (client != NULL, ==, cases[i].ok);
      if (!cases[i].ok)
        g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
    }
}

static void
test_unreachable (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoCollectorClient) client = postino_collector_client_new ("http://127.0.0.1:1", "k", &error);

  g_assert_false (postino_collector_client_ping (client, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "http://127.0.0.1:1"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(NAME, FUNC) g_test_add ("/collector-client/" NAME, Fixture, NULL, set_up, FUNC, tear_down)
  ADD ("ping", test_ping);
  ADD ("events", test_events);
  ADD ("publish", test_publish);
#undef ADD
  g_test_add_func ("/collector-client/urls", test_urls);
  g_test_add_func ("/collector-client/unreachable", test_unreachable);
  return g_test_run ();
}
