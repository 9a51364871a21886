/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

/* Keeps a million contacts quick to search and to sort, behind their backs: the search index follows
 * what changes, and an index is made for an order that somebody asks for. Main context only; works on
 * threads. */
typedef struct _PostinoContactUpkeep PostinoContactUpkeep;

PostinoContactUpkeep *postino_contact_upkeep_new  (PostinoStore *store);
void                  postino_contact_upkeep_free (PostinoContactUpkeep *upkeep);

/* Contacts are being shown by @sort (key of a field; NULL: by id). */
void                  postino_contact_upkeep_want_sort (PostinoContactUpkeep *upkeep,
                                                        const char *sort);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoContactUpkeep, postino_contact_upkeep_free)
