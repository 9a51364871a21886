/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "base/clock.h"
#include "bus/worker-proxy.h"
#include "campaign/campaign.h"
#include "campaign/ledger-table.h"
#include "store/store.h"

/* How far one campaign has come, and how fast. Main context only; never waits for the database.
 *
 * Properties, all read-only: "is-loaded" (FALSE: everything else is empty), "state" (uint, of
 * PostinoCampaignState), "waiting-why" (a sentence or NULL), "total", "accepted", "refused",
 * "in-doubt", "deferred", "left" (ready, handed and deferred), "fraction" (0 to 1: what is not
 * left, of those who are not skipped), "per-second" (lately), "per-second-mean" (since it started), "eta-us" (wall clock; 0:
 * unknown) and "failure" (a sentence; NULL: none). Signal "changed", at most four times a second:
 * anything did. */
#define POSTINO_TYPE_PROGRESS (postino_progress_get_type ())
G_DECLARE_FINAL_TYPE (PostinoProgress, postino_progress, POSTINO, PROGRESS, GObject)

/* @proxy may be NULL: then it looks once a second. */
PostinoProgress     *postino_progress_new (PostinoStore *store, PostinoWorkerProxy *proxy,
                                           gint64 campaign,
                                           PostinoClock *clock);

/* A nudge: looks now, at most four times a second. */
void                 postino_progress_look (PostinoProgress *progress);

gboolean             postino_progress_is_loaded (PostinoProgress *progress);
gint64               postino_progress_get_count (PostinoProgress *progress,
                                                 PostinoLedgerState state);
gint64               postino_progress_get_total (PostinoProgress *progress);
gint64               postino_progress_get_left  (PostinoProgress *progress);

/* 0 for a campaign without recipients. */
double               postino_progress_get_fraction        (PostinoProgress *progress);
double               postino_progress_get_per_second      (PostinoProgress *progress);
double               postino_progress_get_per_second_mean (PostinoProgress *progress);
gint64               postino_progress_get_eta_us          (PostinoProgress *progress);
PostinoCampaignState postino_progress_get_state           (PostinoProgress *progress);
const char          *postino_progress_get_waiting_why     (PostinoProgress *progress);
