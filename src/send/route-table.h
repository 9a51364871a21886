/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/clock.h"
#include "send/route.h"
#include "workspace/workspace.h"

/* The routes of all servers, kept as the database has these. The routes are guarded by a lock of the owner's;
 * the functions that do not say so take it themselves, and are of one thread. */
typedef struct _PostinoRouteTable PostinoRouteTable;

/* @lock and @clock are borrowed. */
PostinoRouteTable *postino_route_table_new  (PostinoWorkspace *workspace, PostinoClock *clock,
                                             GMutex *lock);
void               postino_route_table_free (PostinoRouteTable *table);

/* With the lock held; NULL if there is none; borrowed, and there for good. */
PostinoRoute      *postino_route_table_find (PostinoRouteTable *table, gint64 server);

/* Server id → PostinoRoute; with the lock held; borrowed. */
GHashTable        *postino_route_table_get  (PostinoRouteTable *table);

/* What this computer cannot reach at present, as sentences; NULL: it can. @asleep: nothing; @offline: no other
 * computer. With the lock held. */
void               postino_route_table_set_away (PostinoRouteTable *table, const char *asleep, const char *offline);

/* Takes over what a person changed, unless @changed (of POSTINO_TOPIC_SERVERS) is the number it was done at. */
gboolean           postino_route_table_refresh    (PostinoRouteTable *table, gint64 changed,
                                                   GError **error);

/* A route that was stopped since is stopped in the database too: its sentence is for people, and outlives us. */
gboolean           postino_route_table_note_stops (PostinoRouteTable *table, GError **error);
