/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <gtk/gtk.h>

/* Asks where to and writes all exclusions there, on a thread that keeps the application alive; a toast of
 * @from's window says what came of it. */
void postino_exclusion_export_ask (GtkWidget *from, PostinoSession *session);
