/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exclusions as a file, for another program or another workspace. A hundred thousand take half a
 * second, so there is no progress to be shown. */

#include "gui/contacts/exclusion-export.h"

#include <glib/gi18n-lib.h>

#include "gui/shell/toast.h"
#include "gui/widgets/figures.h"
#include "interchange/private-file.h"
#include "interchange/suppression-export.h"

/* Of the main context until the thread begins, and again when it has ended. */
typedef struct {
  PostinoStore *store;
  GFile *file;
  gint64 n;
} Export;

static void
free_export (gpointer data)
{
  Export *export = data;

  g_object_unref (export->store);
  g_object_unref (export->file);
  g_free (export);
}

static void
export_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  Export *export = data;
  GError *error = NULL;
  g_autoptr (GOutputStream) stream = postino_private_file_replace (export->file, &error);

  if (stream != NULL
      && postino_suppression_export (export->store, stream, &export->n, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GtkWidget) from = user_data;
  const Export *export = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);
  g_autofree char *name = g_file_get_basename (export->file);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *n = postino_figure_count (export->n);
  g_autofree char *sentence = g_strdup_printf (ngettext ("%s exclusion is in “%s”",
                                                         "%s exclusions are in “%s”", (gulong) export->n),
                                               n, shown);

  g_application_release (g_application_get_default ());
  if (gtk_widget_get_root (from) == NULL)
    return; /* the window is gone: nobody to tell */
  if (ok)
    postino_toast_say (from, sentence);
  else
    postino_toast_fail (from, error);
}

/* Takes @from and @store. */
static void
start (GtkWidget    *from,
       PostinoStore *store,
       GFile        *file)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, exported_cb, from);
  Export *export = g_new0 (Export, 1);

  export->store = store;
  export->file = g_object_ref (file);
  g_task_set_task_data (task, export, free_export);
  g_application_hold (g_application_get_default ());
  g_task_run_in_thread (task, export_in_thread);
}

typedef struct {
  GtkWidget *from;
  PostinoStore *store;
} Question;

static void
chosen_cb (GtkNativeDialog *chooser,
           int              response,
           gpointer         user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (GtkWidget) from = question->from;
  g_autoptr (PostinoStore) store = question->store;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && gtk_widget_get_root (from) != NULL)
    start (g_steal_pointer (&from), g_steal_pointer (&store), file);
  g_object_unref (chooser);
}

void
postino_exclusion_export_ask (GtkWidget      *from,
                              PostinoSession *session)
{
  GtkFileChooserNative *chooser
    = gtk_file_chooser_native_new (_("Save the Exclusions"), GTK_WINDOW (gtk_widget_get_root (from)),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  Question *question = g_new0 (Question, 1);

  question->from = g_object_ref (from);
  question->store = g_object_ref (postino_session_get_store (session));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), _("exclusions.csv"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen_cb), question);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
