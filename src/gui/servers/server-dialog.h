/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/servers-table.h"
#include "gui/shell/session.h"

#include <adwaita.h>

/* An SMTP server: where it is, how to sign in, what it bears; and whether it works. */
#define POSTINO_TYPE_SERVER_DIALOG (postino_server_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PostinoServerDialog, postino_server_dialog, POSTINO, SERVER_DIALOG, AdwWindow)

/* @server NULL: a new one; borrowed. Over the window @from is in. */
void postino_server_dialog_present (GtkWidget *from, PostinoSession *session,
                                    const PostinoServer *server);
