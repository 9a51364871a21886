/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people drop is anything: folders, pictures, spreadsheets, files on a share that goes away.
 * Each ends in a sentence that says what can be imported, before anything is read.
 *
 * Judged by name only where the name is sure to be of another kind; what is text and what is not, the
 * reader finds out better. */

#include "gui/contacts/import-file.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "interchange/pasted.h"

/* About twenty million rows; more is a database or a mistake. */
#define MAX_FILE_BYTES (G_GINT64_CONSTANT (1) << 30)

#define ATTRIBUTES G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," \
  G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME "," G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE

/* Kinds that are never a table of text, and what to do about them. */
static const struct {
  const char *prefix; /* of the content type */
  const char *sentence;
} refusal_table[] = {
  { "image/", N_("This is a picture. Postino imports tables of text: CSV, TSV or TXT.") },
  { "video/", N_("This is a film. Postino imports tables of text: CSV, TSV or TXT.") },
  { "audio/", N_("This is a recording. Postino imports tables of text: CSV, TSV or TXT.") },
  { "application/pdf", N_("This is a PDF. Postino imports tables of text: CSV, TSV or TXT.") },
  { "application/vnd.openxmlformats-officedocument.spreadsheet",
    N_("This is an Excel sheet. Save it as CSV there, and drop that file here.") },
  { "application/vnd.ms-excel",
    N_("This is an Excel sheet. Save it as CSV there, and drop that file here.") },
  { "application/vnd.oasis.opendocument.spreadsheet",
    N_("This is a spreadsheet. Save it as CSV there, and drop that file here.") },
  { "application/zip", N_("This is an archive. Unpack it, and drop the CSV file here.") },
};

typedef struct {
  char *path;
  gboolean is_ours;
} Fetched;

static void
free_fetched (gpointer data)
{
  Fetched *fetched = data;

  if (fetched->is_ours && fetched->path != NULL)
    g_unlink (fetched->path); /* nobody took it */
  g_free (fetched->path);
  g_free (fetched);
}

/* "….csv" that some systems call application/vnd.ms-excel. */
static gboolean
has_text_name (const char *name)
{
  static const char *const endings[] = { ".csv", ".tsv", ".txt", ".tab" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      if (g_str_has_suffix (lower, endings[i]))
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_info (GFileInfo *info,
            GError   **error)
{
  const char *name = g_file_info_get_display_name (info);
  const char *type = g_file_info_get_content_type (info);
  g_autofree char *size = g_format_size ((guint64) g_file_info_get_size (info));

  if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                 _("“%s” is a folder. Drop the file with the contacts."), name);
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is not a file"), name);
  else if (g_file_info_get_size (info) == 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is empty"), name);
  for (gsize i = 0; *error == NULL && type != NULL && i < G_N_ELEMENTS (refusal_table); i++)
    {
      if (g_str_has_prefix (type, refusal_table[i].prefix) && !has_text_name (name))
        g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s”: %s"), name,
                     _(refusal_table[i].sentence));
    }
  if (*error == NULL && g_file_info_get_size (info) > MAX_FILE_BYTES)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT,
                 _("“%s” has %s. Files of up to 1 GB can be imported: split it."), name, size);
  return *error == NULL;
}

/* An empty private file of ours; yours. */
static char *
make_private_file (GError **error)
{
  char *path = g_build_filename (g_get_user_runtime_dir (), "postino-import-XXXXXX.csv", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd >= 0)
    {
      close (fd);
      return path;
    }
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("“%s” cannot be written"), path);
  g_free (path);
  return NULL;
}

static void
copied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_copy_finish (G_FILE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, POSTINO_ERROR, POSTINO_ERROR_FAILED,
                             _("The file could not be fetched: %s"), error->message);
}

/* Of a share: what is read later must not go away in between. */
static void
copy_file (GTask *task,
           GFile *file)
{
  Fetched *fetched = g_task_get_task_data (task);
  g_autoptr (GFile) copy = NULL;
  GError *error = NULL;

  fetched->path = make_private_file (&error);
  if (fetched->path == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  fetched->is_ours = TRUE;
  copy = g_file_new_for_path (fetched->path);
  g_file_copy_async (file, copy, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                     G_PRIORITY_DEFAULT, g_task_get_cancellable (task), NULL, NULL, copied_cb, task);
}

static void
info_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GFile *file = G_FILE (source);
  g_autoptr (GTask) task = user_data;
  Fetched *fetched = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (file, result, &error);

  if (info == NULL || !check_info (info, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (!g_file_is_native (file))
    {
      copy_file (g_steal_pointer (&task), file);
      return;
    }
  fetched->path = g_file_get_path (file);
  g_task_return_boolean (task, TRUE);
}

void
postino_import_file_fetch_async (GFile              *file,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, g_new0 (Fetched, 1), free_fetched);
  g_file_query_info_async (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, cancellable,
                           info_cb, task);
}

char *
postino_import_file_fetch_finish (GAsyncResult *result,
                                  gboolean     *is_ours,
                                  GError      **error)
{
  Fetched *fetched = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  *is_ours = fetched->is_ours;
  return g_steal_pointer (&fetched->path);
}

char *
postino_import_file_from_text (const char *text,
                               GError    **error)
{
  g_autofree char *rows = postino_pasted_to_rows (text);
  g_autofree char *path = NULL;

  if (rows == NULL)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("There is no e-mail address in this text"));
      return NULL;
    }
  path = make_private_file (error);
  if (path == NULL || !g_file_set_contents_full (path, rows, -1, G_FILE_SET_CONTENTS_NONE, 0600, error))
    return NULL;
  return g_steal_pointer (&path);
}
