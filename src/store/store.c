/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one writer of a database file in this process, and its readers.
 *
 * All writing goes through one connection on one thread, in the order submitted, urgent work first.
 * A story submits one function, which is one transaction; long stories (an import) submit many
 * short ones, so that an urgent commit never waits for more than the one that runs. After a normal
 * transaction the thread rests at least MIN_REST_US, so that another process, which asks for the
 * lock every millisecond, gets its turn; while a campaign runs, as long as the transaction took
 * (measured: architecture.md of the design notes, "SQLite, several processes").
 *
 * Asynchronous writing is queued by the caller itself, not by a thread that would wait: so it is done
 * in the order asked for, and closing the store does what is queued first.
 *
 * Readers are connections in a small pool; a read runs on the caller's thread.
 *
 * Checkpoints move the WAL into the file. In the worker they run on a connection and thread of
 * their own, since an fsync of the whole file inside a commit would hold up every connection. */

#include "store/store.h"

#include <glib/gstdio.h>

#include "base/error.h"

enum {
  MIN_REST_US = 1500,
  MAX_REST_US = 50000,
  MAX_IDLE_READERS = 4,
  CHECKPOINT_INTERVAL_US = 500000,
  CHECKPOINT_PATIENCE_MS = 20,       /* writers wait meanwhile */
  WAL_MAX_BYTES = 16 * 1024 * 1024,  /* then it is emptied, not only copied */
};

typedef struct {
  PostinoStoreFunc func;
  gpointer data;
  PostinoStoreUrgency urgency;
  GTask *task;   /* NULL: the submitter waits for `done`, and owns the job */
  gboolean done; /* under the store's lock */
  gboolean ok;
  GError *error;
} Job;

struct _PostinoStore {
  GObject parent_instance;

  char *path;
  PostinoDb *writer_db; /* the writer thread's alone, once it runs */
  GThread *writer;
  GThread *checkpointer;

  GMutex lock; /* guards all below */
  GCond work;  /* something was submitted, or closing */
  GCond done;  /* some job is done */
  GQueue jobs[2]; /* of Job, by class */
  GQueue readers; /* idle PostinoDb */
  gboolean polite;
  gboolean closing;
};

G_DEFINE_FINAL_TYPE (PostinoStore, postino_store, G_TYPE_OBJECT)

static gboolean
run_in_transaction (PostinoDb       *db,
                    PostinoStoreFunc func,
                    gpointer         data,
                    gboolean         write,
                    GError         **error)
{
  if (!(write ? postino_db_begin (db, error) : postino_db_begin_read (db, error)))
    return FALSE;
  if (func (db, data, error) && postino_db_commit (db, error))
    return TRUE;
  postino_db_rollback (db);
  return FALSE;
}

/* With the lock held. */
static Job *
take_job (PostinoStore *self)
{
  Job *job = g_queue_pop_head (&self->jobs[POSTINO_STORE_URGENT]);

  return job != NULL ? job : g_queue_pop_head (&self->jobs[POSTINO_STORE_NORMAL]);
}

/* With the lock held: waits, but not longer than urgent work lets us. */
static void
rest (PostinoStore *self,
      gint64        spent_us)
{
  gint64 rest_us = self->polite ? CLAMP (spent_us, MIN_REST_US, MAX_REST_US) : MIN_REST_US;
  gint64 until = g_get_monotonic_time () + rest_us;

  while (g_queue_is_empty (&self->jobs[POSTINO_STORE_URGENT]) && !self->closing
         && g_cond_wait_until (&self->work, &self->lock, until))
    continue;
}

static void
free_task_job (gpointer data)
{
  Job *job = data;

  g_object_unref (job->task);
  g_free (job);
}

static gboolean
return_job_cb (gpointer data)
{
  Job *job = data;

  if (job->ok)
    g_task_return_pointer (job->task, job->data, NULL);
  else
    g_task_return_error (job->task, job->error);
  return G_SOURCE_REMOVE;
}

/* The answer is given, and the last reference dropped, in the submitter's main context only: here
 * it might be the store's own, and its thread cannot wait for itself. */
static void
send_job_home (Job *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, return_job_cb, job, free_task_job);
  g_source_attach (source, g_task_get_context (job->task));
}

static void
run_job (PostinoStore *self,
         Job          *job)
{
  if (job->task != NULL
      && g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), &job->error))
    return;
  job->ok = run_in_transaction (self->writer_db, job->func, job->data, TRUE, &job->error);
}

static gpointer
run_writer (gpointer data)
{
  PostinoStore *self = data;

  g_mutex_lock (&self->lock);
  for (;;)
    {
      Job *job = take_job (self);
      gint64 started;
      PostinoStoreUrgency urgency;

      if (job == NULL && self->closing)
        break;
      if (job == NULL)
        {
          g_cond_wait (&self->work, &self->lock);
          continue;
        }

      g_mutex_unlock (&self->lock);
      urgency = job->urgency;
      started = g_get_monotonic_time ();
      run_job (self, job);
      g_mutex_lock (&self->lock);

      job->done = TRUE; /* the submitter may free the job from here on */
      if (job->task != NULL)
        send_job_home (job);
      g_cond_broadcast (&self->done);
      if (urgency == POSTINO_STORE_NORMAL)
        rest (self, g_get_monotonic_time () - started);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* A passive checkpoint never begins the WAL anew while somebody writes all the time. */
static gboolean
is_wal_long (PostinoStore *self)
{
  g_autofree char *path = g_strconcat (self->path, "-wal", NULL);
  GStatBuf info;

  return g_stat (path, &info) == 0 && info.st_size > WAL_MAX_BYTES;
}

static gpointer
run_checkpointer (gpointer data)
{
  PostinoStore *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoDb) db = postino_db_open (self->path, POSTINO_DB_READ_WRITE, &error);

  if (db != NULL)
    postino_db_set_patience (db, CHECKPOINT_PATIENCE_MS);
  g_mutex_lock (&self->lock);
  while (db != NULL && !self->closing)
    {
      gint64 until = g_get_monotonic_time () + CHECKPOINT_INTERVAL_US;

      while (!self->closing && g_cond_wait_until (&self->done, &self->lock, until))
        continue;
      if (self->closing)
        break;
      g_mutex_unlock (&self->lock);
      if (!postino_db_checkpoint (db, is_wal_long (self), &error))
        {
          g_warning ("%s", error->message);
          g_clear_error (&error);
        }
      g_mutex_lock (&self->lock);
    }
  g_mutex_unlock (&self->lock);
  if (db != NULL)
    postino_db_checkpoint (db, TRUE, NULL);
  return NULL;
}

static PostinoDb *
take_reader (PostinoStore *self,
             GError      **error)
{
  PostinoDb *db;

  g_mutex_lock (&self->lock);
  db = g_queue_pop_head (&self->readers);
  g_mutex_unlock (&self->lock);
  return db != NULL ? db : postino_db_open (self->path, POSTINO_DB_READ_ONLY, error);
}

static void
give_reader_back (PostinoStore *self,
                  PostinoDb    *db)
{
  g_mutex_lock (&self->lock);
  if (g_queue_get_length (&self->readers) < MAX_IDLE_READERS && !self->closing)
    {
      g_queue_push_head (&self->readers, db);
      db = NULL;
    }
  g_mutex_unlock (&self->lock);
  postino_db_close (db);
}

typedef struct {
  PostinoStoreFunc func;
  gpointer data;
  GDestroyNotify destroy;
} AsyncJob;

static void
free_async_job (gpointer data)
{
  AsyncJob *job = data;

  if (job->destroy != NULL)
    job->destroy (job->data);
  g_free (job);
}

/* A search that was typed over must not keep a processor from the next one. */
static gboolean
read_cancellably (PostinoStore *self,
                  AsyncJob     *job,
                  GCancellable *cancellable,
                  GError      **error)
{
  PostinoDb *db = take_reader (self, error);
  gboolean ok;

  if (db == NULL)
    return FALSE;
  postino_db_set_cancellable (db, cancellable);
  ok = run_in_transaction (db, job->func, job->data, FALSE, error);
  postino_db_set_cancellable (db, NULL);
  give_reader_back (self, db);
  return ok;
}

static void
run_async_read (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  AsyncJob *job = task_data;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (read_cancellably (source, job, cancellable, &error))
    g_task_return_pointer (task, job->data, NULL);
  else
    g_task_return_error (task, error);
}

static void
submit (PostinoStore *self,
        Job          *job)
{
  g_mutex_lock (&self->lock);
  g_assert (!self->closing);
  g_queue_push_tail (&self->jobs[job->urgency], job);
  g_cond_broadcast (&self->work);
  g_mutex_unlock (&self->lock);
}

static void
submit_async_write (PostinoStore *self,
                    GTask        *task,
                    AsyncJob     *async)
{
  Job *job = g_new0 (Job, 1);

  job->func = async->func;
  job->data = async->data;
  job->urgency = POSTINO_STORE_NORMAL;
  job->task = g_object_ref (task);
  submit (self, job);
}

static void
postino_store_finalize (GObject *object)
{
  PostinoStore *self = POSTINO_STORE (object);

  postino_store_close (self);
  postino_db_close (self->writer_db);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->work);
  g_cond_clear (&self->done);
  g_free (self->path);
  G_OBJECT_CLASS (postino_store_parent_class)->finalize (object);
}

static void
postino_store_class_init (PostinoStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = postino_store_finalize;
}

static void
postino_store_init (PostinoStore *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->work);
  g_cond_init (&self->done);
}

PostinoStore *
postino_store_new (const char *path,
                   GError    **error)
{
  g_autoptr (PostinoStore) self = g_object_new (POSTINO_TYPE_STORE, NULL);

  self->path = g_strdup (path);
  self->writer_db = postino_db_open (path, POSTINO_DB_READ_WRITE, error);
  if (self->writer_db == NULL)
    return NULL;
  self->writer = g_thread_new ("store-writer", run_writer, self);
  return g_steal_pointer (&self);
}

void
postino_store_close (PostinoStore *self)
{
  g_mutex_lock (&self->lock);
  self->closing = TRUE;
  g_cond_broadcast (&self->work);
  g_cond_broadcast (&self->done);
  g_mutex_unlock (&self->lock);

  g_clear_pointer (&self->writer, g_thread_join);
  g_clear_pointer (&self->checkpointer, g_thread_join);
  g_queue_clear_full (&self->readers, (GDestroyNotify) postino_db_close);
}

gboolean
postino_store_write (PostinoStore     *self,
                     PostinoStoreUrgency urgency,
                     PostinoStoreFunc  func,
                     gpointer          data,
                     GError          **error)
{
  Job job = { .func = func, .data = data, .urgency = urgency };

  g_assert (g_thread_self () != self->writer);

  submit (self, &job);
  g_mutex_lock (&self->lock);
  while (!job.done)
    g_cond_wait (&self->done, &self->lock);
  g_mutex_unlock (&self->lock);

  if (!job.ok)
    g_propagate_error (error, job.error);
  return job.ok;
}

gboolean
postino_store_read (PostinoStore    *self,
                    PostinoStoreFunc func,
                    gpointer         data,
                    GError         **error)
{
  PostinoDb *db = take_reader (self, error);
  gboolean ok;

  if (db == NULL)
    return FALSE;
  ok = run_in_transaction (db, func, data, FALSE, error);
  give_reader_back (self, db);
  return ok;
}

void
postino_store_run_async (PostinoStore       *self,
                         gboolean            write,
                         PostinoStoreFunc    func,
                         gpointer            data,
                         GDestroyNotify      destroy,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  AsyncJob *job = g_new0 (AsyncJob, 1);

  job->func = func;
  job->data = data;
  job->destroy = destroy;
  g_task_set_task_data (task, job, free_async_job);
  if (write)
    submit_async_write (self, task, job);
  else
    g_task_run_in_thread (task, run_async_read);
}

gpointer
postino_store_run_finish (PostinoStore *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
postino_store_set_polite (PostinoStore *self,
                          gboolean      polite)
{
  g_mutex_lock (&self->lock);
  self->polite = polite;
  g_mutex_unlock (&self->lock);
}

static gboolean
stop_autocheckpoint (PostinoDb *db,
                     gpointer   data,
                     GError   **error)
{
  postino_db_disable_autocheckpoint (db);
  return TRUE;
}

gboolean
postino_store_start_checkpoints (PostinoStore *self,
                                 GError      **error)
{
  if (!postino_store_write (self, POSTINO_STORE_NORMAL, stop_autocheckpoint, NULL, error))
    return FALSE;
  self->checkpointer = g_thread_new ("store-checkpoint", run_checkpointer, self);
  return TRUE;
}

const char *
postino_store_get_path (PostinoStore *self)
{
  return self->path;
}
