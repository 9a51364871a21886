/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* Where one starts: what needs attention, what is under way, what was last. */
#define POSTINO_TYPE_OVERVIEW_PAGE (postino_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (PostinoOverviewPage, postino_overview_page, POSTINO, OVERVIEW_PAGE, AdwBin)

GtkWidget *postino_overview_page_new (PostinoSession *session);
