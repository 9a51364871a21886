/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/workspace.h"

/* Passwords and keys of a workspace, by name ("server-3", "token-key"). Blocks up to two seconds:
 * not on a main loop that draws. Any thread. Never written to the database, to logs or to
 * exports. */

/* FALSE: there is no Secret Service to ask here, so secrets go to files of the workspace. */
gboolean  postino_secrets_has_service (void);

/* *@in_file tells that it went to a 0600 file, since there is no Secret Service here; @in_file may
 * be NULL. */
gboolean  postino_secrets_store  (PostinoWorkspace *workspace, const char *name, const char *secret,
                                  gboolean *in_file,
                                  GError **error);

/* *@secret NULL if there is none of that name; yours, postino_secrets_free () it.
 * POSTINO_ERROR_BUSY: keyring locked. */
gboolean  postino_secrets_lookup (PostinoWorkspace *workspace, const char *name, char **secret,
                                  GError **error);

gboolean  postino_secrets_forget (PostinoWorkspace *workspace, const char *name, GError **error);

/* Wipes before freeing. */
void      postino_secrets_free   (char *secret);

/* The key of this workspace's tokens, made at the first call: POSTINO_TOKEN_KEY_SIZE bytes. */
GBytes   *postino_secrets_get_token_key (PostinoWorkspace *workspace, GError **error);
