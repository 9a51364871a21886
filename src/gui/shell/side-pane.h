/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* Content with a pane at its right side that can be shown and hidden, and lies over the content when
 * it is narrow. Wraps AdwFlap, so that moving on to AdwOverlaySplitView touches this file alone.
 *
 * Properties: "content", "pane" (GtkWidget), "show-pane"; read-only "is-folded". */
#define POSTINO_TYPE_SIDE_PANE (postino_side_pane_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSidePane, postino_side_pane, POSTINO, SIDE_PANE, AdwBin)

void     postino_side_pane_set_show_pane (PostinoSidePane *self, gboolean show_pane);
gboolean postino_side_pane_get_show_pane (PostinoSidePane *self);
