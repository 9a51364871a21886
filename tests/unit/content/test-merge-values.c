/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "content/liquid-eval.h"
#include "content/merge-values.h"

static const struct {
  PostinoMergeValue values[4];
  const char *text;
} cases[] = {
  { { { NULL } }, "{}" },
  { { { "b", "2" }, { "a", "1" } }, "{\"a\":\"1\",\"b\":\"2\"}" },
  { { { "a", "1" }, { "b", "2" } }, "{\"a\":\"1\",\"b\":\"2\"}" },
  { { { "a", "1" }, { "a", "2" } }, "{\"a\":\"2\"}" },
  { { { "a", "1" }, { "a", NULL } }, "{}" },
  { { { "a", NULL }, { "b", "" } }, "{\"b\":\"\"}" },
  { { { "Città \"x\"", "a\\b\n\r\t\x01\x7f" } }, "{\"Città \\\"x\\\"\":\"a\\\\b\\n\\r\\t\\u0001\x7f\"}" },
  { { { "", "{\"a\":1}" } }, "{\"\":\"{\\\"a\\\":1}\"}" },
  { { { "a", "caf\xe9" } }, "{\"a\":\"caf\xef\xbf\xbd\"}" },
};

static void
test_round_trip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize n = 0;
      g_autofree char *text = NULL;
      g_autoptr (PostinoLiquidValue) map = NULL;

      while (n < G_N_ELEMENTS (cases[i].values) && cases[i].values[n].key != NULL)
        n++;
      text = postino_merge_values_to_text (cases[i].values, n);
      g_assert_cmpstr (text, ==, cases[i].text);

      map = postino_merge_values_from_text (text, NULL);
      g_assert_nonnull (map);
      if (n == 1 && g_utf8_validate (cases[i].values[0].value, -1, NULL))
        {
          const char *key = cases[i].values[0].key;
          const PostinoLiquidValue *value = postino_liquid_value_get_key (map, key, strlen (key));

          g_assert_cmpstr (postino_liquid_value_get_text (value, NULL), ==, cases[i].values[0].value);
        }
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = { "", "[]", "\"a\"", "1", "null", "{", "{\"a\":}", "nonsense" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      PostinoLiquidContext context;

      g_test_message ("%s", texts[i]);
      g_assert_null (postino_merge_values_from_text (texts[i], &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
      g_clear_error (&error);
      g_assert_false (postino_merge_values_fill_context (&(PostinoMergeScope) { .contact = texts[i] }, &context, &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
      postino_liquid_context_clear (&context);
    }
}

static char *
render (const PostinoMergeScope *scope,
        const char              *template)
{
  g_autoptr (PostinoLiquid) liquid = postino_liquid_parse (template, POSTINO_LIQUID_TEXT, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (PostinoLiquidContext) context;
  GString *out = g_string_new (NULL);

  g_assert_true (postino_merge_values_fill_context (scope, &context, &error));
  g_assert_true (postino_liquid_render (liquid, &context, out, &error));
  g_assert_no_error (error);
  return g_string_free (out, FALSE);
}

static void
test_context (void)
{
  static const char *const links[] = { "https://t/0", "https://t/1" };
  static const char template[] = "{{ contact.name }}|{{ contact['a b'] }}|{{ campaign.name }}|{{ sender.name }}|"
                                 "{{ sender.email }}|{{ sender.address }}|{{ unsubscribe_url }}|{{ preferences_url }}|"
                                 "{{ webview_url }}|{{ link.1 }}|{{ pixel }}|{{ today }}|{{ today | date: '%d %B' }}";
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (3600);
  PostinoMergeScope scope = {
    .contact = "{\"a b\":\"x\",\"name\":\"Ada\"}", .campaign_name = "Natale", .sender_name = "Bottega",
    .sender_email = "info@bottega.it", .sender_address = "Via Roma 1", .unsubscribe_url = "u", .preferences_url = "p",
    .webview_url = "w", .pixel = "i", .links = links, .n_links = G_N_ELEMENTS (links),
    .today_us = G_GINT64_CONSTANT (1795390200000000), /* 2026-11-22T23:30Z: the day after in this zone */
    .zone = zone, .language = "it_IT",
  };
  g_autofree char *full = render (&scope, template);
  g_autofree char *bare = render (&(PostinoMergeScope) { .zone = zone }, template);

  g_assert_cmpstr (full, ==, "Ada|x|Natale|Bottega|info@bottega.it|Via Roma 1|u|p|w|https://t/1|i|2026-11-23|23 novembre");
  g_assert_cmpstr (bare, ==, "|||||||||||1970-01-01|01 January");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/merge-values/round-trip", test_round_trip);
  g_test_add_func ("/merge-values/refused", test_refused);
  g_test_add_func ("/merge-values/context", test_context);
  return g_test_run ();
}
