/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <gtk/gtk.h>

/* Asks into which folder and writes a report there about each recipient that came back (campaign/returned), on a thread
 * that keeps the application alive; a toast of @from's window says what came of it. */
void postino_returned_save_ask (GtkWidget *from, PostinoSession *session, gint64 campaign);
