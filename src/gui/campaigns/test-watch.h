/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <gtk/gtk.h>

/* Follows a test send to its end and says in toasts of @from what became of it. @test: its campaign
 * row; @to: where it goes, for the sentence. */
void postino_test_watch_begin (GtkWidget *from, PostinoSession *session, gint64 test,
                               const char *to);
