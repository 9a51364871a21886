/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SQLite connection, opened the same way everywhere: WAL, synchronous=FULL (a commit that was
 * reported is on the disk), foreign keys on, defensive, schema not trusted. Prepared statements are
 * kept by their text.
 *
 * Waiting for the write lock: SQLite's own busy handler backs off to 100 ms and so loses every race
 * against somebody who writes in short chunks; ours asks every millisecond, for up to
 * BUSY_LIMIT_MS. */

#include "store/db.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "store/stmt-private.h"

enum {
  BUSY_STEP_US = 1000,
  BUSY_LIMIT_MS = 30000,
  MAX_KEPT_STATEMENTS = 256,
  STEPS_BETWEEN_LOOKS = 2000,  /* of SQLite's machine: some 50 µs */
  CACHE_KIB = 16 * 1024,
  READER_CACHE_KIB = 4 * 1024, /* there are several; what they miss is in the system's cache */
};

struct _PostinoDb {
  sqlite3 *handle;
  char *path;
  GHashTable *statements; /* SQL text → PostinoStmt */
  int patience_ms;
  gint64 busy_since_us;   /* monotonic */
};

static void
free_statement (gpointer data)
{
  PostinoStmt *stmt = data;

  sqlite3_finalize (stmt->handle);
  g_free (stmt);
}

static int
wait_busy (void *data,
           int   n_tries)
{
  PostinoDb *db = data;

  if (n_tries == 0)
    db->busy_since_us = g_get_monotonic_time ();
  else if (g_get_monotonic_time () - db->busy_since_us > (gint64) db->patience_ms * 1000)
    return 0;
  g_usleep (BUSY_STEP_US);
  return 1;
}

/* SQLite tells of a full disk as such only for the file it writes; for the WAL's index, and for what the system says
 * later than at the write, it is an I/O error. */
static int
find_primary_code (PostinoDb *db,
                   int        code)
{
  gboolean is_full = code == SQLITE_IOERR_SHMSIZE
                     || ((code & 0xff) == SQLITE_IOERR && sqlite3_system_errno (db->handle) == ENOSPC);

  return is_full ? SQLITE_FULL : code & 0xff;
}

gboolean
postino_db_fail (PostinoDb *db,
                 int        code,
                 GError   **error)
{
  const char *said = sqlite3_errmsg (db->handle);

  switch (find_primary_code (db, code))
    {
    case SQLITE_FULL:
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FULL,
                   _("The disk is full: “%s” could not be written. Nothing was lost."), db->path);
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_DAMAGED,
                   _("The file “%s” is damaged (%s). Restore the newest backup."), db->path, said);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY,
                   _("“%s” is in use by another program for too long. Try again."), db->path);
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED,
                   _("“%s” cannot be opened for writing (%s)"), db->path, said);
      break;
    default:
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("The database “%s” failed: %s"),
                   db->path, said);
    }
  return FALSE;
}

/* A file is brought to its journal once. While another program does that SQLite says "busy" without asking anybody to
 * wait; so we wait ourselves, as long as for anything else. */
static gboolean
set_journal (PostinoDb  *db,
             const char *journal,
             GError    **error)
{
  gint64 until_us = g_get_monotonic_time () + (gint64) db->patience_ms * 1000;
  int code;

  while (((code = sqlite3_exec (db->handle, journal, NULL, NULL, NULL)) & 0xff) == SQLITE_BUSY
         && g_get_monotonic_time () < until_us)
    g_usleep (BUSY_STEP_US);
  return code == SQLITE_OK || postino_db_fail (db, code, error);
}

static gboolean
configure (PostinoDb    *db,
           PostinoDbMode mode,
           GError      **error)
{
  g_autofree char *cache = g_strdup_printf ("PRAGMA cache_size=-%d",
                                            mode == POSTINO_DB_READ_ONLY ? READER_CACHE_KIB : CACHE_KIB);
  const char *journal = mode == POSTINO_DB_SCRATCH
                          ? "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE"
                        : mode == POSTINO_DB_READ_WRITE ? "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"
                                                        : "PRAGMA query_only=ON";

  sqlite3_extended_result_codes (db->handle, 1);
  sqlite3_busy_handler (db->handle, wait_busy, db);
  /* Defensive mode does not allow a database without a journal. */
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_DEFENSIVE, mode != POSTINO_DB_SCRATCH, NULL);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return postino_db_exec (db, "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY", error)
         && postino_db_exec (db, cache, error)
         && set_journal (db, journal, error);
}

PostinoDb *
postino_db_open (const char   *path,
                 PostinoDbMode mode,
                 GError      **error)
{
  PostinoDb *db = g_new0 (PostinoDb, 1);
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  int code;

  flags |= mode == POSTINO_DB_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  if (mode == POSTINO_DB_SCRATCH)
    unlink (path);

  db->path = g_strdup (path);
  db->patience_ms = BUSY_LIMIT_MS;
  db->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_statement);
  code = sqlite3_open_v2 (path, &db->handle, flags, NULL);
  if (code != SQLITE_OK)
    {
      postino_db_fail (db, code, error);
      postino_db_close (db);
      return NULL;
    }
  if (!configure (db, mode, error))
    {
      postino_db_close (db);
      return NULL;
    }
  return db;
}

void
postino_db_close (PostinoDb *db)
{
  if (db == NULL)
    return;
  g_hash_table_unref (db->statements);
  sqlite3_close_v2 (db->handle);
  g_free (db->path);
  g_free (db);
}

gboolean
postino_db_exec (PostinoDb  *db,
                 const char *sql,
                 GError    **error)
{
  int code = sqlite3_exec (db->handle, sql, NULL, NULL, NULL);

  return code == SQLITE_OK || postino_db_fail (db, code, error);
}

static gboolean
is_idle (gpointer key,
         gpointer value,
         gpointer user_data)
{
  return !((PostinoStmt *) value)->in_use;
}

/* A kept statement that is not running, else a new one. A query that runs inside itself gets a
 * second statement, under a key of its own. */
static PostinoStmt *
take_statement (PostinoDb  *db,
                const char *sql,
                GError    **error)
{
  PostinoStmt *stmt = g_hash_table_lookup (db->statements, sql);
  g_autofree char *key = NULL;
  sqlite3_stmt *handle;
  int code;

  if (stmt != NULL && !stmt->in_use)
    return stmt;

  if (g_hash_table_size (db->statements) >= MAX_KEPT_STATEMENTS)
    g_hash_table_foreach_remove (db->statements, is_idle, NULL);
  key = stmt == NULL ? g_strdup (sql)
                     : g_strdup_printf ("%s -- %u", sql, g_hash_table_size (db->statements));

  code = sqlite3_prepare_v3 (db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
  if (code != SQLITE_OK)
    {
      postino_db_fail (db, code, error);
      return NULL;
    }
  stmt = g_new0 (PostinoStmt, 1);
  stmt->db = db;
  stmt->handle = handle;
  g_hash_table_insert (db->statements, g_steal_pointer (&key), stmt);
  return stmt;
}

static PostinoStmt *
start_query (PostinoDb  *db,
             const char *sql,
             const char *types,
             va_list     values,
             GError    **error)
{
  PostinoStmt *stmt = take_statement (db, sql, error);

  if (stmt == NULL)
    return NULL;
  stmt->in_use = TRUE;
  stmt->last_code = SQLITE_OK;
  postino_stmt_bind_list (stmt, types, values);
  return stmt;
}

PostinoStmt *
postino_db_query (PostinoDb  *db,
                  GError    **error,
                  const char *sql,
                  const char *types,
                  ...)
{
  PostinoStmt *stmt;
  va_list values;

  va_start (values, types);
  stmt = start_query (db, sql, types, values, error);
  va_end (values);
  return stmt;
}

PostinoStmt *
postino_db_prepare (PostinoDb  *db,
                    const char *sql,
                    GError    **error)
{
  PostinoStmt *stmt = take_statement (db, sql, error);

  if (stmt == NULL)
    return NULL;
  stmt->in_use = TRUE;
  stmt->last_code = SQLITE_OK;
  return stmt;
}

gboolean
postino_db_run (PostinoDb  *db,
                GError    **error,
                const char *sql,
                const char *types,
                ...)
{
  PostinoStmt *stmt;
  va_list values;

  va_start (values, types);
  stmt = start_query (db, sql, types, values, error);
  va_end (values);
  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    continue;
  return postino_stmt_finish (stmt, error);
}

gboolean
postino_db_get_number (PostinoDb  *db,
                       gint64      fallback,
                       gint64     *value,
                       GError    **error,
                       const char *sql,
                       const char *types,
                       ...)
{
  PostinoStmt *stmt;
  va_list values;

  va_start (values, types);
  stmt = start_query (db, sql, types, values, error);
  va_end (values);
  if (stmt == NULL)
    return FALSE;
  *value = postino_stmt_next (stmt) && !postino_stmt_is_null (stmt, 0) ? postino_stmt_get_int (stmt,
                                                                                               0)
                                                                       : fallback;
  return postino_stmt_finish (stmt, error);
}

gboolean
postino_db_begin (PostinoDb *db,
                  GError   **error)
{
  return postino_db_run (db, error, "BEGIN IMMEDIATE", "");
}

gboolean
postino_db_begin_read (PostinoDb *db,
                       GError   **error)
{
  return postino_db_run (db, error, "BEGIN", "");
}

gboolean
postino_db_commit (PostinoDb *db,
                   GError   **error)
{
  return postino_db_run (db, error, "COMMIT", "");
}

void
postino_db_rollback (PostinoDb *db)
{
  if (postino_db_is_in_transaction (db))
    sqlite3_exec (db->handle, "ROLLBACK", NULL, NULL, NULL);
}

gboolean
postino_db_is_in_transaction (PostinoDb *db)
{
  return !sqlite3_get_autocommit (db->handle);
}

gint64
postino_db_get_last_id (PostinoDb *db)
{
  return sqlite3_last_insert_rowid (db->handle);
}

int
postino_db_get_changes (PostinoDb *db)
{
  return sqlite3_changes (db->handle);
}

const char *
postino_db_get_path (PostinoDb *db)
{
  return db->path;
}

gboolean
postino_db_checkpoint (PostinoDb *db,
                       gboolean   truncate,
                       GError   **error)
{
  int code = sqlite3_wal_checkpoint_v2 (db->handle, NULL,
                                        truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
                                        NULL, NULL);

  return code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY || postino_db_fail (db, code, error);
}

void
postino_db_disable_autocheckpoint (PostinoDb *db)
{
  sqlite3_wal_autocheckpoint (db->handle, 0);
}

static int
is_cancelled_cb (gpointer data)
{
  return g_cancellable_is_cancelled (data);
}

void
postino_db_set_cancellable (PostinoDb    *db,
                            GCancellable *cancellable)
{
  sqlite3_progress_handler (db->handle, STEPS_BETWEEN_LOOKS,
                            cancellable != NULL ? is_cancelled_cb : NULL, cancellable);
}

void
postino_db_set_patience (PostinoDb *db,
                         int        limit_ms)
{
  db->patience_ms = limit_ms;
}

char *
postino_db_quick_check (PostinoDb *db,
                        GError   **error)
{
  PostinoStmt *stmt = postino_db_query (db, error, "PRAGMA quick_check(1)", "");
  char *found = NULL;

  if (stmt == NULL)
    return NULL;
  if (postino_stmt_next (stmt))
    found = postino_stmt_dup_text (stmt, 0);
  if (!postino_stmt_finish (stmt, error))
    g_clear_pointer (&found, g_free);
  return found;
}
