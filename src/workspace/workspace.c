/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workspace: one folder with everything of one sender.
 *
 *   workspace.db   contacts, campaigns, ledger, events …     flight      what stands on open connections
 *   sandbox.db     messages of the built-in server           import/     staging of imports
 *   spool.db       what the local collector saw              assets/     attachments by SHA-256
 *   transcripts/   what was said with each server lately
 *   backups/       before each migration, and by hand        secrets/    0600 files, where there is no Secret Service
 *
 * Locks (flock, so they go with the process): every program holds `schema.lock` shared, migrating
 * needs it exclusive; `workspace.lock` belongs to the one worker.
 *
 * A workspace knows its machine: see machine-stamp.c. is_foreign () is judged once, on opening;
 * what follows from it is campaign/restore's. */

#include "workspace/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/error.h"
#include "base/paths.h"
#include "base/random.h"
#include "workspace/machine-stamp.h"
#include "workspace/settings-table.h"

enum {
  LOCK_STEP_US = 20000,
  PATIENCE_MS = 10000,        /* for a migration under way elsewhere */
  MIGRATION_PATIENCE = 3,     /* times as long for others to close, so that we can migrate */
  WORKER_LOCK_WAIT_US = 500000, /* has_worker () elsewhere holds it for a moment */
};

struct _PostinoWorkspace {
  GObject parent_instance;

  char *folder;
  PostinoStore *store;
  int schema_lock;
  int worker_lock;
  gboolean is_foreign;
};

G_DEFINE_FINAL_TYPE (PostinoWorkspace, postino_workspace, G_TYPE_OBJECT)

/* File systems where neither flock nor SQLite's shared memory can be trusted (statfs (2)). */
static const struct {
  long magic;
  const char *name;
} network_file_systems[] = {
  { 0x6969, "NFS" }, { 0x517b, "SMB" }, { (long) 0xff534d42, "CIFS" }, { (long) 0xfe534d42,
                                                                         "SMB2" },
  { 0x01021997, "9p" }, { 0x73757245, "Coda" }, { 0x5346414f, "AFS" },
};

static gboolean
refuse_network_file_system (const char *folder,
                            GError    **error)
{
  struct statfs info;

  if (statfs (folder, &info) != 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (network_file_systems); i++)
    {
      if (info.f_type != network_file_systems[i].magic)
        continue;
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("“%s” lies on a network file system (%s), where a database is not safe. "
                     "Choose a folder on this computer."),
                   folder, network_file_systems[i].name);
      return FALSE;
    }
  return TRUE;
}

/* Without the right to write nothing can be done in a workspace, not even looking: WAL and locks are
 * written to by readers, too. */
static gboolean
is_write_refused (int code)
{
  return code == EROFS || code == EACCES || code == EPERM;
}

static int
open_lock (const char *folder,
           const char *name,
           GError    **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0 && is_write_refused (errno))
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED,
                 _("The workspace “%s” can be read here, but not written to (%s). "
                   "See to it that you may write in this folder, and try again."),
                 folder, g_strerror (errno));
  else if (fd < 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("“%s” cannot be opened: %s"), path,
                 g_strerror (errno));
  return fd;
}

static gboolean
lock_within (int    fd,
             int    operation,
             gint64 wait_us)
{
  gint64 until = g_get_monotonic_time () + wait_us;

  while (flock (fd, operation | LOCK_NB) != 0)
    {
      if (g_get_monotonic_time () >= until)
        return FALSE;
      g_usleep (LOCK_STEP_US);
    }
  return TRUE;
}

static gboolean
back_up_before_migration (PostinoWorkspace *self,
                          PostinoDb        *db,
                          GError          **error)
{
  g_autofree char *folder = g_build_filename (self->folder, "backups", NULL);
  g_autofree char *name = g_strdup_printf ("before-update-%" G_GINT64_FORMAT ".db",
                                           g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return postino_paths_make_folder (folder, error)
         && postino_db_run (db, error, "VACUUM INTO ?1", "s", path);
}

/* Waits for schema.lock exclusively. Meanwhile another program may do the migrating: *@missing is
 * then 0 and the lock is held shared. (While flock () waits for the other kind it lets go of the
 * one it has, so two migrators do not hold each other up.) */
static gboolean
lock_for_migration (PostinoWorkspace *self,
                    PostinoDb        *db,
                    gint64            wait_us,
                    int              *missing,
                    GError          **error)
{
  gint64 until = g_get_monotonic_time () + wait_us;

  while (flock (self->schema_lock, LOCK_EX | LOCK_NB) != 0)
    {
      *missing = postino_migrate_count_missing (db, postino_workspace_get_schema (), error);
      if (*missing < 0)
        return FALSE;
      if (*missing == 0 && flock (self->schema_lock, LOCK_SH | LOCK_NB) == 0)
        return TRUE;
      if (g_get_monotonic_time () >= until)
        {
          g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY,
                       _("The workspace “%s” must be updated, but other programs have it open. "
                         "Close them and try again."),
                       self->folder);
          return FALSE;
        }
      g_usleep (LOCK_STEP_US);
    }
  *missing = postino_migrate_count_missing (db, postino_workspace_get_schema (), error);
  return *missing >= 0;
}

static gboolean
migrate (PostinoWorkspace *self,
         PostinoDb        *db,
         gboolean          is_new,
         gint64            wait_us,
         GError          **error)
{
  int missing;

  if (!lock_for_migration (self, db, wait_us, &missing, error))
    return FALSE;
  return missing == 0
         || ((is_new || back_up_before_migration (self, db, error))
             && postino_migrate (db, postino_workspace_get_schema (), error));
}

static gboolean
share_schema_lock (PostinoWorkspace *self,
                   gint64            wait_us,
                   GError          **error)
{
  if (lock_within (self->schema_lock, LOCK_SH, wait_us))
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY,
               _("The workspace “%s” is being updated by another program. Try again in a moment."), self->folder);
  return FALSE;
}

/* Leaves the schema at the newest version and schema.lock held shared. */
static gboolean
prepare_database (PostinoWorkspace *self,
                  const char       *path,
                  gboolean          is_new,
                  guint             patience_ms,
                  GError          **error)
{
  g_autoptr (PostinoDb) db = NULL;
  gint64 wait_us = (gint64) patience_ms * 1000;
  int missing;

  if (!share_schema_lock (self, wait_us, error))
    return FALSE;
  db = postino_db_open (path, POSTINO_DB_READ_WRITE, error);
  if (db == NULL)
    return FALSE;
  missing = postino_migrate_count_missing (db, postino_workspace_get_schema (), error);
  if (missing < 0 || (missing > 0 && !migrate (self, db, is_new, MIGRATION_PATIENCE * wait_us,
                                               error)))
    return FALSE;
  return share_schema_lock (self, wait_us, error);
}

static PostinoWorkspace *
new_for_folder (const char *folder,
                GError    **error)
{
  g_autoptr (PostinoWorkspace) self = g_object_new (POSTINO_TYPE_WORKSPACE, NULL);

  self->folder = g_canonicalize_filename (folder, NULL);
  if (!refuse_network_file_system (self->folder, error))
    return NULL;
  self->schema_lock = open_lock (self->folder, "schema.lock", error);
  return self->schema_lock >= 0 ? g_steal_pointer (&self) : NULL;
}

/* What a new workspace is given once: a name for its keyring entries, and the stamp of this
 * machine. */
static gboolean
write_first_settings (PostinoDb *db,
                      gpointer   data,
                      GError   **error)
{
  g_autofree char *id = postino_random_hex (8);
  g_autofree char *stamp = postino_machine_stamp_read (postino_db_get_path (db));

  return postino_settings_table_set (db, "workspace-id", id, error)
         && postino_settings_table_set (db, "machine-stamp", stamp, error)
         && postino_settings_table_set (db, "epoch", "1", error);
}

static gboolean
read_id (PostinoDb *db,
         gpointer   data,
         GError   **error)
{
  return postino_settings_table_dup (db, "workspace-id", data, error);
}

/* Making a workspace may have been cut short before anything was in it: the rest is done now. */
static gboolean
finish_making (PostinoWorkspace *self,
               GError          **error)
{
  g_autofree char *id = NULL;

  if (!postino_store_read (self->store, read_id, &id, error))
    return FALSE;
  return id != NULL
         || postino_store_write (self->store, POSTINO_STORE_NORMAL, write_first_settings, NULL,
                                 error);
}

static gboolean
judge_foreign (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  PostinoWorkspace *self = data;

  return postino_machine_stamp_check (db, &self->is_foreign, error);
}

static void
postino_workspace_finalize (GObject *object)
{
  PostinoWorkspace *self = POSTINO_WORKSPACE (object);

  if (self->store != NULL)
    postino_store_close (self->store);
  g_clear_object (&self->store);
  if (self->worker_lock >= 0)
    close (self->worker_lock);
  if (self->schema_lock >= 0)
    close (self->schema_lock);
  g_free (self->folder);
  G_OBJECT_CLASS (postino_workspace_parent_class)->finalize (object);
}

static void
postino_workspace_class_init (PostinoWorkspaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = postino_workspace_finalize;
}

static void
postino_workspace_init (PostinoWorkspace *self)
{
  self->schema_lock = -1;
  self->worker_lock = -1;
}

const PostinoSchema *
postino_workspace_get_schema (void)
{
  static const char *const migrations[] = {
    "schema/0001-start.sql",
    "schema/0002-dkim.sql",
    "schema/0003-sign-in.sql",
    "schema/0004-message.sql",
    "schema/0005-destination.sql",
    "schema/0006-plain-password.sql",
    "schema/0007-direct.sql",
    "schema/0008-server-revision.sql",
    NULL,
  };
  static const PostinoSchema schema = { 0x5053544f /* "PSTO" */, migrations };

  return &schema;
}

char *
postino_workspace_dup_default_path (void)
{
  const char *set = g_getenv ("POSTINO_WORKSPACE");

  if (set != NULL && *set != '\0')
    return g_strdup (set);
  return g_build_filename (g_get_user_data_dir (), "postino", "default", NULL);
}

static gboolean
make (PostinoWorkspace *self,
      const char       *path,
      GError          **error)
{
  if (!prepare_database (self, path, TRUE, PATIENCE_MS, error))
    return FALSE;
  self->store = postino_store_new (path, error);
  return self->store != NULL
         && postino_store_write (self->store, POSTINO_STORE_NORMAL, write_first_settings, NULL,
                                 error);
}

/* What could not be made whole does not stay, unless somebody else has it open: then it is
 * theirs. */
static void
remove_unfinished (PostinoWorkspace *self,
                   const char       *path)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  if (self->store != NULL)
    postino_store_close (self->store);
  g_clear_object (&self->store);
  if (flock (self->schema_lock, LOCK_EX | LOCK_NB) != 0)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strconcat (path, endings[i], NULL);

      g_unlink (name);
    }
}

gboolean
postino_workspace_create (const char *folder,
                          GError    **error)
{
  g_autofree char *path = g_build_filename (folder, "workspace.db", NULL);
  g_autoptr (PostinoWorkspace) self = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_EXISTS,
                   _("There is a workspace in “%s” already"),
                   folder);
      return FALSE;
    }
  if (!postino_paths_make_folder (folder, error))
    return FALSE;
  self = new_for_folder (folder, error);
  if (self == NULL)
    return FALSE;
  if (make (self, path, error))
    return TRUE;
  remove_unfinished (self, path);
  return FALSE;
}

PostinoWorkspace *
postino_workspace_open_within (const char *folder,
                               guint       patience_ms,
                               GError    **error)
{
  g_autofree char *path = g_build_filename (folder, "workspace.db", NULL);
  g_autoptr (PostinoWorkspace) self = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
                   _("There is no workspace in “%s”. Make one with: postinoctl workspace init"), folder);
      return NULL;
    }
  self = new_for_folder (folder, error);
  if (self == NULL || !prepare_database (self, path, FALSE, patience_ms, error))
    return NULL;
  self->store = postino_store_new (path, error);
  if (self->store == NULL || !finish_making (self, error)
      || !postino_store_read (self->store, judge_foreign, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

PostinoWorkspace *
postino_workspace_open (const char *folder,
                        GError    **error)
{
  return postino_workspace_open_within (folder, PATIENCE_MS, error);
}

int
postino_workspace_lock_alone (const char *folder,
                              GError    **error)
{
  int fd = open_lock (folder, "schema.lock", error);

  if (fd < 0 || flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;
  close (fd);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY,
               _("Other programs have the workspace “%s” open. Close them and try again."), folder);
  return -1;
}

PostinoStore *
postino_workspace_get_store (PostinoWorkspace *self)
{
  return self->store;
}

const char *
postino_workspace_get_folder (PostinoWorkspace *self)
{
  return self->folder;
}

char *
postino_workspace_build_path (PostinoWorkspace *self,
                              const char       *name)
{
  return g_build_filename (self->folder, name, NULL);
}

gboolean
postino_workspace_lock_worker (PostinoWorkspace *self,
                               GError          **error)
{
  int fd = open_lock (self->folder, "workspace.lock", error);

  if (fd < 0)
    return FALSE;
  if (!lock_within (fd, LOCK_EX, WORKER_LOCK_WAIT_US))
    {
      close (fd);
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY,
                   _("A worker already runs on the workspace “%s”"), self->folder);
      return FALSE;
    }
  self->worker_lock = fd;
  return TRUE;
}

gboolean
postino_workspace_has_worker (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "workspace.lock", NULL);
  int fd = open (path, O_RDWR | O_CLOEXEC);
  gboolean has;

  if (fd < 0)
    return FALSE;
  has = flock (fd, LOCK_SH | LOCK_NB) != 0;
  close (fd);
  return has;
}

gboolean
postino_workspace_is_foreign (PostinoWorkspace *self)
{
  return self->is_foreign;
}
