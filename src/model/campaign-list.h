/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/campaign-item.h"
#include "store/store.h"

/* All campaigns but tests, newest first: a GListModel of PostinoCampaignItem. Main context only;
 * never waits for the database.
 *
 * Properties: "show-archived"; read-only "n-items", "is-loading" (not read once yet) and "failure"
 * (a sentence; NULL: none). */
#define POSTINO_TYPE_CAMPAIGN_LIST (postino_campaign_list_get_type ())
G_DECLARE_FINAL_TYPE (PostinoCampaignList, postino_campaign_list, POSTINO, CAMPAIGN_LIST, GObject)

PostinoCampaignList *postino_campaign_list_new (PostinoStore *store, gboolean show_archived);

void                 postino_campaign_list_set_show_archived (PostinoCampaignList *self,
                                                              gboolean show_archived);

/* A nudge: looks for changes now, at most four times a second. */
void                 postino_campaign_list_look        (PostinoCampaignList *self);
gboolean             postino_campaign_list_is_loading  (PostinoCampaignList *self);
const char          *postino_campaign_list_get_failure (PostinoCampaignList *self);

/* The item of a campaign, borrowed; NULL if it is not in the list. @position may be NULL. */
PostinoCampaignItem *postino_campaign_list_find        (PostinoCampaignList *self, gint64 id,
                                                        guint *position);
