/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/oauth-provider.h"

static const struct {
  const char *host;
  const char *name; /* NULL: nobody */
} cases[] = {
  { "smtp.gmail.com", "Google" },
  { "SMTP.Gmail.com", "Google" },
  { "smtp.office365.com", "Microsoft" },
  { "smtp-mail.outlook.com", "Microsoft" },
  { "gmail.com", NULL },
  { "smtp.gmail.com.example", NULL },
  { "", NULL },
};

/* Each has all that is needed, and nothing goes unencrypted. */
static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PostinoOauthProvider) provider = postino_oauth_provider_find (cases[i].host);

      g_assert_true ((provider != NULL) == (cases[i].name != NULL));
      if (provider == NULL)
        continue;
      g_assert_cmpstr (provider->name, ==, cases[i].name);
      g_assert_true (g_str_has_prefix (provider->authorize_url, "https://"));
      g_assert_true (g_str_has_prefix (provider->token_url, "https://"));
      g_assert_nonnull (provider->scope);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/oauth-provider/cases", test_cases);
  return g_test_run ();
}
