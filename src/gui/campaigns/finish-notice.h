/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <gtk/gtk.h>

/* Tells the desktop when a campaign ends while @window is not the active one; until it is detached,
 * which comes before the window lets go of its session. */
void postino_finish_notice_attach (GtkWindow *window, PostinoSession *session);
void postino_finish_notice_detach (GtkWindow *window);
