/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/overview/growth-card.h"

#include <glib/gi18n-lib.h>

#include "gui/widgets/chart-card.h"
#include "gui/widgets/figures.h"
#include "model/growth-watch.h"

struct _PostinoGrowthCard {
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  PostinoChartCard *chart;

  PostinoGrowthWatch *watch;
};

G_DEFINE_FINAL_TYPE (PostinoGrowthCard, postino_growth_card, ADW_TYPE_BIN)

enum { WEEKS = POSTINO_GROWTH_WEEKS };

static char *
format_week (gint64      us,
             const char *format)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (us / G_USEC_PER_SEC);

  return g_date_time_format (at, format);
}

static void
show_chart (PostinoGrowthCard   *self,
            const PostinoGrowth *growth)
{
  const char *title = _("Added by Week");
  g_autofree char *added = NULL;
  g_autofree char *sentence = NULL;
  PostinoChartWords words = { _("Week of"), _("Contacts"), NULL, NULL };
  PostinoBar bars[WEEKS];
  gint64 sum = 0;

  for (int i = 0; i < WEEKS; i++)
    {
      /* Translators: the Monday of a week, short and long: see strftime (3). */
      bars[i] = (PostinoBar) { format_week (growth->starts_us[i], _("%-d %b")),
                               format_week (growth->starts_us[i], _("%-d %B %Y")),
                               growth->added[i], -1 };
      sum += growth->added[i];
    }
  added = postino_figure_count (sum);
  sentence = g_strdup_printf (ngettext ("%s contact of today was added in the last 12 weeks",
                                        "%s contacts of today were added in the last 12 weeks",
                                        (gulong) sum), added);
  words.sentence = sentence;
  postino_chart_card_show (self->chart, title, &words, bars, WEEKS);
  for (int i = 0; i < WEEKS; i++)
    {
      g_free ((char *) bars[i].label);
      g_free ((char *) bars[i].name);
    }
}

static void
changed_cb (PostinoGrowthCard *self)
{
  const PostinoGrowth *growth = postino_growth_watch_get (self->watch);
  g_autofree char *total = NULL;
  g_autofree char *week = NULL;
  g_autofree char *contacts = NULL;
  g_autofree char *line = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), growth != NULL && growth->total > 0);
  if (growth == NULL)
    return;
  total = postino_figure_count (growth->total);
  week = postino_figure_count (growth->added[WEEKS - 1]);
  contacts = g_strdup_printf (ngettext ("%s contact", "%s contacts", (gulong) growth->total),
                              total);
  line = g_strdup_printf (_("%s, %s of them added this week"), contacts, week);
  adw_preferences_group_set_description (self->group, line);
  show_chart (self, growth);
}

static void
postino_growth_card_dispose (GObject *object)
{
  PostinoGrowthCard *self = POSTINO_GROWTH_CARD (object);

  if (self->watch != NULL)
    g_signal_handlers_disconnect_by_data (self->watch, self);
  g_clear_object (&self->watch);
  G_OBJECT_CLASS (postino_growth_card_parent_class)->dispose (object);
}

static void
postino_growth_card_class_init (PostinoGrowthCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_growth_card_dispose;
  g_type_ensure (POSTINO_TYPE_CHART_CARD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/overview/growth-card.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoGrowthCard, group);
  gtk_widget_class_bind_template_child (widget_class, PostinoGrowthCard, chart);
}

static void
postino_growth_card_init (PostinoGrowthCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
postino_growth_card_bind (PostinoGrowthCard *self,
                          PostinoSession    *session)
{
  self->watch = postino_growth_watch_new (postino_session_get_store (session),
                                          postino_session_get_clock (session));
  g_signal_connect_swapped (self->watch, "changed", G_CALLBACK (changed_cb), self);
}
