/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A file that names people: nobody else may read it, and it is there whole or not at all. */

/* Written beside @file and moved over it by closing the stream. Blocks. */
GOutputStream *postino_private_file_replace (GFile *file, GError **error);

/* Gives up instead of closing: what stood there stays. A stream that is only let go of is closed. Any
 * stream, closed ones too. */
void           postino_private_file_discard (GOutputStream *stream);
