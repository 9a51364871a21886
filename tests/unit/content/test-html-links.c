/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "content/html-links.h"
#include "content/liquid-eval.h"

typedef char *(*MarkFunc) (const char *source, GPtrArray *urls);

typedef struct {
  const char *source;
  const char *marked; /* NULL: as it is */
  const char *urls;   /* joined by blanks */
} MarkCase;

static const MarkCase html_cases[] = {
  { "", NULL, "" },
  { "<a href=\"https://a.example/\">x</a>", "<a href=\"{{ link.0 }}\">x</a>", "https://a.example/" },
  { "<A HREF='HTTP://a.example'>x</A>", "<A HREF='{{ link.0 }}'>x</A>", "HTTP://a.example" },
  { "<a href=https://a.example/>x</a>", "<a href={{ link.0 }}>x</a>", "https://a.example/" },
  { "<a\n href = \"https://a.example\"\n>", "<a\n href = \"{{ link.0 }}\"\n>", "https://a.example" },
  { "<a href=\" https://a.example\n\">", "<a href=\" {{ link.0 }}\n\">", "https://a.example" },
  { "<a href=\"https://a.exa\nmple\">", "<a href=\"{{ link.0 }}\">", "https://a.example" },
  { "<area shape=rect href='https://a.example'>", "<area shape=rect href='{{ link.0 }}'>", "https://a.example" },
  { "<a href='https://a.example/?a=1&amp;b=2'>", "<a href='{{ link.0 }}'>", "https://a.example/?a=1&b=2" },
  { "<a href='https://a.example/?a=1&b=2&amp'>", "<a href='{{ link.0 }}'>", "https://a.example/?a=1&b=2&" },
  { "<a href='https://a.example/?a&copy=1&lt=2'>", "<a href='{{ link.0 }}'>", "https://a.example/?a&copy=1&lt=2" },
  { "<a href='https://a.example/&eacute;&#233;&#xE9;&#x110000;&nope;&#;&#x;'>", "<a href='{{ link.0 }}'>",
    "https://a.example/ééé\xef\xbf\xbd&nope;&#;&#x;" },
  { "<a href='&#104;ttps://a.example'>", "<a href='{{ link.0 }}'>", "https://a.example" },
  { "<a href='https://a.example/&#1;'>", NULL, "" },
  { "<a href='https://a.example'><a href='https://b.example'><a href='https://a.example'>",
    "<a href='{{ link.0 }}'><a href='{{ link.1 }}'><a href='{{ link.0 }}'>", "https://a.example https://b.example" },
  { "<a href='mailto:a@a.example'><a href='tel:1'><a href='#x'><a href='//a.example'><a href=''><a href>", NULL, "" },
  { "<a href='https://'><a href='http:///x'><a href='https:a'><a href='ftp://a.example'>", NULL, "" },
  { "<a href='javascript:\"https://a.example\"'>", NULL, "" },
  { "<link href='https://a.example'><img src='https://a.example'><base href='https://a.example'>", NULL, "" },
  { "<abbr href='https://a.example'><a data-href='https://a.example'><a hrefx='https://a.example'>", NULL, "" },
  { "<a title=\"<a href='https://a.example'>\">", NULL, "" },
  { "<a title='a > b' href='https://a.example'>", "<a title='a > b' href='{{ link.0 }}'>", "https://a.example" },
  { "<a disabled/href='https://a.example'/>", "<a disabled/href='{{ link.0 }}'/>", "https://a.example" },
  { "a <b & c < d <a href='https://a.example'>", NULL, "" }, /* all one tag <b … > */
  { "a < b <a href='https://a.example'>", "a < b <a href='{{ link.0 }}'>", "https://a.example" },
  { "<a href='https://a.example'", NULL, "" },
  { "<a href='https://a.example>", NULL, "" },
  { "<!-- <a href='https://a.example'> -->", NULL, "" },
  { "<!--[if mso]><a href='https://a.example'><![endif]-->", NULL, "" },
  { "<!--[if !mso]><!--><a href='https://a.example'><!--<![endif]-->",
    "<!--[if !mso]><!--><a href='{{ link.0 }}'><!--<![endif]-->", "https://a.example" },
  { "<![if !mso]><a href='https://a.example'><![endif]>", "<![if !mso]><a href='{{ link.0 }}'><![endif]>",
    "https://a.example" },
  { "<!--><a href='https://a.example'>", "<!--><a href='{{ link.0 }}'>", "https://a.example" },
  { "<!--->--><a href='https://a.example'>", "<!--->--><a href='{{ link.0 }}'>", "https://a.example" },
  { "<!-- --!><a href='https://a.example'>", "<!-- --!><a href='{{ link.0 }}'>", "https://a.example" },
  { "<!-- -- > <a href='https://a.example'>", NULL, "" },
  { "<![CDATA[ > <a href='https://a.example'> ]]>", NULL, "" },
  { "<?xml version='1.0'?><a href='https://a.example'>", "<?xml version='1.0'?><a href='{{ link.0 }}'>",
    "https://a.example" },
  { "<!DOCTYPE html><a href='https://a.example'>", "<!DOCTYPE html><a href='{{ link.0 }}'>", "https://a.example" },
  { "<script>'<a href=\"https://a.example\">'</script>", NULL, "" },
  { "<style><a href='https://a.example'></style >", NULL, "" },
  { "<title><a href='https://a.example'></title>", NULL, "" },
  { "<textarea><a href='https://a.example'></textareas></textarea>", NULL, "" },
  { "<SCRIPT></script><a href='https://a.example'>", "<SCRIPT></script><a href='{{ link.0 }}'>", "https://a.example" },
  { "<a href='{{ contact.url }}'><a href='https://a.example/{{ contact.id }}'>", NULL, "" },
  { "<a href='https://a.example/{% if x %}1{% endif %}'>", NULL, "" },
  { "<a title='{{ \"'>\" }}' href='https://a.example'>", "<a title='{{ \"'>\" }}' href='{{ link.0 }}'>",
    "https://a.example" },
  { "<a {% if a > 1 %}href='https://a.example'{% endif %}>", "<a {% if a > 1 %}href='{{ link.0 }}'{% endif %}>",
    "https://a.example" },
  { "<a {% if a %}href='https://a.example'{% else %}href='https://b.example'{% endif %}>",
    "<a {% if a %}href='{{ link.0 }}'{% else %}href='{{ link.1 }}'{% endif %}>",
    "https://a.example https://b.example" },
  { "<a {{ name }}='https://a.example' {{ x }} data-{{ y }}='>' href='https://b.example'>",
    "<a {{ name }}='https://a.example' {{ x }} data-{{ y }}='>' href='{{ link.0 }}'>", "https://b.example" },
  { "{% if a < b %}<a href='https://a.example'>{% endif %}", "{% if a < b %}<a href='{{ link.0 }}'>{% endif %}",
    "https://a.example" },
  { "{{ \"<!--\" }}<a href='https://a.example'>", "{{ \"<!--\" }}<a href='{{ link.0 }}'>", "https://a.example" },
  { "{% raw %}<a href='https://a.example'>{% endraw %}", NULL, "" },
  { "{%- comment -%}<a href='https://a.example'>{% comment %}{% endcomment %}<a href='https://a.example'>"
    "{%- endcomment -%}", NULL, "" },
  { "{% # it's %}<a href='https://a.example'>{% # it's %}", "{% # it's %}<a href='{{ link.0 }}'>{% # it's %}",
    "https://a.example" },
  { "{{ <a href='https://a.example'>", "{{ <a href='{{ link.0 }}'>", "https://a.example" },
  { "<a href='https://bücher.example/ä b'>", "<a href='{{ link.0 }}'>", "https://bücher.example/ä b" },
};

static const MarkCase text_cases[] = {
  { "", NULL, "" },
  { "https://a.example", "{{ link.0 }}", "https://a.example" },
  { "See https://a.example/x?a=1&b=2, or http://b.example.\n", "See {{ link.0 }}, or {{ link.1 }}.\n",
    "https://a.example/x?a=1&b=2 http://b.example" },
  { "(https://a.example)", "({{ link.0 }})", "https://a.example" },
  { "(https://a.example/b_(c)).", "({{ link.0 }}).", "https://a.example/b_(c)" },
  { "https://a.example/(c)d", "{{ link.0 }}", "https://a.example/(c)d" },
  { "<https://a.example> \"https://a.example\"", "<{{ link.0 }}> \"{{ link.0 }}\"", "https://a.example" },
  { "'https://a.example'! [https://a.example]:", "'{{ link.0 }}'! [{{ link.0 }}]:", "https://a.example" },
  { "https://a.example/?a[]=1", "{{ link.0 }}", "https://a.example/?a[]=1" },
  { "xhttps://a.example https:// https://. http:/a", NULL, "" },
  { "https://a.example/{{ contact.id }} {{ unsubscribe_url }}", NULL, "" },
  { "https://a.example/a.{{ ext }} https://a.example{{ path }}/x", NULL, "" },
  { "https://a.example/{% if x %}1{% endif %}", NULL, "" },
  { "{% if x %}https://a.example/1{% endif %}\n", "{% if x %}{{ link.0 }}{% endif %}\n", "https://a.example/1" },
  { "{% if x %}https://a.example/1{% endif %}/2\n", NULL, "" },
  { "{% if x %}a (https://a.example/1){% else %}b{% endif %}", "{% if x %}a ({{ link.0 }}){% else %}b{% endif %}",
    "https://a.example/1" },
  { "{{ \"https://a.example\" }} {% raw %}https://a.example{% endraw %}", NULL, "" },
  { "https://bücher.example/ä\xc2\xa0x", "{{ link.0 }}\xc2\xa0x", "https://bücher.example/ä" },
  { "hhttp h", NULL, "" },
};

static char *
render (const char *template,
        GPtrArray  *urls,
        PostinoLiquidMode mode)
{
  PostinoLiquidValue *scope = postino_liquid_value_new_map ();
  PostinoLiquidValue *links = postino_liquid_value_new_array (urls->len);
  PostinoLiquidContext context = { .scope = scope };
  g_autoptr (PostinoLiquid) liquid = postino_liquid_parse (template, mode, NULL, NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < urls->len; i++)
    postino_liquid_value_add (links, postino_liquid_value_new_string (urls->pdata[i]));
  postino_liquid_value_set (scope, "link", links);
  if (liquid != NULL)
    {
      postino_liquid_render (liquid, &context, out, &error);
      g_assert_no_error (error);
    }
  postino_liquid_value_unref (scope);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
check_mark (const MarkCase *c,
            MarkFunc        mark)
{
  g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *marked = mark (c->source, urls);
  g_autofree char *joined = NULL;
  g_autofree char *again = NULL;
  guint count = urls->len;

  g_test_message ("%s", c->source);
  g_assert_cmpstr (marked, ==, c->marked == NULL ? c->source : c->marked);
  again = mark (marked, urls);
  g_assert_cmpstr (again, ==, marked);
  g_assert_cmpuint (urls->len, ==, count);
  g_ptr_array_add (urls, NULL);
  joined = g_strjoinv (" ", (char **) urls->pdata);
  g_assert_cmpstr (joined, ==, c->urls);
}

static void
test_html (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (html_cases); i++)
    check_mark (&html_cases[i], postino_html_links_mark);
}

static void
test_text (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (text_cases); i++)
    check_mark (&text_cases[i], postino_text_links_mark);
}

/* Marked and rendered with the addresses found, a template is what it was; but for entities, which may be others, and
 * Liquid, which both renderings fill with nothing. */
static void
test_round_trip (void)
{
  guint compared = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (html_cases) + G_N_ELEMENTS (text_cases); i++)
    {
      gboolean is_html = i < G_N_ELEMENTS (html_cases);
      const MarkCase *c = is_html ? &html_cases[i] : &text_cases[i - G_N_ELEMENTS (html_cases)];
      PostinoLiquidMode mode = is_html ? POSTINO_LIQUID_HTML : POSTINO_LIQUID_TEXT;
      g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *marked = is_html ? postino_html_links_mark (c->source, urls)
                                        : postino_text_links_mark (c->source, urls);
      g_autofree char *before = render (c->source, urls, mode);
      g_autofree char *after = render (marked, urls, mode);

      if (is_html && (strchr (c->source, '&') != NULL || strstr (c->source, "exa\nmple") != NULL))
        continue;
      g_test_message ("%s", c->source);
      g_assert_cmpstr (after, ==, before);
      compared++;
    }
  g_assert_cmpuint (compared, >, 60);
}

/* Addresses of an earlier part keep their indices. */
static void
test_shared_urls (void)
{
  g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *html = postino_html_links_mark ("<a href='https://a.example'><a href='https://b.example'>", urls);
  g_autofree char *text = postino_text_links_mark ("https://b.example https://c.example", urls);

  g_assert_cmpstr (html, ==, "<a href='{{ link.0 }}'><a href='{{ link.1 }}'>");
  g_assert_cmpstr (text, ==, "{{ link.1 }} {{ link.2 }}");
  g_assert_cmpuint (urls->len, ==, 3);
}

static void
test_longest (void)
{
  for (guint over = 0; over < 2; over++)
    {
      const char *site = "https://a.example/";
      g_autofree char *path = g_strnfill (POSTINO_HTML_LINKS_MAX_URL_BYTES - strlen (site) + over, 'x');
      g_autofree char *source = g_strdup_printf ("<a href='%s%s'>", site, path);
      g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *marked = postino_html_links_mark (source, urls);

      g_assert_cmpstr (marked, ==, over ? source : "<a href='{{ link.0 }}'>");
    }
}

static void
test_broken (void)
{
  static const struct { const char *html; const char *broken; } cases[] = {
    { "", "" },
    { "<a href='https://a.example'><a href='HTTP://a.example/b'><area href=' https://a.example '>", "" },
    { "<a href='mailto:a@x.it'><a href='tel:+39'><a href='#top'><a href='whatsapp://send?text=x'><a>", "" },
    { "<a href='www.shop.example'><a href='page.html'><a href='/a'><a href='//a.example/b'>",
      "www.shop.example|page.html|/a|//a.example/b" },
    { "<a href='http:/shop.example'><a href='https://'><a href='https:///x'><a href='http:?x'>",
      "http:/shop.example|https://|https:///x|http:?x" },
    { "<a href=''><a href=' '><a href='javascript:go()'><a href='java&#115;cript:go()'>", "|javascript:go()" },
    { "<a href='www.x.it'><a href='www.x.it'>", "www.x.it" },
    { "<a href='{{ contact.url }}'><a href='www.{{ x }}'>{% raw %}<a href='y'>{% endraw %}<!-- <a href='z'> -->", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) broken = postino_html_links_list_broken (cases[i].html);
      g_autofree char *joined = NULL;

      g_ptr_array_add (broken, NULL);
      joined = g_strjoinv ("|", (char **) broken->pdata);
      g_test_message ("%s", cases[i].html);
      g_assert_cmpstr (joined, ==, cases[i].broken);
    }
}

static void
test_dynamic (void)
{
  static const struct { const char *html; guint count; } cases[] = {
    { "", 0 },
    { "<a href='https://a.example'>", 0 },
    { "<a href='{{ contact.url }}'><area href='https://a.example/{{ contact.id }}'>", 2 },
    { "<a href='{{ unsubscribe_url }}'><a href=\" {{- preferences_url -}} \"><a href={{webview_url}}>", 0 },
    { "<a href='{{ unsubscribe_url }}?x'><a href='{{ unsubscribe_url | upcase }}'><a href='{{ unsubscribe }}'>", 3 },
    { "<a href='mailto:{{ identity.email }}'><a href='tel:{{ x }}'><a href='#{{ x }}'>", 0 },
    { "<!-- <a href='{{ x }}'> --><img src='{{ x }}'><a title='{{ x }}' href='#'>", 0 },
    { "<a href='{% if a %}https://a.example{% endif %}'>", 1 },
    { "{% raw %}<a href='{{ x }}'>{% endraw %}", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].html);
      g_assert_cmpuint (postino_html_links_count_dynamic (cases[i].html), ==, cases[i].count);
    }
}

/* ¦ is where the fragment goes. */
static void
check_insert (const char *expected,
              char     *(*insert) (const char *html, const char *fragment))
{
  g_auto (GStrv) halves = g_strsplit (expected, "¦", 2);
  g_autofree char *html = g_strconcat (halves[0], halves[1], NULL);
  g_autofree char *result = insert (html, "¦");

  g_assert_cmpstr (result, ==, expected);
}

static void
test_before_body_end (void)
{
  static const char *const cases[] = {
    "¦", "x¦", "<body>x¦</body></html>", "<body>x¦</BODY >", "<p>x¦</html>", "<p>x</p>¦",
    "<body></body><p>x¦</body></html>",
    "<body>x¦</body><!-- </body> --><script>'</body>'</script></html>",
    "<body><!--[if mso]></body><![endif]-->¦</body>",
    "<body title='</body>'>x¦</body>",
    "<body>{{ \"</body>\" }}¦</body>{{ '</body>' }}",
    "{% if a %}</body>{% else %}¦</body>{% endif %}",
    "<body>x¦</body>{% comment %}</body>{% endcomment %}",
    "<html><body>x</bodyx>¦</html>",
    "<body>x</body¦",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check_insert (cases[i], postino_html_insert_before_body_end);
}

static void
test_after_body_start (void)
{
  static const char *const cases[] = {
    "¦", "¦x", "¦<p>x</p>", "<body>¦x", "<html><head></head><BODY class='>'\n>¦x</body>",
    "<!doctype html>¦<p>x", "<!doctype html>\n<html>\n<head><title><body></title></head>¦<p>x</html>",
    "<!-- <body> --><body>¦x",
    "<html>¦<p>x", "<meta charset=utf-8><style>p{}</style>¦<p>x<style>p{}</style>",
    "<html><head>{% if a %}<meta>{% endif %}</head>¦<p>x",
    "<body {% if a > 1 %}class='a'{% endif %}>¦x",
    "<!--[if mso]><body><![endif]--><body>¦x",
    "<head><script>'<body>'</script></head><body>¦",
    "{% raw %}<body>{% endraw %}<body>¦",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check_insert (cases[i], postino_html_insert_after_body_start);
}

/* What would take for ever if anything were looked for again and again. */
static void
test_hostile (void)
{
  static const char *const patterns[] = {
    "<", "<a", "<a href='", "<!--", "<!-", "<![CDATA[", "<script>", "</", "{{", "{%", "{{ '", "{{ \"", "{% raw %}",
    "{% comment %}", "<a {{", "https://", "https://a.example(", "https://a.example)", "{{'}}", "--", "<title></",
  };
  const guint repeats = 20000;

  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (GString) source = g_string_new (NULL);
      g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *html = NULL;
      g_autofree char *text = NULL;
      g_autofree char *inserted = NULL;

      for (guint n = 0; n < repeats; n++)
        g_string_append (source, patterns[i]);
      html = postino_html_links_mark (source->str, urls);
      text = postino_text_links_mark (source->str, urls);
      inserted = postino_html_insert_before_body_end (source->str, "");
      g_assert_cmpstr (inserted, ==, source->str);
      g_assert_cmpuint (postino_html_links_count_dynamic (source->str), ==, 0);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html-links/html", test_html);
  g_test_add_func ("/html-links/text", test_text);
  g_test_add_func ("/html-links/round-trip", test_round_trip);
  g_test_add_func ("/html-links/shared-urls", test_shared_urls);
  g_test_add_func ("/html-links/longest", test_longest);
  g_test_add_func ("/html-links/broken", test_broken);
  g_test_add_func ("/html-links/dynamic", test_dynamic);
  g_test_add_func ("/html-links/before-body-end", test_before_body_end);
  g_test_add_func ("/html-links/after-body-start", test_after_body_start);
  g_test_add_func ("/html-links/hostile", test_hostile);
  return g_test_run ();
}
