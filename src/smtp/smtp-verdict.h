/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "smtp/smtp-reply.h"

/* What a server's answer means for us. The sender acts on nothing else. */
typedef enum {
  POSTINO_VERDICT_ACCEPTED,
  POSTINO_VERDICT_LATER,      /* same recipient, after a delay */
  POSTINO_VERDICT_NEVER,      /* this recipient is given up */
  POSTINO_VERDICT_SLOW_DOWN,  /* recipient stays ready; the route's window shrinks or waits */
  /* nothing more through this server until a person looks (or its cap's window frees) */
  POSTINO_VERDICT_STOP_ROUTE,
  POSTINO_VERDICT_IN_DOUBT,   /* the final dot left, no answer came */
} PostinoVerdict;

/* Whose matter it is. Only hard and soft are ever counted against a contact. */
typedef enum {
  POSTINO_VERDICT_KIND_NONE,
  POSTINO_VERDICT_KIND_HARD,  /* the address is bad for ever: suppress it */
  POSTINO_VERDICT_KIND_SOFT,  /* the address is bad for now */
  /* refused by policy: our content, reputation or set-up, not the contact's bounce */
  POSTINO_VERDICT_KIND_BLOCK,
  POSTINO_VERDICT_KIND_ROUTE, /* the connection, our account, our caps */
} PostinoVerdictKind;

typedef struct {
  PostinoVerdict verdict;
  PostinoVerdictKind kind;
  const char *reason; /* a key such as "mailbox-full", static; see postino_smtp_verdict_describe () */
} PostinoSmtpJudgement;

/* @reply may be NULL when the connection broke; @error then says how (and may be NULL too). Pure;
 * any thread. */
PostinoSmtpJudgement postino_smtp_verdict_examine  (const PostinoSmtpReply *reply,
                                                    const GError           *error,
                                                    PostinoSmtpStage        stage);
PostinoVerdict       postino_smtp_verdict_judge    (const PostinoSmtpReply *reply,
                                                    const GError           *error,
                                                    PostinoSmtpStage        stage);

const char *postino_smtp_verdict_to_nick      (PostinoVerdict verdict);          /* "accepted", "later" … */
const char *postino_smtp_verdict_kind_to_nick (PostinoVerdictKind kind);         /* "hard", "soft" … */

/* A sentence for the user to the key of a reason, in their language; static. Unknown keys get a
 * general one. */
const char *postino_smtp_verdict_describe     (const char *reason);
