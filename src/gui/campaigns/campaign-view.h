/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/campaigns/progress-view.h"
#include "gui/shell/session.h"
#include "model/draft-content.h"
#include "model/draft.h"

#include <adwaita.h>

/* One campaign: its steps while it is a draft, its progress afterwards. Its commands are actions
 * "campaign.…" (campaign-actions). Its back button activates "campaigns.back". */
#define POSTINO_TYPE_CAMPAIGN_VIEW (postino_campaign_view_get_type ())
G_DECLARE_FINAL_TYPE (PostinoCampaignView, postino_campaign_view, POSTINO, CAMPAIGN_VIEW, AdwBin)

GtkWidget           *postino_campaign_view_new          (PostinoSession *session, gint64 campaign);

gint64               postino_campaign_view_get_id       (PostinoCampaignView *self);

/* For its actions; borrowed. */
PostinoSession      *postino_campaign_view_get_session  (PostinoCampaignView *self);
PostinoDraft        *postino_campaign_view_get_draft    (PostinoCampaignView *self);
PostinoDraftContent *postino_campaign_view_get_content  (PostinoCampaignView *self);
PostinoProgressView *postino_campaign_view_get_progress (PostinoCampaignView *self);

/* The key of the contact its preview is shown as; NULL: nobody in particular. */
const char          *postino_campaign_view_get_contact  (PostinoCampaignView *self);

/* A new one: the keyboard goes where one begins to write. */
void                 postino_campaign_view_begin_writing (PostinoCampaignView *self);

/* "details", "content", "recipients", "check", "send". */
void                 postino_campaign_view_go_to_step   (PostinoCampaignView *self,
                                                         const char *step);

/* The recipients in a state (-1: all); @shows FALSE: back from them. */
void                 postino_campaign_view_show_rows    (PostinoCampaignView *self, gboolean shows,
                                                         int state);
gboolean             postino_campaign_view_shows_rows   (PostinoCampaignView *self);
