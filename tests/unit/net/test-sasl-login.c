/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/sasl.h"

/* First the name, then the password, whatever the prompts say. */
static void
test_exchange (void)
{
  static const char *const prompts[][2] = {
    { "VXNlcm5hbWU6", "UGFzc3dvcmQ6" }, { "UGFzc3dvcmQ6", "VXNlcm5hbWU6" }, { "", "not base64" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoSasl) sasl = postino_sasl_new ("LOGIN", "login", "ann", "secret", &error);
      char *user = postino_sasl_respond (sasl, prompts[i][0], &error);
      char *password = postino_sasl_respond (sasl, prompts[i][1], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (user, ==, "YW5u");
      g_assert_cmpstr (password, ==, "c2VjcmV0");
      postino_sasl_wipe (user);
      postino_sasl_wipe (password);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl-login/exchange", test_exchange);
  return g_test_run ();
}
