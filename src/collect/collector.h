/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/clock.h"
#include "collect/spool.h"

/* The HTTP face: pixel, redirect, unsubscribe, and the API for its workspace. Lives on the
 * thread-default main context it was made in. */
#define POSTINO_TYPE_COLLECTOR (postino_collector_get_type ())
G_DECLARE_FINAL_TYPE (PostinoCollector, postino_collector, POSTINO, COLLECTOR, GObject)

/* Connections at one time; one more is closed at once. */
#define POSTINO_COLLECTOR_MAX_CONNECTIONS 1000
/* A request with a longer body is answered with 413. */
#define POSTINO_COLLECTOR_MAX_BODY (256 * 1024)

/* @spool is borrowed and must outlive it. @api_key NULL: the API answers nobody (the local
 * collector, whose spool the worker reads itself). */
PostinoCollector *postino_collector_new    (PostinoSpool *spool, PostinoClock *clock,
                                            const char *api_key);

/* Listens; @port 0 takes any that is free. POSTINO_ERROR_BUSY if the port is taken. Once. */
gboolean          postino_collector_listen (PostinoCollector *collector, const char *address,
                                            guint port, GError **error);
guint             postino_collector_get_port (PostinoCollector *collector);

/* Takes no more connections, answers what was asked (for up to two seconds), and closes. Runs the
 * main context. */
void              postino_collector_close  (PostinoCollector *collector);
