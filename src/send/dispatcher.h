/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/clock.h"
#include "workspace/workspace.h"

/* Everything that sends in a worker: campaigns, routes and connections. See dispatcher.c. */
#define POSTINO_TYPE_DISPATCHER (postino_dispatcher_get_type ())
G_DECLARE_FINAL_TYPE (PostinoDispatcher, postino_dispatcher, POSTINO, DISPATCHER, GObject)

/* The worker's lock must be held. Settles first what a dead run left, then starts its thread.
 * @token_key: POSTINO_TOKEN_KEY_SIZE bytes. Blocks while it recovers.
 *
 * Signal "progress" (gint64 campaign): on the main context that was the default of the thread that
 * called, at most four times a second and campaign. */
PostinoDispatcher *postino_dispatcher_start (PostinoWorkspace *workspace, PostinoClock *clock,
                                             GBytes *token_key,
                                             GError **error);

/* Somebody has written something: look now instead of in a moment. Any thread. */
void               postino_dispatcher_look  (PostinoDispatcher *dispatcher);

/* Nothing more is begun; what is under way is awaited, outcomes are written. Blocks until then. */
void               postino_dispatcher_stop  (PostinoDispatcher *dispatcher);

/* This computer has no network, @why says so; NULL: it has (again). Servers of other computers are not tried meanwhile:
 * nothing is deferred, nobody has failed. Any thread; returns at once, as the next. */
void               postino_dispatcher_set_offline (PostinoDispatcher *dispatcher, const char *why);

/* This computer goes to sleep, @why says so; NULL: it is awake. Nothing is begun, what is under way is awaited, for three
 * seconds unless its final dot has left, and connections are closed. */
void               postino_dispatcher_set_asleep  (PostinoDispatcher *dispatcher, const char *why);

/* Since it was sent to sleep: no connection is open any more, and every outcome is written. Any thread. */
gboolean           postino_dispatcher_is_at_rest (PostinoDispatcher *dispatcher);

/* TRUE while a campaign is being sent, and not only waiting for a time. Any thread. */
gboolean           postino_dispatcher_is_sending (PostinoDispatcher *dispatcher);

/* TRUE while something is to be sent that nobody needs to be asked about: scheduled, or begun and neither paused nor ended.
 * TRUE too until that is known. Any thread. */
gboolean           postino_dispatcher_is_due  (PostinoDispatcher *dispatcher);

/* TRUE while a campaign is under way or due. Any thread. */
gboolean           postino_dispatcher_is_busy (PostinoDispatcher *dispatcher);
