/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Needs no display. */
#include "gui/contacts/file-job.h"

typedef struct {
  gboolean fails;
  gboolean waits;       /* for the cancellable */
  gboolean *was_freed;
  char *rejects;
} Work;

static void
free_work (gpointer data)
{
  Work *work = data;

  if (work->was_freed != NULL)
    g_atomic_int_set (work->was_freed, TRUE);
  g_free (work->rejects);
  g_free (work);
}

static gboolean
do_work (gpointer          data,
         PostinoFileNotes *notes,
         GCancellable     *cancellable,
         GError          **error)
{
  Work *work = data;

  work->rejects = g_strdup (postino_file_notes_get_rejects (notes));
  postino_file_notes_set (notes, 1, 500, 1.5);
  while (work->waits && !g_cancellable_set_error_if_cancelled (cancellable, error))
    g_usleep (1000);
  if (work->waits)
    return FALSE;
  if (work->fails)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "No");
  return !work->fails;
}

static void
count_cb (PostinoFileJob *job,
          guint          *n)
{
  (*n)++;
}

static PostinoFileJob *
start (Work  *work,
       gboolean is_trial,
       guint *n_ended)
{
  PostinoFileJob *job = postino_file_job_start (do_work, work, free_work, is_trial, NULL);

  g_signal_connect (job, "ended", G_CALLBACK (count_cb), n_ended);
  g_assert_null (postino_file_job_get_work (job));
  g_assert_null (postino_file_job_get_rejects (job));
  return job;
}

static void
wait_for (guint *n)
{
  while (*n == 0)
    g_main_context_iteration (NULL, TRUE);
}

/* What is done for real has a private file, which goes with the job. */
static void
test_whole (void)
{
  Work *work = g_new0 (Work, 1);
  guint n_ended = 0;
  PostinoFileJob *job = start (work, FALSE, &n_ended);
  g_autofree char *rejects = NULL;

  wait_for (&n_ended);
  g_assert_no_error (postino_file_job_get_error (job));
  g_assert_true (postino_file_job_get_work (job) == work);
  g_assert_cmpuint (postino_file_job_get_phase (job), ==, 1);
  g_assert_cmpint (postino_file_job_get_n_rows (job), ==, 500);
  g_assert_cmpfloat (postino_file_job_get_fraction (job), ==, 1);
  g_assert_cmpfloat (postino_file_job_get_rate (job), >, 0);
  rejects = g_strdup (postino_file_job_get_rejects (job));
  g_assert_cmpstr (work->rejects, ==, rejects);
  g_assert_true (g_file_test (rejects, G_FILE_TEST_IS_REGULAR));
  g_object_unref (job);
  while (g_file_test (rejects, G_FILE_TEST_EXISTS)) /* the thread may be the last to let go */
    g_usleep (1000);
}

static void
test_failure (void)
{
  Work *work = g_new0 (Work, 1);
  guint n_ended = 0;
  g_autoptr (PostinoFileJob) job = NULL;

  work->fails = TRUE;
  job = start (work, TRUE, &n_ended);
  wait_for (&n_ended);
  g_assert_error (postino_file_job_get_error (job), G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_null (work->rejects);
}

static void
test_cancelled (void)
{
  Work *work = g_new0 (Work, 1);
  guint n_ended = 0;
  guint n_told = 0;
  g_autoptr (PostinoFileJob) job = NULL;

  work->waits = TRUE;
  job = start (work, FALSE, &n_ended);
  g_signal_connect (job, "progress", G_CALLBACK (count_cb), &n_told);
  wait_for (&n_told);
  g_assert_cmpuint (n_ended, ==, 0);
  postino_file_job_cancel (job);
  wait_for (&n_ended);
  g_assert_error (postino_file_job_get_error (job), G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Nobody wants to know any more: a trial ends by itself, and tells nobody. */
static void
test_dropped (void)
{
  Work *work = g_new0 (Work, 1);
  gboolean was_freed = FALSE;
  guint n_ended = 0;

  work->waits = TRUE;
  work->was_freed = &was_freed;
  g_object_unref (start (work, TRUE, &n_ended));
  while (!g_atomic_int_get (&was_freed))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (n_ended, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("postino-file-job-XXXXXX", NULL);

  g_setenv ("XDG_RUNTIME_DIR", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file-job/whole", test_whole);
  g_test_add_func ("/file-job/failure", test_failure);
  g_test_add_func ("/file-job/cancelled", test_cancelled);
  g_test_add_func ("/file-job/dropped", test_dropped);
  return g_test_run ();
}
