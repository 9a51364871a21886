/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oauth/sign-in.h"

#include "base/error.h"
#include "oauth/pkce.h"
#include "tests/fakes/fake-endpoint.h"

#define GOOD "{\"access_token\":\"a\",\"refresh_token\":\"lasting\"}"

static PostinoSignIn *
begin (const FakeEndpoint *fake)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoOauthClient) client = postino_oauth_client_new ("mail.example", "me & you", NULL,
                                                                    "https://login.example/a?tenant=1", fake->url, "send mail",
                                                                    &error);
  PostinoSignIn *sign_in;

  g_assert_no_error (error);
  sign_in = postino_sign_in_new (client, "ann@example.com", &error);
  g_assert_no_error (error);
  return sign_in;
}

/* The parameters of the address to open. */
static GHashTable *
read_url (PostinoSignIn *sign_in)
{
  const char *url = postino_sign_in_get_url (sign_in);

  g_assert_true (g_str_has_prefix (url, "https://login.example/a?tenant=1&response_type=code&"));
  return soup_form_decode (strchr (url, '?') + 1);
}

static void
come_back_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GBytes) page = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);

  *(gboolean *) user_data = page != NULL;
}

/* What the browser does in the end. */
static void
come_back (GHashTable *parameters,
           const char *answer)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strdup_printf ("%s/?state=%s&%s", (char *) g_hash_table_lookup (parameters, "redirect_uri"),
                                          (char *) g_hash_table_lookup (parameters, "state"), answer);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  gboolean has_page = FALSE;

  soup_session_send_and_read_async (session, message, 0, NULL, come_back_cb, &has_page);
  while (!has_page)
    g_main_context_iteration (NULL, TRUE);
}

static void
waited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static char *
wait_for_token (PostinoSignIn *sign_in,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  postino_sign_in_wait_async (sign_in, cancellable, waited_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return postino_sign_in_wait_finish (sign_in, result, error);
}

static void
test_story (void)
{
  FakeEndpoint fake;
  g_autoptr (PostinoSignIn) sign_in = NULL;
  g_autoptr (GHashTable) parameters = NULL;
  g_autoptr (GHashTable) form = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  g_autofree char *challenge = NULL;

  fake_endpoint_start (&fake, 200, GOOD);
  sign_in = begin (&fake);
  parameters = read_url (sign_in);
  g_assert_cmpstr (g_hash_table_lookup (parameters, "client_id"), ==, "me & you");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "scope"), ==, "send mail");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "login_hint"), ==, "ann@example.com");
  g_assert_cmpstr (g_hash_table_lookup (parameters, "code_challenge_method"), ==, "S256");
  come_back (parameters, "code=abc"); /* before anybody waits */
  token = wait_for_token (sign_in, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, "lasting");

  form = soup_form_decode (fake.asked);
  g_assert_cmpstr (g_hash_table_lookup (form, "code"), ==, "abc");
  g_assert_cmpstr (g_hash_table_lookup (form, "redirect_uri"), ==, g_hash_table_lookup (parameters, "redirect_uri"));
  challenge = postino_pkce_build_challenge (g_hash_table_lookup (form, "code_verifier"));
  g_assert_cmpstr (challenge, ==, g_hash_table_lookup (parameters, "code_challenge"));
  g_assert_null (strstr (postino_sign_in_get_url (sign_in), g_hash_table_lookup (form, "code_verifier")));
  fake_endpoint_stop (&fake);
}

static const struct {
  const char *answer;
  guint status;
  const char *body;
  int code;
} ends[] = {
  { "error=access_denied", 200, GOOD, POSTINO_ERROR_REFUSED },
  { "error=invalid_scope", 200, GOOD, POSTINO_ERROR_REFUSED },
  { "nothing=", 200, GOOD, POSTINO_ERROR_REFUSED },
  { "code=abc", 200, "{\"access_token\":\"a\"}", POSTINO_ERROR_REFUSED }, /* for an hour only */
  { "code=abc", 400, "{\"error\":\"invalid_grant\"}", POSTINO_ERROR_REFUSED },
  { "code=abc", 503, "", POSTINO_ERROR_BUSY },
  { "code=abc", 200, "", POSTINO_ERROR_PROTOCOL },
};

static void
test_ends (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      FakeEndpoint fake;
      g_autoptr (PostinoSignIn) sign_in = NULL;
      g_autoptr (GHashTable) parameters = NULL;
      g_autoptr (GError) error = NULL;

      fake_endpoint_start (&fake, ends[i].status, ends[i].body);
      sign_in = begin (&fake);
      parameters = read_url (sign_in);
      come_back (parameters, ends[i].answer);
      g_assert_null (wait_for_token (sign_in, NULL, &error));
      g_assert_error (error, POSTINO_ERROR, ends[i].code);
      fake_endpoint_stop (&fake);
    }
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (PostinoSignIn) sign_in = NULL;
  g_autoptr (GError) error = NULL;
  FakeEndpoint fake;

  fake_endpoint_start (&fake, 200, GOOD);
  sign_in = begin (&fake);
  g_idle_add (cancel_cb, cancellable);
  g_assert_null (wait_for_token (sign_in, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fake.n_asked, ==, 0);
  fake_endpoint_stop (&fake);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sign-in/story", test_story);
  g_test_add_func ("/sign-in/ends", test_ends);
  g_test_add_func ("/sign-in/cancel", test_cancel);
  return g_test_run ();
}
