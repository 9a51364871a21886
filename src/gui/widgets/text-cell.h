/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* The text of a cell of a GtkColumnView; ends in "…" where it is too long. Main context only. */
#define POSTINO_TYPE_TEXT_CELL (postino_text_cell_get_type ())
G_DECLARE_FINAL_TYPE (PostinoTextCell, postino_text_cell, POSTINO, TEXT_CELL, GtkWidget)

/* Widths in characters of the usual width. */
GtkWidget  *postino_text_cell_new      (guint min_chars, guint nat_chars);

/* NULL is empty. */
void        postino_text_cell_set_text (PostinoTextCell *cell, const char *text);
const char *postino_text_cell_get_text (PostinoTextCell *cell); /* borrowed */
