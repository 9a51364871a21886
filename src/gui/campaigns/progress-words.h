/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/campaign.h"
#include "model/progress.h"
#include "stats/shares-query.h"

/* How a campaign stands, in words. All yours. */

/* "Sending", "Scheduled for 12 November 9:00". @in_doubt: how many are. */
char *postino_progress_words_headline (const PostinoCampaign *campaign, gint64 in_doubt,
                                       gint64 now_us);

/* Why it is so, or what happens next; "" where nothing is to be said. */
char *postino_progress_words_reason   (const PostinoCampaign *campaign, gint64 now_us);

/* "1,234 of 3,412 accepted", and in a second line rate and time left while it runs. */
char *postino_progress_words_figures  (PostinoProgress *progress, gint64 now_us);

/* "12 a second"; "12 a second now, 30 a second on average" where that is another. */
char *postino_progress_words_rate     (double lately, double mean);

/* "about 5 minutes left", "about 3 hours left, until 17:20": no more exact than anybody can know. */
char *postino_progress_words_left     (gint64 eta_us, gint64 now_us);

/* "1,234 accepted, 3 refused, 2 deferred, 1 uncertain"; what there is none of is left out, but the first. */
char *postino_progress_words_share    (const PostinoShare *share);

/* One line of a list: "running · 1,234 of 3,412 accepted · 12 November". */
char *postino_progress_words_line     (const PostinoCampaign *campaign, gint64 accepted,
                                       gint64 recipients, gint64 now_us);
