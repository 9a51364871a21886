/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/reports/report-figures.h"
#include "gui/widgets/chart-card.h"

/* Shows the first two days of @figure, with what earlier campaigns had; @past may be NULL. FALSE: the
 * figure has no hours (shows nothing then). */
gboolean postino_hours_chart_show (PostinoChartCard *card, const PostinoReport *report,
                                   const PostinoHours *hours, const PostinoPast *past,
                                   PostinoFigure figure);
