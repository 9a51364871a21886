/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "gui/shell/session.h"

/* The sandbox: what was sent to the built-in server, to be looked at. Main context only. */
#define POSTINO_TYPE_SANDBOX_PAGE (postino_sandbox_page_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSandboxPage, postino_sandbox_page, POSTINO, SANDBOX_PAGE, AdwBin)

GtkWidget *postino_sandbox_page_new (PostinoSession *session);
