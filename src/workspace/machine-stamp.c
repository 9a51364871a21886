/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a workspace notices that it was restored, copied or moved to another machine.
 *
 * The stamp is the machine's id (hashed, as machine-id(5) asks), the inode and the birth time of
 * workspace.db: a copy, a restored backup and another machine all differ; renaming the folder does
 * not. An old file written over the newer one in place keeps its inode, so there is a second sign:
 * a number, the epoch, that grows at each start and end of a worker and is kept in the database and
 * in the user's state folder; a database behind its epoch is an old copy. It also tells which of
 * two copies was used last, should both be used in turn. The file follows the commit, never
 * precedes it: a crash in between must not make the true database look like an old copy. */

#include "workspace/machine-stamp.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/paths.h"
#include "workspace/settings-table.h"

static char *
read_machine_id (void)
{
  static const char *const places[] = { "/etc/machine-id", "/var/lib/dbus/machine-id" };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      char *id = NULL;

      if (g_file_get_contents (places[i], &id, NULL, NULL) && *g_strstrip (id) != '\0')
        return id;
      g_free (id);
    }
  return g_strdup (g_get_host_name ());
}

char *
postino_machine_stamp_read (const char *path)
{
  g_autofree char *machine = read_machine_id ();
  g_autofree char *hash = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) "postino",
                                                     7,
                                                     machine, -1);
  struct statx info = { 0 };

  statx (AT_FDCWD, path, 0, STATX_INO | STATX_BTIME, &info);
  return g_strdup_printf ("%.16s %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT ".%u", hash,
                          (guint64) info.stx_ino, (gint64) info.stx_btime.tv_sec,
                          info.stx_btime.tv_nsec);
}

static char *
build_epoch_path (const char *workspace_id)
{
  return g_build_filename (g_get_user_state_dir (), "postino", workspace_id, NULL);
}

static gint64
read_seen_epoch (const char *workspace_id)
{
  g_autofree char *path = build_epoch_path (workspace_id);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? g_ascii_strtoll (text, NULL, 10) : 0;
}

gboolean
postino_machine_stamp_check (PostinoDb *db,
                             gboolean  *foreign,
                             GError   **error)
{
  g_autofree char *now = postino_machine_stamp_read (postino_db_get_path (db));
  g_autofree char *stamp = NULL;
  g_autofree char *id = NULL;
  g_autofree char *epoch = NULL;

  if (!postino_settings_table_dup (db, "machine-stamp", &stamp, error)
      || !postino_settings_table_dup (db, "workspace-id", &id, error)
      || !postino_settings_table_dup (db, "epoch", &epoch, error))
    return FALSE;
  *foreign = g_strcmp0 (stamp, now) != 0
             || (id != NULL && epoch != NULL
                 && g_ascii_strtoll (epoch, NULL, 10) < read_seen_epoch (id));
  return TRUE;
}

gboolean
postino_machine_stamp_adopt (PostinoDb *db,
                             GError   **error)
{
  g_autofree char *stamp = postino_machine_stamp_read (postino_db_get_path (db));
  g_autofree char *id = NULL;
  g_autofree char *epoch = NULL;
  g_autofree char *raised = NULL;

  if (!postino_settings_table_dup (db, "workspace-id", &id, error)
      || !postino_settings_table_dup (db, "epoch", &epoch, error))
    return FALSE;
  raised = g_strdup_printf ("%" G_GINT64_FORMAT,
                            MAX (epoch != NULL ? g_ascii_strtoll (epoch, NULL, 10) : 0,
                                 id != NULL ? read_seen_epoch (id) : 0));
  return postino_settings_table_set (db, "machine-stamp", stamp, error)
         && postino_settings_table_set (db, "epoch", raised, error);
}

typedef struct {
  char *id;
  char *epoch;
} Raise;

static gboolean
raise_epoch (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Raise *raise = data;
  g_autofree char *epoch = NULL;

  if (!postino_settings_table_dup (db, "workspace-id", &raise->id, error)
      || !postino_settings_table_dup (db, "epoch", &epoch, error))
    return FALSE;
  raise->epoch = g_strdup_printf ("%" G_GINT64_FORMAT,
                                  (epoch != NULL ? g_ascii_strtoll (epoch, NULL, 10) : 0) + 1);
  return postino_settings_table_set (db, "epoch", raise->epoch, error);
}

static void
note_epoch (const Raise *raise)
{
  g_autofree char *path = build_epoch_path (raise->id);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) unwritable = NULL;

  if (!postino_paths_make_folder (parent, &unwritable)
      || !postino_paths_write_file (path, raise->epoch, strlen (raise->epoch), 0600, &unwritable))
    g_warning ("%s", unwritable->message);
}

gboolean
postino_machine_epoch_raise (PostinoStore *store,
                             GError      **error)
{
  Raise raise = { NULL, NULL };
  gboolean raised = postino_store_write (store, POSTINO_STORE_NORMAL, raise_epoch, &raise, error);

  if (raised && raise.id != NULL)
    note_epoch (&raise);
  g_free (raise.id);
  g_free (raise.epoch);
  return raised;
}
