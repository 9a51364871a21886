/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "interchange/reject-file.h"
#include "store/store.h"

/* Every row is counted once: added, known (excluded for that reason already, or twice in the file) or
 * invalid. */
typedef struct {
  gint64 n_rows;
  gint64 n_added;
  gint64 n_known;
  gint64 n_invalid;
} PostinoSuppressionImport;

typedef void (*PostinoSuppressionProgress) (gint64 n_rows, double fraction, gpointer data);

typedef struct {
  const char *path;    /* "-": standard input */
  const char *reason;  /* for rows without one: see postino_exclude_read_word */
  const char *source;  /* of the suppressions, as stored: "cli", "import" */
  const char *how;     /* of the consents withdrawn: "by hand", "import" */
  gboolean dry_run;    /* reads and checks only; what would be added is not told from what is known */
  const char *rejects; /* where rows without an address go, with the reason; NULL: they are only counted */
  PostinoRejectFileStyle rejects_style;
  PostinoSuppressionProgress progress; /* in the calling thread, now and then; may be NULL */
  gpointer progress_data;
} PostinoSuppressionImportOptions;

/* Excludes whom a file names. Blocks; any thread but the store's own. *@done is right after a failure and
 * a cancel, too: what was added by then stays, since nothing lifts an opt-out. */
gboolean postino_suppression_import (PostinoStore *store,
                                     const PostinoSuppressionImportOptions *options,
                                     PostinoSuppressionImport *done, GCancellable *cancellable,
                                     GError **error);
