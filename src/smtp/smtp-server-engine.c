/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's side of SMTP (RFC 5321) for the sandbox, sans I/O.
 *
 * A message ends at CRLF . CRLF and at nothing else: no bare CR or LF before or after a dot ends it
 * (the smuggling of 2023), though such bytes are kept as they come, since the sandbox shows what a
 * client really sends. Commands end at LF; the CR before it may be missing, as for any server
 * people type at. Bounds: a command line, a message, the number of recipients and the number of
 * errors; a message that is too big is read to its end and then refused, so that the conversation
 * stays in step. After too many errors 421 and the end.
 *
 * PIPELINING needs nothing: all that was fed is worked off in order and the replies leave
 * together. */

#include "smtp/smtp-server-engine.h"

#include <string.h>

typedef enum {
  STATE_COMMAND,
  STATE_DATA,
  STATE_OVER,
} State;

/* How far the end of a message has come in: the parts of CRLF . CRLF seen last. */
typedef enum {
  SEEN_NOTHING,
  SEEN_CR,
  SEEN_CRLF, /* where a message begins, too */
  SEEN_DOT,
  SEEN_DOT_CR,
} Seen;

struct _PostinoSmtpServerEngine {
  PostinoSmtpReceiver *receiver;
  State state;
  GString *line;       /* of the command under way */
  gboolean is_too_long;
  GByteArray *output;
  guint n_errors;

  char *hello;
  char *peer;
  char *sender;        /* NULL: no MAIL yet */
  GPtrArray *recipients;

  GByteArray *message;
  Seen seen;
  gboolean is_too_big;
};

static PostinoSmtpEnvelope
make_envelope (PostinoSmtpServerEngine *self)
{
  return (PostinoSmtpEnvelope) {
    .hello = self->hello != NULL ? self->hello : "",
    .peer = self->peer,
    .sender = self->sender != NULL ? self->sender : "",
    .recipients = self->recipients,
  };
}

static void
put_reply (PostinoSmtpServerEngine *self,
           const char              *text)
{
  g_byte_array_append (self->output, (const guint8 *) text, (guint) strlen (text));
  g_byte_array_append (self->output, (const guint8 *) "\r\n", 2);
}

static void
put_error (PostinoSmtpServerEngine *self,
           const char              *text)
{
  self->n_errors++;
  if (self->n_errors <= POSTINO_SMTP_SERVER_ERRORS_MAX)
    {
      put_reply (self, text);
      return;
    }
  put_reply (self, "421 4.7.0 Too many errors");
  self->state = STATE_OVER;
}

/* The receiver's answer; consumed. A line break in it would be a second reply. */
static gboolean
put_answer (PostinoSmtpServerEngine *self,
            char                    *answer,
            const char              *usual)
{
  g_autofree char *owned = answer;

  if (answer == NULL)
    {
      put_reply (self, usual);
      return TRUE;
    }
  put_reply (self, g_strdelimit (answer, "\r\n", ' '));
  return answer[0] == '2';
}

static void
forget_transaction (PostinoSmtpServerEngine *self)
{
  g_clear_pointer (&self->sender, g_free);
  g_ptr_array_set_size (self->recipients, 0);
  g_byte_array_set_size (self->message, 0);
}

/* "<ann@example.org> SIZE=1" after "FROM:"; the path without brackets and source route, or NULL.
 * *@rest: behind it. */
static char *
parse_path (const char  *text,
            const char **rest)
{
  const char *end;
  gboolean is_quoted = FALSE;

  while (*text == ' ')
    text++;
  if (*text != '<')
    return NULL;
  text++;
  for (end = text; *end != '\0' && (*end != '>' || is_quoted); end++)
    {
      if (*end == '"')
        is_quoted = !is_quoted;
      else if (*end == '\\' && end[1] != '\0')
        end++;
    }
  if (*end != '>' || (end[1] != '\0' && end[1] != ' '))
    return NULL;
  *rest = end + 1;
  /* a source route, long obsolete: ignored */
  if (*text == '@' && memchr (text, ':', (gsize) (end - text)) != NULL)
    text = (const char *) memchr (text, ':', (gsize) (end - text)) + 1;
  return g_strndup (text, (gsize) (end - text));
}

static void
take_hello (PostinoSmtpServerEngine *self,
            const char              *argument)
{
  if (*argument == '\0')
    {
      put_error (self, "501 5.5.4 Who are you?");
      return;
    }
  forget_transaction (self);
  g_free (self->hello);
  self->hello = g_utf8_make_valid (argument, -1);
}

static void
take_helo (PostinoSmtpServerEngine *self,
           const char              *argument)
{
  take_hello (self, argument);
  if (*argument != '\0')
    put_reply (self, "250 postino");
}

static void
take_ehlo (PostinoSmtpServerEngine *self,
           const char              *argument)
{
  take_hello (self, argument);
  if (*argument != '\0')
    put_reply (self,
               "250-postino\r\n250-PIPELINING\r\n250-SIZE " G_STRINGIFY (26214400) "\r\n250-8BITMIME\r\n"
                     "250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES");
}

G_STATIC_ASSERT (POSTINO_SMTP_SERVER_MESSAGE_MAX == 26214400); /* as EHLO says */

/* FALSE after an error reply. The only parameter that matters is SIZE; unknown ones are refused as
 * RFC 5321 asks. */
static gboolean
check_mail_parameters (PostinoSmtpServerEngine *self,
                       const char              *rest)
{
  g_auto (GStrv) words = g_strsplit (rest, " ", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      if (*words[i] == '\0' || g_ascii_strncasecmp (words[i], "BODY=", 5) == 0
          || g_ascii_strcasecmp (words[i], "SMTPUTF8") == 0)
        continue;
      if (g_ascii_strncasecmp (words[i], "SIZE=", 5) != 0)
        {
          put_error (self, "555 5.5.4 Unknown parameter");
          return FALSE;
        }
      if (g_ascii_strtoull (words[i] + 5, NULL, 10) > POSTINO_SMTP_SERVER_MESSAGE_MAX)
        {
          put_error (self, "552 5.3.4 Message too big");
          return FALSE;
        }
    }
  return TRUE;
}

static void
take_mail (PostinoSmtpServerEngine *self,
           const char              *argument)
{
  const char *rest = "";
  g_autofree char *sender = NULL;
  PostinoSmtpEnvelope envelope;

  if (self->sender != NULL)
    {
      put_error (self, "503 5.5.1 Sender already given");
      return;
    }
  if (g_ascii_strncasecmp (argument, "FROM:", 5) == 0)
    sender = parse_path (argument + 5, &rest);
  if (sender == NULL || !g_utf8_validate (sender, -1, NULL))
    {
      put_error (self, "501 5.5.4 MAIL FROM:<address>");
      return;
    }
  if (!check_mail_parameters (self, rest))
    return;
  self->sender = g_steal_pointer (&sender);
  envelope = make_envelope (self);
  if (!put_answer (self, self->receiver->mail != NULL ? self->receiver->mail (self->receiver,
                                                                              &envelope) : NULL,
                   "250 2.1.0 Ok"))
    forget_transaction (self);
}

static void
take_rcpt (PostinoSmtpServerEngine *self,
           const char              *argument)
{
  const char *rest = "";
  g_autofree char *recipient = NULL;
  PostinoSmtpEnvelope envelope;

  if (self->sender == NULL)
    {
      put_error (self, "503 5.5.1 MAIL first");
      return;
    }
  if (g_ascii_strncasecmp (argument, "TO:", 3) == 0)
    recipient = parse_path (argument + 3, &rest);
  if (recipient == NULL || *recipient == '\0' || !g_utf8_validate (recipient, -1, NULL))
    {
      put_error (self, "501 5.5.4 RCPT TO:<address>");
      return;
    }
  if (self->recipients->len == POSTINO_SMTP_SERVER_RECIPIENTS_MAX)
    {
      put_error (self, "452 4.5.3 Too many recipients");
      return;
    }
  envelope = make_envelope (self);
  if (put_answer (self,
                  self->receiver->rcpt != NULL ? self->receiver->rcpt (self->receiver, &envelope,
                                                                       recipient) : NULL,
                  "250 2.1.5 Ok"))
    g_ptr_array_add (self->recipients, g_steal_pointer (&recipient));
}

static void
take_data (PostinoSmtpServerEngine *self,
           const char              *argument)
{
  if (self->recipients->len == 0)
    {
      put_error (self,
                 self->sender == NULL ? "503 5.5.1 MAIL first" : "554 5.5.1 No valid recipients");
      return;
    }
  put_reply (self, "354 End with CRLF . CRLF");
  self->state = STATE_DATA;
  self->seen = SEEN_CRLF;
  self->is_too_big = FALSE;
}

static void
take_rset (PostinoSmtpServerEngine *self,
           const char              *argument)
{
  forget_transaction (self);
  put_reply (self, "250 2.0.0 Ok");
}

static void
take_noop (PostinoSmtpServerEngine *self,
           const char              *argument)
{
  put_reply (self, "250 2.0.0 Ok");
}

static void
take_vrfy (PostinoSmtpServerEngine *self,
           const char              *argument)
{
  put_reply (self, "252 2.1.5 Send a message and see");
}

static void
take_help (PostinoSmtpServerEngine *self,
           const char              *argument)
{
  put_reply (self, "214 2.0.0 EHLO HELO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT");
}

static void
take_quit (PostinoSmtpServerEngine *self,
           const char              *argument)
{
  put_reply (self, "221 2.0.0 Good-bye");
  self->state = STATE_OVER;
}

static void
take_unsupported (PostinoSmtpServerEngine *self,
                  const char              *argument)
{
  put_error (self, "502 5.5.1 Not here");
}

static const struct {
  const char *verb;
  void (*take) (PostinoSmtpServerEngine *self, const char *argument);
} commands[] = {
  { "EHLO", take_ehlo }, { "HELO", take_helo }, { "MAIL", take_mail }, { "RCPT",
                                                                         take_rcpt }, { "DATA",
                                                                                        take_data },
  { "RSET", take_rset }, { "NOOP", take_noop }, { "VRFY", take_vrfy }, { "HELP",
                                                                         take_help }, { "QUIT",
                                                                                        take_quit },
  { "EXPN", take_unsupported }, { "AUTH", take_unsupported }, { "STARTTLS", take_unsupported },
  { "BDAT", take_unsupported }, { "ETRN", take_unsupported },
};

static void
take_command (PostinoSmtpServerEngine *self)
{
  char *line = self->line->str;
  gsize n_verb;
  char *argument;

  if (self->line->len > 0 && line[self->line->len - 1] == '\r')
    g_string_truncate (self->line, self->line->len - 1);
  if (self->is_too_long)
    {
      put_error (self, "500 5.5.2 Line too long");
      return;
    }
  if (strlen (line) != self->line->len || strchr (line, '\r') != NULL)
    {
      put_error (self, "500 5.5.2 Control characters in a command");
      return;
    }
  n_verb = strcspn (line, " ");
  argument = line + n_verb;
  g_strstrip (argument);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (strlen (commands[i].verb) == n_verb
          && g_ascii_strncasecmp (line, commands[i].verb, n_verb) == 0)
        {
          commands[i].take (self, argument);
          return;
        }
    }
  put_error (self, "500 5.5.2 Unknown command");
}

/* One command line, or what there is of it; how many bytes were taken. */
static gsize
feed_command (PostinoSmtpServerEngine *self,
              const char              *bytes,
              gsize                    n_bytes)
{
  const char *end = memchr (bytes, '\n', n_bytes);
  gsize n_piece = end != NULL ? (gsize) (end - bytes) : n_bytes;
  gsize room = POSTINO_SMTP_SERVER_LINE_MAX + 1 - self->line->len; /* and the CR */

  if (n_piece > room)
    self->is_too_long = TRUE;
  g_string_append_len (self->line, bytes, (gssize) MIN (n_piece, room));
  if (end == NULL)
    return n_bytes;
  take_command (self);
  g_string_truncate (self->line, 0);
  self->is_too_long = FALSE;
  return n_piece + 1;
}

static void
keep (PostinoSmtpServerEngine *self,
      const char              *bytes,
      gsize                    n_bytes)
{
  if (self->is_too_big || n_bytes > POSTINO_SMTP_SERVER_MESSAGE_MAX - self->message->len)
    {
      self->is_too_big = TRUE;
      g_byte_array_set_size (self->message, 0);
      return;
    }
  g_byte_array_append (self->message, (const guint8 *) bytes, (guint) n_bytes);
}

static void
finish_message (PostinoSmtpServerEngine *self)
{
  PostinoSmtpEnvelope envelope = make_envelope (self);

  self->state = STATE_COMMAND;
  if (self->is_too_big)
    put_error (self, "552 5.3.4 Message too big");
  else
    {
      g_autoptr (GBytes) message = g_bytes_new (self->message->data, self->message->len);

      put_answer (self, self->receiver->data (self->receiver, &envelope, message),
                  "250 2.0.0 Taken");
    }
  forget_transaction (self);
}

/* Where in the end of a message we are after @c; a dot at a line start is left out, and comes back
 * where it was not followed by CRLF only if it was itself doubled: "..x" is ".x", ".x" is "x". */
static Seen
advance (Seen seen,
         char c)
{
  if (c == '\r')
    return seen == SEEN_DOT ? SEEN_DOT_CR : SEEN_CR;
  if (c == '\n')
    return seen == SEEN_CR ? SEEN_CRLF : SEEN_NOTHING;
  return seen == SEEN_CRLF && c == '.' ? SEEN_DOT : SEEN_NOTHING;
}

/* Message bytes up to the final dot; how many were taken. Long runs without CR and dots are copied
 * in one go. */
static gsize
feed_data (PostinoSmtpServerEngine *self,
           const char              *bytes,
           gsize                    n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    {
      char c = bytes[i];

      if (self->seen == SEEN_DOT_CR && c == '\n')
        {
          finish_message (self);
          return i + 1;
        }
      if (self->seen == SEEN_NOTHING && c != '\r')
        {
          const char *cr = memchr (bytes + i, '\r', n_bytes - i);
          gsize n_run = cr != NULL ? (gsize) (cr - bytes) - i : n_bytes - i;

          keep (self, bytes + i, n_run);
          i += n_run - 1;
          continue;
        }
      if (self->seen == SEEN_DOT_CR) /* ".\r" and no LF: the CR stays, the dot was stuffing */
        {
          keep (self, "\r", 1);
          self->seen = SEEN_CR;
        }
      self->seen = advance (self->seen, c);
      if (self->seen != SEEN_DOT && self->seen != SEEN_DOT_CR)
        keep (self, &c, 1);
    }
  return n_bytes;
}

PostinoSmtpServerEngine *
postino_smtp_server_engine_new (PostinoSmtpReceiver *receiver,
                                const char          *peer)
{
  PostinoSmtpServerEngine *self = g_new0 (PostinoSmtpServerEngine, 1);

  self->receiver = receiver;
  self->peer = g_strdup (peer);
  self->line = g_string_new (NULL);
  self->output = g_byte_array_new ();
  self->message = g_byte_array_new ();
  self->recipients = g_ptr_array_new_with_free_func (g_free);
  put_reply (self, "220 postino ESMTP");
  return self;
}

void
postino_smtp_server_engine_free (PostinoSmtpServerEngine *self)
{
  if (self == NULL)
    return;
  g_string_free (self->line, TRUE);
  g_byte_array_unref (self->output);
  g_byte_array_unref (self->message);
  g_ptr_array_unref (self->recipients);
  g_free (self->sender);
  g_free (self->hello);
  g_free (self->peer);
  g_free (self);
}

void
postino_smtp_server_engine_feed (PostinoSmtpServerEngine *self,
                                 const char              *bytes,
                                 gsize                    n_bytes)
{
  while (n_bytes > 0 && self->state != STATE_OVER)
    {
      gsize taken = self->state == STATE_DATA ? feed_data (self, bytes, n_bytes)
                                              : feed_command (self, bytes, n_bytes);

      bytes += taken;
      n_bytes -= taken;
    }
}

GByteArray *
postino_smtp_server_engine_get_output (PostinoSmtpServerEngine *self)
{
  return self->output;
}

gboolean
postino_smtp_server_engine_is_over (PostinoSmtpServerEngine *self)
{
  return self->state == STATE_OVER;
}
