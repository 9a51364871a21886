/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

/* What people decide about a campaign that was started. */

/* A person looked and says: go on. That holds for its stopped servers, too. Refused with
 * POSTINO_ERROR_INVALID for one that was never started. In the caller's transaction. */
gboolean postino_decision_resume (PostinoDb *db, gint64 campaign, GError **error);

/* About recipients: those of one state. */
typedef enum {
  POSTINO_DECISION_SEND_AGAIN,    /* in doubt: at the risk of a second copy */
  POSTINO_DECISION_TAKE_AS_SENT,  /* in doubt */
  POSTINO_DECISION_RETRY_REFUSED,
} PostinoDecision;

/* Decides in short transactions, so that sending goes on meanwhile; *@n is how many it reached, also
 * on failure. Whoever is suppressed is not sent to again. Blocks; any thread but the writer's. The
 * worker is to be nudged. */
gboolean postino_decision_make (PostinoStore *store, gint64 campaign, PostinoDecision decision,
                                gint64 *n, GError **error);

/* The same about one recipient: row @row of the ledger. *@reached FALSE: it had moved on by itself,
 * or is suppressed. In the caller's transaction. */
gboolean postino_decision_make_one (PostinoDb *db, gint64 campaign, gint64 row,
                                    PostinoDecision decision, gboolean *reached, GError **error);
