/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/error.h"
#include "store/change.h"
#include "store/store.h"

enum { N_THREADS = 4, N_WRITES = 50 };

typedef struct {
  PostinoStore *store;
  PostinoStoreUrgency urgency;
} Submitter;

static gboolean
bump (PostinoDb *db,
      gpointer   data,
      GError   **error)
{
  return postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error);
}

static gboolean
bump_and_fail (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  if (!postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error))
    return FALSE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, "as wished");
  return FALSE;
}

static gboolean
read_number (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  *(gint64 *) data = postino_change_read (db, POSTINO_TOPIC_CONTACTS, error);
  return *(gint64 *) data >= 0;
}

static gpointer
submit_many (gpointer data)
{
  Submitter *submitter = data;

  for (int i = 0; i < N_WRITES; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (postino_store_write (submitter->store, submitter->urgency, bump, NULL, &error));
      g_assert_no_error (error);
    }
  return NULL;
}

static PostinoStore *
open_store (char **folder)
{
  g_autoptr (PostinoDb) db = open_scratch_db (folder);
  g_autoptr (GError) error = NULL;
  PostinoStore *store = postino_store_new (postino_db_get_path (db), &error);

  g_assert_no_error (error);
  return store;
}

static void
test_threads (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoStore) store = open_store (&folder);
  g_autoptr (GError) error = NULL;
  Submitter submitters[N_THREADS];
  GThread *threads[N_THREADS];
  gint64 n = 0;

  g_assert_true (postino_store_start_checkpoints (store, &error));
  for (int i = 0; i < N_THREADS; i++)
    {
      submitters[i] = (Submitter) { store, i % 2 ? POSTINO_STORE_URGENT : POSTINO_STORE_NORMAL };
      threads[i] = g_thread_new ("submitter", submit_many, &submitters[i]);
    }
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);

  g_assert_true (postino_store_read (store, read_number, &n, &error));
  g_assert_cmpint (n, ==, N_THREADS * N_WRITES);
  postino_store_close (store);
  remove_scratch_folder (folder);
}

static void
test_failure_rolls_back (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoStore) store = open_store (&folder);
  g_autoptr (GError) error = NULL;
  gint64 n = -1;

  g_assert_false (postino_store_write (store, POSTINO_STORE_NORMAL, bump_and_fail, NULL, &error));
  g_assert_cmpstr (error->message, ==, "as wished");
  g_clear_error (&error);
  g_assert_true (postino_store_read (store, read_number, &n, &error));
  g_assert_cmpint (n, ==, 0);
  postino_store_close (store);
  remove_scratch_folder (folder);
}

static void
take_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 *n = postino_store_run_finish (POSTINO_STORE (source), result, &error);

  g_assert_no_error (error);
  g_assert_cmpint (*n, ==, 0);
  g_main_loop_quit (user_data);
}

static void
test_async (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoStore) store = open_store (&folder);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  postino_store_run_async (store, FALSE, read_number, g_new0 (gint64, 1), g_free, NULL, take_result_cb, loop);
  g_main_loop_run (loop);
  postino_store_close (store);
  remove_scratch_folder (folder);
}

/* One digit a job: the number says in which order they ran. */
static gboolean
append_digit (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  return postino_db_run (db, error, "INSERT INTO change VALUES ('order', ?1) ON CONFLICT DO UPDATE SET n = n * 10 + ?1", "i",
                         GPOINTER_TO_INT (data));
}

static gboolean
read_order (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  return postino_db_get_number (db, -1, data, error, "SELECT n FROM change WHERE topic = 'order'", "");
}

/* What was asked for is done in that order, and before the store is closed, though nobody listens. */
static void
test_async_order (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoStore) store = open_store (&folder);
  g_autoptr (GError) error = NULL;
  gint64 order = 0;

  for (int i = 1; i <= 9; i++)
    postino_store_run_async (store, TRUE, append_digit, GINT_TO_POINTER (i), NULL, NULL, NULL, NULL);
  postino_store_close (store);
  g_assert_true (postino_store_read (store, read_order, &order, &error));
  g_assert_no_error (error);
  g_assert_cmpint (order, ==, 123456789);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/threads", test_threads);
  g_test_add_func ("/store/failure-rolls-back", test_failure_rolls_back);
  g_test_add_func ("/store/async", test_async);
  g_test_add_func ("/store/async-order", test_async_order);
  return g_test_run ();
}
