/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "content/utm.h"

#define UTM "lettera,email,Saldi è"
#define TAGS "utm_source=lettera&utm_medium=email&utm_campaign=Saldi%20%C3%A8"
#define AMP_TAGS "utm_source=lettera&amp;utm_medium=email&amp;utm_campaign=Saldi%20%C3%A8"

static const struct {
  const char *url;
  const char *tagged; /* NULL: as it was */
} urls[] = {
  { "https://x.it/", "https://x.it/?" TAGS },
  { "https://x.it", "https://x.it?" TAGS },
  { "HTTP://x.it/a", "HTTP://x.it/a?" TAGS },
  { "https://x.it/?", "https://x.it/?" TAGS },
  { "https://x.it/?a=1&b=%20+;c", "https://x.it/?a=1&b=%20+;c&" TAGS },
  { "https://x.it/?a=1&", "https://x.it/?a=1&" TAGS },
  { "https://x.it/#top?x", "https://x.it/?" TAGS "#top?x" },
  { "https://x.it/?a#b#c", "https://x.it/?a&" TAGS "#b#c" },
  /* The author's own stay, each for itself. */
  { "https://x.it/?utm_source=me", "https://x.it/?utm_source=me&utm_medium=email&utm_campaign=Saldi%20%C3%A8" },
  { "https://x.it/?utm_campaign&utm_source=a&utm_medium=b#f", NULL },
  { "https://x.it/utm_source=a?my_utm_source=b", "https://x.it/utm_source=a?my_utm_source=b&" TAGS },
  { "https://x.it/?utm_sourceful=1", "https://x.it/?utm_sourceful=1&" TAGS },
  { "mailto:a@x.it", NULL },
  { "tel:+391", NULL },
  { "#top", NULL },
  { "", NULL },
  { "ftp://x.it/", NULL },
};

static void
test_urls (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autofree char *tagged = postino_utm_tag_url (UTM, urls[i].url);
      g_autofree char *same = postino_utm_tag_url (NULL, urls[i].url);
      g_autofree char *again = postino_utm_tag_url (UTM, tagged);

      g_assert_cmpstr (tagged, ==, urls[i].tagged != NULL ? urls[i].tagged : urls[i].url);
      g_assert_cmpstr (same, ==, urls[i].url);
      g_assert_cmpstr (again, ==, tagged);
    }
}

static void
test_empty_values (void)
{
  g_autofree char *tagged = postino_utm_tag_url ("a,,", "https://x.it/");

  g_assert_cmpstr (tagged, ==, "https://x.it/?utm_source=a");
}

static const struct {
  const char *html;
  const char *tagged; /* NULL: as it was */
} pages[] = {
  { "<p>https://x.it/</p><img src=\"https://x.it/a.png\"><link href='https://x.it/'>", NULL },
  { "<A class=x HREF='https://x.it/?a=1&amp;b=2#c' >x</A>", "<A class=x HREF='https://x.it/?a=1&amp;b=2&amp;" AMP_TAGS "#c' >x</A>" },
  { "<a href=https://x.it/?a=1&b>x</a>", "<a href=https://x.it/?a=1&b&amp;" AMP_TAGS ">x</a>" },
  { "<a href=\" https://x.it/?a&#38;b=&#39; \">", "<a href=\" https://x.it/?a&#38;b=&#39;&amp;" AMP_TAGS " \">" },
  { "<a href=\"https://x.it/?utm_source=a&amp;utm_medium=b&amp;utm_campaign=c\">", NULL },
  { "<a href=\"https://x.it/a&#35;b\">", NULL },
  { "<a href=\"https://x.it/?a&amp\">", NULL },
  { "<a href=\"https://x.it/?a&amp;\"><a href=\"https://x.it/?b&\">",
    "<a href=\"https://x.it/?a&amp;" AMP_TAGS "\"><a href=\"https://x.it/?b&" AMP_TAGS "\">" },
  { "<a href=\"mailto:a@x.it\"><a href=\"#top\"><a href=\"{{ unsubscribe_url }}\"><a href=\"{{ link.3 }}\"><a>", NULL },
  { "<a href=\"https://x.it/?n={{ contact.n | default: '#?' }}#f\">",
    "<a href=\"https://x.it/?n={{ contact.n | default: '#?' }}&amp;" AMP_TAGS "#f\">" },
  { "<a href=\"https://x.it/{{ contact.page }}\">", NULL },
  { "<!-- <a href=\"https://x.it/\"> -->", NULL },
  { "<area href=\"https://x.it/\">", "<area href=\"https://x.it/?" AMP_TAGS "\">" },
};

static void
test_pages (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *tagged = postino_utm_tag_html (UTM, pages[i].html);
      g_autofree char *same = postino_utm_tag_html (NULL, pages[i].html);

      g_assert_cmpstr (tagged, ==, pages[i].tagged != NULL ? pages[i].tagged : pages[i].html);
      g_assert_cmpstr (same, ==, pages[i].html);
    }
}

static const struct {
  const char *text;
  const char *tagged;
} texts[] = {
  { "Qui: https://x.it/a?b#c.", "Qui: https://x.it/a?b&" TAGS "#c." },
  { "(https://x.it/)", "(https://x.it/?" TAGS ")" },
  { "a@x.it www.x.it mailto:a@x.it", "a@x.it www.x.it mailto:a@x.it" },
  { "https://x.it/{{ contact.n }}", "https://x.it/{{ contact.n }}" },
};

static void
test_texts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *tagged = postino_utm_tag_text (UTM, texts[i].text);

      g_assert_cmpstr (tagged, ==, texts[i].tagged);
    }
}

static void
test_check (void)
{
  const char *const wrong[] = { "", "a", "a,b", ",b,c", "a,b,c,d", "a\n,b,c", "\xff,b,c" };
  g_autofree char *longest = g_strnfill (POSTINO_UTM_VALUE_MAX, 'x');
  g_autofree char *right = g_strconcat (longest, ",,", NULL);
  g_autofree char *too_long = g_strconcat (longest, "x,,", NULL);

  g_assert_true (postino_utm_check (UTM, NULL));
  g_assert_true (postino_utm_check (right, NULL));
  g_assert_false (postino_utm_check (too_long, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (postino_utm_check (wrong[i], &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/utm/urls", test_urls);
  g_test_add_func ("/utm/empty-values", test_empty_values);
  g_test_add_func ("/utm/pages", test_pages);
  g_test_add_func ("/utm/texts", test_texts);
  g_test_add_func ("/utm/check", test_check);
  return g_test_run ();
}
