/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"
#include "model/suppression-item.h"

#include <adwaita.h>

/* One exclusion in a list: the address or domain, the reason, since when, and what can be done about
 * it. Rows are used again for other items: see postino_exclusion_row_bind (). */
#define POSTINO_TYPE_EXCLUSION_ROW (postino_exclusion_row_get_type ())
G_DECLARE_FINAL_TYPE (PostinoExclusionRow, postino_exclusion_row, POSTINO, EXCLUSION_ROW, AdwBin)

/* @session is borrowed and outlives the row. */
GtkWidget *postino_exclusion_row_new  (PostinoSession *session);

/* @item NULL: shows nothing. */
void       postino_exclusion_row_bind (PostinoExclusionRow *self, PostinoSuppressionItem *item);
