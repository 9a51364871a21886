/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* Tables `import` and `import_undo`. Inside the caller's transaction; of its thread. */

typedef struct {
  gint64 id;
  char *name;
  char *mode;     /* "add", "remove", "unsubscribe" */
  char *state;    /* "applying", "done", "undone" */
  char *options;  /* JSON */
  char *outcome;  /* JSON or NULL */
  gint64 started_us;
  gint64 finished_us; /* 0: not yet */
} PostinoImportRow;

typedef struct {
  gint64 contact;
  char *before; /* JSON; NULL: the contact was not there */
} PostinoImportUndo;

void       postino_import_row_free (PostinoImportRow *row);

gboolean   postino_imports_table_make   (PostinoDb *db, const char *name, const char *mode,
                                         const char *options,
                                         gint64 now_us, gint64 *id, GError **error);
gboolean   postino_imports_table_set_options (PostinoDb *db, gint64 id, const char *options,
                                              GError **error);
gboolean   postino_imports_table_finish (PostinoDb *db, gint64 id, const char *state,
                                         const char *outcome, gint64 now_us,
                                         GError **error);

/* *row NULL without an error if there is none. */
gboolean   postino_imports_table_get    (PostinoDb *db, gint64 id, PostinoImportRow **row,
                                         GError **error);
/* Newest first; @state NULL for all. Array of PostinoImportRow. */
GPtrArray *postino_imports_table_list   (PostinoDb *db, const char *state, guint limit,
                                         GError **error);

/* Notes what a contact was before; the first note of an import stands. */
gboolean   postino_imports_table_journal      (PostinoDb *db, gint64 id, gint64 contact,
                                               const char *before, GError **error);
/* The same for the contacts @first to @last which the import has added. */
gboolean   postino_imports_table_journal_added (PostinoDb *db, gint64 id, gint64 first, gint64 last,
                                                GError **error);
/* Some notes that are left; array of PostinoImportUndo. */
GPtrArray *postino_imports_table_read_journal (PostinoDb *db, gint64 id, guint limit,
                                               GError **error);
gboolean   postino_imports_table_drop_journal (PostinoDb *db, gint64 id, gint64 contact,
                                               GError **error);

/* Drops at most @limit notes of imports that finished before @before_us. */
gboolean   postino_imports_table_prune        (PostinoDb *db, gint64 before_us, guint limit,
                                               guint *n_dropped,
                                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoImportRow, postino_import_row_free)
