/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "send/connection.h"
#include "send/route-table.h"

/* The connections under way, and how many more are worth it. The dispatcher's thread alone. */
typedef struct _PostinoConnectionPool PostinoConnectionPool;

/* @routes and what it counts are guarded by @lock. All borrowed but @dns. */
PostinoConnectionPool *postino_connection_pool_new (const PostinoConnectionOwner *owner, gpointer owner_data,
                                                    PostinoRouteTable *routes, PostinoClock *clock, GMutex *lock,
                                                    PostinoDns *dns, PostinoLedgerWriter *writer,
                                                    PostinoFlight *flight, const char *folder);
/* There is no connection left. */
void postino_connection_pool_free (PostinoConnectionPool *pool);

/* Starts connections for what waits in the windows of @senders (PostinoSender). With the lock held. */
void postino_connection_pool_fill (PostinoConnectionPool *pool, GPtrArray *senders);

/* Joins those that have ended; takes the lock. */
void postino_connection_pool_reap (PostinoConnectionPool *pool);

/* Ends those to servers that are away; @hurry: drops what has not reached its final dot. With the lock held. */
void postino_connection_pool_leave (PostinoConnectionPool *pool, gboolean hurry);

guint postino_connection_pool_count (PostinoConnectionPool *pool);

/* There may be work for them. */
void postino_connection_pool_wake (PostinoConnectionPool *pool);

/* Begins nothing more; those that take longer than ten seconds are hurried. Returns when all are gone. */
void postino_connection_pool_end  (PostinoConnectionPool *pool);
