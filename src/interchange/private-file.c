/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GIO writes a replacement under another name and renames it when the stream is closed, unless closing
 * is cancelled. To unref the stream closes it: so whoever failed must say so. */

#include "interchange/private-file.h"

GOutputStream *
postino_private_file_replace (GFile   *file,
                              GError **error)
{
  return G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE,
                                          G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                          NULL, error));
}

void
postino_private_file_discard (GOutputStream *stream)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_output_stream_close (stream, cancelled, NULL);
}
