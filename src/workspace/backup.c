/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backup and restore of a whole workspace as one tar file (libarchive):
 *
 *   assets/…       attachments
 *   keys           the token key, sealed under the passphrase (base/seal), if one was given
 *   workspace.db   made by VACUUM INTO: one consistent moment, while others go on writing. It comes last: a file that was
 *                  cut off, wherever, lacks it or ends inside it
 *
 * Restoring unpacks everything into a folder inside the target first and moves it into place only
 * when the database has been opened and checked; meanwhile nobody else can open the workspace. The
 * database changes places in one rename, and the former one is kept. Opt-outs are never rolled
 * back: those of a workspace that is replaced are merged into the one that replaces it. Only where
 * the former database is damaged — a reason to restore — some may not be readable; it says so. */

#include "workspace/backup.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/paths.h"
#include "base/seal.h"
#include "workspace/secrets.h"

enum { COPY_BLOCK = 64 * 1024 };

typedef struct archive WriteArchive;
typedef struct archive ReadArchive;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WriteArchive, archive_write_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReadArchive, archive_read_free)

static gboolean
fail_archive (struct archive *archive,
              const char     *file,
              GError        **error)
{
  int code = archive_errno (archive);

  if (code == ENOSPC)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FULL,
                 _("The disk is full: the backup “%s” could not be written"),
                 file);
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("The backup “%s” failed: %s"), file,
                 archive_error_string (archive));
  return FALSE;
}

static gboolean
fail_errno (const char *path,
            int         code,
            GError    **error)
{
  if (code == ENOSPC)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FULL,
                 _("The disk is full: “%s” could not be written"), path);
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("“%s” cannot be written: %s"), path,
                 g_strerror (code));
  return FALSE;
}

static gboolean
add_entry (struct archive *archive,
           const char     *file,
           const char     *name,
           gsize           size,
           GError        **error)
{
  struct archive_entry *entry = archive_entry_new ();
  int status;

  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, (la_int64_t) size);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_entry_set_mtime (entry, g_get_real_time () / G_USEC_PER_SEC, 0);
  status = archive_write_header (archive, entry);
  archive_entry_free (entry);
  return status == ARCHIVE_OK || fail_archive (archive, file, error);
}

static gboolean
add_file (struct archive *archive,
          const char     *file,
          const char     *name,
          const char     *path,
          GError        **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) input = g_file_read (source, NULL, error);
  g_autofree char *block = g_malloc (COPY_BLOCK);
  GStatBuf info;
  gssize n;

  if (input == NULL)
    return FALSE;
  if (g_stat (path, &info) != 0)
    return fail_errno (path, errno, error);
  if (!add_entry (archive, file, name, (gsize) info.st_size, error))
    return FALSE;
  while ((n = g_input_stream_read (G_INPUT_STREAM (input), block, COPY_BLOCK, NULL, error)) > 0)
    {
      if (archive_write_data (archive, block, (gsize) n) < 0)
        return fail_archive (archive, file, error);
    }
  return n == 0;
}

static gboolean
add_assets (PostinoWorkspace *workspace,
            struct archive   *archive,
            const char       *file,
            GError          **error)
{
  g_autofree char *folder = postino_workspace_build_path (workspace, "assets");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *base;

  while (dir != NULL && (base = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, base, NULL);
      g_autofree char *name = g_build_filename ("assets", base, NULL);

      if (!add_file (archive, file, name, path, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_keys (PostinoWorkspace *workspace,
          struct archive   *archive,
          const char       *file,
          const char       *passphrase,
          GError          **error)
{
  g_autoptr (GBytes) key = postino_secrets_get_token_key (workspace, error);
  g_autoptr (GBytes) sealed = NULL;

  if (key == NULL)
    return FALSE;
  sealed = postino_seal_with_passphrase (key, passphrase);
  if (!add_entry (archive, file, "keys", g_bytes_get_size (sealed), error))
    return FALSE;
  return archive_write_data (archive, g_bytes_get_data (sealed, NULL),
                             g_bytes_get_size (sealed)) >= 0
         || fail_archive (archive, file, error);
}

/* On a connection of its own: VACUUM INTO cannot run inside the store's transactions, and reads for
 * long. */
static gboolean
copy_database (PostinoWorkspace *workspace,
               const char       *path,
               GError          **error)
{
  g_autofree char *source = postino_workspace_build_path (workspace, "workspace.db");
  g_autoptr (PostinoDb) db = postino_db_open (source, POSTINO_DB_READ_WRITE, error);

  g_unlink (path);
  return db != NULL && postino_db_run (db, error, "VACUUM INTO ?1", "s", path);
}

static gboolean
fill_archive (PostinoWorkspace *workspace,
              struct archive   *archive,
              const char       *database,
              const char       *file,
              const char       *passphrase,
              GError          **error)
{
  return add_assets (workspace, archive, file, error)
         && (passphrase == NULL || add_keys (workspace, archive, file, passphrase, error))
         && add_file (archive, file, "workspace.db", database, error)
         && (archive_write_close (archive) == ARCHIVE_OK || fail_archive (archive, file, error));
}

/* Private, since it holds every contact; on the disk before it gets its name. */
static gboolean
write_archive (PostinoWorkspace *workspace,
               const char       *database,
               const char       *unfinished,
               const char       *passphrase,
               GError          **error)
{
  g_autoptr (WriteArchive) archive = archive_write_new ();
  int fd;
  gboolean written;

  g_unlink (unfinished); /* left over by a crash, with whatever mode */
  fd = open (unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail_errno (unfinished, errno, error);
  archive_write_set_format_pax_restricted (archive);
  written = archive_write_open_fd (archive, fd) == ARCHIVE_OK
              ? fill_archive (workspace, archive, database, unfinished, passphrase, error)
              : fail_archive (archive, unfinished, error);
  if (written && fsync (fd) != 0)
    written = fail_errno (unfinished, errno, error);
  close (fd);
  return written;
}

gboolean
postino_backup_write (PostinoWorkspace *workspace,
                      const char       *file,
                      const char       *passphrase,
                      GError          **error)
{
  g_autofree char *folder = postino_workspace_build_path (workspace, "backups");
  g_autofree char *database = g_build_filename (folder, "being-written.db", NULL);
  g_autofree char *unfinished = g_strconcat (file, ".part", NULL);
  gboolean written;

  if (!postino_paths_make_folder (folder, error))
    return FALSE;
  written = copy_database (workspace, database, error)
            && write_archive (workspace, database, unfinished, passphrase, error);
  g_unlink (database);
  if (written && g_rename (unfinished, file) == 0)
    return TRUE;
  if (written)
    fail_errno (file, errno, error);
  g_unlink (unfinished);
  return FALSE;
}

/* A backup is foreign input: only the names we write are taken, so nothing can be unpacked outside
 * the folder. */
static gboolean
is_expected_name (const char *name)
{
  if (strcmp (name, "workspace.db") == 0 || strcmp (name, "keys") == 0)
    return TRUE;
  return g_str_has_prefix (name, "assets/") && strchr (name + strlen ("assets/"), '/') == NULL
         && name[strlen ("assets/")] != '.' && name[strlen ("assets/")] != '\0';
}

static gboolean
unpack_entry (struct archive *archive,
              const char     *file,
              const char     *path,
              GError        **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GFile) target = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) output = NULL;
  g_autofree char *block = g_malloc (COPY_BLOCK);
  la_ssize_t n;

  if (!postino_paths_make_folder (folder, error))
    return FALSE;
  output = g_file_replace (target, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);
  if (output == NULL)
    return FALSE;
  while ((n = archive_read_data (archive, block, COPY_BLOCK)) > 0)
    {
      if (!g_output_stream_write_all (G_OUTPUT_STREAM (output), block, (gsize) n, NULL, NULL,
                                      error))
        return FALSE;
    }
  if (n < 0)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_DAMAGED, _("The backup “%s” is damaged: %s"),
                   file,
                   archive_error_string (archive));
      return FALSE;
    }
  return g_output_stream_close (G_OUTPUT_STREAM (output), NULL, error);
}

static gboolean
unpack (const char *file,
        const char *folder,
        GError    **error)
{
  g_autoptr (ReadArchive) archive = archive_read_new ();
  struct archive_entry *entry;
  int status;

  archive_read_support_format_tar (archive);
  if (archive_read_open_filename (archive, file, COPY_BLOCK) != ARCHIVE_OK)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("“%s” is not a backup of Postino’s: %s"),
                   file, archive_error_string (archive));
      return FALSE;
    }
  while ((status = archive_read_next_header (archive, &entry)) == ARCHIVE_OK)
    {
      const char *name = archive_entry_pathname (entry);
      g_autofree char *path = NULL;

      if (name == NULL || !is_expected_name (name) || archive_entry_filetype (entry) != AE_IFREG
          || archive_entry_hardlink (entry) != NULL)
        {
          g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                       _("“%s” is not a backup of Postino’s: it holds “%s”"), file,
                       name != NULL ? name : "?");
          return FALSE;
        }
      path = g_build_filename (folder, name, NULL);
      if (!unpack_entry (archive, file, path, error))
        return FALSE;
    }
  if (status == ARCHIVE_EOF)
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
               _("“%s” is not a backup of Postino’s, or is damaged: %s"),
               file, archive_error_string (archive));
  return FALSE;
}

static gboolean
merge_part (PostinoDb  *db,
            const char *sql,
            GError    **error)
{
  if (postino_db_begin (db, error) && postino_db_exec (db, sql, error)
      && postino_db_commit (db, error))
    return TRUE;
  postino_db_rollback (db);
  return FALSE;
}

/* Opt-outs of the workspace that is replaced go into the one that replaces it. */
static gboolean
merge_opt_outs (const char *restored,
                const char *former,
                GError    **error)
{
  static const char suppressions[]
    = "INSERT OR IGNORE INTO suppression (key, reason, note, source, campaign, at_us)"
      "  SELECT key, reason, note, source, campaign, at_us FROM former.suppression WHERE lifted_us IS NULL;";
  static const char consents[]
    = "INSERT INTO consent (key, purpose, given, at_us, recorded_us, how)"
      "  SELECT key, purpose, 0, at_us, recorded_us, how FROM former.consent AS f"
      "  WHERE given = 0 AND NOT EXISTS (SELECT 1 FROM main.consent AS m"
      "    WHERE m.key = f.key AND m.purpose = f.purpose AND m.given = 0 AND m.at_us = f.at_us);"
      "UPDATE contact SET consent = consent & ~coalesce((SELECT sum(DISTINCT w.purpose) FROM consent AS w"
      "    WHERE w.key = contact.key AND w.given = 0 AND w.at_us >= (SELECT max(at_us) FROM consent AS a"
      "      WHERE a.key = w.key AND a.purpose = w.purpose)), 0)"
      "  WHERE key IN (SELECT key FROM former.consent WHERE given = 0);";
  g_autoptr (PostinoDb) db = postino_db_open (restored, POSTINO_DB_READ_WRITE, error);
  gboolean merged;

  if (db == NULL || !postino_db_run (db, error, "ATTACH ?1 AS former", "s", former))
    return FALSE;
  /* One table may be readable where the other is not. */
  merged = merge_part (db, suppressions, error);
  return merge_part (db, consents, merged ? error : NULL) && merged;
}

/* A damaged workspace may be replaced; any other failure to keep its opt-outs is one of the
 * restore. */
static gboolean
keep_opt_outs (const char *restored,
               const char *former,
               gboolean   *lost,
               GError    **error)
{
  g_autoptr (GError) unreadable = NULL;

  if (!g_file_test (former, G_FILE_TEST_EXISTS) || merge_opt_outs (restored, former, &unreadable))
    return TRUE;
  *lost = g_error_matches (unreadable, POSTINO_ERROR, POSTINO_ERROR_DAMAGED);
  if (!*lost)
    g_propagate_error (error, g_steal_pointer (&unreadable));
  return *lost;
}

static gboolean
examine_database (const char *path,
                  const char *file,
                  GError    **error)
{
  g_autoptr (PostinoDb) db = postino_db_open (path, POSTINO_DB_READ_WRITE, error);
  g_autofree char *found = NULL;
  gint64 n_tables = 0;

  if (db == NULL
      || !postino_db_get_number (db, 0, &n_tables, error, "SELECT count(*) FROM sqlite_schema", ""))
    return FALSE;
  /* An empty database would be taken for one to be filled. */
  if (n_tables == 0)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("“%s” is not a backup of Postino’s: its database is empty"), file);
      return FALSE;
    }
  if (!postino_migrate (db, postino_workspace_get_schema (), error))
    return FALSE;
  found = postino_db_quick_check (db, error);
  if (found == NULL || strcmp (found, "ok") == 0)
    return found != NULL;
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_DAMAGED, found);
  return FALSE;
}

/* The sentences are about the backup: the file that was looked at has gone when somebody reads
 * them. */
static gboolean
check_database (const char *path,
                const char *file,
                GError    **error)
{
  g_autoptr (GError) fault = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_set_error (&fault, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                 _("“%s” is not a backup of Postino’s, or was cut off: it holds no database"), file);
  else if (examine_database (path, file, &fault))
    return TRUE;

  if (g_error_matches (fault, POSTINO_ERROR, POSTINO_ERROR_DAMAGED))
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_DAMAGED,
                 _("The backup “%s” is damaged: use another one"), file);
  else if (g_error_matches (fault, POSTINO_ERROR, POSTINO_ERROR_NEWER))
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NEWER,
                 _("The backup “%s” was written by a newer version of Postino. Update this one to restore it."), file);
  else
    g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

/* *@key stays NULL where the backup has none or no passphrase was given. */
static gboolean
open_keys (const char *unpacked,
           const char *passphrase,
           GBytes    **key,
           GError    **error)
{
  g_autofree char *path = g_build_filename (unpacked, "keys", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GBytes) sealed = NULL;
  gsize n_bytes;

  if (passphrase == NULL || !g_file_get_contents (path, &bytes, &n_bytes, NULL))
    return TRUE;
  sealed = g_bytes_new_take (g_steal_pointer (&bytes), n_bytes);
  *key = postino_seal_open_with_passphrase (sealed, passphrase, error);
  return *key != NULL;
}

static gboolean
move (const char *from_folder,
      const char *to_folder,
      const char *name,
      const char *new_name,
      GError    **error)
{
  g_autofree char *from = g_build_filename (from_folder, name, NULL);
  g_autofree char *to = g_build_filename (to_folder, new_name, NULL);

  if (!g_file_test (from, G_FILE_TEST_EXISTS) || g_rename (from, to) == 0)
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("“%s” cannot be moved: %s"), from,
               g_strerror (errno));
  return FALSE;
}

/* Empties the WAL: the file must be whole when it goes without its companions. A damaged one goes
 * as it is. */
static gboolean
close_former (const char *path,
              GError    **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (PostinoDb) db = postino_db_open (path, POSTINO_DB_READ_WRITE, &fault);

  if (db != NULL && postino_db_checkpoint (db, TRUE, &fault))
    return TRUE;
  if (g_error_matches (fault, POSTINO_ERROR, POSTINO_ERROR_DAMAGED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

/* A second name for the former database, under backups/. What a damaged one left beside it goes
 * there too: it would be taken for the new one's. */
static gboolean
keep_former (const char *folder,
             GError    **error)
{
  g_autofree char *backups = g_build_filename (folder, "backups", NULL);
  g_autofree char *name = g_strdup_printf ("before-restore-%" G_GINT64_FORMAT ".db",
                                           g_get_real_time ());
  g_autofree char *wal = g_strconcat (name, "-wal", NULL);
  g_autofree char *shm = g_build_filename (folder, "workspace.db-shm", NULL);
  g_autofree char *path = g_build_filename (folder, "workspace.db", NULL);
  g_autofree char *kept = g_build_filename (backups, name, NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!close_former (path, error) || !postino_paths_make_folder (backups, error))
    return FALSE;
  /* Some file systems know no second names; there a crash may leave only the one under backups/. */
  if (link (path, kept) != 0 && g_rename (path, kept) != 0)
    return fail_errno (kept, errno, error);
  if (!move (folder, backups, "workspace.db-wal", wal, error))
    return FALSE;
  g_unlink (shm);
  return TRUE;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_unlink (path) != 0)
        remove_folder (path);
    }
  g_rmdir (folder);
}

static gboolean
move_assets (const char *unpacked,
             const char *folder,
             GError    **error)
{
  g_autofree char *from = g_build_filename (unpacked, "assets", NULL);
  g_autofree char *to = g_build_filename (folder, "assets", NULL);
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  if (dir == NULL)
    return TRUE;
  if (!postino_paths_make_folder (to, error))
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      if (!move (from, to, name, name, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
store_key (const char *folder,
           GBytes     *key,
           GError    **error)
{
  g_autoptr (PostinoWorkspace) workspace = postino_workspace_open (folder, error);
  char *text;
  gboolean stored;

  if (workspace == NULL)
    return FALSE;
  text = g_base64_encode (g_bytes_get_data (key, NULL), g_bytes_get_size (key));
  stored = postino_secrets_store (workspace, "token-key", text, NULL, error);
  postino_secrets_free (text);
  return stored;
}

/* With the workspace to ourselves. */
static gboolean
replace (const char      *file,
         const char      *folder,
         const char      *passphrase,
         GBytes         **key,
         PostinoRestored *restored,
         GError         **error)
{
  g_autofree char *unpacked = g_build_filename (folder, "being-restored", NULL);
  g_autofree char *database = g_build_filename (unpacked, "workspace.db", NULL);
  g_autofree char *former = g_build_filename (folder, "workspace.db", NULL);
  gboolean replaced;

  remove_folder (unpacked);
  if (!postino_paths_make_folder (unpacked, error))
    return FALSE;
  /* Attachments first: they are named after what is in them, and harm nobody if the rest should fail. */
  replaced = unpack (file, unpacked, error)
             && check_database (database, file, error)
             && open_keys (unpacked, passphrase, key, error)
             && keep_opt_outs (database, former, &restored->lost_opt_outs, error)
             && move_assets (unpacked, folder, error)
             && keep_former (folder, error)
             && move (unpacked, folder, "workspace.db", "workspace.db", error);
  remove_folder (unpacked);
  return replaced;
}

gboolean
postino_backup_restore (const char      *file,
                        const char      *folder,
                        const char      *passphrase,
                        PostinoRestored *restored,
                        GError         **error)
{
  g_autoptr (GBytes) key = NULL;
  gboolean was_there = g_file_test (folder, G_FILE_TEST_EXISTS);
  gboolean replaced;
  int lock;

  *restored = (PostinoRestored) { FALSE, FALSE };
  if (postino_workspace_has_worker (folder))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY,
                   _("A worker runs on the workspace “%s”: stop it before restoring"), folder);
      return FALSE;
    }
  if (!postino_paths_make_folder (folder, error))
    return FALSE;
  lock = postino_workspace_lock_alone (folder, error);
  if (lock < 0)
    return FALSE;
  replaced = replace (file, folder, passphrase, &key, restored, error);
  if (!replaced && !was_there)
    remove_folder (folder);
  close (lock);
  restored->has_keys = key != NULL;
  return replaced && (key == NULL || store_key (folder, key, error));
}
