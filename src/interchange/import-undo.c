/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking an import back: after a crash or a cancel, and when the user wants it.
 *
 * The journal is worked off in short transactions, each of which also drops what it has worked off;
 * so a crash in the middle of an undo loses nothing, and the next one goes on. While an import is
 * applied its process holds a lock on a file; the kernel lets go of it when the process ends in
 * whatever way, and an import that is still "applying" without a lock is one whose process died. */

#include "interchange/import-undo.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "base/paths.h"
#include "contacts/lists-table.h"
#include "interchange/import-apply.h"
#include "interchange/imports-table.h"
#include "store/change.h"

enum {
  NOTES_AT_ONCE = 500,
  UNDO_BUDGET_US = POSTINO_IMPORT_MAX_WRITE_US / 2, /* the other half is the commit's */
  MAX_RECOVERED = 100,
  PRUNED_AT_ONCE = 200,
};

#define JOURNAL_LIFE_US ((gint64) 30 * 24 * 3600 * G_USEC_PER_SEC)

typedef struct {
  gint64 import;
  gint64 stamp_us;
  gint64 now_us;
  gboolean done;
} Undo;

char *
postino_import_make_folder (PostinoStore *store,
                            GError      **error)
{
  g_autofree char *beside = g_path_get_dirname (postino_store_get_path (store));
  g_autofree char *folder = g_build_filename (beside, "import", NULL);

  return postino_paths_make_folder (folder, error) ? g_steal_pointer (&folder) : NULL;
}

static char *
build_lock_path (PostinoStore *store,
                 gint64        import)
{
  g_autofree char *beside = g_path_get_dirname (postino_store_get_path (store));

  return g_strdup_printf ("%s/import/%" G_GINT64_FORMAT ".lock", beside, import);
}

int
postino_import_lock (PostinoStore *store,
                     gint64        import,
                     GError      **error)
{
  g_autofree char *path = build_lock_path (store, import);
  int lock = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (lock >= 0 && flock (lock, LOCK_EX | LOCK_NB) == 0)
    return lock;
  if (lock >= 0 && errno == EWOULDBLOCK)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY, _("Import %" PRId64 " is still running"),
                 import);
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("“%s” cannot be opened: %s"), path,
                 g_strerror (errno));
  if (lock >= 0)
    close (lock);
  return -1;
}

void
postino_import_unlock (PostinoStore *store,
                       gint64        import,
                       int           lock)
{
  g_autofree char *path = build_lock_path (store, import);

  g_unlink (path);
  close (lock);
}

/* Lists that the import made go, if they are empty again. */
static gboolean
remove_made_lists (PostinoDb *db,
                   Undo      *undo,
                   GError   **error)
{
  g_autoptr (PostinoImportRow) row = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *options;
  JsonArray *made;

  if (!postino_imports_table_get (db, undo->import, &row, error))
    return FALSE;
  if (row == NULL || !json_parser_load_from_data (parser, row->options, -1, NULL))
    return TRUE;
  options = json_node_get_object (json_parser_get_root (parser));
  made = json_object_has_member (options, "made_lists") ? json_object_get_array_member (options,
                                                                                        "made_lists") : NULL;
  for (guint i = 0; made != NULL && i < json_array_get_length (made); i++)
    {
      if (!postino_lists_table_delete_unused (db, json_array_get_int_element (made, i),
                                              undo->now_us, error))
        return FALSE;
    }
  return TRUE;
}

/* One transaction. */
static gboolean
undo_some (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Undo *undo = data;
  gint64 until = g_get_monotonic_time () + UNDO_BUDGET_US;
  g_autoptr (GPtrArray) notes = postino_imports_table_read_journal (db, undo->import, NOTES_AT_ONCE,
                                                                    error);

  if (notes == NULL)
    return FALSE;
  for (guint i = 0; i < notes->len && g_get_monotonic_time () < until; i++)
    {
      const PostinoImportUndo *note = notes->pdata[i];

      if (!postino_import_restore_one (db, undo->import, undo->stamp_us, note->contact,
                                       note->before, undo->now_us, error)
          || !postino_imports_table_drop_journal (db, undo->import, note->contact, error))
        return FALSE;
    }
  undo->done = notes->len == 0;
  if (undo->done)
    return remove_made_lists (db, undo, error)
           && postino_imports_table_finish (db, undo->import, "undone", NULL, undo->now_us, error);
  return postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error);
}

static gboolean
read_import (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  PostinoImportRow **row = data;
  gint64 id = (*row)->id;

  g_clear_pointer (row, postino_import_row_free);
  return postino_imports_table_get (db, id, row, error);
}

static PostinoImportRow *
get_import (PostinoStore *store,
            gint64        import,
            GError      **error)
{
  PostinoImportRow *row = g_new0 (PostinoImportRow, 1);

  row->id = import;
  if (!postino_store_read (store, read_import, &row, error))
    {
      postino_import_row_free (row);
      return NULL;
    }
  if (row == NULL)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("There is no import %" PRId64),
                 import);
  return row;
}

/* Opt-outs of an import that did not come to its end stay: it is done, as far as it got. */
static gboolean
close_unsubscribe (PostinoDb *db,
                   gpointer   data,
                   GError   **error)
{
  Undo *undo = data;

  return postino_imports_table_finish (db, undo->import, "done", NULL, undo->now_us, error);
}

gboolean
postino_import_roll_back (PostinoStore *store,
                          gint64        import,
                          gint64        now_us,
                          GError      **error)
{
  g_autoptr (PostinoImportRow) row = get_import (store, import, error);
  Undo undo = { .import = import, .now_us = now_us };

  if (row == NULL)
    return FALSE;
  if (strcmp (row->mode, "unsubscribe") == 0)
    return postino_store_write (store, POSTINO_STORE_NORMAL, close_unsubscribe, &undo, error);
  undo.stamp_us = row->started_us;
  while (!undo.done)
    {
      if (!postino_store_write (store, POSTINO_STORE_NORMAL, undo_some, &undo, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_undoable (const PostinoImportRow *row,
                gint64                  now_us,
                GError                **error)
{
  if (strcmp (row->mode, "unsubscribe") == 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                 _("Import %" PRId64 " recorded unsubscribes: they are not taken back"), row->id);
  else if (strcmp (row->state, "undone") == 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                 _("Import %" PRId64 " was taken back already"), row->id);
  else if (row->finished_us != 0 && row->finished_us < now_us - JOURNAL_LIFE_US)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                 _("Import %" PRId64 " is more than a month old and cannot be taken back"), row->id);
  else
    return TRUE;
  return FALSE;
}

gboolean
postino_import_undo (PostinoStore *store,
                     gint64        import,
                     GError      **error)
{
  gint64 now_us = postino_clock_now_us (postino_clock_system ());
  g_autoptr (PostinoImportRow) row = get_import (store, import, error);
  g_autofree char *folder = NULL;
  gboolean ok;
  int lock;

  if (row == NULL || !check_undoable (row, now_us, error))
    return FALSE;
  folder = postino_import_make_folder (store, error);
  lock = folder != NULL ? postino_import_lock (store, import, error) : -1;
  if (lock < 0)
    return FALSE;
  ok = postino_import_roll_back (store, import, now_us, error);
  postino_import_unlock (store, import, lock);
  return ok;
}

static gboolean
read_applying (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  GPtrArray **rows = data;

  *rows = postino_imports_table_list (db, "applying", MAX_RECOVERED, error);
  return *rows != NULL;
}

typedef struct {
  gint64 before_us;
  guint n_dropped;
} Prune;

static gboolean
prune_some (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Prune *prune = data;

  return postino_imports_table_prune (db, prune->before_us, PRUNED_AT_ONCE, &prune->n_dropped,
                                      error);
}

static gboolean
find_old (PostinoDb *db,
          gpointer   data,
          GError   **error)
{
  Prune *prune = data;
  g_autoptr (GPtrArray) rows = postino_imports_table_list (db, NULL, MAX_RECOVERED, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const PostinoImportRow *row = rows->pdata[i];

      prune->n_dropped += row->finished_us != 0 && row->finished_us < prune->before_us;
    }
  return rows != NULL;
}

static gboolean
prune_journals (PostinoStore *store,
                gint64        now_us,
                GError      **error)
{
  Prune prune = { .before_us = now_us - JOURNAL_LIFE_US };

  if (!postino_store_read (store, find_old, &prune, error))
    return FALSE;
  while (prune.n_dropped > 0)
    {
      if (!postino_store_write (store, POSTINO_STORE_NORMAL, prune_some, &prune, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
postino_import_recover (PostinoStore *store,
                        char        **name,
                        GError      **error)
{
  gint64 now_us = postino_clock_now_us (postino_clock_system ());
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *newest = NULL;

  if (name != NULL)
    *name = NULL;
  if (!postino_store_read (store, read_applying, &rows, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const PostinoImportRow *row = rows->pdata[i];
      gboolean ok;
      int lock;

      if (folder == NULL && (folder = postino_import_make_folder (store, error)) == NULL)
        return FALSE;
      lock = postino_import_lock (store, row->id, NULL);
      if (lock < 0)
        continue; /* its process lives */
      ok = postino_import_roll_back (store, row->id, now_us, error);
      postino_import_unlock (store, row->id, lock);
      if (!ok)
        return FALSE;
      if (newest == NULL)
        newest = g_strdup (row->name);
    }
  if (name != NULL)
    *name = g_steal_pointer (&newest);
  return prune_journals (store, now_us, error);
}
