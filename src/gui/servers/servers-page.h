/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* Who writes, and through which accounts: senders and SMTP servers. */
#define POSTINO_TYPE_SERVERS_PAGE (postino_servers_page_get_type ())
G_DECLARE_FINAL_TYPE (PostinoServersPage, postino_servers_page, POSTINO, SERVERS_PAGE, AdwBin)

GtkWidget *postino_servers_page_new (PostinoSession *session);
