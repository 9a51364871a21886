/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* Tables `tag` and `contact_tag`. Inside the caller's transaction; of its thread. A tag exists from
 * its first use on. */

/* The tag of that name, made if it is missing. */
gboolean postino_tags_table_ensure (PostinoDb *db, const char *name, gint64 *id, GError **error);

/* *id 0 without an error if there is no such tag. */
gboolean postino_tags_table_look_up (PostinoDb *db, const char *name, gint64 *id, GError **error);

/* *changed (may be NULL) is FALSE if it was so already. */
gboolean postino_tags_table_add    (PostinoDb *db, gint64 id, gint64 contact, gboolean *changed,
                                    GError **error);
/* To the contacts @first to @last which import @import has added. */
gboolean postino_tags_table_add_imported (PostinoDb *db, gint64 id, gint64 import, gint64 first,
                                          gint64 last,
                                          GError **error);
gboolean postino_tags_table_remove (PostinoDb *db, gint64 id, gint64 contact, gboolean *changed,
                                    GError **error);

/* To or from all of @ids; those it changed are appended to @touched (GArray of gint64). */
gboolean postino_tags_table_add_many    (PostinoDb *db, gint64 id, const gint64 *ids, guint n_ids,
                                         GArray *touched, GError **error);
gboolean postino_tags_table_remove_many (PostinoDb *db, gint64 id, const gint64 *ids, guint n_ids,
                                         GArray *touched, GError **error);

gboolean postino_tags_table_has    (PostinoDb *db, gint64 id, gint64 contact, gboolean *has,
                                    GError **error);

/* Names, sorted, NULL-terminated, yours: of all tags, or those of @contact if it is not 0. */
char   **postino_tags_table_list   (PostinoDb *db, gint64 contact, GError **error);
