/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbered migrations out of the library's resources. The version stands in PRAGMA user_version and
 * moves in the same transaction as the tables, so a crash leaves the version before or the one
 * after. */

#include "store/migrate.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/paths.h"

static gboolean
check_owner (PostinoDb           *db,
             const PostinoSchema *schema,
             gint64               version,
             GError             **error)
{
  gint64 application = 0;
  gint64 n_tables = 0;

  if (!postino_db_get_number (db, 0, &application, error, "PRAGMA application_id", "")
      || !postino_db_get_number (db, 0, &n_tables, error, "SELECT count(*) FROM sqlite_schema", ""))
    return FALSE;
  if (application == schema->application_id || (version == 0 && application == 0 && n_tables == 0))
    return TRUE;

  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
               _("“%s” is not a database of Postino’s"),
               postino_db_get_path (db));
  return FALSE;
}

/* Version and owner as they are at one moment: somebody else may be migrating. */
static gboolean
read_version (PostinoDb           *db,
              const PostinoSchema *schema,
              gint64              *version,
              GError             **error)
{
  gboolean read = postino_db_begin_read (db, error)
                  && postino_db_get_number (db, 0, version, error, "PRAGMA user_version", "")
                  && check_owner (db, schema, *version, error);

  postino_db_rollback (db);
  return read;
}

int
postino_migrate_count_missing (PostinoDb           *db,
                               const PostinoSchema *schema,
                               GError             **error)
{
  int newest = (int) g_strv_length ((char **) schema->migrations);
  gint64 version = 0;

  if (!read_version (db, schema, &version, error))
    return -1;
  if (version > newest)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NEWER,
                   _("“%s” was written by a newer version of Postino. Update this one to open it."),
                   postino_db_get_path (db));
      return -1;
    }
  return newest - (int) version;
}

static gboolean
apply_one (PostinoDb           *db,
           const PostinoSchema *schema,
           int                  version,
           GError             **error)
{
  g_autoptr (GBytes) script = postino_paths_load_resource (schema->migrations[version - 1]);
  g_autofree char *sql = g_strndup (g_bytes_get_data (script, NULL), g_bytes_get_size (script));
  g_autofree char *stamp = g_strdup_printf ("PRAGMA user_version=%d; PRAGMA application_id=%d",
                                            version,
                                            schema->application_id);

  if (!postino_db_begin (db, error))
    return FALSE;
  if (!postino_db_exec (db, sql, error) || !postino_db_exec (db, stamp, error)
      || !postino_db_commit (db, error))
    {
      postino_db_rollback (db);
      return FALSE;
    }
  return TRUE;
}

gboolean
postino_migrate (PostinoDb           *db,
                 const PostinoSchema *schema,
                 GError             **error)
{
  int newest = (int) g_strv_length ((char **) schema->migrations);
  int missing = postino_migrate_count_missing (db, schema, error);

  if (missing < 0)
    return FALSE;
  for (int version = newest - missing + 1; version <= newest; version++)
    {
      if (!apply_one (db, schema, version, error))
        return FALSE;
    }
  return TRUE;
}
