/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* Tables `list` and `list_member`. Inside the caller's transaction; of its thread. */

typedef struct {
  gint64 id;
  char *name;
  char *public_name; /* what readers see; NULL: the list is not shown to them */
  gint64 n_members;  /* deleted contacts not counted */
  gint64 created_us;
} PostinoList;

void       postino_list_free (PostinoList *list);

/* POSTINO_ERROR_EXISTS if there is one; a deleted list of that name comes back, empty. @public_name
 * may be NULL. */
gboolean   postino_lists_table_make   (PostinoDb *db, const char *name, const char *public_name,
                                       gint64 now_us, gint64 *id,
                                       GError **error);

/* The list of that name, made if it is missing; *made may be NULL. */
gboolean   postino_lists_table_ensure (PostinoDb *db, const char *name, gint64 now_us, gint64 *id,
                                       gboolean *made,
                                       GError **error);

/* POSTINO_ERROR_NOT_FOUND with a sentence if there is none. */
gboolean   postino_lists_table_find   (PostinoDb *db, const char *name, gint64 *id, GError **error);

/* By name, with members counted; array of PostinoList. */
GPtrArray *postino_lists_table_list   (PostinoDb *db, GError **error);

/* POSTINO_ERROR_USAGE without a name, POSTINO_ERROR_EXISTS if another list has it. */
gboolean   postino_lists_table_rename (PostinoDb *db, gint64 id, const char *name, GError **error);

/* Nobody is in it any more; the contacts stay. */
gboolean   postino_lists_table_delete (PostinoDb *db, gint64 id, gint64 now_us, GError **error);

/* The list that was deleted at @deleted_us is back with its members, and campaigns that named it go to
 * it again. POSTINO_ERROR_EXISTS if a new one has taken its name. */
gboolean   postino_lists_table_undelete (PostinoDb *db, gint64 id, gint64 deleted_us,
                                         GError **error);

/* *changed (may be NULL) is FALSE if it was so already. *added_us is 0 for who is no member. */
gboolean   postino_lists_table_add_member    (PostinoDb *db, gint64 id, gint64 contact,
                                              gint64 now_us, gboolean *changed,
                                              GError **error);
/* The contacts @first to @last which import @import has added, and which are in no list yet. */
gboolean   postino_lists_table_add_imported  (PostinoDb *db, gint64 id, gint64 import, gint64 first,
                                              gint64 last,
                                              gint64 now_us, GError **error);
gboolean   postino_lists_table_remove_member (PostinoDb *db, gint64 id, gint64 contact,
                                              gboolean *changed, GError **error);

gboolean   postino_lists_table_has_member    (PostinoDb *db, gint64 id, gint64 contact,
                                              gint64 *added_us, GError **error);

/* Puts a membership back as it was, with its time. */
gboolean   postino_lists_table_restore_member (PostinoDb *db, gint64 id, gint64 contact,
                                               gint64 added_us, GError **error);

/* Of @ids, those that were no members are made so, and those that were are removed; their ids are
 * appended to @touched (GArray of gint64). When a removed one had joined goes to @added_us, beside
 * it. */
gboolean   postino_lists_table_add_many    (PostinoDb *db, gint64 id, const gint64 *ids, guint n_ids,
                                            gint64 now_us, GArray *touched, GError **error);
gboolean   postino_lists_table_remove_many (PostinoDb *db, gint64 id, const gint64 *ids, guint n_ids,
                                            GArray *touched, GArray *added_us, GError **error);

/* Deletes the list unless it has members or a campaign names it. */
gboolean   postino_lists_table_delete_unused (PostinoDb *db, gint64 id, gint64 now_us,
                                              GError **error);

/* Names of the lists @contact is in; NULL-terminated, yours. */
char     **postino_lists_table_list_of (PostinoDb *db, gint64 contact, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoList, postino_list_free)
