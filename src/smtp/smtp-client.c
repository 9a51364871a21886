/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's driver: a blocking loop on a connection thread.
 *
 * One turn: take what the engine has to tell, put what can be put, write it in one go, render the
 * next message while the answer is under way, wait for the answer. With a server that pipelines,
 * one write holds the body and final dot of one message and the envelope of the next: one round
 * trip and one system call a message. Bodies over 64 kB go in pieces, and then the dot begins a
 * write of its own, so that what can be in doubt stays small.
 *
 * Two ways to stop. The wish (`stop`) interrupts any wait but the one for a dot's answer; the order
 * (`abort`) interrupts that as well. `either` is cancelled by both, so that a wait has one
 * descriptor to look at. */

#include "smtp/smtp-client.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "net/stream.h"

enum { PIECE_SIZE = 64 * 1024, READ_SIZE = 16 * 1024 };

struct _PostinoSmtpClient {
  PostinoSmtpProfile *profile;
  PostinoStream *stream;
  PostinoSmtpEngine *engine;
  char *label;

  GCancellable *stop;
  GCancellable *abort;
  GCancellable *either;
  gulong stop_id;
  gulong abort_id;

  guint64 n_replies_seen; /* when the deadline below was set */
  gint64 deadline_us;
};

/* One call of run (). */
typedef struct {
  PostinoSmtpClient *client;
  const PostinoSmtpClientHooks *hooks;
  gpointer user_data;
  guint max_messages;
  guint n_taken;
  const PostinoSmtpMessage *ahead; /* rendered, not yet submitted */
  GError *error;                   /* why the connection ended */
} Run;

static void
cancel_cb (GCancellable *cause,
           gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

static gulong
follow (PostinoSmtpClient *self,
        GCancellable      *cause)
{
  if (cause == NULL)
    return 0;
  return g_cancellable_connect (cause, G_CALLBACK (cancel_cb), g_object_ref (self->either),
                                g_object_unref);
}

static gboolean
is_cancelled (GCancellable *cancellable)
{
  return cancellable != NULL && g_cancellable_is_cancelled (cancellable);
}

/* While a dot is out only the hard stop may end the wait. */
static GCancellable *
get_interrupt (PostinoSmtpClient *self)
{
  return postino_smtp_engine_get_dotted (self->engine) != NULL ? self->abort : self->either;
}

/* What broke on the way is told with the server's name. */
static void
fail (PostinoSmtpClient *self,
      const GError      *cause)
{
  g_autoptr (GError) error = NULL;

  if (cause->domain == POSTINO_ERROR)
    error = g_error_new (POSTINO_ERROR, cause->code, _("The connection with “%s” was lost: %s"),
                         self->label,
                         cause->message);
  postino_smtp_engine_fail (self->engine, error != NULL ? error : cause);
}

/* A server that closes while we write often has said why; a 421 that lies here tells more than
 * "connection reset". */
static void
hear_last_words (PostinoSmtpClient *self)
{
  char buffer[READ_SIZE];
  gssize n_bytes = postino_stream_read_some (self->stream, buffer, sizeof buffer, 0, NULL, NULL);

  if (n_bytes > 0)
    postino_smtp_engine_feed (self->engine, buffer, (gsize) n_bytes);
}

typedef void (*TakeEvent) (const PostinoSmtpEvent *event, gpointer user_data);

static void
take_events (PostinoSmtpClient *self,
             TakeEvent          take,
             gpointer           user_data)
{
  PostinoSmtpEvent event;

  while (postino_smtp_engine_next_event (self->engine, &event))
    take (&event, user_data);
}

/* FALSE when the connection broke; the engine knows, and its events tell. */
static gboolean
flush (PostinoSmtpClient *self,
       TakeEvent          take,
       gpointer           user_data)
{
  g_autoptr (GError) error = NULL;
  GByteArray *output = postino_smtp_engine_get_output (self->engine);
  guint timeout_ms = postino_smtp_profile_get_timeout_ms (self->profile, POSTINO_SMTP_STAGE_BODY);
  gboolean written;

  if (output->len == 0)
    return TRUE;
  written = postino_stream_write_all (self->stream, output->data, output->len, timeout_ms,
                                      get_interrupt (self), &error);
  if (!postino_smtp_engine_is_usable (self->engine)) /* it may have held a password */
    explicit_bzero (output->data, output->len);
  g_byte_array_set_size (output, 0);
  self->deadline_us = 0;
  if (written)
    return TRUE;
  if (error->domain == POSTINO_ERROR)
    {
      hear_last_words (self);
      take_events (self, take, user_data);
    }
  fail (self, error);
  return FALSE;
}

/* Each answer has its own time, counted from the one before it or from the write. */
static guint
get_remaining_ms (PostinoSmtpClient *self)
{
  PostinoSmtpStage stage = POSTINO_SMTP_STAGE_HELLO;
  guint64 n_replies = postino_smtp_engine_count_replies (self->engine);
  gint64 now_us = g_get_monotonic_time ();

  postino_smtp_engine_get_awaited (self->engine, &stage);
  if (self->deadline_us == 0 || self->n_replies_seen != n_replies)
    self->deadline_us = now_us + (gint64) postino_smtp_profile_get_timeout_ms (self->profile,
                                                                               stage) * 1000;
  self->n_replies_seen = n_replies;
  return self->deadline_us <= now_us ? 0 : (guint) ((self->deadline_us - now_us + 999) / 1000);
}

static gboolean
read_more (PostinoSmtpClient *self)
{
  char buffer[READ_SIZE];
  g_autoptr (GError) error = NULL;
  gssize n_bytes;

  n_bytes = postino_stream_read_some (self->stream, buffer, sizeof buffer, get_remaining_ms (self),
                                      get_interrupt (self), &error);
  if (n_bytes > 0)
    {
      postino_smtp_engine_feed (self->engine, buffer, (gsize) n_bytes);
      return TRUE;
    }
  if (n_bytes == 0)
    error = g_error_new_literal (POSTINO_ERROR, POSTINO_ERROR_FAILED,
                                 _("The other side closed it"));
  fail (self, error);
  return FALSE;
}

/* --- Connecting
 * ----------------------------------------------------------------------------------------------- */

static gboolean
start_tls (PostinoSmtpClient *self,
           GError           **error)
{
  PostinoTlsOptions options = {
    .host = self->profile->host,
    .ca_file = self->profile->ca_file,
    .pin = self->profile->pin,
    .takes_any = self->profile->is_direct,
  };

  return postino_stream_start_tls (self->stream, &options,
                                   postino_smtp_profile_get_timeout_ms (self->profile,
                                                                        POSTINO_SMTP_STAGE_STARTTLS),
                                   self->either, error);
}

typedef struct {
  PostinoSmtpClient *client;
  gboolean is_ready;
  gboolean is_over;
  GError *error;
} SetUp;

static void
take_setup_event (const PostinoSmtpEvent *event,
                  gpointer                user_data)
{
  SetUp *setup = user_data;
  g_autoptr (GError) error = NULL;

  switch (event->kind)
    {
    case POSTINO_SMTP_EVENT_START_TLS:
      if (start_tls (setup->client, &error))
        postino_smtp_engine_secured (setup->client->engine);
      else
        postino_smtp_engine_fail (setup->client->engine, error);
      return;
    case POSTINO_SMTP_EVENT_READY:
      setup->is_ready = TRUE;
      return;
    case POSTINO_SMTP_EVENT_FAILED:
      setup->error = g_error_copy (event->error);
      setup->is_over = TRUE;
      return;
    case POSTINO_SMTP_EVENT_CLOSED:
      setup->is_over = TRUE;
      return;
    case POSTINO_SMTP_EVENT_GO:
    case POSTINO_SMTP_EVENT_ANSWERED:
      return;
    }
}

static gboolean
set_up (PostinoSmtpClient *self,
        GError           **error)
{
  SetUp setup = { .client = self };

  while (!setup.is_ready && !setup.is_over)
    {
      if (flush (self, take_setup_event, &setup))
        read_more (self);
      take_events (self, take_setup_event, &setup);
    }
  if (setup.error != NULL)
    g_propagate_error (error, setup.error);
  return setup.is_ready && !setup.is_over;
}

PostinoSmtpClient *
postino_smtp_client_connect (const PostinoSmtpProfile *profile,
                             const char               *password,
                             GCancellable             *cancellable,
                             PostinoSmtpTranscript     transcript,
                             gpointer                  transcript_data,
                             GError                  **error)
{
  g_autoptr (PostinoSmtpClient) self = g_new0 (PostinoSmtpClient, 1);
  g_autofree char *hello_name = NULL;
  guint port = postino_smtp_profile_get_port (profile);

  self->profile = postino_smtp_profile_copy (profile);
  self->label = g_strdup_printf ("%s:%u", profile->host, port);
  self->either = g_cancellable_new ();
  g_cancellable_get_fd (self->either); /* held open: not a new descriptor for each wait */
  self->stop = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  self->stop_id = follow (self, self->stop);

  if (!postino_smtp_profile_validate (profile, error))
    return NULL;
  self->stream = postino_stream_connect (
    profile->host, port, profile->source, postino_smtp_profile_get_timeout_ms (profile,
                                                              POSTINO_SMTP_STAGE_CONNECT), self->either, error);
  if (self->stream == NULL)
    return NULL;
  if (profile->tls == POSTINO_SMTP_TLS_TLS && !start_tls (self, error))
    return NULL;

  hello_name = postino_stream_dup_local_literal (self->stream);
  self->engine = postino_smtp_engine_new (profile, password, hello_name,
                                          postino_stream_is_secure (self->stream),
                                          postino_stream_is_loopback (self->stream));
  postino_smtp_engine_set_transcript (self->engine, transcript, transcript_data);
  return set_up (self, error) ? g_steal_pointer (&self) : NULL;
}

void
postino_smtp_client_set_abort (PostinoSmtpClient *self,
                               GCancellable      *abort)
{
  g_return_if_fail (self->abort == NULL);

  if (abort == NULL)
    return;
  self->abort = g_object_ref (abort);
  g_cancellable_get_fd (self->abort);
  self->abort_id = follow (self, abort);
}

/* --- Sending
 * -------------------------------------------------------------------------------------------------- */

static void
take_run_event (const PostinoSmtpEvent *event,
                gpointer                user_data)
{
  Run *run = user_data;

  switch (event->kind)
    {
    case POSTINO_SMTP_EVENT_ANSWERED:
      run->hooks->answered (event->message, event->stage, event->reply, event->error,
                            run->user_data);
      return;
    case POSTINO_SMTP_EVENT_FAILED:
      run->error = g_error_copy (event->error);
      return;
    case POSTINO_SMTP_EVENT_GO: /* seen by get_open () */
    case POSTINO_SMTP_EVENT_START_TLS:
    case POSTINO_SMTP_EVENT_READY:
    case POSTINO_SMTP_EVENT_CLOSED:
      return;
    }
}

static gboolean
may_take (Run *run)
{
  return run->ahead == NULL && !is_cancelled (run->client->either)
         && (run->max_messages == 0 || run->n_taken < run->max_messages);
}

static void
look_ahead (Run *run)
{
  if (!may_take (run))
    return;
  run->ahead = run->hooks->next (run->user_data, postino_smtp_engine_is_idle (run->client->engine));
  run->n_taken += run->ahead != NULL;
}

static void
submit_ahead (Run *run)
{
  PostinoSmtpEngine *engine = run->client->engine;

  if (run->ahead == NULL || is_cancelled (run->client->either)
      || !postino_smtp_engine_can_submit (engine))
    return;
  postino_smtp_engine_submit (engine, run->ahead);
  run->ahead = NULL;
}

static void
put_message (Run                      *run,
             const PostinoSmtpMessage *message)
{
  PostinoSmtpEngine *engine = run->client->engine;
  gboolean is_large = g_bytes_get_size (message->bytes) > PIECE_SIZE;

  if (run->hooks->body != NULL)
    run->hooks->body (message, run->user_data);
  while (!postino_smtp_engine_put_body (engine, PIECE_SIZE))
    {
      if (!flush (run->client, take_run_event, run))
        return;
    }
  if (is_large && !flush (run->client, take_run_event, run))
    return;
  if (!postino_smtp_engine_is_usable (engine))
    return;
  if (run->hooks->dot != NULL)
    run->hooks->dot (message, run->user_data);
  postino_smtp_engine_put_dot (engine);
}

/* Nothing may go on but the wait for a dot. Answers a message that was only rendered; drops the
 * connection if one is under way whose dot is not out. */
static void
obey_stop (Run *run)
{
  PostinoSmtpClient *self = run->client;
  g_autoptr (GError) error = NULL;

  if (!g_cancellable_set_error_if_cancelled (self->either, &error))
    return;
  if (run->ahead != NULL)
    {
      const PostinoSmtpMessage *message = g_steal_pointer (&run->ahead);

      run->hooks->answered (message, POSTINO_SMTP_STAGE_MAIL, NULL, error, run->user_data);
    }
  if (is_cancelled (self->abort)
      || (postino_smtp_engine_get_dotted (self->engine) == NULL
          && !postino_smtp_engine_is_idle (self->engine)))
    postino_smtp_engine_fail (self->engine, error);
}

/* TRUE while there is something to wait for. */
static gboolean
turn (Run *run)
{
  PostinoSmtpClient *self = run->client;
  const PostinoSmtpMessage *open;

  take_events (self, take_run_event, run);
  obey_stop (run);
  open = postino_smtp_engine_get_open (self->engine);
  if (open != NULL && postino_smtp_engine_is_usable (self->engine))
    put_message (run, open);
  submit_ahead (run);
  /* a message we refuse ourselves is answered without a write */
  take_events (self, take_run_event, run);
  if (!flush (self, take_run_event, run) || !postino_smtp_engine_is_usable (self->engine))
    return FALSE;
  look_ahead (run);
  if (run->ahead != NULL && postino_smtp_engine_can_submit (self->engine))
    return TRUE;
  if (postino_smtp_engine_is_idle (self->engine) && run->ahead == NULL)
    return FALSE;
  return read_more (self);
}

gboolean
postino_smtp_client_run (PostinoSmtpClient            *self,
                         const PostinoSmtpClientHooks *hooks,
                         gpointer                      user_data,
                         guint                         max_messages,
                         GError                      **error)
{
  Run run = { .client = self, .hooks = hooks, .user_data = user_data,
              .max_messages = max_messages };

  g_return_val_if_fail (hooks->next != NULL && hooks->answered != NULL, FALSE);

  if (!postino_smtp_engine_is_usable (self->engine))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED,
                   _("The connection with “%s” is closed"), self->label);
      return FALSE;
    }
  while (turn (&run))
    ;
  take_events (self, take_run_event, &run);
  if (run.error == NULL)
    return TRUE;

  if (run.ahead != NULL)
    hooks->answered (run.ahead, POSTINO_SMTP_STAGE_MAIL, NULL, run.error, user_data);
  postino_stream_close (self->stream);
  g_propagate_error (error, run.error);
  return FALSE;
}

/* --- The end
 * -------------------------------------------------------------------------------------------------- */

gboolean
postino_smtp_client_is_usable (PostinoSmtpClient *self)
{
  return postino_smtp_engine_is_usable (self->engine);
}

const char *
postino_smtp_client_get_protocol (PostinoSmtpClient *self)
{
  return postino_stream_get_protocol (self->stream);
}

gboolean
postino_smtp_client_offers_auth (PostinoSmtpClient *self)
{
  return postino_smtp_engine_offers_auth (self->engine);
}

guint64
postino_smtp_client_get_size_limit (PostinoSmtpClient *self)
{
  return postino_smtp_engine_get_size_limit (self->engine);
}

static void
ignore_event (const PostinoSmtpEvent *event,
              gpointer                user_data)
{
}

void
postino_smtp_client_quit (PostinoSmtpClient *self)
{
  guint patience_ms = MIN (POSTINO_SMTP_QUIT_PATIENCE_MS,
                           postino_smtp_profile_get_timeout_ms (self->profile,
                                                                POSTINO_SMTP_STAGE_QUIT));
  gint64 end_us = g_get_monotonic_time () + (gint64) patience_ms * 1000;
  GByteArray *output = postino_smtp_engine_get_output (self->engine);
  PostinoSmtpStage stage;

  if (!postino_smtp_engine_is_usable (self->engine))
    return;
  postino_smtp_engine_quit (self->engine);
  if (!postino_stream_write_all (self->stream, output->data, output->len, patience_ms, self->abort,
                                 NULL))
    postino_stream_close (self->stream);
  while (postino_smtp_engine_get_awaited (self->engine, &stage) && g_get_monotonic_time () < end_us)
    {
      char buffer[READ_SIZE];
      guint left_ms = (guint) MAX (0, (end_us - g_get_monotonic_time ()) / 1000);
      gssize n_bytes = postino_stream_read_some (self->stream, buffer, sizeof buffer, left_ms,
                                                 self->abort, NULL);

      if (n_bytes <= 0)
        break;
      postino_smtp_engine_feed (self->engine, buffer, (gsize) n_bytes);
      take_events (self, ignore_event, NULL);
    }
  postino_stream_close (self->stream);
}

void
postino_smtp_client_free (PostinoSmtpClient *self)
{
  if (self == NULL)
    return;
  if (self->stop != NULL)
    g_cancellable_disconnect (self->stop, self->stop_id);
  if (self->abort != NULL)
    {
      g_cancellable_disconnect (self->abort, self->abort_id);
      g_cancellable_release_fd (self->abort);
    }
  g_cancellable_release_fd (self->either);
  g_clear_object (&self->stop);
  g_clear_object (&self->abort);
  g_clear_object (&self->either);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->engine, postino_smtp_engine_free);
  g_clear_pointer (&self->profile, postino_smtp_profile_free);
  g_free (self->label);
  g_free (self);
}
