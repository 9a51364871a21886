/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new field: what to call it and what it holds. A type cannot be changed later, since values are
 * kept as they were checked. */

#include "gui/contacts/field-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "base/text.h"
#include "gui/contacts/contact-edit.h"

typedef struct {
  GtkWidget *from;
  PostinoSession *session;
  GtkWidget *name;
  GtkWidget *type;
} Question;

static void
free_question (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->from);
  g_object_unref (question->session);
  g_free (question);
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             gpointer          user_data)
{
  Question *question = user_data;
  g_autofree char *name = postino_text_single_line (gtk_editable_get_text (GTK_EDITABLE (question->name)));
  PostinoEdit edit = { .verb = POSTINO_EDIT_NEW_FIELD, .text = name,
                       .type = adw_combo_row_get_selected (ADW_COMBO_ROW (question->type)) };

  if (g_str_equal (response, "add") && *name != '\0')
    postino_edit_write (question->from, question->session, &edit, NULL);
}

static void
changed_cb (GtkEditable      *name,
            AdwMessageDialog *dialog)
{
  g_autofree char *line = postino_text_single_line (gtk_editable_get_text (name));

  adw_message_dialog_set_response_enabled (dialog, "add", *line != '\0');
}

void
postino_field_dialog_ask (GtkWidget      *from,
                          PostinoSession *session)
{
  /* in the order of PostinoFieldType */
  const char *const types[] = { _("Text"), _("Number"), _("Date"), _("Yes or no"), NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (types);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (from)),
                                              _("New Field"),
                                              _("Something more to know of every contact."));
  GtkWidget *box = gtk_list_box_new ();
  Question *question = g_new0 (Question, 1);

  question->from = g_object_ref (from);
  question->session = g_object_ref (session);
  question->name = adw_entry_row_new ();
  question->type = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (question->name), _("Name"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (question->type), _("Holds"));
  adw_combo_row_set_model (ADW_COMBO_ROW (question->type), G_LIST_MODEL (model));
  gtk_list_box_append (GTK_LIST_BOX (box), question->name);
  gtk_list_box_append (GTK_LIST_BOX (box), question->type);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (box), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (box, "boxed-list");

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "add",
                                    _("_Add"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "add",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "add", FALSE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (question->name, "changed", G_CALLBACK (changed_cb), dialog);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question, free_question, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
