/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/stmt.h"

/* One SQLite connection. Belongs to one thread at a time. */
typedef struct _PostinoDb PostinoDb;

typedef enum {
  POSTINO_DB_READ_WRITE, /* made if it is not there */
  POSTINO_DB_READ_ONLY,  /* must be there */
  POSTINO_DB_SCRATCH,    /* made anew, without durability: staging that a crash may lose */
} PostinoDbMode;

PostinoDb  *postino_db_open  (const char *path, PostinoDbMode mode, GError **error);
void        postino_db_close (PostinoDb *db);

/* Runs several statements without parameters. */
gboolean    postino_db_exec  (PostinoDb *db, const char *sql, GError **error);

/* Runs one statement to its end, or gives its rows; @types has one letter a parameter: `i` int, `l`
 * gint64, `f` double, `s` const char * (NULL makes NULL), `b` GBytes * (NULL makes NULL).
 * Statements are kept prepared by their text; the returned one is borrowed, is valid until
 * postino_stmt_finish () and must get there. */
gboolean     postino_db_run   (PostinoDb *db, GError **error, const char *sql, const char *types,
                               ...);
PostinoStmt *postino_db_query (PostinoDb *db, GError **error, const char *sql, const char *types,
                               ...);

/* The same for a statement whose parameters are only known at run time: bound one by one with
 * postino_stmt_bind_*. */
PostinoStmt *postino_db_prepare (PostinoDb *db, const char *sql, GError **error);

/* The first column of the first row; @fallback where there is no row or it is NULL. */
gboolean    postino_db_get_number (PostinoDb *db, gint64 fallback, gint64 *value, GError **error,
                                   const char *sql, const char *types, ...);

/* Transactions are opened by the story, never by a table function. Rolling back is always
 * possible. */
/* IMMEDIATE: waits for the write lock here */
gboolean    postino_db_begin      (PostinoDb *db, GError **error);
/* one snapshot for several SELECTs */
gboolean    postino_db_begin_read (PostinoDb *db, GError **error);
gboolean    postino_db_commit     (PostinoDb *db, GError **error);
void        postino_db_rollback   (PostinoDb *db);
gboolean    postino_db_is_in_transaction (PostinoDb *db);

gint64      postino_db_get_last_id (PostinoDb *db);
/* rows changed by the last statement, triggers not counted */
int         postino_db_get_changes (PostinoDb *db);
const char *postino_db_get_path    (PostinoDb *db);

/* Moves what is in the WAL into the file; @truncate also empties the WAL. Being kept from it by
 * readers is no error. */
gboolean    postino_db_checkpoint  (PostinoDb *db, gboolean truncate, GError **error);
void        postino_db_disable_autocheckpoint (PostinoDb *db);

/* How long this connection waits for a lock; BUSY_LIMIT_MS of db.c without. */
void        postino_db_set_patience (PostinoDb *db, int limit_ms);

/* From now on statements end with an error soon after @cancellable (borrowed; NULL: none) was
 * cancelled. */
void        postino_db_set_cancellable (PostinoDb *db, GCancellable *cancellable);

/* "ok", or what PRAGMA quick_check found first; yours. Reads the whole file. */
char       *postino_db_quick_check (PostinoDb *db, GError **error);

/* Sets @error to what SQLite last complained of, with a sentence for the user and the code for full
 * disk, damage, lock. */
gboolean    postino_db_fail (PostinoDb *db, int code, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoDb, postino_db_close)
