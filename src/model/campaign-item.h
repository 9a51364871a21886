/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "campaign/campaign.h"
#include "campaign/ledger-table.h"

/* A campaign as it was last read. Main context only.
 *
 * Properties, all read-only: "id", "name", "state" (uint, of PostinoCampaignState), "wanted" (uint,
 * of PostinoWanted), "waiting-why" (a sentence or NULL), "start-at-us", "created-us",
 * "launched-us", "started-us", "finished-us" (0: not), "is-archived", "total", "accepted",
 * "refused", "in-doubt", "left" (ready, handed and deferred). Signal "changed": anything of it
 * did. */
#define POSTINO_TYPE_CAMPAIGN_ITEM (postino_campaign_item_get_type ())
G_DECLARE_FINAL_TYPE (PostinoCampaignItem, postino_campaign_item, POSTINO, CAMPAIGN_ITEM, GObject)

/* Takes @campaign; @counts by PostinoLedgerState. */
PostinoCampaignItem   *postino_campaign_item_new  (PostinoCampaign *campaign,
                                                   const gint64     counts[POSTINO_LEDGER_N_STATES]);

/* The same campaign, read again: tells what differs from before. */
void                   postino_campaign_item_take (PostinoCampaignItem *item,
                                                   PostinoCampaign *campaign,
                                                   const gint64 counts[POSTINO_LEDGER_N_STATES]);

gint64                 postino_campaign_item_get_id    (PostinoCampaignItem *item);
PostinoCampaignState   postino_campaign_item_get_state (PostinoCampaignItem *item);
gint64                 postino_campaign_item_get_count (PostinoCampaignItem *item,
                                                        PostinoLedgerState state);

/* Borrowed until it changes. */
const PostinoCampaign *postino_campaign_item_get_campaign (PostinoCampaignItem *item);
