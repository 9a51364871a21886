/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stats/past-query.h"
#include "stats/people-query.h"

/* The leading numbers of a report, in words. */
typedef enum {
  POSTINO_FIGURE_ACCEPTED,
  POSTINO_FIGURE_OPENS,
  POSTINO_FIGURE_CLICKS,
  POSTINO_FIGURE_CLICKERS,
  POSTINO_FIGURE_UNSUBSCRIBED,
  POSTINO_FIGURE_BOUNCED,
  POSTINO_FIGURE_COMPLAINTS,
  POSTINO_FIGURE_SKIPPED,
} PostinoFigure;

#define POSTINO_N_FIGURES (POSTINO_FIGURE_SKIPPED + 1)

/* Whether anybody could count it. Machines' opens and clicks are no part of the count. */
gboolean      postino_report_figure_is_known (const PostinoReport *report, PostinoFigure figure);
gint64        postino_report_figure_count    (const PostinoReport *report, PostinoFigure figure);

/* "Clicks"; static. */
const char   *postino_report_figure_title    (PostinoFigure figure);

/* The series that shows it by hours; FALSE: none does. */
gboolean      postino_report_figure_series   (PostinoFigure figure, PostinoSeries *series);

/* "3.4 %"; "" where a share would say nothing. Yours. */
char         *postino_report_figure_share    (const PostinoReport *report, PostinoFigure figure);

/* "usually 2.9 %", of earlier campaigns; "" if nothing is known of them. @arrow: "↑", "↓" or "", which
 * it is too while the number may still grow. Yours, static. */
char         *postino_report_figure_past     (const PostinoReport *report, const PostinoPast *past,
                                              PostinoFigure figure, gint64 now_us,
                                              const char **arrow);

/* A sentence: which people the number rests on, or why it is not known. Yours. */
char         *postino_report_figure_rests    (const PostinoReport *report, PostinoFigure figure);

/* A part of a number, with people behind it. */
typedef struct {
  PostinoFigure figure;
  PostinoPeopleKind people;
  const char *title;       /* translated, static */
  const char *explanation; /* NULL: none */
} PostinoFigurePart;

/* The @i-th part of a figure, NULL past the last; and its number. */
const PostinoFigurePart *postino_report_figure_part (PostinoFigure figure, guint i);
gint64      postino_report_count_part      (const PostinoReport *report, PostinoPeopleKind people);

/* What to call the people: "Clicked"; static, translated. */
const char *postino_report_people_title    (PostinoPeopleKind people);
