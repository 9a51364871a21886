/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When something is to happen. The button shows it in words, its popover has calendar and clock. */

#include "gui/campaigns/moment-row.h"

#include <glib/gi18n-lib.h>

enum { FIRST_HOUR = 9 };

struct _PostinoMomentRow {
  AdwActionRow parent_instance;

  GtkMenuButton *button;
  GtkCalendar *calendar;
  GtkSpinButton *hour;
  GtkSpinButton *minute;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoMomentRow, postino_moment_row, ADW_TYPE_ACTION_ROW)

/* An hour the clocks skip becomes the one after it; yours. */
static GDateTime *
dup_moment (PostinoMomentRow *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (self->calendar);

  return g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day),
                                g_date_time_get_day_of_month (day),
                                gtk_spin_button_get_value_as_int (self->hour),
                                gtk_spin_button_get_value_as_int (self->minute), 0);
}

static void
edited_cb (PostinoMomentRow *self)
{
  g_autoptr (GDateTime) moment = dup_moment (self);
  /* Translators: a day and a time to send at: see strftime (3). */
  g_autofree char *words = g_date_time_format (moment, _("%A %-d %B, %H:%M"));

  gtk_menu_button_set_label (self->button, words);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* "09": a clock has two digits. */
static gboolean
show_two_digits_cb (GtkSpinButton *spin)
{
  g_autofree char *text = g_strdup_printf ("%02d", gtk_spin_button_get_value_as_int (spin));

  gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

static void
postino_moment_row_class_init (PostinoMomentRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHANGED] = g_signal_new ("changed", POSTINO_TYPE_MOMENT_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/campaigns/moment-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoMomentRow, button);
  gtk_widget_class_bind_template_child (widget_class, PostinoMomentRow, calendar);
  gtk_widget_class_bind_template_child (widget_class, PostinoMomentRow, hour);
  gtk_widget_class_bind_template_child (widget_class, PostinoMomentRow, minute);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_two_digits_cb);
}

static void
postino_moment_row_init (PostinoMomentRow *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (now, 1);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_calendar_select_day (self->calendar, tomorrow);
  gtk_spin_button_set_value (self->hour, FIRST_HOUR);
  edited_cb (self);
}

GtkWidget *
postino_moment_row_new (void)
{
  return g_object_new (POSTINO_TYPE_MOMENT_ROW, NULL);
}

gint64
postino_moment_row_get_us (PostinoMomentRow *self)
{
  g_autoptr (GDateTime) moment = dup_moment (self);

  return g_date_time_to_unix (moment) * G_USEC_PER_SEC;
}

void
postino_moment_row_set_us (PostinoMomentRow *self,
                           gint64            us)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (us / G_USEC_PER_SEC);

  gtk_calendar_select_day (self->calendar, moment);
  gtk_spin_button_set_value (self->hour, g_date_time_get_hour (moment));
  gtk_spin_button_set_value (self->minute, g_date_time_get_minute (moment));
  edited_cb (self);
}
