/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "collect/hit.h"
#include "store/db.h"

/* What a page of hits changed, for the topics to bump. */
typedef struct {
  gboolean events;
  gboolean contacts;
  gboolean ledger;
  gboolean suppressions;
} PostinoTakeOver;

/* Makes one hit what it means: event, roll-up, reading time of the contact, suppression and
 * withdrawn consent, settled doubt. Inside the caller's transaction. @source names the spool the
 * hit's id belongs to: what was taken over before is not taken over again. Hits of tests, of
 * campaigns and rows that do not exist (any more), change nothing. */
gboolean postino_take_over_hit (PostinoDb *db, const PostinoHit *hit, const char *source,
                                gint64 now_us,
                                PostinoTakeOver *changes, GError **error);
