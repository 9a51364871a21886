/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/servers-table.h"
#include "workspace/workspace.h"

/* A server and its password, which lie in two places. Blocks on both: not on a main loop that draws.
 * Any thread. */

/* Keeps @profile: as a new server (*@id 0: it becomes its number), or in the place of server *@id.
 * @password NULL: as it is. A new server whose password cannot be kept is not kept either. *@in_file
 * (may be NULL): the password went to a file, since there is no keyring here. */
gboolean postino_server_account_save   (PostinoWorkspace *workspace, gint64 *id,
                                        const PostinoSmtpProfile *profile, const char *password,
                                        gboolean *in_file, GError **error);

/* Removes it, and forgets its password. */
gboolean postino_server_account_remove (PostinoWorkspace *workspace, gint64 id, GError **error);
