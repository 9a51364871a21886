/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "content/html-tokens.h"

/* Each token as its kind's letter and its text, with | between. */
static const struct {
  const char *html;
  const char *tokens;
} cases[] = {
  { "", "" },
  { "a < b", "Ta < b" },
  { "a<b>c</b>", "Ta|O<b>|Tc|C</b>" },
  { "<a x='>' y=\">\" z=>w", "O<a x='>' y=\">\" z=>|Tw" },
  { "<a x='>", "T<a x='>" },
  { "<a", "T<a" },
  { "</>x</ y>", "I</>|Tx|I</ y>" },
  { "<!doctype html>\n<p>", "D<!doctype html>|T\n|O<p>" },
  { "<!-- > -->x", "I<!-- > -->|Tx" },
  { "<!-->x<!--->y<!----!>z", "I<!-->|Tx|I<!--->|Ty|I<!----!>|Tz" },
  { "<!--[if mso]><p><![endif]-->x", "I<!--[if mso]><p><![endif]-->|Tx" },
  { "<!--[if !mso]><!--><p>", "I<!--[if !mso]><!-->|O<p>" },
  { "<![CDATA[>]]>x", "I<![CDATA[>]]>|Tx" },
  { "<?xml x?>y", "I<?xml x?>|Ty" },
  { "<!--", "I<!--" },
  { "<script>a</scripts></script >b", "O<script>|Ra</scripts>|C</script >|Tb" },
  { "<STYLE></style>b", "O<STYLE>|C</style>|Tb" },
  { "<title>a<b>", "O<title>|Ra<b>" },
  { "<textarea></textarea", "O<textarea>|T</textarea" },
};

static void
test_cases (void)
{
  static const char letters[] = { 'T', 'R', 'O', 'C', 'D', 'I' };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) found = g_string_new (NULL);
      PostinoHtmlTokens tokens;
      PostinoHtmlToken token;

      postino_html_tokens_init (&tokens, cases[i].html);
      while (postino_html_tokens_next (&tokens, &token))
        {
          g_string_append (found, found->len > 0 ? "|" : "");
          g_string_append_c (found, letters[token.kind]);
          g_string_append_len (found, token.start, token.end - token.start);
        }
      g_assert_cmpstr (found->str, ==, cases[i].tokens);
    }
}

static void
test_attributes (void)
{
  static const struct { const char *html; const char *attributes; } tags[] = {
    { "<a>", "" },
    { "<a/>", "" },
    { "<a b>", "b;" },
    { "<a b=c d = 'e f' G=\"\" h/i>", "b=c;d=e f;G=;h;i;" },
    { "<a b='c'd=e>", "b=c;d=e;" },
    { "<a =b=c>", "=b=c;" },
    { "<a b=c/d>", "b=c/d;" },
    { "<a \x01\x02href=b\x01\x02>", "href=b\x01\x02;" },
    { "<a \x01\x02=b c\x01=d>", "=b;c\x01=d;" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      g_autoptr (GString) found = g_string_new (NULL);
      PostinoHtmlAttribute attribute;
      const char *cursor = NULL;
      PostinoHtmlTokens tokens;
      PostinoHtmlToken token;

      postino_html_tokens_init (&tokens, tags[i].html);
      g_assert_true (postino_html_tokens_next (&tokens, &token));
      g_assert_true (postino_html_token_is (&token, POSTINO_HTML_OPEN, "A"));
      while (postino_html_token_attribute (&token, &cursor, &attribute))
        {
          g_string_append_len (found, attribute.name, attribute.name_length);
          g_string_append (found, attribute.value == NULL ? "" : "=");
          if (attribute.value != NULL)
            g_string_append_len (found, attribute.value, attribute.value_length);
          g_string_append_c (found, ';');
        }
      g_assert_cmpstr (found->str, ==, tags[i].attributes);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html-tokens/cases", test_cases);
  g_test_add_func ("/html-tokens/attributes", test_attributes);
  return g_test_run ();
}
