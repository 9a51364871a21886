/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/widgets/bar-chart.h"

#include <adwaita.h>

/* A bar chart with its title, and the same numbers as a table for who would rather read them. */
#define POSTINO_TYPE_CHART_CARD (postino_chart_card_get_type ())
G_DECLARE_FINAL_TYPE (PostinoChartCard, postino_chart_card, POSTINO, CHART_CARD, AdwBin)

/* All for reading; strings are copied but for the titles, which are static. */
typedef struct {
  const char *name_title;  /* "Hour" */
  const char *value_title; /* "Clicks" */
  const char *caption;     /* what the marks are; NULL: there are none */
  const char *sentence;    /* what the whole shows */
} PostinoChartWords;

void postino_chart_card_show (PostinoChartCard *self, const char *title,
                              const PostinoChartWords *words, const PostinoBar *bars,
                              guint n_bars);
