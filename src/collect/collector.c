/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The collector's HTTP server: libsoup's, kept small, since it is not meant for untrusted clients
 * by its own word.
 *
 * It listens on loopback by default, behind a reverse proxy. A GSocketService of our own stands in
 * front of it, so that the bounds are ours: MAX_CONNECTIONS at one time, one request a connection,
 * REQUEST_MS from its first byte to the last of its answer (a client that trickles is cut off
 * whatever it does), bodies of MAX_BODY. GET, HEAD and POST only; no ranges, no files, no upgrade.
 *
 * Routes are a table. Handlers never wait for the disk: see collect-request. Nothing is logged of
 * who asked for what. */

#include "collect/collector.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "collect/collect-api.h"
#include "collect/collect-click.h"
#include "collect/collect-open.h"
#include "collect/collect-page.h"
#include "collect/collect-unsubscribe.h"

enum {
  REQUEST_MS = 10 * 1000,
  DRAIN_US = 2 * G_USEC_PER_SEC,
  BACKLOG = 512,
};

typedef enum {
  GET = 1 << 0, /* and HEAD */
  POST = 1 << 1,
} Methods;

static const struct {
  const char *path;
  gboolean has_rest; /* a token follows */
  Methods methods;
  void (*handle) (const PostinoCollectRequest *request);
} routes[] = {
  { "/o/", TRUE, GET, postino_collect_open },
  { "/c/", TRUE, GET, postino_collect_click },
  { "/u/", TRUE, GET | POST, postino_collect_unsubscribe },
  { "/api/v1/events", FALSE, GET, postino_collect_api_events },
  { "/api/v1/ping", FALSE, GET, postino_collect_api_ping },
  { "/api/v1/publish", FALSE, POST, postino_collect_api_publish },
  { "/api/v1/ack", FALSE, POST, postino_collect_api_ack },
};

struct _PostinoCollector {
  GObject parent_instance;

  PostinoSpool *spool; /* borrowed */
  PostinoClock *clock;
  char *api_key;
  SoupServer *server;
  GSocketService *service;
  GMainContext *context;
  GHashTable *connections; /* of Connection */
  guint port;
  guint n_waiting;
};

G_DEFINE_FINAL_TYPE (PostinoCollector, postino_collector, G_TYPE_OBJECT)

typedef struct {
  PostinoCollector *collector;
  GSocketConnection *stream; /* not owned: told when it goes */
  GSource *timer;
} Connection;

static void stream_gone_cb (gpointer data, GObject *where_it_was);

static void
free_connection (Connection *connection)
{
  if (connection->stream != NULL)
    g_object_weak_unref (G_OBJECT (connection->stream), stream_gone_cb, connection);
  g_source_destroy (connection->timer);
  g_source_unref (connection->timer);
  g_free (connection);
}

static void
stream_gone_cb (gpointer data,
                GObject *where_it_was)
{
  Connection *connection = data;

  connection->stream = NULL;
  g_hash_table_remove (connection->collector->connections, connection);
}

/* Shut down and not closed: libsoup reads the end of the stream and lets go of it by itself. */
static gboolean
time_over_cb (gpointer user_data)
{
  Connection *connection = user_data;

  g_socket_shutdown (g_socket_connection_get_socket (connection->stream), TRUE, TRUE, NULL);
  return G_SOURCE_REMOVE;
}

static void
watch_connection (PostinoCollector  *self,
                  GSocketConnection *stream)
{
  Connection *connection = g_new0 (Connection, 1);

  connection->collector = self;
  connection->stream = stream;
  connection->timer = g_timeout_source_new (REQUEST_MS);
  g_source_set_callback (connection->timer, time_over_cb, connection, NULL);
  g_source_attach (connection->timer, self->context);
  g_object_weak_ref (G_OBJECT (stream), stream_gone_cb, connection);
  g_hash_table_add (self->connections, connection);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *stream,
             GObject           *source,
             gpointer           user_data)
{
  PostinoCollector *self = user_data;
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (stream, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (stream, NULL);
  g_autoptr (GError) error = NULL;

  if (g_hash_table_size (self->connections) >= POSTINO_COLLECTOR_MAX_CONNECTIONS || remote == NULL)
    {
      g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);
      return TRUE;
    }
  watch_connection (self, stream);
  if (!soup_server_accept_iostream (self->server, G_IO_STREAM (stream), local, remote, &error))
    g_warning ("%s", error->message);
  return TRUE;
}

/* Not kept, so that a body without end costs no memory; read on until the connection's time is
 * over. */
static void
refuse_body (SoupServerMessage *message)
{
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  soup_message_body_truncate (soup_server_message_get_request_body (message));
  postino_collect_answer (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, NULL, NULL, 0);
}

static void
got_headers_cb (SoupServerMessage *message,
                gpointer           user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH
      && soup_message_headers_get_content_length (headers) > POSTINO_COLLECTOR_MAX_BODY)
    refuse_body (message);
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              gpointer           user_data)
{
  if (soup_server_message_get_request_body (message)->length > POSTINO_COLLECTOR_MAX_BODY)
    refuse_body (message);
}

static void
request_started_cb (SoupServer        *server,
                    SoupServerMessage *message,
                    gpointer           user_data)
{
  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), NULL);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), NULL);
}

static Methods
find_method (const char *method)
{
  if (g_str_equal (method, "GET") || g_str_equal (method, "HEAD"))
    return GET;
  return g_str_equal (method, "POST") ? POST : 0;
}

static void
refuse_method (SoupServerMessage *message,
               Methods            allowed)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow",
                                allowed == GET ? "GET, HEAD" : allowed == POST ? "POST" : "GET, HEAD, POST");
  postino_collect_answer (message, SOUP_STATUS_METHOD_NOT_ALLOWED, NULL, NULL, 0);
}

static void
handle_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  PostinoCollector *self = user_data;
  Methods method = find_method (soup_server_message_get_method (message));
  PostinoCollectRequest request = { server, message, self->spool, self->clock, self->api_key, NULL,
                                    query,
                                    &self->n_waiting };

  if (soup_server_message_get_status (message) != SOUP_STATUS_NONE) /* refused already */
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (routes[i].has_rest ? !g_str_has_prefix (path, routes[i].path) : !g_str_equal (path,
                                                                                        routes[i].path))
        continue;
      if ((routes[i].methods & method) == 0)
        {
          refuse_method (message, routes[i].methods);
          return;
        }
      request.rest = path + strlen (routes[i].path);
      routes[i].handle (&request);
      return;
    }
  if (method == 0)
    refuse_method (message, GET | POST);
  else
    postino_collect_page_not_found (&request);
}

static void
postino_collector_dispose (GObject *object)
{
  postino_collector_close (POSTINO_COLLECTOR (object));
  G_OBJECT_CLASS (postino_collector_parent_class)->dispose (object);
}

static void
postino_collector_finalize (GObject *object)
{
  PostinoCollector *self = POSTINO_COLLECTOR (object);

  g_hash_table_unref (self->connections);
  g_main_context_unref (self->context);
  if (self->api_key != NULL)
    memset (self->api_key, 0, strlen (self->api_key));
  g_free (self->api_key);
  G_OBJECT_CLASS (postino_collector_parent_class)->finalize (object);
}

static void
postino_collector_class_init (PostinoCollectorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = postino_collector_dispose;
  G_OBJECT_CLASS (klass)->finalize = postino_collector_finalize;
}

static void
postino_collector_init (PostinoCollector *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->connections = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) free_connection, NULL);
  self->server = soup_server_new ("server-header", NULL, NULL);
  soup_server_add_handler (self->server, NULL, handle_cb, self, NULL);
  g_signal_connect (self->server, "request-started", G_CALLBACK (request_started_cb), NULL);
}

PostinoCollector *
postino_collector_new (PostinoSpool *spool,
                       PostinoClock *clock,
                       const char   *api_key)
{
  PostinoCollector *self = g_object_new (POSTINO_TYPE_COLLECTOR, NULL);

  self->spool = spool;
  self->clock = clock;
  self->api_key = g_strdup (api_key);
  return self;
}

gboolean
postino_collector_listen (PostinoCollector *self,
                          const char       *address,
                          guint             port,
                          GError          **error)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (self->service == NULL, FALSE);

  if (wanted == NULL)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("“%s” is not an address to listen on"), address);
      return FALSE;
    }
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (service), BACKLOG);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), wanted, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP,
                                      NULL, &bound, &failure))
    {
      gboolean taken = g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);

      g_set_error (error, POSTINO_ERROR, taken ? POSTINO_ERROR_BUSY : POSTINO_ERROR_FAILED,
                   _("The collector cannot listen on %s, port %u: %s"), address, port, failure->message);
      return FALSE;
    }
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->service = g_steal_pointer (&service);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_service_start (self->service);
  return TRUE;
}

guint
postino_collector_get_port (PostinoCollector *self)
{
  return self->port;
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
postino_collector_close (PostinoCollector *self)
{
  gint64 until = g_get_monotonic_time () + DRAIN_US;
  GSource *wake;

  if (self->server == NULL)
    return;
  if (self->service != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->service, self);
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
      g_clear_object (&self->service);
    }

  wake = g_timeout_source_new (50);
  g_source_set_callback (wake, wake_cb, NULL, NULL);
  g_source_attach (wake, self->context);
  while (self->n_waiting > 0
         || (g_hash_table_size (self->connections) > 0 && g_get_monotonic_time () < until))
    g_main_context_iteration (self->context, TRUE);
  g_source_destroy (wake);
  g_source_unref (wake);

  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
}
