/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of text asked for in a message dialog. Its button can only be pressed when there is something
 * in the line. */

#include "gui/widgets/text-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "base/text.h"

typedef struct {
  GtkWidget *from;
  GtkWidget *row;
  PostinoTextDialogDone done;
  gpointer data;
  GDestroyNotify destroy;
} Question;

static void
free_question (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->from);
  if (question->destroy != NULL)
    question->destroy (question->data);
  g_free (question);
}

static char *
dup_line (GtkWidget *row)
{
  return postino_text_single_line (gtk_editable_get_text (GTK_EDITABLE (row)));
}

static void
changed_cb (GtkWidget        *row,
            AdwMessageDialog *dialog)
{
  g_autofree char *line = dup_line (row);

  adw_message_dialog_set_response_enabled (dialog, "done", *line != '\0');
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             gpointer          user_data)
{
  Question *question = user_data;
  g_autofree char *line = dup_line (question->row);

  if (g_str_equal (response, "done") && *line != '\0'
      && gtk_widget_get_root (question->from) != NULL)
    question->done (question->from, line, question->data);
}

void
postino_text_dialog_ask (GtkWidget            *from,
                         const char           *heading,
                         const char           *body,
                         const char           *label,
                         const char           *text,
                         const char           *button,
                         PostinoTextDialogDone done,
                         gpointer              data,
                         GDestroyNotify        destroy)
{
  GtkRoot *root = gtk_widget_get_root (from);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (root), heading, body);
  GtkWidget *box = gtk_list_box_new ();
  Question *question = g_new0 (Question, 1);

  question->from = g_object_ref (from);
  question->row = adw_entry_row_new ();
  question->done = done;
  question->data = data;
  question->destroy = destroy;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (question->row), label);
  gtk_list_box_append (GTK_LIST_BOX (box), question->row);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (box), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (box, "boxed-list");

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "done",
                                    button, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "done",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "done");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (question->row), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (question->row), text != NULL ? text : "");
  changed_cb (question->row, ADW_MESSAGE_DIALOG (dialog));
  g_signal_connect (question->row, "changed", G_CALLBACK (changed_cb), dialog);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question, free_question, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (question->row);
}
