/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Long work on the rows of a file, or the trial of it, on a thread. Main context only. Signals:
 * "progress" (at most four times a second), "ended" (once, or never if it was dropped before).
 *
 * Until it has ended it keeps the application alive (which may be NULL), whatever becomes of its
 * window. Dropping the last reference cancels a trial; what is done for real goes on unless it was
 * cancelled. */
#define POSTINO_TYPE_FILE_JOB (postino_file_job_get_type ())
G_DECLARE_FINAL_TYPE (PostinoFileJob, postino_file_job, POSTINO, FILE_JOB, GObject)

/* What the thread tells: any thread. */
typedef struct _PostinoFileNotes PostinoFileNotes;

/* @phase is the work's own number for what it is at; @fraction, 0 to 1, and @n_rows are of that. */
void        postino_file_notes_set         (PostinoFileNotes *notes, guint phase, gint64 n_rows,
                                            double fraction);

/* A private file for the rows that cannot be used, which goes with the job; NULL in a trial, or if
 * there is no room even for that. Borrowed. */
const char *postino_file_notes_get_rejects (PostinoFileNotes *notes);

/* On the thread. @work belongs to it until "ended", then to the main context. */
typedef gboolean (*PostinoFileJobFunc) (gpointer work, PostinoFileNotes *notes,
                                        GCancellable *cancellable, GError **error);

/* Starts at once; takes @work. */
PostinoFileJob *postino_file_job_start  (PostinoFileJobFunc func, gpointer work,
                                         GDestroyNotify free_work, gboolean is_trial,
                                         GApplication *application);

/* "ended" tells when it is over. */
void            postino_file_job_cancel (PostinoFileJob *self);

guint           postino_file_job_get_phase    (PostinoFileJob *self);
double          postino_file_job_get_fraction (PostinoFileJob *self);
gint64          postino_file_job_get_n_rows   (PostinoFileJob *self);
double          postino_file_job_get_rate     (PostinoFileJob *self); /* rows a second, of the phase */

/* After "ended": the work, borrowed; before, NULL. */
gpointer        postino_file_job_get_work     (PostinoFileJob *self);
const GError   *postino_file_job_get_error    (PostinoFileJob *self); /* NULL: it is whole */
const char     *postino_file_job_get_rejects  (PostinoFileJob *self); /* borrowed */
