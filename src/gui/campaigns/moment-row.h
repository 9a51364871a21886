/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* A date and a time of the day, by the local clock. At first tomorrow at nine. Signal "changed". */
#define POSTINO_TYPE_MOMENT_ROW (postino_moment_row_get_type ())
G_DECLARE_FINAL_TYPE (PostinoMomentRow, postino_moment_row, POSTINO, MOMENT_ROW, AdwActionRow)

GtkWidget *postino_moment_row_new    (void);
gint64     postino_moment_row_get_us (PostinoMomentRow *self);
void       postino_moment_row_set_us (PostinoMomentRow *self, gint64 us);
