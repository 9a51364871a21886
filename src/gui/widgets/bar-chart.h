/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Bars of counts, with a line of what was usual. The arrow keys and the pointer choose a bar.
 *
 * Properties, read-only: "reading" (the chosen bar in words; NULL: none is). Its accessible label is
 * the sentence it is given; the reading is its description. */
#define POSTINO_TYPE_BAR_CHART (postino_bar_chart_get_type ())
G_DECLARE_FINAL_TYPE (PostinoBarChart, postino_bar_chart, POSTINO, BAR_CHART, GtkWidget)

typedef struct {
  const char *label; /* below the bar, if there is room */
  const char *name;  /* what the bar is, in full */
  gint64 value;
  double mark;       /* what was usual; negative: unknown */
} PostinoBar;

/* Copied. @sentence says what the whole shows. */
void        postino_bar_chart_set_bars    (PostinoBarChart *self, const PostinoBar *bars,
                                           guint n_bars, const char *sentence);

const char *postino_bar_chart_get_reading (PostinoBarChart *self);

/* "26 November, 14:00: 12", with what was usual if it is known; yours. */
char       *postino_bar_describe          (const PostinoBar *bar);
