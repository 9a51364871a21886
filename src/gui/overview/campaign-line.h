/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <gtk/gtk.h>

/* A campaign on the overview: how it stands, and while it is on its way its bar and its rate. */
#define POSTINO_TYPE_CAMPAIGN_LINE (postino_campaign_line_get_type ())
G_DECLARE_FINAL_TYPE (PostinoCampaignLine, postino_campaign_line, POSTINO, CAMPAIGN_LINE,
                      GtkListBoxRow)

GtkWidget *postino_campaign_line_new (PostinoSession *session, PostinoCampaignItem *item);
