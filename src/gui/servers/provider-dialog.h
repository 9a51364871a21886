/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/destinations-table.h"
#include "campaign/provider-list.h"
#include "gui/shell/session.h"

#include <adwaita.h>

/* How fast messages may go to a provider of recipients, or to one domain. */
#define POSTINO_TYPE_PROVIDER_DIALOG (postino_provider_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PostinoProviderDialog, postino_provider_dialog, POSTINO, PROVIDER_DIALOG, AdwWindow)

/* @row NULL: one that has no limits yet; borrowed. @destinations is told when they were saved. Over the window @from is in. */
void postino_provider_dialog_present (GtkWidget *from, PostinoSession *session, PostinoProviderList *providers,
                                      PostinoRowList *destinations, const PostinoDestinationRow *row);
