/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "campaign/campaign.h"
#include "campaign/ledger-table.h"
#include "store/db.h"

/* The split every open comes with. */
typedef struct {
  gint64 human;
  gint64 machine;
  gint64 unknown;
} PostinoReportOpens;

typedef struct {
  char *url;
  gint64 clicks; /* all, a machine's too */
  /* recipients measured as individuals of whom at least one click was not a machine's */
  gint64 people;
} PostinoReportLink;

typedef struct {
  char *reason; /* a fixed word of the ledger: "no-consent", "suppressed" … */
  gint64 n;
} PostinoReportReason;

/* A campaign in numbers. states adds up to recipients. A value. */
typedef struct {
  gint64 campaign;
  char *name;
  PostinoTracking tracking;
  char *collector_url;  /* NULL: its links led nowhere, so there are no opens and clicks to count */
  gint64 started_us;    /* 0: not yet */
  gint64 finished_us;
  gint64 recipients;
  gint64 states[POSTINO_LEDGER_N_STATES];
  GPtrArray *skipped;   /* PostinoReportReason, largest first */
  /* recipients, not skipped, whom links and pixel may name: `people` rests on them alone */
  gint64 individuals;
  PostinoReportOpens opens;
  struct {
    gint64 total;
    gint64 people;
    gint64 machine;
  } clicks;
  gint64 unsubscribed;  /* people */
  struct {
    gint64 hard;
    gint64 soft;
    gint64 block;
  } bounced;
  gint64 complaints;
  GPtrArray *links;     /* PostinoReportLink by link index */
} PostinoReport;

/* How many events of a type fell into an hour. */
typedef struct {
  const char *type; /* interned: "accepted", "opened", "clicked" … */
  gint64 hour_us;
  gint64 n;
} PostinoReportPoint;

#define POSTINO_REPORT_SERIES_HOURS 48

void           postino_report_free    (PostinoReport *report);

/* NULL with POSTINO_ERROR_NOT_FOUND and a sentence. Call it inside a read transaction, so that all
 * numbers are of one moment (postino_store_read () is one). */
PostinoReport *postino_report_query   (PostinoDb *db, gint64 campaign, GError **error);

/* Events by type and hour of the first POSTINO_REPORT_SERIES_HOURS hours since the campaign
 * started, in the order of time; hours without any are left out. PostinoReportPoint, yours. */
GArray        *postino_report_query_series (PostinoDb *db, gint64 campaign, GError **error);

/* As `campaign report --json` prints it. */
JsonNode      *postino_report_to_json (const PostinoReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoReport, postino_report_free)
