/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/server-credential.h"

#include "base/error.h"
#include "campaign/server-account.h"
#include "oauth/tokens.h"
#include "scratch-workspace.h"
#include "tests/fakes/fake-endpoint.h"
#include "workspace/secrets.h"

#define HOUR "{\"access_token\":\"for-an-hour\",\"expires_in\":3600}"
#define ROTATED "{\"access_token\":\"for-an-hour\",\"expires_in\":3600,\"refresh_token\":\"second\"}"
#define GONE "{\"error\":\"invalid_grant\"}"

typedef struct {
  char *folder;
  PostinoWorkspace *workspace;
  FakeEndpoint fake;
  PostinoSmtpProfile *profile;
  gint64 id;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->workspace = open_scratch_workspace (&fixture->folder);
  fake_endpoint_start (&fixture->fake, 200, HOUR);
  fixture->profile = postino_smtp_profile_new ("shop", "mail.example");
  g_free (fixture->profile->auth);
  fixture->profile->auth = g_strdup ("xoauth2");
  fixture->profile->user = g_strdup ("ann@example.com");
  fixture->profile->client_id = g_strdup ("me");
  fixture->profile->authorize_url = g_strdup ("https://login.example/a");
  fixture->profile->token_url = g_strdup (fixture->fake.url);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  fake_endpoint_stop (&fixture->fake);
  postino_smtp_profile_free (fixture->profile);
  g_clear_object (&fixture->workspace);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
}

/* Keeps the server with @secret, which may be NULL. */
static void
keep (Fixture    *fixture,
      const char *secret)
{
  g_autoptr (GError) error = NULL;

  postino_server_account_save (fixture->workspace, &fixture->id, fixture->profile, secret, NULL, &error);
  g_assert_no_error (error);
}

static void
keep_sign_in (Fixture    *fixture,
              const char *refresh_token)
{
  g_autofree char *secret = postino_server_credential_merge (NULL, "client-secret", refresh_token);

  keep (fixture, secret);
}

static char *
read_refresh_token (Fixture *fixture)
{
  g_autofree char *name = postino_servers_table_build_secret_name (fixture->id);
  g_autofree char *secret = NULL;
  PostinoOauthGrant grant;

  g_assert_true (postino_secrets_lookup (fixture->workspace, name, &secret, NULL));
  g_assert_true (postino_oauth_grant_parse (secret, &grant));
  g_assert_cmpstr (grant.client_secret, ==, "client-secret");
  g_free (grant.client_secret);
  return grant.refresh_token;
}

/* @code -1: @secret is given. */
static void
check_ask (PostinoServerCredential *credential,
           int                      code,
           const char              *secret)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *given = NULL;

  g_assert_cmpint (postino_server_credential_ask (credential, NULL, &given, &error), ==, code < 0);
  if (code >= 0)
    g_assert_error (error, POSTINO_ERROR, code);
  g_assert_cmpstr (given, ==, secret);
}

static void
test_passwords (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (PostinoServerCredential) kept = NULL;
  g_autoptr (PostinoServerCredential) typed = NULL;
  g_autoptr (PostinoServerCredential) none = NULL;
  g_autoptr (PostinoServerCredential) nobody = NULL;

  g_free (fixture->profile->auth);
  fixture->profile->auth = g_strdup ("auto");
  keep (fixture, "secret");
  kept = postino_server_credential_new (fixture->workspace, fixture->id, fixture->profile, NULL);
  typed = postino_server_credential_new (fixture->workspace, fixture->id, fixture->profile, "typed");
  none = postino_server_credential_new (fixture->workspace, 0, fixture->profile, NULL);
  check_ask (kept, -1, "secret");
  check_ask (typed, -1, "typed");
  check_ask (none, -1, NULL);
  g_clear_pointer (&fixture->profile->user, g_free);
  nobody = postino_server_credential_new (fixture->workspace, fixture->id, fixture->profile, NULL);
  check_ask (nobody, -1, NULL);
}

/* One request serves many connections; the refresh token stays where the provider gives no new one. */
static void
test_tokens (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (PostinoServerCredential) credential = NULL;
  g_autofree char *refresh_token = NULL;

  keep_sign_in (fixture, "first");
  credential = postino_server_credential_new (fixture->workspace, fixture->id, fixture->profile, NULL);
  for (guint i = 0; i < 5; i++)
    check_ask (credential, -1, "for-an-hour");
  g_assert_cmpuint (fixture->fake.n_asked, ==, 1);
  g_assert_nonnull (strstr (fixture->fake.asked, "refresh_token=first"));
  g_assert_nonnull (strstr (fixture->fake.asked, "client_secret=client-secret"));
  refresh_token = read_refresh_token (fixture);
  g_assert_cmpstr (refresh_token, ==, "first");
}

/* One that has expired is not used, however short its life was. */
static void
test_expired (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoServerCredential) credential = NULL;

  fixture->fake.body = "{\"access_token\":\"for-no-time\",\"expires_in\":0}";
  keep_sign_in (fixture, "first");
  credential = postino_server_credential_new (fixture->workspace, fixture->id, fixture->profile, NULL);
  for (guint i = 0; i < 3; i++)
    check_ask (credential, -1, "for-no-time");
  g_assert_cmpuint (fixture->fake.n_asked, ==, 3);
}

/* A new refresh token takes the place of the old one, and goes with the same client secret. */
static void
test_rotated (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoServerCredential) one = NULL;
  g_autoptr (PostinoServerCredential) other = NULL;
  g_autofree char *refresh_token = NULL;

  fixture->fake.body = ROTATED;
  keep_sign_in (fixture, "first");
  one = postino_server_credential_new (fixture->workspace, fixture->id, fixture->profile, NULL);
  other = postino_server_credential_new (fixture->workspace, fixture->id, fixture->profile, NULL);
  check_ask (one, -1, "for-an-hour");
  refresh_token = read_refresh_token (fixture);
  g_assert_cmpstr (refresh_token, ==, "second");
  check_ask (other, -1, "for-an-hour");
  g_assert_nonnull (strstr (fixture->fake.asked, "refresh_token=second"));
}

/* Refused is refused, and is not asked again: who signs in anew makes another credential. Busy is asked again. */
static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoServerCredential) credential = NULL;

  fixture->fake.status = 503;
  keep_sign_in (fixture, "first");
  credential = postino_server_credential_new (fixture->workspace, fixture->id, fixture->profile, NULL);
  check_ask (credential, POSTINO_ERROR_BUSY, NULL);
  fixture->fake.status = 400;
  fixture->fake.body = GONE;
  for (guint i = 0; i < 3; i++)
    check_ask (credential, POSTINO_ERROR_REFUSED, NULL);
  g_assert_cmpuint (fixture->fake.n_asked, ==, 2);
}

/* Another program renews the sign-in while ours is refused. */
static void
replace_meanwhile (FakeEndpoint *fake,
                   gpointer      data)
{
  Fixture *fixture = data;
  g_autofree char *name = postino_servers_table_build_secret_name (fixture->id);
  g_autofree char *secret = postino_server_credential_merge (NULL, "client-secret", "second");

  fake->status = fake->n_asked == 1 ? 400 : 200;
  fake->body = fake->n_asked == 1 ? GONE : HOUR;
  g_assert_true (postino_secrets_store (fixture->workspace, name, secret, NULL, NULL));
}

static void
test_replaced_meanwhile (Fixture      *fixture,
                         gconstpointer data)
{
  g_autoptr (PostinoServerCredential) credential = NULL;

  keep_sign_in (fixture, "first");
  fixture->fake.hook = replace_meanwhile;
  fixture->fake.hook_data = fixture;
  credential = postino_server_credential_new (fixture->workspace, fixture->id, fixture->profile, NULL);
  check_ask (credential, -1, "for-an-hour");
  g_assert_cmpuint (fixture->fake.n_asked, ==, 2);
  g_assert_nonnull (strstr (fixture->fake.asked, "refresh_token=second"));
}

/* Before anybody has signed in, and with a client that is not complete. */
static void
test_nothing_to_go_by (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr (PostinoServerCredential) credential = NULL;
  g_autoptr (PostinoServerCredential) half = NULL;
  g_autoptr (PostinoServerCredential) nobody = NULL;

  keep (fixture, NULL);
  credential = postino_server_credential_new (fixture->workspace, fixture->id, fixture->profile, NULL);
  check_ask (credential, POSTINO_ERROR_REFUSED, NULL);
  keep_sign_in (fixture, NULL);
  half = postino_server_credential_new (fixture->workspace, fixture->id, fixture->profile, NULL);
  check_ask (half, POSTINO_ERROR_REFUSED, NULL);
  keep_sign_in (fixture, "first");
  g_clear_pointer (&fixture->profile->token_url, g_free);
  nobody = postino_server_credential_new (fixture->workspace, fixture->id, fixture->profile, NULL);
  check_ask (nobody, POSTINO_ERROR_INVALID, NULL);
  g_assert_cmpuint (fixture->fake.n_asked, ==, 0);
}

/* Without a client: a token that was given is used as it is; none, and there are no online accounts here. */
static void
test_without_client (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (PostinoServerCredential) given = NULL;
  g_autoptr (PostinoServerCredential) none = NULL;

  g_clear_pointer (&fixture->profile->client_id, g_free);
  keep (fixture, "by-hand");
  given = postino_server_credential_new (fixture->workspace, fixture->id, fixture->profile, NULL);
  none = postino_server_credential_new (fixture->workspace, 0, fixture->profile, NULL);
  check_ask (given, -1, "by-hand");
  check_ask (none, POSTINO_ERROR_REFUSED, NULL);
  g_assert_cmpuint (fixture->fake.n_asked, ==, 0);
}

static void
test_merge (void)
{
  static const struct {
    const char *client_secret;
    const char *refresh_token;
    const char *wanted_secret;
    const char *wanted_token;
  } cases[] = {
    { NULL, NULL, "s", "t" }, { "n", NULL, "n", "t" }, { NULL, "n", "s", "n" }, { "a", "b", "a", "b" },
  };
  g_autofree char *former = postino_server_credential_merge ("a password", "s", "t");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *merged = postino_server_credential_merge (former, cases[i].client_secret, cases[i].refresh_token);
      g_auto (PostinoOauthGrant) grant = { 0 };

      g_assert_true (postino_oauth_grant_parse (merged, &grant));
      g_assert_cmpstr (grant.client_secret, ==, cases[i].wanted_secret);
      g_assert_cmpstr (grant.refresh_token, ==, cases[i].wanted_token);
    }
}

#define ADD(name, func) g_test_add ("/server-credential/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_unsetenv ("DBUS_SESSION_BUS_ADDRESS");
  g_test_init (&argc, &argv, NULL);
  ADD ("passwords", test_passwords);
  ADD ("tokens", test_tokens);
  ADD ("expired", test_expired);
  ADD ("rotated", test_rotated);
  ADD ("refused", test_refused);
  ADD ("replaced-meanwhile", test_replaced_meanwhile);
  ADD ("nothing-to-go-by", test_nothing_to_go_by);
  ADD ("without-client", test_without_client);
  g_test_add_func ("/server-credential/merge", test_merge);
  return g_test_run ();
}
