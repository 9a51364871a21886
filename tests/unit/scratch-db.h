/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A migrated workspace.db in a folder of its own, for tests of table files. */

#include <glib/gstdio.h>

#include "store/migrate.h"
#include "workspace/workspace.h"

static inline PostinoDb *
open_scratch_db (char **folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  PostinoDb *db;

  *folder = g_dir_make_tmp ("postino-test-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (*folder, "workspace.db", NULL);
  db = postino_db_open (path, POSTINO_DB_READ_WRITE, &error);
  g_assert_no_error (error);
  postino_migrate (db, postino_workspace_get_schema (), &error);
  g_assert_no_error (error);
  return db;
}

static inline void
remove_scratch_folder (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        remove_scratch_folder (path);
      else
        g_unlink (path);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_rmdir (folder);
}
