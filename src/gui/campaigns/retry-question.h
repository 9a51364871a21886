/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <gtk/gtk.h>

/* Asks whether the refused of @campaign are to be tried again, with how many these are: never those who must not be mailed.
 * With a yes they are. */
void postino_retry_question_ask (GtkWidget *from, PostinoSession *session, gint64 campaign);
