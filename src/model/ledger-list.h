/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/store.h"

/* Who a campaign goes to: a GListModel of PostinoLedgerItem for a million of them, in the order
 * they were frozen. Main context only; never waits for the database.
 *
 * Properties: "campaign" (gint64), "state" (int: of PostinoLedgerState, -1: all); read-only
 * "n-items", "is-loading" (n-items is not the whole number yet) and "failure" (a sentence; NULL:
 * none). */
#define POSTINO_TYPE_LEDGER_LIST (postino_ledger_list_get_type ())
G_DECLARE_FINAL_TYPE (PostinoLedgerList, postino_ledger_list, POSTINO, LEDGER_LIST, GObject)

#define POSTINO_LEDGER_LIST_ALL (-1)

PostinoLedgerList *postino_ledger_list_new (PostinoStore *store, gint64 campaign, int state);

void        postino_ledger_list_set_state    (PostinoLedgerList *self, int state);

/* A nudge: looks for changes now, at most four times a second. */
void        postino_ledger_list_look         (PostinoLedgerList *self);

gboolean    postino_ledger_list_is_loading   (PostinoLedgerList *self);
const char *postino_ledger_list_get_failure  (PostinoLedgerList *self);

/* For selections, without reading contents: the id at a position (0 past the end), and where an id
 * stands. */
gint64      postino_ledger_list_get_id (PostinoLedgerList *self, guint position);
gboolean    postino_ledger_list_find   (PostinoLedgerList *self, gint64 id, guint *position);
