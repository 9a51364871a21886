/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Consent by hand. What is asked is what one has to be able to show later: purpose, origin, time,
 * words. Nothing is guessed but that it was now. */

#include "gui/contacts/consent-dialog.h"

#include <glib/gi18n-lib.h>

#include "base/date.h"
#include "base/text.h"
#include "gui/contacts/consent-origin.h"
#include "gui/contacts/contact-edit.h"

struct _PostinoConsentDialog {
  AdwWindow parent_instance;

  GtkWidget *record_button;
  GtkCheckButton *newsletter;
  GtkCheckButton *tracking;
  GtkCheckButton *profiling;
  AdwComboRow *origin;
  GtkEditable *date;
  GtkEditable *words;
  GtkLabel *fault;

  PostinoSession *session;
  gint64 contact;
};

G_DEFINE_FINAL_TYPE (PostinoConsentDialog, postino_consent_dialog, ADW_TYPE_WINDOW)

static guint
get_purposes (PostinoConsentDialog *self)
{
  return (gtk_check_button_get_active (self->newsletter) ? POSTINO_PURPOSE_NEWSLETTER : 0)
         | (gtk_check_button_get_active (self->tracking) ? POSTINO_PURPOSE_TRACKING : 0)
         | (gtk_check_button_get_active (self->profiling) ? POSTINO_PURPOSE_PROFILING : 0);
}

static void
show_fault (PostinoConsentDialog *self,
            const GError         *error)
{
  gtk_label_set_text (self->fault, error->message);
  gtk_widget_show (GTK_WIDGET (self->fault));
}

static void
written_cb (GtkWidget    *widget,
            gint64        made,
            const GError *error)
{
  if (error != NULL)
    show_fault (POSTINO_CONSENT_DIALOG (widget), error);
  else
    gtk_window_close (GTK_WINDOW (widget));
}

static void
record_cb (PostinoConsentDialog *self)
{
  const PostinoConsentOrigin *origin
    = postino_consent_origin_get (FALSE, adw_combo_row_get_selected (self->origin));
  g_autofree char *date = postino_text_single_line (gtk_editable_get_text (self->date));
  g_autofree char *words = postino_text_single_line (gtk_editable_get_text (self->words));
  g_autoptr (GError) error = NULL;
  PostinoEdit edit = { .verb = POSTINO_EDIT_GIVE_CONSENT, .contact = self->contact,
                       .purposes = get_purposes (self), .basis = origin->basis,
                       .text = origin->source, .words = *words != '\0' ? words : NULL };

  if (*date != '\0' && !postino_date_parse (date, &edit.at_us, &error))
    show_fault (self, error);
  else
    postino_edit_write (GTK_WIDGET (self), self->session, &edit, written_cb);
}

static void
purposes_cb (PostinoConsentDialog *self)
{
  gtk_widget_set_sensitive (self->record_button, get_purposes (self) != 0);
}

static void
postino_consent_dialog_dispose (GObject *object)
{
  g_clear_object (&POSTINO_CONSENT_DIALOG (object)->session);
  G_OBJECT_CLASS (postino_consent_dialog_parent_class)->dispose (object);
}

static void
postino_consent_dialog_class_init (PostinoConsentDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_consent_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/contacts/consent-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoConsentDialog, record_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoConsentDialog, newsletter);
  gtk_widget_class_bind_template_child (widget_class, PostinoConsentDialog, tracking);
  gtk_widget_class_bind_template_child (widget_class, PostinoConsentDialog, profiling);
  gtk_widget_class_bind_template_child (widget_class, PostinoConsentDialog, origin);
  gtk_widget_class_bind_template_child (widget_class, PostinoConsentDialog, date);
  gtk_widget_class_bind_template_child (widget_class, PostinoConsentDialog, words);
  gtk_widget_class_bind_template_child (widget_class, PostinoConsentDialog, fault);
  gtk_widget_class_bind_template_callback (widget_class, record_cb);
  gtk_widget_class_bind_template_callback (widget_class, purposes_cb);
}

static void
postino_consent_dialog_init (PostinoConsentDialog *self)
{
  g_autoptr (GListModel) origins = postino_consent_origin_list (FALSE);

  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_model (self->origin, origins);
}

void
postino_consent_dialog_present (GtkWidget      *from,
                                PostinoSession *session,
                                gint64          contact,
                                guint           purpose)
{
  PostinoConsentDialog *self = g_object_new (POSTINO_TYPE_CONSENT_DIALOG, "transient-for",
                                             gtk_widget_get_root (from), NULL);

  self->session = g_object_ref (session);
  self->contact = contact;
  gtk_check_button_set_active (self->newsletter, purpose == POSTINO_PURPOSE_NEWSLETTER);
  gtk_check_button_set_active (self->tracking, purpose == POSTINO_PURPOSE_TRACKING);
  gtk_check_button_set_active (self->profiling, purpose == POSTINO_PURPOSE_PROFILING);
  purposes_cb (self);
  gtk_window_present (GTK_WINDOW (self));
}
