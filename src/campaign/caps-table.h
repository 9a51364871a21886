/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/cap.h"
#include "store/db.h"

/* Table `cap_count`: how many messages went through a server, minute by minute (UTC). Inside the
 * caller's transaction; of its thread. */

typedef struct {
  gint64 server;
  gint64 slice_us; /* its beginning, wall clock */
  gint64 n;
} PostinoCapCount;

/* The beginning of the minute @at_us is in. */
gint64   postino_caps_table_find_slice (gint64 at_us);

/* @n may be negative; a count is never less than nothing. */
gboolean postino_caps_table_add   (PostinoDb *db, gint64 server, gint64 slice_us, gint64 n,
                                   GError **error);

/* Of all servers since @since_us, oldest first: array of PostinoCapCount; yours. */
GArray  *postino_caps_table_list  (PostinoDb *db, gint64 since_us, GError **error);

/* Messages through @server in minutes that ended after @since_us. */
gboolean postino_caps_table_count (PostinoDb *db, gint64 server, gint64 since_us, gint64 *n,
                                   GError **error);

/* Forgets what is older than @before_us. */
gboolean postino_caps_table_prune (PostinoDb *db, gint64 before_us, GError **error);
