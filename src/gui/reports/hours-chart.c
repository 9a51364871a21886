/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hours of a report as bars: names by the local clock, marks by what was usual for as many accepted
 * messages or measured people. */

#include "gui/reports/hours-chart.h"

#include <glib/gi18n-lib.h>

#include "gui/widgets/figures.h"

#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

enum { HOURS = POSTINO_REPORT_SERIES_HOURS };

static const char *
get_title (PostinoSeries series)
{
  static const char *const titles[POSTINO_N_SERIES] = {
    [POSTINO_SERIES_ACCEPTED] = N_("Accepted in the First 48 Hours"),
    [POSTINO_SERIES_OPENED] = N_("People Who Opened in the First 48 Hours"),
    [POSTINO_SERIES_OPENS] = N_("Opens in the First 48 Hours"),
    [POSTINO_SERIES_CLICKED] = N_("People Who Clicked in the First 48 Hours"),
    [POSTINO_SERIES_CLICKS] = N_("Clicks in the First 48 Hours"),
    [POSTINO_SERIES_UNSUBSCRIBED] = N_("Unsubscribed in the First 48 Hours"),
    [POSTINO_SERIES_REFUSED] = N_("Bounces in the First 48 Hours"),
  };

  return _(titles[series]);
}

/* What the numbers of the table are: bounces, where the leading number counts who bounced. */
static const char *
get_value_title (PostinoSeries series)
{
  static const char *const titles[POSTINO_N_SERIES] = {
    [POSTINO_SERIES_ACCEPTED] = N_("Accepted"),
    [POSTINO_SERIES_OPENED] = N_("People"),
    [POSTINO_SERIES_OPENS] = N_("Opens"),
    [POSTINO_SERIES_CLICKED] = N_("People"),
    [POSTINO_SERIES_CLICKS] = N_("Clicks"),
    [POSTINO_SERIES_UNSUBSCRIBED] = N_("Unsubscribed"),
    [POSTINO_SERIES_REFUSED] = N_("Bounces"),
  };

  return _(titles[series]);
}

static char *
format_hour (gint64      us,
             const char *format)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (us / G_USEC_PER_SEC);

  return g_date_time_format (at, format);
}

/* "Clicks in the First 48 Hours: 120, most of them (31) 26 November, 14:00"; yours. */
static char *
describe (PostinoSeries     series,
          const PostinoBar *bars)
{
  const PostinoBar *best = &bars[0];
  gint64 sum = 0;
  g_autofree char *total = NULL;
  g_autofree char *most = NULL;

  for (int i = 0; i < HOURS; i++)
    {
      sum += bars[i].value;
      if (bars[i].value > best->value)
        best = &bars[i];
    }
  if (sum == 0)
    return g_strdup_printf (_("%s: none"), get_title (series));
  total = postino_figure_count (sum);
  most = postino_figure_count (best->value);
  /* Translators: a title, how many, the most in an hour, and which hour that is. */
  return g_strdup_printf (_("%s: %s, most of them (%s) %s"), get_title (series), total, most,
                          best->name);
}

static void
show_bars (PostinoChartCard  *card,
           PostinoSeries      series,
           const PostinoBar  *bars,
           const PostinoPast *past)
{
  g_autofree char *sentence = describe (series, bars);
  g_autofree char *caption = NULL;
  PostinoChartWords words = { _("Hour"), get_value_title (series), NULL, sentence };

  if (bars[0].mark >= 0)
    caption = g_strdup_printf (ngettext ("Line: what the campaign before it had",
                                         "Line: median of the %u campaigns before it",
                                         past->n_campaigns), past->n_campaigns);
  words.caption = caption;
  postino_chart_card_show (card, get_title (series), &words, bars, HOURS);
}

gboolean
postino_hours_chart_show (PostinoChartCard    *card,
                          const PostinoReport *report,
                          const PostinoHours  *hours,
                          const PostinoPast   *past,
                          PostinoFigure        figure)
{
  PostinoBar bars[HOURS];
  PostinoSeries series;

  if (!postino_report_figure_series (report, figure, &series) || hours->from_us == 0)
    return FALSE;
  for (int i = 0; i < HOURS; i++)
    {
      gint64 at_us = hours->from_us + i * HOUR_US;
      double usual = past != NULL && past->n_campaigns > 0 ? past->hours[series][i] : -1;

      bars[i] = (PostinoBar) {
        .label = format_hour (at_us, "%H:%M"),
        /* Translators: an hour of a day: see strftime (3). */
        .name = format_hour (at_us, _("%a %-d %B, %H:%M")),
        .value = hours->n[series][i],
        .mark = usual >= 0 ? usual * (double) postino_report_get_base (report, series) : -1,
      };
    }
  show_bars (card, series, bars, past);
  for (int i = 0; i < HOURS; i++)
    {
      g_free ((char *) bars[i].label);
      g_free ((char *) bars[i].name);
    }
  return TRUE;
}
