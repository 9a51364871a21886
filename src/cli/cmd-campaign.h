/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/campaign.h"
#include "cli/cli.h"

/* In cmd-campaign-new.c. */
int postino_cmd_campaign_run_new (PostinoCli *cli, int argc, char **argv);

/* {"campaign":ID}, or a sentence. */
int postino_cmd_campaign_print_id (PostinoCli *cli, gint64 id);

/* The verbs of `campaign` that watch: in cmd-campaign-watch.c; report in cmd-campaign-report.c. */
int postino_cmd_campaign_run_list       (PostinoCli *cli, int argc, char **argv);
int postino_cmd_campaign_run_status     (PostinoCli *cli, int argc, char **argv);
int postino_cmd_campaign_run_recipients (PostinoCli *cli, int argc, char **argv);
int postino_cmd_campaign_run_report     (PostinoCli *cli, int argc, char **argv);

/* In cmd-campaign-returned.c. */
int postino_cmd_campaign_run_returned (PostinoCli *cli, int argc, char **argv);

/* Shows how it goes until it is finished or paused; the exit status says how it ended. */
int postino_cmd_campaign_wait           (PostinoCli *cli, gint64 id);
int postino_cmd_campaign_print_status   (PostinoCli *cli, gint64 id);

/* NULL with a sentence; yours. */
PostinoCampaign *postino_cmd_campaign_load (PostinoCli *cli, gint64 id, GError **error);
