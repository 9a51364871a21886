/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One SMTP connection and its short queue.
 *
 * The thread takes rows for its server, has them armed in the background (ledger-writer) and keeps
 * them in a queue, so that the next message is always there when the server is. Queue depth follows
 * what arming costs: twice the messages that go out while a commit runs, between MIN_DEPTH and
 * MAX_DEPTH. The smtp client asks for the next message while the answer to the last one is on its
 * way: there it is rendered.
 *
 * Each row taken ends exactly once: settled with the server's answer, skipped, or given back as
 * ready. The flight table is told body, dot and answer in the order that recovery relies on.
 *
 * A connection that has had no work for IDLE_US says QUIT and ends.
 *
 * One to the mail hosts of a domain takes that domain's rows alone. Where nobody takes them, all it can get hold of are
 * answered so, each as if a server had said it; unless it is this computer that reaches nobody: then they go back. */

#include "send/connection.h"

#include "base/error.h"
#include "base/random.h"
#include "send/dial.h"
#include "smtp/smtp-client.h"

enum {
  MIN_DEPTH = 2,
  MAX_DEPTH = 32,
  IDLE_US = 3 * G_USEC_PER_SEC,
  IDLE_DIRECT_US = G_USEC_PER_SEC / 4, /* there are many mail hosts, and places for few */
  WAIT_US = 100000, /* between looks while idle: wishes of people are asked for */
  NEWS_US = 200000, /* until it is known that the network has gone, after nobody could be reached */
};

/* A row on its way. The message is first: the client hands back a pointer to it. */
typedef struct {
  PostinoSmtpMessage message;
  PostinoLedgerRow *row;
  char *return_path; /* of this message alone; NULL: the sender's */
  PostinoErrand errand;
  PostinoConnection *connection;
  int slot;
} Flyer;

/* An arming that was asked for. */
typedef struct {
  PostinoConnection *connection;
  PostinoErrand errand;
  gint64 asked_us;
} Request;

struct _PostinoConnection {
  const PostinoConnectionOwner *owner;
  gpointer owner_data;
  gint64 server;
  const PostinoMailDomain *domain;
  PostinoSmtpProfile *profile;
  PostinoDial dial;
  char *folder; /* see PostinoConnectionPlan */
  PostinoServerCredential *credential;
  PostinoLedgerWriter *writer;
  PostinoFlight *flight;
  GCancellable *cancellable;
  GThread *thread;

  GMutex lock; /* guards the following */
  GCond wake;
  GQueue armed;        /* Flyer without slot and bytes */
  guint n_requested;   /* armings under way */
  guint n_settling;    /* outcomes under way */
  double arm_us;       /* smoothed: from asking to armed */
  gboolean is_stopping;
  gboolean is_over;

  /* The thread's own. */
  GHashTable *signers; /* PostinoRender → PostinoDkimSigner, NULL where nothing signs */
  gint64 last_taken_us;
  double interval_us;  /* smoothed: between messages */
  guint n_answered;    /* replies about messages on this connection */
  guint n_taken;       /* messages begun on it */
  gboolean is_route_bad;
};

static void
free_flyer (Flyer *flyer)
{
  g_clear_pointer (&flyer->message.bytes, g_bytes_unref);
  postino_ledger_row_free (flyer->row);
  g_free (flyer->return_path);
  g_free (flyer);
}

static double
smooth (double old,
        double new)
{
  return old == 0 ? new : old * 0.9 + new * 0.1;
}

static void
note_settled_cb (gpointer user_data)
{
  PostinoConnection *self = user_data;

  g_mutex_lock (&self->lock);
  self->n_settling--;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

typedef struct {
  PostinoConnection *connection;
  PostinoErrand errand;
  gboolean is_sent;
  gboolean again;
} Settling;

static void
settled_cb (gpointer user_data)
{
  Settling *settling = user_data;
  PostinoConnection *self = settling->connection;

  self->owner->give_back (self->owner_data, self->server, &settling->errand, settling->is_sent,
                          settling->again);
  g_free (settling);
  note_settled_cb (self);
}

/* Takes @outcome over; ends the way of @flyer and frees it. */
static void
settle (PostinoConnection *self,
        Flyer             *flyer,
        PostinoOutcome    *outcome)
{
  Settling *settling = g_new0 (Settling, 1);

  settling->connection = self;
  settling->errand = flyer->errand;
  self->owner->note (self->owner_data, &flyer->errand, outcome);
  settling->is_sent = postino_outcome_is_sent (outcome);
  settling->again = outcome->to == POSTINO_LEDGER_READY;
  g_mutex_lock (&self->lock);
  self->n_settling++;
  g_mutex_unlock (&self->lock);
  postino_ledger_writer_settle (self->writer, outcome, flyer->slot, settled_cb, settling);
  free_flyer (flyer);
}

static void
release (PostinoConnection *self,
         Flyer             *flyer)
{
  PostinoOutcome outcome;

  postino_outcome_set_ready (&outcome, flyer->row, FALSE);
  settle (self, flyer, &outcome);
}

static void
armed_cb (PostinoLedgerRow *row,
          gpointer          user_data)
{
  Request *request = user_data;
  PostinoConnection *self = request->connection;
  Flyer *flyer;

  g_mutex_lock (&self->lock);
  self->arm_us = smooth (self->arm_us, (double) (g_get_monotonic_time () - request->asked_us));
  if (row != NULL)
    {
      flyer = g_new0 (Flyer, 1);
      flyer->row = row;
      flyer->errand = request->errand;
      flyer->connection = self;
      flyer->slot = -1;
      g_queue_push_tail (&self->armed, flyer);
    }
  g_mutex_unlock (&self->lock);

  if (row == NULL)
    self->owner->give_back (self->owner_data, self->server, &request->errand, FALSE, FALSE);
  g_free (request);

  g_mutex_lock (&self->lock);
  self->n_requested--;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

static guint
compute_depth (PostinoConnection *self)
{
  double depth = self->interval_us > 0 ? 2 * self->arm_us / self->interval_us : MIN_DEPTH;

  return (guint) CLAMP (depth + 1, MIN_DEPTH, MAX_DEPTH);
}

/* Asks for rows until the queue is as deep as it should be. With the lock held; lets go of it
 * meanwhile. */
static void
top_up (PostinoConnection *self)
{
  while (!self->is_stopping && !self->is_route_bad
         && self->armed.length + self->n_requested < compute_depth (self))
    {
      PostinoErrand errand;
      Request *request;
      gboolean is_taken;

      g_mutex_unlock (&self->lock);
      is_taken = self->owner->take (self->owner_data, self->server, self->domain, &errand);
      g_mutex_lock (&self->lock);
      if (!is_taken)
        return;

      request = g_new0 (Request, 1);
      request->connection = self;
      request->errand = errand;
      request->asked_us = g_get_monotonic_time ();
      self->n_requested++;
      postino_ledger_writer_arm (self->writer, errand.row, self->server, errand.sender->is_test, armed_cb,
                                 request);
    }
}

/* The next armed row; NULL if there is none now. @wait: may wait for one. */
static Flyer *
take_armed (PostinoConnection *self,
            gboolean           wait)
{
  Flyer *flyer = NULL;

  g_mutex_lock (&self->lock);
  for (;;)
    {
      top_up (self);
      if (self->is_stopping || self->is_route_bad)
        break;
      flyer = g_queue_pop_head (&self->armed);
      if (flyer != NULL || !wait || self->n_requested == 0)
        break;
      g_cond_wait_until (&self->wake, &self->lock, g_get_monotonic_time () + WAIT_US);
    }
  g_mutex_unlock (&self->lock);
  return flyer;
}

static void
put_back (PostinoConnection *self,
          Flyer             *flyer)
{
  g_mutex_lock (&self->lock);
  g_queue_push_head (&self->armed, flyer);
  g_mutex_unlock (&self->lock);
}

static void
wait_for (PostinoConnection *self,
          gint64             us)
{
  g_mutex_lock (&self->lock);
  if (!self->is_stopping)
    g_cond_wait_until (&self->wake, &self->lock, g_get_monotonic_time () + us);
  g_mutex_unlock (&self->lock);
}

/* Lists the row in the flight table and makes its bytes. FALSE if no slot is free now. */
static gboolean
list_in_flight (PostinoConnection *self,
                Flyer             *flyer)
{
  flyer->slot = postino_flight_take (self->flight, flyer->row->id, flyer->row->attempt);
  return flyer->slot >= 0;
}

/* Made at a render's first message here. */
static gboolean
find_signer (PostinoConnection  *self,
             PostinoRender      *render,
             PostinoDkimSigner **signer,
             GError            **error)
{
  if (g_hash_table_lookup_extended (self->signers, render, NULL, (gpointer *) signer))
    return TRUE;
  if (!postino_render_create_signer (render, signer, error))
    return FALSE;
  g_hash_table_insert (self->signers, postino_render_ref (render), *signer);
  return TRUE;
}

static const char *
find_return_path (PostinoConnection *self,
                  Flyer             *flyer)
{
  PostinoRender *render = flyer->errand.sender->render;

  g_clear_pointer (&flyer->return_path, g_free);
  if (self->profile->verp)
    flyer->return_path = postino_render_dup_return_path (render, flyer->row->id);
  return flyer->return_path != NULL ? flyer->return_path : postino_render_get_sender (render);
}

static gboolean
render (PostinoConnection *self,
        Flyer             *flyer)
{
  PostinoLedgerRow *row = flyer->row;
  PostinoRenderRecipient recipient = { row->id, row->address, row->name, row->merge,
                                       row->individual,
                                       row->armed_us };
  PostinoDkimSigner *signer;
  g_autoptr (GError) error = NULL;
  PostinoOutcome outcome;

  if (find_signer (self, flyer->errand.sender->render, &signer, &error))
    flyer->message.bytes = postino_render_message (flyer->errand.sender->render, &recipient, signer, &error);
  if (flyer->message.bytes != NULL)
    {
      flyer->message.row = row->id;
      flyer->message.attempt = row->attempt;
      flyer->message.sender = find_return_path (self, flyer);
      flyer->message.recipient = row->address;
      return TRUE;
    }
  postino_outcome_set_skipped (&outcome, row, error->message);
  settle (self, flyer, &outcome);
  return FALSE;
}

static const PostinoSmtpMessage *
next_message (gpointer user_data,
              gboolean idle)
{
  PostinoConnection *self = user_data;
  Flyer *flyer;
  gint64 now_us;

  while ((flyer = take_armed (self, idle)) != NULL)
    {
      gint64 wait_us;

      if (self->owner->is_held (self->owner_data, self->server, &flyer->errand))
        {
          release (self, flyer);
          continue;
        }
      wait_us = flyer->slot < 0 && !list_in_flight (self, flyer) ? WAIT_US
                                                                 : self->owner->pace (self->owner_data, self->server);
      if (wait_us > 0)
        {
          put_back (self, flyer);
          if (!idle)
            return NULL;
          wait_for (self, MIN (wait_us, WAIT_US));
          continue;
        }
      if (!render (self, flyer))
        continue;
      now_us = g_get_monotonic_time ();
      if (self->last_taken_us > 0)
        self->interval_us = smooth (self->interval_us, (double) (now_us - self->last_taken_us));
      self->last_taken_us = now_us;
      self->n_taken++;
      return &flyer->message;
    }
  return NULL;
}

static Flyer *
get_flyer (const PostinoSmtpMessage *message)
{
  return (Flyer *) (void *) message;
}

static void
note_body (const PostinoSmtpMessage *message,
           gpointer                  user_data)
{
  PostinoConnection *self = user_data;

  postino_flight_set (self->flight, get_flyer (message)->slot, POSTINO_FLIGHT_BODY);
}

static void
note_dot (const PostinoSmtpMessage *message,
          gpointer                  user_data)
{
  PostinoConnection *self = user_data;

  postino_flight_set (self->flight, get_flyer (message)->slot, POSTINO_FLIGHT_DOT_LEFT);
}

/* What the answer says about the server, not about the recipient. */
static void
report_to_route (PostinoConnection    *self,
                 const PostinoOutcome *outcome,
                 gboolean              has_reply)
{
  switch (outcome->verdict)
    {
    case POSTINO_VERDICT_ACCEPTED:
      self->owner->report (self->owner_data, self->server, self->profile->source, POSTINO_ROUTE_DOES_WELL, NULL);
      return;
    case POSTINO_VERDICT_SLOW_DOWN:
      /* the connection broke: whether that is the server's failure is judged after the run; or where the
       * message goes asks to slow down, which is no matter of this server's */
      if (!has_reply || outcome->feedback == POSTINO_FEEDBACK_PAUSE)
        return;
      self->is_route_bad = TRUE;
      self->owner->report (self->owner_data, self->server, self->profile->source, POSTINO_ROUTE_PAUSES, outcome->reply);
      return;
    case POSTINO_VERDICT_STOP_ROUTE:
      self->is_route_bad = TRUE;
      self->owner->report (self->owner_data, self->server, self->profile->source,
                           outcome->is_capped ? POSTINO_ROUTE_IS_FULL : POSTINO_ROUTE_STOPS, outcome->reply);
      return;
    case POSTINO_VERDICT_LATER:
    case POSTINO_VERDICT_NEVER:
    case POSTINO_VERDICT_IN_DOUBT:
      return;
    }
  g_assert_not_reached ();
}

static void
get_rule (PostinoConnection *self,
          const Flyer       *flyer,
          PostinoRetryRule  *rule)
{
  self->owner->get_rule (self->owner_data, flyer->errand.sender, rule);
  rule->jitter = postino_random_unit ();
  rule->is_direct = self->domain != NULL;
}

static void
note_answer (const PostinoSmtpMessage *message,
             PostinoSmtpStage          stage,
             const PostinoSmtpReply   *reply,
             const GError             *error,
             gpointer                  user_data)
{
  PostinoConnection *self = user_data;
  Flyer *flyer = get_flyer (message);
  g_autofree char *said = reply != NULL ? postino_smtp_reply_to_string (reply) : NULL;
  PostinoRetryRule rule;
  PostinoOutcome outcome;

  /* Only an answer to the dot is kept for recovery: after any other the row goes back to ready,
   * which is right. */
  if (stage == POSTINO_SMTP_STAGE_DOT)
    postino_flight_answer (self->flight, flyer->slot, reply != NULL ? reply->code : 0, said);

  if (reply != NULL)
    self->n_answered++;
  get_rule (self, flyer, &rule);
  postino_outcome_judge (&outcome, flyer->row, stage, reply, error, &rule);
  report_to_route (self, &outcome, reply != NULL);
  settle (self, flyer, &outcome);
}

static const PostinoSmtpClientHooks hooks = { next_message, note_body, note_dot, note_answer };

static gboolean
has_work (PostinoConnection *self)
{
  gboolean has;

  g_mutex_lock (&self->lock);
  top_up (self);
  has = self->armed.length + self->n_requested > 0;
  g_mutex_unlock (&self->lock);
  return has;
}

/* TRUE when there is something to do; FALSE when the connection should end. */
static gboolean
wait_for_work (PostinoConnection *self)
{
  gint64 until = g_get_monotonic_time () + (self->domain != NULL ? IDLE_DIRECT_US : IDLE_US);

  while (g_get_monotonic_time () < until)
    {
      gboolean ends;

      g_mutex_lock (&self->lock);
      ends = self->is_stopping || self->is_route_bad;
      g_mutex_unlock (&self->lock);
      if (ends)
        return FALSE;
      if (has_work (self))
        return TRUE;
      wait_for (self, WAIT_US);
    }
  return FALSE;
}

static void
report_failure (PostinoConnection *self,
                const GError      *error)
{
  gboolean stop;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  postino_dial_note (&self->dial, error->message);
  /* Refused credentials, a certificate that does not verify and an account that makes no sense stay
   * so until a person looks. */
  stop = g_error_matches (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED)
         || g_error_matches (error, POSTINO_ERROR, POSTINO_ERROR_INVALID)
         || g_error_matches (error, POSTINO_ERROR, POSTINO_ERROR_TLS);
  self->owner->report (self->owner_data, self->server, self->profile->source, stop ? POSTINO_ROUTE_STOPS : POSTINO_ROUTE_PAUSES,
                       error->message);
}

/* Nobody was reached: whether that is the network's doing is known in a moment. */
static void
wait_for_news (PostinoConnection *self)
{
  gint64 until = g_get_monotonic_time () + NEWS_US;

  g_mutex_lock (&self->lock);
  while (!self->is_stopping && g_cond_wait_until (&self->wake, &self->lock, until))
    continue;
  g_mutex_unlock (&self->lock);
}

/* @reply to all rows there are for this domain; nothing of them has left. */
static void
answer_all (PostinoConnection      *self,
            const PostinoSmtpReply *reply)
{
  Flyer *flyer;

  if (reply->code / 100 == 4)
    wait_for_news (self);
  while ((flyer = take_armed (self, TRUE)) != NULL)
    {
      PostinoRetryRule rule;
      PostinoOutcome outcome;

      if (self->owner->is_held (self->owner_data, self->server, &flyer->errand))
        {
          release (self, flyer);
          continue;
        }
      get_rule (self, flyer, &rule);
      postino_outcome_judge (&outcome, flyer->row, POSTINO_SMTP_STAGE_RCPT, reply, NULL, &rule);
      settle (self, flyer, &outcome);
    }
}

/* @error NULL with a NULL result: it has been dealt with. */
static PostinoSmtpClient *
reach (PostinoConnection *self,
       GError           **error)
{
  g_autoptr (PostinoSmtpReply) verdict = NULL;
  PostinoSmtpClient *client = postino_dial_connect (&self->dial, &verdict, error);

  if (verdict != NULL)
    answer_all (self, verdict);
  if (client != NULL && self->domain == NULL)
    self->owner->report (self->owner_data, self->server, self->profile->source, POSTINO_ROUTE_LETS_IN, NULL);
  return client;
}

/* As many messages as the server takes on one connection; 0: no bound. */
static guint
count_left (PostinoConnection *self)
{
  guint limit = self->profile->per_connection;

  return limit > self->n_taken ? limit - self->n_taken : 0;
}

/* It let us in and then never answered a message. */
static void
fail_unanswered (PostinoConnection *self,
                 const GError      *error)
{
  g_autoptr (PostinoSmtpReply) reply = NULL;

  if (self->domain == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      report_failure (self, error);
      return;
    }
  postino_dial_note (&self->dial, error->message);
  reply = postino_smtp_reply_new (451, "4.4.2", error->message);
  answer_all (self, reply);
}

static void
send_while_there_is_work (PostinoConnection *self)
{
  g_autoptr (PostinoSmtpClient) client = NULL;
  g_autoptr (GError) fault = NULL;

  if (!postino_dial_prepare (&self->dial, &fault))
    {
      report_failure (self, fault);
      return;
    }

  while (wait_for_work (self))
    {
      g_autoptr (GError) error = NULL;

      if (client == NULL)
        {
          self->n_answered = 0;
          self->n_taken = 0;
          client = reach (self, &error);
        }
      if (client == NULL)
        {
          if (error != NULL)
            report_failure (self, error);
          return;
        }
      if (postino_smtp_client_run (client, &hooks, self, count_left (self), &error))
        {
          if (self->profile->per_connection > 0 && count_left (self) == 0)
            {
              postino_smtp_client_quit (client);
              g_clear_pointer (&client, postino_smtp_client_free);
            }
          continue;
        }
      /* A server that closes between messages is connected again at once (some have a limit of
       * their own); one that never answered on this connection has failed. */
      g_clear_pointer (&client, postino_smtp_client_free);
      if (self->n_answered == 0)
        {
          fail_unanswered (self, error);
          return;
        }
      postino_dial_note (&self->dial, error->message);
    }
  if (client != NULL)
    postino_smtp_client_quit (client);
}

/* Everything taken goes back, and every outcome is written, before the thread ends. */
static void
wind_up (PostinoConnection *self)
{
  g_mutex_lock (&self->lock);
  self->is_stopping = TRUE;
  while (self->armed.length + self->n_requested + self->n_settling > 0)
    {
      Flyer *flyer = g_queue_pop_head (&self->armed);

      if (flyer == NULL)
        {
          g_cond_wait_until (&self->wake, &self->lock, g_get_monotonic_time () + WAIT_US);
          continue;
        }
      g_mutex_unlock (&self->lock);
      release (self, flyer);
      g_mutex_lock (&self->lock);
    }
  self->is_over = TRUE;
  g_mutex_unlock (&self->lock);
}

static gpointer
run_connection (gpointer data)
{
  PostinoConnection *self = data;

  self->signers = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) postino_render_unref,
                                         (GDestroyNotify) postino_dkim_signer_free);
  postino_dial_open (&self->dial, self->folder, self->server);
  send_while_there_is_work (self);
  postino_dial_close (&self->dial);
  g_clear_pointer (&self->signers, g_hash_table_unref);
  wind_up (self);
  return NULL;
}

PostinoConnection *
postino_connection_start (const PostinoConnectionOwner *owner,
                          gpointer                      owner_data,
                          const PostinoConnectionPlan  *plan,
                          PostinoLedgerWriter          *writer,
                          PostinoFlight                *flight)
{
  PostinoConnection *self = g_new0 (PostinoConnection, 1);

  self->owner = owner;
  self->owner_data = owner_data;
  self->server = plan->server;
  self->domain = plan->domain;
  self->profile = postino_smtp_profile_copy (plan->profile);
  self->profile->source = g_strdup (plan->source);
  self->credential = postino_server_credential_ref (plan->credential);
  self->writer = writer;
  self->flight = flight;
  self->folder = g_strdup (plan->folder);
  self->cancellable = g_cancellable_new ();
  self->dial = (PostinoDial) { self->profile, self->credential, plan->domain != NULL ? plan->domain->name : NULL,
                               plan->dns, self->cancellable, NULL, 0 };
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  self->thread = g_thread_new ("connection", run_connection, self);
  return self;
}

gboolean
postino_connection_is_over (PostinoConnection *self)
{
  gboolean is_over;

  g_mutex_lock (&self->lock);
  is_over = self->is_over;
  g_mutex_unlock (&self->lock);
  return is_over;
}

void
postino_connection_stop (PostinoConnection *self)
{
  g_mutex_lock (&self->lock);
  self->is_stopping = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

void
postino_connection_hurry (PostinoConnection *self)
{
  g_cancellable_cancel (self->cancellable);
}

void
postino_connection_wake (PostinoConnection *self)
{
  g_mutex_lock (&self->lock);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

gint64
postino_connection_get_server (PostinoConnection *self)
{
  return self->server;
}

const PostinoMailDomain *
postino_connection_get_domain (PostinoConnection *self)
{
  return self->domain;
}

void
postino_connection_free (PostinoConnection *self)
{
  if (self == NULL)
    return;
  g_thread_join (self->thread);
  postino_smtp_profile_free (self->profile);
  postino_server_credential_unref (self->credential);
  g_object_unref (self->cancellable);
  g_free (self->folder);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wake);
  g_free (self);
}
