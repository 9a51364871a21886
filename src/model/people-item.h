/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "stats/people-query.h"

/* A person behind a number, as a row of a people-list. Main context only.
 *
 * Properties, read-only: "id", "address" (NULL for a placeholder). Signal "changed": it was read
 * again. */
#define POSTINO_TYPE_PEOPLE_ITEM (postino_people_item_get_type ())
G_DECLARE_FINAL_TYPE (PostinoPeopleItem, postino_people_item, POSTINO, PEOPLE_ITEM, GObject)

/* A placeholder. */
PostinoPeopleItem      *postino_people_item_new  (gint64 id);

/* Takes @row, which must be that of the id. */
void                    postino_people_item_take (PostinoPeopleItem *item, PostinoPeopleRow *row);

/* NULL for a placeholder; borrowed until it changes. */
const PostinoPeopleRow *postino_people_item_get  (PostinoPeopleItem *item);
