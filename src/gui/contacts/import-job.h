/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "interchange/import.h"

/* What an import is asked to do, as a value of its own: the job's thread reads it. NULL as in
 * PostinoImportOptions. */
typedef struct {
  char *path;
  char *encoding;
  char *delimiter;
  char **map;
  char **lists;
  PostinoImportPolicy policy;
  char *consent_words;
  guint consent_purposes;
  char *consent_basis;
  char *consent_source;
  gint64 consent_at_us;
} PostinoImportPlan;

void postino_import_plan_free (PostinoImportPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoImportPlan, postino_import_plan_free)

/* One import, or the trial of one, on a thread. Main context only. Signals: "progress" (at most four
 * times a second), "ended" (once, or never if it was dropped before).
 *
 * Until it has ended it keeps the application alive (@application may be NULL), whatever becomes of
 * its window. Dropping the last reference cancels a trial; a real import goes on unless it was
 * cancelled. */
#define POSTINO_TYPE_IMPORT_JOB (postino_import_job_get_type ())
G_DECLARE_FINAL_TYPE (PostinoImportJob, postino_import_job, POSTINO, IMPORT_JOB, GObject)

/* Starts at once; takes @plan. */
PostinoImportJob *postino_import_job_start (PostinoStore *store, PostinoImportPlan *plan,
                                            gboolean is_trial, GApplication *application);

/* What was done is taken back; "ended" tells when that is over. */
void              postino_import_job_cancel (PostinoImportJob *self);

PostinoImportPhase postino_import_job_get_phase    (PostinoImportJob *self);
double             postino_import_job_get_fraction (PostinoImportJob *self); /* of the phase */
gint64             postino_import_job_get_n_rows   (PostinoImportJob *self); /* in the phase so far */
double             postino_import_job_get_rate     (PostinoImportJob *self); /* rows a second */

/* After "ended": the counts, borrowed, or NULL with the sentence why not. */
const PostinoImportOutcome *postino_import_job_get_outcome (PostinoImportJob *self);
const GError               *postino_import_job_get_error   (PostinoImportJob *self);

/* After "ended": the rows that could not be used, as CSV in a private file that goes with the job;
 * NULL if there is none. Borrowed. */
const char                 *postino_import_job_get_rejects (PostinoImportJob *self);
