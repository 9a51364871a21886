/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "campaign/ledger-table.h"

/* One recipient of a campaign, as a row of a ledger-list. Main context only.
 *
 * Properties, all read-only: "id", "is-loaded" (FALSE: a placeholder, everything else is empty),
 * "address", "name", "state" (uint, of PostinoLedgerState), "attempt", "contact", "server",
 * "armed-us", "reason", "reply", "queue-id". Signal "changed": anything of it did. */
#define POSTINO_TYPE_LEDGER_ITEM (postino_ledger_item_get_type ())
G_DECLARE_FINAL_TYPE (PostinoLedgerItem, postino_ledger_item, POSTINO, LEDGER_ITEM, GObject)

/* A placeholder. */
PostinoLedgerItem      *postino_ledger_item_new  (gint64 id);

/* Takes @row, which must be that of the id; tells what differs from before. */
void                    postino_ledger_item_take (PostinoLedgerItem *item, PostinoLedgerRow *row);

gint64                  postino_ledger_item_get_id    (PostinoLedgerItem *item);
gboolean                postino_ledger_item_is_loaded (PostinoLedgerItem *item);

/* READY for a placeholder. */
PostinoLedgerState      postino_ledger_item_get_state (PostinoLedgerItem *item);

/* NULL for a placeholder; borrowed until it changes. */
const PostinoLedgerRow *postino_ledger_item_get_row   (PostinoLedgerItem *item);
