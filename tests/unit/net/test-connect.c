/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "base/error.h"
#include "net/connect.h"

static GSocketListener *
listen_anywhere (guint *port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  GSocketListener *listener = g_socket_listener_new ();

  g_assert_true (g_socket_listener_add_address (listener, any, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                                &bound, NULL));
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return listener;
}

static void
test_connects (void)
{
  guint port;
  g_autoptr (GSocketListener) listener = listen_anywhere (&port);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = postino_net_connect ("127.0.0.1", port, NULL, 5000, NULL, &error);
  int no_delay = 0;

  g_assert_no_error (error);
  g_assert_true (g_socket_get_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, &no_delay,
                                      NULL));
  g_assert_cmpint (no_delay, ==, 1);
}

static void
test_refused (void)
{
  guint port;
  g_autoptr (GSocketListener) listener = listen_anywhere (&port);
  g_autoptr (GError) error = NULL;
  g_autofree char *label = g_strdup_printf ("127.0.0.1:%u", port);

  g_socket_listener_close (listener);
  g_assert_null (postino_net_connect ("127.0.0.1", port, NULL, 5000, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, label));
}

/* RFC 6761: no such name, wherever the test runs; without any resolver the answer may be "not now". */
static void
test_unknown_name (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (postino_net_connect ("nowhere.invalid", 25, NULL, 20000, NULL, &error));
  g_assert_true (g_error_matches (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND)
                 || g_error_matches (error, POSTINO_ERROR, POSTINO_ERROR_BUSY));
  g_assert_nonnull (strstr (error->message, "nowhere.invalid"));
}

/* The other side sees the address that was asked for; what is no address of this machine's is told. */
static void
test_source (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) ours = postino_net_connect ("127.0.0.1", port, "127.0.0.8", 5000, NULL, &error);
  g_autoptr (GSocketConnection) theirs = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *from = NULL;

  g_assert_no_error (error);
  theirs = g_socket_listener_accept (listener, NULL, NULL, &error);
  address = g_socket_connection_get_remote_address (theirs, &error);
  from = g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
  g_assert_cmpstr (from, ==, "127.0.0.8");

  g_assert_true (postino_net_check_source ("127.0.0.8", &error));
  g_assert_false (postino_net_check_source ("192.0.2.1", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (postino_net_check_source ("localhost", &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (postino_net_connect ("127.0.0.1", 25, NULL, 5000, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connect/connects", test_connects);
  g_test_add_func ("/connect/refused", test_refused);
  g_test_add_func ("/connect/unknown-name", test_unknown_name);
  g_test_add_func ("/connect/cancelled", test_cancelled);
  g_test_add_func ("/connect/source", test_source);
  return g_test_run ();
}
