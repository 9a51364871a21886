/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "smtp/smtp-server-engine.h"

/* Keeps what it is given as "sender>first,second|message", one after the other. */
typedef struct {
  PostinoSmtpReceiver parent;
  GString *log;
} Keeper;

static char *
refuse_mail (PostinoSmtpReceiver       *receiver,
             const PostinoSmtpEnvelope *envelope)
{
  return strcmp (envelope->sender, "bad@x") == 0 ? g_strdup ("550 5.1.8 no\r\n250 smuggled") : NULL;
}

static char *
refuse_rcpt (PostinoSmtpReceiver       *receiver,
             const PostinoSmtpEnvelope *envelope,
             const char                *recipient)
{
  return strcmp (recipient, "no@x") == 0 ? g_strdup ("550 5.1.1 nobody") : NULL;
}

static char *
keep_data (PostinoSmtpReceiver       *receiver,
           const PostinoSmtpEnvelope *envelope,
           GBytes                    *message)
{
  Keeper *keeper = (Keeper *) receiver;

  g_string_append_printf (keeper->log, "%s>", envelope->sender);
  for (guint i = 0; i < envelope->recipients->len; i++)
    g_string_append_printf (keeper->log, "%s,", (char *) envelope->recipients->pdata[i]);
  g_string_append_c (keeper->log, '|');
  g_string_append_len (keeper->log, g_bytes_get_data (message, NULL), (gssize) g_bytes_get_size (message));
  return NULL;
}

static void
keeper_init (Keeper *keeper)
{
  *keeper = (Keeper) { { refuse_mail, refuse_rcpt, keep_data }, g_string_new (NULL) };
}

/* The codes of all replies so far, in order; the lines before the last of a reply are left out. */
static char *
list_codes (PostinoSmtpServerEngine *engine)
{
  GByteArray *output = postino_smtp_server_engine_get_output (engine);
  g_autofree char *text = g_strndup ((char *) output->data, output->len);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  GString *codes = g_string_new (NULL);

  for (gsize i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      if (lines[i][3] != '-')
        g_string_append_printf (codes, "%s%.3s", codes->len > 0 ? " " : "", lines[i]);
    }
  return g_string_free (codes, FALSE);
}

#define ENVELOPE "MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n"

static const struct {
  const char *name;
  const char *input;
  const char *codes;
  const char *log;
} cases[] = {
  { "pipelined", "EHLO me\r\n" ENVELOPE "s: x\r\n\r\nhi\r\n.\r\nQUIT\r\n", "220 250 250 250 354 250 221",
    "a@x>b@x,|s: x\r\n\r\nhi\r\n" },
  { "two messages", ENVELOPE "1\r\n.\r\n" ENVELOPE "2\r\n.\r\n", "220 250 250 354 250 250 250 354 250",
    "a@x>b@x,|1\r\na@x>b@x,|2\r\n" },
  { "empty message", ENVELOPE ".\r\n", "220 250 250 354 250", "a@x>b@x,|" },
  { "dots", ENVELOPE "..\r\n..a\r\n.b\r\na.\r\n.\r\n", "220 250 250 354 250", "a@x>b@x,|.\r\n.a\r\nb\r\na.\r\n" },
  { "null sender, parameters", "MAIL FROM:<> SIZE=10 BODY=8BITMIME SMTPUTF8\r\nRCPT TO: <b@x>\r\nDATA\r\nx\r\n.\r\n",
    "220 250 250 354 250", ">b@x,|x\r\n" },
  { "several recipients", "mail from:<a@x>\r\nrcpt to:<b@x>\r\nrcpt to:<no@x>\r\nrcpt to:<c@x>\r\ndata\r\nx\r\n.\r\n",
    "220 250 250 550 250 354 250", "a@x>b@x,c@x,|x\r\n" },
  { "source route", "MAIL FROM:<a@x>\r\nRCPT TO:<@relay,@other:b@x>\r\nDATA\r\n.\r\n", "220 250 250 354 250", "a@x>b@x,|" },
  { "quoted", "MAIL FROM:<\"a>b\"@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n.\r\n", "220 250 250 354 250", "\"a>b\"@x>b@x,|" },
  { "sequence", "RCPT TO:<b@x>\r\nDATA\r\nMAIL FROM:<a@x>\r\nDATA\r\nMAIL FROM:<a@x>\r\nRSET\r\nMAIL FROM:<a@x>\r\n",
    "220 503 503 250 554 503 250 250", "" },
  { "refused sender", "MAIL FROM:<bad@x>\r\nRCPT TO:<b@x>\r\n", "220 550 503", "" },
  { "syntax", "MAIL\r\nMAIL FROM:a@x\r\nMAIL FROM:<a@x\r\nMAIL FROM:<a@x> WHAT=1\r\nMAIL FROM:<a@x>\r\nRCPT TO:<>\r\n",
    "220 501 501 501 555 250 501", "" },
  { "others", "EHLO\r\nHELO me\r\nNOOP x\r\nVRFY a\r\nHELP\r\nEXPN x\r\nWHAT\r\n\r\nSTARTTLS\r\n",
    "220 501 250 250 252 214 502 500 500 502", "" },
  { "announced too big", "MAIL FROM:<a@x> SIZE=26214401\r\nMAIL FROM:<a@x> SIZE=26214400\r\n", "220 552 250", "" },
  { "bare CR in a command", "NOOP\rQUIT\r\nNOOP\r\n", "220 500 250", "" },
  { "LF alone ends a command", "NOOP\nNOOP\n", "220 250 250", "" },
  { "nothing after QUIT", "QUIT\r\nNOOP\r\n", "220 221", "" },

  /* The nine: none ends the message, and what follows is text, not commands. */
  { "LF.LF", ENVELOPE "x\n.\nNOOP\r\n.\r\n", "220 250 250 354 250", "a@x>b@x,|x\n.\nNOOP\r\n" },
  { "LF.CR", ENVELOPE "x\n.\rNOOP\r\n.\r\n", "220 250 250 354 250", "a@x>b@x,|x\n.\rNOOP\r\n" },
  { "CR.LF", ENVELOPE "x\r.\nNOOP\r\n.\r\n", "220 250 250 354 250", "a@x>b@x,|x\r.\nNOOP\r\n" },
  { "CR.CR", ENVELOPE "x\r.\rNOOP\r\n.\r\n", "220 250 250 354 250", "a@x>b@x,|x\r.\rNOOP\r\n" },
  { "LF.CRLF", ENVELOPE "x\n.\r\nNOOP\r\n.\r\n", "220 250 250 354 250", "a@x>b@x,|x\n.\r\nNOOP\r\n" },
  { "CR.CRLF", ENVELOPE "x\r.\r\nNOOP\r\n.\r\n", "220 250 250 354 250", "a@x>b@x,|x\r.\r\nNOOP\r\n" },
  { "CRLF.CR", ENVELOPE "x\r\n.\rNOOP\r\n.\r\n", "220 250 250 354 250", "a@x>b@x,|x\r\n\rNOOP\r\n" },
  { "CRLF.LF", ENVELOPE "x\r\n.\nNOOP\r\n.\r\n", "220 250 250 354 250", "a@x>b@x,|x\r\n\nNOOP\r\n" },
  { "CRLF.CR CRLF", ENVELOPE "x\r\n.\r\r\nNOOP\r\n.\r\n", "220 250 250 354 250", "a@x>b@x,|x\r\n\r\r\nNOOP\r\n" },
};

static void
test_case (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);

  for (gsize step = 1; step <= 64; step = step == 1 ? 3 : step == 3 ? 64 : 65)
    {
      Keeper keeper;
      g_autoptr (PostinoSmtpServerEngine) engine = NULL;
      g_autofree char *codes = NULL;

      keeper_init (&keeper);
      engine = postino_smtp_server_engine_new (&keeper.parent, "127.0.0.1");
      for (gsize at = 0; at < strlen (cases[i].input); at += step)
        postino_smtp_server_engine_feed (engine, cases[i].input + at, MIN (step, strlen (cases[i].input) - at));
      codes = list_codes (engine);
      g_assert_cmpstr (codes, ==, cases[i].codes);
      g_assert_cmpstr (keeper.log->str, ==, cases[i].log);
      g_string_free (keeper.log, TRUE);
    }
}

/* The ninth holds a NUL, which a C string does not. */
static void
test_nul (void)
{
  static const char input[] = ENVELOPE "x\r\n\0.\r\nNOOP\r\n.\r\nNO\0OP\r\n";
  static const char expected[] = "a@x>b@x,|x\r\n\0.\r\nNOOP\r\n";
  Keeper keeper;
  g_autoptr (PostinoSmtpServerEngine) engine = NULL;
  g_autofree char *codes = NULL;

  keeper_init (&keeper);
  engine = postino_smtp_server_engine_new (&keeper.parent, "127.0.0.1");
  postino_smtp_server_engine_feed (engine, input, sizeof input - 1);
  codes = list_codes (engine);
  g_assert_cmpstr (codes, ==, "220 250 250 354 250 500");
  g_assert_cmpmem (keeper.log->str, keeper.log->len, expected, sizeof expected - 1);
  g_string_free (keeper.log, TRUE);
}

static void
test_bounds (void)
{
  Keeper keeper;
  g_autoptr (PostinoSmtpServerEngine) engine = NULL;
  g_autofree char *long_word = g_strnfill (POSTINO_SMTP_SERVER_LINE_MAX - 5, 'x');
  g_autoptr (GString) input = g_string_new (NULL);
  g_autoptr (GString) expected = g_string_new ("220 250 500 250");
  g_autofree char *codes = NULL;

  keeper_init (&keeper);
  engine = postino_smtp_server_engine_new (&keeper.parent, "127.0.0.1");
  g_string_append_printf (input, "NOOP %s\r\nNOOP %sxx\r\nMAIL FROM:<a@x>\r\n", long_word, long_word);
  for (guint i = 0; i <= POSTINO_SMTP_SERVER_RECIPIENTS_MAX; i++)
    {
      g_string_append_printf (input, "RCPT TO:<r%u@x>\r\n", i);
      g_string_append (expected, i < POSTINO_SMTP_SERVER_RECIPIENTS_MAX ? " 250" : " 452");
    }
  for (guint i = 2; i <= POSTINO_SMTP_SERVER_ERRORS_MAX; i++)
    {
      g_string_append (input, "WHAT\r\n");
      g_string_append (expected, i < POSTINO_SMTP_SERVER_ERRORS_MAX ? " 500" : " 421");
    }
  postino_smtp_server_engine_feed (engine, input->str, input->len);
  codes = list_codes (engine);
  g_assert_cmpstr (codes, ==, expected->str);
  g_assert_true (postino_smtp_server_engine_is_over (engine));
  g_string_free (keeper.log, TRUE);
}

/* A message at its bound is taken; one byte more is read to its end and refused; the conversation goes on. */
static void
test_big_message (void)
{
  g_autofree char *line = g_strnfill (1022, 'x');
  Keeper keeper;
  g_autoptr (PostinoSmtpServerEngine) engine = NULL;
  g_autofree char *codes = NULL;

  keeper_init (&keeper);
  engine = postino_smtp_server_engine_new (&keeper.parent, "127.0.0.1");
  for (guint over = 0; over <= 1; over++)
    {
      postino_smtp_server_engine_feed (engine, ENVELOPE, strlen (ENVELOPE));
      for (guint i = 0; i < POSTINO_SMTP_SERVER_MESSAGE_MAX / 1024; i++)
        {
          postino_smtp_server_engine_feed (engine, line, 1022);
          postino_smtp_server_engine_feed (engine, "\r\n", 2);
        }
      postino_smtp_server_engine_feed (engine, over ? "\r\n.\r\n" : ".\r\n", over ? 5 : 3);
    }
  postino_smtp_server_engine_feed (engine, "NOOP\r\n", 6);
  codes = list_codes (engine);
  g_assert_cmpstr (codes, ==, "220 250 250 354 250 250 250 354 552 250");
  g_assert_cmpuint (keeper.log->len, ==, POSTINO_SMTP_SERVER_MESSAGE_MAX + strlen ("a@x>b@x,|"));
  g_string_free (keeper.log, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdelimit (g_strdup_printf ("/smtp-server-engine/%s", cases[i].name), " ,", '-');

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/smtp-server-engine/nul", test_nul);
  g_test_add_func ("/smtp-server-engine/bounds", test_bounds);
  g_test_add_func ("/smtp-server-engine/big-message", test_big_message);
  return g_test_run ();
}
