/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/provider-list.h"
#include "store/db.h"

/* What became of the recipients of one campaign by the server they went through, and by where they have their
 * mailboxes. Counted in steps, one after the other, on any thread; who holds it may let go at any time. */
typedef struct _PostinoShares PostinoShares;

typedef struct {
  gint64 server;  /* 0: a share of a destination */
  char *id;       /* of a destination: a provider's, or a domain; NULL: a server's share, or all the smaller ones */
  gint64 total;
  gint64 accepted;
  gint64 refused; /* or expired */
  gint64 deferred;
  gint64 in_doubt;
} PostinoShare;

#define POSTINO_SHARES_STEP_ROWS 20000
#define POSTINO_SHARES_DESTINATIONS_MAX 8 /* then all others as one */

PostinoShares *postino_shares_new   (gint64 campaign, PostinoProviderList *providers);
PostinoShares *postino_shares_ref   (PostinoShares *shares);
void           postino_shares_unref (PostinoShares *shares);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoShares, postino_shares_unref)

/* Counts the next @limit rows; *is_done: there are no more. */
gboolean       postino_shares_step  (PostinoShares *shares, PostinoDb *db, guint limit, gboolean *is_done, GError **error);

/* PostinoShare, when it is done: those who were handed to a server, by server; all but those left out, by destination,
 * the biggest first. Borrowed. */
GPtrArray     *postino_shares_get_servers      (PostinoShares *shares);
GPtrArray     *postino_shares_get_destinations (PostinoShares *shares);
