/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/campaign.h"
#include "campaign/ledger-table.h"

/* What the next state of a campaign depends on, besides what is wished. */
typedef struct {
  gint64 counts[POSTINO_LEDGER_N_STATES];
  guint n_out;            /* rows that connections hold, or that wait to be written */
  gboolean is_frozen;     /* freezing: all rows are there */
  gboolean import_runs;   /* a launch waits for it */
  gint64 next_due_us;     /* of deferred rows; 0: none */
  const char *brake;      /* a sentence: why it is to be paused until a person has looked; NULL: it is not */
  const char *obstacle;   /* a sentence: why nothing can be sent at present; NULL: it can */
} PostinoScheduleFacts;

#define POSTINO_SCHEDULE_MISSED_US (G_GINT64_CONSTANT (900) * G_USEC_PER_SEC)

/* The state @campaign should be in now, or the one it is in. *@why is set for waiting, and for a
 * pause nobody asked for (yours), else NULL. Pure. */
PostinoCampaignState postino_schedule_decide (const PostinoCampaign *campaign,
                                              const PostinoScheduleFacts *facts,
                                              gint64 now_us, char **why);

/* @campaign is being sent, or about to be. Pure. */
gboolean postino_schedule_is_at_work (const PostinoCampaign *campaign);

/* Something of @campaign is still to be sent that nobody needs to be asked about: it is scheduled, or begun and neither
 * paused nor ended. Not so of a test. Pure. */
gboolean postino_schedule_goes_on    (const PostinoCampaign *campaign);
