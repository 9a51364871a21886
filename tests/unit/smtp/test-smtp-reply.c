/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "smtp/smtp-reply.h"

static const struct {
  const char *input;
  guint code; /* 0: garbage */
  const char *enhanced;
  const char *text;
} cases[] = {
  { "250 2.1.0 Ok\r\n", 250, "2.1.0", "Ok" },
  { "250\r\n", 250, "", "" },
  { "250 \r\n", 250, "", "" },
  { "250 Ok\n", 250, "", "Ok" },
  { "550-5.1.1 The account\r\n550-5.1.1 does not exist\r\n550 5.1.1 https://x\r\n", 550, "5.1.1",
    "The account\ndoes not exist\nhttps://x" },
  { "250-mx\r\n250-SIZE 1\r\n250 PIPELINING\r\n", 250, "", "mx\nSIZE 1\nPIPELINING" },
  { "421 4.7.28 x\r\n", 421, "4.7.28", "x" },
  { "550 5.7.515 x\r\n", 550, "5.7.515", "x" },
  { "550 4.1.1 class does not fit\r\n", 550, "", "4.1.1 class does not fit" },
  { "550 5.1 short\r\n", 550, "", "5.1 short" },
  { "550 5.1.1234 long\r\n", 550, "", "5.1.1234 long" },
  { "550 5.1.1-x\r\n", 550, "", "5.1.1-x" },
  { "550 5.1.1\r\n", 550, "5.1.1", "" },
  { "550 a\x01\x7f" "b\tc\r\n", 550, "", "a  b c" },
  { "550 perch\xe9\r\n", 550, "", "perch\xef\xbf\xbd" },
  { "550 perch\xc3\xa9 \xe2\x80\xa8 x\r\n", 550, "", "perch\xc3\xa9   x" },
  { "550 a\rb\r\n", 550, "", "a b" },
  { "\r\n", 0 },
  { "hello\r\n", 0 },
  { "199 x\r\n", 0 },
  { "600 x\r\n", 0 },
  { "25\r\n", 0 },
  { "2500\r\n", 0 },
  { "250_x\r\n", 0 },
  { "250-a\r\n251 b\r\n", 0 },
  { "250-a\r\nb\r\n", 0 },
};

static void
check (const char *input,
       gsize       n_bytes,
       gsize       step,
       gsize       index)
{
  g_autoptr (PostinoSmtpReplyParser) parser = postino_smtp_reply_parser_new ();
  PostinoSmtpReplyStatus status = POSTINO_SMTP_REPLY_MORE;
  gsize at = 0;

  while (at < n_bytes && status == POSTINO_SMTP_REPLY_MORE)
    {
      gsize taken = 0;

      status = postino_smtp_reply_parser_feed (parser, input + at, MIN (step, n_bytes - at), &taken);
      at += taken;
    }
  if (cases[index].code == 0)
    {
      g_assert_cmpint (status, ==, POSTINO_SMTP_REPLY_GARBAGE);
      return;
    }
  g_assert_cmpint (status, ==, POSTINO_SMTP_REPLY_DONE);
  g_assert_cmpuint (at, ==, n_bytes);
  g_assert_cmpuint (postino_smtp_reply_parser_get (parser)->code, ==, cases[index].code);
  g_assert_cmpstr (postino_smtp_reply_parser_get (parser)->enhanced, ==, cases[index].enhanced);
  g_assert_cmpstr (postino_smtp_reply_parser_get (parser)->text, ==, cases[index].text);
}

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      check (cases[i].input, strlen (cases[i].input), G_MAXSIZE, i);
      check (cases[i].input, strlen (cases[i].input), 1, i);
      check (cases[i].input, strlen (cases[i].input), 3, i);
    }
}

/* Two in one piece: the second stays where it is until asked for; nothing of the first is in it. */
static void
test_sequence (void)
{
  static const char two[] = "550-5.1.1 a\r\n550 5.1.1 b\r\n250 c\r\n35";
  g_autoptr (PostinoSmtpReplyParser) parser = postino_smtp_reply_parser_new ();
  gsize taken;
  gsize more;

  g_assert_cmpint (postino_smtp_reply_parser_feed (parser, two, strlen (two), &taken), ==, POSTINO_SMTP_REPLY_DONE);
  g_assert_cmpstr (postino_smtp_reply_parser_get (parser)->text, ==, "a\nb");
  g_assert_false (postino_smtp_reply_parser_is_inside (parser));
  g_assert_cmpint (postino_smtp_reply_parser_feed (parser, two + taken, strlen (two) - taken, &more), ==,
                   POSTINO_SMTP_REPLY_DONE);
  g_assert_cmpstr (postino_smtp_reply_parser_get (parser)->text, ==, "c");
  g_assert_cmpstr (postino_smtp_reply_parser_get (parser)->enhanced, ==, "");
  g_assert_cmpint (postino_smtp_reply_parser_feed (parser, "35", 2, &more), ==, POSTINO_SMTP_REPLY_MORE);
  g_assert_true (postino_smtp_reply_parser_is_inside (parser));
}

/* A line at and over its bound: cut, not fatal. */
static void
test_long_line (void)
{
  for (int over = -1; over <= 5000; over += 5001)
    {
      g_autoptr (PostinoSmtpReplyParser) parser = postino_smtp_reply_parser_new ();
      gsize length = (gsize) (POSTINO_SMTP_REPLY_LINE_MAX - 4 + over);
      g_autofree char *filler = g_strnfill (length, 'x');
      g_autofree char *line = g_strdup_printf ("550 %s\r\n", filler);
      gsize taken;

      g_assert_cmpint (postino_smtp_reply_parser_feed (parser, line, strlen (line), &taken), ==,
                       POSTINO_SMTP_REPLY_DONE);
      g_assert_cmpuint (strlen (postino_smtp_reply_parser_get (parser)->text), ==,
                        MIN (length, POSTINO_SMTP_REPLY_LINE_MAX - 4));
    }
}

static void
test_many_lines (void)
{
  for (guint n = POSTINO_SMTP_REPLY_LINES_MAX; n <= POSTINO_SMTP_REPLY_LINES_MAX + 1; n++)
    {
      g_autoptr (PostinoSmtpReplyParser) parser = postino_smtp_reply_parser_new ();
      g_autoptr (GString) text = g_string_new (NULL);
      gsize taken;

      for (guint i = 1; i < n; i++)
        g_string_append (text, "250-x\r\n");
      g_string_append (text, "250 x\r\n");
      g_assert_cmpint (postino_smtp_reply_parser_feed (parser, text->str, text->len, &taken), ==,
                       n <= POSTINO_SMTP_REPLY_LINES_MAX ? POSTINO_SMTP_REPLY_DONE : POSTINO_SMTP_REPLY_GARBAGE);
    }
}

static void
test_strings (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoSmtpReply) reply = postino_smtp_reply_parse ("550-5.1.1 a\r\n550 5.1.1 b", &error);
  g_autofree char *line = NULL;
  PostinoSmtpStage stage;

  g_assert_no_error (error);
  line = postino_smtp_reply_to_string (reply);
  g_assert_cmpstr (line, ==, "550 5.1.1 a b");
  g_assert_null (postino_smtp_reply_parse ("nonsense", &error));
  g_assert_nonnull (error);
  for (guint i = 0; i < POSTINO_SMTP_N_STAGES; i++)
    {
      g_assert_true (postino_smtp_stage_from_nick (postino_smtp_stage_to_nick (i), &stage));
      g_assert_cmpuint (stage, ==, i);
    }
  g_assert_false (postino_smtp_stage_from_nick ("", &stage));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp-reply/table", test_table);
  g_test_add_func ("/smtp-reply/sequence", test_sequence);
  g_test_add_func ("/smtp-reply/long-line", test_long_line);
  g_test_add_func ("/smtp-reply/many-lines", test_many_lines);
  g_test_add_func ("/smtp-reply/strings", test_strings);
  return g_test_run ();
}
