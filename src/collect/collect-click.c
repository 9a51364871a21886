/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The redirect. A token names a campaign and an index, never an address, so it can lead only to
 * what its campaign has published: there is no open redirect to be had from it. Nobody waits for
 * the disk: the hit is gathered, and the link is read past any writer. */

#include "collect/collect-click.h"

#include "collect/collect-page.h"

void
postino_collect_click (const PostinoCollectRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoHit) hit = NULL;
  g_auto (PostinoPublished) published = { 0 };
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  PostinoToken token;

  if (!postino_collect_request_open_token (request, POSTINO_TOKEN_CLICK, &token))
    return;
  if (!postino_spool_find (request->spool, token.campaign, token.link, &published, &error))
    {
      g_warning ("%s", error->message);
      postino_collect_page_send (request, SOUP_STATUS_SERVICE_UNAVAILABLE,
                                 POSTINO_COLLECT_PAGE_TRY_AGAIN, NULL);
      return;
    }
  if (published.url == NULL)
    {
      postino_collect_page_not_found (request);
      return;
    }
  hit = postino_collect_request_make_hit (request, &token,
                                          soup_server_message_get_method (request->message));
  postino_spool_gather (request->spool, hit);
  soup_message_headers_replace (headers, "Location", published.url);
  postino_collect_answer (request->message, SOUP_STATUS_FOUND, NULL, NULL, 0);
}
