/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "events/event.h"
#include "store/db.h"

/* Writes the event and its roll-up, inside the caller's transaction. *@added (may be NULL) is FALSE
 * for an event whose source and source_id were seen before: then nothing was written. Bumps no
 * topic: the caller does, once. */
gboolean postino_events_table_append (PostinoDb *db, const PostinoEvent *event, gboolean *added,
                                      GError **error);

/* How many events of @type a campaign had since then. */
gboolean postino_events_table_count_since (PostinoDb *db, gint64 campaign, PostinoEventType type,
                                           gint64 since_us, gint64 *n,
                                           GError **error);

/* Whether this row of the ledger has an event of this type. */
gboolean postino_events_table_has (PostinoDb *db, gint64 ledger, PostinoEventType type,
                                   gboolean *has, GError **error);
