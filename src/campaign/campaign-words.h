/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/campaign.h"
#include "campaign/ledger-table.h"

/* The words of product.md for what stands in the database as a code: for people, in their language.
 * Static where it is const. */

const char *postino_campaign_state_describe   (PostinoCampaignState state); /* "running" */
const char *postino_ledger_state_describe     (PostinoLedgerState state); /* of many: "uncertain" */
const char *postino_ledger_state_describe_one (PostinoLedgerState state);

/* Why a row was skipped, cancelled or is in doubt; @reason itself for a word that is not known. */
const char *postino_ledger_reason_describe  (const char *reason);

/* What is told of a campaign that has ended: "“Autumn” was sent", "60 messages accepted"; yours. */
char *postino_campaign_describe_end      (const PostinoCampaign *campaign);
char *postino_campaign_describe_accepted (gint64 accepted);
