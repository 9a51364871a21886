/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "net/dns-name.h"

#define LABEL_63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
  const char *name;
  const char *ascii; /* NULL: none */
} cases[] = {
  { "example.org", "example.org" },
  { "Example.ORG.", "example.org" },
  { "s1._domainkey.example.org", "s1._domainkey.example.org" },
  { "_submission._tcp.B\xc3\xbc" "cher.example", "_submission._tcp.xn--bcher-kva.example" },
  { "stra\xc3\x9f" "e.example", "xn--strae-oqa.example" }, /* non-transitional */
  { "xn--bcher-kva.example", "xn--bcher-kva.example" },
  { LABEL_63 ".example", LABEL_63 ".example" },
  { LABEL_63 "a.example", NULL },
  { LABEL_63 "." LABEL_63 "." LABEL_63 "." "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    LABEL_63 "." LABEL_63 "." LABEL_63 "." "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
  { LABEL_63 "." LABEL_63 "." LABEL_63 "." "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL },
  { "", NULL },
  { ".", NULL },
  { "a..b", NULL },
  { ".example", NULL },
  { "exa mple.org", NULL },
  { "example.org\n", NULL },
  { "exa\xffmple.org", NULL },
  { "a/b.example", NULL },
};

static void
test_names (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *ascii = postino_dns_name_to_ascii (cases[i].name, &error);

      g_test_message ("%s", cases[i].name);
      g_assert_cmpstr (ascii, ==, cases[i].ascii);
      if (ascii == NULL)
        g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
      else
        g_assert_no_error (error);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dns-name/names", test_names);
  return g_test_run ();
}
