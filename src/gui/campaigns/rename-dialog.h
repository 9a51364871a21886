/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <gtk/gtk.h>

/* Asks for another name of a campaign and gives it. */
void postino_rename_dialog_present (GtkWidget *from, PostinoSession *session, gint64 campaign,
                                    const char *name);
