/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/oauth-client.h"

#include "base/error.h"

static const struct {
  const char *host;
  const char *client_id;
  const char *authorize_url;
  const char *token_url;
  gboolean works;
} cases[] = {
  { "smtp.gmail.com", "me", NULL, NULL, TRUE },
  { "smtp.gmail.com", "me", "", "", TRUE },
  { "smtp.gmail.com", "me", "https://other.example/a", NULL, TRUE },
  { "mail.example", "me", "https://login.example/a?tenant=1", "https://login.example/t", TRUE },
  { "mail.example", "me", "http://127.0.0.1:8080/a", "http://localhost/t", TRUE },
  { "mail.example", "me", "http://[::1]/a", "https://x/t", TRUE },
  { "smtp.gmail.com", NULL, NULL, NULL, FALSE },
  { "smtp.gmail.com", "", NULL, NULL, FALSE },
  { "smtp.gmail.com", "m\xc3\xa9", NULL, NULL, FALSE },
  { "smtp.gmail.com", "me\n", NULL, NULL, FALSE },
  { "mail.example", "me", NULL, NULL, FALSE },
  { "mail.example", "me", "https://login.example/a", NULL, FALSE },
  { "mail.example", "me", "http://login.example/a", "https://login.example/t", FALSE },
  { "mail.example", "me", "https://login.example/a", "http://login.example/t", FALSE },
  { "mail.example", "me", "http://127.0.0.1.example/a", "https://x/t", FALSE },
  { "mail.example", "me", "file:///etc/passwd", "https://x/t", FALSE },
  { "mail.example", "me", "javascript:alert(1)", "https://x/t", FALSE },
  { "mail.example", "me", "login.example", "https://x/t", FALSE },
  { "mail.example", "me", "https://login.example/a#b", "https://x/t", FALSE },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoOauthClient) client
        = postino_oauth_client_new (cases[i].host, cases[i].client_id, "secret", cases[i].authorize_url, cases[i].token_url,
                                    NULL, &error);

      g_assert_cmpint (client != NULL, ==, cases[i].works);
      if (client == NULL)
        g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
    }
}

static void
test_what_is_known (void)
{
  g_autoptr (PostinoOauthClient) google = postino_oauth_client_new ("smtp.gmail.com", "me", NULL, NULL, NULL, NULL, NULL);
  g_autoptr (PostinoOauthClient) own = postino_oauth_client_new ("smtp.gmail.com", "me", "", "https://a/a", NULL, "x", NULL);
  g_autoptr (PostinoOauthClient) outlook = postino_oauth_client_new ("smtp.office365.com", "me", "s", NULL, NULL, NULL, NULL);
  g_autoptr (PostinoOauthClient) copy = postino_oauth_client_copy (outlook);

  g_assert_cmpstr (google->scope, ==, "https://mail.google.com/");
  g_assert_cmpstr (google->redirect_host, ==, "127.0.0.1");
  g_assert_null (google->client_secret);
  g_assert_cmpstr (own->authorize_url, ==, "https://a/a");
  g_assert_cmpstr (own->token_url, ==, google->token_url);
  g_assert_cmpstr (own->scope, ==, "x");
  g_assert_null (own->client_secret);
  g_assert_cmpstr (copy->redirect_host, ==, "localhost");
  g_assert_cmpstr (copy->client_secret, ==, "s");
  g_assert_cmpstr (copy->token_url, ==, outlook->token_url);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/oauth-client/cases", test_cases);
  g_test_add_func ("/oauth-client/what-is-known", test_what_is_known);
  return g_test_run ();
}
