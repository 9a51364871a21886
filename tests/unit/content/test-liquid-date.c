/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content/liquid-date.h"

#define MIDDAY G_GINT64_CONSTANT (1795343400) /* Sunday, 2026-11-22T10:30:00Z, in seconds */

static const struct {
  const char *format;
  const char *english;
  const char *italian;
} cases[] = {
  { "", "", "" },
  { "plain è", "plain è", "plain è" },
  { "%A %a", "Sunday Sun", "domenica dom" },
  { "%B %b %h", "November Nov Nov", "novembre nov nov" },
  { "%^A %^b", "SUNDAY NOV", "DOMENICA NOV" },
  { "%d/%m/%Y", "22/11/2026", "22/11/2026" },
  { "%F %T %R", "2026-11-22 10:30:00 10:30", "2026-11-22 10:30:00 10:30" },
  { "%x", "11/22/26", "22/11/2026" },
  { "%c", "Sun Nov 22 10:30:00 2026", "dom 22 nov 2026, 10:30:00" },
  { "%D %r %v", "11/22/26 10:30:00 AM 22-Nov-2026", "11/22/26 10:30:00 AM 22-nov-2026" },
  { "%y %C %j %e", "26 20 326 22", "26 20 326 22" },
  { "%H %I %k %l %M %S %L %p %P", "10 10 10 10 30 00 000 AM am", "10 10 10 10 30 00 000 AM am" },
  { "%-H %-M %_S", "10 30  0", "10 30  0" },
  { "%u %w %V %G %U %W", "7 0 47 2026 47 46", "7 0 47 2026 47 46" },
  { "%s %z %Z", "1795343400 +0000 UTC", "1795343400 +0000 UTC" },
  { "100%% %n%t", "100% \n\t", "100% \n\t" },
  { "%Q %", "%Q %", "%Q %" },
  { "%-", "%-", "%-" },
  { "%è", "%è", "%è" },
};

static void
test_formats (void)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (MIDDAY);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) english = g_string_new (NULL);
      g_autoptr (GString) italian = g_string_new (NULL);

      postino_liquid_date_append (english, date, cases[i].format, POSTINO_LIQUID_ENGLISH);
      postino_liquid_date_append (italian, date, cases[i].format, POSTINO_LIQUID_ITALIAN);
      g_assert_cmpstr (english->str, ==, cases[i].english);
      g_assert_cmpstr (italian->str, ==, cases[i].italian);
    }
}

/* Names of all days and months, and the numbers that are padded, on 3 January 2028 and the days and months after it. */
static void
test_names (void)
{
  g_autoptr (GDateTime) start = g_date_time_new_utc (2028, 1, 3, 0, 5, 9);
  g_autoptr (GString) names = g_string_new (NULL);

  for (int i = 0; i < 7; i++)
    {
      g_autoptr (GDateTime) date = g_date_time_add_days (start, i);

      postino_liquid_date_append (names, date, "%^A ", POSTINO_LIQUID_ITALIAN);
    }
  for (int i = 0; i < 12; i++)
    {
      g_autoptr (GDateTime) date = g_date_time_add_months (start, i);

      postino_liquid_date_append (names, date, "%b ", POSTINO_LIQUID_ITALIAN);
    }
  postino_liquid_date_append (names, start, "%-d %e %I %l %M %S %U %W", POSTINO_LIQUID_ITALIAN);
  g_assert_cmpstr (names->str, ==,
                   "LUNEDÌ MARTEDÌ MERCOLEDÌ GIOVEDÌ VENERDÌ SABATO DOMENICA "
                   "gen feb mar apr mag giu lug ago set ott nov dic 3  3 12 12 05 09 01 01");
}

static const struct {
  const char *json;
  const char *expected; /* in Rome; NULL: no date */
} inputs[] = {
  { "\"now\"", "2026-11-22 11:30:00" },
  { "\"Today\"", "2026-11-22 11:30:00" },
  { "\"2026-07-01\"", "2026-07-01 00:00:00" },
  { "\"2026-07-01T18:45\"", "2026-07-01 18:45:00" },
  { "\"2026-07-01 18:45:10\"", "2026-07-01 18:45:10" },
  { "\"2026-07-01T18:45:10Z\"", "2026-07-01 20:45:10" },
  { "\"2026-07-01T18:45:10-05:00\"", "2026-07-02 01:45:10" },
  { "0", "1970-01-01 01:00:00" },
  { "1795343400", "2026-11-22 11:30:00" },
  { "\"1795343400\"", "2026-11-22 11:30:00" },
  { "9223372036854775807", NULL },
  { "\"2026-13-01\"", NULL },
  { "\"22/11/2026\"", NULL },
  { "\"\"", NULL },
  { "\"soon\"", NULL },
  { "true", NULL },
  { "null", NULL },
  { "[1]", NULL },
  { "1.5", NULL },
};

static void
test_parse (void)
{
  PostinoLiquidContext context = { .now_us = MIDDAY * G_USEC_PER_SEC };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("CET-1CEST,M3.5.0,M10.5.0/3");

  context.zone = zone;
  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (inputs[i].json, NULL);
      g_autoptr (PostinoLiquidValue) value = postino_liquid_value_new_from_json (node, NULL);
      g_autoptr (GDateTime) date = postino_liquid_date_parse (value, &context);
      g_autoptr (GString) text = g_string_new (NULL);

      g_test_message ("%s", inputs[i].json);
      g_assert_true ((date == NULL) == (inputs[i].expected == NULL));
      if (date == NULL)
        continue;
      postino_liquid_date_append (text, date, "%F %T", POSTINO_LIQUID_ENGLISH);
      g_assert_cmpstr (text->str, ==, inputs[i].expected);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/liquid-date/formats", test_formats);
  g_test_add_func ("/liquid-date/names", test_names);
  g_test_add_func ("/liquid-date/parse", test_parse);
  return g_test_run ();
}
