/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file a person, since that is what a mail program opens and a bounce reader eats. */

#include "gui/campaigns/returned-save.h"

#include <glib/gi18n-lib.h>

#include "campaign/returned.h"
#include "gui/shell/toast.h"
#include "gui/widgets/figures.h"
#include "workspace/secrets.h"

/* Of the main context until the thread begins, and again when it has ended. */
typedef struct {
  GtkWidget *from;
  PostinoSession *session;
  gint64 campaign;
  char *folder;
  gint64 n;
} Saving;

/* What holds widgets goes on the main thread, where they belong. */
static void
free_saving (Saving *saving)
{
  g_clear_object (&saving->from);
  g_clear_object (&saving->session);
  g_free (saving->folder);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, free_saving)

typedef struct {
  PostinoReturned *returned;
  GPtrArray *rows;
} Reading;

static gboolean
read_page (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Reading *reading = data;

  reading->rows = postino_returned_read (reading->returned, db, error);
  return reading->rows != NULL;
}

/* *@is_done: there are no more. */
static gboolean
save_page (Saving          *saving,
           PostinoReturned *returned,
           gboolean        *is_done,
           GError         **error)
{
  Reading reading = { returned, NULL };
  g_autoptr (GPtrArray) rows = NULL;

  if (!postino_store_read (postino_session_get_store (saving->session), read_page, &reading, error))
    return FALSE;
  rows = reading.rows;
  *is_done = rows->len == 0;
  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *path = postino_returned_save (returned, rows->pdata[i], saving->folder, error);

      if (path == NULL)
        return FALSE;
      saving->n++;
    }
  return TRUE;
}

static void
save_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Saving *saving = data;
  GError *error = NULL;
  g_autoptr (GBytes) token_key = postino_secrets_get_token_key (postino_session_get_workspace (saving->session), &error);
  g_autoptr (PostinoReturned) returned = NULL;
  gboolean is_done = FALSE;

  if (token_key != NULL)
    {
      returned = postino_returned_new (saving->campaign, g_bytes_get_data (token_key, NULL));
      while (!is_done && save_page (saving, returned, &is_done, &error))
        continue;
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);
  g_autofree char *shown = g_filename_display_basename (saving->folder);
  g_autofree char *n = postino_figure_count (saving->n);
  g_autofree char *sentence = g_strdup_printf (ngettext ("%s report is in “%s”", "%s reports are in “%s”",
                                                         (gulong) saving->n),
                                               n, shown);

  g_application_release (g_application_get_default ());
  if (gtk_widget_get_root (saving->from) == NULL)
    return; /* the window is gone: nobody to tell */
  if (ok)
    postino_toast_say (saving->from, sentence);
  else
    postino_toast_fail (saving->from, error);
}

static void
chosen_cb (GtkNativeDialog *chooser,
           int              response,
           gpointer         user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_autoptr (GTask) task = NULL;

  g_object_unref (chooser);
  saving->folder = file != NULL ? g_file_get_path (file) : NULL;
  if (response != GTK_RESPONSE_ACCEPT || saving->folder == NULL || gtk_widget_get_root (saving->from) == NULL)
    return;
  task = g_task_new (NULL, NULL, saved_cb, saving);
  g_task_set_task_data (task, g_steal_pointer (&saving), NULL);
  g_application_hold (g_application_get_default ());
  g_task_run_in_thread (task, save_in_thread);
}

void
postino_returned_save_ask (GtkWidget      *from,
                           PostinoSession *session,
                           gint64          campaign)
{
  GtkFileChooserNative *chooser
    = gtk_file_chooser_native_new (_("Save the Reports In"), GTK_WINDOW (gtk_widget_get_root (from)),
                                   GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);
  Saving *saving = g_new0 (Saving, 1);

  saving->from = g_object_ref (from);
  saving->session = g_object_ref (session);
  saving->campaign = campaign;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen_cb), saving);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
