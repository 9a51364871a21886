/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* A question that is answered by one line of text: the name of a list, the reason of an exclusion. */

/* @from is the widget given; @text is on one line and not empty. */
typedef void (*PostinoTextDialogDone) (GtkWidget *from, const char *text, gpointer data);

/* @body may be NULL, and @text, what the line begins with. @data is freed by @destroy in any case. Nothing is called if the person cancels
 * or @from's window is closed meanwhile. */
void postino_text_dialog_ask (GtkWidget *from, const char *heading, const char *body,
                              const char *label, const char *text, const char *button,
                              PostinoTextDialogDone done, gpointer data, GDestroyNotify destroy);
