/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Something that goes with the messages of a campaign. A value; strings may be NULL where said. */
typedef struct {
  gint64 id;
  char *name;     /* as readers see it; with a folder: the path below it, a Liquid template */
  char *folder;   /* each contact has one of its own: where, absolute; NULL: the same for all */
  char *type;     /* MIME type; NULL with a folder */
  char *sha256;   /* of the content (workspace/assets); NULL with a folder */
  gint64 size_bytes; /* 0 with a folder */
} PostinoAttachment;

#define POSTINO_ATTACHMENT_NAME_MAX 200                 /* bytes */
/* All files of a message, as they travel: many mailboxes refuse more, and it goes to everybody. */
#define POSTINO_ATTACHMENTS_LARGE_BYTES (10 * 1024 * 1024)

PostinoAttachment *postino_attachment_copy (const PostinoAttachment *attachment);
void               postino_attachment_free (PostinoAttachment *attachment);

/* Takes a file into the workspace in @folder: its content is kept under assets/ as it is now. Not in a
 * database yet. A sentence names @path if it is no file, empty or too large. Blocks; any thread.
 * Yours. */
PostinoAttachment *postino_attachment_take_file (const char *folder, const char *path, GError **error);

/* One of each contact's: @pattern is a path with Liquid in it, relative to @base (absolute). Its folder is
 * what stands before the first field; so it cannot lead out of that, whatever fields hold. A sentence if
 * there is no such folder, or the pattern cannot be read. Yours. */
PostinoAttachment *postino_attachment_new_pattern (const char *base, const char *pattern, GError **error);

/* Whether @path is a pattern, and not the path of a file. */
gboolean           postino_attachment_is_pattern  (const char *path);

/* What all of @attachments (of PostinoAttachment) make of a message, in base64; those of each contact
 * not counted. */
gsize              postino_attachments_measure (GPtrArray *attachments);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoAttachment, postino_attachment_free)
