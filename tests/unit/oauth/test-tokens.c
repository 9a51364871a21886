/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/tokens.h"

#include <string.h>

#include "base/error.h"

static const struct {
  guint status;
  const char *answer;
  int code; /* -1: tokens */
  const char *access;
  const char *refresh;
  gint64 lifetime_s;
} cases[] = {
  /* RFC 6749, section 5.1 */
  { 200, "{\"access_token\":\"2YotnFZFEjr1zCsicMWpAA\",\"token_type\":\"example\",\"expires_in\":3600}", POSTINO_ERROR_PROTOCOL },
  { 200, "{\"access_token\":\"2YotnFZFEjr1zCsicMWpAA\",\"token_type\":\"bearer\",\"expires_in\":3600,"
         "\"refresh_token\":\"tGzv3JOkF0XG5Qx2TlKWIA\",\"example_parameter\":\"x\"}", -1, "2YotnFZFEjr1zCsicMWpAA",
    "tGzv3JOkF0XG5Qx2TlKWIA", 3600 },
  { 200, "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":\"3599\"}", -1, "a", NULL, 3599 },
  { 200, "{\"access_token\":\"a\"}", -1, "a", NULL, 3600 },
  { 200, "{\"access_token\":\"a\",\"expires_in\":-5}", -1, "a", NULL, 0 },
  { 200, "{\"access_token\":\"a\",\"expires_in\":9223372036854775807}", -1, "a", NULL, 90 * 86400 },
  { 200, "{\"access_token\":\"a\",\"expires_in\":{}}", -1, "a", NULL, 3600 },
  { 200, "", POSTINO_ERROR_PROTOCOL },
  { 200, "[]", POSTINO_ERROR_PROTOCOL },
  { 200, "null", POSTINO_ERROR_PROTOCOL },
  { 200, "{\"access_token\":", POSTINO_ERROR_PROTOCOL },
  { 200, "{\"access_token\":\"\"}", POSTINO_ERROR_PROTOCOL },
  { 200, "{\"access_token\":7}", POSTINO_ERROR_PROTOCOL },
  { 200, "{\"access_token\":\"a b\"}", POSTINO_ERROR_PROTOCOL },
  { 200, "{\"access_token\":\"a\\u0001\"}", POSTINO_ERROR_PROTOCOL },
  { 200, "{\"access_token\":\"a\\r\\n\"}", POSTINO_ERROR_PROTOCOL },
  { 200, "{\"access_token\":\"a\",\"refresh_token\":\"\\n\"}", POSTINO_ERROR_PROTOCOL },
  { 200, "{\"error\":\"invalid_grant\"}", POSTINO_ERROR_PROTOCOL },
  { 200, "\xff\xfe", POSTINO_ERROR_PROTOCOL },
  { 400, "{\"error\":\"invalid_grant\",\"error_description\":\"Token has been expired or revoked.\"}", POSTINO_ERROR_REFUSED },
  { 401, "{\"error\":\"invalid_client\"}", POSTINO_ERROR_REFUSED },
  { 400, "{\"error\":\"unauthorized_client\"}", POSTINO_ERROR_REFUSED },
  { 400, "{\"error\":\"interaction_required\"}", POSTINO_ERROR_REFUSED },
  { 400, "{\"error\":\"temporarily_unavailable\"}", POSTINO_ERROR_BUSY },
  { 400, "{\"error\":\"slow_down\"}", POSTINO_ERROR_BUSY },
  { 429, "", POSTINO_ERROR_BUSY },
  { 500, "<html>", POSTINO_ERROR_BUSY },
  { 503, "{\"error\":\"server_error\"}", POSTINO_ERROR_BUSY },
  { 302, "", POSTINO_ERROR_PROTOCOL },
  { 404, "<html>", POSTINO_ERROR_PROTOCOL },
  { 400, "{\"error\":\"<b>bold</b>\"}", POSTINO_ERROR_PROTOCOL },
  { 400, "{\"error\":5}", POSTINO_ERROR_PROTOCOL },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PostinoOauthTokens) tokens = { 0 };
      g_autoptr (GError) error = NULL;
      gboolean read = postino_oauth_tokens_parse (cases[i].status, cases[i].answer, strlen (cases[i].answer), "login.example",
                                                  &tokens, &error);

      g_assert_cmpint (read, ==, cases[i].code < 0);
      if (!read)
        {
          g_assert_error (error, POSTINO_ERROR, cases[i].code);
          g_assert_nonnull (strstr (error->message, "login.example"));
          g_assert_null (strchr (error->message, '<'));
          g_assert_null (tokens.access_token);
          continue;
        }
      g_assert_cmpstr (tokens.access_token, ==, cases[i].access);
      g_assert_cmpstr (tokens.refresh_token, ==, cases[i].refresh);
      g_assert_cmpint (tokens.lifetime_s, ==, cases[i].lifetime_s);
    }
}

static void
test_long_tokens (void)
{
  static const struct { gsize length; gboolean works; } lengths[] = { { 8192, TRUE }, { 8193, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *token = g_strnfill (lengths[i].length, 't');
      g_autofree char *answer = g_strdup_printf ("{\"access_token\":\"%s\"}", token);
      g_auto (PostinoOauthTokens) tokens = { 0 };

      g_assert_cmpint (postino_oauth_tokens_parse (200, answer, strlen (answer), "x", &tokens, NULL), ==, lengths[i].works);
    }
}

static const PostinoOauthGrant grants[] = {
  { NULL, NULL }, { (char *) "secret", NULL }, { NULL, (char *) "refresh" },
  { (char *) "quote \" and \\ and \xc3\xa9", (char *) "refresh" },
};

static void
test_grants (void)
{
  static const char *const others[] = { "", "secret", "{", "{}", "[]", "{\"refresh_token\":\"x\"}", "{\"kind\":\"other\"}",
                                        "{\"kind\":5}", "\xff" };
  g_auto (PostinoOauthGrant) none = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (grants); i++)
    {
      g_auto (PostinoOauthGrant) read = { 0 };
      g_autofree char *text = postino_oauth_grant_to_text (&grants[i]);

      g_assert_true (postino_oauth_grant_parse (text, &read));
      g_assert_cmpstr (read.client_secret, ==, grants[i].client_secret);
      g_assert_cmpstr (read.refresh_token, ==, grants[i].refresh_token);
      g_assert_null (strchr (text, '\n')); /* it is kept as a line */
    }
  g_assert_false (postino_oauth_grant_parse (NULL, &none));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_assert_false (postino_oauth_grant_parse (others[i], &none));
      g_assert_null (none.refresh_token);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tokens/cases", test_cases);
  g_test_add_func ("/tokens/long-tokens", test_long_tokens);
  g_test_add_func ("/tokens/grants", test_grants);
  return g_test_run ();
}
