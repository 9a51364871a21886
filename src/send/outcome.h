/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/ledger-table.h"
#include "smtp/smtp-reply.h"
#include "smtp/smtp-verdict.h"
#include "store/db.h"

/* What an answer says about how much the recipient's provider bears. */
typedef enum {
  POSTINO_FEEDBACK_NONE,
  POSTINO_FEEDBACK_WELL,   /* it took the message */
  POSTINO_FEEDBACK_SHRINK, /* it put it off for our sake (4.7.x) */
  POSTINO_FEEDBACK_PAUSE,  /* it asked to slow down (4.7.28) */
} PostinoFeedback;

/* How the way of one message ended, and what follows. Owns its strings; plain memory that clear ()
 * empties. */
typedef struct {
  gint64 row;
  gint64 campaign;
  gint64 contact;
  guint attempt;
  gint64 server;      /* it went to, or would have; 0: none */
  gint64 armed_us;
  char *key;
  PostinoLedgerState to;
  gint64 at_us;
  gint64 due_us;      /* deferred */
  gboolean lost;      /* the connection went in this row's body */
  char *reason;
  char *reply;
  char *queue_id;
  const char *kind;   /* refused: "hard", "soft", "block"; static */
  gboolean is_hard;   /* the address is bad: suppress it */
  gboolean is_soft;   /* counted against the contact */
  PostinoVerdict verdict; /* for the route */
  PostinoFeedback feedback; /* for the destination */
  gboolean is_capped;     /* the account has sent what it may: no fault of the server's */
} PostinoOutcome;

/* What judging a deferral needs. */
typedef struct {
  gint64 first_us;      /* the first delay */
  gint64 expires_us;    /* wall clock: after this a deferral is the end; 0: never */
  double jitter;        /* in [0, 1) */
  /* The server is the recipient's own: whatever it says or does is about this recipient, and no reason to stop
   * sending to others. */
  gboolean is_direct;
} PostinoRetryRule;

/* Fills @outcome from the server's answer, or from how the connection broke (@reply NULL): verdicts
 * are smtp-verdict's. @rule NULL: deferred rows come back after the usual delays. */
void     postino_outcome_judge        (PostinoOutcome *outcome, const PostinoLedgerRow *row,
                                       PostinoSmtpStage stage,
                                       const PostinoSmtpReply *reply, const GError *error, const PostinoRetryRule *rule);

/* Nothing was delivered: at once again. @lost counts a connection that broke in the body; the third
 * defers. */
void     postino_outcome_set_ready    (PostinoOutcome *outcome, const PostinoLedgerRow *row,
                                       gboolean lost);
void     postino_outcome_set_in_doubt (PostinoOutcome *outcome, const PostinoLedgerRow *row,
                                       const char *reason);

/* No message can be made for this recipient; @why is the sentence. */
void     postino_outcome_set_skipped  (PostinoOutcome *outcome, const PostinoLedgerRow *row,
                                       const char *why);

/* Settles the row and, if that changed it, writes the event and what follows for the contact;
 * inside a transaction. */
gboolean postino_outcome_write        (PostinoDb *db, const PostinoOutcome *outcome,
                                       GError **error);

/* It reached the server, or may have: what limits on sending count. */
gboolean postino_outcome_is_sent      (const PostinoOutcome *outcome);

void     postino_outcome_clear        (PostinoOutcome *outcome);
