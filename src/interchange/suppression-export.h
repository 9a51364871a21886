/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

/* Writes all suppressions that stand to @stream, newest first, as CSV that suppression-import reads, and
 * closes it; *@n rows without the heading. Blocks; any thread. After a failure or a cancel a file that
 * was to be replaced is as it was (see private-file). */
gboolean postino_suppression_export (PostinoStore *store, GOutputStream *stream, gint64 *n,
                                     GCancellable *cancellable, GError **error);
