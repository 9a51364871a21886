/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* Which contacts a window or a command shows, and in which order. Inside the caller's transaction;
 * of its thread. */

typedef struct {
  gint64 list;        /* 0: all */
  const char *search; /* as typed; NULL or empty: all */
  const char *sort;   /* key of a field, NULL: by id; ties go by id */
  gboolean descending;
  gint64 after;       /* the last id of the page before; 0: from the start */
  guint limit;
} PostinoContactQuery;

/* Contacts that are not deleted; array of PostinoContact. */
GPtrArray *postino_contacts_query_page     (PostinoDb *db, const PostinoContactQuery *query,
                                            GError **error);

/* How many the query finds, whatever its page. */
gboolean   postino_contacts_query_count    (PostinoDb *db, const PostinoContactQuery *query,
                                            gint64 *n, GError **error);

/* Ids of all it finds, in its order, whatever its page: GArray of gint64, yours. */
GArray    *postino_contacts_query_list_ids (PostinoDb *db, const PostinoContactQuery *query,
                                            GError **error);
