/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "collect/collect-request.h"

/* /api/v1/: what the workspace asks of its collector, with `Authorization: Bearer KEY`; JSON.
 *
 *   GET  events?after=N    {"spool":ID,"hits":[…]}, at most POSTINO_COLLECT_API_PAGE in the order of their ids
 *   POST publish           {"campaign","test","sender","language","links":[…],"token_key":HEX}
 *   POST ack               {"upto":N}: hits up to N are deleted
 *   GET  ping              {"spool":ID,"version":…} */
void postino_collect_api_events  (const PostinoCollectRequest *request);
void postino_collect_api_publish (const PostinoCollectRequest *request);
void postino_collect_api_ack     (const PostinoCollectRequest *request);
void postino_collect_api_ping    (const PostinoCollectRequest *request);

#define POSTINO_COLLECT_API_PAGE 500
