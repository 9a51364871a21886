/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/attachment.h"
#include "store/db.h"

/* Table attachment. No function opens a transaction, and none asks whether the campaign is a draft:
 * drafts-table does. */

/* In the order they were added; elements are yours. NULL on failure. */
GPtrArray *postino_attachments_table_list   (PostinoDb *db, gint64 campaign, GError **error);

/* Names of all contents that some campaign refers to (char *); NULL on failure. Yours. */
GHashTable *postino_attachments_table_list_contents (PostinoDb *db, GError **error);

/* @attachment->id is not looked at. A name that is taken already gets a number: readers see two files. The
 * same once more changes nothing. */
gboolean   postino_attachments_table_insert (PostinoDb *db, gint64 campaign,
                                             const PostinoAttachment *attachment, GError **error);
gboolean   postino_attachments_table_remove (PostinoDb *db, gint64 campaign, gint64 id,
                                             GError **error);
gboolean   postino_attachments_table_copy   (PostinoDb *db, gint64 from, gint64 to, GError **error);
