/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#define POSTINO_SANDBOX_SERVER "sandbox" /* name of the built-in server in every workspace */

/* A new workspace with what every one has: the sandbox as a server. */
gboolean postino_setup_workspace (const char *folder, GError **error);
