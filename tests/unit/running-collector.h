/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A collector on a thread of its own, on a free port of 127.0.0.1, for tests that talk to it over HTTP. */

#include <libsoup/soup.h>

#include "collect/collector.h"

typedef struct {
  PostinoSpool *spool;
  const char *api_key;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  guint port;
  GMutex lock;
  GCond ready;
} RunningCollector;

static inline gpointer
run_collector (gpointer data)
{
  RunningCollector *running = data;
  g_autoptr (PostinoCollector) collector = NULL;
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (running->context);
  collector = postino_collector_new (running->spool, postino_clock_system (), running->api_key);
  g_assert_true (postino_collector_listen (collector, "127.0.0.1", 0, &error));
  g_assert_no_error (error);

  g_mutex_lock (&running->lock);
  running->port = postino_collector_get_port (collector);
  g_cond_signal (&running->ready);
  g_mutex_unlock (&running->lock);

  g_main_loop_run (running->loop);
  postino_collector_close (collector);
  g_clear_object (&collector);
  g_main_context_pop_thread_default (running->context);
  return NULL;
}

/* @spool is borrowed. */
static inline void
start_collector (RunningCollector *running,
                 PostinoSpool     *spool,
                 const char       *api_key)
{
  *running = (RunningCollector) { .spool = spool, .api_key = api_key };
  g_mutex_init (&running->lock);
  g_cond_init (&running->ready);
  running->context = g_main_context_new ();
  running->loop = g_main_loop_new (running->context, FALSE);
  running->thread = g_thread_new ("collector", run_collector, running);
  g_mutex_lock (&running->lock);
  while (running->port == 0)
    g_cond_wait (&running->ready, &running->lock);
  g_mutex_unlock (&running->lock);
}

static inline gboolean
quit_collector_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static inline void
stop_collector (RunningCollector *running)
{
  g_main_context_invoke (running->context, quit_collector_cb, running->loop);
  g_thread_join (running->thread);
  g_main_loop_unref (running->loop);
  g_main_context_unref (running->context);
  g_mutex_clear (&running->lock);
  g_cond_clear (&running->ready);
}

/* One request, redirects not followed; @message out, yours. @body NULL: none. */
static inline GBytes *
fetch (RunningCollector *running,
       const char       *method,
       const char       *path,
       const char       *body,
       SoupMessage     **message)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", running->port, path);
  GBytes *answer;

  *message = soup_message_new (method, url);
  soup_message_add_flags (*message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (*message), "User-Agent", "Mozilla/5.0 Gecko/1");
  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (*message, "application/x-www-form-urlencoded", bytes);
    }
  answer = soup_session_send_and_read (session, *message, NULL, &error);
  g_assert_no_error (error);
  return answer;
}

static inline guint
fetch_status (RunningCollector *running,
              const char       *method,
              const char       *path,
              const char       *body)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GBytes) answer = fetch (running, method, path, body, &message);

  return soup_message_get_status (message);
}
