/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "content/liquid-compare.h"

static const struct {
  const char *left;
  PostinoLiquidRelation relation;
  const char *right;
  gboolean expected;
} cases[] = {
  { "1", POSTINO_LIQUID_EQUAL, "1.0", TRUE },
  { "1", POSTINO_LIQUID_EQUAL, "\"1\"", TRUE },
  { "1", POSTINO_LIQUID_EQUAL, "\"1 \"", FALSE },
  { "1", POSTINO_LIQUID_EQUAL, "\"0x1\"", FALSE },
  { "1", POSTINO_LIQUID_EQUAL, "\"\"", FALSE },
  { "1", POSTINO_LIQUID_EQUAL, "true", FALSE },
  { "true", POSTINO_LIQUID_EQUAL, "true", TRUE },
  { "true", POSTINO_LIQUID_NOT_EQUAL, "false", TRUE },
  { "null", POSTINO_LIQUID_EQUAL, "null", TRUE },
  { "null", POSTINO_LIQUID_EQUAL, "false", FALSE },
  { "null", POSTINO_LIQUID_EQUAL, "\"\"", FALSE },
  { "\"10\"", POSTINO_LIQUID_LESS, "\"9\"", TRUE },
  { "\"10\"", POSTINO_LIQUID_LESS, "9", FALSE },
  { "\"10\"", POSTINO_LIQUID_GREATER, "9.5", TRUE },
  { "\"-\"", POSTINO_LIQUID_LESS, "9", FALSE },
  { "\"1e\"", POSTINO_LIQUID_LESS, "9", FALSE },
  { "9223372036854775807", POSTINO_LIQUID_GREATER, "9223372036854775806", TRUE },
  { "null", POSTINO_LIQUID_LESS_OR_EQUAL, "null", FALSE },
  { "[1,2]", POSTINO_LIQUID_EQUAL, "[1,2]", TRUE },
  { "[1,[2]]", POSTINO_LIQUID_EQUAL, "[1,[3]]", FALSE },
  { "[1]", POSTINO_LIQUID_EQUAL, "[1,2]", FALSE },
  { "{}", POSTINO_LIQUID_EQUAL, "{}", FALSE },
  { "[1]", POSTINO_LIQUID_LESS, "[2]", FALSE },
  { "[1,\"a\"]", POSTINO_LIQUID_CONTAINS, "\"a\"", TRUE },
  { "[1,\"a\"]", POSTINO_LIQUID_CONTAINS, "null", FALSE },
  { "\"a1b\"", POSTINO_LIQUID_CONTAINS, "1", TRUE },
  { "\"abc\"", POSTINO_LIQUID_CONTAINS, "\"\"", TRUE },
  { "12", POSTINO_LIQUID_CONTAINS, "1", FALSE },
  { "{\"a\":null}", POSTINO_LIQUID_CONTAINS, "\"a\"", TRUE },
  { "0", POSTINO_LIQUID_IS_TRUE, "null", TRUE },
  { "\"\"", POSTINO_LIQUID_IS_TRUE, "null", TRUE },
  { "false", POSTINO_LIQUID_IS_TRUE, "null", FALSE },
  { "null", POSTINO_LIQUID_IS_TRUE, "null", FALSE },
};

static PostinoLiquidValue *
make (const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  return postino_liquid_value_new_from_json (node, NULL);
}

static void
test_relations (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PostinoLiquidValue) left = make (cases[i].left);
      g_autoptr (PostinoLiquidValue) right = make (cases[i].right);

      g_test_message ("%s %d %s", cases[i].left, cases[i].relation, cases[i].right);
      g_assert_true (postino_liquid_compare (left, cases[i].relation, right) == cases[i].expected);
    }
}

static const struct {
  const char *json;
  gboolean is_empty;
  gboolean is_blank;
} empty_cases[] = {
  { "null", FALSE, TRUE }, { "false", FALSE, TRUE }, { "true", FALSE, FALSE }, { "0", FALSE, FALSE },
  { "0.0", FALSE, FALSE }, { "\"\"", TRUE, TRUE }, { "\" \\t\xc2\xa0\"", FALSE, TRUE }, { "\" a\"", FALSE, FALSE },
  { "[]", TRUE, TRUE }, { "[null]", FALSE, FALSE }, { "{}", TRUE, TRUE }, { "{\"a\":1}", FALSE, FALSE },
};

static void
test_empty (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (empty_cases); i++)
    {
      g_autoptr (PostinoLiquidValue) value = make (empty_cases[i].json);
      g_autoptr (PostinoLiquidValue) empty = postino_liquid_value_new_empty ();
      g_autoptr (PostinoLiquidValue) blank = postino_liquid_value_new_blank ();

      g_test_message ("%s", empty_cases[i].json);
      g_assert_true (postino_liquid_is_empty (value) == empty_cases[i].is_empty);
      g_assert_true (postino_liquid_is_blank (value) == empty_cases[i].is_blank);
      g_assert_true (postino_liquid_compare (value, POSTINO_LIQUID_EQUAL, empty) == empty_cases[i].is_empty);
      g_assert_true (postino_liquid_compare (blank, POSTINO_LIQUID_EQUAL, value) == empty_cases[i].is_blank);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/liquid-compare/relations", test_relations);
  g_test_add_func ("/liquid-compare/empty", test_empty);
  return g_test_run ();
}
