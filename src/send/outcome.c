/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a server's answer to what is written: the settlement of the row, its event, and what follows
 * for the contact.
 *
 * What an answer means is smtp-verdict's to say; this file only turns the verdict into a state. It
 * serves the connections and recovery alike, so that an answer found in the flight table is settled
 * as if it had come a moment ago. */

#include "send/outcome.h"

#include <gio/gio.h>
#include <string.h>

#include "contacts/contacts-table.h"
#include "contacts/suppression-table.h"
#include "events/events-table.h"
#include "send/retry.h"

enum { LOSSES_BEFORE_DEFERRAL = 3 };
enum { HEX_ID_MIN = 8 }; /* digits of one that is told from a word without seeing 0 to 9 */

static void
begin (PostinoOutcome         *outcome,
       const PostinoLedgerRow *row,
       PostinoLedgerState      to)
{
  *outcome = (PostinoOutcome) { 0 };
  outcome->row = row->id;
  outcome->campaign = row->campaign;
  outcome->contact = row->contact;
  outcome->attempt = row->attempt;
  outcome->server = row->server;
  outcome->armed_us = row->armed_us;
  outcome->key = g_strdup (row->key);
  outcome->to = to;
  outcome->at_us = g_get_real_time ();
  outcome->verdict = POSTINO_VERDICT_LATER;
}

static void
defer (PostinoOutcome         *outcome,
       const PostinoLedgerRow *row,
       const PostinoRetryRule *rule)
{
  static const PostinoRetryRule usual = { POSTINO_RETRY_FIRST_US, 0, 0 };

  if (rule == NULL)
    rule = &usual;
  if (rule->expires_us > 0 && outcome->at_us >= rule->expires_us)
    {
      outcome->to = POSTINO_LEDGER_EXPIRED;
      return;
    }
  outcome->to = POSTINO_LEDGER_DEFERRED;
  outcome->due_us = outcome->at_us + postino_retry_delay_us (rule->first_us, row->attempt,
                                                             rule->jitter);
}

/* There is a digit in it; but now and then a hexadecimal number has none. */
static gboolean
is_id (const char *word,
       gsize       length)
{
  gsize n_hex = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isdigit (word[i]))
        return TRUE;
      n_hex += g_ascii_isxdigit (word[i]) != 0;
    }
  return length >= HEX_ID_MIN && n_hex == length;
}

/* The word before @mark, if it is an id. Yours, or NULL. */
static char *
dup_word_before (const char *text,
                 const char *mark)
{
  const char *start = mark;

  while (start > text && !g_ascii_isspace (start[-1]))
    start--;
  return is_id (start, (gsize) (mark - start)) ? g_strndup (start, (gsize) (mark - start)) : NULL;
}

/* What relays call the message: "Ok: queued as 4XYZ" (Postfix), "OK id=1rAbC-2D" (Exim),
 * "[InternalId=17, …" (Exchange), "OK 1700000000 a1b2.3 - gsmtp" (Gmail), "3AKCM1 Message accepted
 * for delivery" (Sendmail, OpenSMTPD). Yours, or NULL. */
static char *
find_queue_id (const char *text)
{
  static const struct {
    const char *text;
    gboolean is_behind; /* the id stands before the mark */
  } marks[] = {
    { "queued as ", FALSE }, { "id=", FALSE }, { " - gsmtp",
                                                 TRUE }, { " Message accepted for delivery", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      const char *found = strcasestr (text, marks[i].text);
      const char *start = found != NULL ? found + strlen (marks[i].text) : NULL;
      gsize length = start != NULL ? strcspn (start, " \t\n;,)]") : 0;

      if (found != NULL && marks[i].is_behind)
        return dup_word_before (text, found);
      if (length > 0)
        return g_strndup (start, length);
    }
  return NULL;
}

/* Greylisting greets every stranger, and is no sign of having sent too much. */
static PostinoFeedback
find_feedback (const PostinoSmtpReply     *reply,
               const PostinoSmtpJudgement *judgement)
{
  if (reply == NULL)
    return POSTINO_FEEDBACK_NONE;
  if (judgement->verdict == POSTINO_VERDICT_ACCEPTED)
    return POSTINO_FEEDBACK_WELL;
  if (judgement->verdict == POSTINO_VERDICT_SLOW_DOWN && strcmp (reply->enhanced, "4.7.28") == 0)
    return POSTINO_FEEDBACK_PAUSE;
  if (judgement->verdict == POSTINO_VERDICT_LATER && g_str_has_prefix (reply->enhanced, "4.7.")
      && strcmp (judgement->reason, "greylisted") != 0)
    return POSTINO_FEEDBACK_SHRINK;
  return POSTINO_FEEDBACK_NONE;
}

/* What a recipient's own server says about "the server" or "the account" is about this recipient. "Slow down" stays what it
 * is: the provider pauses, and the recipient with it. */
static void
judge_as_direct (PostinoSmtpJudgement   *judgement,
                 const PostinoSmtpReply *reply)
{
  if (judgement->verdict != POSTINO_VERDICT_SLOW_DOWN && judgement->verdict != POSTINO_VERDICT_STOP_ROUTE)
    return;
  if (reply != NULL && strcmp (reply->enhanced, "4.7.28") == 0)
    return;
  judgement->verdict = reply != NULL && reply->code / 100 == 5 ? POSTINO_VERDICT_NEVER : POSTINO_VERDICT_LATER;
  judgement->kind = POSTINO_VERDICT_KIND_BLOCK;
}

void
postino_outcome_judge (PostinoOutcome         *outcome,
                       const PostinoLedgerRow *row,
                       PostinoSmtpStage        stage,
                       const PostinoSmtpReply *reply,
                       const GError           *error,
                       const PostinoRetryRule *rule)
{
  PostinoSmtpJudgement judgement = postino_smtp_verdict_examine (reply, error, stage);

  if (rule != NULL && rule->is_direct && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    judge_as_direct (&judgement, reply);
  begin (outcome, row, POSTINO_LEDGER_READY);
  outcome->verdict = judgement.verdict;
  outcome->feedback = find_feedback (reply, &judgement);
  outcome->is_capped = strcmp (judgement.reason, "account-limit") == 0;
  outcome->reply = reply != NULL ? postino_smtp_reply_to_string (reply)
                   : error != NULL ? g_strdup (error->message) : NULL;

  switch (judgement.verdict)
    {
    case POSTINO_VERDICT_ACCEPTED:
      outcome->to = POSTINO_LEDGER_ACCEPTED;
      outcome->queue_id = find_queue_id (reply->text);
      return;
    case POSTINO_VERDICT_LATER:
      outcome->is_soft = judgement.kind == POSTINO_VERDICT_KIND_SOFT;
      defer (outcome, row, rule);
      return;
    case POSTINO_VERDICT_NEVER:
      outcome->to = POSTINO_LEDGER_REFUSED;
      outcome->reason = g_strdup (judgement.reason);
      outcome->kind = postino_smtp_verdict_kind_to_nick (judgement.kind);
      outcome->is_hard = judgement.kind == POSTINO_VERDICT_KIND_HARD;
      outcome->is_soft = judgement.kind == POSTINO_VERDICT_KIND_SOFT;
      return;
    case POSTINO_VERDICT_SLOW_DOWN:
    case POSTINO_VERDICT_STOP_ROUTE:
      outcome->lost = reply == NULL && stage == POSTINO_SMTP_STAGE_BODY
                      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      if (outcome->lost && row->losses + 1 >= LOSSES_BEFORE_DEFERRAL)
        {
          outcome->lost = FALSE;
          defer (outcome, row, rule);
        }
      return;
    case POSTINO_VERDICT_IN_DOUBT:
      outcome->to = POSTINO_LEDGER_IN_DOUBT;
      outcome->reason = g_strdup ("connection-lost");
      return;
    }
  g_assert_not_reached ();
}

void
postino_outcome_set_ready (PostinoOutcome         *outcome,
                           const PostinoLedgerRow *row,
                           gboolean                lost)
{
  begin (outcome, row, POSTINO_LEDGER_READY);
  outcome->lost = lost;
}

void
postino_outcome_set_in_doubt (PostinoOutcome         *outcome,
                              const PostinoLedgerRow *row,
                              const char             *reason)
{
  begin (outcome, row, POSTINO_LEDGER_IN_DOUBT);
  outcome->reason = g_strdup (reason);
}

void
postino_outcome_set_skipped (PostinoOutcome         *outcome,
                             const PostinoLedgerRow *row,
                             const char             *why)
{
  begin (outcome, row, POSTINO_LEDGER_SKIPPED);
  outcome->reason = g_strdup ("content");
  outcome->reply = g_strdup (why);
}

/* Which event a settlement is; FALSE for those that are none. */
static gboolean
find_event_type (PostinoLedgerState to,
                 PostinoEventType  *type)
{
  switch (to)
    {
    case POSTINO_LEDGER_ACCEPTED:
      *type = POSTINO_EVENT_ACCEPTED;
      return TRUE;
    case POSTINO_LEDGER_DEFERRED:
      *type = POSTINO_EVENT_DEFERRED;
      return TRUE;
    case POSTINO_LEDGER_REFUSED:
      *type = POSTINO_EVENT_REFUSED;
      return TRUE;
    case POSTINO_LEDGER_EXPIRED:
      *type = POSTINO_EVENT_EXPIRED;
      return TRUE;
    case POSTINO_LEDGER_IN_DOUBT:
      *type = POSTINO_EVENT_IN_DOUBT;
      return TRUE;
    case POSTINO_LEDGER_READY:
    case POSTINO_LEDGER_HANDED:
    case POSTINO_LEDGER_SKIPPED:
    case POSTINO_LEDGER_CANCELLED:
      return FALSE;
    }
  g_assert_not_reached ();
}

static gboolean
write_consequences (PostinoDb            *db,
                    const PostinoOutcome *outcome,
                    GError              **error)
{
  if (outcome->is_hard
      && !postino_suppression_table_add (db, outcome->key, POSTINO_SUPPRESSION_HARD_BOUNCE,
                                         outcome->reply, "smtp",
                                         outcome->campaign, outcome->at_us, NULL, error))
    return FALSE;
  if (!outcome->is_soft || outcome->contact == 0)
    return TRUE;
  return postino_contacts_table_count_soft_bounce (db, outcome->contact, error);
}

gboolean
postino_outcome_write (PostinoDb            *db,
                       const PostinoOutcome *outcome,
                       GError              **error)
{
  PostinoSettlement settlement = { .row = outcome->row, .attempt = outcome->attempt,
                                   .to = outcome->to,
                                   .at_us = outcome->at_us, .due_us = outcome->due_us, .lost = outcome->lost,
                                   .reason = outcome->reason, .reply = outcome->reply,
                                   .queue_id = outcome->queue_id };
  PostinoEvent event = { .at_us = outcome->at_us, .campaign = outcome->campaign,
                         .ledger = outcome->row,
                         .contact = outcome->contact, .link = -1, .kind = outcome->kind, .why = outcome->reason,
                         .detail = outcome->reply };
  gboolean changed = FALSE;

  if (!postino_ledger_table_settle (db, &settlement, &changed, error))
    return FALSE;
  if (!changed || !find_event_type (outcome->to, &event.type))
    return TRUE;
  return postino_events_table_append (db, &event, NULL, error)
         && write_consequences (db, outcome, error);
}

gboolean
postino_outcome_is_sent (const PostinoOutcome *outcome)
{
  return outcome->to == POSTINO_LEDGER_ACCEPTED || outcome->to == POSTINO_LEDGER_IN_DOUBT;
}

void
postino_outcome_clear (PostinoOutcome *outcome)
{
  g_free (outcome->key);
  g_free (outcome->reason);
  g_free (outcome->reply);
  g_free (outcome->queue_id);
  *outcome = (PostinoOutcome) { 0 };
}
