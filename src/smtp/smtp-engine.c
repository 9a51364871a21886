/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's side of SMTP (RFC 5321) without sockets: bytes in, events and bytes out.
 *
 * What is awaited stands in a queue, one entry a command, and each reply takes the first. With
 * PIPELINING (RFC 2920) MAIL, RCPT and DATA leave together, and the driver puts the body and final
 * dot of one message and the envelope of the next into one write; so at most two messages are under
 * way: `dotted`, whose dot is out, and `envelope`, whose commands or body are. Without PIPELINING
 * each command waits for the one before. A message is answered exactly once, whatever happens: by a
 * reply, by a refusal of our own before anything of it was written, or, when the connection is
 * lost, with the stage it had reached. Only stage DOT leaves a doubt.
 *
 * One recipient per transaction. A refused recipient is settled by the reply to its RCPT (or MAIL);
 * if the server still says 354 it gets a lone dot, whose answer is nobody's, and RSET goes before
 * the next MAIL so that one bad address never poisons the next. Everything the protocol does not
 * foresee, bytes before the TLS handshake and answers nobody asked for included, breaks the
 * connection: it is closed, not reused. */

#include "smtp/smtp-engine.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "net/sasl.h"
#include "smtp/smtp-engine-private.h"
#include "smtp/smtp-wire.h"

enum {
  /* bytes fed and not yet taken; a driver feeds what it read and takes all */
  INPUT_MAX = 4 * 1024 * 1024,
  CODE_CLOSING = 421,
  CODE_CONTINUE = 354,
};

static const struct {
  Await await;
  PostinoSmtpStage stage;
} await_stages[] = {
  { AWAIT_GREETING, POSTINO_SMTP_STAGE_HELLO }, /* RFC 5321 gives the greeting as long as a HELO */
  { AWAIT_EHLO, POSTINO_SMTP_STAGE_HELLO },
  { AWAIT_HELO, POSTINO_SMTP_STAGE_HELLO },
  { AWAIT_STARTTLS, POSTINO_SMTP_STAGE_STARTTLS },
  { AWAIT_AUTH, POSTINO_SMTP_STAGE_AUTH },
  { AWAIT_MAIL, POSTINO_SMTP_STAGE_MAIL },
  { AWAIT_RCPT, POSTINO_SMTP_STAGE_RCPT },
  { AWAIT_DATA, POSTINO_SMTP_STAGE_DATA },
  { AWAIT_DOT, POSTINO_SMTP_STAGE_DOT },
  { AWAIT_LONE_DOT, POSTINO_SMTP_STAGE_DATA },
  { AWAIT_RSET, POSTINO_SMTP_STAGE_RSET },
  { AWAIT_QUIT, POSTINO_SMTP_STAGE_QUIT },
};

static gboolean
is_positive (const PostinoSmtpReply *reply)
{
  return reply->code / 100 == 2;
}

static gboolean
is_negative (const PostinoSmtpReply *reply)
{
  return reply->code / 100 == 4 || reply->code / 100 == 5;
}

void
postino_smtp_engine_break_off (PostinoSmtpEngine *self,
                               int                code,
                               const char        *format,
                               ...)
{
  va_list args;
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  error = g_error_new_literal (POSTINO_ERROR, code, sentence);
  postino_smtp_engine_fail (self, error);
}

/* On one line, for people and transcripts. */
static char *
dup_shown (PostinoSmtpEngine      *self,
           const PostinoSmtpReply *reply)
{
  return self->auth != NULL ? postino_smtp_auth_dup_shown (self->auth, reply)
                            : postino_smtp_reply_to_string (reply);
}

void
postino_smtp_engine_break_off_protocol (PostinoSmtpEngine      *self,
                                        const PostinoSmtpReply *reply)
{
  g_autofree char *line = dup_shown (self, reply);

  postino_smtp_engine_break_off (self, POSTINO_ERROR_PROTOCOL,
                                 _("The server “%s” gave an answer that makes no sense here: %s"), self->label,
                                 line);
}

/* A no to ourselves, before any message: what the server said belongs into the sentence. */
void
postino_smtp_engine_break_off_refused (PostinoSmtpEngine      *self,
                                       const PostinoSmtpReply *reply)
{
  g_autofree char *line = dup_shown (self, reply);

  if (reply->code / 100 == 4)
    postino_smtp_engine_break_off (self, POSTINO_ERROR_BUSY,
                                   _("The server “%s” cannot be used now: %s"),
                                   self->label, line);
  else if (reply->code / 100 == 5)
    postino_smtp_engine_break_off (self, POSTINO_ERROR_REFUSED, _("The server “%s” refuses us: %s"),
                                   self->label,
                                   line);
  else
    postino_smtp_engine_break_off_protocol (self, reply);
}

/* A new question while unread bytes lie here and nothing is awaited: they would be taken for its
 * answer. */
gboolean
postino_smtp_engine_check_in_step (PostinoSmtpEngine *self)
{
  if (self->n_awaited > 0 || self->input_taken == self->input->len)
    return TRUE;
  postino_smtp_engine_break_off (self, POSTINO_ERROR_PROTOCOL,
                                 _("The server “%s” answers before it was asked"),
                                 self->label);
  return FALSE;
}

void
postino_smtp_engine_await (PostinoSmtpEngine *self,
                           Await              await)
{
  g_assert (self->n_awaited < AWAITED_MAX);
  self->awaited[(self->first_awaited + self->n_awaited) % AWAITED_MAX] = await;
  self->n_awaited++;
}

static void
note (PostinoSmtpEngine *self,
      gboolean           is_ours,
      const char        *line)
{
  if (self->transcript != NULL)
    self->transcript (is_ours, line, self->transcript_data);
}

/* @shown: what the transcript may hold of @line. */
gboolean
postino_smtp_engine_put_shown (PostinoSmtpEngine *self,
                               Await              await,
                               const char        *line,
                               gsize              max,
                               const char        *shown)
{
  if (!postino_smtp_engine_check_in_step (self))
    return FALSE;
  if (!postino_smtp_wire_put_line (self->output, line, max))
    {
      postino_smtp_engine_break_off (self, POSTINO_ERROR_LIMIT,
                                     _("A command to the server “%s” is too long or not one line"), self->label);
      return FALSE;
    }
  note (self, TRUE, shown);
  postino_smtp_engine_await (self, await);
  return TRUE;
}

gboolean
postino_smtp_engine_put_command (PostinoSmtpEngine *self,
                                 Await              await,
                                 const char        *line)
{
  return postino_smtp_engine_put_shown (self, await, line, POSTINO_SMTP_COMMAND_MAX, line);
}

/* --- Messages
 * ------------------------------------------------------------------------------------------------- */

static gboolean
can_pipeline (PostinoSmtpEngine *self)
{
  return self->features.pipelining && !self->profile->no_pipelining;
}

static gboolean
answer (Slot                   *slot,
        const PostinoSmtpReply *reply,
        const GError           *error,
        PostinoSmtpEvent       *event)
{
  *event = (PostinoSmtpEvent) {
    .kind = POSTINO_SMTP_EVENT_ANSWERED,
    .message = slot->message,
    .stage = slot->stage,
    .reply = reply,
    .error = error,
  };
  slot->is_answered = TRUE;
  return TRUE;
}

/* MAIL or RCPT was refused: that is the message's answer. Pipelined, the slot stays until DATA is
 * answered too. */
static gboolean
take_refusal (PostinoSmtpEngine      *self,
              const PostinoSmtpReply *reply,
              PostinoSmtpEvent       *event)
{
  Slot *slot = &self->envelope;

  self->needs_rset = slot->stage != POSTINO_SMTP_STAGE_MAIL;
  answer (slot, reply, NULL, event);
  if (!can_pipeline (self))
    *slot = (Slot) { 0 };
  return TRUE;
}

static gboolean
take_envelope (PostinoSmtpEngine      *self,
               Await                   await,
               const PostinoSmtpReply *reply,
               PostinoSmtpEvent       *event)
{
  Slot *slot = &self->envelope;
  g_autofree char *line = NULL;

  if (slot->is_answered)
    return FALSE;
  if (is_negative (reply))
    return take_refusal (self, reply, event);
  if (!is_positive (reply))
    {
      postino_smtp_engine_break_off_protocol (self, reply);
      return FALSE;
    }
  slot->stage = await == AWAIT_MAIL ? POSTINO_SMTP_STAGE_RCPT : POSTINO_SMTP_STAGE_DATA;
  if (can_pipeline (self))
    return FALSE;
  line = await == AWAIT_MAIL ? g_strdup_printf ("RCPT TO:<%s>",
                                                slot->message->recipient) : g_strdup ("DATA");
  postino_smtp_engine_put_command (self, await == AWAIT_MAIL ? AWAIT_RCPT : AWAIT_DATA, line);
  return FALSE;
}

static gboolean
take_data (PostinoSmtpEngine      *self,
           const PostinoSmtpReply *reply,
           PostinoSmtpEvent       *event)
{
  Slot *slot = &self->envelope;
  gboolean is_settled = slot->is_answered;

  if (reply->code != CODE_CONTINUE && !is_negative (reply))
    {
      postino_smtp_engine_break_off_protocol (self, reply);
      return FALSE;
    }
  if (reply->code == CODE_CONTINUE && !is_settled)
    {
      slot->stage = POSTINO_SMTP_STAGE_BODY;
      slot->is_open = TRUE;
      event->kind = POSTINO_SMTP_EVENT_GO;
      event->message = slot->message;
      return TRUE;
    }
  self->needs_rset = TRUE;
  if (reply->code == CODE_CONTINUE)
    postino_smtp_engine_put_command (self, AWAIT_LONE_DOT, ".");
  if (!is_settled)
    answer (slot, reply, NULL, event);
  *slot = (Slot) { 0 };
  return !is_settled;
}

static gboolean
take_dot (PostinoSmtpEngine      *self,
          const PostinoSmtpReply *reply,
          PostinoSmtpEvent       *event)
{
  if (!is_positive (reply) && !is_negative (reply))
    {
      postino_smtp_engine_break_off_protocol (self, reply);
      return FALSE;
    }
  answer (&self->dotted, reply, NULL, event);
  self->dotted = (Slot) { 0 };
  return TRUE;
}

static void
put_mail (PostinoSmtpEngine *self)
{
  const Slot *slot = &self->envelope;
  char line[POSTINO_SMTP_COMMAND_MAX + 1]; /* find_refusal saw to it that the addresses fit */

  g_snprintf (line, sizeof line, "MAIL FROM:<%s>%s%s", slot->message->sender,
              slot->has_8bit && self->features.eightbit ? " BODY=8BITMIME" : "",
              postino_smtp_message_needs_utf8 (slot->message) ? " SMTPUTF8" : "");
  postino_smtp_engine_put_command (self, AWAIT_MAIL, line);
}

static gboolean
take_rset (PostinoSmtpEngine      *self,
           const PostinoSmtpReply *reply)
{
  if (!is_positive (reply)) /* the next MAIL could be refused for the last one's sake */
    postino_smtp_engine_break_off_protocol (self, reply);
  else if (!can_pipeline (self) && self->envelope.message != NULL)
    put_mail (self);
  return FALSE;
}

/* --- Replies
 * -------------------------------------------------------------------------------------------------- */

static gboolean
dispatch_reply (PostinoSmtpEngine      *self,
                Await                   await,
                const PostinoSmtpReply *reply,
                PostinoSmtpEvent       *event)
{
  switch (await)
    {
    case AWAIT_GREETING:
    case AWAIT_EHLO:
    case AWAIT_HELO:
    case AWAIT_STARTTLS:
    case AWAIT_AUTH: return postino_smtp_engine_take_setup_reply (self, await, reply, event);
    case AWAIT_MAIL:
    case AWAIT_RCPT: return take_envelope (self, await, reply, event);
    case AWAIT_DATA: return take_data (self, reply, event);
    case AWAIT_DOT: return take_dot (self, reply, event);
    case AWAIT_LONE_DOT: return FALSE;
    case AWAIT_RSET: return take_rset (self, reply);
    case AWAIT_QUIT: break;
    }
  self->state = STATE_OVER;
  event->kind = POSTINO_SMTP_EVENT_CLOSED;
  return TRUE;
}

/* 421 may come at any time. It settles the message it answers and ends the connection for all
 * others. */
static gboolean
take_closing (PostinoSmtpEngine      *self,
              gboolean                was_awaited,
              Await                   await,
              const PostinoSmtpReply *reply,
              PostinoSmtpEvent       *event)
{
  gboolean has_event = FALSE;

  if (was_awaited && await == AWAIT_DOT)
    {
      has_event = answer (&self->dotted, reply, NULL, event);
      self->dotted = (Slot) { 0 };
    }
  else if (was_awaited && (await == AWAIT_MAIL || await == AWAIT_RCPT || await == AWAIT_DATA)
           && !self->envelope.is_answered)
    has_event = answer (&self->envelope, reply, NULL, event);
  postino_smtp_engine_break_off_refused (self, reply);
  return has_event;
}

static gboolean
take_reply (PostinoSmtpEngine      *self,
            const PostinoSmtpReply *reply,
            PostinoSmtpEvent       *event)
{
  gboolean was_awaited = self->n_awaited > 0;
  Await await = self->awaited[self->first_awaited];

  self->n_replies++;
  if (self->transcript != NULL)
    {
      g_autofree char *line = dup_shown (self, reply);

      note (self, FALSE, line);
    }
  if (was_awaited)
    {
      self->first_awaited = (self->first_awaited + 1) % AWAITED_MAX;
      self->n_awaited--;
    }
  if (reply->code == CODE_CLOSING)
    return take_closing (self, was_awaited, await, reply, event);
  if (was_awaited)
    return dispatch_reply (self, await, reply, event);
  postino_smtp_engine_break_off (self, POSTINO_ERROR_PROTOCOL,
                                 _("The server “%s” answers before it was asked"),
                                 self->label);
  return FALSE;
}

static gboolean
answer_broken (PostinoSmtpEngine *self,
               PostinoSmtpEvent  *event)
{
  Slot *slots[] = { &self->dotted, &self->envelope };

  for (gsize i = 0; i < G_N_ELEMENTS (slots); i++)
    {
      if (slots[i]->message != NULL && !slots[i]->is_answered)
        return answer (slots[i], NULL, self->error, event);
    }
  self->state = STATE_OVER;
  event->kind = POSTINO_SMTP_EVENT_FAILED;
  event->error = self->error;
  return TRUE;
}

static gboolean
parse_input (PostinoSmtpEngine *self,
             PostinoSmtpEvent  *event)
{
  const char *bytes = (const char *) self->input->data + self->input_taken;
  gsize taken = 0;
  PostinoSmtpReplyStatus status;

  status = postino_smtp_reply_parser_feed (self->parser, bytes,
                                           self->input->len - self->input_taken, &taken);
  self->input_taken += taken;
  if (self->input_taken == self->input->len)
    {
      g_byte_array_set_size (self->input, 0);
      self->input_taken = 0;
    }
  switch (status)
    {
    case POSTINO_SMTP_REPLY_MORE:
      break;
    case POSTINO_SMTP_REPLY_DONE:
      return take_reply (self, postino_smtp_reply_parser_get (self->parser), event);
    case POSTINO_SMTP_REPLY_GARBAGE:
      postino_smtp_engine_break_off (
        self, POSTINO_ERROR_PROTOCOL,
        self->n_replies == 0 ? _("What answers at “%s” is not a mail server (SMTP)")
                             : _("The server “%s” sent something that is not SMTP"),
        self->label);
      break;
    }
  return FALSE;
}

gboolean
postino_smtp_engine_next_event (PostinoSmtpEngine *self,
                                PostinoSmtpEvent  *event)
{
  *event = (PostinoSmtpEvent) { 0 };
  for (;;)
    {
      if (self->state == STATE_OVER)
        return FALSE;
      if (self->refusal != NULL && self->envelope.message != NULL && !self->envelope.is_answered)
        {
          answer (&self->envelope, self->refusal, NULL, event);
          self->envelope = (Slot) { 0 };
          return TRUE;
        }
      if (self->state == STATE_BROKEN)
        return answer_broken (self, event);
      if (self->input_taken == self->input->len)
        return FALSE;
      if (self->state == STATE_HANDSHAKE)
        return FALSE;
      if (parse_input (self, event))
        return TRUE;
    }
}

/* --- The driver's side
 * ---------------------------------------------------------------------------------------- */

PostinoSmtpEngine *
postino_smtp_engine_new (const PostinoSmtpProfile *profile,
                         const char               *password,
                         const char               *hello_name,
                         gboolean                  is_secure,
                         gboolean                  is_loopback)
{
  PostinoSmtpEngine *self = g_new0 (PostinoSmtpEngine, 1);

  self->profile = postino_smtp_profile_copy (profile);
  self->password = g_strdup (password);
  self->hello_name = g_strdup (hello_name);
  self->label = g_strdup_printf ("%s:%u", profile->host, postino_smtp_profile_get_port (profile));
  self->is_secure = is_secure;
  self->is_loopback = is_loopback;
  self->parser = postino_smtp_reply_parser_new ();
  self->input = g_byte_array_new ();
  self->output = g_byte_array_new ();
  postino_smtp_engine_await (self, AWAIT_GREETING);
  return self;
}

void
postino_smtp_engine_free (PostinoSmtpEngine *self)
{
  if (self == NULL)
    return;
  postino_smtp_features_forget (&self->features);
  postino_smtp_profile_free (self->profile);
  postino_smtp_reply_parser_free (self->parser);
  postino_smtp_reply_free (self->refusal);
  postino_smtp_auth_free (self->auth);
  postino_sasl_wipe (self->password);
  g_byte_array_unref (self->input);
  if (self->output->len > 0)
    explicit_bzero (self->output->data, self->output->len);
  g_byte_array_unref (self->output);
  g_clear_error (&self->error);
  g_free (self->hello_name);
  g_free (self->label);
  g_free (self);
}

void
postino_smtp_engine_set_transcript (PostinoSmtpEngine     *self,
                                    PostinoSmtpTranscript  transcript,
                                    gpointer               user_data)
{
  self->transcript = transcript;
  self->transcript_data = user_data;
}

void
postino_smtp_engine_feed (PostinoSmtpEngine *self,
                          const char        *bytes,
                          gsize              n_bytes)
{
  if (self->state == STATE_BROKEN || self->state == STATE_OVER)
    return;
  if (self->state == STATE_HANDSHAKE || n_bytes > INPUT_MAX - self->input->len)
    {
      postino_smtp_engine_break_off (self, POSTINO_ERROR_PROTOCOL,
                                     _("The server “%s” answers before it was asked"),
                                     self->label);
      return;
    }
  g_byte_array_append (self->input, (const guint8 *) bytes, (guint) n_bytes);
}

GByteArray *
postino_smtp_engine_get_output (PostinoSmtpEngine *self)
{
  return self->output;
}

void
postino_smtp_engine_secured (PostinoSmtpEngine *self)
{
  g_return_if_fail (self->state == STATE_HANDSHAKE);

  self->is_secure = TRUE;
  self->state = STATE_SETUP;
  postino_smtp_engine_put_hello (self, AWAIT_EHLO);
}

void
postino_smtp_engine_fail (PostinoSmtpEngine *self,
                          const GError      *error)
{
  if (self->state == STATE_BROKEN || self->state == STATE_OVER)
    return;
  self->state = STATE_BROKEN;
  self->error = g_error_copy (error);
  g_byte_array_set_size (self->output, 0);
}

gboolean
postino_smtp_engine_can_submit (PostinoSmtpEngine *self)
{
  if (self->state != STATE_OPEN || self->envelope.message != NULL)
    return FALSE;
  return can_pipeline (self) || self->n_awaited == 0;
}

void
postino_smtp_engine_submit (PostinoSmtpEngine        *self,
                            const PostinoSmtpMessage *message)
{
  char line[POSTINO_SMTP_COMMAND_MAX + 1];
  gboolean rset = self->needs_rset;

  g_return_if_fail (postino_smtp_engine_can_submit (self));

  self->envelope = (Slot) { .message = message };
  g_clear_pointer (&self->refusal, postino_smtp_reply_free);
  self->refusal = postino_smtp_message_find_refusal (message, &self->features,
                                                     &self->envelope.stage,
                                                     &self->envelope.has_8bit);
  if (self->refusal != NULL)
    return;
  self->envelope.stage = POSTINO_SMTP_STAGE_MAIL;

  self->needs_rset = FALSE;
  if (rset && !postino_smtp_engine_put_command (self, AWAIT_RSET, "RSET"))
    return;
  if (rset && !can_pipeline (self))
    return; /* MAIL follows its answer */
  put_mail (self);
  if (!can_pipeline (self) || self->state != STATE_OPEN)
    return;
  g_snprintf (line, sizeof line, "RCPT TO:<%s>", message->recipient);
  if (postino_smtp_engine_put_command (self, AWAIT_RCPT, line))
    postino_smtp_engine_put_command (self, AWAIT_DATA, "DATA");
}

gboolean
postino_smtp_engine_put_body (PostinoSmtpEngine *self,
                              gsize              max)
{
  Slot *slot = &self->envelope;
  const char *bytes;
  gsize n_bytes;

  g_return_val_if_fail (self->state != STATE_OPEN || slot->is_open, TRUE);

  if (self->state != STATE_OPEN || !postino_smtp_engine_check_in_step (self))
    return TRUE;
  bytes = g_bytes_get_data (slot->message->bytes, &n_bytes);
  slot->offset = postino_smtp_wire_put_body (self->output, bytes, n_bytes, slot->offset, max);
  return slot->offset == n_bytes;
}

void
postino_smtp_engine_put_dot (PostinoSmtpEngine *self)
{
  g_return_if_fail (self->state != STATE_OPEN || self->envelope.is_open);

  if (self->state != STATE_OPEN || !postino_smtp_engine_put_command (self, AWAIT_DOT, "."))
    return;
  self->dotted = self->envelope;
  self->dotted.is_open = FALSE;
  self->dotted.stage = POSTINO_SMTP_STAGE_DOT;
  self->envelope = (Slot) { 0 };
}

void
postino_smtp_engine_quit (PostinoSmtpEngine *self)
{
  if (self->state == STATE_BROKEN || self->state == STATE_OVER || self->state == STATE_QUITTING)
    return;
  self->state = STATE_QUITTING;
  postino_smtp_engine_put_command (self, AWAIT_QUIT, "QUIT");
}

const PostinoSmtpMessage *
postino_smtp_engine_get_dotted (PostinoSmtpEngine *self)
{
  return self->dotted.message;
}

const PostinoSmtpMessage *
postino_smtp_engine_get_open (PostinoSmtpEngine *self)
{
  return self->envelope.is_open ? self->envelope.message : NULL;
}

gboolean
postino_smtp_engine_is_idle (PostinoSmtpEngine *self)
{
  return self->dotted.message == NULL && self->envelope.message == NULL;
}

gboolean
postino_smtp_engine_is_usable (PostinoSmtpEngine *self)
{
  return self->state == STATE_OPEN;
}

gboolean
postino_smtp_engine_get_awaited (PostinoSmtpEngine *self,
                                 PostinoSmtpStage  *stage)
{
  if (self->n_awaited == 0)
    return FALSE;
  *stage = await_stages[self->awaited[self->first_awaited]].stage;
  return TRUE;
}

guint64
postino_smtp_engine_count_replies (PostinoSmtpEngine *self)
{
  return self->n_replies;
}

gboolean
postino_smtp_engine_offers_auth (PostinoSmtpEngine *self)
{
  return self->features.auth != NULL;
}

guint64
postino_smtp_engine_get_size_limit (PostinoSmtpEngine *self)
{
  return self->features.size_limit;
}

gboolean
postino_smtp_engine_can_pipeline (PostinoSmtpEngine *self)
{
  return can_pipeline (self);
}
