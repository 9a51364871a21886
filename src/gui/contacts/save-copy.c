/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file of ours, saved where a person wants it: rejected rows, for one. */

#include "gui/contacts/save-copy.h"

#include "gui/shell/toast.h"

typedef struct {
  GtkWidget *from;
  GFile *file;
  char *saved;
} Wish;

static void
free_wish (Wish *wish)
{
  g_object_unref (wish->from);
  g_object_unref (wish->file);
  g_free (wish->saved);
  g_free (wish);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wish, free_wish)

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Wish) wish = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = g_file_copy_finish (G_FILE (source), result, &error);

  if (gtk_widget_get_root (wish->from) == NULL)
    return; /* the window is gone: nobody to tell */
  if (ok)
    postino_toast_say (wish->from, wish->saved);
  else
    postino_toast_fail (wish->from, error);
}

static void
chosen_cb (GtkNativeDialog *chooser,
           int              response,
           gpointer         user_data)
{
  g_autoptr (Wish) wish = user_data;
  g_autoptr (GFile) to = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  GFile *from = wish->file;

  if (response == GTK_RESPONSE_ACCEPT && to != NULL)
    g_file_copy_async (from, to, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                       G_PRIORITY_DEFAULT, NULL, NULL, NULL, saved_cb, g_steal_pointer (&wish));
  g_object_unref (chooser);
}

void
postino_save_copy (GtkWidget  *from,
                   const char *title,
                   const char *name,
                   const char *path,
                   const char *saved)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (gtk_widget_get_root (from)),
                                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  Wish *wish = g_new0 (Wish, 1);

  wish->from = g_object_ref (from);
  wish->file = g_file_new_for_path (path);
  wish->saved = g_strdup (saved);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen_cb), wish);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
