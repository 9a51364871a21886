/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* What was sent and what became of it. Actions: "reports.open" (x: the campaign), "reports.back". */
#define POSTINO_TYPE_REPORTS_PAGE (postino_reports_page_get_type ())
G_DECLARE_FINAL_TYPE (PostinoReportsPage, postino_reports_page, POSTINO, REPORTS_PAGE, AdwBin)

GtkWidget *postino_reports_page_new (PostinoSession *session);
