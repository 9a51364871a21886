/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/token-request.h"

#include "base/error.h"
#include "tests/fakes/fake-endpoint.h"

#define GOOD "{\"access_token\":\"fresh\",\"token_type\":\"Bearer\",\"expires_in\":60,\"refresh_token\":\"next\"}"

static PostinoOauthClient *
make_client (const char *url,
             const char *secret)
{
  g_autoptr (GError) error = NULL;
  PostinoOauthClient *client = postino_oauth_client_new ("mail.example", "me & you", secret, url, url, NULL, &error);

  g_assert_no_error (error);
  return client;
}

static void
test_forms (void)
{
  FakeEndpoint fake;
  g_autoptr (PostinoOauthClient) client = NULL;
  g_autoptr (PostinoOauthClient) public = NULL;
  g_auto (PostinoOauthTokens) tokens = { 0 };
  g_autoptr (GError) error = NULL;

  fake_endpoint_start (&fake, 200, GOOD);
  client = make_client (fake.url, "s=3");
  public = make_client (fake.url, NULL);
  g_assert_true (postino_token_request_exchange (client, "c/de", "http://127.0.0.1:9", "verifier", NULL, &tokens, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fake.asked, ==, "grant_type=authorization_code&client_id=me%20%26%20you&client_secret=s%3D3&code=c%2Fde"
                                   "&redirect_uri=http%3A%2F%2F127.0.0.1%3A9&code_verifier=verifier");
  g_assert_cmpstr (fake.type, ==, "application/x-www-form-urlencoded");
  g_assert_cmpstr (tokens.access_token, ==, "fresh");
  g_assert_cmpstr (tokens.refresh_token, ==, "next");
  g_assert_cmpint (tokens.lifetime_s, ==, 60);
  postino_oauth_tokens_clear (&tokens);

  g_assert_true (postino_token_request_refresh (public, "old+", NULL, &tokens, &error));
  g_assert_cmpstr (fake.asked, ==, "grant_type=refresh_token&client_id=me%20%26%20you&refresh_token=old%2B");
  fake_endpoint_stop (&fake);
}

static const struct {
  guint status;
  const char *body;
  int code;
} refusals[] = {
  { 400, "{\"error\":\"invalid_grant\"}", POSTINO_ERROR_REFUSED },
  { 503, "later", POSTINO_ERROR_BUSY },
  { 307, "", POSTINO_ERROR_PROTOCOL }, /* the secrets do not follow a redirect */
  { 200, "<html>", POSTINO_ERROR_PROTOCOL },
};

static void
test_refusals (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      FakeEndpoint fake;
      g_autoptr (PostinoOauthClient) client = NULL;
      g_auto (PostinoOauthTokens) tokens = { 0 };
      g_autoptr (GError) error = NULL;

      fake_endpoint_start (&fake, refusals[i].status, refusals[i].body);
      client = make_client (fake.url, "very-secret");
      g_assert_false (postino_token_request_refresh (client, "old-token", NULL, &tokens, &error));
      g_assert_error (error, POSTINO_ERROR, refusals[i].code);
      g_assert_null (strstr (error->message, "very-secret"));
      g_assert_null (strstr (error->message, "old-token"));
      g_assert_cmpuint (fake.n_asked, ==, 1);
      fake_endpoint_stop (&fake);
    }
}

/* An answer without end is read up to a bound, and is none. */
static void
test_too_long (void)
{
  g_autofree char *junk = g_strnfill (200000, ' ');
  g_autofree char *body = g_strconcat (junk, GOOD, NULL);
  FakeEndpoint fake;
  g_autoptr (PostinoOauthClient) client = NULL;
  g_auto (PostinoOauthTokens) tokens = { 0 };
  g_autoptr (GError) error = NULL;

  fake_endpoint_start (&fake, 200, body);
  client = make_client (fake.url, NULL);
  g_assert_false (postino_token_request_refresh (client, "old", NULL, &tokens, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL);
  fake_endpoint_stop (&fake);
}

static void
test_not_reached (void)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (PostinoOauthClient) client = NULL;
  g_auto (PostinoOauthTokens) tokens = { 0 };
  g_autoptr (GError) error = NULL;
  FakeEndpoint fake;

  fake_endpoint_start (&fake, 200, GOOD);
  client = make_client (fake.url, NULL);
  g_cancellable_cancel (cancelled);
  g_assert_false (postino_token_request_refresh (client, "old", cancelled, &tokens, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  fake_endpoint_stop (&fake);
  g_assert_false (postino_token_request_refresh (client, "old", NULL, &tokens, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/token-request/forms", test_forms);
  g_test_add_func ("/token-request/refusals", test_refusals);
  g_test_add_func ("/token-request/too-long", test_too_long);
  g_test_add_func ("/token-request/not-reached", test_not_reached);
  return g_test_run ();
}
