/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* All campaigns, and the one that is open. Property "session". Actions "campaigns.open" (x),
 * "campaigns.new", "campaigns.back", "campaigns.rename" (x), "campaigns.duplicate" (x),
 * "campaigns.archive" (x), "campaigns.unarchive" (x), "campaigns.show-archived" (a toggle). */
#define POSTINO_TYPE_CAMPAIGNS_PAGE (postino_campaigns_page_get_type ())
G_DECLARE_FINAL_TYPE (PostinoCampaignsPage, postino_campaigns_page, POSTINO, CAMPAIGNS_PAGE, AdwBin)

GtkWidget *postino_campaigns_page_new          (PostinoSession *session);

void       postino_campaigns_page_open         (PostinoCampaignsPage *self, gint64 campaign);
void       postino_campaigns_page_new_campaign (PostinoCampaignsPage *self);
