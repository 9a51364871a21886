/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "content/liquid-filters.h"

static const struct {
  const char *filter;
  const char *input;
  const char *argument; /* NULL: none */
  const char *expected;
} cases[] = {
  { "upcase", "\"perché\"", NULL, "PERCHÉ" },
  { "upcase", "\"straße i\"", NULL, "STRASSE I" },
  { "upcase", "12", NULL, "12" },
  { "upcase", "null", NULL, "" },
  { "downcase", "\"ÀÈ I\"", NULL, "àè i" },
  { "downcase", "true", NULL, "true" },
  { "capitalize", "\"élan VITAL\"", NULL, "Élan vital" },
  { "capitalize", "\"\"", NULL, "" },
  { "escape", "\"<a href='\\\"'>&amp;\"", NULL, "&lt;a href=&#39;&quot;&#39;&gt;&amp;amp;" },
  { "escape", "null", NULL, "" },
  { "raw", "\"<b>\"", NULL, "<b>" },
  { "default", "null", "\"x\"", "x" },
  { "default", "false", "\"x\"", "x" },
  { "default", "\"\"", "\"x\"", "x" },
  { "default", "[]", "\"x\"", "x" },
  { "default", "{}", "\"x\"", "x" },
  { "default", "0", "\"x\"", "0" },
  { "default", "\" \"", "\"x\"", " " },
  { "default", "null", NULL, "" },
  { "default", "null", "null", "" },
  { "date", "\"2026-11-22\"", "\"%-d %B\"", "22 novembre" },
  { "date", "0", "\"%Y\"", "1970" },
  { "date", "\"now\"", "\"%F\"", "1970-01-02" },
  { "date", "\"2026-11-22\"", "null", "2026-11-22" },
  { "date", "\"whenever\"", "\"%Y\"", "whenever" },
  { "date", "[1]", "\"%Y\"", "1" },
};

static PostinoLiquidValue *
make (const char *json)
{
  g_autoptr (JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;

  return postino_liquid_value_new_from_json (node, NULL);
}

static void
test_filters (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  const PostinoLiquidContext context = {
    .language = POSTINO_LIQUID_ITALIAN, .now_us = 24 * 3600 * G_GINT64_CONSTANT (1000000), .zone = zone,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const PostinoLiquidFilter *filter = postino_liquid_filter_find (cases[i].filter, strlen (cases[i].filter));
      g_autoptr (PostinoLiquidValue) input = make (cases[i].input);
      g_autoptr (PostinoLiquidValue) argument = make (cases[i].argument);
      PostinoLiquidArguments arguments = { { argument }, cases[i].argument != NULL ? 1 : 0, NULL, &context };
      g_autoptr (PostinoLiquidValue) result = filter->apply (input, &arguments);
      g_autoptr (GString) text = g_string_new (NULL);

      postino_liquid_value_print (result, text);
      g_test_message ("%s of %s", cases[i].filter, cases[i].input);
      g_assert_cmpstr (text->str, ==, cases[i].expected);
    }
}

static void
test_find (void)
{
  g_assert_null (postino_liquid_filter_find ("", 0));
  g_assert_null (postino_liquid_filter_find ("upcas", 5));
  g_assert_null (postino_liquid_filter_find ("upcase2", 7));
  g_assert_nonnull (postino_liquid_filter_find ("upcase2", 6));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/liquid-filters/filters", test_filters);
  g_test_add_func ("/liquid-filters/find", test_find);
  return g_test_run ();
}
