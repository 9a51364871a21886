/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "content/liquid-eval.h"

static const char values[] =
  "{\"contact\":{\"first_name\":\"Ada\",\"name\":\"L'Aquila & <b>\",\"empty\":\"\",\"blank\":\"  \",\"age\":\"18\","
  "\"Città di nascita\":\"Torino\",\"liquid\":\"{{ contact.first_name }}{% if %}\",\"tags\":[\"vip\",\"b\"],"
  "\"js\":\"JaVa\\tScript:alert(1)\",\"site\":\"https://a.it/?x=1&y=2\",\"path\":\"a b/c?&\",\"yes\":true,\"no\":false,"
  "\"nothing\":null,\"points\":7,\"ratio\":0.5,\"evil\":\"x onload=y\",\"key\":\"first_name\",\"map\":{\"a\":1},\"none\":[]},"
  "\"link\":[\"https://t/0\",\"https://t/1\",\"https://t/2\",\"https://t/3?a=1&b=2\"],\"index\":2,\"today\":\"2026-11-22\"}";

typedef struct {
  const char *template;
  const char *expected;
} Case;

static const Case text_cases[] = {
  { "", "" },
  { "plain } }} %} { text", "plain } }} %} { text" },
  { "{{ contact.first_name }}", "Ada" },
  { "{{contact.first_name}}", "Ada" },
  { "Ciao {{ contact.first_name }}!", "Ciao Ada!" },
  { "{{\xc2\xa0" "contact.first_name\xc2\xa0}}", "Ada" },
  { "{{ contact[\"first_name\"] }}", "Ada" },
  { "{{ contact['Città di nascita'] }}", "Torino" },
  { "{{ contact[contact.key] }}", "Ada" },
  { "{{ contact[contact['key']] }}", "Ada" },
  { "{{ contact.missing }}", "" },
  { "{{ contact.missing.deeper.still }}", "" },
  { "{{ contact.first_name.deeper }}", "" },
  { "{{ nowhere }}", "" },
  { "{{ contact.nothing }}", "" },
  { "{{ link.3 }}", "https://t/3?a=1&b=2" },
  { "{{ link.0 }}", "https://t/0" },
  { "{{ link.4 }}", "" },
  { "{{ link.99999999999999999999 }}", "" },
  { "{{ link[1] }}", "https://t/1" },
  { "{{ link[-1] }}", "https://t/3?a=1&b=2" },
  { "{{ link[-5] }}", "" },
  { "{{ link[index] }}", "https://t/2" },
  { "{{ link.size }}", "4" },
  { "{{ link.first }} {{ contact.tags.last }}", "https://t/0 b" },
  { "{{ contact.first_name.size }}", "3" },
  { "{{ contact.map.size }}", "1" },
  { "{{ contact.map.a }}", "1" },
  { "{{ contact.tags }}", "vipb" },
  { "{{ contact.none.first }}", "" },
  { "{{ contact.map }}", "{\"a\"=>1}" },
  /* Literals. */
  { "{{ 'a' }}{{ \"b\" }}", "ab" },
  { "{{ \"}}\" }}{{ '%}' }}", "}}%}" },
  { "{{ 12 }} {{ -3 }} {{ 1.5 }} {{ -0.25 }} {{ 2.0 }}", "12 -3 1.5 -0.25 2.0" },
  { "{{ true }}{{ false }}{{ nil }}{{ null }}{{ blank }}{{ empty }}", "truefalse" },
  { "{{ contact.yes }} {{ contact.no }} {{ contact.points }} {{ contact.ratio }}", "true false 7 0.5" },
  /* Values are never parsed. */
  { "{{ contact.liquid }}", "{{ contact.first_name }}{% if %}" },
  { "{{ contact.liquid | upcase }}", "{{ CONTACT.FIRST_NAME }}{% IF %}" },
  /* No escaping in text. */
  { "{{ contact.name }}", "L'Aquila & <b>" },
  { "{{ contact.name | raw }}", "L'Aquila & <b>" },
  { "{{ contact.name | escape }}", "L&#39;Aquila &amp; &lt;b&gt;" },
  { "<a href=\"{{ contact.js }}\">", "<a href=\"JaVa\tScript:alert(1)\">" },
  /* Filters. */
  { "{{ contact.missing | default: 'friend' }}", "friend" },
  { "{{ contact.empty | default: 'friend' }}", "friend" },
  { "{{ contact.none | default: 'friend' }}", "friend" },
  { "{{ contact.blank | default: 'friend' }}", "  " },
  { "{{ contact.first_name | default: 'friend' }}", "Ada" },
  { "{{ contact.no | default: 'x' }}", "x" },
  { "{{ contact.no | default: 'x', allow_false: true }}", "false" },
  { "{{ contact.no | default: allow_false : true, 'x' }}", "false" },
  { "{{ contact.missing | default: contact.first_name }}", "Ada" },
  { "{{ contact.missing | default: contact.nothing | default: 'z' }}", "z" },
  { "{{ contact.points | default: 1 }}", "7" },
  { "[{{ contact.missing | default }}]", "[]" },
  { "{{ 'perché' | upcase }} {{ 'ÀÈ' | downcase }} {{ 'élan VITAL' | capitalize }}", "PERCHÉ àè Élan vital" },
  { "{{ 'straße' | upcase }} {{ 'i' | upcase }}", "STRASSE I" },
  { "{{ contact.missing | upcase | capitalize | escape | downcase }}", "" },
  { "{{ contact.points | upcase }}", "7" },
  { "{{ contact.missing | default: 'x' | upcase }}", "X" },
  { "{{ today | date: '%d/%m/%Y' }}", "22/11/2026" },
  { "{{ 'soon' | date: '%Y' }}", "soon" },
  { "{{ today | date: '' }}", "2026-11-22" },
  { "{{ today | date: nil }}", "2026-11-22" },
  { "{{ contact.missing | date: '%Y' }}", "" },
  /* Conditions. */
  { "{% if contact.first_name %}a{% endif %}", "a" },
  { "{% if contact.missing %}a{% endif %}", "" },
  { "{% if contact.missing %}a{% else %}b{% endif %}", "b" },
  { "{% if contact.empty %}a{% endif %}", "a" },
  { "{% if contact.no %}a{% elsif contact.yes %}b{% else %}c{% endif %}", "b" },
  { "{% if contact.no %}a{% elsif nil %}b{% elsif false %}c{% endif %}", "" },
  { "{% if contact.no %}a{% elsif 1 %}b{% elsif 2 %}c{% endif %}", "b" },
  { "{% unless contact.no %}a{% endunless %}", "a" },
  { "{% unless contact.yes %}a{% else %}b{% endunless %}", "b" },
  { "{% unless true %}a{% elsif true %}b{% endunless %}", "b" },
  { "{% if contact.first_name == 'Ada' %}a{% endif %}", "a" },
  { "{% if contact.first_name == \"ada\" %}a{% endif %}", "" },
  { "{% if contact.first_name != 'Bob' %}a{% endif %}", "a" },
  { "{% if contact.first_name <> 'Bob' %}a{% endif %}", "a" },
  { "{% if contact.age == 18 %}a{% endif %}{% if contact.age >= 18 %}b{% endif %}", "ab" },
  { "{% if contact.age > 9 %}a{% endif %}", "a" },
  { "{% if contact.age > 18 %}a{% endif %}{% if contact.age < 18 %}b{% endif %}", "" },
  { "{% if contact.points<8%}a{%endif%}", "a" },
  { "{% if contact.ratio <= 0.5 and contact.ratio >= 0.5 %}a{% endif %}", "a" },
  { "{% if contact.missing > 1 %}a{% endif %}{% if contact.missing < 1 %}b{% endif %}", "" },
  { "{% if contact.missing == nil %}a{% endif %}", "a" },
  { "{% if contact.empty == empty %}a{% endif %}{% if contact.none == empty %}b{% endif %}", "ab" },
  { "{% if contact.missing == empty %}a{% endif %}", "" },
  { "{% if contact.missing == blank %}a{% endif %}{% if contact.blank == blank %}b{% endif %}", "ab" },
  { "{% if contact.first_name != blank %}a{% endif %}", "a" },
  { "{% if contact.first_name contains 'd' %}a{% endif %}", "a" },
  { "{% if contact.tags contains 'vip' %}a{% endif %}{% if contact.tags contains 'vi' %}b{% endif %}", "a" },
  { "{% if contact.map contains 'a' %}a{% endif %}", "a" },
  { "{% if contact.missing contains 'd' %}a{% endif %}{% if contact.first_name contains nil %}b{% endif %}", "" },
  /* From right to left: true or (false and false); not (true or false) and false. */
  { "{% if true or false and false %}a{% endif %}", "a" },
  { "{% if true and false and false or true %}a{% endif %}", "" },
  { "{% if false and false or true %}a{% endif %}", "" },
  { "{% if false or true and true %}a{% endif %}", "a" },
  { "{% if true and true or false %}a{% endif %}", "a" },
  { "{% if 1 == 2 or 'a' == 'a' and contact.first_name contains 'A' %}a{% endif %}", "a" },
  { "{% if contact.yes %}{% if contact.no %}a{% else %}b{% endif %}c{% endif %}d", "bcd" },
  /* White space. */
  { "a {{- 'b' -}} c", "abc" },
  { "a {{- 'b' }} c", "ab c" },
  { "a {{ 'b' -}} \n\t c", "a bc" },
  { "a\n{%- if true -%}\n b \n{%- endif -%}\nc", "abc" },
  { "a {%- comment -%} b {%- endcomment -%} c", "ac" },
  { "a {%- raw -%} {{ b }} {%- endraw -%} c", "a{{ b }}c" },
  { "a{% if true %} b {% endif %}c", "a b c" },
  { "{{ contact.first_name-}} x", "Adax" },
  /* Comments and raw. */
  { "a{% comment %}{{ broken {% if %}{% endcomment %}b", "ab" },
  { "a{% comment %}{% comment %}x{% endcomment %}y{% endcomment %}b", "ab" },
  { "a{% # a note: { } %}b", "ab" },
  { "{% raw %}{{ contact.first_name }}{% if %}{% endraw %}", "{{ contact.first_name }}{% if %}" },
  { "{% raw %}{% endcomment %}{%endraw%}x", "{% endcomment %}x" },
};

static const Case html_cases[] = {
  { "<p>{{ contact.name }}</p>", "<p>L&#39;Aquila &amp; &lt;b&gt;</p>" },
  { "<p>{{ contact.name | raw }}</p>", "<p>L'Aquila & <b></p>" },
  { "<p>{{ contact.name | escape }}</p>", "<p>L&#39;Aquila &amp; &lt;b&gt;</p>" },
  { "<p>{{ contact.name | escape | escape }}</p>", "<p>L&#39;Aquila &amp; &lt;b&gt;</p>" },
  { "<p>{{ contact.name | escape | upcase }}</p>", "<p>L&#39;AQUILA &amp; &lt;B&gt;</p>" },
  { "<p>{{ contact.missing | escape | default: '<' }}</p>", "<p>&lt;</p>" },
  { "<p>{{ contact.name | escape | raw }}</p>", "<p>L&#39;Aquila &amp; &lt;b&gt;</p>" },
  { "<p>{{ contact.name | raw | upcase }}</p>", "<p>L'AQUILA & <B></p>" },
  { "<p>{{ '<i>' }}{{ '<i>' | raw }}</p>", "<p>&lt;i&gt;<i></p>" },
  { "<img alt=\"{{ contact.name }}\">", "<img alt=\"L&#39;Aquila &amp; &lt;b&gt;\">" },
  { "<p>{{ contact.js }}</p>", "<p>JaVa\tScript:alert(1)</p>" },
  /* Addresses. */
  { "<a href=\"{{ link.3 }}\">", "<a href=\"https://t/3?a=1&amp;b=2\">" },
  { "<a href='{{ contact.site }}'>", "<a href='https://a.it/?x=1&amp;y=2'>" },
  { "<a href=\" {{ contact.site }}#top\">", "<a href=\" https://a.it/?x=1&amp;y=2#top\">" },
  { "<a href=\"{{ contact.js }}\">", "<a href=\"\">" },
  { "<img src='{{ contact.js }}'>", "<img src=''>" },
  { "<A HREF = \"{{ contact.js }}\">", "<A HREF = \"\">" },
  { "<a href={{ contact.js }}>", "<a href=>" },
  { "<a href={{ contact.site }}>", "<a href=https://a.it/?x&#61;1&amp;y&#61;2>" },
  { "<a href={{ contact.evil }}>", "<a href=x&#32;onload&#61;y>" },
  { "<a href=\"{{ 'javascript' }}:x\">", "<a href=\":x\">" },
  { "<a href=\"{{ 'data:text/html,x' }}\">{{ 'data: domani' }}", "<a href=\"\">data: domani" },
  { "<a href=\"{{ 'vbscript:x' | upcase }}\">", "<a href=\"\">" },
  { "<a href=\"{{ 'mailto:a@b.it' }}\">", "<a href=\"mailto:a@b.it\">" },
  { "<a href=\"https://x.it/{{ contact.path }}\">", "<a href=\"https://x.it/a%20b%2Fc%3F%26\">" },
  { "<a href=\"https://x.it/?n={{ 'perché' }}&m={{ contact.age }}\">", "<a href=\"https://x.it/?n=perch%C3%A9&m=18\">" },
  { "<a href=\"java{{ 'script:x' }}\">", "<a href=\"javascript%3Ax\">" },
  { "<a href=\"{{ 'java' }}{{ 'script:x' }}\">", "<a href=\"javascript%3Ax\">" },
  { "<a href=\"https://x.it{{ '@evil.it' }}\">", "<a href=\"https://x.it%40evil.it\">" },
  { "<a href=\"https://x.it/{{ 'a%20b' | raw }}\">", "<a href=\"https://x.it/a%20b\">" },
  { "<a href=\"https://x.it/{{ contact.path | escape }}\">", "<a href=\"https://x.it/a%20b%2Fc%3F%26\">" },
  { "<a href=\"{{ contact.missing | default: contact.site }}\">", "<a href=\"https://a.it/?x=1&amp;y=2\">" },
  { "<a title=\"x\" href=\"{{ contact.js }}\" id=\"{{ contact.path }}\">", "<a title=\"x\" href=\"\" id=\"a b/c?&amp;\">" },
  { "<a href=\"x\">{{ contact.path }}</a>", "<a href=\"x\">a b/c?&amp;</a>" },
  /* Inside tags, outside quotes. */
  { "<td {{ contact.evil }}>", "<td x&#32;onload&#61;y>" },
  { "<td class={{ contact.evil }}>", "<td class=x&#32;onload&#61;y>" },
  { "<td class=a{{ contact.evil }}>{{ contact.evil }}", "<td class=ax&#32;onload&#61;y>x onload=y" },
  /* Comments, Outlook, script and style. */
  { "<!-- <a href=\" -->{{ contact.path }}", "<!-- <a href=\" -->a b/c?&amp;" },
  { "<!--><p>{{ contact.path }}", "<!--><p>a b/c?&amp;" },
  { "<!--[if mso]><v:rect href=\"{{ link.3 }}\"><![endif]--><a href=\"/{{ contact.path }}\">",
    "<!--[if mso]><v:rect href=\"https://t/3?a=1&amp;b=2\"><![endif]--><a href=\"/a%20b%2Fc%3F%26\">" },
  { "<style>a > b { } <a href=\"</style><p>{{ contact.path }}", "<style>a > b { } <a href=\"</style><p>a b/c?&amp;" },
  { "<!doctype html><a href=\"{{ contact.js }}\">", "<!doctype html><a href=\"\">" },
  { "1 < 2 {{ contact.path }} > \"", "1 < 2 a b/c?&amp; > \"" },
  /* Branches start and join where they should. */
  { "<a {% if true %}href=\"{% else %}title=\"{% endif %}{{ contact.js }}\">", "<a href=\"\">" },
  { "<a href=\"{% if contact.yes %}{{ contact.site }}{% else %}{{ contact.js }}{% endif %}\">",
    "<a href=\"https://a.it/?x=1&amp;y=2\">" },
  { "<a href=\"{% if contact.no %}{{ contact.site }}{% else %}{{ contact.js }}{% endif %}\">", "<a href=\"\">" },
  { "<a href=\"{% if contact.no %}https://{% endif %}{{ 'javascript:x' }}\">", "<a href=\"javascript%3Ax\">" },
  { "<p {% if contact.yes %}class=\"a\"{% endif %}>{{ contact.path }}", "<p class=\"a\">a b/c?&amp;" },
  { "{% raw %}<a href=\"{% endraw %}{{ contact.js }}\">", "<a href=\"\">" },
  { "{% comment %}<a href=\"{% endcomment %}{{ contact.path }}", "a b/c?&amp;" },
};

static void
fill_context (PostinoLiquidContext *context)
{
  g_autoptr (JsonNode) node = json_from_string (values, NULL);

  *context = (PostinoLiquidContext) { .now_us = G_GINT64_CONSTANT (1795343400000000), .zone = g_time_zone_new_utc () };
  g_assert_nonnull (node);
  context->scope = postino_liquid_value_new_from_json (node, NULL);
}

static char *
render (const char           *template,
        PostinoLiquidMode     mode,
        PostinoLiquidContext *context)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoLiquid) liquid = postino_liquid_parse (template, mode, NULL, &error);
  GString *out = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_true (postino_liquid_render (liquid, context, out, &error));
  g_assert_no_error (error);
  return g_string_free (out, FALSE);
}

static void
check_cases (const Case       *cases,
             gsize             n_cases,
             PostinoLiquidMode mode)
{
  g_auto (PostinoLiquidContext) context;

  fill_context (&context);
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *result = render (cases[i].template, mode, &context);

      if (strcmp (result, cases[i].expected) != 0)
        g_test_message ("template: %s", cases[i].template);
      g_assert_cmpstr (result, ==, cases[i].expected);
    }
}

static void
test_text (void)
{
  check_cases (text_cases, G_N_ELEMENTS (text_cases), POSTINO_LIQUID_TEXT);
}

static void
test_html (void)
{
  check_cases (html_cases, G_N_ELEMENTS (html_cases), POSTINO_LIQUID_HTML);
}

static void
test_language (void)
{
  g_auto (PostinoLiquidContext) context;
  g_autofree char *english = NULL;
  g_autofree char *italian = NULL;

  fill_context (&context);
  english = render ("{{ today | date: '%A %-d %B %Y' }}", POSTINO_LIQUID_HTML, &context);
  context.language = POSTINO_LIQUID_ITALIAN;
  italian = render ("{{ 'now' | date: '%A %-d %B %Y' }}", POSTINO_LIQUID_HTML, &context);
  g_assert_cmpstr (english, ==, "Sunday 22 November 2026");
  g_assert_cmpstr (italian, ==, "domenica 22 novembre 2026");
}

static void
test_steps (void)
{
  static const char template[] = "a{% if true %}b{% endif %}{{ 1 | upcase }}";
  g_autoptr (PostinoLiquid) liquid = postino_liquid_parse (template, POSTINO_LIQUID_TEXT, NULL, NULL);
  g_autoptr (GString) out = g_string_new ("before ");
  g_autoptr (GError) error = NULL;
  g_auto (PostinoLiquidContext) context;

  fill_context (&context);
  context.max_steps = 6; /* a, if, its condition, b, the output, its filter */
  g_assert_true (postino_liquid_render (liquid, &context, out, &error));
  g_assert_cmpstr (out->str, ==, "before ab1");
  context.max_steps = 5;
  g_assert_false (postino_liquid_render (liquid, &context, out, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT);
  g_assert_true (g_str_has_prefix (error->message, "Line 1, column 27: "));
  g_assert_cmpstr (out->str, ==, "before ab1");
}

static void
test_output_bytes (void)
{
  g_autoptr (PostinoLiquid) liquid = postino_liquid_parse ("abc\n{{ contact.first_name }}", POSTINO_LIQUID_TEXT, NULL, NULL);
  g_autoptr (GString) out = g_string_new ("before ");
  g_autoptr (GError) error = NULL;
  g_auto (PostinoLiquidContext) context;

  fill_context (&context);
  context.max_output_bytes = 7;
  g_assert_true (postino_liquid_render (liquid, &context, out, &error));
  context.max_output_bytes = 6;
  g_assert_false (postino_liquid_render (liquid, &context, out, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT);
  g_assert_true (g_str_has_prefix (error->message, "Line 2, column 1: "));
  g_assert_cmpstr (out->str, ==, "before abc\nAda");
}

enum { THREADS = 4, RENDERINGS = 2000 };

typedef struct {
  const PostinoLiquid *liquid;
  const PostinoLiquidContext *context;
} Shared;

static gpointer
render_many (gpointer data)
{
  const Shared *shared = data;
  g_autoptr (PostinoLiquid) liquid = postino_liquid_ref (shared->liquid);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < RENDERINGS; i++)
    {
      g_string_truncate (out, 0);
      g_assert_true (postino_liquid_render (liquid, shared->context, out, NULL));
      g_assert_cmpstr (out->str, ==, "<a href=\"https://t/3?a=1&amp;b=2\">ADA</a> 22 November x");
    }
  return NULL;
}

/* Template and values shared; what one thread releases too often, another one reads after free (ASan, TSan). */
static void
test_threads (void)
{
  static const char template[] = "<a href=\"{{ link.3 }}\">{{ contact.first_name | upcase }}</a> "
                                 "{{ today | date: '%d %B' }}{% if contact.age > 17 %} {{ contact.no | default: 'x' }}{% endif %}";
  g_autoptr (PostinoLiquid) liquid = postino_liquid_parse (template, POSTINO_LIQUID_HTML, NULL, NULL);
  g_auto (PostinoLiquidContext) context;
  Shared shared = { liquid, &context };
  GThread *threads[THREADS];

  fill_context (&context);
  for (guint i = 0; i < THREADS; i++)
    threads[i] = g_thread_new ("render", render_many, &shared);
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/liquid-eval/text", test_text);
  g_test_add_func ("/liquid-eval/html", test_html);
  g_test_add_func ("/liquid-eval/language", test_language);
  g_test_add_func ("/liquid-eval/steps", test_steps);
  g_test_add_func ("/liquid-eval/output-bytes", test_output_bytes);
  g_test_add_func ("/liquid-eval/threads", test_threads);
  return g_test_run ();
}
