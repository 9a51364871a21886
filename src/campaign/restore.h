/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/workspace.h"

/* What the reasons of rows begin with that the rule put in doubt. */
#define POSTINO_RESTORE_REASON "restored"

/* A workspace that was restored, copied or moved never goes on sending by itself (promise 1): if it
 * is foreign, all its unfinished campaigns are paused, schedules lifted, and what was not settled
 * is in doubt. Then it is this machine's. *@applied (may be NULL) tells whether it was foreign.
 * Every program calls it after opening. */
gboolean postino_restore_apply_rule  (PostinoWorkspace *workspace, gboolean *applied,
                                      GError **error);

/* The user says that this copy is the newer one: what the rule put in doubt and was only waiting is
 * ready again. What was on a connection stays in doubt. *@n is how many came back. */
gboolean postino_restore_adopt_newer (PostinoWorkspace *workspace, gint64 *n, GError **error);
