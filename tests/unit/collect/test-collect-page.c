/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "collect/collect-page.h"

static void
test_language (void)
{
  static const struct {
    const char *published;
    const char *accept;
    const char *chosen;
  } cases[] = {
    { "it", "en", "it" },
    { "it-CH", NULL, "it" },
    { "EN", "it", "en" },
    { "fr", "it", "it" },
    { NULL, "fr;q=0.9, it;q=0.5, en;q=0.1", "it" },
    { NULL, "it;q=0.5, en-GB", "en" },
    { NULL, "ita", "en" },
    { NULL, "fr", "en" },
    { NULL, "", "en" },
    { NULL, ",;q=,=;;", "en" },
    { NULL, NULL, "en" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (postino_collect_page_choose_language (cases[i].published, cases[i].accept), ==, cases[i].chosen);
}

static guint
count (const char *text,
       const char *part)
{
  guint n = 0;

  for (const char *at = strstr (text, part); at != NULL; at = strstr (at + 1, part))
    n++;
  return n;
}

/* Every page, in both languages, with and without a sender: whole, and with a button only where something is asked. */
static void
test_build (void)
{
  static const char *const languages[] = { "en", "it" };
  static const char *const senders[] = { NULL, "A & <script>alert(1)</script> %s %n" };

  for (int page = POSTINO_COLLECT_PAGE_ASK; page <= POSTINO_COLLECT_PAGE_TRY_AGAIN; page++)
    {
      for (gsize i = 0; i < 4; i++)
        {
          g_autofree char *html
            = postino_collect_page_build ((PostinoCollectPage) page, languages[i % 2], senders[i / 2]);

          g_assert_true (g_utf8_validate (html, -1, NULL));
          g_assert_cmpuint (count (html, "<h1>"), ==, 1);
          g_assert_cmpuint (count (html, "<button"), ==, page == POSTINO_COLLECT_PAGE_ASK ? 1 : 0);
          g_assert_cmpuint (count (html, "<script"), ==, 0);
          g_assert_cmpuint (count (html, "(null)"), ==, 0);
          g_assert_nonnull (strstr (html, i % 2 == 0 ? "<html lang=\"en\">" : "<html lang=\"it\">"));
          if (page <= POSTINO_COLLECT_PAGE_TEST_DONE && i / 2 == 1)
            g_assert_nonnull (strstr (html, "A &amp; &lt;script&gt;alert(1)&lt;/script&gt; %s %n"));
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/collect-page/language", test_language);
  g_test_add_func ("/collect-page/build", test_build);
  return g_test_run ();
}
