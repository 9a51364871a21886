/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

/* Writes all suppressions that stand to @stream, newest first, as CSV that suppression-import reads, and
 * closes it; *@n rows without the heading. Blocks; any thread. On a failure or a cancel @stream is
 * left open: a file that was replaced stays as it was. */
gboolean postino_suppression_export (PostinoStore *store, GOutputStream *stream, gint64 *n,
                                     GCancellable *cancellable, GError **error);

/* For @file, written beside it and moved over it when it is closed; private, since it names people. */
GOutputStream *postino_suppression_export_open (GFile *file, GError **error);
