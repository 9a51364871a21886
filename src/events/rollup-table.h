/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "events/event.h"
#include "store/db.h"

/* Adds one to the sums of @event's hour under @link (-1: any link); @new_person also counts a
 * person. Inside the caller's transaction; events-table alone calls it. */
gboolean postino_rollup_table_add (PostinoDb *db, const PostinoEvent *event, int link,
                                   gboolean new_person, GError **error);

/* Makes all sums anew from the events: for rules of judgement that changed, and for tests. Inside a
 * transaction. */
gboolean postino_rollup_table_rebuild (PostinoDb *db, GError **error);
