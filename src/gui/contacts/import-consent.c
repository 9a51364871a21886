/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question a campaign will rest on. There is no answer chosen beforehand: whoever imports says
 * it, and "I don't know" is an honest one, with its consequence beside it.
 *
 * The bases are those of product.md: a consent given on a form or on paper, or the soft opt-in of
 * customers (ePrivacy directive, article 13.2), which covers the newsletter and no measuring. */

#include "gui/contacts/import-consent.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/date.h"
#include "contacts/consent-table.h"
#include "contacts/field.h"

struct _PostinoImportConsent {
  AdwBin parent_instance;

  GtkCheckButton *form;
  GtkCheckButton *customers;
  GtkCheckButton *paper;
  GtkCheckButton *unknown;
  AdwEntryRow *words;
  AdwEntryRow *date;
  GtkWidget *tracking_row;
  GtkSwitch *tracking;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (PostinoImportConsent, postino_import_consent, ADW_TYPE_BIN)

static gboolean
was_agreed (PostinoImportConsent *self)
{
  return gtk_check_button_get_active (self->form) || gtk_check_button_get_active (self->paper);
}

/* Also as people write it: 31/3/2026. */
static gboolean
is_date_right (PostinoImportConsent *self,
               gint64               *us)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->date));
  g_autofree char *date = postino_field_normalize (POSTINO_FIELD_DATE, "", text, NULL);
  g_autofree char *rest = g_strstrip (g_strdup (text));

  *us = 0;
  if (*rest == '\0')
    return TRUE;
  return date != NULL && postino_date_parse (date, us, NULL) && *us <= g_get_real_time ();
}

static void
changed_cb (PostinoImportConsent *self)
{
  gint64 us;

  gtk_widget_set_visible (GTK_WIDGET (self->words), was_agreed (self));
  gtk_widget_set_visible (self->tracking_row, was_agreed (self));
  gtk_widget_set_visible (GTK_WIDGET (self->date), was_agreed (self)
                          || gtk_check_button_get_active (self->customers));
  if (is_date_right (self, &us))
    gtk_widget_remove_css_class (GTK_WIDGET (self->date), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->date), "error");
  g_signal_emit (self, changed_signal, 0);
}

static void
postino_import_consent_class_init (PostinoImportConsentClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  changed_signal = g_signal_new ("changed", POSTINO_TYPE_IMPORT_CONSENT, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/contacts/import-consent.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoImportConsent, form);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportConsent, customers);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportConsent, paper);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportConsent, unknown);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportConsent, words);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportConsent, date);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportConsent, tracking_row);
  gtk_widget_class_bind_template_child (widget_class, PostinoImportConsent, tracking);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
postino_import_consent_init (PostinoImportConsent *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

gboolean
postino_import_consent_is_complete (PostinoImportConsent *self,
                                    const char          **why)
{
  const char *missing = NULL;
  gint64 us;

  if (!was_agreed (self) && !gtk_check_button_get_active (self->customers)
      && !gtk_check_button_get_active (self->unknown))
    missing = _("Say where the consent of these people comes from");
  else if (was_agreed (self) && *gtk_editable_get_text (GTK_EDITABLE (self->words)) == '\0')
    missing = _("Write what people agreed to, in the words they read");
  else if (!is_date_right (self, &us))
    missing = _("The day of the consent is not a date of the past, such as 2026-03-31");
  if (why != NULL)
    *why = missing;
  return missing == NULL;
}

void
postino_import_consent_fill (PostinoImportConsent *self,
                             PostinoImportPlan    *plan)
{
  if (gtk_check_button_get_active (self->unknown))
    return;
  plan->consent_purposes = POSTINO_PURPOSE_NEWSLETTER;
  is_date_right (self, &plan->consent_at_us);
  if (gtk_check_button_get_active (self->customers))
    {
      plan->consent_basis = g_strdup ("soft-opt-in");
      plan->consent_source = g_strdup (_("customers"));
      plan->consent_words = g_strdup (_("Customer: address given when buying, told that every message can be refused"));
      return;
    }
  plan->consent_basis = g_strdup ("consent");
  plan->consent_source = g_strdup (gtk_check_button_get_active (self->form) ? _("form") : _("paper"));
  plan->consent_words = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->words)));
  if (gtk_switch_get_active (self->tracking))
    plan->consent_purposes |= POSTINO_PURPOSE_TRACKING;
}
