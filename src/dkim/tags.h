/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A list "a=1; b=2" (RFC 6376, 3.2), as it stands in signatures and in key records. */
typedef struct {
  GHashTable *values; /* name → value, blanks around it taken off */
  char *first;        /* the name that comes first */
} PostinoDkimTags;

/* FALSE if it is none: a tag without "=", one that comes twice, characters that cannot be there.
 * Clear @tags in any case. */
gboolean    postino_dkim_tags_parse      (PostinoDkimTags *tags, const char *text, gsize n_bytes);
void        postino_dkim_tags_clear      (PostinoDkimTags *tags);

/* Borrowed; NULL: not there. Names are case-sensitive. */
const char *postino_dkim_tags_get        (const PostinoDkimTags *tags, const char *name);

/* A value that is a list "a : b"; yours. NULL: not there. */
char      **postino_dkim_tags_dup_list   (const PostinoDkimTags *tags, const char *name);

/* A value in base64, blanks anywhere in it. NULL if it is not there, empty, or not base64
 * in its canonical spelling. */
GBytes     *postino_dkim_tags_dup_base64 (const PostinoDkimTags *tags, const char *name);

/* FALSE if it is there but not a number; *@number stays as it is where it is not there. */
gboolean    postino_dkim_tags_get_number (const PostinoDkimTags *tags, const char *name,
                                          guint64 *number);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PostinoDkimTags, postino_dkim_tags_clear)
