/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <gtk/gtk.h>

/* Asks for the name and type of a new field of contacts, and makes it. */
void postino_field_dialog_ask (GtkWidget *from, PostinoSession *session);
