/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An import beside the main loop. The thread leaves numbers behind a lock; a timer of the main
 * context looks at them, so that a million rows cost the window four signals a second.
 *
 * The thread holds what it needs by a reference of its own (Work): the job may go while it runs. */

#include "gui/contacts/import-job.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

enum { LOOK_MS = 250 };

/* Shared with the thread; freed by whoever is last. */
typedef struct {
  PostinoStore *store;
  PostinoImportPlan *plan;
  gboolean is_trial;
  char *rejects;
  PostinoImportOutcome outcome;

  GMutex lock; /* for what follows */
  PostinoImportPhase phase;
  gint64 n_rows;
  double fraction;
  gint64 phase_started_us; /* monotonic */
} Work;

struct _PostinoImportJob {
  GObject parent_instance;

  Work *work;
  GCancellable *cancellable;
  GError *error;
  gboolean has_ended;
  guint look_id;
};

enum { SIGNAL_PROGRESS, SIGNAL_ENDED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoImportJob, postino_import_job, G_TYPE_OBJECT)

void
postino_import_plan_free (PostinoImportPlan *plan)
{
  g_free (plan->path);
  g_free (plan->encoding);
  g_free (plan->delimiter);
  g_strfreev (plan->map);
  g_strfreev (plan->lists);
  g_free (plan->consent_words);
  g_free (plan->consent_basis);
  g_free (plan->consent_source);
  g_free (plan);
}

static void
clear_work (gpointer data)
{
  Work *work = data;

  if (work->rejects != NULL)
    g_unlink (work->rejects);
  g_free (work->rejects);
  g_object_unref (work->store);
  postino_import_plan_free (work->plan);
  g_mutex_clear (&work->lock);
}

static void
release_work (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_work);
}

static void
note_progress (PostinoImportPhase phase,
               gint64             n_rows,
               double             fraction,
               gpointer           data)
{
  Work *work = data;

  g_mutex_lock (&work->lock);
  if (phase != work->phase)
    work->phase_started_us = g_get_monotonic_time ();
  work->phase = phase;
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
  const PostinoImportPlan *plan = work->plan;
  PostinoImportOptions options = {
    .path = plan->path,
    .encoding = plan->encoding,
    .delimiter = plan->delimiter,
    .map = (const char *const *) plan->map,
    .lists = (const char *const *) plan->lists,
    .policy = plan->policy,
    .consent_words = plan->consent_words,
    .consent_purposes = plan->consent_purposes,
    .consent_basis = plan->consent_basis,
    .consent_source = plan->consent_source,
    .consent_at_us = plan->consent_at_us,
    .dry_run = work->is_trial,
    .rejects = work->rejects,
    .progress = note_progress,
    .progress_data = work,
  };
  GError *error = NULL;

  if (postino_import_run (work->store, &options, &work->outcome, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Who waits for the thread: the job, if it is still there, and the application in any case. */
typedef struct {
  GWeakRef job;
  GApplication *application; /* held; or NULL */
} Waiting;

static PostinoImportJob *
end_waiting (Waiting *waiting)
{
  PostinoImportJob *job = g_weak_ref_get (&waiting->job);

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
  g_autoptr (PostinoImportJob) self = end_waiting (user_data);
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
postino_import_job_dispose (GObject *object)
{
  PostinoImportJob *self = POSTINO_IMPORT_JOB (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->work != NULL && self->work->is_trial)
    g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (postino_import_job_parent_class)->dispose (object);
}

static void
postino_import_job_finalize (GObject *object)
{
  PostinoImportJob *self = POSTINO_IMPORT_JOB (object);

  g_clear_pointer (&self->work, release_work);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (postino_import_job_parent_class)->finalize (object);
}

static void
postino_import_job_class_init (PostinoImportJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = postino_import_job_dispose;
  object_class->finalize = postino_import_job_finalize;

  signals[SIGNAL_PROGRESS] = g_signal_new ("progress", POSTINO_TYPE_IMPORT_JOB, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", POSTINO_TYPE_IMPORT_JOB, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
postino_import_job_init (PostinoImportJob *self)
{
  self->cancellable = g_cancellable_new ();
}

/* An empty private file; NULL if there is no room even for that: then the rows are only counted. */
static char *
make_rejects_file (void)
{
  char *path = g_build_filename (g_get_user_runtime_dir (), "postino-rejects-XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      g_free (path);
      return NULL;
    }
  close (fd);
  return path;
}

static Waiting *
begin_waiting (PostinoImportJob *job,
               GApplication     *application)
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

PostinoImportJob *
postino_import_job_start (PostinoStore      *store,
                          PostinoImportPlan *plan,
                          gboolean           is_trial,
                          GApplication      *application)
{
  PostinoImportJob *self = g_object_new (POSTINO_TYPE_IMPORT_JOB, NULL);
  g_autoptr (GTask) task = NULL;

  self->work = g_atomic_rc_box_new0 (Work);
  g_mutex_init (&self->work->lock);
  self->work->store = g_object_ref (store);
  self->work->plan = plan;
  self->work->is_trial = is_trial;
  self->work->rejects = is_trial ? NULL : make_rejects_file ();
  self->work->phase_started_us = g_get_monotonic_time ();

  task = g_task_new (NULL, self->cancellable, ended_cb, begin_waiting (self, application));
  g_task_set_check_cancellable (task, FALSE); /* the import says itself how it ended */
  g_task_set_task_data (task, g_atomic_rc_box_acquire (self->work), release_work);
  g_task_run_in_thread (task, import_in_thread);
  self->look_id = g_timeout_add (LOOK_MS, look_cb, self);
  return self;
}

void
postino_import_job_cancel (PostinoImportJob *self)
{
  g_cancellable_cancel (self->cancellable);
}

PostinoImportPhase
postino_import_job_get_phase (PostinoImportJob *self)
{
  PostinoImportPhase phase;

  g_mutex_lock (&self->work->lock);
  phase = self->work->phase;
  g_mutex_unlock (&self->work->lock);
  return phase;
}

double
postino_import_job_get_fraction (PostinoImportJob *self)
{
  double fraction;

  g_mutex_lock (&self->work->lock);
  fraction = CLAMP (self->work->fraction, 0, 1);
  g_mutex_unlock (&self->work->lock);
  return fraction;
}

gint64
postino_import_job_get_n_rows (PostinoImportJob *self)
{
  gint64 n_rows;

  g_mutex_lock (&self->work->lock);
  n_rows = self->work->n_rows;
  g_mutex_unlock (&self->work->lock);
  return n_rows;
}

double
postino_import_job_get_rate (PostinoImportJob *self)
{
  double seconds;
  double rate;

  g_mutex_lock (&self->work->lock);
  seconds = (double) (g_get_monotonic_time () - self->work->phase_started_us) / G_USEC_PER_SEC;
  rate = seconds > 0 ? (double) self->work->n_rows / seconds : 0;
  g_mutex_unlock (&self->work->lock);
  return rate;
}

const PostinoImportOutcome *
postino_import_job_get_outcome (PostinoImportJob *self)
{
  return self->has_ended && self->error == NULL ? &self->work->outcome : NULL;
}

const GError *
postino_import_job_get_error (PostinoImportJob *self)
{
  return self->error;
}

const char *
postino_import_job_get_rejects (PostinoImportJob *self)
{
  return self->has_ended && self->work->outcome.n_invalid > 0 ? self->work->rejects : NULL;
}
