/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "smtp/smtp-client.h"
#include "smtp/smtp-server.h"

enum { N_CLIENTS = 8, N_MESSAGES = 200 };

typedef struct {
  PostinoSmtpReceiver parent;
  int n_taken;
} Counter;

static char *
count_data (PostinoSmtpReceiver       *receiver,
            const PostinoSmtpEnvelope *envelope,
            GBytes                    *message)
{
  g_atomic_int_inc (&((Counter *) receiver)->n_taken);
  return NULL;
}

typedef struct {
  guint port;
  guint n_left;
  guint n_accepted;
  PostinoSmtpMessage message;
} Client;

static const PostinoSmtpMessage *
next_cb (gpointer user_data,
         gboolean idle)
{
  Client *client = user_data;

  if (client->n_left == 0)
    return NULL;
  client->n_left--;
  return &client->message;
}

static void
answered_cb (const PostinoSmtpMessage *message,
             PostinoSmtpStage          stage,
             const PostinoSmtpReply   *reply,
             const GError             *error,
             gpointer                  user_data)
{
  Client *client = user_data;

  client->n_accepted += reply != NULL && reply->code == 250;
}

static gpointer
client_thread (gpointer data)
{
  static const PostinoSmtpClientHooks hooks = { next_cb, NULL, NULL, answered_cb };
  Client *client = data;
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("sandbox", "127.0.0.1");
  g_autoptr (PostinoSmtpClient) connection = NULL;
  g_autoptr (GError) error = NULL;

  profile->port = client->port;
  profile->tls = POSTINO_SMTP_TLS_NONE;
  connection = postino_smtp_client_connect (profile, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (postino_smtp_client_run (connection, &hooks, client, 0, &error));
  postino_smtp_client_quit (connection);
  return NULL;
}

static void
test_many_clients (void)
{
  static const char text[] = "Subject: x\r\n\r\n.hello\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  Counter counter = { { NULL, NULL, count_data }, 0 };
  g_autoptr (PostinoSmtpServer) server = postino_smtp_server_new (&counter.parent);
  g_autoptr (GError) error = NULL;
  Client clients[N_CLIENTS];
  GThread *threads[N_CLIENTS];

  g_assert_true (postino_smtp_server_start (server, 0, &error));
  g_assert_no_error (error);
  for (gsize i = 0; i < N_CLIENTS; i++)
    {
      clients[i] = (Client) { postino_smtp_server_get_port (server), N_MESSAGES, 0, { 1, 1, "a@x", "b@x", bytes } };
      threads[i] = g_thread_new ("client", client_thread, &clients[i]);
    }
  for (gsize i = 0; i < N_CLIENTS; i++)
    {
      g_thread_join (threads[i]);
      g_assert_cmpuint (clients[i].n_accepted, ==, N_MESSAGES);
    }
  g_assert_cmpint (counter.n_taken, ==, N_CLIENTS * N_MESSAGES);
  postino_smtp_server_stop (server);
  g_assert_cmpuint (postino_smtp_server_get_port (server), ==, 0);
}

/* Stopping ends open connections; the port is free again, and a taken one is told. */
static void
test_stop_and_start (void)
{
  Counter counter = { { NULL, NULL, count_data }, 0 };
  g_autoptr (PostinoSmtpServer) server = postino_smtp_server_new (&counter.parent);
  g_autoptr (PostinoSmtpServer) other = postino_smtp_server_new (&counter.parent);
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("sandbox", "127.0.0.1");
  g_autoptr (PostinoSmtpClient) client = NULL;
  g_autoptr (GError) error = NULL;
  guint port;

  g_assert_true (postino_smtp_server_start (server, 0, &error));
  port = postino_smtp_server_get_port (server);
  g_assert_false (postino_smtp_server_start (other, port, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY);
  g_clear_error (&error);

  profile->port = port;
  profile->tls = POSTINO_SMTP_TLS_NONE;
  client = postino_smtp_client_connect (profile, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  postino_smtp_server_stop (server);
  postino_smtp_server_stop (server);
  g_assert_true (postino_smtp_server_start (server, port, &error));
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp-server/many-clients", test_many_clients);
  g_test_add_func ("/smtp-server/stop-and-start", test_stop_and_start);
  return g_test_run ();
}
