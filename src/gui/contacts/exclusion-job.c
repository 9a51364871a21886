/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of exclusions beside the main loop: as import-job does it for contacts, the thread leaves
 * numbers behind a lock, and a timer of the main context looks at them. The thread holds what it needs
 * by a reference of its own (Work): the job may go while it runs. */

#include "gui/contacts/exclusion-job.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

enum { LOOK_MS = 250 };

/* As stored with what comes this way. */
#define SOURCE "import"

/* Shared with the thread; freed by whoever is last. */
typedef struct {
  PostinoStore *store;
  char *path;
  char *reason;  /* NULL: only a look */
  char *rejects; /* or NULL */
  PostinoSuppressionImport done;
  gint64 started_us; /* monotonic */

  GMutex lock;       /* for what follows */
  gint64 n_rows;
  double fraction;
} Work;

struct _PostinoExclusionJob {
  GObject parent_instance;

  Work *work;
  GCancellable *cancellable;
  GError *error;
  gboolean has_ended;
  guint look_id;
};

enum { SIGNAL_PROGRESS, SIGNAL_ENDED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoExclusionJob, postino_exclusion_job, G_TYPE_OBJECT)

static void
clear_work (gpointer data)
{
  Work *work = data;

  if (work->rejects != NULL)
    g_unlink (work->rejects);
  g_free (work->rejects);
  g_free (work->path);
  g_free (work->reason);
  g_object_unref (work->store);
  g_mutex_clear (&work->lock);
}

static void
release_work (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_work);
}

static void
note_progress (gint64   n_rows,
               double   fraction,
               gpointer data)
{
  Work *work = data;

  g_mutex_lock (&work->lock);
  work->n_rows = n_rows;
  work->fraction = fraction;
  g_mutex_unlock (&work->lock);
}

static void
import_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  Work *work = data;
  const PostinoSuppressionImportOptions options = {
    .path = work->path,
    .reason = work->reason,
    .source = SOURCE,
    .how = SOURCE,
    .dry_run = work->reason == NULL,
    .rejects = work->rejects,
    .progress = note_progress,
    .progress_data = work,
  };
  GError *error = NULL;

  if (postino_suppression_import (work->store, &options, &work->done, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Who waits for the thread: the job, if it is still there, and the application in any case. */
typedef struct {
  GWeakRef job;
  GApplication *application; /* held; or NULL */
} Waiting;

static Waiting *
begin_waiting (PostinoExclusionJob *job,
               GApplication        *application)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  g_weak_ref_init (&waiting->job, job);
  if (application != NULL)
    {
      waiting->application = g_object_ref (application);
      g_application_hold (application);
    }
  return waiting;
}

static PostinoExclusionJob *
end_waiting (Waiting *waiting)
{
  PostinoExclusionJob *job = g_weak_ref_get (&waiting->job);

  g_weak_ref_clear (&waiting->job);
  if (waiting->application != NULL)
    g_application_release (waiting->application);
  g_clear_object (&waiting->application);
  g_free (waiting);
  return job;
}

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (PostinoExclusionJob) self = end_waiting (user_data);
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (self == NULL)
    return;
  g_clear_handle_id (&self->look_id, g_source_remove);
  self->error = g_steal_pointer (&error);
  self->has_ended = TRUE;
  g_signal_emit (self, signals[SIGNAL_ENDED], 0);
}

static gboolean
look_cb (gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_PROGRESS], 0);
  return G_SOURCE_CONTINUE;
}

static void
postino_exclusion_job_dispose (GObject *object)
{
  PostinoExclusionJob *self = POSTINO_EXCLUSION_JOB (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->work != NULL && self->work->reason == NULL)
    g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (postino_exclusion_job_parent_class)->dispose (object);
}

static void
postino_exclusion_job_finalize (GObject *object)
{
  PostinoExclusionJob *self = POSTINO_EXCLUSION_JOB (object);

  g_clear_pointer (&self->work, release_work);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (postino_exclusion_job_parent_class)->finalize (object);
}

static void
postino_exclusion_job_class_init (PostinoExclusionJobClass *klass)
{
  static const char *const names[N_SIGNALS] = { "progress", "ended" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = postino_exclusion_job_dispose;
  object_class->finalize = postino_exclusion_job_finalize;
  for (int i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], POSTINO_TYPE_EXCLUSION_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
}

static void
postino_exclusion_job_init (PostinoExclusionJob *self)
{
  self->cancellable = g_cancellable_new ();
}

/* An empty private file; NULL if there is no room even for that: then the rows are only counted. */
static char *
make_rejects_file (void)
{
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), "postino-rejects-XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    return NULL;
  close (fd);
  return g_steal_pointer (&path);
}

PostinoExclusionJob *
postino_exclusion_job_start (PostinoStore *store,
                             const char   *path,
                             const char   *reason,
                             GApplication *application)
{
  PostinoExclusionJob *self = g_object_new (POSTINO_TYPE_EXCLUSION_JOB, NULL);
  Work *work = g_atomic_rc_box_new0 (Work);
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, ended_cb,
                                       begin_waiting (self, application));

  g_mutex_init (&work->lock);
  work->store = g_object_ref (store);
  work->path = g_strdup (path);
  work->reason = g_strdup (reason);
  work->rejects = reason != NULL ? make_rejects_file () : NULL;
  work->started_us = g_get_monotonic_time ();
  self->work = work;
  g_task_set_check_cancellable (task, FALSE); /* the import says itself how it ended */
  g_task_set_task_data (task, g_atomic_rc_box_acquire (work), release_work);
  g_task_run_in_thread (task, import_in_thread);
  self->look_id = g_timeout_add (LOOK_MS, look_cb, self);
  return self;
}

void
postino_exclusion_job_cancel (PostinoExclusionJob *self)
{
  g_cancellable_cancel (self->cancellable);
}

double
postino_exclusion_job_get_fraction (PostinoExclusionJob *self)
{
  double fraction;

  g_mutex_lock (&self->work->lock);
  fraction = CLAMP (self->work->fraction, 0, 1);
  g_mutex_unlock (&self->work->lock);
  return fraction;
}

gint64
postino_exclusion_job_get_n_rows (PostinoExclusionJob *self)
{
  gint64 n_rows;

  g_mutex_lock (&self->work->lock);
  n_rows = self->work->n_rows;
  g_mutex_unlock (&self->work->lock);
  return n_rows;
}

double
postino_exclusion_job_get_rate (PostinoExclusionJob *self)
{
  gint64 spent_us = g_get_monotonic_time () - self->work->started_us;

  return (double) postino_exclusion_job_get_n_rows (self) * G_USEC_PER_SEC / (double) MAX (spent_us, 1);
}

const PostinoSuppressionImport *
postino_exclusion_job_get_done (PostinoExclusionJob *self)
{
  return self->has_ended ? &self->work->done : NULL;
}

const GError *
postino_exclusion_job_get_error (PostinoExclusionJob *self)
{
  return self->error;
}

const char *
postino_exclusion_job_get_rejects (PostinoExclusionJob *self)
{
  return self->has_ended && self->error == NULL && self->work->done.n_invalid > 0 ? self->work->rejects
                                                                                 : NULL;
}
