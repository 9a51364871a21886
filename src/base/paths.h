/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Files and folders: private by default, replaced whole or not at all. Any thread. */

/* Makes @path and its parents, 0700. Existing is fine. */
gboolean  postino_paths_make_folder (const char *path, GError **error);

/* Writes @path whole: temporary file beside it, fsync, rename, fsync of the folder. @mode as for
 * open (2). */
gboolean  postino_paths_write_file  (const char *path, const char *bytes, gsize n_bytes, int mode,
                                     GError **error);

/* A file of the library's GResource, "schema/0001-start.sql"; aborts if it is not there, since it
 * was compiled in. */
GBytes   *postino_paths_load_resource (const char *name);

/* A sibling of the running program ("postino-worker"), installed or in a build folder; yours. */
char     *postino_paths_find_program (const char *name);

/* Binds the translations: those beside the program in a build folder, else the installed ones.
 * Once, from main (). */
void      postino_paths_init_locale (void);
