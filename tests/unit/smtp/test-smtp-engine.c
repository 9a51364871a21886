/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "smtp/smtp-engine.h"

/* Conversations as scripts, one step a line:
 *   < text   the server says this line; lines that follow each other arrive in one piece
 *   -        ends such a piece
 *   > text   the engine writes this line, next and nothing else
 *   ! text   the engine tells this event next
 *   + name   a message is submitted         . name   its body and dot are put
 *   T        the TLS handshake is done      Q        QUIT        L  the connection is lost
 * At the end nothing may be left over. */
typedef struct {
  const char *name;
  PostinoSmtpTls tls;
  const char *auth;
  const char *user;
  gboolean is_loopback;
  gboolean no_pipelining;
  gboolean plain_password;
  const char *script;
} Case;

static const PostinoSmtpMessage *
find_message (const char *name)
{
  static const char plain[] = "Subject: x\r\n\r\n.dot\r\n";
  static const char eight[] = "Subject: x\r\n\r\nperch\xc3\xa9\r\n";
  static const struct { const char *name, *sender, *recipient, *bytes; } table[] = {
    { "m1", "me@a.example", "one@b.example", plain },
    { "m2", "me@a.example", "two@b.example", plain },
    { "m3", "", "three@b.example", plain },
    { "eight", "me@a.example", "one@b.example", eight },
    { "utf8", "me@a.example", "j\xc3\xb6rg@b.example", plain },
    { "inject", "me@a.example", "a@b.example>\r\nRCPT TO:<c@d", plain },
    { "angle", "me@a.example", "a> NOTIFY=NEVER <b@c.example", plain },
    { "empty", "me@a.example", "", plain },
    { "bare-lf", "me@a.example", "one@b.example", "Subject: x\r\n\r\na\n.\r\nMAIL FROM:<x@y>\r\n" },
    { "bare-cr", "me@a.example", "one@b.example", "Subject: x\r\n\r\na\r.\r\n" },
  };
  static PostinoSmtpMessage messages[G_N_ELEMENTS (table)];

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      if (strcmp (table[i].name, name) != 0)
        continue;
      if (messages[i].bytes == NULL)
        messages[i] = (PostinoSmtpMessage) { (gint64) i, 1, table[i].sender, table[i].recipient,
                                             g_bytes_new_static (table[i].bytes, strlen (table[i].bytes)) };
      return &messages[i];
    }
  g_error ("no message %s", name);
}

static const char *
name_message (const PostinoSmtpMessage *message)
{
  static const char *const names[] = { "m1", "m2", "m3", "eight", "utf8", "inject", "angle", "empty", "bare-lf",
                                       "bare-cr" };

  return names[message->row];
}

#define OPENING "< 220 hi\n> EHLO [127.0.0.1]\n"
#define PIPE OPENING "< 250-hi\n< 250-SIZE 1000\n< 250-8BITMIME\n< 250 PIPELINING\n! ready\n"
#define STEP OPENING "< 250 hi\n! ready\n"
#define MAIL1 "> MAIL FROM:<me@a.example>\n> RCPT TO:<one@b.example>\n> DATA\n"
#define MAIL2 "> MAIL FROM:<me@a.example>\n> RCPT TO:<two@b.example>\n> DATA\n"
#define BODY "> Subject: x\n> \n> ..dot\n> .\n"
#define GO1 "< 250 ok\n< 250 ok\n< 354 go\n! go m1\n"

static const Case cases[] = {
  { "pipelined", .script = PIPE "+ m1\n" MAIL1 GO1 ". m1\n+ m2\n" BODY MAIL2
    "< 250 2.0.0 queued\n< 250 ok\n< 250 ok\n< 354 go\n! answered m1 dot 250 2.0.0\n! go m2\n"
    ". m2\n" BODY "< 250 ok\n! answered m2 dot 250\nQ\n> QUIT\n< 221 bye\n! closed\n" },
  { "lock-step", .script = STEP "+ m1\n> MAIL FROM:<me@a.example>\n< 250 ok\n> RCPT TO:<one@b.example>\n"
    "< 250 ok\n> DATA\n< 354 go\n! go m1\n. m1\n" BODY "< 250 ok\n! answered m1 dot 250\n" },
  { "lock-step by wish", .no_pipelining = TRUE, .script = PIPE "+ m1\n> MAIL FROM:<me@a.example>\n< 250 ok\n"
    "> RCPT TO:<one@b.example>\n< 550 5.1.1 no\n! answered m1 rcpt 550 5.1.1\n"
    "+ m2\n> RSET\n< 250 ok\n> MAIL FROM:<me@a.example>\n< 250 ok\n> RCPT TO:<two@b.example>\nL\n"
    "! answered m2 rcpt none\n! failed 0\n" },
  { "lock-step with Dovecot", .script = "< 220 mail.example Dovecot (Debian) ready.\n> EHLO [127.0.0.1]\n"
    "< 250-hi\n< 250 PIPELINING\n! ready\n+ m1\n> MAIL FROM:<me@a.example>\n" },
  { "HELO", .script = OPENING "< 502 what\n> HELO [127.0.0.1]\n< 250-hi\n< 250 PIPELINING\n! ready\n"
    "+ m3\n> MAIL FROM:<>\n< 451 later\n! answered m3 mail 451\n" },
  { "RCPT refused, DATA refused", .script = PIPE "+ m1\n" MAIL1
    "< 250 ok\n< 550 5.1.1 no\n< 503 5.5.1 no\n! answered m1 rcpt 550 5.1.1\n+ m2\n> RSET\n" MAIL2 },
  { "RCPT refused, 354 all the same", .script = PIPE "+ m1\n" MAIL1
    "< 250 ok\n< 550 5.1.1 no\n< 354 go\n! answered m1 rcpt 550 5.1.1\n> .\n+ m2\n> RSET\n" MAIL2
    "< 554 no valid recipients\n< 250 ok\n< 250 ok\n< 250 ok\n< 354 go\n! go m2\n" },
  { "the refused one behind a dot", .script = PIPE "+ m1\n" MAIL1 GO1 ". m1\n+ m2\n" BODY MAIL2
    "< 250 ok\n< 250 ok\n< 452 4.2.2 full\n< 503 no\n! answered m1 dot 250\n! answered m2 rcpt 452 4.2.2\n" },
  { "MAIL refused", .script = PIPE "+ m1\n" MAIL1 "< 550 5.7.1 no\n< 503 no\n< 503 no\n! answered m1 mail 550 5.7.1\n" },
  { "DATA refused", .script = PIPE "+ m1\n" MAIL1
    "< 250 ok\n< 250 ok\n< 451 4.3.0 later\n! answered m1 data 451 4.3.0\n+ m2\n> RSET\n" MAIL2 },
  { "dot refused, next goes on", .script = PIPE "+ m1\n" MAIL1 GO1 ". m1\n+ m2\n" BODY MAIL2
    "< 554 5.7.1 spam\n< 250 ok\n< 250 ok\n< 354 go\n! answered m1 dot 554 5.7.1\n! go m2\n" },
  { "421 to the dot", .script = PIPE "+ m1\n" MAIL1 GO1 ". m1\n+ m2\n" BODY MAIL2
    "< 421 4.3.2 bye\n! answered m1 dot 421 4.3.2\n! answered m2 mail none\n! failed 5\n" },
  { "421 after the 250", .script = PIPE "+ m1\n" MAIL1 GO1 ". m1\n" BODY
    "< 250 ok\n< 421 enough\n! answered m1 dot 250\n! failed 5\n" },
  { "421 to MAIL", .script = PIPE "+ m1\n" MAIL1 "< 421 no\n! answered m1 mail 421\n! failed 5\n" },
  { "lost after the dot", .script = PIPE "+ m1\n" MAIL1 GO1 ". m1\n+ m2\n" BODY MAIL2
    "L\n! answered m1 dot none\n! answered m2 mail none\n! failed 0\n" },
  { "lost after 354", .script = PIPE "+ m1\n" MAIL1 GO1 "L\n! answered m1 body none\n! failed 0\n" },
  { "lost after RCPT", .script = PIPE "+ m1\n" MAIL1 "< 250 ok\n< 250 ok\n-\nL\n! answered m1 data none\n! failed 0\n" },
  { "354 to the dot", .script = PIPE "+ m1\n" MAIL1 GO1 ". m1\n" BODY
    "< 354 what\n! answered m1 dot none\n! failed 9\n" },
  { "garbage to the dot", .script = PIPE "+ m1\n" MAIL1 GO1 ". m1\n" BODY
    "< ok\n! answered m1 dot none\n! failed 9\n" },
  { "250 to DATA", .script = PIPE "+ m1\n" MAIL1 "< 250 ok\n< 250 ok\n< 250 ok\n! answered m1 data none\n! failed 9\n" },
  { "354 to MAIL", .script = PIPE "+ m1\n" MAIL1 "< 354 ok\n! answered m1 mail none\n! failed 9\n" },
  { "an answer too many", .script = PIPE "+ m1\n" MAIL1 "< 250 ok\n< 250 ok\n< 354 go\n< 250 ok\n"
    "! go m1\n! answered m1 body none\n! failed 9\n" },
  { "RSET refused", .script = PIPE "+ m1\n" MAIL1 "< 250 ok\n< 550 no\n< 503 no\n! answered m1 rcpt 550\n"
    "+ m2\n> RSET\n" MAIL2 "< 500 what\n! answered m2 mail none\n! failed 9\n" },
  { "eight bits", .script = PIPE "+ eight\n> MAIL FROM:<me@a.example> BODY=8BITMIME\n> RCPT TO:<one@b.example>\n> DATA\n" },
  { "no SMTPUTF8", .script = PIPE "+ utf8\n! answered utf8 rcpt 553 5.6.7\n+ m1\n" MAIL1 },
  { "SMTPUTF8", .script = OPENING "< 250-hi\n< 250-SMTPUTF8\n< 250 PIPELINING\n! ready\n+ utf8\n"
    "> MAIL FROM:<me@a.example> SMTPUTF8\n> RCPT TO:<j\xc3\xb6rg@b.example>\n> DATA\n" },
  { "too big", .script = OPENING "< 250-hi\n< 250 SIZE 10\n! ready\n+ m1\n! answered m1 mail 552 5.3.4\n" },
  { "SIZE 0 is no limit", .script = OPENING "< 250-hi\n< 250 SIZE 0\n! ready\n+ m1\n> MAIL FROM:<me@a.example>\n" },
  { "injected command", .script = PIPE "+ inject\n! answered inject rcpt 553 5.1.3\n" },
  { "injected parameter", .script = PIPE "+ angle\n! answered angle rcpt 553 5.1.3\n" },
  { "no recipient", .script = PIPE "+ empty\n! answered empty rcpt 553 5.1.3\n" },
  { "bare LF", .script = PIPE "+ bare-lf\n! answered bare-lf mail 554 5.6.0\n" },
  { "bare CR", .script = PIPE "+ bare-cr\n! answered bare-cr mail 554 5.6.0\n" },
  { "refused by us behind a dot", .script = PIPE "+ m1\n" MAIL1 GO1 ". m1\n+ bare-cr\n" BODY
    "! answered bare-cr mail 554 5.6.0\n+ m2\n" MAIL2 "< 250 ok\n! answered m1 dot 250\n" },

  { "greeting refused", .script = "< 554 no\n! failed 10\n" },
  { "greeting busy", .script = "< 421 later\n! failed 5\n" },
  { "greeting that greets nobody", .script = "< 250 ok\n! failed 9\n" },
  { "greeting that asks", .script = "< 334 VXNlcm5hbWU6\n! failed 9\n" },
  { "greeting as if signed in", .auth = "auto", .user = "u", .is_loopback = TRUE, .script =
    "< 235 2.7.0 ok\n! failed 9\n" },
  { "not SMTP", .script = "< SSH-2.0-OpenSSH_9.2\n! failed 9\n" },
  { "talks ahead of EHLO", .script = "< 220 hi\n< 250 PIPELINING\n! failed 9\n" },

  { "STARTTLS", .tls = POSTINO_SMTP_TLS_STARTTLS, .auth = "auto", .user = "u", .script =
    OPENING "< 250-hi\n< 250-PIPELINING\n< 250-AUTH LOGIN\n< 250 STARTTLS\n> STARTTLS\n< 220 go\n! tls\n"
    "T\n> EHLO [127.0.0.1]\n< 250-hi\n< 250 AUTH PLAIN\n> AUTH PLAIN AHUAc2VjcmV0\n< 235 ok\n! ready\n"
    "+ m1\n> MAIL FROM:<me@a.example>\n" },
  { "STARTTLS not offered", .tls = POSTINO_SMTP_TLS_STARTTLS, .script = OPENING "< 250 hi\n! failed 12\n" },
  { "STARTTLS refused", .tls = POSTINO_SMTP_TLS_STARTTLS, .script =
    OPENING "< 250-hi\n< 250 STARTTLS\n> STARTTLS\n< 502 no\n! failed 12\n" },
  { "STARTTLS answered otherwise", .tls = POSTINO_SMTP_TLS_STARTTLS, .script =
    OPENING "< 250-hi\n< 250 STARTTLS\n> STARTTLS\n< 250 ok\n! failed 12\n" },
  { "STARTTLS forgets what was offered", .tls = POSTINO_SMTP_TLS_STARTTLS, .auth = "auto", .user = "u", .script =
    OPENING "< 250-hi\n< 250-AUTH SCRAM-SHA-256 PLAIN\n< 250 STARTTLS\n> STARTTLS\n< 220 go\n! tls\n"
    "T\n> EHLO [127.0.0.1]\n< 250-hi\n< 250 AUTH LOGIN\n> AUTH LOGIN\n< 334 x\n> dQ==\n< 334 x\n> c2VjcmV0\n"
    "< 235 ok\n! ready\n" },
  { "STARTTLS forgets that there was AUTH", .tls = POSTINO_SMTP_TLS_STARTTLS, .auth = "auto", .user = "u", .script =
    OPENING "< 250-hi\n< 250-AUTH PLAIN\n< 250 STARTTLS\n> STARTTLS\n< 220 go\n! tls\n"
    "T\n> EHLO [127.0.0.1]\n< 250 hi\n! failed 10\n" },
  { "STARTTLS and then only HELO", .tls = POSTINO_SMTP_TLS_STARTTLS, .auth = "auto", .user = "u", .script =
    OPENING "< 250-hi\n< 250-AUTH PLAIN\n< 250 STARTTLS\n> STARTTLS\n< 220 go\n! tls\n"
    "T\n> EHLO [127.0.0.1]\n< 502 what\n> HELO [127.0.0.1]\n< 250-hi\n< 250 AUTH PLAIN\n! failed 10\n" },
  { "STARTTLS injected", .tls = POSTINO_SMTP_TLS_STARTTLS, .script =
    OPENING "< 250-hi\n< 250 STARTTLS\n> STARTTLS\n< 220 go\n< 250-evil\n< 250 AUTH PLAIN\n! failed 12\n" },
  { "STARTTLS injected later", .tls = POSTINO_SMTP_TLS_STARTTLS, .script =
    OPENING "< 250-hi\n< 250 STARTTLS\n> STARTTLS\n< 220 go\n! tls\n< 250 evil\n! failed 9\n" },

  { "AUTH in the clear", .auth = "auto", .user = "u", .script =
    OPENING "< 250-hi\n< 250 AUTH PLAIN\n! failed 12\n" },
  { "AUTH in the clear, whatever the way", .auth = "scram-sha-256", .user = "u", .script =
    OPENING "< 250-hi\n< 250 AUTH SCRAM-SHA-256\n! failed 12\n" },
  { "AUTH in the clear by wish", .auth = "auto", .user = "u", .plain_password = TRUE, .script =
    OPENING "< 250-hi\n< 250 AUTH PLAIN\n> AUTH PLAIN AHUAc2VjcmV0\n< 235 ok\n! ready\n" },
  { "AUTH LOGIN on loopback", .auth = "login", .user = "u", .is_loopback = TRUE, .script =
    OPENING "< 250-hi\n< 250 AUTH PLAIN LOGIN\n> AUTH LOGIN\n< 334 VXNlcm5hbWU6\n> dQ==\n"
    "< 334 UGFzc3dvcmQ6\n> c2VjcmV0\n< 235 ok\n! ready\n" },
  { "AUTH= of old", .auth = "auto", .user = "u", .is_loopback = TRUE, .script =
    OPENING "< 250-hi\n< 250 AUTH=LOGIN\n> AUTH LOGIN\n< 334 x\n> dQ==\n< 535 5.7.8 no\n! failed 10\n" },
  { "AUTH busy", .auth = "auto", .user = "u", .is_loopback = TRUE, .script =
    OPENING "< 250-hi\n< 250 AUTH PLAIN\n> AUTH PLAIN AHUAc2VjcmV0\n< 454 later\n! failed 5\n" },
  { "AUTH asks too much", .auth = "auto", .user = "u", .is_loopback = TRUE, .script =
    OPENING "< 250-hi\n< 250 AUTH PLAIN\n> AUTH PLAIN AHUAc2VjcmV0\n< 334 more\n! failed 9\n" },
  { "AUTH answered too early", .auth = "login", .user = "u", .is_loopback = TRUE, .script =
    OPENING "< 250-hi\n< 250 AUTH LOGIN\n> AUTH LOGIN\n< 334 x\n< 334 x\n! failed 9\n" },
  { "AUTH cancelled", .auth = "login", .user = "u", .is_loopback = TRUE, .script =
    OPENING "< 250-hi\n< 250 AUTH LOGIN\n> AUTH LOGIN\n< 334 x\n> dQ==\n< 501 5.7.0 cancelled\n! failed 10\n" },
  { "AUTH ends the connection", .auth = "login", .user = "u", .is_loopback = TRUE, .script =
    OPENING "< 250-hi\n< 250 AUTH LOGIN\n> AUTH LOGIN\n< 421 4.7.0 bye\n! failed 5\n" },
  { "AUTH challenges without end", .auth = "login", .user = "u", .is_loopback = TRUE, .script =
    OPENING "< 250-hi\n< 250 AUTH LOGIN\n> AUTH LOGIN\n< 334 x\n> dQ==\n< 334 x\n> c2VjcmV0\n< 334 x\n! failed 9\n" },
  { "CRAM-MD5", .auth = "auto", .user = "tim", .is_loopback = TRUE, .script = /* Python's hmac */
    OPENING "< 250-hi\n< 250 AUTH CRAM-MD5\n> AUTH CRAM-MD5\n< 334 PDFAeD4=\n> dGltIDQ0NTNjM2QwZmQxNjg3OTJkNTY1YzcyOGI0ZGY2NzM5\n< 235 ok\n! ready\n" },
  { "CRAM-MD5, garbage", .auth = "auto", .user = "tim", .is_loopback = TRUE, .script =
    OPENING "< 250-hi\n< 250 AUTH CRAM-MD5\n> AUTH CRAM-MD5\n< 334 <1@x>\n! failed 9\n" },
  { "XOAUTH2", .auth = "xoauth2", .user = "u", .is_loopback = TRUE, .script =
    OPENING "< 250-hi\n< 250 AUTH PLAIN XOAUTH2\n> AUTH XOAUTH2 dXNlcj11AWF1dGg9QmVhcmVyIHNlY3JldAEB\n< 235 ok\n! ready\n" },
  { "XOAUTH2 refused", .auth = "xoauth2", .user = "u", .is_loopback = TRUE, .script =
    OPENING "< 250-hi\n< 250 AUTH PLAIN XOAUTH2\n> AUTH XOAUTH2 dXNlcj11AWF1dGg9QmVhcmVyIHNlY3JldAEB\n"
    "< 334 eyJzdGF0dXMiOiI0MDAifQ==\n> \n< 535 5.7.8 no\n! failed 10\n" },
  { "XOAUTH2 is only for whom it is wished", .auth = "auto", .user = "u", .is_loopback = TRUE, .script =
    OPENING "< 250-hi\n< 250 AUTH XOAUTH2\n! failed 10\n" },
  { "AUTH not offered", .auth = "auto", .user = "u", .is_loopback = TRUE, .script =
    OPENING "< 250 hi\n! failed 10\n" },
};

static char *
describe (const PostinoSmtpEvent *event)
{
  switch (event->kind)
    {
    case POSTINO_SMTP_EVENT_START_TLS: return g_strdup ("tls");
    case POSTINO_SMTP_EVENT_READY: return g_strdup ("ready");
    case POSTINO_SMTP_EVENT_GO: return g_strdup_printf ("go %s", name_message (event->message));
    case POSTINO_SMTP_EVENT_FAILED: return g_strdup_printf ("failed %d", event->error->code);
    case POSTINO_SMTP_EVENT_CLOSED: return g_strdup ("closed");
    case POSTINO_SMTP_EVENT_ANSWERED: break;
    }
  g_assert_true ((event->reply == NULL) == (event->error != NULL));
  if (event->reply == NULL)
    return g_strdup_printf ("answered %s %s none", name_message (event->message),
                            postino_smtp_stage_to_nick (event->stage));
  return g_strdup_printf ("answered %s %s %u%s%s", name_message (event->message),
                          postino_smtp_stage_to_nick (event->stage), event->reply->code,
                          event->reply->enhanced[0] != '\0' ? " " : "", event->reply->enhanced);
}

typedef struct {
  PostinoSmtpEngine *engine;
  GString *piece;
  GQueue events;
  const char *name;
} Play;

static void
drain (Play *play)
{
  PostinoSmtpEvent event;

  if (play->piece->len > 0)
    postino_smtp_engine_feed (play->engine, play->piece->str, play->piece->len);
  g_string_truncate (play->piece, 0);
  while (postino_smtp_engine_next_event (play->engine, &event))
    g_queue_push_tail (&play->events, describe (&event));
}

static void
expect_output (Play       *play,
               const char *text)
{
  GByteArray *output = postino_smtp_engine_get_output (play->engine);
  g_autofree char *line = g_strdup_printf ("%s\r\n", text);
  g_autofree char *start = g_strndup ((char *) output->data, MIN (output->len, strlen (line)));

  if (strcmp (start, line) != 0)
    g_error ("%s: wrote “%s” instead of “%s”", play->name, start, line);
  g_byte_array_remove_range (output, 0, (guint) strlen (line));
}

static void
expect_event (Play       *play,
              const char *text)
{
  g_autofree char *event = g_queue_pop_head (&play->events);

  if (g_strcmp0 (event, text) != 0)
    g_error ("%s: event “%s” instead of “%s”", play->name, event, text);
}

static void
play_line (Play       *play,
           const char *line)
{
  g_autoptr (GError) error = g_error_new_literal (POSTINO_ERROR, POSTINO_ERROR_FAILED, "lost");
  const char *rest = line[0] != '\0' && line[1] == ' ' ? line + 2 : "";

  if (line[0] == '<')
    {
      g_string_append_printf (play->piece, "%s\r\n", rest);
      return;
    }
  drain (play);
  switch (line[0])
    {
    case '>': expect_output (play, rest); return;
    case '!': expect_event (play, rest); return;
    case '+':
      g_assert_true (postino_smtp_engine_can_submit (play->engine));
      postino_smtp_engine_submit (play->engine, find_message (rest));
      return;
    case '.':
      g_assert_true (postino_smtp_engine_get_open (play->engine) == find_message (rest));
      g_assert_true (postino_smtp_engine_put_body (play->engine, 65536));
      postino_smtp_engine_put_dot (play->engine);
      return;
    case 'T': postino_smtp_engine_secured (play->engine); return;
    case 'Q': postino_smtp_engine_quit (play->engine); return;
    case 'L': postino_smtp_engine_fail (play->engine, error); return;
    default: return;
    }
}

static void
test_script (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("test", "mail.example");
  g_auto (GStrv) lines = g_strsplit (test->script, "\n", -1);
  Play play = { .piece = g_string_new (NULL), .name = test->name };

  profile->tls = test->tls;
  profile->user = g_strdup (test->user);
  profile->no_pipelining = test->no_pipelining;
  profile->plain_password = test->plain_password;
  if (test->auth != NULL)
    {
      g_free (profile->auth);
      profile->auth = g_strdup (test->auth);
    }
  g_queue_init (&play.events);
  play.engine = postino_smtp_engine_new (profile, "secret", "[127.0.0.1]", FALSE, test->is_loopback);
  for (gsize i = 0; lines[i] != NULL; i++)
    play_line (&play, lines[i]);
  drain (&play);
  if (!g_queue_is_empty (&play.events))
    g_error ("%s: left over: %s", play.name, (char *) g_queue_peek_head (&play.events));
  if (postino_smtp_engine_get_output (play.engine)->len > 0)
    {
      g_byte_array_append (postino_smtp_engine_get_output (play.engine), (guint8 *) "", 1);
      g_error ("%s: left to write: %s", play.name, postino_smtp_engine_get_output (play.engine)->data);
    }
  postino_smtp_engine_free (play.engine);
  g_string_free (play.piece, TRUE);
}

/* Secrets are not in the transcript. */
static void
note_cb (gboolean    is_ours,
         const char *line,
         gpointer    user_data)
{
  g_string_append_printf (user_data, "%c%s\n", is_ours ? '>' : '<', line);
}

static void
test_transcript (void)
{
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("test", "mail.example");
  g_autoptr (PostinoSmtpEngine) engine = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  static const char hello[] = "220 hi\r\n";
  static const char features[] = "250-hi\r\n250 AUTH PLAIN\r\n";
  static const char yes[] = "235 2.7.0 ok\r\n";
  PostinoSmtpEvent event;

  profile->user = g_strdup ("u");
  engine = postino_smtp_engine_new (profile, "secret", "me", TRUE, FALSE);
  postino_smtp_engine_set_transcript (engine, note_cb, text);
  postino_smtp_engine_feed (engine, hello, strlen (hello));
  g_assert_false (postino_smtp_engine_next_event (engine, &event));
  postino_smtp_engine_feed (engine, features, strlen (features));
  g_assert_false (postino_smtp_engine_next_event (engine, &event));
  postino_smtp_engine_feed (engine, yes, strlen (yes));
  g_assert_true (postino_smtp_engine_next_event (engine, &event));
  g_assert_cmpstr (text->str, ==, "<220 hi\n>EHLO me\n<250 hi AUTH PLAIN\n>AUTH PLAIN\n<235 2.7.0 ok\n");
}

static void
take_errors (PostinoSmtpEngine *engine,
               GString           *said)
{
  PostinoSmtpEvent event;

  while (postino_smtp_engine_next_event (engine, &event))
    {
      if (event.kind == POSTINO_SMTP_EVENT_FAILED)
        g_string_append (said, event.error->message);
    }
}

/* A server that repeats what it was told does not bring the password into a sentence or a transcript. */
static void
test_masked (void)
{
  static const struct {
    const char *offered;
    const char *talk[4];
  } echoes[] = {
    { "PLAIN", { "500 5.5.1 what is AUTH PLAIN AHUAc2VjcmV0?\r\n" } },
    { "PLAIN", { "535 5.7.8 secret is wrong\r\n" } },
    { "PLAIN", { "421 4.7.0 too many tries with secret\r\n" } },
    { "PLAIN", { "454 4.7.0-AHUAc2VjcmV0\r\n" } },
    { "PLAIN", { "250 AHUAc2VjcmV0 secret\r\n" } },
    { "PLAIN", { "334 c2VjcmV0\r\n" } },
    { "LOGIN", { "334 x\r\n", "334 x\r\n", "500-c2VjcmV0\r\n500 secret\r\n" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (echoes); i++)
    {
      g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("test", "mail.example");
      g_autoptr (PostinoSmtpEngine) engine = NULL;
      g_autoptr (GString) said = g_string_new (NULL);
      g_autofree char *opening = g_strdup_printf ("250-hi\r\n250 AUTH %s\r\n", echoes[i].offered);

      profile->user = g_strdup ("u");
      engine = postino_smtp_engine_new (profile, "secret", "me", TRUE, FALSE);
      postino_smtp_engine_set_transcript (engine, note_cb, said);
      postino_smtp_engine_feed (engine, "220 hi\r\n", 8);
      take_errors (engine, said);
      postino_smtp_engine_feed (engine, opening, strlen (opening));
      take_errors (engine, said);
      for (gsize line = 0; echoes[i].talk[line] != NULL; line++)
        {
          postino_smtp_engine_feed (engine, echoes[i].talk[line], strlen (echoes[i].talk[line]));
          take_errors (engine, said);
        }
      g_assert_false (postino_smtp_engine_is_usable (engine));
      g_assert_nonnull (strstr (said->str, ">AUTH"));
      g_assert_null (strstr (said->str, "secret"));
      g_assert_null (strstr (said->str, "c2VjcmV0"));
    }
}

/* A password too long for the command goes after the empty challenge. */
static void
test_long_password (void)
{
  g_autoptr (PostinoSmtpProfile) profile = postino_smtp_profile_new ("test", "mail.example");
  g_autoptr (PostinoSmtpEngine) engine = NULL;
  g_autofree char *password = g_strnfill (600, 'p');
  static const char talk[] = "220 hi\r\n";
  static const char features[] = "250-hi\r\n250 AUTH PLAIN\r\n";
  static const char challenge[] = "334 \r\n";
  PostinoSmtpEvent event;
  GByteArray *output;

  profile->user = g_strdup ("u");
  engine = postino_smtp_engine_new (profile, password, "me", TRUE, FALSE);
  output = postino_smtp_engine_get_output (engine);
  postino_smtp_engine_feed (engine, talk, strlen (talk));
  postino_smtp_engine_next_event (engine, &event);
  g_byte_array_set_size (output, 0);
  postino_smtp_engine_feed (engine, features, strlen (features));
  postino_smtp_engine_next_event (engine, &event);
  g_assert_cmpmem (output->data, output->len, "AUTH PLAIN\r\n", 12);
  g_byte_array_set_size (output, 0);
  postino_smtp_engine_feed (engine, challenge, strlen (challenge));
  postino_smtp_engine_next_event (engine, &event);
  g_assert_cmpuint (output->len, ==, (602 + 2) / 3 * 4 + 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdelimit (g_strdup_printf ("/smtp-engine/%s", cases[i].name), " ,", '-');

      g_test_add_data_func (path, &cases[i], test_script);
    }
  g_test_add_func ("/smtp-engine/transcript", test_transcript);
  g_test_add_func ("/smtp-engine/masked", test_masked);
  g_test_add_func ("/smtp-engine/long-password", test_long_password);
  return g_test_run ();
}
