/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "campaign/campaign.h"
#include "campaign/ledger-table.h"
#include "store/db.h"

/* Opens or clicks of one judgement: how often, and by how many recipients known by name. */
typedef struct {
  gint64 n;
  gint64 people;
} PostinoReportSum;

/* The split every open and click comes with. What is measured as a sum only is all unknown: its user
 * agent is never kept. A person may stand in more than one. */
typedef struct {
  PostinoReportSum human;
  PostinoReportSum machine;
  PostinoReportSum unknown;
} PostinoReportSplit;

typedef struct {
  char *url;
  PostinoReportSplit clicks;
  gint64 not_machines; /* as that of the report */
} PostinoReportLink;

typedef struct {
  char *reason; /* a fixed word of the ledger: "no-consent", "suppressed" … */
  gint64 n;
} PostinoReportReason;

/* A campaign in numbers. states adds up to recipients, bounced to states[REFUSED]. A value. */
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
  /* recipients, not skipped, whom links and pixel may name: `people` rest on them alone */
  gint64 individuals;
  PostinoReportSplit opens;
  PostinoReportSplit clicks;
  /* recipients known by name of whom at least one click was not a machine's; -1 until
   * postino_report_query_not_machines () */
  gint64 not_machines;
  gint64 unsubscribed;  /* people */
  struct {              /* recipients who are refused now, by what was said last */
    gint64 hard;
    gint64 soft;
    gint64 block;
    gint64 other;       /* it is not known why */
  } bounced;
  gint64 complaints;    /* nothing reports them yet */
  GPtrArray *links;     /* PostinoReportLink by link index */
} PostinoReport;

/* The kind of the last refusal of row `l` of the ledger: what `bounced` and the people behind it go
 * by. */
#define POSTINO_REPORT_BOUNCE_KIND                                                                   \
  "coalesce ((SELECT CASE WHEN e.kind IN ('hard', 'soft', 'block') THEN e.kind END FROM event e "    \
  "WHERE e.ledger = l.id AND e.type = 'refused' ORDER BY e.id DESC LIMIT 1), 'other')"

/* Rows of the ledger that count as individuals. The states stand one by one: that is what makes SQLite
 * use ledger_individual, where <> 7 reads all recipients. */
#define POSTINO_REPORT_IS_INDIVIDUAL "individual = 1 AND state IN (0, 1, 2, 3, 4, 5, 6, 8)"

void           postino_report_free    (PostinoReport *report);

/* NULL with POSTINO_ERROR_NOT_FOUND and a sentence. Call it inside a read transaction, so that all
 * numbers are of one moment (postino_store_read () is one). */
PostinoReport *postino_report_query   (PostinoDb *db, gint64 campaign, GError **error);

/* Fills in not_machines, for postino_report_to_json (). Looks at every unclear click: not for what
 * is read again all the time. */
gboolean       postino_report_query_not_machines (PostinoDb *db, PostinoReport *report,
                                                  GError **error);

/* As `campaign report --json` prints it. */
JsonNode      *postino_report_to_json (const PostinoReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoReport, postino_report_free)
