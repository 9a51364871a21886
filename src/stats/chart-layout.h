/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Where the parts of a bar chart stand. Plain numbers: the screen draws them as GSK nodes, a page of
 * paper may draw the same by cairo. Pure; any thread. */

typedef struct {
  gint64 value;
  double mark; /* what it is compared with; negative: nothing */
} PostinoChartValue;

typedef struct {
  float x;
  float y;
  float width;
  float height;
} PostinoChartRect;

typedef struct {
  gint64 value;
  float y;
} PostinoChartTick;

/* Room that text takes, and the direction of reading. */
typedef struct {
  float width;
  float height;
  float axis_width;   /* of the widest number beside the bars */
  float label_width;  /* of the widest label below them */
  float label_height; /* of any text */
  gboolean is_rtl;    /* the first bar is the one at the right */
} PostinoChartSpace;

#define POSTINO_CHART_MAX_TICKS 5

/* A value. */
typedef struct {
  PostinoChartRect plot;
  GArray *bars;       /* PostinoChartRect by value; height 0 for 0 */
  GArray *slots;      /* PostinoChartRect: the whole height, what a pointer hits */
  GArray *marks;      /* PostinoChartRect by value; width 0 where there is none */
  PostinoChartTick ticks[POSTINO_CHART_MAX_TICKS + 1];
  guint n_ticks;      /* from 0 upward */
  guint label_stride; /* every so manieth value has room for its label */
} PostinoChartLayout;

PostinoChartLayout *postino_chart_layout_new  (const PostinoChartValue *values, guint n_values,
                                               const PostinoChartSpace *space);
void                postino_chart_layout_free (PostinoChartLayout *layout);

/* The value whose slot has @x, or -1. */
int                 postino_chart_layout_find (const PostinoChartLayout *layout, float x);

/* 1, 2 or 5 times a power of ten, at least 1: so that at most @max_ticks of them reach
 * @largest. */
gint64              postino_chart_layout_get_step (double largest, guint max_ticks);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoChartLayout, postino_chart_layout_free)
