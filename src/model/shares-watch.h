/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "stats/shares-query.h"
#include "store/store.h"

/* What became of the recipients of a campaign by server and by their provider, counted while somebody looks, again
 * when the ledger moved. Main context only; never waits for the database. Signal "changed": it was counted. */
#define POSTINO_TYPE_SHARES_WATCH (postino_shares_watch_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSharesWatch, postino_shares_watch, POSTINO, SHARES_WATCH, GObject)

/* Between two counts lie so many seconds, and so many times what the first one took: a million rows cost no more of
 * the machine than a few do. */
#define POSTINO_SHARES_REST_S 3
#define POSTINO_SHARES_REST_TIMES 10

PostinoSharesWatch *postino_shares_watch_new (PostinoStore *store, PostinoProviderList *providers, gint64 campaign);

/* Nothing is counted before somebody looks. */
void                postino_shares_watch_set_is_looked_at (PostinoSharesWatch *self, gboolean is_looked_at);

/* NULL until it was counted once; borrowed until it changes. */
PostinoShares      *postino_shares_watch_get (PostinoSharesWatch *self);
