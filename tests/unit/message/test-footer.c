/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "message/footer.h"

static PostinoIdentity identity = {
  .email = (char *) "a@example.com", .name = (char *) "Rossi & {{ figli }}", .legal = (char *) "P.IVA <1>",
  .privacy_url = (char *) "https://example.com/p?a=1&b=2",
};

static void
test_html (void)
{
  g_autofree char *it = postino_footer_build_html (&identity, "it", TRUE, TRUE);
  g_autofree char *fr = postino_footer_build_html (&identity, "fr", TRUE, FALSE);

  g_assert_nonnull (strstr (it, "Annulla l’iscrizione"));
  g_assert_nonnull (strstr (it, "Rossi &amp; &#123;&#123; figli }}"));
  g_assert_nonnull (strstr (it, "P.IVA &lt;1&gt;"));
  g_assert_nonnull (strstr (it, "{{ unsubscribe_url }}"));
  g_assert_nonnull (strstr (fr, "Privacy notice"));
  g_assert_null (strstr (fr, "unsubscribe_url"));
}

static void
test_text (void)
{
  g_autofree char *text = postino_footer_build_text (&identity, NULL, TRUE, TRUE);

  g_assert_nonnull (strstr (text, "Rossi & {{ '{' }}{{ '{' }} figli }}"));
  g_assert_nonnull (strstr (text, "Unsubscribe: {{ unsubscribe_url }}"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/footer/html", test_html);
  g_test_add_func ("/footer/text", test_text);
  return g_test_run ();
}
