/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files by their content. A name is a promise about the bytes, and it is held to: what is read is
 * hashed again, so that a file somebody wrote to is noticed before it reaches anybody.
 *
 * They lie beside the database that refers to them, and are found from it: a backup, a restored
 * workspace and a copy of one carry both. They are written before the row that names them and
 * outlive it: the worker sweeps when it starts. */

#include "workspace/assets.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#include "base/error.h"
#include "base/paths.h"

enum { PRIVATE = 0600 };

/* Names come out of the database, which may have been restored from a foreign file. */
static gboolean
is_name (const char *sha256)
{
  gsize length = strspn (sha256, "0123456789abcdef");

  return sha256[length] == '\0'
         && length == (gsize) g_checksum_type_get_length (G_CHECKSUM_SHA256) * 2;
}

static char *
build_path (PostinoDb  *db,
            const char *sha256)
{
  g_autofree char *folder = g_path_get_dirname (postino_db_get_path (db));

  return g_build_filename (folder, "assets", sha256, NULL);
}

static gboolean
holds (const char *path,
       GBytes     *content)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GBytes) bytes = file != NULL ? g_mapped_file_get_bytes (file) : NULL;

  return bytes != NULL && g_bytes_equal (bytes, content);
}

char *
postino_assets_store (const char *folder,
                      GBytes     *content,
                      GError    **error)
{
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);
  g_autofree char *assets = g_build_filename (folder, "assets", NULL);
  g_autofree char *path = g_build_filename (assets, sha256, NULL);
  const char *bytes;
  gsize n_bytes;

  if (holds (path, content))
    {
      g_utime (path, NULL); /* as if it were new, for the sweep */
      return g_steal_pointer (&sha256);
    }
  bytes = g_bytes_get_data (content, &n_bytes);
  if (!postino_paths_make_folder (assets, error)
      || !postino_paths_write_file (path, bytes, n_bytes, PRIVATE, error))
    return NULL;
  return g_steal_pointer (&sha256);
}

GBytes *
postino_assets_load (PostinoDb  *db,
                     const char *sha256,
                     GError    **error)
{
  g_autofree char *path = NULL;
  g_autofree char *found = NULL;
  g_autofree char *bytes = NULL;
  g_autoptr (GBytes) content = NULL;
  gsize n_bytes;

  path = is_name (sha256) ? build_path (db, sha256) : NULL;
  if (path == NULL || !g_file_get_contents (path, &bytes, &n_bytes, NULL))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
                   _("The file “%s” is missing from the workspace’s folder “assets”"), sha256);
      return NULL;
    }
  content = g_bytes_new_take (g_steal_pointer (&bytes), n_bytes);
  found = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);
  if (g_str_equal (found, sha256))
    return g_steal_pointer (&content);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_DAMAGED, _("The file “%s” is damaged"), path);
  return NULL;
}

void
postino_assets_sweep (const char *folder,
                      GHashTable *used,
                      gint64      before_us)
{
  g_autofree char *assets = g_build_filename (folder, "assets", NULL);
  g_autoptr (GDir) dir = g_dir_open (assets, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (assets, name, NULL);
      GStatBuf info;

      if (is_name (name) && !g_hash_table_contains (used, name) && g_stat (path, &info) == 0
          && info.st_mtime * G_USEC_PER_SEC < before_us)
        g_unlink (path);
    }
}

gboolean
postino_assets_has (PostinoDb  *db,
                    const char *sha256)
{
  g_autofree char *path = is_name (sha256) ? build_path (db, sha256) : NULL;

  return path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}
