/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/contact-list.h"

/* Which contacts of a list are selected: a GtkSelectionModel that never asks for an item, so that all
 * of a million can be. Main context only. */
#define POSTINO_TYPE_CONTACT_SELECTION (postino_contact_selection_get_type ())
G_DECLARE_FINAL_TYPE (PostinoContactSelection, postino_contact_selection, POSTINO, CONTACT_SELECTION,
                      GObject)

PostinoContactSelection *postino_contact_selection_new (PostinoContactList *contacts);

guint   postino_contact_selection_count    (PostinoContactSelection *self);

/* Ids of the selected ones in the list's order: GArray of gint64, yours. */
GArray *postino_contact_selection_list_ids (PostinoContactSelection *self);
