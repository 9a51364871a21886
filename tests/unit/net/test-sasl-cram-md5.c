/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "net/sasl.h"

static const struct {
  const char *user;
  const char *password;
  const char *challenge;
  const char *response; /* NULL: refused */
} exchanges[] = {
  /* RFC 2195 section 2 */
  { "tim", "tanstaaftanstaaf", "PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+",
    "dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw" },
  /* "<1@x>" keyed with a password of 65 a, longer than a block; by Python's hmac */
  { "ann", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "PDFAeD4=",
    "YW5uIGM1N2M4ZWNhYzAxNzU2MGUzNzkxODM0YTFkZGM2NDE4" },
  { "tim", "x", "", NULL },
  { "tim", "x", "<1896@x>", NULL },
  { "tim", "x", "AAAA", NULL },
};

static void
test_exchanges (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (exchanges); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoSasl) sasl = postino_sasl_new ("CRAM-MD5", "cram-md5", exchanges[i].user,
                                                       exchanges[i].password, &error);
      char *response = postino_sasl_respond (sasl, exchanges[i].challenge, &error);

      g_assert_cmpstr (response, ==, exchanges[i].response);
      if (response == NULL)
        g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL);
      postino_sasl_wipe (response);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl-cram-md5/exchanges", test_exchanges);
  return g_test_run ();
}
