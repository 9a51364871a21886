/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <gtk/gtk.h>

/* Deletes @list at once, shows all contacts and offers to undo it; then the list is shown again. @from
 * is a widget of the page. */
void postino_list_delete (GtkWidget *from, PostinoSession *session, gint64 list, const char *name);
