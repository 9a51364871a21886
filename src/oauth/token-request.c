/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP to a token endpoint. The client's id and secret stand in the body, which every server has to
 * take from a client that was registered so and all known ones do (RFC 6749, 2.3.1). Redirects are
 * not followed: tokens and secrets would go where they were not meant to. */

#include "oauth/token-request.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "base/error.h"

enum { ANSWER_MAX = 64 * 1024 };

/* What is not NULL, percent-encoded. */
static void
add_field (GString    *form,
           const char *name,
           const char *value)
{
  g_autofree char *escaped = NULL;

  if (value == NULL)
    return;
  escaped = g_uri_escape_string (value, NULL, FALSE);
  g_string_append_printf (form, "%s%s=%s", form->len > 0 ? "&" : "", name, escaped);
  explicit_bzero (escaped, strlen (escaped));
}

static void
wipe_form (gpointer data)
{
  GString *form = data;

  explicit_bzero (form->str, form->len);
  g_string_free (form, TRUE);
}

static GBytes *
read_answer (GInputStream *stream,
             GCancellable *cancellable,
             GError      **error)
{
  g_autofree char *buffer = g_malloc (ANSWER_MAX);
  gsize n_bytes = 0;

  if (!g_input_stream_read_all (stream, buffer, ANSWER_MAX, &n_bytes, cancellable, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&buffer), n_bytes);
}

/* Not reached is "later", whatever the reason: a café's network shows a certificate of its own, too. */
static void
explain (GError     *cause,
         const char *host,
         GError    **error)
{
  g_autoptr (GError) owned = cause;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT,
                 _("“%s”, where one signs in, does not answer"), host);
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED,
                 _("“%s”, where one signs in, cannot be reached: %s"), host, cause->message);
}

/* Takes @form. */
static gboolean
ask (const PostinoOauthClient *client,
     GString                  *form,
     GCancellable             *cancellable,
     PostinoOauthTokens       *tokens,
     GError                  **error)
{
  g_autoptr (SoupSession) session = soup_session_new_with_options ("timeout", POSTINO_TOKEN_REQUEST_TIMEOUT_S,
                                                                   "user-agent", "Postino/" POSTINO_VERSION, NULL);
  g_autoptr (GBytes) body = g_bytes_new_with_free_func (form->str, form->len, wipe_form, form);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", client->token_url);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) answer = NULL;
  const char *host = g_uri_get_host (soup_message_get_uri (message));
  GError *cause = NULL;
  gsize n_bytes = 0;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", body);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept",
                                "application/json");
  stream = soup_session_send (session, message, cancellable, &cause);
  if (stream != NULL)
    answer = read_answer (stream, cancellable, &cause);
  if (answer == NULL)
    {
      explain (cause, host, error);
      return FALSE;
    }
  return postino_oauth_tokens_parse (soup_message_get_status (message),
                                     g_bytes_get_data (answer, &n_bytes), g_bytes_get_size (answer),
                                     host, tokens, error);
}

static GString *
begin_form (const PostinoOauthClient *client,
            const char               *grant_type)
{
  GString *form = g_string_sized_new (1024);

  add_field (form, "grant_type", grant_type);
  add_field (form, "client_id", client->client_id);
  add_field (form, "client_secret", client->client_secret);
  return form;
}

gboolean
postino_token_request_exchange (const PostinoOauthClient *client,
                                const char               *code,
                                const char               *redirect_uri,
                                const char               *verifier,
                                GCancellable             *cancellable,
                                PostinoOauthTokens       *tokens,
                                GError                  **error)
{
  GString *form = begin_form (client, "authorization_code");

  add_field (form, "code", code);
  add_field (form, "redirect_uri", redirect_uri);
  add_field (form, "code_verifier", verifier);
  return ask (client, form, cancellable, tokens, error);
}

gboolean
postino_token_request_refresh (const PostinoOauthClient *client,
                               const char               *refresh_token,
                               GCancellable             *cancellable,
                               PostinoOauthTokens       *tokens,
                               GError                  **error)
{
  GString *form = begin_form (client, "refresh_token");

  add_field (form, "refresh_token", refresh_token);
  return ask (client, form, cancellable, tokens, error);
}
