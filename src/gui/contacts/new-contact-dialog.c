/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A contact by hand. Where the consent comes from is asked at once: without one, nobody is mailed,
 * and whoever adds a person by hand knows it best now. */

#include "gui/contacts/new-contact-dialog.h"

#include <glib/gi18n-lib.h>

#include "base/text.h"
#include "gui/contacts/consent-origin.h"
#include "gui/contacts/contact-edit.h"

struct _PostinoNewContactDialog {
  AdwWindow parent_instance;

  GtkWidget *add_button;
  GtkEditable *address;
  GtkEditable *name;
  AdwComboRow *list;
  AdwComboRow *origin;
  GtkLabel *fault;

  PostinoSession *session;
  GtkWidget *from;
  GArray *list_ids; /* behind the first, which is none */
};

G_DEFINE_FINAL_TYPE (PostinoNewContactDialog, postino_new_contact_dialog, ADW_TYPE_WINDOW)

static void
written_cb (GtkWidget    *widget,
            gint64        made,
            const GError *error)
{
  PostinoNewContactDialog *self = POSTINO_NEW_CONTACT_DIALOG (widget);

  if (error != NULL)
    {
      gtk_label_set_text (self->fault, error->message);
      gtk_widget_show (GTK_WIDGET (self->fault));
      return;
    }
  gtk_widget_activate_action (self->from, "win.open-contact", "x", made);
  gtk_window_close (GTK_WINDOW (self));
}

static void
add_cb (PostinoNewContactDialog *self)
{
  const PostinoConsentOrigin *origin
    = postino_consent_origin_get (TRUE, adw_combo_row_get_selected (self->origin));
  guint list = adw_combo_row_get_selected (self->list);
  g_autofree char *name = postino_text_single_line (gtk_editable_get_text (self->name));
  PostinoEdit edit = { .verb = POSTINO_EDIT_NEW_CONTACT, .text = name,
                       .name = gtk_editable_get_text (self->address),
                       .target = g_array_index (self->list_ids, gint64, list),
                       .purposes = origin->basis != NULL ? POSTINO_PURPOSE_NEWSLETTER : 0,
                       .basis = origin->basis, .words = origin->source };

  if (gtk_widget_get_sensitive (self->add_button))
    postino_edit_write (GTK_WIDGET (self), self->session, &edit, written_cb);
}

static void
changed_cb (PostinoNewContactDialog *self)
{
  gtk_widget_set_sensitive (self->add_button, *gtk_editable_get_text (self->address) != '\0');
  gtk_widget_hide (GTK_WIDGET (self->fault));
}

static void
fill_lists (PostinoNewContactDialog *self,
            gint64                   chosen)
{
  GListModel *lists = G_LIST_MODEL (postino_session_get_lists (self->session));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const gint64 none = 0;
  guint selected = 0;

  gtk_string_list_append (names, _("None"));
  g_array_append_val (self->list_ids, none);
  for (guint i = 0; i < g_list_model_get_n_items (lists); i++)
    {
      g_autoptr (PostinoTableRow) row = g_list_model_get_item (lists, i);
      gint64 id = postino_table_row_get_id (row);
      g_autofree char *name = NULL;

      g_object_get (row, "name", &name, NULL);
      gtk_string_list_append (names, name);
      g_array_append_val (self->list_ids, id);
      if (id == chosen)
        selected = i + 1;
    }
  adw_combo_row_set_model (self->list, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->list, selected);
}

static void
postino_new_contact_dialog_dispose (GObject *object)
{
  PostinoNewContactDialog *self = POSTINO_NEW_CONTACT_DIALOG (object);

  g_clear_object (&self->session);
  g_clear_object (&self->from);
  g_clear_pointer (&self->list_ids, g_array_unref);
  G_OBJECT_CLASS (postino_new_contact_dialog_parent_class)->dispose (object);
}

static void
postino_new_contact_dialog_class_init (PostinoNewContactDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_new_contact_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/contacts/new-contact-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoNewContactDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoNewContactDialog, address);
  gtk_widget_class_bind_template_child (widget_class, PostinoNewContactDialog, name);
  gtk_widget_class_bind_template_child (widget_class, PostinoNewContactDialog, list);
  gtk_widget_class_bind_template_child (widget_class, PostinoNewContactDialog, origin);
  gtk_widget_class_bind_template_child (widget_class, PostinoNewContactDialog, fault);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
postino_new_contact_dialog_init (PostinoNewContactDialog *self)
{
  g_autoptr (GListModel) origins = postino_consent_origin_list (TRUE);

  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_model (self->origin, origins);
  self->list_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
}

void
postino_new_contact_dialog_present (GtkWidget      *from,
                                    PostinoSession *session,
                                    gint64          list)
{
  PostinoNewContactDialog *self = g_object_new (POSTINO_TYPE_NEW_CONTACT_DIALOG, "transient-for",
                                                gtk_widget_get_root (from), NULL);

  self->session = g_object_ref (session);
  self->from = g_object_ref (from);
  fill_lists (self, list);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->address));
}
