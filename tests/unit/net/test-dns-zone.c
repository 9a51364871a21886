/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text; what it answers is asked through net/dns in test-dns.c. */
#include "base/error.h"
#include "net/dns-zone.h"

static const struct {
  const char *text;
  gboolean is_zone;
} cases[] = {
  { "", TRUE },
  { "# nothing\n\n  ; nothing\n", TRUE },
  { "example.org TXT v=spf1 -all", TRUE },
  { "example.org\ttxt\t\"a\" \"b\"\r\n", TRUE },
  { "192.0.2.1 PTR mail.example.org\n2001:db8::1 PTR mail.example.org\n", TRUE },
  { "broken.example FAIL\n", TRUE },
  { "b\xc3\xbc" "cher.example A 192.0.2.1", TRUE },
  { "example.org", FALSE },
  { "example.org TXT", FALSE },
  { "example.org NAPTR x", FALSE },
  { "exa..mple TXT x", FALSE },
};

static void
test_texts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GResolver) zone = postino_dns_zone_new (cases[i].text, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (zone != NULL, ==, cases[i].is_zone);
      if (zone == NULL)
        g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dns-zone/texts", test_texts);
  return g_test_run ();
}
