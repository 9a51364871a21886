/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "content/liquid-escape.h"

static const struct {
  PostinoLiquidWriting writing;
  const char *text;
  const char *expected;
} cases[] = {
  { POSTINO_LIQUID_WRITE_PLAIN, "<&>", "<&>" },
  { POSTINO_LIQUID_WRITE_MARKUP, "", "" },
  { POSTINO_LIQUID_WRITE_MARKUP, "plain perché", "plain perché" },
  { POSTINO_LIQUID_WRITE_MARKUP, "<\"'&>", "&lt;&quot;&#39;&amp;&gt;" },
  { POSTINO_LIQUID_WRITE_MARKUP, "&amp;", "&amp;amp;" },
  { POSTINO_LIQUID_WRITE_BARE, "a b\t\n\f\r=`c", "a&#32;b&#9;&#10;&#12;&#13;&#61;&#96;c" },
  { POSTINO_LIQUID_WRITE_URL, "https://a/?b=c&d", "https://a/?b=c&amp;d" },
  { POSTINO_LIQUID_WRITE_URL, "javascript:alert(1)", "" },
  { POSTINO_LIQUID_WRITE_URL_BARE, "data:x", "" },
  { POSTINO_LIQUID_WRITE_URL_BARE, "a b", "a&#32;b" },
  { POSTINO_LIQUID_WRITE_URL_PART, "aZ09-._~", "aZ09-._~" },
  { POSTINO_LIQUID_WRITE_URL_PART, " /?#&=%+:@'\"<\n", "%20%2F%3F%23%26%3D%25%2B%3A%40%27%22%3C%0A" },
  { POSTINO_LIQUID_WRITE_URL_PART, "è€", "%C3%A8%E2%82%AC" },
};

static void
test_append (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new ("x");

      postino_liquid_escape_append (out, cases[i].text, strlen (cases[i].text), cases[i].writing);
      g_assert_cmpstr (out->str + 1, ==, cases[i].expected);
    }
}

/* @length ends it, not a byte behind that happens to be special. */
static void
test_length (void)
{
  g_autoptr (GString) out = g_string_new (NULL);

  postino_liquid_escape_append (out, "ab<", 2, POSTINO_LIQUID_WRITE_MARKUP);
  postino_liquid_escape_append (out, "<<", 1, POSTINO_LIQUID_WRITE_MARKUP);
  g_assert_cmpstr (out->str, ==, "ab&lt;");
}

static const struct {
  const char *url;
  gboolean refused;
} urls[] = {
  { "javascript:x", TRUE },
  { "JAVASCRIPT:x", TRUE },
  { "  javascript:x", TRUE },
  { "\x01\x1fjavascript:x", TRUE },
  { "java\tscr\nipt\r:x", TRUE },
  { "javascript", TRUE },
  { "vbscript:x", TRUE },
  { "data:image/png;base64,x", TRUE },
  { "javascripts:x", FALSE },
  { "javascript.html", FALSE },
  { "data/x", FALSE },
  { "database:x", FALSE },
  { "https://x/javascript:", FALSE },
  { "/javascript:x", FALSE },
  { "", FALSE },
};

static void
test_urls (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_test_message ("%s", urls[i].url);
      g_assert_true (postino_liquid_escape_is_refused_url (urls[i].url, strlen (urls[i].url)) == urls[i].refused);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/liquid-escape/append", test_append);
  g_test_add_func ("/liquid-escape/length", test_length);
  g_test_add_func ("/liquid-escape/urls", test_urls);
  return g_test_run ();
}
