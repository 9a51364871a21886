/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* One of several that may be chosen together, with its weight. Signal "chosen" (guint weight; 0: not
 * any more): a person did it. */
#define POSTINO_TYPE_CHOICE_ROW (postino_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (PostinoChoiceRow, postino_choice_row, POSTINO, CHOICE_ROW, AdwActionRow)

GtkWidget *postino_choice_row_new          (gint64 id);
gint64     postino_choice_row_get_id       (PostinoChoiceRow *self);

/* What is so; nobody is told. */
void       postino_choice_row_set_weight   (PostinoChoiceRow *self, guint weight);

/* Whether the weight is shown while it is chosen. */
void       postino_choice_row_show_weight  (PostinoChoiceRow *self, gboolean shows);
