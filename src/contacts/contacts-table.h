/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contacts/address.h"
#include "contacts/contact.h"
#include "store/db.h"

/* Table `contact`, one row at a time. Inside the caller's transaction; of its thread. Many rows at
 * once: see contacts-bulk-table. */

/* *contact NULL without an error if there is none. Deleted ones are found too: look at deleted_us.
 * Custom fields are read with it. */
gboolean postino_contacts_table_get        (PostinoDb *db, gint64 id, PostinoContact **contact,
                                            GError **error);
gboolean postino_contacts_table_get_by_key (PostinoDb *db, const char *key,
                                            PostinoContact **contact, GError **error);

/* The contact of an address as a person typed it; POSTINO_ERROR_INVALID or POSTINO_ERROR_NOT_FOUND
 * with a sentence. */
PostinoContact *postino_contacts_table_find (PostinoDb *db, const char *typed, GError **error);

/* A new contact without fields; one that was deleted comes back as it was. POSTINO_ERROR_EXISTS if
 * it is there. */
gboolean postino_contacts_table_insert (PostinoDb *db, const PostinoAddress *address, gint64 now_us,
                                        gint64 *id,
                                        GError **error);

/* Sets one field, known or custom by its key, to what a person typed; empty clears it. "email"
 * gives the contact another address: POSTINO_ERROR_EXISTS if it is another contact's. */
gboolean postino_contacts_table_set    (PostinoDb *db, gint64 id, const char *field,
                                        const char *typed, gint64 now_us,
                                        GError **error);

/* The row stays, so that it can come back with its lists and fields; *changed (may be NULL) FALSE
 * if it was so. */
gboolean postino_contacts_table_delete (PostinoDb *db, gint64 id, gint64 now_us, gboolean *changed,
                                        GError **error);

/* All of @ids; those it changed are appended to @touched (GArray of gint64). Undeleting touches only
 * what was deleted at @deleted_us: what was gone before stays so. */
gboolean postino_contacts_table_delete_many   (PostinoDb *db, const gint64 *ids, guint n_ids,
                                               gint64 now_us, GArray *touched, GError **error);
gboolean postino_contacts_table_undelete_many (PostinoDb *db, const gint64 *ids, guint n_ids,
                                               gint64 deleted_us, gint64 now_us, GArray *touched,
                                               GError **error);

/* One more soft bounce of this contact. */
gboolean postino_contacts_table_count_soft_bounce (PostinoDb *db, gint64 id, GError **error);

/* This contact opened or clicked, then (0: did not); an older time changes nothing. */
gboolean postino_contacts_table_note_reading (PostinoDb *db, gint64 id, gint64 open_us,
                                              gint64 click_us, GError **error);

/* Those of @ids that there are, deleted ones too, in no order; array of PostinoContact. */
GPtrArray *postino_contacts_table_get_many (PostinoDb *db, const gint64 *ids, guint n_ids,
                                            GError **error);

/* The column of table contact that holds @field: static or interned text, safe inside SQL. NULL
 * with POSTINO_ERROR_NOT_FOUND for a field that does not exist. Also its label and type; @label is
 * yours; both may be NULL. */
const char *postino_contacts_table_find_column (PostinoDb *db, const char *field, char **label,
                                                PostinoFieldType *type,
                                                GError **error);
