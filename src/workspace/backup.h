/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/workspace.h"

/* Writes @file, one tar: a consistent copy of the database, the assets and, sealed under @passphrase, the keys that old
 * links need. Without a passphrase (NULL) the keys stay out. Passwords never go in. Blocks; sending goes on meanwhile. */
gboolean postino_backup_write   (PostinoWorkspace *workspace, const char *file, const char *passphrase, GError **error);

/* Puts @file's workspace into @folder. If a workspace is there, its opt-outs (suppressions, withdrawn consents) are merged
 * into the restored one and its database is kept under backups/. Refused while a worker runs. The restored workspace is
 * foreign (postino_workspace_is_foreign ()), so nothing is sent by itself. *@has_keys tells whether old links will go on
 * working. Nothing is changed unless all of @file could be read. */
gboolean postino_backup_restore (const char *file, const char *folder, const char *passphrase, gboolean *has_keys,
                                 GError **error);
