/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The listening side: one thread accepts, each connection runs the server engine on a thread of its
 * own.
 *
 * It binds 127.0.0.1 only: what this server takes is never meant for the network. At 64 connections
 * accepting waits (the kernel queues the rest) until one ends. The loop of a connection is read,
 * feed, write: one system call each for what came in together. Stopping cancels every wait and
 * returns when the last thread has left; a message whose 250 was not written then may have been
 * taken all the same, as with any server. */

#include "smtp/smtp-server.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "base/error.h"
#include "net/stream.h"
#include "smtp/smtp-server-engine.h"

enum { READ_SIZE = 64 * 1024, BACKLOG = 256 };

struct _PostinoSmtpServer
{
  GObject parent_instance;

  PostinoSmtpReceiver *receiver;
  GSocketListener *listener; /* NULL while stopped */
  GCancellable *cancellable;
  GThread *acceptor;
  guint port;

  GMutex mutex; /* guards n_connections */
  GCond ended;
  guint n_connections;
};

G_DEFINE_FINAL_TYPE (PostinoSmtpServer, postino_smtp_server, G_TYPE_OBJECT)

/* What a connection's thread owns. */
typedef struct {
  PostinoSmtpServer *server; /* stop () waits for the thread, so this stays */
  GSocketConnection *connection;
} Job;

static gboolean
flush (PostinoStream           *stream,
       PostinoSmtpServerEngine *engine,
       GCancellable            *cancellable)
{
  GByteArray *output = postino_smtp_server_engine_get_output (engine);
  gboolean written;

  written = postino_stream_write_all (stream, output->data, output->len,
                                      POSTINO_SMTP_SERVER_IDLE_MS, cancellable, NULL);
  g_byte_array_set_size (output, 0);
  return written;
}

static void
serve (PostinoSmtpServer *self,
       GSocketConnection *connection)
{
  g_autoptr (PostinoStream) stream = postino_stream_new (connection);
  g_autoptr (PostinoSmtpServerEngine) engine = postino_smtp_server_engine_new (self->receiver,
                                                                               "127.0.0.1");
  g_autofree char *buffer = g_malloc (READ_SIZE);

  while (flush (stream, engine, self->cancellable) && !postino_smtp_server_engine_is_over (engine))
    {
      gssize n_bytes = postino_stream_read_some (stream, buffer, READ_SIZE,
                                                 POSTINO_SMTP_SERVER_IDLE_MS,
                                                 self->cancellable, NULL);

      if (n_bytes <= 0)
        break;
      postino_smtp_server_engine_feed (engine, buffer, (gsize) n_bytes);
    }
  postino_stream_close (stream);
}

static gpointer
connection_thread (gpointer data)
{
  g_autofree Job *job = data;
  PostinoSmtpServer *self = job->server;

  serve (self, job->connection);
  g_object_unref (job->connection);
  g_object_ref (self); /* stop () may return before the unlock below does */
  g_mutex_lock (&self->mutex);
  self->n_connections--;
  g_cond_broadcast (&self->ended);
  g_mutex_unlock (&self->mutex);
  g_object_unref (self);
  return NULL;
}

static void
begin_connection (PostinoSmtpServer *self,
                  GSocketConnection *connection)
{
  Job *job = g_new0 (Job, 1);
  GThread *thread;

  /* Replies are whole; nothing is won by holding them back. */
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, 1,
                       NULL);
  *job = (Job) { self, g_object_ref (connection) };
  g_mutex_lock (&self->mutex);
  self->n_connections++;
  g_mutex_unlock (&self->mutex);
  thread = g_thread_try_new ("smtp-server", connection_thread, job, NULL);
  if (thread != NULL)
    {
      g_thread_unref (thread);
      return;
    }
  g_mutex_lock (&self->mutex); /* no thread to be had: the client is let go and will come again */
  self->n_connections--;
  g_mutex_unlock (&self->mutex);
  g_object_unref (job->connection);
  g_free (job);
}

static void
wait_for_connections (PostinoSmtpServer *self,
                      guint              n_max)
{
  g_mutex_lock (&self->mutex);
  while (self->n_connections > n_max)
    g_cond_wait (&self->ended, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

static gpointer
acceptor_thread (gpointer data)
{
  PostinoSmtpServer *self = data;

  while (!g_cancellable_is_cancelled (self->cancellable))
    {
      g_autoptr (GSocketConnection) connection = NULL;
      g_autoptr (GError) error = NULL;

      wait_for_connections (self, POSTINO_SMTP_SERVER_CONNECTIONS_MAX - 1);
      connection = g_socket_listener_accept (self->listener, NULL, self->cancellable, &error);
      if (connection != NULL)
        begin_connection (self, connection);
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_warning ("SMTP server: %s", error->message);
          g_usleep (G_USEC_PER_SEC / 10); /* out of descriptors, most likely: not in a tight loop */
        }
    }
  return NULL;
}

static void
postino_smtp_server_dispose (GObject *object)
{
  postino_smtp_server_stop (POSTINO_SMTP_SERVER (object));
  G_OBJECT_CLASS (postino_smtp_server_parent_class)->dispose (object);
}

static void
postino_smtp_server_finalize (GObject *object)
{
  PostinoSmtpServer *self = POSTINO_SMTP_SERVER (object);

  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->ended);
  G_OBJECT_CLASS (postino_smtp_server_parent_class)->finalize (object);
}

static void
postino_smtp_server_class_init (PostinoSmtpServerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = postino_smtp_server_dispose;
  G_OBJECT_CLASS (klass)->finalize = postino_smtp_server_finalize;
}

static void
postino_smtp_server_init (PostinoSmtpServer *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->ended);
}

PostinoSmtpServer *
postino_smtp_server_new (PostinoSmtpReceiver *receiver)
{
  PostinoSmtpServer *self = g_object_new (POSTINO_TYPE_SMTP_SERVER, NULL);

  self->receiver = receiver;
  return self;
}

gboolean
postino_smtp_server_start (PostinoSmtpServer *self,
                           guint              port,
                           GError           **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, (guint16) port);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) cause = NULL;

  g_return_val_if_fail (self->listener == NULL && port <= G_MAXUINT16, FALSE);

  g_socket_listener_set_backlog (listener, BACKLOG);
  if (!g_socket_listener_add_address (listener, address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &bound,
                                      &cause))
    {
      g_set_error (error, POSTINO_ERROR,
                   g_error_matches (cause, G_IO_ERROR,
                                    G_IO_ERROR_ADDRESS_IN_USE) ? POSTINO_ERROR_BUSY
                                                                                   : POSTINO_ERROR_FAILED,
                   _("The SMTP server cannot listen on port %u: %s"), port, cause->message);
      return FALSE;
    }
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->listener = g_steal_pointer (&listener);
  self->cancellable = g_cancellable_new ();
  self->acceptor = g_thread_new ("smtp-accept", acceptor_thread, self);
  return TRUE;
}

guint
postino_smtp_server_get_port (PostinoSmtpServer *self)
{
  return self->port;
}

void
postino_smtp_server_stop (PostinoSmtpServer *self)
{
  if (self->listener == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_thread_join (g_steal_pointer (&self->acceptor));
  wait_for_connections (self, 0);
  g_socket_listener_close (self->listener);
  g_clear_object (&self->listener);
  g_clear_object (&self->cancellable);
  self->port = 0;
}
