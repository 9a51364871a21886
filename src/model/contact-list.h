/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/store.h"

/* The contacts of a workspace, of one list or those a search finds: a GListModel of
 * PostinoContactItem for a million of them. Main context only; never waits for the database.
 *
 * Properties: "list" (gint64, 0: all), "search" (as typed; NULL: all), "sort" (key of a field;
 * NULL: by id, the order they came in), "descending"; read-only "n-items", "is-loading" (n-items is
 * not the whole number yet) and "failure" (a sentence; NULL: none). Setting one reads anew; what
 * was shown stays until then. */
#define POSTINO_TYPE_CONTACT_LIST (postino_contact_list_get_type ())
G_DECLARE_FINAL_TYPE (PostinoContactList, postino_contact_list, POSTINO, CONTACT_LIST, GObject)

PostinoContactList *postino_contact_list_new (PostinoStore *store);

void        postino_contact_list_set_list   (PostinoContactList *self, gint64 list);
void        postino_contact_list_set_search (PostinoContactList *self, const char *search);

/* @key: of a known or custom field; one that does not exist makes a failure, and the list stays as
 * it was. */
void        postino_contact_list_set_sort   (PostinoContactList *self, const char *key,
                                             gboolean descending);

/* A nudge: looks for changes now, at most four times a second. */
void        postino_contact_list_look       (PostinoContactList *self);

gboolean    postino_contact_list_is_loading  (PostinoContactList *self);
const char *postino_contact_list_get_failure (PostinoContactList *self);

/* For selections, without reading contents: the id at a position (0 past the end), and where an id
 * stands. */
gint64      postino_contact_list_get_id (PostinoContactList *self, guint position);
gboolean    postino_contact_list_find   (PostinoContactList *self, gint64 id, guint *position);

/* Items that are alive, whoever holds them: what its memory goes by. */
guint       postino_contact_list_count_alive (PostinoContactList *self);
