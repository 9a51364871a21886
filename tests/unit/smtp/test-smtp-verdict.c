/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "smtp/smtp-verdict.h"

static const struct {
  const char *stage;
  const char *reply;
  const char *verdict;
  const char *kind;
  const char *reason;
} cases[] = {
  { "dot", "250 2.0.0 OK  1700000000 x1si1", "accepted", "none", "accepted" },
  { "dot", "451 4.3.0 try again", "later", "none", "later" },
  { "dot", "421 4.3.2 shutting down", "later", "none", "later" },
  { "mail", "421 4.3.2 shutting down", "slow-down", "route", "server-busy" },
  { "rcpt", "421 too many connections", "slow-down", "route", "server-busy" },
  { "rcpt", "450 4.2.0 Greylisted, see postgrey", "later", "none", "greylisted" },
  { "rcpt", "450-4.2.1 The user you are trying to contact is receiving mail at a rate", "later", "none", "later" },
  { "rcpt", "452 4.2.2 The email account that you tried to reach is over quota", "later", "soft", "mailbox-full" },
  { "rcpt", "552 5.2.2 Mailbox full", "never", "soft", "mailbox-full" },
  { "dot", "552 5.2.2 mailbox quota exceeded", "never", "soft", "mailbox-full" },
  { "rcpt", "552 Mailbox full", "never", "soft", "mailbox-full" },
  { "rcpt", "550 5.1.1 The email account that you tried to reach does not exist", "never", "hard", "no-such-address" },
  { "rcpt", "550 5.1.1 <x@nospam.example>: Recipient address rejected: User unknown", "never", "hard", "no-such-address" },
  { "rcpt", "550 5.1.2 Bad destination system", "never", "hard", "no-such-domain" },
  { "rcpt", "553 5.1.3 not RFC 5321", "never", "hard", "bad-address" },
  { "rcpt", "556 5.1.10 null MX", "never", "hard", "no-such-domain" },
  { "rcpt", "550 5.2.1 The account is disabled", "never", "hard", "mailbox-closed" },
  { "rcpt", "550 5.2.1 The user is receiving mail at a rate that prevents additional messages", "never", "soft",
    "recipient-rate" },
  { "rcpt", "550 No such user here", "never", "hard", "no-such-address" },
  { "dot", "554 delivery error: dd This user doesn't have a yahoo.com account", "never", "hard", "no-such-address" },
  { "mail", "550 5.1.1 sender unknown", "stop-route", "route", "sender-refused" },
  { "dot", "550 5.4.5 Daily user sending limit exceeded", "stop-route", "route", "account-limit" },
  { "rcpt", "550 5.4.5 Daily user sending limit exceeded", "stop-route", "route", "account-limit" },
  { "rcpt", "452 Daily sending quota reached", "stop-route", "route", "account-limit" },
  { "mail", "452 4.3.1 quota exceeded", "stop-route", "route", "account-limit" },
  { "dot", "454 Throttling failure: Daily message quota exceeded", "stop-route", "route", "account-limit" },
  { "dot", "454 Throttling failure: Maximum sending rate exceeded", "slow-down", "route", "rate" },
  { "auth", "535 5.7.8 Username and Password not accepted", "stop-route", "route", "credentials" },
  { "auth", "534 5.7.9 Application-specific password required", "stop-route", "route", "credentials" },
  { "mail", "530 5.7.0 Authentication Required", "stop-route", "route", "credentials" },
  { "auth", "538 5.7.11 Encryption required", "stop-route", "route", "credentials" },
  { "dot", "550 5.7.27 SPF", "never", "block", "spf" },
  { "dot", "550 5.7.30 DKIM", "never", "block", "dkim" },
  { "dot", "550 5.7.25 PTR", "never", "block", "ptr" },
  { "dot", "550 5.7.29 TLS", "never", "block", "tls" },
  { "dot", "550 5.7.26 This mail is unauthenticated", "never", "block", "dmarc" },
  { "dot", "550 5.7.515 Access denied, sending domain does not meet the required authentication level", "never",
    "block", "authentication" },
  { "dot", "421 4.7.28 unusual rate of unsolicited mail", "slow-down", "route", "rate" },
  { "dot", "554 5.7.1 Message identified as spam", "never", "block", "spam" },
  { "rcpt", "554 5.7.1 Service unavailable; client blocked using zen.spamhaus.org", "never", "block", "blocklist" },
  { "mail", "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent (S3140)", "never", "block", "blocklist" },
  { "rcpt", "554 5.7.1 Relay access denied", "stop-route", "route", "relay-denied" },
  { "mail", "553 5.7.1 Sender address rejected: not owned by user ann", "stop-route", "route", "sender-refused" },
  { "mail", "552 5.3.4 Message size exceeds fixed limit", "never", "none", "too-big" },
  { "dot", "552 message too large", "never", "none", "too-big" },
  { "mail", "554 5.6.0 The message holds a bare line feed", "never", "none", "message-malformed" },
  { "rcpt", "503 5.5.1 bad sequence", "stop-route", "route", "protocol" },
  { "rcpt", "501 syntax error in parameters", "never", "soft", "bad-address" },
  { "mail", "501 syntax error in parameters", "stop-route", "route", "protocol" },
  { "rcpt", "550 go away", "never", "soft", "refused" },
  { "dot", "554 5.0.0 no", "never", "soft", "refused" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoSmtpReply) reply = NULL;
      g_autofree char *line = g_strdup (cases[i].reply);
      PostinoSmtpStage stage;
      PostinoSmtpJudgement judgement;

      if (line[3] == '-')
        line[3] = ' ';
      reply = postino_smtp_reply_parse (line, &error);
      g_assert_no_error (error);
      g_assert_true (postino_smtp_stage_from_nick (cases[i].stage, &stage));
      judgement = postino_smtp_verdict_examine (reply, NULL, stage);
      g_test_message ("%s: %s", cases[i].stage, cases[i].reply);
      g_assert_cmpstr (postino_smtp_verdict_to_nick (judgement.verdict), ==, cases[i].verdict);
      g_assert_cmpstr (postino_smtp_verdict_kind_to_nick (judgement.kind), ==, cases[i].kind);
      g_assert_cmpstr (judgement.reason, ==, cases[i].reason);
      g_assert_cmpint (postino_smtp_verdict_judge (reply, NULL, stage), ==, judgement.verdict);
    }
}

static void
test_losses (void)
{
  g_autoptr (GError) lost = g_error_new_literal (POSTINO_ERROR, POSTINO_ERROR_FAILED, "lost");
  g_autoptr (GError) tls = g_error_new_literal (POSTINO_ERROR, POSTINO_ERROR_TLS, "expired");

  g_assert_cmpint (postino_smtp_verdict_judge (NULL, lost, POSTINO_SMTP_STAGE_DOT), ==, POSTINO_VERDICT_IN_DOUBT);
  g_assert_cmpint (postino_smtp_verdict_judge (NULL, NULL, POSTINO_SMTP_STAGE_DOT), ==, POSTINO_VERDICT_IN_DOUBT);
  for (PostinoSmtpStage stage = POSTINO_SMTP_STAGE_CONNECT; stage < POSTINO_SMTP_STAGE_DOT; stage++)
    {
      g_assert_cmpint (postino_smtp_verdict_judge (NULL, lost, stage), ==, POSTINO_VERDICT_SLOW_DOWN);
      g_assert_cmpint (postino_smtp_verdict_judge (NULL, tls, stage), ==, POSTINO_VERDICT_STOP_ROUTE);
    }
}

/* Any code at any stage gets a judgement with a sentence of its own; hard is never said of anything but a 5yz. */
static void
test_complete (void)
{
  for (guint code = 200; code < 600; code++)
    {
      for (guint stage = 0; stage < POSTINO_SMTP_N_STAGES; stage++)
        {
          g_autoptr (PostinoSmtpReply) reply = postino_smtp_reply_new (code, "", "x");
          PostinoSmtpJudgement judgement = postino_smtp_verdict_examine (reply, NULL, stage);

          g_assert_nonnull (judgement.reason);
          g_assert_true (judgement.kind != POSTINO_VERDICT_KIND_HARD || code >= 500);
          g_assert_true (judgement.verdict != POSTINO_VERDICT_IN_DOUBT);
          g_assert_true ((judgement.verdict == POSTINO_VERDICT_ACCEPTED) == (code < 300));
          if (g_strcmp0 (judgement.reason, "refused") != 0)
            g_assert_cmpstr (postino_smtp_verdict_describe (judgement.reason), !=,
                             postino_smtp_verdict_describe ("no such key"));
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp-verdict/table", test_table);
  g_test_add_func ("/smtp-verdict/losses", test_losses);
  g_test_add_func ("/smtp-verdict/complete", test_complete);
  return g_test_run ();
}
