/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <gtksourceview/gtksource.h>

/* Finds words in a source view: marks all, steps from one to the next, says how many. Main context
 * only. */
#define POSTINO_TYPE_FIND_BAR (postino_find_bar_get_type ())
G_DECLARE_FINAL_TYPE (PostinoFindBar, postino_find_bar, POSTINO, FIND_BAR, AdwBin)

/* Once, before it is used. */
void     postino_find_bar_set_view (PostinoFindBar *self, GtkSourceView *view);

/* Shows it, with the selected words in it, or hides it and goes back to the text. */
void     postino_find_bar_open    (PostinoFindBar *self);
void     postino_find_bar_close   (PostinoFindBar *self);
gboolean postino_find_bar_is_open (PostinoFindBar *self);
