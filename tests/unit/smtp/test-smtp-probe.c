/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "base/error.h"
#include "smtp/smtp-probe.h"
#include "tests/fakes/fake-certificate.h"

/* A server that says its lines in order, each after a line (or a handshake) of the client's. */
typedef struct {
  const char *const *lines; /* "TLS" shakes hands, "" only reads; NULL ends */
  GSocketListener *listener;
  const char *pem;
} Peer;

static char *
read_line (GInputStream *input)
{
  GString *line = g_string_new (NULL);
  char c;

  while (g_input_stream_read (input, &c, 1, NULL, NULL) == 1 && c != '\n')
    g_string_append_c (line, c);
  return g_string_free (line, FALSE);
}

static gpointer
peer_thread (gpointer data)
{
  Peer *peer = data;
  g_autoptr (GSocketConnection) connection = g_socket_listener_accept (peer->listener, NULL, NULL, NULL);
  g_autoptr (GIOStream) stream = g_object_ref (G_IO_STREAM (connection));

  for (gsize i = 0; peer->lines[i] != NULL; i++)
    {
      if (strcmp (peer->lines[i], "TLS") == 0)
        {
          g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (peer->pem, -1, NULL);
          GIOStream *tls = g_tls_server_connection_new (stream, certificate, NULL);

          g_object_unref (stream);
          stream = tls;
          if (!g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL))
            break;
          continue;
        }
      g_output_stream_write_all (g_io_stream_get_output_stream (stream), peer->lines[i], strlen (peer->lines[i]), NULL,
                                 NULL, NULL);
      if (g_strcmp0 (peer->lines[i + 1], "TLS") != 0)
        g_free (read_line (g_io_stream_get_input_stream (stream)));
    }
  g_io_stream_close (stream, NULL, NULL);
  return NULL;
}

static const struct {
  const char *name;
  PostinoSmtpTls tls;
  const char *user;
  gboolean has_ca;
  const char *lines[8];
  int code; /* -1: it works */
  const char *part;
} cases[] = {
  { "plain", POSTINO_SMTP_TLS_NONE, NULL, FALSE,
    { "220 hi\r\n", "250-hi\r\n250 SIZE 20000000\r\n", "221 bye\r\n" }, -1,
    "works, without encryption; messages may have up to 20.0" },
  { "not-signed-in", POSTINO_SMTP_TLS_NONE, NULL, FALSE,
    { "220 hi\r\n", "250-hi\r\n250 AUTH PLAIN\r\n", "221 bye\r\n" }, -1, "nobody signed in" },
  { "tls", POSTINO_SMTP_TLS_TLS, "ann", TRUE,
    { "TLS", "220 hi\r\n", "250-hi\r\n250 AUTH PLAIN\r\n", "235 ok\r\n", "221 bye\r\n" }, -1,
    "encrypted with TLS 1.3; signed in as “ann”" },
  { "starttls", POSTINO_SMTP_TLS_STARTTLS, NULL, TRUE,
    { "220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n", "220 go\r\n", "TLS", "", "250 hi\r\n", "221 bye\r\n" }, -1,
    "encrypted with TLS 1.3." },
  { "lost-after-starttls", POSTINO_SMTP_TLS_STARTTLS, NULL, TRUE,
    { "220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n", "220 go\r\n", "TLS" }, POSTINO_ERROR_FAILED, "was lost" },
  { "certificate", POSTINO_SMTP_TLS_TLS, "ann", FALSE, { "TLS", "220 hi\r\n" }, POSTINO_ERROR_TLS,
    "authority this computer does not know" },
  { "no-starttls", POSTINO_SMTP_TLS_STARTTLS, NULL, TRUE, { "220 hi\r\n", "250 hi\r\n" }, POSTINO_ERROR_TLS,
    "does not offer STARTTLS" },
  { "password", POSTINO_SMTP_TLS_NONE, "ann", FALSE,
    { "220 hi\r\n", "250-hi\r\n250 AUTH PLAIN\r\n", "535 5.7.8 no\r\n" }, POSTINO_ERROR_REFUSED,
    "does not accept user name or password" },
  { "no-auth", POSTINO_SMTP_TLS_NONE, "ann", FALSE, { "220 hi\r\n", "250 hi\r\n" }, POSTINO_ERROR_REFUSED,
    "no way to sign in" },
  { "not-smtp", POSTINO_SMTP_TLS_NONE, NULL, FALSE, { "SSH-2.0-x\r\n" }, POSTINO_ERROR_PROTOCOL, "not a mail server" },
  { "greeting", POSTINO_SMTP_TLS_NONE, NULL, FALSE, { "554 5.7.1 go away\r\n" }, POSTINO_ERROR_REFUSED, "go away" },
};

static FakeCertificate authority;
static FakeCertificate certificate;
static char *ca_file;

static guint
peer_listen (Peer *peer)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  peer->listener = g_socket_listener_new ();
  g_assert_true (g_socket_listener_add_address (peer->listener, any, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                                &bound, NULL));
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

static void
test_case (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("peer", "localhost");
  g_auto (PostinoSmtpProbe) probe = { 0 };
  Peer peer = { .lines = cases[i].lines, .pem = certificate.pem };
  GThread *thread;

  profile->port = peer_listen (&peer);
  profile->tls = cases[i].tls;
  profile->user = g_strdup (cases[i].user);
  profile->ca_file = g_strdup (cases[i].has_ca ? ca_file : NULL);
  thread = g_thread_new ("peer", peer_thread, &peer);
  postino_smtp_probe_run (&probe, profile, "secret", NULL);
  g_thread_join (thread);
  g_object_unref (peer.listener);

  g_test_message ("%s", probe.message);
  g_assert_cmpint (probe.ok, ==, cases[i].code < 0);
  if (!probe.ok)
    g_assert_cmpint (probe.code, ==, cases[i].code);
  g_assert_nonnull (strstr (probe.message, cases[i].part));
  g_assert_null (strstr (probe.message, "secret"));
}

static void
test_refused (void)
{
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("peer", "127.0.0.1");
  g_auto (PostinoSmtpProbe) probe = { 0 };
  Peer peer = { 0 };

  profile->port = peer_listen (&peer);
  g_socket_listener_close (peer.listener);
  g_object_unref (peer.listener);
  postino_smtp_probe_run (&probe, profile, NULL, NULL);
  g_assert_false (probe.ok);
  g_assert_cmpint (probe.code, ==, POSTINO_ERROR_FAILED);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  fake_certificate_make (&authority, NULL, "Test Authority", NULL, -30, 30);
  fake_certificate_make (&certificate, &authority, "a", "localhost", -10, 10);
  ca_file = fake_certificate_write (&authority);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/smtp-probe/%s", cases[i].name);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/smtp-probe/refused", test_refused);
  status = g_test_run ();
  g_unlink (ca_file);
  g_free (ca_file);
  fake_certificate_clear (&authority);
  fake_certificate_clear (&certificate);
  return status;
}
