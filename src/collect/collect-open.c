/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pixel: one transparent dot, never cached, so that each look is a request. Who looked is
 * judged when it is read. */

#include "collect/collect-open.h"

/* GIF89a, 1 × 1, transparent: the smallest every mail program shows. */
static const char pixel[43] = {
  'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, (char) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, '!', (char) 0xf9, 4,
  1, 0, 0, 0, 0, ',', 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 'D', 1, 0, ';',
};

void
postino_collect_open (const PostinoCollectRequest *request)
{
  PostinoToken token;
  g_autoptr (PostinoHit) hit = NULL;

  if (!postino_collect_request_open_token (request, POSTINO_TOKEN_OPEN, &token))
    return;
  hit = postino_collect_request_make_hit (request, &token,
                                          soup_server_message_get_method (request->message));
  postino_spool_gather (request->spool, hit);
  postino_collect_answer (request->message, SOUP_STATUS_OK, "image/gif", pixel, sizeof pixel);
}
