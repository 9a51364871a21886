/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/clock.h"
#include "interchange/reject-file.h"
#include "store/store.h"

/* Contacts out of a file. All functions block, for minutes with a million rows: not on a main loop
 * that draws. */

typedef enum {
  POSTINO_IMPORT_ADD,
  POSTINO_IMPORT_REMOVE,      /* from @lists; without any, the contacts are deleted */
  POSTINO_IMPORT_UNSUBSCRIBE, /* suppressed for ever, and consent to the newsletter withdrawn */
} PostinoImportMode;

/* What happens to the fields of contacts that are there already. */
typedef enum {
  POSTINO_IMPORT_FILL,      /* only empty ones are filled */
  POSTINO_IMPORT_OVERWRITE, /* what the file has wins; empty cells change nothing */
  POSTINO_IMPORT_KEEP,      /* they stay */
} PostinoImportPolicy;

typedef enum {
  POSTINO_IMPORT_READING,
  POSTINO_IMPORT_APPLYING,
  POSTINO_IMPORT_ROLLING_BACK,
} PostinoImportPhase;

/* From the importing thread, some times a second; @fraction 0 to 1 of the phase. */
typedef void (*PostinoImportProgress) (PostinoImportPhase phase, gint64 n_rows, double fraction,
                                       gpointer data);

typedef struct {
  const char *path;                 /* "-": standard input */
  const char *encoding;             /* NULL: found out, as is the delimiter */
  const char *delimiter;
  const char *const *map;           /* "COLUMN=FIELD", NULL-terminated; may be NULL, as may the two below */
  const char *const *lists;         /* names; made when missing */
  const char *const *tags;
  PostinoImportMode mode;
  PostinoImportPolicy policy;
  const char *consent_words;        /* NULL: no consent is recorded */
  guint consent_purposes;           /* PostinoPurpose bits; 0: newsletter */
  const char *consent_basis;        /* NULL: "consent" */
  const char *consent_source;       /* NULL: "import" and the name of the file */
  /* when it was given; 0: unknown, recorded as now, and no withdrawal gives way to it */
  gint64 consent_at_us;
  gboolean dry_run;                 /* only count */
  /* where to write the rows that could not be used, as CSV; NULL: nowhere */
  const char *rejects;
  PostinoRejectFileStyle rejects_style;
  PostinoImportProgress progress;   /* may be NULL */
  gpointer progress_data;
  PostinoClock *clock;              /* NULL: the system's */
} PostinoImportOptions;

/* rows = added + updated + unchanged + duplicates + invalid. In the modes remove and unsubscribe,
 * updated are those for whom something changed. */
typedef struct {
  gint64 import;         /* 0 in a dry run */
  gint64 n_rows;
  gint64 n_added;
  gint64 n_updated;
  gint64 n_unchanged;
  gint64 n_duplicates;   /* the address stood in an earlier row of the file */
  gint64 n_invalid;
  gint64 n_suppressed;   /* of all these: addresses that must not be mailed, and stay so */
  gint64 n_not_agreed;   /* of all these: the file says that they did not agree, or does not say it */
  const char *encoding;  /* static */
  char delimiter;
  double seconds;
  gint64 longest_write_us; /* the longest transaction */
} PostinoImportOutcome;

/* FALSE with @error, also G_IO_ERROR_CANCELLED, leaves the contacts as they were (but unsubscribes
 * stand). A scratch file and the lock lie in "import/" beside the database. @outcome is filled as
 * far as it got. */
gboolean postino_import_run     (PostinoStore *store, const PostinoImportOptions *options,
                                 PostinoImportOutcome *outcome,
                                 GCancellable *cancellable, GError **error);

/* Takes an import back: fields, lists, tags and deletion as they were, but for what was edited
 * since; what it added goes. Its consents stop counting. Suppressions stay. POSTINO_ERROR_INVALID
 * with a sentence if there is nothing to take back. */
gboolean postino_import_undo    (PostinoStore *store, gint64 import, GError **error);

/* Rolls back the imports whose process is gone. When a workspace is opened for work; cheap if there
 * are none. *@name (may be NULL): of the newest of them, or NULL; yours. */
gboolean postino_import_recover (PostinoStore *store, char **name, GError **error);

/* "add", "remove", "unsubscribe"; "fill", "overwrite", "keep". */
const char *postino_import_mode_to_string     (PostinoImportMode mode);
gboolean    postino_import_mode_from_string   (const char *text, PostinoImportMode *mode,
                                               GError **error);
const char *postino_import_policy_to_string   (PostinoImportPolicy policy);
gboolean    postino_import_policy_from_string (const char *text, PostinoImportPolicy *policy,
                                               GError **error);
