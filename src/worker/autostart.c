/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is scheduled, or not finished, goes on after the next login: an entry of the XDG Desktop Application Autostart
 * Specification, one a workspace, as long as there is something of that kind. Every desktop knows it, and systemd makes a
 * unit of it where it runs the session; a unit of our own would be the same for fewer.
 *
 * The command line is quoted as the Desktop Entry Specification has it, and then once more as a string of a key file. */

#include "worker/autostart.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "bus/worker-bus.h"

char *
postino_autostart_build_path (const char *folder)
{
  g_autofree char *whole = g_canonicalize_filename (folder, NULL);
  g_autofree char *id = postino_worker_bus_build_name (whole);
  g_autofree char *name = g_strconcat (id, ".desktop", NULL);

  return g_build_filename (g_get_user_config_dir (), "autostart", name, NULL);
}

/* Yours. */
static char *
quote (const char *word)
{
  GString *quoted = g_string_new ("\"");

  for (const char *p = word; *p != '\0'; p++)
    {
      if (strchr ("\"`$\\", *p) != NULL)
        g_string_append_c (quoted, '\\');
      if (*p == '%')
        g_string_append_c (quoted, '%');
      g_string_append_c (quoted, *p);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

/* Yours. */
static char *
build_entry (const char *folder,
             gsize      *n_bytes)
{
  g_autoptr (GKeyFile) entry = g_key_file_new ();
  g_autofree char *whole = g_canonicalize_filename (folder, NULL);
  g_autofree char *shown = g_filename_display_name (whole);
  g_autofree char *program = postino_paths_find_program ("postino-worker");
  g_autofree char *quoted_program = quote (program);
  g_autofree char *quoted_folder = quote (whole);
  g_autofree char *command = g_strdup_printf ("%s --workspace %s", quoted_program, quoted_folder);
  g_autofree char *comment = g_strdup_printf (_("Sends what is scheduled or not finished in “%s”"), shown);

  g_key_file_set_string (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TYPE, G_KEY_FILE_DESKTOP_TYPE_APPLICATION);
  g_key_file_set_string (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_NAME, "Postino");
  g_key_file_set_string (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_COMMENT, comment);
  g_key_file_set_string (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TRY_EXEC, program);
  g_key_file_set_string (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, command);
  g_key_file_set_string (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_ICON, "org.postino.Postino");
  g_key_file_set_boolean (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_NO_DISPLAY, TRUE);
  g_key_file_set_boolean (entry, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_TERMINAL, FALSE);
  return g_key_file_to_data (entry, n_bytes, NULL);
}

static gboolean
add (const char *path,
     const char *folder,
     GError    **error)
{
  g_autofree char *place = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  gsize n_bytes;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  text = build_entry (folder, &n_bytes);
  return postino_paths_make_folder (place, error) && postino_paths_write_file (path, text, n_bytes, 0644, error);
}

gboolean
postino_autostart_set (const char *folder,
                       gboolean    is_due,
                       GError    **error)
{
  g_autofree char *path = postino_autostart_build_path (folder);

  if (is_due)
    return add (path, folder, error);
  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("“%s” could not be removed: %s"), path, g_strerror (errno));
  return FALSE;
}
