/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* Indexes of table `contact` that give a sorted list without sorting. Inside the caller's
 * transaction; of its thread. */

/* What contacts are ordered by for a field, known or custom: safe inside SQL, yours. FALSE with
 * POSTINO_ERROR_NOT_FOUND for a field that does not exist. */
gboolean postino_contacts_index_table_find_order (PostinoDb *db, const char *field, char **order,
                                                  GError **error);

/* Whether sorting by @field would be quicker with an index: there is none, and there are contacts
 * enough to notice. */
gboolean postino_contacts_index_table_is_missing (PostinoDb *db, const char *field,
                                                  gboolean *missing, GError **error);

/* Makes it. Holds the write lock for a second and a half with 1 000 000 contacts: not while a campaign
 * runs. */
gboolean postino_contacts_index_table_make       (PostinoDb *db, const char *field, GError **error);

/* Removes that of a custom field's column, if there is one: before the field is emptied. */
gboolean postino_contacts_index_table_drop       (PostinoDb *db, const char *column,
                                                  GError **error);
