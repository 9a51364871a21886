/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "content/html-entities.h"

static const struct {
  const char *text;
  const char *url;
} cases[] = {
  { "", "" },
  { "https://x.it/?a=1&amp;b=2", "https://x.it/?a=1&b=2" },
  { "?a&b&copy=1&ampx=2", "?a&b&copy=1&ampx=2" },
  { "?a&amp", "?a&" },
  { "&#101;&#x65;&#x65&#0;", "eee\xef\xbf\xbd" },
  { "a\tb\r\nc", "abc" },
  { "&unknown;&;&#;&#x;", "&unknown;&;&#;&#x;" },
  { "citt&agrave;", "città" },
};

static void
test_decode (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *url = postino_html_decode_url (cases[i].text, strlen (cases[i].text));

      g_assert_cmpstr (url, ==, cases[i].url);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html-entities/decode", test_decode);
  return g_test_run ();
}
