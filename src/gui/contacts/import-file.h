/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A file on its way into an import: one of this computer as it is, one of a share copied first, a
 * pasted text written down. Main context only. */

/* Looks at @file without waiting for it: POSTINO_ERROR_INVALID with a sentence for a folder, an
 * empty file, one that is too big, or of a kind that cannot be imported. */
void  postino_import_file_fetch_async  (GFile *file, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);

/* Its path; *@is_ours: a private copy, which the caller removes. Yours. */
char *postino_import_file_fetch_finish (GAsyncResult *result, gboolean *is_ours, GError **error);

/* Writes @text as a private file that can be imported, which the caller removes; NULL with a
 * sentence if there is no address in it. Yours. */
char *postino_import_file_from_text    (const char *text, GError **error);
