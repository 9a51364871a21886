/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Work beside the main loop. The thread leaves numbers behind a lock; a timer of the main context
 * looks at them, so that a million rows cost the window four signals a second.
 *
 * The thread holds what it needs by a reference of its own (Notes): the job may go while it runs. */

#include "gui/contacts/file-job.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

enum { LOOK_MS = 250 };

/* Shared with the thread; freed by whoever is last. */
struct _PostinoFileNotes {
  PostinoFileJobFunc func;
  gpointer work;
  GDestroyNotify free_work;
  gboolean is_trial;
  char *rejects; /* or NULL */

  GMutex lock; /* for what follows */
  guint phase;
  gint64 n_rows;
  double fraction;
  gint64 phase_started_us; /* monotonic */
};

struct _PostinoFileJob {
  GObject parent_instance;

  PostinoFileNotes *notes;
  GCancellable *cancellable;
  GError *error;
  gboolean has_ended;
  guint look_id;
};

enum { SIGNAL_PROGRESS, SIGNAL_ENDED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoFileJob, postino_file_job, G_TYPE_OBJECT)

static void
clear_notes (gpointer data)
{
  PostinoFileNotes *notes = data;

  if (notes->rejects != NULL)
    g_unlink (notes->rejects);
  g_free (notes->rejects);
  notes->free_work (notes->work);
  g_mutex_clear (&notes->lock);
}

static void
release_notes (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_notes);
}

/* ---- on the thread ---- */

void
postino_file_notes_set (PostinoFileNotes *notes,
                        guint             phase,
                        gint64            n_rows,
                        double            fraction)
{
  g_mutex_lock (&notes->lock);
  if (phase != notes->phase)
    notes->phase_started_us = g_get_monotonic_time ();
  notes->phase = phase;
  notes->n_rows = n_rows;
  notes->fraction = fraction;
  g_mutex_unlock (&notes->lock);
}

const char *
postino_file_notes_get_rejects (PostinoFileNotes *notes)
{
  return notes->rejects;
}

static void
work_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  PostinoFileNotes *notes = data;
  GError *error = NULL;

  if (notes->func (notes->work, notes, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* ---- in the main context ---- */

/* Who waits for the thread: the job, if it is still there, and the application in any case. */
typedef struct {
  GWeakRef job;
  GApplication *application; /* held; or NULL */
} Waiting;

static Waiting *
begin_waiting (PostinoFileJob *job,
               GApplication   *application)
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

static PostinoFileJob *
end_waiting (Waiting *waiting)
{
  PostinoFileJob *job = g_weak_ref_get (&waiting->job);

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
  g_autoptr (PostinoFileJob) self = end_waiting (user_data);
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
postino_file_job_dispose (GObject *object)
{
  PostinoFileJob *self = POSTINO_FILE_JOB (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->notes != NULL && self->notes->is_trial)
    g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (postino_file_job_parent_class)->dispose (object);
}

static void
postino_file_job_finalize (GObject *object)
{
  PostinoFileJob *self = POSTINO_FILE_JOB (object);

  g_clear_pointer (&self->notes, release_notes);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (postino_file_job_parent_class)->finalize (object);
}

static void
postino_file_job_class_init (PostinoFileJobClass *klass)
{
  static const char *const names[N_SIGNALS] = { "progress", "ended" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = postino_file_job_dispose;
  object_class->finalize = postino_file_job_finalize;
  for (int i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], POSTINO_TYPE_FILE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
postino_file_job_init (PostinoFileJob *self)
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

PostinoFileJob *
postino_file_job_start (PostinoFileJobFunc func,
                        gpointer           work,
                        GDestroyNotify     free_work,
                        gboolean           is_trial,
                        GApplication      *application)
{
  PostinoFileJob *self = g_object_new (POSTINO_TYPE_FILE_JOB, NULL);
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, ended_cb,
                                       begin_waiting (self, application));

  self->notes = g_atomic_rc_box_new0 (PostinoFileNotes);
  g_mutex_init (&self->notes->lock);
  self->notes->func = func;
  self->notes->work = work;
  self->notes->free_work = free_work;
  self->notes->is_trial = is_trial;
  self->notes->rejects = is_trial ? NULL : make_rejects_file ();
  self->notes->phase_started_us = g_get_monotonic_time ();
  g_task_set_check_cancellable (task, FALSE); /* the work says itself how it ended */
  g_task_set_task_data (task, g_atomic_rc_box_acquire (self->notes), release_notes);
  g_task_run_in_thread (task, work_in_thread);
  self->look_id = g_timeout_add (LOOK_MS, look_cb, self);
  return self;
}

void
postino_file_job_cancel (PostinoFileJob *self)
{
  g_cancellable_cancel (self->cancellable);
}

guint
postino_file_job_get_phase (PostinoFileJob *self)
{
  guint phase;

  g_mutex_lock (&self->notes->lock);
  phase = self->notes->phase;
  g_mutex_unlock (&self->notes->lock);
  return phase;
}

double
postino_file_job_get_fraction (PostinoFileJob *self)
{
  double fraction;

  g_mutex_lock (&self->notes->lock);
  fraction = CLAMP (self->notes->fraction, 0, 1);
  g_mutex_unlock (&self->notes->lock);
  return fraction;
}

gint64
postino_file_job_get_n_rows (PostinoFileJob *self)
{
  gint64 n_rows;

  g_mutex_lock (&self->notes->lock);
  n_rows = self->notes->n_rows;
  g_mutex_unlock (&self->notes->lock);
  return n_rows;
}

double
postino_file_job_get_rate (PostinoFileJob *self)
{
  double seconds;
  double rate;

  g_mutex_lock (&self->notes->lock);
  seconds = (double) (g_get_monotonic_time () - self->notes->phase_started_us) / G_USEC_PER_SEC;
  rate = seconds > 0 ? (double) self->notes->n_rows / seconds : 0;
  g_mutex_unlock (&self->notes->lock);
  return rate;
}

gpointer
postino_file_job_get_work (PostinoFileJob *self)
{
  return self->has_ended ? self->notes->work : NULL;
}

const GError *
postino_file_job_get_error (PostinoFileJob *self)
{
  return self->error;
}

const char *
postino_file_job_get_rejects (PostinoFileJob *self)
{
  return self->has_ended ? self->notes->rejects : NULL;
}
