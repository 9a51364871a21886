/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* What came in from outside: files (of GFile) or a text; the other is NULL. Borrowed. */
typedef void (*PostinoDropFunc) (GSList *files, const char *text, gpointer user_data);

/* Makes the whole of @widget a place to drop files and texts on. While something is dragged over it
 * @hint is shown. @func is called in the main context, as long as @widget lives. */
void postino_drop_install (GtkWidget *widget, GtkRevealer *hint, PostinoDropFunc func,
                           gpointer user_data);

/* The same with what is in the clipboard; both are NULL if it holds neither. */
void postino_drop_paste   (GtkWidget *widget, PostinoDropFunc func, gpointer user_data);
