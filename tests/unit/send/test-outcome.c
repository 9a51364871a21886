/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "scratch-db.h"

#include "base/error.h"
#include "send/outcome.h"
#include "send/retry.h"

#define FIRST_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

#define READY POSTINO_LEDGER_READY
#define DEFERRED POSTINO_LEDGER_DEFERRED
#define IN_DOUBT POSTINO_LEDGER_IN_DOUBT
#define ACCEPTED POSTINO_LEDGER_ACCEPTED
#define REFUSED POSTINO_LEDGER_REFUSED
#define EXPIRED POSTINO_LEDGER_EXPIRED

#define MAIL POSTINO_SMTP_STAGE_MAIL
#define RCPT POSTINO_SMTP_STAGE_RCPT
#define BODY POSTINO_SMTP_STAGE_BODY
#define DOT POSTINO_SMTP_STAGE_DOT

typedef enum { NOTHING, SUPPRESSED, COUNTED } Consequence;

/* An answer, or NULL for a connection that broke, and what is made of it. */
static const struct {
  const char *reply;
  PostinoSmtpStage stage;
  PostinoLedgerState to;
  const char *kind;
  const char *reason;
  const char *event;      /* its type; NULL: none */
  Consequence consequence;
  gboolean expired;       /* the campaign's time is over */
  guint losses;           /* before */
  guint losses_after;
} cases[] = {
  { "250 2.0.0 Ok", DOT, ACCEPTED, .event = "accepted" },
  { "451 4.3.0 busy", DOT, DEFERRED, .event = "deferred" },
  { "451 4.3.0 busy", DOT, EXPIRED, .event = "expired", .expired = TRUE },
  { "450 4.2.1 greylisted", RCPT, DEFERRED, .event = "deferred" },
  { "452 4.2.2 mailbox full", RCPT, DEFERRED, .event = "deferred", .consequence = COUNTED },
  { "452 4.2.2 mailbox full", RCPT, EXPIRED, .event = "expired", .consequence = COUNTED, .expired = TRUE },
  { "421 4.3.2 closing", DOT, DEFERRED, .event = "deferred" },
  { "421 4.3.2 closing", RCPT, READY },
  { "421 4.3.2 closing", RCPT, READY, .expired = TRUE },
  { "550 5.1.1 no such user", RCPT, REFUSED, "hard", "no-such-address", "refused", SUPPRESSED },
  { "550 5.1.1 no such user", DOT, REFUSED, "hard", "no-such-address", "refused", SUPPRESSED },
  { "552 5.2.2 mailbox full", RCPT, REFUSED, "soft", "mailbox-full", "refused", COUNTED },
  { "550 something", RCPT, REFUSED, "soft", "refused", "refused", COUNTED },
  { "550 5.7.26 not authenticated", DOT, REFUSED, "block", "dmarc", "refused", NOTHING },
  { "554 5.7.1 blocked using zen.spamhaus.org", RCPT, REFUSED, "block", "blocklist", "refused", NOTHING },
  { "550 5.4.5 daily sending limit", DOT, READY },
  { "535 5.7.8 wrong password", POSTINO_SMTP_STAGE_AUTH, READY },
  { NULL, DOT, IN_DOUBT, .reason = "connection-lost", .event = "in_doubt" },
  { NULL, RCPT, READY },
  { NULL, POSTINO_SMTP_STAGE_CONNECT, READY },
  { NULL, BODY, READY, .losses = 0, .losses_after = 1 },
  { NULL, BODY, READY, .losses = 1, .losses_after = 2 },
  { NULL, BODY, DEFERRED, .event = "deferred", .losses = 2 },
  { NULL, BODY, EXPIRED, .event = "expired", .losses = 2, .expired = TRUE },
  { NULL, RCPT, READY, .losses = 2 },
};

static gint64
get_number (PostinoDb  *db,
            const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 0;

  postino_db_get_number (db, -1, &number, &error, sql, "");
  g_assert_no_error (error);
  return number;
}

/* Row 5, handed for the second time, of contact 3. */
static PostinoDb *
open_world (char **folder,
            guint  losses)
{
  PostinoDb *db = open_scratch_db (folder);
  g_autoptr (GError) error = NULL;

  postino_db_exec (db, "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'c', 1, 1);"
                       "INSERT INTO contact (id, key, address, created_us, modified_us) VALUES (3, 'a@x.it', 'A@x.it', 1, 1);"
                       "INSERT INTO ledger (id, campaign, contact, key, address, state, attempt) "
                       "VALUES (5, 1, 3, 'a@x.it', 'A@x.it', 1, 2)", &error);
  g_assert_no_error (error);
  postino_db_run (db, &error, "UPDATE ledger SET losses = ?1", "i", (int) losses);
  g_assert_no_error (error);
  return db;
}

static void
judge (PostinoOutcome         *outcome,
       const PostinoLedgerRow *row,
       gsize                   i)
{
  PostinoRetryRule rule = { FIRST_US, g_get_real_time () + (cases[i].expired ? 0 : FIRST_US), 0 };
  g_autoptr (PostinoSmtpReply) reply = cases[i].reply != NULL ? postino_smtp_reply_parse (cases[i].reply, NULL) : NULL;
  g_autoptr (GError) lost = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "it was closed");

  postino_outcome_judge (outcome, row, cases[i].stage, reply, reply == NULL ? lost : NULL, &rule);
}

static void
check_written (PostinoDb        *db,
               const PostinoLedgerRow *row,
               gsize             i)
{
  g_assert_cmpint (row->state, ==, cases[i].to);
  g_assert_cmpstr (row->reason, ==, cases[i].reason);
  g_assert_cmpuint (row->losses, ==, cases[i].losses_after);
  g_assert_cmpstr (row->reply, ==, cases[i].reply != NULL ? cases[i].reply : "it was closed");
  g_assert_cmpint (get_number (db, "SELECT count (*) FROM event"), ==, cases[i].event != NULL);
  if (cases[i].event != NULL)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM event WHERE type = '%s' AND campaign = 1 AND ledger = 5 "
                                              "AND contact = 3", cases[i].event);

      g_assert_cmpint (get_number (db, sql), ==, 1);
    }
  g_assert_cmpint (get_number (db, "SELECT count (*) FROM suppression WHERE key = 'a@x.it' AND reason = 'hard-bounce' "
                                   "AND source = 'smtp' AND campaign = 1"), ==, cases[i].consequence == SUPPRESSED);
  g_assert_cmpint (get_number (db, "SELECT soft_bounces FROM contact"), ==, cases[i].consequence == COUNTED);
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = NULL;
      g_autoptr (PostinoDb) db = open_world (&folder, cases[i].losses);
      g_autoptr (PostinoLedgerRow) row = postino_ledger_table_get (db, 5, NULL);
      g_autoptr (PostinoLedgerRow) written = NULL;
      g_autoptr (GError) error = NULL;
      PostinoOutcome outcome;

      g_test_message ("%s at %s", cases[i].reply, postino_smtp_stage_to_nick (cases[i].stage));
      judge (&outcome, row, i);
      g_assert_cmpint (outcome.to, ==, cases[i].to);
      g_assert_cmpstr (outcome.kind, ==, cases[i].kind);
      if (cases[i].to == DEFERRED) /* the second attempt: twice the first delay */
        g_assert_cmpint (outcome.due_us, ==, outcome.at_us + 2 * FIRST_US);
      else
        g_assert_cmpint (outcome.due_us, ==, 0);

      /* Written twice, as after a crash: the second changes nothing. */
      for (int time = 0; time < 2; time++)
        g_assert_true (postino_outcome_write (db, &outcome, &error));
      written = postino_ledger_table_get (db, 5, &error);
      check_written (db, written, i);
      postino_outcome_clear (&outcome);
      g_assert_null (outcome.key);
      remove_scratch_folder (folder);
    }
}

/* A worker that ends drops connections itself: that says nothing of the message. */
static void
test_cancelled (void)
{
  PostinoLedgerRow row = { .id = 5, .attempt = 1, .losses = 2, .key = (char *) "a@x.it" };
  g_autoptr (GError) cancelled = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  PostinoOutcome outcome;

  postino_outcome_judge (&outcome, &row, BODY, NULL, cancelled, NULL);
  g_assert_cmpint (outcome.to, ==, READY);
  g_assert_false (outcome.lost);
  postino_outcome_clear (&outcome);
  postino_outcome_judge (&outcome, &row, DOT, NULL, cancelled, NULL);
  g_assert_cmpint (outcome.to, ==, IN_DOUBT);
  postino_outcome_clear (&outcome);
}

static const struct {
  PostinoSmtpStage stage;
  const char *reply; /* NULL: the connection broke */
  PostinoLedgerState to;
  PostinoVerdict verdict;
} directs[] = {
  { RCPT, "550 5.7.1 Relay access denied", REFUSED, POSTINO_VERDICT_NEVER },
  { MAIL, "530 5.7.0 Authentication required", REFUSED, POSTINO_VERDICT_NEVER },
  { MAIL, "452 4.4.5 daily limit", DEFERRED, POSTINO_VERDICT_LATER },
  { RCPT, "421 4.3.2 busy", DEFERRED, POSTINO_VERDICT_LATER },
  { RCPT, "421 4.7.28 slow down", READY, POSTINO_VERDICT_SLOW_DOWN },
  { RCPT, "550 5.1.1 no such user", REFUSED, POSTINO_VERDICT_NEVER },
  { BODY, NULL, DEFERRED, POSTINO_VERDICT_LATER },
  { DOT, NULL, IN_DOUBT, POSTINO_VERDICT_IN_DOUBT },
};

/* The recipient's own server stops nothing but this message. */
static void
test_direct (void)
{
  PostinoLedgerRow row = { .id = 5, .attempt = 1, .key = (char *) "a@x.it" };
  PostinoRetryRule rule = { .first_us = FIRST_US, .is_direct = TRUE };
  g_autoptr (GError) lost = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "it was closed");

  for (gsize i = 0; i < G_N_ELEMENTS (directs); i++)
    {
      g_autoptr (PostinoSmtpReply) reply = directs[i].reply != NULL ? postino_smtp_reply_parse (directs[i].reply, NULL) : NULL;
      PostinoOutcome outcome;

      g_test_message ("%s", directs[i].reply);
      postino_outcome_judge (&outcome, &row, directs[i].stage, reply, reply == NULL ? lost : NULL, &rule);
      g_assert_cmpint (outcome.to, ==, directs[i].to);
      g_assert_cmpint (outcome.verdict, ==, directs[i].verdict);
      postino_outcome_clear (&outcome);
    }
}

static const struct {
  const char *reply;
  PostinoFeedback feedback;
} feedbacks[] = {
  { "250 ok", POSTINO_FEEDBACK_WELL },
  { "421 4.7.28 slow down", POSTINO_FEEDBACK_PAUSE },
  { "451 4.7.0 temporarily deferred", POSTINO_FEEDBACK_SHRINK },
  { "451 4.7.1 greylisted", POSTINO_FEEDBACK_NONE },
  { "451 4.3.0 busy", POSTINO_FEEDBACK_NONE },
  { "550 5.7.1 no", POSTINO_FEEDBACK_NONE },
};

static void
test_feedback (void)
{
  PostinoLedgerRow row = { .id = 5, .attempt = 1, .key = (char *) "a@x.it" };

  for (gsize i = 0; i < G_N_ELEMENTS (feedbacks); i++)
    {
      g_autoptr (PostinoSmtpReply) reply = postino_smtp_reply_parse (feedbacks[i].reply, NULL);
      PostinoOutcome outcome;

      g_test_message ("%s", feedbacks[i].reply);
      postino_outcome_judge (&outcome, &row, DOT, reply, NULL, NULL);
      g_assert_cmpint (outcome.feedback, ==, feedbacks[i].feedback);
      postino_outcome_clear (&outcome);
    }
}

/* Without a rule, as in recovery: the usual delays and no end. */
static void
test_usual_rule (void)
{
  PostinoLedgerRow row = { .id = 5, .attempt = 1, .key = (char *) "a@x.it" };
  g_autoptr (PostinoSmtpReply) reply = postino_smtp_reply_new (451, "4.3.0", "busy");
  PostinoOutcome outcome;

  postino_outcome_judge (&outcome, &row, DOT, reply, NULL, NULL);
  g_assert_cmpint (outcome.to, ==, DEFERRED);
  g_assert_cmpint (outcome.due_us - outcome.at_us, ==, POSTINO_RETRY_FIRST_US);
  postino_outcome_clear (&outcome);
}

static const struct {
  const char *reply;
  const char *queue_id;
} queue_ids[] = {
  { "250 2.0.0 Ok: queued as 4SZ8Kq1Zz9z5v", "4SZ8Kq1Zz9z5v" },
  { "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 8C1B2", "8C1B2" },
  { "250 OK id=1rAbCd-0001Ab-2C", "1rAbCd-0001Ab-2C" },
  { "250 2.6.0 <a@example.com> [InternalId=17845234567, Hostname=AM0.eurprd01.prod.exchangelabs.com] 8711 bytes in 0.1, "
    "50 KB/sec Queued mail for delivery", "17845234567" },
  { "250 2.6.0 <a@example.com> [InternalId=17] Queued", "17" },
  { "250 2.0.0 OK  1700000000 5b1f17b1804b1-432d7fcb6d1si1234.17 - gsmtp", "5b1f17b1804b1-432d7fcb6d1si1234.17" },
  { "250 2.0.0 3AKCM1xQ012345 Message accepted for delivery", "3AKCM1xQ012345" },
  { "250-first\n250 2.0.0 Ok: queued as 77", "77" },
  { "250 2.0.0 deadbeef Message accepted for delivery", "deadbeef" }, /* OpenSMTPD: eight hexadecimal digits */
  { "250 2.0.0 dead Message accepted for delivery", NULL },
  { "250 2.0.0 OK Message accepted for delivery", NULL },
  { "250 Message accepted for delivery", NULL },
  { "250 Ok: queued as ", NULL },
  { "250 2.0.0 Ok", NULL },
  { "250 ", NULL },
};

static void
test_queue_ids (void)
{
  PostinoLedgerRow row = { .id = 5, .attempt = 1, .key = (char *) "a@x.it" };

  for (gsize i = 0; i < G_N_ELEMENTS (queue_ids); i++)
    {
      g_autoptr (PostinoSmtpReply) reply = postino_smtp_reply_parse (queue_ids[i].reply, NULL);
      PostinoOutcome outcome;

      g_test_message ("%s", queue_ids[i].reply);
      postino_outcome_judge (&outcome, &row, DOT, reply, NULL, NULL);
      g_assert_cmpint (outcome.to, ==, ACCEPTED);
      g_assert_cmpstr (outcome.queue_id, ==, queue_ids[i].queue_id);
      postino_outcome_clear (&outcome);
    }
}

/* What is settled without an answer of a server. */
static void
test_without_answer (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder, 0);
  g_autoptr (PostinoLedgerRow) row = postino_ledger_table_get (db, 5, NULL);
  g_autoptr (PostinoLedgerRow) written = NULL;
  g_autoptr (GError) error = NULL;
  PostinoOutcome outcome;

  postino_outcome_set_ready (&outcome, row, TRUE);
  g_assert_cmpint (outcome.to, ==, READY);
  g_assert_true (outcome.lost);
  postino_outcome_clear (&outcome);
  postino_outcome_set_in_doubt (&outcome, row, "crash");
  g_assert_cmpint (outcome.to, ==, IN_DOUBT);
  g_assert_cmpstr (outcome.reason, ==, "crash");
  postino_outcome_clear (&outcome);

  postino_outcome_set_skipped (&outcome, row, "Line 1: there is no first name");
  g_assert_true (postino_outcome_write (db, &outcome, &error));
  postino_outcome_clear (&outcome);
  written = postino_ledger_table_get (db, 5, &error);
  g_assert_cmpint (written->state, ==, POSTINO_LEDGER_SKIPPED);
  g_assert_cmpstr (written->reason, ==, "content");
  g_assert_cmpstr (written->reply, ==, "Line 1: there is no first name");
  g_assert_cmpint (get_number (db, "SELECT count (*) FROM event"), ==, 0);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outcome/cases", test_cases);
  g_test_add_func ("/outcome/cancelled", test_cancelled);
  g_test_add_func ("/outcome/usual-rule", test_usual_rule);
  g_test_add_func ("/outcome/queue-ids", test_queue_ids);
  g_test_add_func ("/outcome/without-answer", test_without_answer);
  g_test_add_func ("/outcome/direct", test_direct);
  g_test_add_func ("/outcome/feedback", test_feedback);
  return g_test_run ();
}
