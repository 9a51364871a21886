/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* What came in from outside: files (of GFile) or a text; the other is NULL. Borrowed. */
typedef void (*PostinoDropFunc) (GSList *files, const char *text, gpointer user_data);

/* Makes the whole of @widget a place to drop files and texts on. While a file is dragged over it @hint (may
 * be NULL) is shown. @func is called in the main context, as long as @widget lives. */
void postino_drop_install (GtkWidget *widget, GtkRevealer *hint, PostinoDropFunc func,
                           gpointer user_data);

/* TRUE: it takes @files (of GFile); borrowed. */
typedef gboolean (*PostinoFileTaker) (GSList *files, gpointer user_data);

/* Files dropped on @widget, which stands in such a place, are offered to @func first. */
void postino_drop_set_taker (GtkWidget *widget, PostinoFileTaker func, gpointer user_data);

/* The same with what is in the clipboard; both are NULL if it holds neither. */
void postino_drop_paste   (GtkWidget *widget, PostinoDropFunc func, gpointer user_data);
