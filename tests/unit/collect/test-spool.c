/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/random.h"
#include "collect/spool.h"

enum { N_BURST = 5000, PAGE = 1000 };

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("postino-test-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "spool.db", NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static PostinoSpool *
open_spool (Fixture   *fixture,
            GPtrArray *keys)
{
  g_autoptr (GError) error = NULL;
  PostinoSpool *spool = postino_spool_open (fixture->path, keys, &error);

  g_assert_no_error (error);
  return spool;
}

static GPtrArray *
read_page (PostinoSpool *spool,
           gint64        after,
           guint         limit)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *hits = postino_spool_page (spool, after, limit, &error);

  g_assert_no_error (error);
  return hits;
}

static GBytes *
make_key (void)
{
  guint8 bytes[POSTINO_TOKEN_KEY_SIZE];

  postino_random_bytes (bytes, sizeof bytes);
  return g_bytes_new (bytes, sizeof bytes);
}

static const PostinoHit sample = { 0, 1700000000000000, 'c', 7, 12345, 3, "GET", "192.0.2.0", "Mozilla/5.0 (è)" };

static void
test_append (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoSpool) spool = open_spool (fixture, NULL);
  g_autoptr (GPtrArray) hits = NULL;
  const PostinoHit *hit;
  struct stat info;

  g_assert_true (postino_spool_append (spool, &sample, &error));
  g_assert_no_error (error);
  hits = read_page (spool, 0, PAGE);
  g_assert_cmpuint (hits->len, ==, 1);
  hit = hits->pdata[0];
  g_assert_cmpint (hit->id, ==, 1);
  g_assert_cmpint (hit->at_us, ==, sample.at_us);
  g_assert_cmpint (hit->kind, ==, 'c');
  g_assert_cmpint (hit->campaign, ==, 7);
  g_assert_cmpint (hit->row, ==, 12345);
  g_assert_cmpuint (hit->link, ==, 3);
  g_assert_cmpstr (hit->method, ==, "GET");
  g_assert_cmpstr (hit->ip, ==, "192.0.2.0");
  g_assert_cmpstr (hit->agent, ==, "Mozilla/5.0 (è)");

  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

/* Gathered hits are all there after a flush, in order, and after closing without one. */
static void
test_gather (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  PostinoSpool *spool = open_spool (fixture, NULL);
  gint64 after = 0;
  gint64 expected = 0;

  for (int i = 0; i < N_BURST; i++)
    {
      PostinoHit hit = sample;

      hit.row = i;
      postino_spool_gather (spool, &hit);
    }
  g_assert_true (postino_spool_flush (spool, &error));
  g_assert_no_error (error);
  for (;;)
    {
      g_autoptr (GPtrArray) hits = read_page (spool, after, PAGE);

      if (hits->len == 0)
        break;
      for (guint i = 0; i < hits->len; i++)
        g_assert_cmpint (((PostinoHit *) hits->pdata[i])->row, ==, expected++);
      after = ((PostinoHit *) hits->pdata[hits->len - 1])->id;
    }
  g_assert_cmpint (expected, ==, N_BURST);

  postino_spool_gather (spool, &sample);
  postino_spool_close (spool);
  spool = open_spool (fixture, NULL);
  {
    g_autoptr (GPtrArray) hits = read_page (spool, after, PAGE);

    g_assert_cmpuint (hits->len, ==, 1);
  }
  postino_spool_close (spool);
}

/* An id is never used again, even when the spool was emptied: a harvest goes by it. */
static void
test_acknowledge (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoSpool) spool = open_spool (fixture, NULL);

  for (int i = 0; i < 3; i++)
    g_assert_true (postino_spool_append (spool, &sample, &error));
  g_assert_true (postino_spool_acknowledge (spool, 2, &error));
  {
    g_autoptr (GPtrArray) hits = read_page (spool, 0, PAGE);

    g_assert_cmpuint (hits->len, ==, 1);
    g_assert_cmpint (((PostinoHit *) hits->pdata[0])->id, ==, 3);
  }
  g_assert_true (postino_spool_acknowledge (spool, 3, &error));
  g_assert_true (postino_spool_append (spool, &sample, &error));
  {
    g_autoptr (GPtrArray) hits = read_page (spool, 0, PAGE);

    g_assert_cmpuint (hits->len, ==, 1);
    g_assert_cmpint (((PostinoHit *) hits->pdata[0])->id, ==, 4);
  }
}

static void
publish (PostinoSpool *spool,
         gint64        campaign,
         gboolean      is_test,
         const char   *sender,
         const char   *first,
         const char   *second,
         GBytes       *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) urls = g_ptr_array_new ();
  PostinoPublication publication = { campaign, is_test, (char *) sender, NULL, urls };

  g_ptr_array_add (urls, (char *) first);
  if (second != NULL)
    g_ptr_array_add (urls, (char *) second);
  g_assert_true (postino_spool_publish (spool, &publication, key, 1, &error));
  g_assert_no_error (error);
}

static void
check_find (PostinoSpool *spool,
            gint64        campaign,
            guint         link,
            gboolean      is_known,
            const char   *url)
{
  g_autoptr (GError) error = NULL;
  g_auto (PostinoPublished) published = { 0 };

  g_assert_true (postino_spool_find (spool, campaign, link, &published, &error));
  g_assert_no_error (error);
  g_assert_cmpint (published.is_known, ==, is_known);
  g_assert_cmpstr (published.url, ==, url);
}

static void
test_publish (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoSpool) spool = open_spool (fixture, NULL);

  publish (spool, 7, FALSE, "Bottega", "https://a.example/", "https://b.example/?q=1", NULL);
  publish (spool, 8, TRUE, NULL, "https://c.example/", NULL, NULL);
  check_find (spool, 7, 0, TRUE, "https://a.example/");
  check_find (spool, 7, 1, TRUE, "https://b.example/?q=1");
  check_find (spool, 7, 2, TRUE, NULL);
  check_find (spool, 8, 0, TRUE, "https://c.example/");
  check_find (spool, 9, 0, FALSE, NULL);

  /* A second time replaces the whole table: no link of the first is left. */
  publish (spool, 7, FALSE, "Bottega", "https://new.example/", NULL, NULL);
  check_find (spool, 7, 0, TRUE, "https://new.example/");
  check_find (spool, 7, 1, TRUE, NULL);
}

static void
check_opens (PostinoSpool *spool,
             GBytes       *key,
             gboolean      opens)
{
  const PostinoToken token = { POSTINO_TOKEN_UNSUBSCRIBE, 7, 99, 0 };
  g_autofree char *text = postino_token_seal (g_bytes_get_data (key, NULL), &token);
  PostinoToken found = { 0 };

  g_assert_cmpint (postino_spool_open_token (spool, text, &found), ==, opens);
  if (opens)
    g_assert_cmpint (found.row, ==, 99);
}

/* Old keys go on opening, those that came by publish () after a restart too, and a foreign one never does. */
static void
test_keys (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GPtrArray) given = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) published = make_key ();
  g_autoptr (GBytes) newer = make_key ();
  g_autoptr (GBytes) foreign = make_key ();
  PostinoSpool *spool;

  g_ptr_array_add (given, make_key ());
  g_ptr_array_add (given, make_key ());
  spool = open_spool (fixture, given);
  check_opens (spool, given->pdata[0], TRUE);
  check_opens (spool, given->pdata[1], TRUE);
  check_opens (spool, published, FALSE);
  publish (spool, 1, FALSE, NULL, "https://a.example/", NULL, published);
  publish (spool, 2, FALSE, NULL, "https://a.example/", NULL, newer);
  publish (spool, 3, FALSE, NULL, "https://a.example/", NULL, newer);
  check_opens (spool, published, TRUE);
  postino_spool_close (spool);

  spool = open_spool (fixture, NULL);
  check_opens (spool, published, TRUE);
  check_opens (spool, newer, TRUE);
  check_opens (spool, foreign, FALSE);
  postino_spool_close (spool);
}

static void
test_id (Fixture      *fixture,
         gconstpointer data)
{
  PostinoSpool *spool = open_spool (fixture, NULL);
  g_autofree char *id = g_strdup (postino_spool_get_id (spool));

  g_assert_cmpuint (strlen (id), ==, 16);
  postino_spool_close (spool);
  spool = open_spool (fixture, NULL);
  g_assert_cmpstr (postino_spool_get_id (spool), ==, id);
  postino_spool_close (spool);
}

/* A process that is killed the moment append () has returned has lost nothing. */
static void
test_killed (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (PostinoSpool) spool = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  pid_t child = fork ();
  int status = 0;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      PostinoSpool *own = postino_spool_open (fixture->path, NULL, NULL);

      if (own != NULL && postino_spool_append (own, &sample, NULL))
        kill (getpid (), SIGKILL);
      _exit (1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));

  spool = open_spool (fixture, NULL);
  hits = read_page (spool, 0, PAGE);
  g_assert_cmpuint (hits->len, ==, 1);
}

static void
test_foreign_file (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "not a database, but long enough to look like one", -1, NULL));
  g_assert_null (postino_spool_open (fixture->path, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_DAMAGED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(NAME, FUNC) g_test_add ("/spool/" NAME, Fixture, NULL, set_up, FUNC, tear_down)
  ADD ("killed", test_killed); /* first: it forks, and no thread should run yet */
  ADD ("append", test_append);
  ADD ("gather", test_gather);
  ADD ("acknowledge", test_acknowledge);
  ADD ("publish", test_publish);
  ADD ("keys", test_keys);
  ADD ("id", test_id);
  ADD ("foreign-file", test_foreign_file);
#undef ADD
  return g_test_run ();
}
