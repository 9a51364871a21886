/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/contacts/exclusion-job.h"

/* As stored with what comes this way. */
#define SOURCE "import"

typedef struct {
  PostinoStore *store;
  char *path;
  char *reason; /* NULL: only a look */
  PostinoSuppressionImport done;
} Work;

static void
free_work (gpointer data)
{
  Work *work = data;

  g_object_unref (work->store);
  g_free (work->path);
  g_free (work->reason);
  g_free (work);
}

static void
note_progress (gint64   n_rows,
               double   fraction,
               gpointer data)
{
  postino_file_notes_set (data, 0, n_rows, fraction);
}

static gboolean
import (gpointer          data,
        PostinoFileNotes *notes,
        GCancellable     *cancellable,
        GError          **error)
{
  Work *work = data;
  const PostinoSuppressionImportOptions options = {
    .path = work->path,
    .reason = work->reason,
    .source = SOURCE,
    .how = SOURCE,
    .dry_run = work->reason == NULL,
    .rejects = postino_file_notes_get_rejects (notes),
    .rejects_style = POSTINO_REJECT_FILE_SPREADSHEET,
    .progress = note_progress,
    .progress_data = notes,
  };

  return postino_suppression_import (work->store, &options, &work->done, cancellable, error);
}

PostinoFileJob *
postino_exclusion_job_start (PostinoStore *store,
                             const char   *path,
                             const char   *reason,
                             GApplication *application)
{
  Work *work = g_new0 (Work, 1);

  work->store = g_object_ref (store);
  work->path = g_strdup (path);
  work->reason = g_strdup (reason);
  return postino_file_job_start (import, work, free_work, reason == NULL, application);
}

const PostinoSuppressionImport *
postino_exclusion_job_get_done (PostinoFileJob *job)
{
  const Work *work = postino_file_job_get_work (job);

  return work != NULL ? &work->done : NULL;
}

const char *
postino_exclusion_job_get_rejects (PostinoFileJob *job)
{
  const Work *work = postino_file_job_get_work (job);

  return work != NULL && postino_file_job_get_error (job) == NULL && work->done.n_invalid > 0
           ? postino_file_job_get_rejects (job) : NULL;
}
