/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A token endpoint on a thread of its own: answers as it is told and keeps what it was asked. */

#include <libsoup/soup.h>
#include <string.h>

typedef struct _FakeEndpoint FakeEndpoint;

struct _FakeEndpoint {
  GMutex lock;
  GCond ready;
  GMainLoop *loop;
  GThread *thread;
  guint port;
  char *url;        /* http://127.0.0.1:PORT/token */
  guint status;     /* of the next answers */
  const char *body;
  guint n_asked;
  char *asked;      /* the last form */
  char *type;       /* its content type */
  void (*hook) (FakeEndpoint *fake, gpointer data); /* before each answer; may be NULL */
  gpointer hook_data;
};

static void
fake_endpoint_cb (SoupServer        *server,
                  SoupServerMessage *message,
                  const char        *path,
                  GHashTable        *query,
                  gpointer           user_data)
{
  FakeEndpoint *fake = user_data;
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  g_mutex_lock (&fake->lock);
  fake->n_asked++;
  g_free (fake->asked);
  fake->asked = g_strndup (body->data, (gsize) body->length);
  g_free (fake->type);
  fake->type = g_strdup (soup_message_headers_get_content_type (soup_server_message_get_request_headers (message), NULL));
  if (fake->hook != NULL)
    fake->hook (fake, fake->hook_data);
  soup_server_message_set_status (message, fake->status, NULL);
  if (fake->status / 100 == 3)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location", fake->url);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, fake->body, strlen (fake->body));
  g_mutex_unlock (&fake->lock);
}

static gpointer
fake_endpoint_run (gpointer data)
{
  FakeEndpoint *fake = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (SoupServer) server = NULL;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  g_main_context_push_thread_default (context);
  server = soup_server_new (NULL, NULL);
  soup_server_add_handler (server, NULL, fake_endpoint_cb, fake, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  g_mutex_lock (&fake->lock);
  fake->port = (guint) g_uri_get_port (uris->data);
  fake->url = g_strdup_printf ("http://127.0.0.1:%u/token", fake->port);
  fake->loop = g_main_loop_new (context, FALSE);
  g_cond_signal (&fake->ready);
  g_mutex_unlock (&fake->lock);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_main_loop_run (fake->loop);
  soup_server_disconnect (server);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
fake_endpoint_start (FakeEndpoint *fake,
                     guint         status,
                     const char   *body)
{
  *fake = (FakeEndpoint) { .status = status, .body = body };
  g_mutex_init (&fake->lock);
  g_cond_init (&fake->ready);
  fake->thread = g_thread_new ("endpoint", fake_endpoint_run, fake);
  g_mutex_lock (&fake->lock);
  while (fake->loop == NULL)
    g_cond_wait (&fake->ready, &fake->lock);
  g_mutex_unlock (&fake->lock);
}

static gboolean
fake_endpoint_quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static void
fake_endpoint_stop (FakeEndpoint *fake)
{
  GSource *quit = g_idle_source_new ();

  /* in the loop, which may not have begun */
  g_source_set_callback (quit, fake_endpoint_quit_cb, fake->loop, NULL);
  g_source_attach (quit, g_main_loop_get_context (fake->loop));
  g_source_unref (quit);
  g_thread_join (fake->thread);
  g_main_loop_unref (fake->loop);
  g_mutex_clear (&fake->lock);
  g_cond_clear (&fake->ready);
  g_free (fake->url);
  g_free (fake->asked);
  g_free (fake->type);
}
