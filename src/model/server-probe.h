/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "campaign/servers-table.h"
#include "workspace/workspace.h"

/* Does a server work? Asked on a thread: connects, encrypts, signs in, leaves; no message is sent.
 * @server: its number, whose password or sign-in is used where @password is NULL; 0: not kept yet.
 * @profile is copied. Main context. */
void     postino_server_probe_async  (PostinoWorkspace *workspace, gint64 server,
                                      const PostinoSmtpProfile *profile, const char *password,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);

/* *@sentence: what was found, in words, yours; *@works tells whether it was good. FALSE only if the
 * question was cancelled, or there was nothing to sign in with: the keyring is locked, no access
 * token could be had. */
gboolean postino_server_probe_finish (GAsyncResult *result, gboolean *works, char **sentence,
                                      GError **error);
