/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "net/sasl.h"

/* Google's own example, and what cannot be put between two ^A. */
static const struct {
  const char *user;
  const char *token;
  const char *response; /* NULL: refused */
} firsts[] = {
  { "someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg",
    "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cB"
    "AQ==" },
  { "ann", "", NULL },
  { "ann", "to ken", NULL },
  { "ann", "token\1", NULL },
  { "ann", "token\r\n", NULL },
  { "ann", "tok\xc3\xa9n", NULL },
  { "ann\1auth=Bearer x", "token", NULL },
};

static void
test_firsts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (firsts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoSasl) sasl = postino_sasl_new ("XOAUTH2", "xoauth2", firsts[i].user, firsts[i].token, &error);
      char *response = postino_sasl_respond (sasl, "", &error);

      g_assert_cmpstr (response, ==, firsts[i].response);
      if (response == NULL)
        g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED);
      postino_sasl_wipe (response);
    }
}

/* The reason is acknowledged by an empty line, whatever it is; there is only one. */
static void
test_reason (void)
{
  static const char *const reasons[] = {
    "eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIG1hYyIsInNjb3BlIjoiaHR0cHM6Ly9tYWlsLmdvb2dsZS5jb20vIn0K", "", "?",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoSasl) sasl = postino_sasl_new ("XOAUTH2", "xoauth2", "ann", "token", &error);
      g_autofree char *answer = NULL;

      postino_sasl_wipe (postino_sasl_respond (sasl, "", &error));
      answer = postino_sasl_respond (sasl, reasons[i], &error);
      g_assert_cmpstr (answer, ==, "");
      g_assert_null (postino_sasl_respond (sasl, reasons[i], &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl-xoauth2/firsts", test_firsts);
  g_test_add_func ("/sasl-xoauth2/reason", test_reason);
  return g_test_run ();
}
