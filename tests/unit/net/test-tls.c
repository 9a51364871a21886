/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "net/stream.h"
#include "tests/fakes/fake-certificate.h"

typedef enum { CERT_GOOD, CERT_EXPIRED, CERT_FUTURE, CERT_OTHER_NAME, CERT_SELF_SIGNED, CERT_NAMELESS, CERT_FOR_CLIENTS,
               CERT_FOR_SERVERS, CERT_RSA_1024, CERT_RSA_2048, N_CERTS } Which;

static FakeCertificate authority;
static FakeCertificate certificates[N_CERTS];

typedef struct {
  Which certificate;
  int fd;
  const char *first_bytes; /* sent in the clear in place of a handshake */
} Server;

/* Shakes hands and echoes one read, or sends what is no TLS. */
static gpointer
server_thread (gpointer data)
{
  Server *server = data;
  g_autoptr (GSocket) socket = g_socket_new_from_fd (server->fd, NULL);
  g_autoptr (GSocketConnection) connection = g_socket_connection_factory_create_connection (socket);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GIOStream) tls = NULL;
  char buffer[1024];
  gssize n_bytes;

  if (server->first_bytes != NULL)
    {
      g_socket_send (socket, server->first_bytes, strlen (server->first_bytes), NULL, NULL);
      while (g_socket_receive (socket, buffer, sizeof buffer, NULL, NULL) > 0)
        ;
      return NULL;
    }
  certificate = g_tls_certificate_new_from_pem (certificates[server->certificate].pem, -1, NULL);
  tls = g_tls_server_connection_new (G_IO_STREAM (connection), certificate, NULL);
  n_bytes = g_input_stream_read (g_io_stream_get_input_stream (tls), buffer, sizeof buffer, NULL, NULL);
  if (n_bytes > 0)
    g_output_stream_write_all (g_io_stream_get_output_stream (tls), buffer, (gsize) n_bytes, NULL, NULL, NULL);
  g_io_stream_close (tls, NULL, NULL);
  return NULL;
}

static const struct {
  const char *name;
  Which certificate;
  gboolean with_ca;
  const char *pin;        /* "right", "wrong", or NULL */
  const char *first_bytes;
  const char *sentence;   /* a part of it; NULL: it works */
} cases[] = {
  { "good", CERT_GOOD, TRUE, NULL, NULL, NULL },
  { "unknown-authority", CERT_GOOD, FALSE, NULL, NULL, "authority this computer does not know" },
  { "self-signed", CERT_SELF_SIGNED, FALSE, NULL, NULL, "signed by nobody but itself" },
  { "expired", CERT_EXPIRED, TRUE, NULL, NULL, "has expired" },
  { "not-yet", CERT_FUTURE, TRUE, NULL, NULL, "not valid yet" },
  { "other-name", CERT_OTHER_NAME, TRUE, NULL, NULL, "belongs to another name" },
  { "pinned", CERT_SELF_SIGNED, FALSE, "right", NULL, NULL },
  { "pinned-other", CERT_SELF_SIGNED, FALSE, "wrong", NULL, "not the one that was accepted" },
  { "pinned-other-though-good", CERT_GOOD, TRUE, "wrong", NULL, "not the one that was accepted" },
  { "name-in-cn", CERT_NAMELESS, TRUE, NULL, NULL, "does not say which names" },
  { "for-clients", CERT_FOR_CLIENTS, TRUE, NULL, NULL, "not meant for servers" },
  { "for-clients-pinned", CERT_FOR_CLIENTS, FALSE, "right", NULL, NULL },
  { "for-servers", CERT_FOR_SERVERS, TRUE, NULL, NULL, NULL },
  { "short-key", CERT_RSA_1024, TRUE, NULL, NULL, "not safe any more" },
  { "short-key-pinned", CERT_RSA_1024, FALSE, "right", NULL, NULL },
  { "long-key", CERT_RSA_2048, TRUE, NULL, NULL, NULL },
  { "not-tls", CERT_GOOD, TRUE, NULL, "220 mail.example ESMTP\r\n", "does not speak TLS" },
};

static char *
make_pin (const char *which,
          const char *pem)
{
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (pem, -1, NULL);
  char *pin;

  if (which == NULL)
    return NULL;
  pin = postino_tls_dup_fingerprint (certificate);
  if (strcmp (which, "wrong") == 0)
    pin[0] = pin[0] == '0' ? '1' : '0';
  return pin;
}

static void
test_case (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *ca_file = cases[i].with_ca ? fake_certificate_write (&authority) : NULL;
  g_autofree char *pin = make_pin (cases[i].pin, certificates[cases[i].certificate].pem);
  PostinoTlsOptions options = { .host = "mail.example", .ca_file = ca_file, .pin = pin };
  Server server = { .certificate = cases[i].certificate, .first_bytes = cases[i].first_bytes };
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (PostinoStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  GThread *thread;
  int fds[2];
  char buffer[16];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  server.fd = fds[1];
  thread = g_thread_new ("server", server_thread, &server);
  socket = g_socket_new_from_fd (fds[0], NULL);
  connection = g_socket_connection_factory_create_connection (socket);
  stream = postino_stream_new (connection);

  if (postino_stream_start_tls (stream, &options, 20000, NULL, &error))
    {
      g_assert_null (cases[i].sentence);
      g_assert_true (postino_stream_is_secure (stream));
      g_assert_cmpstr (postino_stream_get_protocol (stream), ==, "TLS 1.3");
      g_assert_true (postino_stream_write_all (stream, "hello", 5, 5000, NULL, &error));
      g_assert_cmpint (postino_stream_read_some (stream, buffer, sizeof buffer, 5000, NULL, &error), ==, 5);
      g_assert_cmpmem (buffer, 5, "hello", 5);
      g_assert_cmpint (postino_stream_read_some (stream, buffer, sizeof buffer, 5000, NULL, &error), ==, 0);
    }
  else
    {
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_TLS);
      g_assert_nonnull (cases[i].sentence);
      g_assert_nonnull (strstr (error->message, cases[i].sentence));
      g_assert_nonnull (strstr (error->message, "mail.example"));
    }
  postino_stream_close (stream);
  g_thread_join (thread);
  if (ca_file != NULL)
    g_unlink (ca_file);
}

static void
test_handshake_timeout (void)
{
  PostinoTlsOptions options = { .host = "mail.example" };
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  socket = g_socket_new_from_fd (fds[0], NULL);
  connection = g_socket_connection_factory_create_connection (socket);
  g_assert_null (postino_tls_handshake (G_IO_STREAM (connection), &options, 30, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT);
  close (fds[1]);
}

/* A connection that ends is no fault of the server's set-up, whenever it ends. */
static void
test_lost (gconstpointer data)
{
  gboolean is_reset = GPOINTER_TO_INT (data);
  PostinoTlsOptions options = { .host = "127.0.0.1" };
  struct linger at_once = { 1, 0 };
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autoptr (GSocketConnection) accepted = NULL;
  g_autoptr (PostinoStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  GSocket *socket;

  stream = postino_stream_connect ("127.0.0.1", port, NULL, 5000, NULL, &error);
  g_assert_no_error (error);
  accepted = g_socket_listener_accept (listener, NULL, NULL, &error);
  g_assert_no_error (error);
  socket = g_socket_connection_get_socket (accepted);
  if (is_reset)
    g_assert_cmpint (setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), ==, 0);
  g_socket_close (socket, NULL);
  g_assert_false (postino_stream_start_tls (stream, &options, 20000, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "lost before it was encrypted"));
}

static void
test_missing_ca_file (void)
{
  PostinoTlsOptions options = { .host = "mail.example", .ca_file = "/nonexistent/ca.pem" };
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  socket = g_socket_new_from_fd (fds[0], NULL);
  connection = g_socket_connection_factory_create_connection (socket);
  g_assert_null (postino_tls_handshake (G_IO_STREAM (connection), &options, 30, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_TLS);
  g_assert_nonnull (strstr (error->message, "/nonexistent/ca.pem"));
  close (fds[1]);
}

static void
test_sentences (void)
{
  static const struct { GTlsCertificateFlags faults; const char *part; } table[] = {
    { G_TLS_CERTIFICATE_REVOKED | G_TLS_CERTIFICATE_EXPIRED, "revoked" },
    { G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_UNKNOWN_CA, "expired" },
    { G_TLS_CERTIFICATE_BAD_IDENTITY | G_TLS_CERTIFICATE_UNKNOWN_CA, "another name" },
    { G_TLS_CERTIFICATE_INSECURE, "not safe" },
    { G_TLS_CERTIFICATE_GENERIC_ERROR, "cannot be verified" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *sentence = postino_tls_describe_fault (NULL, table[i].faults, "mail.example");

      g_assert_nonnull (strstr (sentence, table[i].part));
      g_assert_nonnull (strstr (sentence, "mail.example"));
    }
  g_assert_true (postino_tls_is_pin ("AA:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:"
                                     "aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99"));
  g_assert_false (postino_tls_is_pin (""));
  g_assert_false (postino_tls_is_pin ("aabb"));
  g_assert_false (postino_tls_is_pin ("zz"));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fake_certificate_make (&authority, NULL, "Test Authority", NULL, -30, 30);
  fake_certificate_make (&certificates[CERT_GOOD], &authority, "a", "mail.example", -10, 10);
  fake_certificate_make (&certificates[CERT_EXPIRED], &authority, "b", "mail.example", -10, -1);
  fake_certificate_make (&certificates[CERT_FUTURE], &authority, "c", "mail.example", 5, 10);
  fake_certificate_make (&certificates[CERT_OTHER_NAME], &authority, "d", "other.example", -10, 10);
  fake_certificate_make (&certificates[CERT_SELF_SIGNED], NULL, "e", "mail.example", -10, 10);
  fake_certificate_make (&certificates[CERT_NAMELESS], &authority, "mail.example", "", -10, 10);
  for (Which odd = CERT_FOR_CLIENTS; odd < N_CERTS; odd++)
    fake_certificate_make (&certificates[odd], &authority, "f", "mail.example", -10, 10);
  fake_certificate_limit (&certificates[CERT_FOR_CLIENTS], &authority, GNUTLS_KP_TLS_WWW_CLIENT);
  fake_certificate_limit (&certificates[CERT_FOR_SERVERS], &authority, GNUTLS_KP_TLS_WWW_SERVER);
  fake_certificate_set_rsa (&certificates[CERT_RSA_1024], &authority, 1024);
  fake_certificate_set_rsa (&certificates[CERT_RSA_2048], &authority, 2048);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/tls/%s", cases[i].name);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/tls/handshake-timeout", test_handshake_timeout);
  g_test_add_data_func ("/tls/lost/closed", GINT_TO_POINTER (FALSE), test_lost);
  g_test_add_data_func ("/tls/lost/reset", GINT_TO_POINTER (TRUE), test_lost);
  g_test_add_func ("/tls/missing-ca-file", test_missing_ca_file);
  g_test_add_func ("/tls/sentences", test_sentences);
  status = g_test_run ();
  fake_certificate_clear (&authority);
  for (gsize i = 0; i < N_CERTS; i++)
    fake_certificate_clear (&certificates[i]);
  return status;
}
