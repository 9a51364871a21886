/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/campaigns/rename-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "gui/campaigns/wishes.h"

typedef struct {
  GtkWidget *from;
  PostinoSession *session;
  gint64 campaign;
  GtkEditable *entry; /* borrowed */
} Rename;

static void
free_rename (gpointer  data,
             GClosure *closure)
{
  Rename *rename = data;

  g_object_unref (rename->from);
  g_object_unref (rename->session);
  g_free (rename);
}

/* Yours. */
static char *
dup_name (GtkEditable *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (entry)));
}

static void
answered_cb (AdwMessageDialog *dialog,
             const char       *response,
             Rename           *rename)
{
  g_autofree char *name = dup_name (rename->entry);

  if (strcmp (response, "rename") == 0 && *name != '\0')
    postino_wish_rename (rename->from, rename->session, rename->campaign, name);
}

static void
changed_cb (GtkEditable      *entry,
            AdwMessageDialog *dialog)
{
  g_autofree char *name = dup_name (entry);

  adw_message_dialog_set_response_enabled (dialog, "rename", *name != '\0');
}

void
postino_rename_dialog_present (GtkWidget      *from,
                               PostinoSession *session,
                               gint64          campaign,
                               const char     *name)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (from));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (window, _("Rename"), NULL));
  GtkWidget *entry = gtk_entry_new ();
  Rename *rename = g_new (Rename, 1);

  *rename = (Rename) { g_object_ref (from), g_object_ref (session), campaign, GTK_EDITABLE (entry) };
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name"),
                                  -1);
  adw_message_dialog_set_extra_child (dialog, entry);
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "rename", _("_Rename"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "rename", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "rename");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (entry, "changed", G_CALLBACK (changed_cb), dialog);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), rename, free_rename, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
