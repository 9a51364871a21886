/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where things stand on disk, and how a file is replaced so that a crash leaves the old one or the
 * new one.
 *
 * A build folder runs uninstalled: programs look for their siblings beside /proc/self/exe, and for
 * translations in the `po` folder that meson lays next to the one of the programs. */

#include "base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "data/postino-resources.h"

static gboolean
fail_with_errno (const char *format,
                 const char *path,
                 GError    **error)
{
  int code = errno;
  g_autofree char *what = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  what = g_strdup_printf (format, path);
#pragma GCC diagnostic pop
  g_set_error (error, POSTINO_ERROR,
               code == ENOSPC || code == EDQUOT ? POSTINO_ERROR_FULL : POSTINO_ERROR_FAILED,
               "%s: %s", what, g_strerror (code));
  return FALSE;
}

static gboolean
write_all (int         fd,
           const char *bytes,
           gsize       n_bytes)
{
  while (n_bytes > 0)
    {
      gssize n = write (fd, bytes, n_bytes);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      bytes += n;
      n_bytes -= n;
    }
  return TRUE;
}

static char *
find_program_folder (void)
{
  g_autofree char *exe = g_file_read_link ("/proc/self/exe", NULL);

  return exe != NULL ? g_path_get_dirname (exe) : g_strdup (".");
}

gboolean
postino_paths_make_folder (const char *path,
                           GError    **error)
{
  if (g_mkdir_with_parents (path, 0700) == 0)
    return TRUE;
  return fail_with_errno (_("The folder “%s” cannot be made"), path, error);
}

gboolean
postino_paths_write_file (const char *path,
                          const char *bytes,
                          gsize       n_bytes,
                          int         mode,
                          GError    **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL); /* two writers, two files */
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, mode);
  gboolean written;

  if (fd < 0)
    return fail_with_errno (_("“%s” cannot be written"), path, error);
  written = write_all (fd, bytes, n_bytes) && fsync (fd) == 0;
  if (!written || close (fd) != 0 || g_rename (temporary, path) != 0)
    {
      fail_with_errno (_("“%s” cannot be written"), path, error);
      if (!written)
        close (fd);
      g_unlink (temporary);
      return FALSE;
    }

  /* The rename itself must survive a power cut too. */
  fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0)
    {
      fsync (fd);
      close (fd);
    }
  return TRUE;
}

GBytes *
postino_paths_load_resource (const char *name)
{
  g_autofree char *path = g_strconcat ("/org/postino/Postino/", name, NULL);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = g_resource_lookup_data (postino_get_resource (), path,
                                          G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  if (bytes == NULL)
    g_error ("The program lacks its own part: %s", error->message);
  return bytes;
}

char *
postino_paths_find_program (const char *name)
{
  g_autofree char *folder = find_program_folder ();

  return g_build_filename (folder, name, NULL);
}

void
postino_paths_init_locale (void)
{
  g_autofree char *folder = find_program_folder ();
  g_autofree char *beside = g_build_filename (folder, "..", "po", NULL);

  setlocale (LC_ALL, "");
  /* Cron and systemd often name no locale: there, too, words come and go in UTF-8. */
  if (!g_get_charset (NULL) && strcmp (setlocale (LC_CTYPE, NULL), "C") == 0)
    setlocale (LC_CTYPE, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE,
                  g_file_test (beside, G_FILE_TEST_IS_DIR) ? beside : POSTINO_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
