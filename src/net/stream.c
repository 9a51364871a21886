/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The byte stream under every protocol client: straight code on a connection thread.
 *
 * The file descriptor is non-blocking (GSocket sees to that); waiting is one poll (2) on it and on
 * the cancellable's descriptor, with what is left of the deadline. Plain streams call recv and send
 * themselves: a message costs one poll, one recv and one send, and no allocation. TLS goes through
 * GIO's pollable streams; when GnuTLS wants to wait, it waits for the same descriptor. A write that
 * has to be repeated is repeated with the same bytes, as GnuTLS demands. */

#include "net/stream.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "net/connect.h"

struct _PostinoStream
{
  GObject parent_instance;

  GSocketConnection *connection;
  GTlsConnection *tls; /* NULL while plain */
  int fd;              /* of the connection's socket */
  gboolean is_closed;
};

G_DEFINE_FINAL_TYPE (PostinoStream, postino_stream, G_TYPE_OBJECT)

static gboolean
fail_with_errno (int      code,
                 GError **error)
{
  if (code == ECONNRESET || code == EPIPE)
    g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_FAILED,
                         _("The other side broke the connection"));
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("The connection failed: %s"),
                 g_strerror (code));
  return FALSE;
}

static int
remaining_ms (gint64 deadline_us)
{
  gint64 left_us = deadline_us - g_get_monotonic_time ();

  return left_us <= 0 ? 0 : (int) MIN ((left_us + 999) / 1000, G_MAXINT);
}

static gint64
make_deadline (guint timeout_ms)
{
  return g_get_monotonic_time () + (gint64) timeout_ms * 1000;
}

/* Waits until the socket is ready for @events, is hung up, @deadline_us is over or somebody
 * cancels. */
static gboolean
wait_for (PostinoStream *self,
          short          events,
          gint64         deadline_us,
          GCancellable  *cancellable,
          GError       **error)
{
  GPollFD cancel = { .fd = -1 };
  gboolean has_cancel = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &cancel);
  struct pollfd fds[2] = { { .fd = self->fd, .events = events },
                           { .fd = cancel.fd, .events = POLLIN } };
  int ready;
  int code;

  do
    ready = poll (fds, has_cancel ? 2 : 1, remaining_ms (deadline_us));
  while (ready < 0 && errno == EINTR);
  code = errno;
  if (has_cancel)
    g_cancellable_release_fd (cancellable);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (ready < 0)
    return fail_with_errno (code, error);
  if (ready > 0)
    return TRUE;
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT,
                       _("The other side does not answer any more"));
  return FALSE;
}

/* G_IO_ERROR_WOULD_BLOCK becomes G_MAXSSIZE: no error, only not yet. Other causes become
 * sentences. */
enum { FAILED = -1 };
static const gssize NOT_YET = G_MAXSSIZE;

static gssize
judge_tls_result (gssize   n_bytes,
                  GError  *cause,
                  GError **error)
{
  g_autoptr (GError) owned = cause;

  if (n_bytes >= 0)
    return n_bytes;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return NOT_YET;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("The connection failed: %s"),
                 cause->message);
  return FAILED;
}

static gssize
judge_plain_result (gssize   n_bytes,
                    GError **error)
{
  if (n_bytes >= 0)
    return n_bytes;
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
    return NOT_YET;
  fail_with_errno (errno, error);
  return FAILED;
}

static gssize
try_read (PostinoStream *self,
          void          *buffer,
          gsize          size,
          GError       **error)
{
  GError *cause = NULL;
  gssize n_bytes;

  if (self->tls == NULL)
    return judge_plain_result (recv (self->fd, buffer, size, MSG_DONTWAIT), error);
  n_bytes = g_pollable_input_stream_read_nonblocking (
    G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (self->tls))), buffer, size, NULL, &cause);
  return judge_tls_result (n_bytes, cause, error);
}

static gssize
try_write (PostinoStream *self,
           const void    *bytes,
           gsize          n_bytes,
           GError       **error)
{
  GError *cause = NULL;
  gssize written;

  if (self->tls == NULL)
    return judge_plain_result (send (self->fd, bytes, n_bytes, MSG_DONTWAIT | MSG_NOSIGNAL), error);
  written = g_pollable_output_stream_write_nonblocking (
    G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (self->tls))), bytes, n_bytes, NULL, &cause);
  return judge_tls_result (written, cause, error);
}

static gboolean
check_open (PostinoStream *self,
            GCancellable  *cancellable,
            GError       **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (!self->is_closed)
    return TRUE;
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("The connection is closed"));
  return FALSE;
}

static void
postino_stream_finalize (GObject *object)
{
  PostinoStream *self = POSTINO_STREAM (object);

  postino_stream_close (self);
  g_clear_object (&self->tls);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (postino_stream_parent_class)->finalize (object);
}

static void
postino_stream_class_init (PostinoStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = postino_stream_finalize;
}

static void
postino_stream_init (PostinoStream *self)
{
  self->fd = -1;
}

PostinoStream *
postino_stream_new (GSocketConnection *connection)
{
  PostinoStream *self = g_object_new (POSTINO_TYPE_STREAM, NULL);

  self->connection = g_object_ref (connection);
  self->fd = g_socket_get_fd (g_socket_connection_get_socket (connection));
  return self;
}

PostinoStream *
postino_stream_connect (const char   *host,
                        guint         port,
                        const char   *source,
                        guint         timeout_ms,
                        GCancellable *cancellable,
                        GError      **error)
{
  g_autoptr (GSocketConnection) connection = postino_net_connect (host, port, source, timeout_ms,
                                                                  cancellable, error);

  return connection != NULL ? postino_stream_new (connection) : NULL;
}

gssize
postino_stream_read_some (PostinoStream *self,
                          void          *buffer,
                          gsize          size,
                          guint          timeout_ms,
                          GCancellable  *cancellable,
                          GError       **error)
{
  gint64 deadline_us = make_deadline (timeout_ms);

  g_return_val_if_fail (POSTINO_IS_STREAM (self) && size > 0, -1);

  if (!check_open (self, cancellable, error))
    return -1;
  for (gboolean first = TRUE;; first = FALSE)
    {
      gssize n_bytes;

      /* Plain: an answer is seldom there yet, so ask poll first. TLS may hold bytes of its own that
       * poll cannot see. */
      if ((self->tls == NULL || !first)
          && !wait_for (self, POLLIN, deadline_us, cancellable, error))
        return -1;
      n_bytes = try_read (self, buffer, size, error);
      if (n_bytes != NOT_YET)
        return n_bytes;
    }
}

gboolean
postino_stream_write_all (PostinoStream *self,
                          const void    *bytes,
                          gsize          n_bytes,
                          guint          timeout_ms,
                          GCancellable  *cancellable,
                          GError       **error)
{
  gint64 deadline_us = make_deadline (timeout_ms);
  const char *rest = bytes;

  g_return_val_if_fail (POSTINO_IS_STREAM (self), FALSE);

  if (!check_open (self, cancellable, error))
    return FALSE;
  while (n_bytes > 0)
    {
      gssize written = try_write (self, rest, n_bytes, error);

      if (written == FAILED)
        return FALSE;
      if (written == NOT_YET)
        {
          if (!wait_for (self, POLLOUT, deadline_us, cancellable, error))
            return FALSE;
          continue;
        }
      rest += written;
      n_bytes -= (gsize) written;
    }
  return TRUE;
}

gboolean
postino_stream_start_tls (PostinoStream           *self,
                          const PostinoTlsOptions *options,
                          guint                    timeout_ms,
                          GCancellable            *cancellable,
                          GError                 **error)
{
  g_return_val_if_fail (POSTINO_IS_STREAM (self) && self->tls == NULL, FALSE);

  if (!check_open (self, cancellable, error))
    return FALSE;
  self->tls = postino_tls_handshake (G_IO_STREAM (self->connection), options, timeout_ms,
                                     cancellable, error);
  if (self->tls == NULL)
    postino_stream_close (self);
  return self->tls != NULL;
}

gboolean
postino_stream_is_secure (PostinoStream *self)
{
  return self->tls != NULL;
}

gboolean
postino_stream_is_loopback (PostinoStream *self)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (self->connection,
                                                                               NULL);

  if (address == NULL || !G_IS_INET_SOCKET_ADDRESS (address))
    return address != NULL && g_socket_address_get_family (address) == G_SOCKET_FAMILY_UNIX;
  return g_inet_address_get_is_loopback (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

const char *
postino_stream_get_protocol (PostinoStream *self)
{
  if (self->tls == NULL)
    return NULL;
  switch (g_tls_connection_get_protocol_version (self->tls))
    {
    case G_TLS_PROTOCOL_VERSION_TLS_1_3: return "TLS 1.3";
    case G_TLS_PROTOCOL_VERSION_TLS_1_2: return "TLS 1.2";
    case G_TLS_PROTOCOL_VERSION_TLS_1_1:
    case G_TLS_PROTOCOL_VERSION_TLS_1_0:
    case G_TLS_PROTOCOL_VERSION_SSL_3_0:
    case G_TLS_PROTOCOL_VERSION_DTLS_1_0:
    case G_TLS_PROTOCOL_VERSION_DTLS_1_2:
    case G_TLS_PROTOCOL_VERSION_UNKNOWN: break;
    }
  return "TLS";
}

char *
postino_stream_dup_local_literal (PostinoStream *self)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_local_address (self->connection,
                                                                              NULL);
  g_autofree char *text = NULL;
  GInetAddress *inet;

  if (address == NULL || !G_IS_INET_SOCKET_ADDRESS (address))
    return g_strdup ("[127.0.0.1]");
  inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  text = g_inet_address_to_string (inet);
  if (g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6)
    return g_strdup_printf ("[IPv6:%s]", text);
  return g_strdup_printf ("[%s]", text);
}

void
postino_stream_close (PostinoStream *self)
{
  GPollableOutputStream *output;

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  if (self->connection == NULL)
    return;
  if (self->tls != NULL)
    {
      g_autoptr (GCancellable) at_once = g_cancellable_new ();

      /* A full send buffer would make the farewell wait; then it is left out. */
      output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)));
      if (!g_pollable_output_stream_is_writable (output))
        g_cancellable_cancel (at_once);
      g_io_stream_close (G_IO_STREAM (self->tls), at_once, NULL);
    }
  g_socket_close (g_socket_connection_get_socket (self->connection), NULL);
}
