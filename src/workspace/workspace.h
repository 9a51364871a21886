/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/migrate.h"
#include "store/store.h"

/* A folder with everything of one sender: see workspace.c for what lies where. */
#define POSTINO_TYPE_WORKSPACE (postino_workspace_get_type ())
G_DECLARE_FINAL_TYPE (PostinoWorkspace, postino_workspace, POSTINO, WORKSPACE, GObject)

const PostinoSchema *postino_workspace_get_schema (void);

/* Where it is when nobody says: $POSTINO_WORKSPACE, else $XDG_DATA_HOME/postino/default; yours. */
char             *postino_workspace_dup_default_path (void);

/* Makes the folder and an empty database; POSTINO_ERROR_EXISTS if there is one already. */
gboolean          postino_workspace_create (const char *folder, GError **error);

/* Opens an existing workspace, migrating it if it is older (with a backup first). Blocks; not on a
 * main loop that draws. The object may be used from any thread. */
PostinoWorkspace *postino_workspace_open (const char *folder, GError **error);

/* The same, with the time to wait for another program that is migrating it; POSTINO_ERROR_BUSY
 * after that. */
PostinoWorkspace *postino_workspace_open_within (const char *folder, guint patience_ms,
                                                 GError **error);

/* Keeps every program, ours too, from opening the workspace in @folder: for replacing its files. A descriptor to close ();
 * -1 with POSTINO_ERROR_BUSY if somebody has it open. */
int               postino_workspace_lock_alone (const char *folder, GError **error);

/* The one writer and the readers of workspace.db; borrowed. */
PostinoStore     *postino_workspace_get_store  (PostinoWorkspace *workspace);
const char       *postino_workspace_get_folder (PostinoWorkspace *workspace);

/* A file or folder inside; yours. */
char             *postino_workspace_build_path (PostinoWorkspace *workspace, const char *name);

/* Takes the lock only one worker has; POSTINO_ERROR_BUSY with a sentence if there is one already.
 * Kept until the object goes or the process ends. */
gboolean          postino_workspace_lock_worker (PostinoWorkspace *workspace, GError **error);

/* TRUE if a worker runs on @folder at this moment. */
gboolean          postino_workspace_has_worker  (const char *folder);

/* TRUE if the files are not those this workspace was last used with: restored, copied, or moved to
 * another machine. */
gboolean          postino_workspace_is_foreign  (PostinoWorkspace *workspace);
