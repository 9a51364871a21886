/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contacts/field.h"
#include "store/db.h"

/* Table `field` and the columns of `contact` it stands for. Inside the caller's transaction; of its
 * thread. */

/* All fields the user made, by key; array of PostinoField, yours. */
GPtrArray    *postino_fields_table_list (PostinoDb *db, GError **error);

/* *field NULL without an error if there is none. */
gboolean      postino_fields_table_get  (PostinoDb *db, const char *key, PostinoField **field,
                                         GError **error);

/* POSTINO_ERROR_EXISTS if @key is taken, also by a known field. @key goes through
 * postino_text_make_key (). */
PostinoField *postino_fields_table_make (PostinoDb *db, const char *key, const char *label,
                                         PostinoFieldType type,
                                         gint64 now_us, GError **error);

/* Key and label; the contents stay. */
gboolean      postino_fields_table_rename (PostinoDb *db, const char *key, const char *new_key,
                                           const char *new_label,
                                           GError **error);

/* Empties the field in at most @limit contacts: for a table of a million, call it in short
 * transactions until *done, then remove. */
gboolean      postino_fields_table_clear  (PostinoDb *db, const PostinoField *field, guint limit,
                                           gboolean *done,
                                           GError **error);

/* Drops the field; what contents are left go too. */
gboolean      postino_fields_table_remove (PostinoDb *db, const char *key, GError **error);
