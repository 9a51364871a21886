/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "content/html.h"
#include "content/html-links.h"
#include "content/html-text.h"
#include "content/liquid-parse.h"
#include "content/text-writer.h"

/* Expected texts are without the newline at their end. */
static const struct {
  const char *html;
  const char *text;
} cases[] = {
  { "", "" },
  { "  \n ", "" },
  { "<p>&nbsp;</p><!-- x --><style>p {}</style>", "" },
  { "x", "x" },
  { "a\n b\t c", "a b c" },
  { "<p>a</p><p>b</p>", "a\n\nb" },
  { "<div>a</div><div>b</div>c", "a\nb\nc" },
  { "<div><div><p>a</p></div></div><div>b", "a\n\nb" },
  { "<h1>A</h1>b<h2>C</h2>d", "A\n\nb\n\nC\n\nd" },
  { "a<br>b<br/>c", "a\nb\nc" },
  { "a<br><br><br><br>b<p>c<br></p><br>", "a\n\nb\n\nc" },
  { "<b>a</b> <i>b</i><u>c</u>", "a bc" },
  { "a<hr>b", "a\n\n----------------------------------------\n\nb" },
  { "&lt;b&gt; &amp; &quot;&euro;&#8364;&#x20AC;", "<b> & \"€€€" },
  { "a&nbsp;&nbsp;b", "a  b" },
  { "soft&shy;ware&#8203; &#xFEFF;x&zwnj;&zwj;&#x34f;", "software x" },
  { "\xf0\x9f\x91\xa8&zwj;\xf0\x9f\x91\xa9", "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9" },
  { "a\xf3\xb0\x80\x80\x31\xf3\xb0\x80\x82""b", "a1b" }, /* our own stand-ins, sent by somebody else */
  { "a<script>b</script><style>c</style><title>d</title><template>e</template><textarea>f</textarea>g", "ag" },
  { "<head><title>T</title><meta name=x></head><body>a", "a" },
  { "<!--[if mso]>no<![endif]--><!--[if !mso]><!-->yes<!--<![endif]-->", "yes" },
  { "<div style='Display : None'>a</div><p style='visibility:hidden'>b</p><span style='mso-hide:all'>c</span>"
    "<p hidden>d</p><p style='display:block'>e</p>", "e" },
  { "<ul><li>a</li><li>b</li></ul>", "* a\n* b" },
  { "x<ul><li>a<ul><li>b<li>c</ul><li>d</ul>y", "x\n\n* a\n  * b\n  * c\n* d\n\ny" },
  { "<ol><li>a<li>b</ol><ol start=9><li>c<li>d</ol>", "1. a\n2. b\n\n9. c\n10. d" },
  { "<ol start=x><li>a</ol><ol start='-1'><li>b</ol>", "1. a\n\n1. b" },
  { "<ul><li></li><li><p>a</p><p>b</p></li></ul>c", "* a\n\n  b\n\nc" },
  { "<ul><li><div></div><ul><li></li></ul>x</li></ul>", "* x" },
  { "<dl><dt>a<dd>b</dd><dd>c</dl>", "a\n  b\n  c" },
  { "a<blockquote>b<p>c</p></blockquote>d", "a\n\n> b\n>\n> c\n\nd" },
  { "<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b" },
  { "<pre>\n  a\n\n\tb  c\n</pre>d", "  a\n\n    b  c\n\nd" },
  { "<a href='https://a.example/?x&amp;y'>text</a>.", "text (https://a.example/?x&y)." },
  { "<a href='https://a.example/'>https://a.example/</a>.", "https://a.example/." },
  { "<a href='https://a.example/'>a.example</a>,", "https://a.example/," },
  { "<a href='https://a.example'></a><a href='https://b.example'><img src=x></a>", "https://a.example https://b.example" },
  { "<a href='https://a.example'><img alt='Sale'></a>", "Sale (https://a.example)" },
  { "<a href='#top'>a</a> <a>b</a> <a href=''>c</a> <a href='javascript:x'>d</a>", "a b c d" },
  { "<a href='mailto:i@a.example?subject=x'>Write</a> <a href='mailto:i@a.example'>i@a.example</a>",
    "Write (i@a.example) i@a.example" },
  { "<a href='https://a.example/a b'>c </a>d", "c (https://a.example/a%20b) d" },
  { "<a href='https://a.example'><p>a</p></a>", "a\n\n(https://a.example)" },
  { "<img alt='a &amp; b'><img src=x><img alt=''>c", "a & bc" },
  { "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a  b\n1  2" },
  { "<table><tr><td>a<td> <td>&nbsp;<td>b</table>", "a  b" },
  { "<table><tr><td><p>a</p></td><td>b</td></tr></table>", "a\n\nb" },
  { "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", "a\n\nb" },
  { "<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>c", "a  b\n\nc" },
  { "<table><tr><td style='display:none'>a</td><td>b</td></tr></table>", "b" },
  { "<td>stray</td></tr></div>more", "stray\nmore" },
  { "a < b & c <3", "a < b & c <3" },
  { "<p", "<p" },

  /* Liquid */
  { "Dear {{ contact.name | default: \"a & <b>\" }},", "Dear {{ contact.name | default: \"a & <b>\" }}," },
  { "{% if a < 1 and b > \"</p>\" %}x{% endif %}", "{% if a < 1 and b > \"</p>\" %}x{% endif %}" },
  { "{% if a %}<p>b</p>{% else %}<p>c</p>{% endif %}<p>d</p>", "{% if a %}b\n\n{% else %}c\n\n{% endif %}d" },
  { "<p>a</p>{% if b %}<p>b</p>{% endif %}", "a\n\n{% if b %}b{% endif %}" },
  { "<table>{% if a %}<tr><td>1<td>2</tr>{% else %}x{% endif %}{{ rows }}<tr><td>3</table>",
    "{% if a %}1  2\n{% else %}x{% endif %}{{ rows }}\n3" },
  { "<table><tr><td>a</td>{% if x %}<td>b</td>{% endif %}<td>{% if y %}{% endif %}</td><td>c</td></tr></table>",
    "a{% if x %}  b{% endif %}{% if y %}{% endif %}  c" },
  { "<ul>{% if a %}<li>1</li>{% endif %}<li>2</li></ul>", "{% if a %}* 1\n{% endif %}* 2" },
  { "<table><tr><td>1<td>2</tr>{% if a %}<tr><td>3<td>4</tr>{% endif %}</table>b",
    "1  2\n{% if a %}3  4\n{% endif %}\nb" },
  { "<b>{{ a }}</b> {{ b }} {% if c %} {{ d }}{% endif %}", "{{ a }} {{ b }} {% if c %} {{ d }}{% endif %}" },
  { "<a href='{{ webview_url }}'>{{ webview_url }}</a> <a href='{{ x | append: \"'>\" }}'>x</a>",
    "{{ webview_url }} x ({{ x | append: \"'>\" }})" },
  { "<a href='{% if a %}u{% else %}v{% endif %}'>t</a>", "t ({% if a %}u{% else %}v{% endif %})" },
  { "<td {% if a %}class='x'{% endif %} style='color:{{ c }};display:none'>a</td>b", "b" },
  { "<p style='{% if a %}display:none{% endif %}'>b</p>", "b" },
  { "<head>{% if a %}<title>{{ t }}</title>{% endif %}</head>b", "{% if a %}{% endif %}b" },
  { "<p hidden>{% if a %}{{ b }}{% endif %}</p>c", "c" },
  { "<p hidden>{% if a %}</p>b{% endif %}", "{% if a %}b{% endif %}" },
  { "<!-- {% if a %} -->b<p>{{ c }}</p><!-- {% endif %} -->", "{% if a %}b\n\n{{ c }}{% endif %}" },
  { "<!-- {% if a %}b{% endif %} -->{% if c %}<!-- {% else %} -->d<!-- {% endif %} -->",
    "{% if c %}{% else %}d{% endif %}" },
  { "<p>a</p>{%- if x -%}<p>b {{- y }}</p>{%- endif -%}<p>c</p>", "a\n\n{% if x -%}b {{- y }}\n\n{% endif -%}c" },
  { "{% raw %}{{ x }}{% endraw %}", "{% raw %}{{ x }}{% endraw %}" },
  { "&#123;{ x }} &#123;&#37; {<b>{ {&#123;{ y }}",
    "{% raw %}{{% endraw %}{ x }} {% raw %}{{% endraw %}% {% raw %}{{% endraw %}{ "
    "{% raw %}{{% endraw %}{% raw %}{{% endraw %}{ y }}" },
  { "<p>{{ open <b>x</b> &amp; {% if %}", "{{ open x & {% if %}" },
};

static gboolean
is_template (const char *text)
{
  g_autoptr (PostinoLiquid) liquid = postino_liquid_parse (text, POSTINO_LIQUID_TEXT, NULL, NULL);

  return liquid != NULL;
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = postino_html_to_text (cases[i].html);
      g_autofree char *expected = g_strconcat (cases[i].text, *cases[i].text == '\0' ? "" : "\n", NULL);

      g_test_message ("%s", cases[i].html);
      g_assert_cmpstr (text, ==, expected);
      g_assert_true (!is_template (cases[i].html) || is_template (text));
    }
}

static void
test_golden (void)
{
  static const char *const names[] = { "newsletter", "receipt" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *base = g_test_build_filename (G_TEST_DIST, "content", "golden", names[i], NULL);
      g_autofree char *in = g_strconcat (base, ".in.html", NULL);
      g_autofree char *out = g_strconcat (base, ".out.txt", NULL);
      g_autofree char *html = NULL;
      g_autofree char *expected = NULL;
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;

      g_file_get_contents (in, &html, NULL, &error);
      g_assert_no_error (error);
      g_file_get_contents (out, &expected, NULL, &error);
      g_assert_no_error (error);
      text = postino_html_to_text (html);
      g_assert_cmpstr (text, ==, expected);
      g_assert_true (is_template (text));
    }
}

static void
test_wrap (void)
{
  static const char *const words = "aaaaaaaaa "; /* ten columns */
  g_autoptr (GString) html = g_string_new ("<blockquote>");
  g_autofree char *url = g_strnfill (2 * POSTINO_TEXT_WRAP_COLUMNS, 'u');
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean has_url = FALSE;

  for (guint i = 0; i < 30; i++)
    g_string_append (html, words);
  g_string_append_printf (html, "<a href='https://a.example/%s'>x</a> {{ a | default: \"b c d e f g h\" }} y</blockquote>", url);
  text = postino_html_to_text (html->str);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    {
      g_assert_true (g_str_has_prefix (lines[i], "> "));
      g_assert_true (strlen (lines[i]) <= POSTINO_TEXT_WRAP_COLUMNS || strstr (lines[i], url) != NULL);
      has_url |= strstr (lines[i], url) != NULL;
    }
  g_assert_true (has_url);
  g_assert_nonnull (strstr (text, "{{ a | default: \"b c d e f g h\" }} y\n"));
}

/* A line of exactly the width stays one. */
static void
test_wrap_edge (void)
{
  for (guint over = 0; over < 2; over++)
    {
      g_autofree char *word = g_strnfill (POSTINO_TEXT_WRAP_COLUMNS - 2 + over, 'a');
      g_autofree char *html = g_strdup_printf ("<p>%s b", word);
      g_autofree char *expected = g_strdup_printf ("%s%sb\n", word, over > 0 ? "\n" : " ");
      g_autofree char *text = postino_html_to_text (html);

      g_assert_cmpstr (text, ==, expected);
    }
}

static void
test_bounds (void)
{
  g_autofree char *longest = g_strnfill (POSTINO_HTML_MAX_BYTES + 1, ' ');
  g_autofree char *text = postino_html_to_text (longest);
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autofree char *deep_text = NULL;

  g_assert_cmpstr (text, ==, "");
  for (guint i = 0; i < 10 * POSTINO_HTML_MAX_DEPTH; i++)
    g_string_append (deep, "<blockquote><ul><li>{% if a %}");
  for (guint i = 0; i < 10 * POSTINO_HTML_MAX_DEPTH; i++)
    g_string_append (deep, "{% endif %}");
  deep_text = postino_html_to_text (deep->str);
  g_assert_true (g_utf8_validate (deep_text, -1, NULL));
}

/* The links of a text part are those of its page, and can be tracked there as well. */
static void
test_links (void)
{
  g_autofree char *text = postino_html_to_text ("<a href='https://a.example/?a=1&amp;b=(2)'>x</a>{% if a %}"
                                                "<a href='https://b.example'></a>{% endif %}");
  g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *marked = postino_text_links_mark (text, urls);

  g_assert_cmpstr (marked, ==, "x ({{ link.0 }}){% if a %} {{ link.1 }} {% endif %}\n");
  g_assert_cmpstr (urls->pdata[0], ==, "https://a.example/?a=1&b=(2)");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html-text/cases", test_cases);
  g_test_add_func ("/html-text/golden", test_golden);
  g_test_add_func ("/html-text/wrap", test_wrap);
  g_test_add_func ("/html-text/wrap-edge", test_wrap_edge);
  g_test_add_func ("/html-text/bounds", test_bounds);
  g_test_add_func ("/html-text/links", test_links);
  return g_test_run ();
}
