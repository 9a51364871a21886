/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Installs what can be done with the campaign of a PostinoCampaignView as actions "campaign.…" of
 * its class: step (s), test, rename, duplicate, archive, undo, send-now, reschedule, pause, resume,
 * stop, retry, send-again, take-as-sent, adopt, report, show-rows (i), close-rows. */
void postino_campaign_actions_install (GtkWidgetClass *klass);
