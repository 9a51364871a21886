/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "content/html-shield.h"

/* What comes back when a text is made of the page's stand-ins: those of outputs as they are, those of tags from their
 * comments. */
static char *
pass_through (const char *html,
              gboolean    loses_tags)
{
  g_autoptr (PostinoHtmlShield) shield = postino_html_shield_new (html);
  const char *page = postino_html_shield_get_page (shield);
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *p = page; *p != '\0'; p = g_utf8_next_char (p))
    {
      const char *end = g_str_has_prefix (p, "<!--") ? strstr (p, "-->") : strchr (p, '>');
      g_autofree char *comment = NULL;

      if (g_utf8_get_char (p) == POSTINO_HTML_SHIELD_NOTHING)
        continue;
      if (*p != '<')
        {
          g_string_append_len (text, p, g_utf8_next_char (p) - p);
          continue;
        }
      comment = g_strndup (p + 4, end - p - MIN (end - p, 4));
      if (g_str_has_prefix (p, "<!--") && !loses_tags)
        postino_html_shield_append_tag (comment, text);
      p = *end == '-' ? end + 2 : end;
    }
  return postino_html_shield_restore (shield, text->str);
}

static void
test_restore (void)
{
  static const struct { const char *html; const char *text; } cases[] = {
    { "a", "a" },
    { "<html><head><title>x</title></head><body class=x>a<!-- b --></body></html>", "a" },
    { "<p>{{ x | default: '<&\">' }}</p>", "{{ x | default: '<&\">' }}" },
    { "{% if a %}<b>x</b>{% endif %}", "{% if a %}x{% endif %}" },
    { "{{ a }}{{ a }}{{ b }}", "{{ a }}{{ a }}{{ b }}" },
    { "x{%- if a -%}x{%- endif -%}", "x{%- if a -%}x{%- endif %}" },
    { "{%- if a -%}x{%- endif -%}x", "{% if a -%}x{%- endif -%}x" },
    { "{{-}}", "{{-}}" },
    { "<!-- {% if a %} -->x<!-- {% endif %} -->", "{% if a %}x{% endif %}" },
    { "{% raw %}<b>{{{% endraw %}", "{% raw %}<b>{{{% endraw %}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = pass_through (cases[i].html, FALSE);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* Without any of the tags it is a template; with some, all come back in order. */
static void
test_lost_tags (void)
{
  const char *html = "{% if a %}<p>{{ b }}</p>{% else %}c{% endif %}";
  g_autofree char *text = pass_through (html, TRUE);
  g_autoptr (PostinoHtmlShield) shield = postino_html_shield_new (html);
  g_autoptr (GString) one = g_string_new ("x");
  g_autofree char *restored = NULL;

  g_assert_cmpstr (text, ==, "{{ b }}c");
  postino_html_shield_append_tag ("2", one);
  g_string_append (one, "y\n");
  restored = postino_html_shield_restore (shield, one->str);
  g_assert_cmpstr (restored, ==, "x{% if a %}{% else %}y{% endif %}\n");
}

static void
test_whole (void)
{
  g_autoptr (PostinoHtmlShield) shield = postino_html_shield_new ("{% if a %}{% if b %}{% endif %}{% endif %}");

  g_assert_true (postino_html_shield_is_whole (shield, "0", "3"));
  g_assert_true (postino_html_shield_is_whole (shield, "1", "2"));
  g_assert_false (postino_html_shield_is_whole (shield, "0", "2"));
  g_assert_false (postino_html_shield_is_whole (shield, "2", "1"));
  g_assert_false (postino_html_shield_is_whole (shield, "0", "4"));
  g_assert_false (postino_html_shield_is_whole (shield, "", "x"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html-shield/restore", test_restore);
  g_test_add_func ("/html-shield/lost-tags", test_lost_tags);
  g_test_add_func ("/html-shield/whole", test_whole);
  return g_test_run ();
}
