/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <string.h>

#include "base/error.h"
#include "smtp/smtp-client.h"

/* A server on a thread of its own that breaks at a wanted place, and counts what it took and how it was written. */
typedef enum {
  CUT_NOTHING,
  CUT_GREETING,
  CUT_EHLO,
  CUT_MAIL,
  CUT_RCPT,
  CUT_DATA,
  CUT_BODY,       /* closes while the body comes */
  CUT_DOT_BEFORE, /* the dot came: closes without having taken the message */
  CUT_DOT_AFTER,  /* took it, then closes without saying so */
  HANG_DOT,       /* took it, then says nothing until let go */
  HANG_RCPT,
} Fault;

typedef struct {
  Fault fault;
  guint at;              /* the fault is for this message, from 1 */
  gboolean no_pipelining;

  GSocketListener *listener;
  guint port;
  GThread *thread;
  GCancellable *let_go;  /* ends a hang */
  guint n_taken;
  guint n_reads;         /* arrivals after the first MAIL */
  GString *seen;         /* of the last message, as it came */
  GCancellable *cancel_at_fault; /* cancelled when the fault's place is reached */
} Peer;

static gboolean
say (GOutputStream *output,
     const char    *text)
{
  return g_output_stream_write_all (output, text, strlen (text), NULL, NULL, NULL);
}

/* TRUE if this is the place to break. */
static gboolean
strikes (Peer *peer,
         Fault fault,
         guint message)
{
  if (peer->fault != fault || peer->at != message)
    return FALSE;
  if (peer->cancel_at_fault != NULL)
    g_cancellable_cancel (peer->cancel_at_fault);
  if (fault == HANG_DOT || fault == HANG_RCPT)
    {
      GPollFD fd;

      g_assert_true (g_cancellable_make_pollfd (peer->let_go, &fd));
      g_poll (&fd, 1, 10000);
      g_cancellable_release_fd (peer->let_go);
    }
  return fault != HANG_DOT;
}

typedef struct {
  Peer *peer;
  GOutputStream *output;
  GString *input;
  GString *replies;
  guint message;
  gboolean in_data;
} Session;

static gboolean
take_data_line (Session    *session,
                const char *line)
{
  if (strcmp (line, ".") != 0)
    {
      g_string_append_printf (session->peer->seen, "%s\n", line);
      return !strikes (session->peer, CUT_BODY, session->message);
    }
  session->in_data = FALSE;
  if (strikes (session->peer, CUT_DOT_BEFORE, session->message))
    return FALSE;
  session->peer->n_taken++;
  if (strikes (session->peer, HANG_DOT, session->message) || strikes (session->peer, CUT_DOT_AFTER, session->message))
    return FALSE;
  g_string_append (session->replies, "250 2.0.0 taken\r\n");
  return TRUE;
}

static gboolean
take_command (Session    *session,
              const char *line)
{
  Peer *peer = session->peer;

  if (g_str_has_prefix (line, "EHLO"))
    {
      if (strikes (peer, CUT_EHLO, 1))
        return FALSE;
      g_string_append (session->replies, peer->no_pipelining ? "250 peer\r\n" : "250-peer\r\n250 PIPELINING\r\n");
      return TRUE;
    }
  if (g_str_has_prefix (line, "MAIL"))
    {
      session->message++;
      if (strikes (peer, CUT_MAIL, session->message))
        return FALSE;
    }
  if (g_str_has_prefix (line, "RCPT")
      && (strikes (peer, CUT_RCPT, session->message) || strikes (peer, HANG_RCPT, session->message)))
    return FALSE;
  if (strcmp (line, "DATA") == 0)
    {
      if (strikes (peer, CUT_DATA, session->message))
        return FALSE;
      session->in_data = TRUE;
      g_string_truncate (peer->seen, 0);
      g_string_append (session->replies, "354 go\r\n");
      return TRUE;
    }
  g_string_append (session->replies, strcmp (line, "QUIT") == 0 ? "221 bye\r\n" : "250 2.1.0 ok\r\n");
  return strcmp (line, "QUIT") != 0;
}

static gboolean
take_lines (Session *session)
{
  gboolean goes_on = TRUE;
  char *end;

  while (goes_on && (end = strstr (session->input->str, "\r\n")) != NULL)
    {
      g_autofree char *line = g_strndup (session->input->str, (gsize) (end - session->input->str));

      g_string_erase (session->input, 0, (gssize) strlen (line) + 2);
      goes_on = session->in_data ? take_data_line (session, line) : take_command (session, line);
    }
  if (session->replies->len > 0)
    say (session->output, session->replies->str);
  g_string_truncate (session->replies, 0);
  return goes_on;
}

static void
serve (Peer              *peer,
       GSocketConnection *connection)
{
  Session session = {
    .peer = peer,
    .output = g_io_stream_get_output_stream (G_IO_STREAM (connection)),
    .input = g_string_new (NULL),
    .replies = g_string_new (NULL),
  };
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  static char buffer[262144];
  gssize n_bytes = 1;

  if (!strikes (peer, CUT_GREETING, 1) && say (session.output, "220 peer\r\n"))
    {
      do
        {
          n_bytes = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL);
          g_string_append_len (session.input, buffer, MAX (n_bytes, 0));
          peer->n_reads += session.message > 0;
        }
      while (n_bytes > 0 && take_lines (&session));
    }
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_string_free (session.input, TRUE);
  g_string_free (session.replies, TRUE);
}

static gpointer
peer_thread (gpointer data)
{
  Peer *peer = data;
  g_autoptr (GSocketConnection) connection = g_socket_listener_accept (peer->listener, NULL, peer->let_go, NULL);

  if (connection != NULL)
    serve (peer, connection);
  return NULL;
}

static PostinoSmtpProfile *
peer_start (Peer *peer)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  PostinoSmtpProfile *profile = postino_smtp_profile_new ("peer", "127.0.0.1");

  peer->listener = g_socket_listener_new ();
  peer->let_go = g_cancellable_new ();
  peer->seen = g_string_new (NULL);
  g_assert_true (g_socket_listener_add_address (peer->listener, any, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                                &bound, NULL));
  peer->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  peer->thread = g_thread_new ("peer", peer_thread, peer);
  profile->tls = POSTINO_SMTP_TLS_NONE;
  profile->port = peer->port;
  return profile;
}

static void
peer_stop (Peer *peer)
{
  g_cancellable_cancel (peer->let_go);
  if (peer->thread != NULL)
    g_thread_join (peer->thread);
  g_socket_listener_close (peer->listener);
  g_clear_object (&peer->listener);
  g_clear_object (&peer->let_go);
  g_clear_object (&peer->cancel_at_fault);
  g_string_free (peer->seen, TRUE);
}

#define N_MESSAGES 5

/* What the sender would keep. */
typedef struct {
  PostinoSmtpMessage messages[N_MESSAGES];
  guint n_messages;
  guint n_given;
  guint n_answers[N_MESSAGES];
  PostinoSmtpStage stages[N_MESSAGES];
  guint codes[N_MESSAGES];
  gboolean body[N_MESSAGES];
  gboolean dot[N_MESSAGES];
  GCancellable *cancel_after_dot;
  GBytes *bytes;
} Ledger;

static const PostinoSmtpMessage *
next_cb (gpointer user_data,
         gboolean idle)
{
  Ledger *ledger = user_data;

  return ledger->n_given < ledger->n_messages ? &ledger->messages[ledger->n_given++] : NULL;
}

static void
body_cb (const PostinoSmtpMessage *message,
         gpointer                  user_data)
{
  Ledger *ledger = user_data;

  g_assert_false (ledger->body[message->row]);
  ledger->body[message->row] = TRUE;
}

static void
dot_cb (const PostinoSmtpMessage *message,
        gpointer                  user_data)
{
  Ledger *ledger = user_data;

  g_assert_true (ledger->body[message->row]);
  g_assert_false (ledger->dot[message->row]);
  ledger->dot[message->row] = TRUE;
  if (ledger->cancel_after_dot != NULL)
    g_cancellable_cancel (ledger->cancel_after_dot);
}

static void
answered_cb (const PostinoSmtpMessage *message,
             PostinoSmtpStage          stage,
             const PostinoSmtpReply   *reply,
             const GError             *error,
             gpointer                  user_data)
{
  Ledger *ledger = user_data;

  g_assert_true ((reply == NULL) == (error != NULL));
  ledger->n_answers[message->row]++;
  ledger->stages[message->row] = stage;
  ledger->codes[message->row] = reply != NULL ? reply->code : 0;
  g_assert_true ((stage == POSTINO_SMTP_STAGE_DOT) == ledger->dot[message->row]);
}

static const PostinoSmtpClientHooks hooks = { next_cb, body_cb, dot_cb, answered_cb };

static void
ledger_init (Ledger *ledger,
             guint   n_messages,
             gsize   size)
{
  g_autoptr (GString) text = g_string_new ("Subject: x\r\n\r\n");

  while (text->len < size)
    g_string_append (text, ".a line that begins with a dot, and is about as long as lines of messages are\r\n");
  *ledger = (Ledger) { .n_messages = n_messages };
  ledger->bytes = g_bytes_new (text->str, text->len);
  for (guint i = 0; i < n_messages; i++)
    ledger->messages[i] = (PostinoSmtpMessage) { i, 1, "me@a.example", "you@b.example", ledger->bytes };
}

static void
ledger_clear (Ledger *ledger)
{
  g_bytes_unref (ledger->bytes);
  g_clear_object (&ledger->cancel_after_dot);
}

/* However it ended: whatever was taken is answered once; what the peer has is accepted or in doubt, and nothing that is
 * said to be undelivered is there. */
static void
check_invariants (const Ledger *ledger,
                  const Peer   *peer)
{
  guint n_accepted = 0;
  guint n_doubtful = 0;

  for (guint i = 0; i < ledger->n_messages; i++)
    {
      g_assert_cmpuint (ledger->n_answers[i], ==, i < ledger->n_given ? 1 : 0);
      n_accepted += ledger->codes[i] == 250;
      n_doubtful += ledger->n_answers[i] == 1 && ledger->codes[i] == 0 && ledger->stages[i] == POSTINO_SMTP_STAGE_DOT;
    }
  g_assert_cmpuint (n_doubtful, <=, 1);
  g_assert_cmpuint (n_accepted, <=, peer->n_taken);
  g_assert_cmpuint (peer->n_taken, <=, n_accepted + n_doubtful);
}

static void
test_all_well (gconstpointer data)
{
  Peer peer = { .no_pipelining = GPOINTER_TO_INT (data) };
  g_autoptr (PostinoSmtpProfile) profile = peer_start (&peer);
  g_autoptr (PostinoSmtpClient) client = NULL;
  g_autoptr (GError) error = NULL;
  Ledger ledger;

  ledger_init (&ledger, N_MESSAGES, 1000);
  client = postino_smtp_client_connect (profile, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (postino_smtp_client_run (client, &hooks, &ledger, 2, &error)); /* two, then the rest */
  g_assert_cmpuint (ledger.n_given, ==, 2);
  g_assert_true (postino_smtp_client_run (client, &hooks, &ledger, 0, &error));
  g_assert_no_error (error);
  g_assert_true (postino_smtp_client_is_usable (client));
  postino_smtp_client_quit (client);
  g_assert_false (postino_smtp_client_is_usable (client));
  peer_stop (&peer);
  check_invariants (&ledger, &peer);
  g_assert_cmpuint (peer.n_taken, ==, N_MESSAGES);
  if (!peer.no_pipelining)
    g_assert_cmpuint (peer.n_reads, <=, N_MESSAGES + 4); /* one arrival a message, the envelopes of two runs, QUIT */
  ledger_clear (&ledger);
}

static void
test_large (void)
{
  Peer peer = { 0 };
  g_autoptr (PostinoSmtpProfile) profile = peer_start (&peer);
  g_autoptr (PostinoSmtpClient) client = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) expected = NULL;
  Ledger ledger;

  ledger_init (&ledger, 3, 300000);
  expected = g_string_new_len (g_bytes_get_data (ledger.bytes, NULL), (gssize) g_bytes_get_size (ledger.bytes));
  client = postino_smtp_client_connect (profile, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (postino_smtp_client_run (client, &hooks, &ledger, 0, &error));
  postino_smtp_client_quit (client);
  g_string_replace (expected, "\r\n", "\n", 0);
  g_string_replace (expected, "\n.", "\n..", 0);
  g_thread_join (g_steal_pointer (&peer.thread));
  g_assert_cmpstr (peer.seen->str, ==, expected->str);
  check_invariants (&ledger, &peer);
  g_assert_cmpuint (peer.n_taken, ==, 3);
  peer_stop (&peer);
  ledger_clear (&ledger);
}

static const struct {
  Fault fault;
  PostinoSmtpStage earliest; /* the stage of the message it struck, when no reply came */
  PostinoSmtpStage latest;
} losses[] = {
  { CUT_MAIL, POSTINO_SMTP_STAGE_MAIL, POSTINO_SMTP_STAGE_MAIL },
  { CUT_RCPT, POSTINO_SMTP_STAGE_MAIL, POSTINO_SMTP_STAGE_RCPT },
  { CUT_DATA, POSTINO_SMTP_STAGE_MAIL, POSTINO_SMTP_STAGE_DATA },
  { CUT_DOT_BEFORE, POSTINO_SMTP_STAGE_DOT, POSTINO_SMTP_STAGE_DOT },
  { CUT_DOT_AFTER, POSTINO_SMTP_STAGE_DOT, POSTINO_SMTP_STAGE_DOT },
  { CUT_BODY, POSTINO_SMTP_STAGE_BODY, POSTINO_SMTP_STAGE_DOT },
};

/* The connection is lost at each step of each message, pipelined and not, with small bodies and with large ones. */
static void
run_loss (gsize    index,
          guint    at,
          gboolean no_pipelining,
          gsize    size)
{
  Peer peer = { .fault = losses[index].fault, .at = at, .no_pipelining = no_pipelining };
  g_autoptr (PostinoSmtpProfile) profile = peer_start (&peer);
  g_autoptr (PostinoSmtpClient) client = NULL;
  g_autoptr (GError) error = NULL;
  Ledger ledger;

  ledger_init (&ledger, N_MESSAGES, size);
  client = postino_smtp_client_connect (profile, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (postino_smtp_client_run (client, &hooks, &ledger, 0, &error));
  g_assert_nonnull (error);
  g_assert_false (postino_smtp_client_is_usable (client));
  peer_stop (&peer);
  check_invariants (&ledger, &peer);
  g_assert_cmpuint (ledger.n_answers[at - 1], ==, 1);
  g_assert_cmpuint (ledger.codes[at - 1], ==, 0);
  g_assert_cmpint (ledger.stages[at - 1], >=, losses[index].earliest);
  g_assert_cmpint (ledger.stages[at - 1], <=, losses[index].latest);
  ledger_clear (&ledger);
}

static void
test_losses (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      for (guint at = 1; at <= 3; at++)
        {
          run_loss (i, at, FALSE, 500);
          run_loss (i, at, TRUE, 500);
          run_loss (i, at, FALSE, 200000);
        }
    }
}

static void
test_no_connection (void)
{
  static const struct { Fault fault; int code; } cases[] = {
    { CUT_GREETING, POSTINO_ERROR_FAILED },
    { CUT_EHLO, POSTINO_ERROR_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Peer peer = { .fault = cases[i].fault, .at = 1 };
      g_autoptr (PostinoSmtpProfile) profile = peer_start (&peer);
      g_autoptr (GError) error = NULL;

      g_assert_null (postino_smtp_client_connect (profile, NULL, NULL, NULL, NULL, &error));
      g_assert_error (error, POSTINO_ERROR, cases[i].code);
      peer_stop (&peer);
    }
}

static void
test_dot_timeout (void)
{
  Peer peer = { .fault = HANG_DOT, .at = 2 };
  g_autoptr (PostinoSmtpProfile) profile = peer_start (&peer);
  g_autoptr (PostinoSmtpClient) client = NULL;
  g_autoptr (GError) error = NULL;
  Ledger ledger;

  profile->timeouts.dot_ms = 50;
  ledger_init (&ledger, N_MESSAGES, 500);
  client = postino_smtp_client_connect (profile, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (postino_smtp_client_run (client, &hooks, &ledger, 0, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT);
  peer_stop (&peer);
  check_invariants (&ledger, &peer);
  g_assert_cmpint (ledger.stages[1], ==, POSTINO_SMTP_STAGE_DOT);
  g_assert_cmpint (ledger.stages[2], ==, POSTINO_SMTP_STAGE_MAIL);
  ledger_clear (&ledger);
}

/* Asked to stop right when a dot leaves: its answer is waited for, nobody else is sent. */
static void
test_stop_waits_for_dot (void)
{
  Peer peer = { 0 };
  g_autoptr (PostinoSmtpProfile) profile = peer_start (&peer);
  g_autoptr (PostinoSmtpClient) client = NULL;
  g_autoptr (GError) error = NULL;
  Ledger ledger;

  ledger_init (&ledger, N_MESSAGES, 500);
  ledger.cancel_after_dot = g_cancellable_new ();
  client = postino_smtp_client_connect (profile, NULL, ledger.cancel_after_dot, NULL, NULL, &error);
  g_assert_no_error (error);
  postino_smtp_client_run (client, &hooks, &ledger, 0, NULL);
  postino_smtp_client_quit (client);
  g_clear_pointer (&client, postino_smtp_client_free);
  peer_stop (&peer);
  check_invariants (&ledger, &peer);
  g_assert_cmpuint (peer.n_taken, ==, 1);
  g_assert_cmpuint (ledger.codes[0], ==, 250);
  ledger_clear (&ledger);
}

/* Asked to stop while only an envelope is out: at once, and certainly nothing was delivered. */
static void
test_stop_drops_envelope (void)
{
  Peer peer = { .fault = HANG_RCPT, .at = 1 };
  g_autoptr (PostinoSmtpProfile) profile = peer_start (&peer);
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  g_autoptr (PostinoSmtpClient) client = NULL;
  g_autoptr (GError) error = NULL;
  Ledger ledger;

  peer.cancel_at_fault = g_object_ref (stop);
  ledger_init (&ledger, N_MESSAGES, 500);
  client = postino_smtp_client_connect (profile, NULL, stop, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (postino_smtp_client_run (client, &hooks, &ledger, 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  peer_stop (&peer);
  check_invariants (&ledger, &peer);
  g_assert_cmpuint (peer.n_taken, ==, 0);
  ledger_clear (&ledger);
}

/* The hard stop does not wait, not even for a dot: that message is in doubt. */
static void
test_abort (void)
{
  Peer peer = { .fault = HANG_DOT, .at = 1 };
  g_autoptr (PostinoSmtpProfile) profile = peer_start (&peer);
  g_autoptr (GCancellable) abort = g_cancellable_new ();
  g_autoptr (PostinoSmtpClient) client = NULL;
  g_autoptr (GError) error = NULL;
  Ledger ledger;

  peer.cancel_at_fault = g_object_ref (abort);
  ledger_init (&ledger, N_MESSAGES, 500);
  client = postino_smtp_client_connect (profile, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  postino_smtp_client_set_abort (client, abort);
  g_assert_false (postino_smtp_client_run (client, &hooks, &ledger, 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  peer_stop (&peer);
  check_invariants (&ledger, &peer);
  g_assert_cmpint (ledger.stages[0], ==, POSTINO_SMTP_STAGE_DOT);
  g_assert_cmpuint (ledger.codes[0], ==, 0);
  ledger_clear (&ledger);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/smtp-client/pipelined", GINT_TO_POINTER (FALSE), test_all_well);
  g_test_add_data_func ("/smtp-client/lock-step", GINT_TO_POINTER (TRUE), test_all_well);
  g_test_add_func ("/smtp-client/large", test_large);
  g_test_add_func ("/smtp-client/losses", test_losses);
  g_test_add_func ("/smtp-client/no-connection", test_no_connection);
  g_test_add_func ("/smtp-client/dot-timeout", test_dot_timeout);
  g_test_add_func ("/smtp-client/stop-waits-for-dot", test_stop_waits_for_dot);
  g_test_add_func ("/smtp-client/stop-drops-envelope", test_stop_drops_envelope);
  g_test_add_func ("/smtp-client/abort", test_abort);
  return g_test_run ();
}
