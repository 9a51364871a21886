/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/workspace.h"

/* Writes @file, one tar: a consistent copy of the database, the assets and, sealed under
 * @passphrase, the keys that old links need. Without a passphrase (NULL) the keys stay out.
 * Passwords never go in. Blocks; sending goes on meanwhile. */
gboolean postino_backup_write   (PostinoWorkspace *workspace, const char *file,
                                 const char *passphrase, GError **error);

typedef struct {
  gboolean has_keys;      /* links in messages already sent go on working */
  /* what was replaced is damaged: opt-outs since the backup could not all be read from it */
  gboolean lost_opt_outs;
} PostinoRestored;

/* Puts @file's workspace into @folder. If a workspace is there, its opt-outs (suppressions,
 * withdrawn consents) are merged into the restored one and its database is kept under backups/.
 * Refused while a worker runs or another program has it open. The restored workspace is foreign
 * (postino_workspace_is_foreign ()), so nothing is sent by itself. Nothing is changed unless all of
 * @file could be read. */
gboolean postino_backup_restore (const char *file, const char *folder, const char *passphrase,
                                 PostinoRestored *restored,
                                 GError **error);
