/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a template: parsed and rendered in both modes with the same values. */

#include <stdint.h>
#include <string.h>

#include "content/liquid-eval.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const char values[] = "{\"contact\":{\"first_name\":\"A<d>a \\\"&\",\"age\":\"18\",\"tags\":[\"a\",[1,2.5]],\"none\":null,"
                             "\"js\":\"javascript:x\"},\"link\":[\"https://t/0\",\"https://t/1\"],\"today\":\"2026-11-22\"}";

enum { STEPS = 10000, OUTPUT_BYTES = 1024 * 1024 };

static void
parse_and_render (const char         *template,
                  PostinoLiquidMode   mode,
                  PostinoLiquidValue *scope)
{
  PostinoLiquidPlace place;
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoLiquid) liquid = postino_liquid_parse (template, mode, &place, &error);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_auto (GStrv) paths = NULL;
  PostinoLiquidContext context = { scope, POSTINO_LIQUID_ITALIAN, 0, zone, STEPS, OUTPUT_BYTES };

  g_assert ((liquid == NULL) == (error != NULL));
  if (liquid == NULL)
    return;
  paths = postino_liquid_dup_paths (liquid);
  if (postino_liquid_render (liquid, &context, out, &error))
    g_assert (g_utf8_validate (out->str, out->len, NULL) && strlen (out->str) == out->len);
  else
    g_assert (out->len == 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *template = g_strndup ((const char *) data, size);
  g_autoptr (JsonNode) node = json_from_string (values, NULL);
  g_autoptr (PostinoLiquidValue) scope = postino_liquid_value_new_from_json (node, NULL);

  parse_and_render (template, POSTINO_LIQUID_TEXT, scope);
  parse_and_render (template, POSTINO_LIQUID_HTML, scope);
  return 0;
}
