/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opting out (RFC 8058). Security scanners follow every link of a message, so GET and HEAD only
 * ever show a page; what acts is a POST, with the body RFC 8058 prescribes or that of the page's
 * own button. It needs no cookie, no login and no redirect, may be sent any number of times, and
 * its 200 is not sent before the wish is on the disk.
 *
 * A message with a valid token of a campaign this collector has never been told of (moved, set up
 * anew) is served all the same: an opt-out link must work for years. Tokens of a test, and of a
 * message rendered for looking at (row 0), show the same pages and change nothing.
 *
 * RFC 8058 recommends multipart/form-data for the body. There is no parser for it here, on purpose:
 * the two words that matter are looked for in the bytes. */

#include "collect/collect-unsubscribe.h"

#include <string.h>

#include "collect/collect-page.h"

typedef struct {
  PostinoHit *hit;
  PostinoPublished published;
} Wish;

static void
free_wish (gpointer data)
{
  Wish *wish = data;

  postino_hit_free (wish->hit);
  postino_published_clear (&wish->published);
  g_free (wish);
}

static gboolean
spool_wish (PostinoSpool *spool,
            gpointer      data,
            GError      **error)
{
  return postino_spool_append (spool, ((Wish *) data)->hit, error);
}

static void
answer_wish (const PostinoCollectRequest *request,
             gpointer                     data,
             const GError                *error)
{
  Wish *wish = data;

  if (error != NULL)
    postino_collect_page_send (request, SOUP_STATUS_SERVICE_UNAVAILABLE,
                               POSTINO_COLLECT_PAGE_TRY_AGAIN,
                               &wish->published);
  else
    postino_collect_page_send (request, SOUP_STATUS_OK, POSTINO_COLLECT_PAGE_DONE,
                               &wish->published);
}

static gboolean
has_words (SoupMessageBody *body,
           const char      *words)
{
  return body->data != NULL && g_strstr_len (body->data, body->length, words) != NULL;
}

/* How the person asked, or NULL for a body that asks nothing. */
static const char *
find_wish (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  if (has_words (body, "List-Unsubscribe=One-Click"))
    return POSTINO_HIT_ONE_CLICK;
  if (g_strcmp0 (type, "multipart/form-data") == 0 && has_words (body, "List-Unsubscribe")
      && has_words (body, "One-Click"))
    return POSTINO_HIT_ONE_CLICK;
  return has_words (body, "confirm=yes") ? POSTINO_HIT_BUTTON : NULL;
}

static void
take_wish (const PostinoCollectRequest *request,
           const PostinoToken          *token,
           PostinoPublished            *published)
{
  const char *how = find_wish (request->message);
  Wish *wish;

  if (how == NULL)
    {
      postino_collect_page_send (request, SOUP_STATUS_BAD_REQUEST, POSTINO_COLLECT_PAGE_ASK,
                                 published);
      return;
    }
  if (published->is_test || token->row == 0)
    {
      postino_collect_page_send (request, SOUP_STATUS_OK, POSTINO_COLLECT_PAGE_TEST_DONE,
                                 published);
      return;
    }
  wish = g_new0 (Wish, 1);
  wish->hit = postino_collect_request_make_hit (request, token, how);
  wish->published = *published;
  *published = (PostinoPublished) { 0 };
  postino_collect_request_run_apart (request, spool_wish, answer_wish, wish, free_wish);
}

void
postino_collect_unsubscribe (const PostinoCollectRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_auto (PostinoPublished) published = { 0 };
  PostinoToken token;

  if (!postino_collect_request_open_token (request, POSTINO_TOKEN_UNSUBSCRIBE, &token))
    return;
  /* Not knowing the sender's name is no reason not to let somebody opt out. */
  if (!postino_spool_find (request->spool, token.campaign, 0, &published, &error))
    g_warning ("%s", error->message);

  if (g_str_equal (soup_server_message_get_method (request->message), "POST"))
    take_wish (request, &token, &published);
  else
    postino_collect_page_send (request, SOUP_STATUS_OK, POSTINO_COLLECT_PAGE_ASK, &published);
}
