/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/contacts/file-job.h"
#include "interchange/suppression-import.h"

/* The import of exclusions, or a look at a file of them. @reason is for rows without one; NULL: only
 * looks. Cancelled, what was excluded by then stays. */
PostinoFileJob *postino_exclusion_job_start (PostinoStore *store, const char *path,
                                             const char *reason, GApplication *application);

/* After "ended": what was done, whole or not, borrowed. */
const PostinoSuppressionImport *postino_exclusion_job_get_done    (PostinoFileJob *job);

/* After "ended": the rows that named nobody, as CSV; NULL if there is none. Borrowed. */
const char                     *postino_exclusion_job_get_rejects (PostinoFileJob *job);
