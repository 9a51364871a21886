/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "collect/hit.h"

/* The workspace's side of a public collector's API. Blocks, for at most
 * POSTINO_COLLECTOR_CLIENT_TIMEOUT_S a call; of one thread. Errors are sentences that name the
 * collector: POSTINO_ERROR_REFUSED for a wrong key, _TIMEOUT, _TLS, _PROTOCOL. */
typedef struct _PostinoCollectorClient PostinoCollectorClient;

#define POSTINO_COLLECTOR_CLIENT_TIMEOUT_S 20

/* A page of what the collector saw. */
typedef struct {
  char *spool_id;
  GPtrArray *hits; /* PostinoHit in the order of their ids */
} PostinoCollectorEvents;

void                    postino_collector_events_free (PostinoCollectorEvents *events);

/* @url as in settings, with or without a slash at the end. https, or http on this machine only:
 * POSTINO_ERROR_INVALID else, since the key would travel in the clear. */
PostinoCollectorClient *postino_collector_client_new  (const char *url, const char *key,
                                                       GError **error);
void                    postino_collector_client_free (PostinoCollectorClient *client);

/* Whether it answers, and to this key. */
gboolean                postino_collector_client_ping    (PostinoCollectorClient *client,
                                                          GError **error);

PostinoCollectorEvents *postino_collector_client_events  (PostinoCollectorClient *client,
                                                          gint64 after, GError **error);

/* @token_key: with which it opens this campaign's tokens. */
gboolean                postino_collector_client_publish (PostinoCollectorClient *client,
                                                          const PostinoPublication *publication,
                                                          GBytes *token_key, GError **error);

/* Hits up to @upto were taken over. */
gboolean                postino_collector_client_acknowledge (PostinoCollectorClient *client,
                                                              gint64 upto, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoCollectorClient, postino_collector_client_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoCollectorEvents, postino_collector_events_free)
