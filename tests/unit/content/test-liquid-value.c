/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "content/liquid-value.h"

static const struct {
  const char *json;
  const char *printed;
} cases[] = {
  { "null", "" },
  { "true", "true" },
  { "false", "false" },
  { "0", "0" },
  { "-9223372036854775808", "-9223372036854775808" },
  { "0.1", "0.1" },
  { "3.0", "3.0" },
  { "0.30000000000000004", "0.30000000000000004" },
  { "1e30", "1e+30" },
  { "\"perché \\\"\"", "perché \"" },
  { "\"\"", "" },
  { "[1,\"a\",null,[true,2.5]]", "1atrue2.5" },
  { "[]", "" },
  { "{\"a\":1,\"b\":\"x\",\"c\":[\"y\"],\"d\":null}", "{\"a\"=>1, \"b\"=>\"x\", \"c\"=>y, \"d\"=>nil}" },
  { "{}", "{}" },
};

static void
test_print (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (cases[i].json, NULL);
      g_autoptr (PostinoLiquidValue) value = postino_liquid_value_new_from_json (node, NULL);
      g_autoptr (GString) out = g_string_new (NULL);

      postino_liquid_value_print (value, out);
      g_assert_cmpstr (out->str, ==, cases[i].printed);
    }
}

/* Small maps are looked through, large ones have an index; neither may be seen from outside. */
static void
test_map (void)
{
  g_autoptr (PostinoLiquidValue) map = postino_liquid_value_new_map ();

  for (guint round = 0; round < 2; round++)
    {
      for (int i = 0; i < 100; i++)
        {
          g_autofree char *key = g_strdup_printf ("key %d", i);
          gsize size = round == 0 ? i + 1 : 100;

          postino_liquid_value_set (map, key, postino_liquid_value_new_int (i + 1000 * round));
          g_assert_cmpuint (postino_liquid_value_get_size (map), ==, size);
        }
      for (int i = 0; i < 100; i++)
        {
          g_autofree char *key = g_strdup_printf ("key %d", i);
          const PostinoLiquidValue *value = postino_liquid_value_get_key (map, key, strlen (key));

          g_assert_cmpint (postino_liquid_value_get_int (value), ==, i + 1000 * round);
        }
    }
  g_assert_null (postino_liquid_value_get_key (map, "key", 3));
  g_assert_null (postino_liquid_value_get_key (map, "", 0));
  g_assert_null (postino_liquid_value_get_index (map, 0));
}

static void
test_array (void)
{
  g_autoptr (PostinoLiquidValue) array = postino_liquid_value_new_array (2);

  g_assert_null (postino_liquid_value_get_index (array, 0));
  postino_liquid_value_add (array, postino_liquid_value_new_string ("a"));
  postino_liquid_value_add (array, postino_liquid_value_new_string (NULL));
  g_assert_cmpuint (postino_liquid_value_get_size (array), ==, 2);
  g_assert_cmpstr (postino_liquid_value_get_text (postino_liquid_value_get_index (array, -2), NULL), ==, "a");
  g_assert_cmpint (postino_liquid_value_get_kind (postino_liquid_value_get_index (array, 1)), ==, POSTINO_LIQUID_NIL);
  g_assert_null (postino_liquid_value_get_index (array, 2));
  g_assert_null (postino_liquid_value_get_index (array, -3));
  g_assert_null (postino_liquid_value_get_index (array, G_MININT64));
}

static char *
nest (guint levels)
{
  g_autofree char *open = g_strnfill (levels, '[');
  g_autofree char *close = g_strnfill (levels, ']');

  return g_strconcat (open, "1", close, NULL);
}

static void
test_depth (void)
{
  for (guint over = 0; over < 2; over++)
    {
      g_autofree char *text = nest (POSTINO_LIQUID_MAX_VALUE_DEPTH + over);
      g_autoptr (JsonNode) node = json_from_string (text, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoLiquidValue) value = postino_liquid_value_new_from_json (node, &error);

      g_assert_true ((value == NULL) == (over == 1));
      g_assert_true (g_error_matches (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT) == (over == 1));
    }
}

static void
test_language (void)
{
  static const char *const italian[] = { "it", "IT", "it_IT.UTF-8", "it-CH", "it.UTF-8" };
  static const char *const others[] = { "en", "en_GB", "ita", "i", "", "de", "C" };

  for (gsize i = 0; i < G_N_ELEMENTS (italian); i++)
    g_assert_cmpint (postino_liquid_language_from_code (italian[i]), ==, POSTINO_LIQUID_ITALIAN);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_cmpint (postino_liquid_language_from_code (others[i]), ==, POSTINO_LIQUID_ENGLISH);
  g_assert_cmpint (postino_liquid_language_from_code (NULL), ==, POSTINO_LIQUID_ENGLISH);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/liquid-value/print", test_print);
  g_test_add_func ("/liquid-value/map", test_map);
  g_test_add_func ("/liquid-value/array", test_array);
  g_test_add_func ("/liquid-value/depth", test_depth);
  g_test_add_func ("/liquid-value/language", test_language);
  return g_test_run ();
}
