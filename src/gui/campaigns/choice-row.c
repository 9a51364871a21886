/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A check button before the name, and a weight behind it where shares matter. */

#include "gui/campaigns/choice-row.h"

struct _PostinoChoiceRow {
  AdwActionRow parent_instance;

  GtkCheckButton *check;
  GtkSpinButton *weight;

  gint64 id;
  gboolean shows_weight;
  gboolean is_setting; /* by the program */
};

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoChoiceRow, postino_choice_row, ADW_TYPE_ACTION_ROW)

static void
show_weight (PostinoChoiceRow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->weight),
                          self->shows_weight && gtk_check_button_get_active (self->check));
}

static void
edited_cb (PostinoChoiceRow *self)
{
  guint weight = gtk_check_button_get_active (self->check)
                   ? (guint) gtk_spin_button_get_value_as_int (self->weight)
                   : 0;

  show_weight (self);
  if (!self->is_setting)
    g_signal_emit (self, signals[CHOSEN], 0, weight);
}

static void
postino_choice_row_class_init (PostinoChoiceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHOSEN] = g_signal_new ("chosen", POSTINO_TYPE_CHOICE_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/campaigns/choice-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoChoiceRow, check);
  gtk_widget_class_bind_template_child (widget_class, PostinoChoiceRow, weight);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
}

static void
postino_choice_row_init (PostinoChoiceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
postino_choice_row_new (gint64 id)
{
  PostinoChoiceRow *self = g_object_new (POSTINO_TYPE_CHOICE_ROW, NULL);

  self->id = id;
  return GTK_WIDGET (self);
}

gint64
postino_choice_row_get_id (PostinoChoiceRow *self)
{
  return self->id;
}

void
postino_choice_row_set_weight (PostinoChoiceRow *self,
                               guint             weight)
{
  self->is_setting = TRUE;
  if (weight > 0)
    gtk_spin_button_set_value (self->weight, weight);
  gtk_check_button_set_active (self->check, weight > 0);
  self->is_setting = FALSE;
}

void
postino_choice_row_show_weight (PostinoChoiceRow *self,
                                gboolean          shows)
{
  self->shows_weight = shows;
  show_weight (self);
}
