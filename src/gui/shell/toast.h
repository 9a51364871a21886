/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Short sentences at the bottom of the window, for what passes by itself. From any widget in it, or
 * in a dialog over it. */

typedef void (*PostinoToastFunc) (gpointer data);

void postino_toast_say   (GtkWidget *from, const char *sentence);

/* What went wrong; the error's message is a sentence. */
void postino_toast_fail  (GtkWidget *from, const GError *error);

/* With a button, mostly "Undo": @func is called at most once; @destroy (may be NULL) in any case. */
void postino_toast_offer (GtkWidget *from, const char *sentence, const char *button,
                          PostinoToastFunc func, gpointer data, GDestroyNotify destroy);
