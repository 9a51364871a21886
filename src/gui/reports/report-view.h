/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* The report of one campaign, followed live: leading numbers, their hours, the people behind them,
 * links, who was left out. Its back button activates "reports.back". */
#define POSTINO_TYPE_REPORT_VIEW (postino_report_view_get_type ())
G_DECLARE_FINAL_TYPE (PostinoReportView, postino_report_view, POSTINO, REPORT_VIEW, AdwBin)

GtkWidget *postino_report_view_new          (PostinoSession *session, gint64 campaign);
gint64     postino_report_view_get_campaign (PostinoReportView *self);

/* Back from the people behind a number; FALSE: none were shown. */
gboolean   postino_report_view_go_back      (PostinoReportView *self);
