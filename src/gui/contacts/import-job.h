/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/contacts/file-job.h"
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

/* One import, or the trial of one; its phases are those of PostinoImportPhase. Takes @plan. Cancelled,
 * what was done is taken back. */
PostinoFileJob *postino_import_job_start (PostinoStore *store, PostinoImportPlan *plan,
                                          gboolean is_trial, GApplication *application);

/* After "ended": the counts, borrowed, or NULL: the job's error says why not. */
const PostinoImportOutcome *postino_import_job_get_outcome (PostinoFileJob *job);

/* After "ended": the rows that could not be used, as CSV; NULL if there is none. Borrowed. */
const char                 *postino_import_job_get_rejects (PostinoFileJob *job);
