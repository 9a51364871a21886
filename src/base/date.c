/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates in and out of text. RFC 5322, section 3.3 for the form in messages: its names are English
 * whatever the locale, so it cannot be left to strftime. */

#include "base/date.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

static GDateTime *
from_us (gint64 us)
{
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);

  return seconds != NULL ? g_date_time_add (seconds, us % G_USEC_PER_SEC)
                         : g_date_time_new_from_unix_utc (0);
}

gboolean
postino_date_parse (const char *text,
                    gint64     *us,
                    GError    **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *full = NULL;
  g_autoptr (GDateTime) date = NULL;

  if (strlen (text) == 10)
    full = g_strconcat (text, "T00:00:00", NULL);
  else if (strlen (text) == 16)
    full = g_strconcat (text, ":00", NULL);
  else
    full = g_strdup (text);

  date = g_date_time_new_from_iso8601 (full, zone);
  if (date == NULL)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("“%s” is not a date such as 2026-12-31 or 2026-12-31T18:00"), text);
      return FALSE;
    }
  *us = g_date_time_to_unix (date) * G_USEC_PER_SEC + g_date_time_get_microsecond (date);
  return TRUE;
}

char *
postino_date_to_iso (gint64 us)
{
  g_autoptr (GDateTime) date = from_us (us);

  return g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ");
}

char *
postino_date_to_rfc5322 (gint64 us)
{
  g_autoptr (GDateTime) date = from_us (us);

  return g_strdup_printf ("%s, %02d %s %04d %02d:%02d:%02d +0000",
                          days[g_date_time_get_day_of_week (date) - 1],
                          g_date_time_get_day_of_month (date),
                          months[g_date_time_get_month (date) - 1],
                          g_date_time_get_year (date), g_date_time_get_hour (date),
                          g_date_time_get_minute (date), g_date_time_get_second (date));
}

char *
postino_date_to_human (gint64 us)
{
  g_autoptr (GDateTime) utc = from_us (us);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);

  /* Translators: a date with time, for strftime. */
  return g_date_time_format (local, _("%Y-%m-%d %H:%M"));
}
