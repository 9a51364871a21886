/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "net/stream.h"

/* A stream and the bare descriptor of its other end. */
static PostinoStream *
make_pair (int *other)
{
  int fds[2];
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketConnection) connection = NULL;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  socket = g_socket_new_from_fd (fds[0], NULL);
  connection = g_socket_connection_factory_create_connection (socket);
  *other = fds[1];
  return postino_stream_new (connection);
}

static void
test_read_and_write (void)
{
  int other;
  g_autoptr (PostinoStream) stream = make_pair (&other);
  g_autoptr (GError) error = NULL;
  char buffer[16];

  g_assert_cmpint (write (other, "abc", 3), ==, 3);
  g_assert_cmpint (postino_stream_read_some (stream, buffer, sizeof buffer, 1000, NULL, &error), ==, 3);
  g_assert_cmpmem (buffer, 3, "abc", 3);
  g_assert_true (postino_stream_write_all (stream, "defg", 4, 1000, NULL, &error));
  g_assert_cmpint (read (other, buffer, sizeof buffer), ==, 4);
  g_assert_false (postino_stream_is_secure (stream));
  g_assert_null (postino_stream_get_protocol (stream));
  g_assert_true (postino_stream_is_loopback (stream));
  close (other);
  g_assert_cmpint (postino_stream_read_some (stream, buffer, sizeof buffer, 1000, NULL, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_false (postino_stream_write_all (stream, "x", 1, 1000, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED);
}

static void
test_timeouts (void)
{
  int other;
  g_autoptr (PostinoStream) stream = make_pair (&other);
  g_autoptr (GError) error = NULL;
  g_autofree char *much = g_malloc0 (16 * 1024 * 1024);
  char buffer[16];

  g_assert_cmpint (postino_stream_read_some (stream, buffer, sizeof buffer, 0, NULL, &error), ==, -1);
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT);
  g_clear_error (&error);
  g_assert_cmpint (postino_stream_read_some (stream, buffer, sizeof buffer, 5, NULL, &error), ==, -1);
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT);
  g_clear_error (&error);
  g_assert_false (postino_stream_write_all (stream, much, 16 * 1024 * 1024, 20, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT);
  close (other);
}

static gpointer
cancel_thread (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancel (void)
{
  int other;
  g_autoptr (PostinoStream) stream = make_pair (&other);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);
  char buffer[16];

  g_assert_cmpint (postino_stream_read_some (stream, buffer, sizeof buffer, 60000, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  close (other);
}

static void
test_closed (void)
{
  int other;
  g_autoptr (PostinoStream) stream = make_pair (&other);
  g_autofree char *literal = postino_stream_dup_local_literal (stream);
  g_autoptr (GError) error = NULL;
  char byte;

  g_assert_cmpstr (literal, ==, "[127.0.0.1]");
  postino_stream_close (stream);
  postino_stream_close (stream);
  g_assert_cmpint (read (other, &byte, 1), ==, 0);
  g_assert_cmpint (postino_stream_read_some (stream, &byte, 1, 1000, NULL, &error), ==, -1);
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED);
  close (other);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stream/read-and-write", test_read_and_write);
  g_test_add_func ("/stream/timeouts", test_timeouts);
  g_test_add_func ("/stream/cancel", test_cancel);
  g_test_add_func ("/stream/closed", test_closed);
  return g_test_run ();
}
