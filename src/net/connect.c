/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a TCP connection and saying plainly why it did not open.
 *
 * GSocketClient tries every address of a name, IPv6 and IPv4 racing (RFC 8305). A proxy is never
 * asked: the desktop's HTTP proxy is not made for mail, and a password must not go where the user
 * did not send it. TCP_NODELAY, because what an SMTP client writes is one finished block each time,
 * and Nagle's algorithm would hold it back for the other side's delayed acknowledgement. */

#include "net/connect.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "base/error.h"
#include "net/wait.h"

static gboolean
is_unreachable (const GError *cause)
{
  return g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE)
         || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE);
}

/* Consumes @cause. */
static void
explain (GError     *cause,
         const char *host,
         guint       port,
         gboolean    timed_out,
         GError    **error)
{
  g_autoptr (GError) owned = cause;

  if (timed_out || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT,
                 _("The server “%s:%u” does not answer"), host, port);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else if (cause->domain == G_RESOLVER_ERROR)
    g_set_error (error, POSTINO_ERROR,
                 cause->code == G_RESOLVER_ERROR_TEMPORARY_FAILURE ? POSTINO_ERROR_BUSY : POSTINO_ERROR_NOT_FOUND,
                 cause->code == G_RESOLVER_ERROR_TEMPORARY_FAILURE
                   ? _("The name “%s” cannot be looked up now: is this computer connected to the internet?")
                   : _("There is no server of the name “%s”"), host);
  /* No REFUSED: nobody has said no to us; so it is, too, while a server is restarted. */
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED,
                 _("The server “%s:%u” refuses connections: is the port right?"), host, port);
  else if (is_unreachable (cause))
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED,
                 _("The server “%s:%u” cannot be reached from this network"), host, port);
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED,
                 _("No connection to “%s:%u”: %s"), host, port, cause->message);
}

static void
set_no_delay (GSocketConnection *connection)
{
  g_autoptr (GError) error = NULL;

  /* A lost millisecond is no reason to lose the connection. */
  if (!g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY,
                            1, &error))
    g_debug ("TCP_NODELAY: %s", error->message);
}

/* Any port of @source; NULL: it is no address. Yours. */
static GSocketAddress *
build_source (const char *source)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (source);

  return address != NULL ? g_inet_socket_address_new (address, 0) : NULL;
}

gboolean
postino_net_check_source (const char *source,
                          GError    **error)
{
  g_autoptr (GSocketAddress) address = build_source (source);
  g_autoptr (GSocket) socket = NULL;

  if (address == NULL)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is no IP address"), source);
      return FALSE;
    }
  socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL)
    return FALSE;
  if (g_socket_bind (socket, address, FALSE, NULL))
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("This computer does not have the address “%s”"), source);
  return FALSE;
}

GSocketConnection *
postino_net_connect (const char   *host,
                     guint         port,
                     const char   *source,
                     guint         timeout_ms,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_auto (PostinoWait) wait = { 0 };
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) local = source != NULL ? build_source (source) : NULL;
  g_autoptr (GSocketConnectable) address = NULL;
  g_autoptr (GError) cause = NULL;
  GSocketConnection *connection;

  g_return_val_if_fail (host != NULL && port > 0 && port <= G_MAXUINT16, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_local_address (client, local);
  address = g_network_address_new (host, (guint16) port);
  postino_wait_begin (&wait, cancellable);
  g_socket_client_connect_async (client, address, wait.cancellable, postino_wait_ready_cb, &wait);
  connection = g_socket_client_connect_finish (client, postino_wait_for_result (&wait, timeout_ms),
                                               &cause);
  if (connection == NULL)
    {
      explain (g_steal_pointer (&cause), host, port, wait.timed_out, error);
      return NULL;
    }
  set_no_delay (connection);
  return connection;
}
