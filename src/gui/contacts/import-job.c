/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/contacts/import-job.h"

typedef struct {
  PostinoStore *store;
  PostinoImportPlan *plan;
  gboolean is_trial;
  PostinoImportOutcome outcome;
} Work;

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
free_work (gpointer data)
{
  Work *work = data;

  g_object_unref (work->store);
  postino_import_plan_free (work->plan);
  g_free (work);
}

static void
note_progress (PostinoImportPhase phase,
               gint64             n_rows,
               double             fraction,
               gpointer           data)
{
  postino_file_notes_set (data, phase, n_rows, fraction);
}

static gboolean
import (gpointer          data,
        PostinoFileNotes *notes,
        GCancellable     *cancellable,
        GError          **error)
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
    .rejects = postino_file_notes_get_rejects (notes),
    .rejects_style = POSTINO_REJECT_FILE_SPREADSHEET,
    .progress = note_progress,
    .progress_data = notes,
  };

  return postino_import_run (work->store, &options, &work->outcome, cancellable, error);
}

PostinoFileJob *
postino_import_job_start (PostinoStore      *store,
                          PostinoImportPlan *plan,
                          gboolean           is_trial,
                          GApplication      *application)
{
  Work *work = g_new0 (Work, 1);

  work->store = g_object_ref (store);
  work->plan = plan;
  work->is_trial = is_trial;
  return postino_file_job_start (import, work, free_work, is_trial, application);
}

const PostinoImportOutcome *
postino_import_job_get_outcome (PostinoFileJob *job)
{
  const Work *work = postino_file_job_get_work (job);

  return work != NULL && postino_file_job_get_error (job) == NULL ? &work->outcome : NULL;
}

const char *
postino_import_job_get_rejects (PostinoFileJob *job)
{
  const Work *work = postino_file_job_get_work (job);

  return work != NULL && work->outcome.n_invalid > 0 ? postino_file_job_get_rejects (job) : NULL;
}
