/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/contacts/contact-selection.h"
#include "gui/shell/session.h"

#include <adwaita.h>

/* What can be done with the contacts that are selected; shows itself when there are several. Each deed is
 * done in the background, with progress, and can be undone from a toast. Main context only.
 *
 * Actions: "bulk.add-to-list" (x), "bulk.add-to-new-list", "bulk.remove-from-list", "bulk.tag",
 * "bulk.delete", "bulk.clear". */
#define POSTINO_TYPE_BULK_BAR (postino_bulk_bar_get_type ())
G_DECLARE_FINAL_TYPE (PostinoBulkBar, postino_bulk_bar, POSTINO, BULK_BAR, AdwBin)

/* Once; both live as long as it does. */
void postino_bulk_bar_set_selection (PostinoBulkBar *self, PostinoSession *session,
                                     PostinoContactSelection *selection);

/* The list that is shown, out of which contacts can be taken; 0: none. */
void postino_bulk_bar_set_list      (PostinoBulkBar *self, gint64 list);

/* As "bulk.delete", for one contact, selected or not. */
void postino_bulk_bar_delete_one    (PostinoBulkBar *self, gint64 contact);
