/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/campaign-item.h"

#include <adwaita.h>

/* A campaign in the list: name, state in words, how far it is, and what can be done with it. Its
 * menu and activation name actions "campaigns.…". */
#define POSTINO_TYPE_CAMPAIGN_ROW (postino_campaign_row_get_type ())
G_DECLARE_FINAL_TYPE (PostinoCampaignRow, postino_campaign_row, POSTINO, CAMPAIGN_ROW, GtkListBoxRow)

GtkWidget *postino_campaign_row_new (PostinoCampaignItem *item);
