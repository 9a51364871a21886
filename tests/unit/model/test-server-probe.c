/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/server-probe.h"

#include <string.h>

#include "scratch-workspace.h"
#include "workspace/secrets.h"

static const char *const script[] = {
  "220 hi\r\n", "250-hi\r\n250 AUTH PLAIN\r\n", NULL /* depends on the password */, "221 bye\r\n",
};

/* "\0ann\0segreta" */
#define RIGHT "AUTH PLAIN AGFubgBzZWdyZXRh"

typedef struct {
  GSocketListener *listener;
  gboolean was_right;
} Peer;

/* One connection: signs in whoever says the right password. */
static gpointer
peer_thread (gpointer data)
{
  Peer *peer = data;
  g_autoptr (GSocketConnection) connection = g_socket_listener_accept (peer->listener, NULL, NULL, NULL);
  g_autoptr (GDataInputStream) input
    = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autofree char *line = NULL;

  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  for (gsize i = 0; i < G_N_ELEMENTS (script); i++)
    {
      const char *answer = script[i];

      if (answer == NULL)
        {
          peer->was_right = g_strcmp0 (line, RIGHT) == 0;
          answer = peer->was_right ? "235 ok\r\n" : "535 5.7.8 no\r\n";
        }
      g_output_stream_write_all (output, answer, strlen (answer), NULL, NULL, NULL);
      g_free (line);
      line = g_data_input_stream_read_line (input, NULL, NULL, NULL);
      if (line == NULL)
        break;
    }
  return NULL;
}

static void
probed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Asks about server 7 with @password; the sentence, yours. */
static char *
probe (PostinoWorkspace *workspace,
       const char       *password,
       gboolean         *works,
       gboolean         *was_right)
{
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("Posta", "127.0.0.1");
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Peer peer = { listener, FALSE };
  char *sentence = NULL;
  GThread *thread;

  profile->tls = POSTINO_SMTP_TLS_NONE;
  profile->user = g_strdup ("ann");
  profile->port = g_socket_listener_add_any_inet_port (listener, NULL, &error);
  g_assert_no_error (error);
  thread = g_thread_new ("peer", peer_thread, &peer);
  postino_server_probe_async (workspace, 7, profile, password, NULL, probed_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (postino_server_probe_finish (result, works, &sentence, &error));
  g_assert_no_error (error);
  g_thread_join (thread);
  *was_right = peer.was_right;
  return sentence;
}

/* What was typed is tried, else what is kept. */
static void
test_passwords (void)
{
  static const struct {
    const char *typed;
    gboolean works;
  } cases[] = { { "segreta", TRUE }, { "sbagliata", FALSE }, { NULL, TRUE } };
  g_autofree char *folder = NULL;
  g_autoptr (PostinoWorkspace) workspace = open_scratch_workspace (&folder);

  g_assert_true (postino_secrets_store (workspace, "server-7", "segreta", NULL, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean works = FALSE;
      gboolean was_right = FALSE;
      g_autofree char *sentence = probe (workspace, cases[i].typed, &works, &was_right);

      g_assert_cmpint (works, ==, cases[i].works);
      g_assert_cmpint (was_right, ==, cases[i].works);
      g_assert_cmpuint (strlen (sentence), >, 10);
    }
  g_clear_object (&workspace);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server-probe/passwords", test_passwords);
  return g_test_run ();
}
