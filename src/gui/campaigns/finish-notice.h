/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <gtk/gtk.h>

/* Tells the desktop when a campaign ends while the window of @widget is not the active one. Lasts as
 * long as @widget. */
void postino_finish_notice_attach (GtkWidget *widget, PostinoSession *session);
