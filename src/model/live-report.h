/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "bus/worker-proxy.h"
#include "stats/past-query.h"
#include "store/store.h"

/* The report of one campaign, read again while things happen: once a second, while the worker tells of
 * progress up to four times, and never more than a quarter of the time. Main context only; never
 * waits for the database.
 *
 * Properties, read-only: "campaign", "is-loaded", "failure" and "past-failure" (sentences; NULL:
 * none). Signal "changed": it was read again, or the past was or could not be. */
#define POSTINO_TYPE_LIVE_REPORT (postino_live_report_get_type ())
G_DECLARE_FINAL_TYPE (PostinoLiveReport, postino_live_report, POSTINO, LIVE_REPORT, GObject)

/* @proxy may be NULL: then it looks once a second. */
PostinoLiveReport   *postino_live_report_new          (PostinoStore *store,
                                                       PostinoWorkerProxy *proxy,
                                                       gint64 campaign);

/* A nudge: looks for changes now, at most four times a second. */
void                 postino_live_report_look         (PostinoLiveReport *self);

gint64               postino_live_report_get_campaign (PostinoLiveReport *self);
const char          *postino_live_report_get_failure  (PostinoLiveReport *self);

/* Why there is nothing to compare with; NULL: there is, there was nothing before, or it is not read
 * yet. It is tried again whenever the report is read. */
const char          *postino_live_report_get_past_failure (PostinoLiveReport *self);

/* NULL until it was read once; borrowed until it changes. The past comes after the report, once:
 * finished campaigns hardly change. */
const PostinoReport *postino_live_report_get       (PostinoLiveReport *self);
const PostinoHours  *postino_live_report_get_hours (PostinoLiveReport *self);
const PostinoPast   *postino_live_report_get_past  (PostinoLiveReport *self);
