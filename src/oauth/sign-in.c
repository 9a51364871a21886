/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The story of a sign-in: the address to open, the browser that comes back, the code that becomes a
 * refresh token. Nothing is stored here; whoever asked keeps the token or drops it. */

#include "oauth/sign-in.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "oauth/pkce.h"
#include "oauth/redirect-listener.h"
#include "oauth/token-request.h"

struct _PostinoSignIn
{
  GObject parent_instance;

  PostinoOauthClient *client;
  PostinoRedirectListener *listener;
  char *verifier;
  char *redirect_uri;
  char *url;
  GTask *waiting;
  GSource *patience;
  GSource *cancelled;

  /* What came before anybody waited for it. */
  gboolean is_back;
  char *code;
  char *refusal;
};

G_DEFINE_FINAL_TYPE (PostinoSignIn, postino_sign_in, G_TYPE_OBJECT)

static void
stop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* The task that waited; nothing waits any more. */
static GTask *
end_wait (PostinoSignIn *self)
{
  stop_source (&self->patience);
  stop_source (&self->cancelled);
  return g_steal_pointer (&self->waiting);
}

static void
exchange_in_thread (GTask        *task,
                    gpointer      source,
                    gpointer      data,
                    GCancellable *cancellable)
{
  PostinoSignIn *self = source;
  g_auto (PostinoOauthTokens) tokens = { 0 };
  GError *error = NULL;

  if (!postino_token_request_exchange (self->client, self->code, self->redirect_uri, self->verifier,
                                       cancellable, &tokens, &error))
    g_task_return_error (task, error);
  else if (tokens.refresh_token == NULL)
    g_task_return_new_error (task, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                             _("The sign-in lasts for an hour only: no refresh token was given. "
                               "Does the client ask for “offline” access?"));
  else
    g_task_return_pointer (task, g_steal_pointer (&tokens.refresh_token), g_free);
}

static void
go_on (PostinoSignIn *self)
{
  g_autoptr (GTask) task = NULL;

  if (!self->is_back || self->waiting == NULL)
    return;
  task = end_wait (self);
  if (self->code != NULL)
    g_task_run_in_thread (task, exchange_in_thread);
  else if (strcmp (self->refusal, "access_denied") == 0)
    g_task_return_new_error (task, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                             _("The permission was not given in the browser"));
  else
    g_task_return_new_error (task, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                             _("The provider did not sign us in; is the client ID right?"));
}

static void
came_back (const char *code,
           const char *refusal,
           gpointer    user_data)
{
  PostinoSignIn *self = user_data;

  self->is_back = TRUE;
  self->code = g_strdup (code);
  self->refusal = g_strdup (refusal);
  go_on (self);
}

static gboolean
patience_cb (gpointer user_data)
{
  PostinoSignIn *self = user_data;
  g_autoptr (GTask) task = end_wait (self);

  g_task_return_new_error (task, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT,
                           _("Nobody signed in in the browser"));
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  PostinoSignIn *self = user_data;
  g_autoptr (GTask) task = end_wait (self);

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
watch (PostinoSignIn *self,
       GSource      **place,
       GSource       *source,
       GSourceFunc    func)
{
  *place = source;
  g_source_set_callback (source, func, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

void
postino_sign_in_wait_async (PostinoSignIn      *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (self->waiting == NULL);

  self->waiting = g_task_new (self, cancellable, callback, user_data);
  watch (self, &self->patience, g_timeout_source_new_seconds (POSTINO_SIGN_IN_PATIENCE_S), patience_cb);
  if (cancellable != NULL)
    watch (self, &self->cancelled, g_cancellable_source_new (cancellable),
           G_SOURCE_FUNC (cancelled_cb));
  go_on (self);
}

char *
postino_sign_in_wait_finish (PostinoSignIn *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- the address to open ---- */

static void
add_parameter (GString    *url,
               const char *name,
               const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  g_string_append_printf (url, "%c%s=", strchr (url->str, '?') != NULL ? '&' : '?', name);
  g_string_append_uri_escaped (url, value, NULL, FALSE);
}

static char *
build_url (PostinoSignIn *self,
           const char    *state,
           const char    *user)
{
  g_autofree char *challenge = postino_pkce_build_challenge (self->verifier);
  GString *url = g_string_new (self->client->authorize_url);

  add_parameter (url, "response_type", "code");
  add_parameter (url, "client_id", self->client->client_id);
  add_parameter (url, "redirect_uri", self->redirect_uri);
  add_parameter (url, "scope", self->client->scope);
  add_parameter (url, "state", state);
  add_parameter (url, "code_challenge", challenge);
  add_parameter (url, "code_challenge_method", "S256");
  add_parameter (url, "login_hint", user);
  if (self->client->extra != NULL)
    g_string_append_printf (url, "&%s", self->client->extra);
  return g_string_free (url, FALSE);
}

static void
postino_sign_in_finalize (GObject *object)
{
  PostinoSignIn *self = POSTINO_SIGN_IN (object);

  stop_source (&self->patience);
  stop_source (&self->cancelled);
  g_clear_pointer (&self->listener, postino_redirect_listener_free);
  g_clear_pointer (&self->client, postino_oauth_client_free);
  g_free (self->verifier);
  g_free (self->redirect_uri);
  g_free (self->url);
  g_free (self->code);
  g_free (self->refusal);
  G_OBJECT_CLASS (postino_sign_in_parent_class)->finalize (object);
}

static void
postino_sign_in_class_init (PostinoSignInClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = postino_sign_in_finalize;
}

static void
postino_sign_in_init (PostinoSignIn *self)
{
}

PostinoSignIn *
postino_sign_in_new (const PostinoOauthClient *client,
                     const char               *user,
                     GError                  **error)
{
  g_autoptr (PostinoSignIn) self = g_object_new (POSTINO_TYPE_SIGN_IN, NULL);
  g_autofree char *state = postino_pkce_make_verifier ();

  self->client = postino_oauth_client_copy (client);
  self->verifier = postino_pkce_make_verifier ();
  self->listener = postino_redirect_listener_new (state, came_back, self, error);
  if (self->listener == NULL)
    return NULL;
  self->redirect_uri = g_strdup_printf ("http://%s:%u", client->redirect_host,
                                        postino_redirect_listener_get_port (self->listener));
  self->url = build_url (self, state, user);
  return g_steal_pointer (&self);
}

const char *
postino_sign_in_get_url (PostinoSignIn *self)
{
  return self->url;
}
