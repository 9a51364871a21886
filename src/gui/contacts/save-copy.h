/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Asks where to, with @name at first, and copies the private file @path there; then says @saved in a
 * toast of @from's window, or what went wrong. @path may go when it was copied. */
void postino_save_copy (GtkWidget *from, const char *title, const char *name, const char *path,
                        const char *saved);
