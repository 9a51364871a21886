/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/migrate.h"

/* Table `message` of sandbox.db. */
typedef struct {
  gint64 id;
  gint64 at_us;
  char *sender;
  char *recipient;
  char *subject; /* decoded; NULL: none */
  gint64 size;   /* bytes */
} PostinoSandboxMessage;

const PostinoSchema *postino_sandbox_get_schema (void);

void       postino_sandbox_message_free (PostinoSandboxMessage *message);

gboolean   postino_sandbox_table_insert (PostinoDb *db, gint64 at_us, const char *sender,
                                         const char *recipient,
                                         const char *subject, GBytes *raw, GError **error);

/* Newest first, at most @limit behind (older than) @before; 0: from the newest. Yours. */
GPtrArray *postino_sandbox_table_list  (PostinoDb *db, gint64 before, guint limit, GError **error);

/* Ids of those with @search in recipient or subject (NULL, "": all), newest first; @limit 0: all.
 * And the rows of such ids, in any order. */
GArray    *postino_sandbox_table_list_ids (PostinoDb *db, const char *search, guint limit,
                                           GError **error);
GPtrArray *postino_sandbox_table_get_many (PostinoDb *db, const gint64 *ids, guint n_ids,
                                           GError **error);

/* The bytes as they came, yours; NULL with POSTINO_ERROR_NOT_FOUND. */
GBytes    *postino_sandbox_table_get   (PostinoDb *db, gint64 id, GError **error);

gboolean   postino_sandbox_table_clear (PostinoDb *db, gint64 *n, GError **error);

/* Removes the oldest @limit of those up to @upto: a piece of clearing many, short enough for one
 * transaction. *n 0: it is done. */
gboolean   postino_sandbox_table_clear_some (PostinoDb *db, gint64 upto, guint limit, gint64 *n,
                                             GError **error);
