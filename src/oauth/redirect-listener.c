/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A web server for one request: the redirect that ends an authorization.
 *
 * Any program of this computer, and any page in its browser, can send requests here. One without our
 * `state` is answered and otherwise ignored, so nobody can end the wait or slip in a code of theirs
 * (RFC 6749, 10.12). The page it shows loads nothing and tells nobody where it was. */

#include "oauth/redirect-listener.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "base/error.h"

enum { CODE_MAX = 4096 };

struct _PostinoRedirectListener {
  SoupServer *server;
  guint port;
  char *state;
  PostinoRedirectFunc func;
  gpointer user_data;
  gboolean is_over;
  char *code;
  char *refusal;
  GSource *telling;
};

static void
answer (SoupServerMessage *message,
        guint              status,
        const char        *title,
        const char        *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  char *html = g_markup_printf_escaped ("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">"
                                        "<meta name=\"viewport\" content=\"width=device-width\">"
                                        "<title>%s</title></head><body><h1>%s</h1><p>%s</p></body></html>\n",
                                        title, title, text);

  soup_message_headers_replace (headers, "Content-Security-Policy",
                                "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "Connection", "close");
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_TAKE, html,
                                    strlen (html));
}

static gboolean
is_ours (PostinoRedirectListener *self,
         GHashTable              *query)
{
  const char *state = query != NULL ? g_hash_table_lookup (query, "state") : NULL;

  return !self->is_over && g_strcmp0 (state, self->state) == 0;
}

static gboolean
tell_cb (gpointer user_data)
{
  PostinoRedirectListener *self = user_data;

  self->func (self->code, self->refusal, self->user_data);
  return G_SOURCE_REMOVE;
}

/* Only now: whoever is told may free us, and the page would not arrive. */
static void
finished_cb (SoupServerMessage *message,
             gpointer           user_data)
{
  PostinoRedirectListener *self = user_data;

  self->telling = g_idle_source_new ();
  g_source_set_callback (self->telling, tell_cb, self, NULL);
  g_source_attach (self->telling, g_main_context_get_thread_default ());
}

static void
handle_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  PostinoRedirectListener *self = user_data;
  const char *code;
  const char *refusal;

  if (strcmp (soup_server_message_get_method (message), "GET") != 0 || strcmp (path, "/") != 0
      || !is_ours (self, query))
    {
      answer (message, SOUP_STATUS_NOT_FOUND, _("Nothing here"),
              _("This page is only for signing in from Postino."));
      return;
    }
  code = g_hash_table_lookup (query, "code");
  refusal = g_hash_table_lookup (query, "error");
  self->is_over = TRUE;
  if (refusal == NULL && code != NULL && *code != '\0' && strlen (code) <= CODE_MAX)
    {
      self->code = g_strdup (code);
      answer (message, SOUP_STATUS_OK, _("Back to Postino"),
              _("You can close this page: Postino goes on by itself."));
    }
  else
    {
      self->refusal = g_strdup (refusal != NULL ? refusal : "");
      answer (message, SOUP_STATUS_OK, _("Not signed in"),
              _("You can close this page. Nothing was changed."));
    }
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
}

PostinoRedirectListener *
postino_redirect_listener_new (const char         *state,
                               PostinoRedirectFunc func,
                               gpointer            user_data,
                               GError            **error)
{
  g_autoptr (PostinoRedirectListener) self = g_new0 (PostinoRedirectListener, 1);
  g_autoptr (GError) cause = NULL;
  GSList *uris;

  self->server = soup_server_new ("server-header", NULL, NULL);
  self->state = g_strdup (state);
  self->func = func;
  self->user_data = user_data;
  soup_server_add_handler (self->server, NULL, handle_cb, self, NULL);
  if (!soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &cause))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED,
                   _("This computer cannot wait for the browser: %s"), cause->message);
      return NULL;
    }
  uris = soup_server_get_uris (self->server);
  self->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return g_steal_pointer (&self);
}

void
postino_redirect_listener_free (PostinoRedirectListener *self)
{
  if (self == NULL)
    return;
  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  if (self->telling != NULL)
    g_source_destroy (self->telling);
  g_clear_pointer (&self->telling, g_source_unref);
  g_free (self->code);
  g_free (self->refusal);
  g_free (self->state);
  g_free (self);
}

guint
postino_redirect_listener_get_port (PostinoRedirectListener *self)
{
  return self->port;
}
