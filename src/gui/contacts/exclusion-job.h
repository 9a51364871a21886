/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "interchange/suppression-import.h"

/* The import of exclusions, or a look at a file of them, on a thread. Main context only. Signals:
 * "progress" (at most four times a second), "ended" (once, or never if it was dropped before).
 *
 * An import keeps the application alive until it has ended, whatever becomes of its window; dropping the
 * last reference ends a look. */
#define POSTINO_TYPE_EXCLUSION_JOB (postino_exclusion_job_get_type ())
G_DECLARE_FINAL_TYPE (PostinoExclusionJob, postino_exclusion_job, POSTINO, EXCLUSION_JOB, GObject)

/* Starts at once. @reason is for rows without one; NULL: only looks. @application may be NULL. */
PostinoExclusionJob *postino_exclusion_job_start (PostinoStore *store, const char *path,
                                                  const char *reason, GApplication *application);

/* What was excluded by then stays; "ended" tells when that is over. */
void                 postino_exclusion_job_cancel (PostinoExclusionJob *self);

double               postino_exclusion_job_get_fraction (PostinoExclusionJob *self);
gint64               postino_exclusion_job_get_n_rows   (PostinoExclusionJob *self); /* so far */
double               postino_exclusion_job_get_rate     (PostinoExclusionJob *self); /* rows a second */

/* After "ended": what was done, whole or not, borrowed; and why it is not whole, or NULL. */
const PostinoSuppressionImport *postino_exclusion_job_get_done  (PostinoExclusionJob *self);
const GError                   *postino_exclusion_job_get_error (PostinoExclusionJob *self);

/* After "ended": the rows that named nobody, as CSV in a private file that goes with the job; NULL if
 * there is none. Borrowed. */
const char                     *postino_exclusion_job_get_rejects (PostinoExclusionJob *self);
