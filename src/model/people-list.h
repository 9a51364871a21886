/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "stats/people-query.h"
#include "store/store.h"

/* What stands behind a number of a report (see people-query): a GListModel of PostinoPeopleItem;
 * follows what happens. Main context only; never waits for the database.
 *
 * Properties, read-only: "n-items", "is-loading" (n-items is not the whole number yet), "failure" (a
 * sentence; NULL: none). */
#define POSTINO_TYPE_PEOPLE_LIST (postino_people_list_get_type ())
G_DECLARE_FINAL_TYPE (PostinoPeopleList, postino_people_list, POSTINO, PEOPLE_LIST, GObject)

/* @query is copied. */
PostinoPeopleList *postino_people_list_new         (PostinoStore             *store,
                                                    const PostinoPeopleQuery *query);

gboolean           postino_people_list_is_loading  (PostinoPeopleList *self);
const char        *postino_people_list_get_failure (PostinoPeopleList *self);
