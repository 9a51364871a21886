/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/sasl.h"

/* RFC 4616 section 4, and its international cousin. */
static const struct {
  const char *user;
  const char *password;
  const char *response;
} exchanges[] = {
  { "tim", "tanstaaftanstaaf", "AHRpbQB0YW5zdGFhZnRhbnN0YWFm" },
  { "j\xc3\xb6rg", "p\xc3\xa4ss", "AGrDtnJnAHDDpHNz" },
  { "", "", "AAA=" },
};

static void
test_exchanges (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (exchanges); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoSasl) sasl = postino_sasl_new ("PLAIN", "plain", exchanges[i].user, exchanges[i].password,
                                                       &error);
      char *response = postino_sasl_respond (sasl, "", &error);

      g_assert_no_error (error);
      g_assert_cmpstr (response, ==, exchanges[i].response);
      postino_sasl_wipe (response);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl-plain/exchanges", test_exchanges);
  return g_test_run ();
}
