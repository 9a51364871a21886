/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/reports/report-figures.h"

#include <gtk/gtk.h>

/* One of the leading numbers, to be chosen among its group. */
#define POSTINO_TYPE_FIGURE_TILE (postino_figure_tile_get_type ())
G_DECLARE_FINAL_TYPE (PostinoFigureTile, postino_figure_tile, POSTINO, FIGURE_TILE, GtkToggleButton)

GtkWidget    *postino_figure_tile_new        (PostinoFigure figure);
PostinoFigure postino_figure_tile_get_figure (PostinoFigureTile *self);

/* @past may be NULL. */
void          postino_figure_tile_show       (PostinoFigureTile *self, const PostinoReport *report,
                                              const PostinoPast *past);
