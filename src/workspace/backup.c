/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backup and restore of a whole workspace as one tar file (libarchive):
 *
 *   workspace.db   made by VACUUM INTO: one consistent moment, while others go on writing
 *   assets/…       images
 *   keys           the token key, sealed under the passphrase (base/seal), if one was given
 *
 * Restoring unpacks everything into a folder beside the target first and moves it into place only when the database has
 * been opened and checked; the former database is kept. Opt-outs are never rolled back: those of a workspace that is
 * replaced are merged into the one that replaces it. */

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

  g_set_error (error, POSTINO_ERROR, code == ENOSPC ? POSTINO_ERROR_FULL : POSTINO_ERROR_FAILED,
               _("The backup “%s” failed: %s"), file, archive_error_string (archive));
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

  if (input == NULL || g_stat (path, &info) != 0)
    return FALSE;
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
  return archive_write_data (archive, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed)) >= 0
         || fail_archive (archive, file, error);
}

/* On a connection of its own: VACUUM INTO cannot run inside the store's transactions, and reads for long. */
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

/* It holds everybody's address: nobody else on this computer reads it. Left over by a crash, it goes. */
static gboolean
make_private_file (const char *file,
                   GError    **error)
{
  int fd;

  g_unlink (file);
  fd = open (file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("The backup “%s” cannot be written: %s"), file,
                   g_strerror (errno));
      return FALSE;
    }
  close (fd);
  return TRUE;
}

static gboolean
write_archive (PostinoWorkspace *workspace,
               const char       *database,
               const char       *file,
               const char       *passphrase,
               GError          **error)
{
  g_autoptr (WriteArchive) archive = archive_write_new ();

  if (!make_private_file (file, error))
    return FALSE;
  archive_write_set_format_pax_restricted (archive);
  if (archive_write_open_filename (archive, file) != ARCHIVE_OK)
    return fail_archive (archive, file, error);
  if (!add_file (archive, file, "workspace.db", database, error)
      || !add_assets (workspace, archive, file, error)
      || (passphrase != NULL && !add_keys (workspace, archive, file, passphrase, error)))
    return FALSE;
  return archive_write_close (archive) == ARCHIVE_OK || fail_archive (archive, file, error);
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
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("The backup “%s” cannot be written: %s"),
                 file, g_strerror (errno));
  g_unlink (unfinished);
  return FALSE;
}

/* A backup is foreign input: only the names we write are taken, so nothing can be unpacked outside the folder. */
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
      if (!g_output_stream_write_all (G_OUTPUT_STREAM (output), block, (gsize) n, NULL, NULL, error))
        return FALSE;
    }
  if (n < 0)
    return fail_archive (archive, file, error);
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
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is not a backup of Postino’s: %s"),
                   file, archive_error_string (archive));
      return FALSE;
    }
  while ((status = archive_read_next_header (archive, &entry)) == ARCHIVE_OK)
    {
      const char *name = archive_entry_pathname (entry);
      g_autofree char *path = NULL;

      if (name == NULL || !is_expected_name (name) || archive_entry_filetype (entry) != AE_IFREG)
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
  return status == ARCHIVE_EOF || fail_archive (archive, file, error);
}

/* Opt-outs of the workspace that is replaced go into the one that replaces it. */
static gboolean
merge_opt_outs (const char *restored,
                const char *former,
                GError    **error)
{
  static const char merge[]
    = "INSERT OR IGNORE INTO suppression (key, reason, note, source, campaign, at_us)"
      "  SELECT key, reason, note, source, campaign, at_us FROM former.suppression WHERE lifted_us IS NULL;"
      "INSERT INTO consent (key, purpose, given, at_us, recorded_us, how)"
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
  merged = postino_db_begin (db, error) && postino_db_exec (db, merge, error) && postino_db_commit (db, error);
  if (!merged)
    postino_db_rollback (db);
  return merged && postino_db_run (db, error, "DETACH former", "");
}

static gboolean
check_database (const char *path,
                const char *file,
                GError    **error)
{
  g_autoptr (PostinoDb) db = NULL;
  g_autofree char *found = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("“%s” is not a backup of Postino’s: it holds no database"), file);
      return FALSE;
    }
  db = postino_db_open (path, POSTINO_DB_READ_WRITE, error);
  if (db == NULL || !postino_migrate (db, postino_workspace_get_schema (), error))
    return FALSE;
  found = postino_db_quick_check (db, error);
  if (found == NULL)
    return FALSE;
  if (strcmp (found, "ok") == 0)
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_DAMAGED, _("The backup “%s” is damaged: %s"), file, found);
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

static gboolean
keep_former (const char *folder,
             GError    **error)
{
  g_autofree char *backups = g_build_filename (folder, "backups", NULL);
  g_autofree char *name = g_strdup_printf ("before-restore-%" G_GINT64_FORMAT ".db",
                                           g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *path = g_build_filename (folder, "workspace.db", NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  {
    /* Emptied WAL first: the file must be whole when it goes without its companions. */
    g_autoptr (PostinoDb) db = postino_db_open (path, POSTINO_DB_READ_WRITE, error);

    if (db == NULL || !postino_db_checkpoint (db, TRUE, error))
      return FALSE;
  }
  return postino_paths_make_folder (backups, error) && move (folder, backups, "workspace.db", name, error);
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
put_in_place (const char *unpacked,
              const char *folder,
              GBytes     *key,
              GError    **error)
{
  g_autoptr (PostinoWorkspace) workspace = NULL;
  g_autofree char *text = NULL;

  if (!keep_former (folder, error) || !move (unpacked, folder, "workspace.db", "workspace.db", error)
      || !move_assets (unpacked, folder, error))
    return FALSE;
  if (key == NULL)
    return TRUE;
  workspace = postino_workspace_open (folder, error);
  if (workspace == NULL)
    return FALSE;
  text = g_base64_encode (g_bytes_get_data (key, NULL), g_bytes_get_size (key));
  return postino_secrets_store (workspace, "token-key", text, NULL, error);
}

gboolean
postino_backup_restore (const char *file,
                        const char *folder,
                        const char *passphrase,
                        gboolean   *has_keys,
                        GError    **error)
{
  g_autofree char *unpacked = g_build_filename (folder, "being-restored", NULL);
  g_autofree char *database = g_build_filename (unpacked, "workspace.db", NULL);
  g_autofree char *former = g_build_filename (folder, "workspace.db", NULL);
  g_autoptr (GBytes) key = NULL;
  gboolean restored;

  if (postino_workspace_has_worker (folder))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY,
                   _("A worker runs on the workspace “%s”: stop it before restoring"), folder);
      return FALSE;
    }
  remove_folder (unpacked);
  if (!postino_paths_make_folder (unpacked, error))
    return FALSE;
  restored = unpack (file, unpacked, error)
             && check_database (database, file, error)
             && open_keys (unpacked, passphrase, &key, error)
             && (!g_file_test (former, G_FILE_TEST_EXISTS) || merge_opt_outs (database, former, error))
             && put_in_place (unpacked, folder, key, error);
  remove_folder (unpacked);
  *has_keys = key != NULL;
  return restored;
}
