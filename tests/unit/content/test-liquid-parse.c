/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "content/liquid-parse.h"

static const struct {
  const char *template;
  guint line, column;
  const char *part; /* of the sentence */
} faults[] = {
  { "{{", 1, 1, "never closed" },
  { "a\nb {{ x", 2, 3, "never closed" },
  { "{% if x", 1, 1, "never closed" },
  { "{{ x %}", 1, 6, "“%”" },
  { "{{ }}", 1, 4, "empty" },
  { "{{ | upcase }}", 1, 4, "missing" },
  { "{{ x | }}", 1, 8, "name of a filter" },
  { "{{ x | shout }}", 1, 8, "“shout”" },
  { "perché {{ x | shout }}", 1, 15, "“shout”" },
  { "line\r\n\t{{ x\n | shout }}", 3, 4, "“shout”" },
  { "{{ x | upcase: 1 }}", 1, 8, "“upcase”" },
  { "{{ x | date }}", 1, 8, "“date”" },
  { "{{ x | date: 1, 2 }}", 1, 8, "“date”" },
  { "{{ x | default: 1, 2, 3, 4, 5, 6, 7 }}", 1, 8, "“default”" },
  { "{{ x | default: 1, loud: true }}", 1, 20, "“loud”" },
  { "{{ x | upcase: loud: true }}", 1, 16, "“loud”" },
  { "{{ x | default: 1, allow_false: true, allow_false: true }}", 1, 39, "“allow_false”" },
  { "{{ x | default: }}", 1, 17, "missing" },
  { "{{ 'x }}", 1, 4, "quote" },
  { "{{ x y }}", 1, 6, "“y”" },
  { "{{ x. }}", 1, 7, "after the dot" },
  { "{{ x.'y' }}", 1, 6, "after the dot" },
  { "{{ x[1 }}", 1, 8, "“]”" },
  { "{{ x[] }}", 1, 6, "missing" },
  { "{{ $x }}", 1, 4, "“$”" },
  { "{{ 99999999999999999999 }}", 1, 4, "too large" },
  { "{{ x == 1 }}", 1, 6, "“==”" },
  { "{% %}", 1, 4, "name of a tag" },
  { "{% 'if' %}", 1, 4, "name of a tag" },
  { "ab {% fro x %}", 1, 7, "“fro”" },
  { "{% endif %}", 1, 4, "nothing that is open" },
  { "{% else %}", 1, 4, "nothing that is open" },
  { "{% if x %}{% endunless %}", 1, 14, "nothing that is open" },
  { "{% if x %}{% else %}{% else %}{% endif %}", 1, 24, "nothing that is open" },
  { "{% if x %}{% else %}{% elsif y %}{% endif %}", 1, 24, "nothing that is open" },
  { "a\n {% if x %} {{ y }}", 2, 2, "“{% if %}”" },
  { "{% if x %}{% unless y %}{% endif %}", 1, 28, "nothing that is open" },
  { "{% if x %}{% unless y %}", 1, 11, "“{% unless %}”" },
  { "{% if %}{% endif %}", 1, 7, "missing" },
  { "{% if x = 1 %}{% endif %}", 1, 9, "“=”" },
  { "{% if x == %}{% endif %}", 1, 12, "missing" },
  { "{% if x and %}{% endif %}", 1, 13, "missing" },
  { "{% if x %}{% endif x %}", 1, 20, "“x”" },
  { "{% if x %}{% else x %}{% endif %}", 1, 19, "“x”" },
  { "{% raw %} {{ x }}", 1, 1, "“{% raw %}”" },
  { "x{% comment %} {% comment %}{% endcomment %}", 1, 2, "“{% comment %}”" },
};

static void
test_faults (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *start = g_strdup_printf ("Line %u, column %u: ", faults[i].line, faults[i].column);
      PostinoLiquidPlace place = { 0 };

      g_test_message ("template: %s", faults[i].template);
      g_assert_null (postino_liquid_parse (faults[i].template, POSTINO_LIQUID_HTML, &place, &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
      if (!g_str_has_prefix (error->message, start) || strstr (error->message, faults[i].part) == NULL)
        g_test_message ("%s", error->message);
      g_assert_cmpuint (place.line, ==, faults[i].line);
      g_assert_cmpuint (place.column, ==, faults[i].column);
      g_assert_true (g_str_has_prefix (error->message, start));
      g_assert_nonnull (strstr (error->message, faults[i].part));
    }
}

static const struct {
  const char *template;
  const char *paths;
} path_cases[] = {
  { "no fields", "" },
  { "{{ contact.first_name }}", "contact.first_name" },
  { "{{ contact.b }}{{ contact.a | default: contact.c }}{{ contact.b }}", "contact.a contact.b contact.c" },
  { "{% if contact.a == today and x or contact.z contains 'y' %}{{ link.3 }}{% elsif w %}{% else %}{{ v }}{% endif %}",
    "contact.a contact.z link.3 today v w x" },
  { "{{ contact['a b'] }}{{ contact[x.y] }}{{ contact[0] }}", "contact.* contact.a b x.y" },
  { "{{ x | default: 1, allow_false: contact.f }}", "contact.f x" },
  { "{{ 'contact.x' }}{% raw %}{{ a }}{% endraw %}{% comment %}{{ b }}{% endcomment %}{{ true }}{{ nil }}", "" },
};

static void
test_paths (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (path_cases); i++)
    {
      g_autoptr (PostinoLiquid) liquid = postino_liquid_parse (path_cases[i].template, POSTINO_LIQUID_TEXT, NULL, NULL);
      g_auto (GStrv) paths = postino_liquid_dup_paths (liquid);
      g_autofree char *joined = g_strjoinv (" ", paths);

      g_assert_cmpstr (joined, ==, path_cases[i].paths);
    }
}

static char *
repeat (const char *part,
        guint       n,
        const char *middle,
        const char *end)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, part);
  g_string_append (text, middle);
  for (guint i = 0; i < n; i++)
    g_string_append (text, end);
  return g_string_free (text, FALSE);
}

static char *
nest_brackets (guint n)
{
  g_autofree char *inner = repeat ("x[", n, "y", "]");

  return g_strdup_printf ("{{ %s }}", inner);
}

static void
check_bound (char    *template,
             gboolean fits)
{
  g_autofree char *owned = template;
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoLiquid) liquid = postino_liquid_parse (template, POSTINO_LIQUID_HTML, NULL, &error);

  if (fits)
    g_assert_no_error (error);
  else
    g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT);
  g_assert_true ((liquid != NULL) == fits);
}

static void
test_bounds (void)
{
  guint blocks = POSTINO_LIQUID_MAX_DEPTH - 1; /* the template itself is the first level */
  guint brackets = POSTINO_LIQUID_MAX_DEPTH;
  g_autofree char *largest = g_strnfill (POSTINO_LIQUID_MAX_TEMPLATE_BYTES, 'a');

  check_bound (repeat ("{% if x %}", blocks, "y", "{% endif %}"), TRUE);
  check_bound (repeat ("{% if x %}", blocks + 1, "y", "{% endif %}"), FALSE);
  check_bound (repeat ("{% if x %}{% endif %}", 1000, "", ""), TRUE);
  check_bound (nest_brackets (brackets), TRUE);
  check_bound (nest_brackets (brackets + 1), FALSE);
  check_bound (g_strdup (largest), TRUE);
  check_bound (g_strconcat (largest, "a", NULL), FALSE);
}

static void
test_not_utf8 (void)
{
  g_autoptr (GError) error = NULL;
  PostinoLiquidPlace place = { 9, 9 };

  g_assert_null (postino_liquid_parse ("caf\xe9", POSTINO_LIQUID_TEXT, &place, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
  g_assert_cmpuint (place.line, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/liquid-parse/faults", test_faults);
  g_test_add_func ("/liquid-parse/paths", test_paths);
  g_test_add_func ("/liquid-parse/bounds", test_bounds);
  g_test_add_func ("/liquid-parse/not-utf8", test_not_utf8);
  return g_test_run ();
}
