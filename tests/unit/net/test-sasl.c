/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "net/sasl.h"

static const struct {
  const char *offered;
  const char *wished;
  const char *chosen; /* NULL: none */
  int code;
} choices[] = {
  { "PLAIN LOGIN", "auto", "PLAIN", 0 },
  { "LOGIN PLAIN", "auto", "PLAIN", 0 },
  { "login", "auto", "LOGIN", 0 },
  { "GSSAPI LOGIN XOAUTH2", "auto", "LOGIN", 0 },
  { "PLAIN LOGIN", "login", "LOGIN", 0 },
  { "PLAIN", "login", NULL, POSTINO_ERROR_REFUSED },
  { "PLAINISH", "auto", NULL, POSTINO_ERROR_REFUSED },
  { "", "auto", NULL, POSTINO_ERROR_REFUSED },
  { "PLAIN", "kerberos", NULL, POSTINO_ERROR_USAGE },
};

static void
test_choices (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoSasl) sasl = postino_sasl_new (choices[i].offered, choices[i].wished, "u", "p", &error);

      if (choices[i].chosen != NULL)
        g_assert_cmpstr (postino_sasl_get_name (sasl), ==, choices[i].chosen);
      else
        g_assert_error (error, POSTINO_ERROR, choices[i].code);
    }
}

/* RFC 4616 section 4, and its international cousin. */
static const struct {
  const char *mechanism;
  const char *user;
  const char *password;
  const char *responses[3];
} exchanges[] = {
  { "plain", "tim", "tanstaaftanstaaf", { "AHRpbQB0YW5zdGFhZnRhbnN0YWFm" } },
  { "plain", "j\xc3\xb6rg", "p\xc3\xa4ss", { "AGrDtnJnAHDDpHNz" } },
  { "plain", "", "", { "AAA=" } },
  { "login", "ann", "secret", { "YW5u", "c2VjcmV0" } },
};

static void
test_exchanges (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (exchanges); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoSasl) sasl = postino_sasl_new ("PLAIN LOGIN", exchanges[i].mechanism, exchanges[i].user,
                                                       exchanges[i].password, &error);

      g_assert_no_error (error);
      for (gsize turn = 0; exchanges[i].responses[turn] != NULL; turn++)
        {
          char *response = postino_sasl_respond (sasl, "whatever", &error);

          g_assert_no_error (error);
          g_assert_cmpstr (response, ==, exchanges[i].responses[turn]);
          postino_sasl_wipe (response);
        }
      g_assert_null (postino_sasl_respond (sasl, "more", &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL);
    }
}

static void
test_too_long (void)
{
  g_autofree char *password = g_strnfill (POSTINO_SASL_RESPONSE_MAX, 'x');
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoSasl) sasl = postino_sasl_new ("PLAIN", "auto", "u", password, &error);

  g_assert_null (postino_sasl_respond (sasl, "", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT);
  postino_sasl_wipe (NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl/choices", test_choices);
  g_test_add_func ("/sasl/exchanges", test_exchanges);
  g_test_add_func ("/sasl/too-long", test_too_long);
  return g_test_run ();
}
