/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stats/past-query.h"
#include "stats/people-query.h"

/* The leading numbers of a report, in words. All of them count recipients, but where opens and clicks
 * are measured as a sum only: then these are counted, under another name. */
typedef enum {
  POSTINO_FIGURE_ACCEPTED,
  POSTINO_FIGURE_OPENED,
  POSTINO_FIGURE_CLICKED,
  POSTINO_FIGURE_UNSUBSCRIBED,
  POSTINO_FIGURE_BOUNCED,
  POSTINO_FIGURE_SKIPPED,
} PostinoFigure;

#define POSTINO_N_FIGURES (POSTINO_FIGURE_SKIPPED + 1)

/* Whether anybody could count it. */
gboolean      postino_report_figure_is_known (const PostinoReport *report, PostinoFigure figure);
gint64        postino_report_figure_count    (const PostinoReport *report, PostinoFigure figure);

/* "Clicked"; "Clicks" where only a sum is known; static. */
const char   *postino_report_figure_title    (const PostinoReport *report, PostinoFigure figure);

/* The series that shows it by hours; FALSE: none does. */
gboolean      postino_report_figure_series   (const PostinoReport *report, PostinoFigure figure,
                                              PostinoSeries *series);

/* "3.4 %"; "" where a share would say nothing. Yours. */
char         *postino_report_figure_share    (const PostinoReport *report, PostinoFigure figure);

/* "usually 2.9 %", of earlier campaigns; "" if nothing is known of them. @arrow: "↑", "↓" or "", which
 * it is too while the number may still grow. Yours, static. */
char         *postino_report_figure_past     (const PostinoReport *report, const PostinoPast *past,
                                              PostinoFigure figure, gint64 now_us,
                                              const char **arrow);

/* A sentence: which people the number rests on, or why it is not known. Yours. */
char         *postino_report_figure_rests    (const PostinoReport *report, PostinoFigure figure);

/* A number with as many rows behind it. */
typedef struct {
  PostinoFigure figure;
  PostinoPeopleKind people;
  const char *title;       /* translated, static */
  const char *explanation; /* NULL: none */
} PostinoFigurePart;

/* The @i-th part of a figure that says something of this report, NULL past the last. */
const PostinoFigurePart *postino_report_figure_part (const PostinoReport *report,
                                                     PostinoFigure figure, guint i);

/* What to call the rows: "Clicks by people"; and what they rest on ("" for nothing). Yours. */
char       *postino_report_people_title    (PostinoPeopleKind people);
char       *postino_report_people_rests    (const PostinoReport *report, PostinoPeopleKind people);
