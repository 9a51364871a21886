/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures for people. Groups of digits, decimal signs and names of months are the locale's; the
 * rest are sentences for translators. */

#include "gui/widgets/figures.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#include "base/date.h"

char *
postino_figure_count (gint64 n)
{
  return g_strdup_printf ("%'" PRId64, n);
}

char *
postino_figure_rate (double per_second)
{
  return postino_figure_rate_like (per_second, per_second);
}

char *
postino_figure_rate_like (double per_second,
                          double like)
{
  if (like < 1)
    return g_strdup_printf (_("%'.0f a minute"), per_second * 60);
  if (per_second >= 9.95)
    return g_strdup_printf (_("%'.0f a second"), per_second);
  return g_strdup_printf (_("%'.1f a second"), per_second);
}

char *
postino_figure_span (gint64 us)
{
  gint64 s = (us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;

  if (s < 60)
    return g_strdup_printf (_("%" PRId64 " s"), s);
  if (s < 3600)
    return g_strdup_printf (_("%" PRId64 " min"), (s + 30) / 60);
  if (s < 48 * 3600)
    return g_strdup_printf (_("%" PRId64 " h %" PRId64 " min"), s / 3600, s % 3600 / 60);
  return g_strdup_printf (ngettext ("%" PRId64 " day", "%" PRId64 " days", (gulong) (s / 86400)),
                          s / 86400);
}

char *
postino_figure_share (double fraction)
{
  double percent = fraction * 100;

  return g_strdup_printf (percent > 0 && percent < 9.95 ? "%.1f %%" : "%.0f %%", percent);
}

static gboolean
is_same_day (GDateTime *a,
             GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b)
         && g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

char *
postino_figure_time (gint64 us,
                     gint64 now_us)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) yesterday = g_date_time_add_days (now, -1);

  if (us == 0)
    return g_strdup ("");
  if (is_same_day (at, now))
    return g_date_time_format (at, "%H:%M");
  if (is_same_day (at, yesterday))
    return g_date_time_format (at, _("yesterday %H:%M"));
  /* Translators: a day of this year, and one of another: see strftime (3). */
  return g_date_time_format (at, g_date_time_get_year (at) == g_date_time_get_year (now)
                                 ? _("%-d %B") : _("%-d %B %Y"));
}

char *
postino_figure_moment (gint64 us)
{
  return us == 0 ? g_strdup ("") : postino_date_to_human (us);
}

char *
postino_figure_capitalize (const char *words)
{
  const char *rest = *words != '\0' ? g_utf8_next_char (words) : words;
  g_autofree char *first = g_utf8_strup (words, rest - words);

  return g_strconcat (first, rest, NULL);
}
