/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "interchange/import.h"

/* For import and import-undo alone. */

/* what a write transaction may take, its commit included */
enum { POSTINO_IMPORT_MAX_WRITE_US = 10000 };

/* "import/ID.lock" beside the database, locked by the process that applies import ID: a descriptor,
 * or -1 with @error, POSTINO_ERROR_BUSY if it is locked. */
int      postino_import_lock   (PostinoStore *store, gint64 import, GError **error);
/* Removes the file and lets go of the lock. */
void     postino_import_unlock (PostinoStore *store, gint64 import, int lock);

/* The folder "import" beside the database, made if it is missing; yours. */
char    *postino_import_make_folder (PostinoStore *store, GError **error);

/* Takes back by the journal, in short transactions, and marks the import undone. */
gboolean postino_import_roll_back (PostinoStore *store, gint64 import, gint64 now_us,
                                   GError **error);
