/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* Sidebar and content beside each other; when narrow, one of them. Wraps AdwLeaflet, so that moving
 * on to AdwNavigationSplitView touches this file alone. Main context only.
 *
 * Properties: "sidebar", "content" (GtkWidget), "show-content" (when folded: which of the two);
 * read-only "is-folded". */
#define POSTINO_TYPE_SPLIT (postino_split_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSplit, postino_split, POSTINO, SPLIT, AdwBin)

gboolean postino_split_is_folded        (PostinoSplit *self);
void     postino_split_set_show_content (PostinoSplit *self, gboolean show_content);
