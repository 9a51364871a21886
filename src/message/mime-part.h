/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#define POSTINO_MIME_PART_MAX_BYTES (50 * 1024 * 1024) /* of one file: no mailbox takes more */

/* One file within a message; all borrowed. */
typedef struct {
  const char *name;       /* as the reader sees it */
  const char *type;       /* MIME type; what cannot stand for a file in base64 is made a stream of bytes */
  const char *content_id; /* without brackets: an image the HTML shows; NULL: a file beside the text */
  GBytes *content;
} PostinoMimePart;

/* Appends @part: its header lines, an empty one, and the content in base64 by lines of 76 (RFC 2045,
 * 6.8; RFC 2183, RFC 2231). Any thread. */
void  postino_mime_part_append (GString *out, const PostinoMimePart *part);

/* The MIME type of a file by its name and content; yours. Any thread. */
char *postino_mime_part_guess_type (const char *name, GBytes *content);

/* How many bytes of a message @n_bytes of a file become. */
gsize postino_mime_part_encoded_size (gsize n_bytes);
