/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates in templates. strftime is not used: its names follow the locale of the process, and a
 * worker that runs without one must write "novembre" as the desktop's preview did. Italian writes
 * days and months in lower case.
 *
 * The directives are those of Ruby's strftime, as Shopify's Liquid has them; which number a
 * directive is stands in one table, with its usual width and padding. Compound ones (%F, %x) are a
 * table of formats too. */

#include "content/liquid-date.h"

#include <string.h>

static const char *const days[][7] = {
  { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" },
  { "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica" },
};

static const char *const short_days[][7] = {
  { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" },
  { "lun", "mar", "mer", "gio", "ven", "sab", "dom" },
};

static const char *const months[][12] = {
  { "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December" },
  { "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
    "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre" },
};

static const char *const short_months[][12] = {
  { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" },
  { "gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic" },
};

typedef gint64 (*Number) (GDateTime *date);

static gint64
get_year (GDateTime *date)
{
  return g_date_time_get_year (date);
}

static gint64
get_century (GDateTime *date)
{
  return g_date_time_get_year (date) / 100;
}

static gint64
get_short_year (GDateTime *date)
{
  return g_date_time_get_year (date) % 100;
}

static gint64
get_month (GDateTime *date)
{
  return g_date_time_get_month (date);
}

static gint64
get_day (GDateTime *date)
{
  return g_date_time_get_day_of_month (date);
}

static gint64
get_day_of_year (GDateTime *date)
{
  return g_date_time_get_day_of_year (date);
}

static gint64
get_hour (GDateTime *date)
{
  return g_date_time_get_hour (date);
}

static gint64
get_hour_of_12 (GDateTime *date)
{
  return (g_date_time_get_hour (date) + 11) % 12 + 1;
}

static gint64
get_minute (GDateTime *date)
{
  return g_date_time_get_minute (date);
}

static gint64
get_second (GDateTime *date)
{
  return g_date_time_get_second (date);
}

static gint64
get_millisecond (GDateTime *date)
{
  return g_date_time_get_microsecond (date) / 1000;
}

static gint64
get_weekday_from_monday (GDateTime *date)
{
  return g_date_time_get_day_of_week (date);
}

static gint64
get_weekday_from_sunday (GDateTime *date)
{
  return g_date_time_get_day_of_week (date) % 7;
}

static gint64
get_iso_week (GDateTime *date)
{
  return g_date_time_get_week_of_year (date);
}

static gint64
get_iso_year (GDateTime *date)
{
  return g_date_time_get_week_numbering_year (date);
}

static gint64
get_week_from_sunday (GDateTime *date)
{
  return (get_day_of_year (date) + 6 - get_weekday_from_sunday (date)) / 7;
}

static gint64
get_week_from_monday (GDateTime *date)
{
  return (get_day_of_year (date) + 7 - get_weekday_from_monday (date)) / 7;
}

static gint64
get_unix (GDateTime *date)
{
  return g_date_time_to_unix (date);
}

static const struct {
  char directive;
  char padding;
  int width;
  Number get;
} numbers[] = {
  { 'Y', '0', 4, get_year },
  { 'C', '0', 2, get_century },
  { 'y', '0', 2, get_short_year },
  { 'm', '0', 2, get_month },
  { 'd', '0', 2, get_day },
  { 'e', ' ', 2, get_day },
  { 'j', '0', 3, get_day_of_year },
  { 'H', '0', 2, get_hour },
  { 'k', ' ', 2, get_hour },
  { 'I', '0', 2, get_hour_of_12 },
  { 'l', ' ', 2, get_hour_of_12 },
  { 'M', '0', 2, get_minute },
  { 'S', '0', 2, get_second },
  { 'L', '0', 3, get_millisecond },
  { 'u', '0', 1, get_weekday_from_monday },
  { 'w', '0', 1, get_weekday_from_sunday },
  { 'V', '0', 2, get_iso_week },
  { 'G', '0', 4, get_iso_year },
  { 'U', '0', 2, get_week_from_sunday },
  { 'W', '0', 2, get_week_from_monday },
  { 's', '0', 1, get_unix },
};

static const struct {
  char directive;
  const char *format[2]; /* by language */
} compounds[] = {
  { 'F', { "%Y-%m-%d", "%Y-%m-%d" } },
  { 'T', { "%H:%M:%S", "%H:%M:%S" } },
  { 'X', { "%H:%M:%S", "%H:%M:%S" } },
  { 'R', { "%H:%M", "%H:%M" } },
  { 'r', { "%I:%M:%S %p", "%I:%M:%S %p" } },
  { 'D', { "%m/%d/%y", "%m/%d/%y" } },
  { 'x', { "%m/%d/%y", "%d/%m/%Y" } },
  { 'v', { "%e-%b-%Y", "%e-%b-%Y" } },
  { 'c', { "%a %b %e %H:%M:%S %Y", "%a %e %b %Y, %H:%M:%S" } },
};

enum {
  DATE_LENGTH = 10,       /* "2026-11-22" */
  MINUTES_LENGTH = 16,    /* "2026-11-22T10:30" */
};

static GDateTime *
to_zone (GDateTime                  *date,
         const PostinoLiquidContext *context)
{
  return context->zone != NULL ? g_date_time_to_timezone (date,
                                                          context->zone) : g_date_time_to_local (date);
}

static GDateTime *
parse_seconds (gint64                      seconds,
               const PostinoLiquidContext *context)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);

  return utc != NULL ? to_zone (utc, context) : NULL;
}

static GDateTime *
parse_iso (const char                 *text,
           const PostinoLiquidContext *context)
{
  g_autoptr (GTimeZone) zone = context->zone != NULL ? g_time_zone_ref (context->zone) : g_time_zone_new_local ();
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *full = NULL;
  gsize length = strlen (text);

  if (length == DATE_LENGTH)
    full = g_strconcat (text, "T00:00:00", NULL);
  else
    full = g_strconcat (text, length == MINUTES_LENGTH ? ":00" : "", NULL);
  date = g_date_time_new_from_iso8601 (full, zone);
  return date != NULL ? to_zone (date, context) : NULL;
}

GDateTime *
postino_liquid_date_parse (const PostinoLiquidValue   *value,
                           const PostinoLiquidContext *context)
{
  const char *text = postino_liquid_value_get_text (value, NULL);
  gint64 seconds;

  if (postino_liquid_value_get_kind (value) == POSTINO_LIQUID_INT)
    return parse_seconds (postino_liquid_value_get_int (value), context);
  if (text == NULL)
    return NULL;
  if (g_ascii_strcasecmp (text, "now") == 0 || g_ascii_strcasecmp (text, "today") == 0)
    return parse_seconds (context->now_us / G_USEC_PER_SEC, context);
  if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &seconds, NULL))
    return parse_seconds (seconds, context);
  return parse_iso (text, context);
}

static void
append_number (GString *out,
               gint64   number,
               int      width,
               char     padding)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  for (gsize length = strlen (digits); padding != '-' && length < (gsize) width; length++)
    g_string_append_c (out, padding);
  g_string_append (out, digits);
}

/* A flag has the last word about padding, what is usual for the directive the first. */
static gboolean
append_numeric (GString   *out,
                GDateTime *date,
                char       directive,
                char       flag)
{
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      char padding = numbers[i].padding;

      if (numbers[i].directive != directive)
        continue;
      if (flag == '-' || flag == '0')
        padding = flag;
      if (flag == '_')
        padding = ' ';
      append_number (out, numbers[i].get (date), numbers[i].width, padding);
      return TRUE;
    }
  return FALSE;
}

static gboolean
append_compound (GString              *out,
                 GDateTime            *date,
                 char                  directive,
                 PostinoLiquidLanguage language)
{
  for (gsize i = 0; i < G_N_ELEMENTS (compounds); i++)
    {
      if (compounds[i].directive != directive)
        continue;
      postino_liquid_date_append (out, date, compounds[i].format[language], language);
      return TRUE;
    }
  return FALSE;
}

/* NULL: no such directive. */
static const char *
find_word (GDateTime            *date,
           char                  directive,
           PostinoLiquidLanguage language)
{
  int day = g_date_time_get_day_of_week (date) - 1;
  int month = g_date_time_get_month (date) - 1;
  gboolean is_morning = g_date_time_get_hour (date) < 12;

  switch (directive)
    {
    case 'A': return days[language][day];
    case 'a': return short_days[language][day];
    case 'B': return months[language][month];
    case 'b':
    case 'h': return short_months[language][month];
    case 'p': return is_morning ? "AM" : "PM";
    case 'P': return is_morning ? "am" : "pm";
    case 'Z': return g_date_time_get_timezone_abbreviation (date);
    case 'n': return "\n";
    case 't': return "\t";
    case '%': return "%";
    default: return NULL;
    }
}

/* The only accents in the names are those of "lunedì". */
static void
append_upper (GString    *out,
              const char *word)
{
  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (out, g_unichar_toupper (g_utf8_get_char (p)));
}

static void
append_offset (GString   *out,
               GDateTime *date)
{
  gint64 minutes = g_date_time_get_utc_offset (date) / G_USEC_PER_SEC / 60;

  g_string_append_printf (out, "%c%02d%02d", minutes < 0 ? '-' : '+', (int) (ABS (minutes) / 60),
                          (int) (ABS (minutes) % 60));
}

static gboolean
append_directive (GString              *out,
                  GDateTime            *date,
                  char                  directive,
                  char                  flag,
                  PostinoLiquidLanguage language)
{
  const char *word = find_word (date, directive, language);

  if (word != NULL && flag == '^')
    append_upper (out, word);
  else if (word != NULL)
    g_string_append (out, word);
  else if (directive == 'z')
    append_offset (out, date);
  else
    return append_numeric (out, date, directive, flag)
           || append_compound (out, date, directive, language);
  return TRUE;
}

void
postino_liquid_date_append (GString              *out,
                            GDateTime            *date,
                            const char           *format,
                            PostinoLiquidLanguage language)
{
  const char *p = format;

  while (*p != '\0')
    {
      gsize run = strcspn (p, "%");
      char flag;

      g_string_append_len (out, p, run);
      p += run;
      if (*p == '\0')
        return;

      flag = p[1] != '\0' && strchr ("-_0^", p[1]) != NULL ? p[1] : '\0';
      p += flag != '\0' ? 2 : 1;
      if (*p != '\0' && append_directive (out, date, *p, flag, language))
        p++;
      else
        g_string_append (out, (char[]) { '%', flag, '\0' });
    }
}
