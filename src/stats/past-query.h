/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stats/hours-query.h"

/* Shares in which campaigns of any size can be compared. */
typedef enum {
  POSTINO_SHARE_ACCEPTED,     /* of those who were not skipped */
  POSTINO_SHARE_OPENED,       /* people who opened, of those who are measured by name */
  POSTINO_SHARE_OPENS,        /* unclear opens for each accepted message, where nobody is */
  POSTINO_SHARE_CLICKED,      /* people who clicked, of those who are measured by name */
  POSTINO_SHARE_CLICKS,       /* unclear clicks for each accepted message, where nobody is */
  POSTINO_SHARE_UNSUBSCRIBED, /* of the accepted */
  POSTINO_SHARE_BOUNCED,      /* refused, of those who were not skipped */
} PostinoShare;

#define POSTINO_N_SHARES (POSTINO_SHARE_BOUNCED + 1)
#define POSTINO_PAST_CAMPAIGNS 10

/* What was usual before: medians over finished campaigns. A plain value. */
typedef struct {
  guint n_campaigns;                /* 0: there is nothing to compare with */
  double shares[POSTINO_N_SHARES];  /* negative: no campaign has it */
  /* for each of postino_report_get_base () */
  double hours[POSTINO_N_SERIES][POSTINO_REPORT_SERIES_HOURS];
} PostinoPast;

/* Opens and clicks are measured at all; and by name, so that people can be counted. Pure. */
gboolean postino_report_is_measured         (const PostinoReport *report);
gboolean postino_report_is_measured_by_name (const PostinoReport *report);

/* Unsubscribing was heard of: by its links, or because there is somebody. Without either it was done
 * by mail, and nothing is known here. Pure. */
gboolean postino_report_knows_unsubscribed  (const PostinoReport *report);

/* Out of how many a series is: people measured by name, or accepted messages; 0: it says nothing of
 * this campaign. Pure. */
gint64   postino_report_get_base  (const PostinoReport *report, PostinoSeries series);

/* Negative where it rests on nobody (nothing accepted, nobody measured, no collector). Pure. */
double   postino_report_get_share (const PostinoReport *report, PostinoShare share);

/* The last POSTINO_PAST_CAMPAIGNS that were finished, started before @campaign did and had anything
 * accepted, without tests: ids (gint64), newest first; yours. */
GArray  *postino_past_list        (PostinoDb *db, gint64 campaign, GError **error);

/* What is read of them: one campaign a call, so that whoever reads a million rows of ten campaigns
 * needs no snapshot for all. */
typedef struct _PostinoEarlier PostinoEarlier;

PostinoEarlier *postino_earlier_new       (void);
void            postino_earlier_free      (PostinoEarlier *earlier);
gboolean        postino_earlier_add       (PostinoEarlier *earlier, PostinoDb *db, gint64 campaign,
                                           GError **error);
void            postino_earlier_summarize (const PostinoEarlier *earlier, PostinoPast *past);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoEarlier, postino_earlier_free)
