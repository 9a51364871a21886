/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

/* Which machine and which very file a workspace was last used on: see machine-stamp.c. Any
 * thread. */

/* The identity of the database file @path on this machine, as text; yours. */
char     *postino_machine_stamp_read  (const char *path);

/* *@foreign TRUE if the stamp in @db is another file's or machine's, or @db is older than what this
 * machine has seen. */
gboolean  postino_machine_stamp_check (PostinoDb *db, gboolean *foreign, GError **error);

/* Writes the present identity into @db: this copy is the one in use from now on. Inside a
 * transaction. */
gboolean  postino_machine_stamp_adopt (PostinoDb *db, GError **error);

/* Begins the next epoch, durably in the database of @store, then in the user's state folder (a
 * failure there is only logged). Called at the start and the end of a worker. Blocks. */
gboolean  postino_machine_epoch_raise (PostinoStore *store, GError **error);
