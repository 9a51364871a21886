/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all handlers share: opening a token, noting a hit, answering.
 *
 * Addresses are shortened before they reach any memory that outlives the request, and are not kept
 * at all where the token names nobody (aggregate measuring). Nothing here logs tokens or
 * addresses. */

#include "collect/collect-request.h"

#include <string.h>

#include "base/text.h"
#include "collect/collect-page.h"

enum {
  MAX_AGENT_BYTES = 512,
  IPV4_BYTES = 4,
  IPV6_BYTES = 16,
  IPV4_KEPT_BYTES = 3,
  IPV6_KEPT_BYTES = 6, /* the last 80 bits go */
};

typedef struct {
  PostinoCollectRequest request;
  PostinoCollectWork work;
  PostinoCollectAnswer answer;
  gpointer data;
  GDestroyNotify destroy;
} Apart;

static void
free_apart (gpointer data)
{
  Apart *apart = data;

  apart->destroy (apart->data);
  g_object_unref (apart->request.message);
  g_free (apart);
}

static void
run_apart (GTask        *task,
           gpointer      source,
           gpointer      task_data,
           GCancellable *cancellable)
{
  Apart *apart = task_data;
  GError *error = NULL;

  if (apart->work (apart->request.spool, apart->data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
ran_apart_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Apart *apart = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (error != NULL)
    g_warning ("%s", error->message);
  apart->answer (&apart->request, apart->data, error);
  soup_server_message_unpause (apart->request.message);
  (*apart->request.n_waiting)--;
}

void
postino_collect_request_run_apart (const PostinoCollectRequest *request,
                                   PostinoCollectWork           work,
                                   PostinoCollectAnswer         answer,
                                   gpointer                     data,
                                   GDestroyNotify               destroy)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, ran_apart_cb, NULL);
  Apart *apart = g_new0 (Apart, 1);

  apart->request = *request;
  apart->request.rest = NULL;
  apart->request.query = NULL;
  g_object_ref (apart->request.message);
  apart->work = work;
  apart->answer = answer;
  apart->data = data;
  apart->destroy = destroy;
  (*request->n_waiting)++;
  soup_server_message_pause (request->message);
  g_task_set_task_data (task, apart, free_apart);
  g_task_run_in_thread (task, run_apart);
}

gboolean
postino_collect_request_open_token (const PostinoCollectRequest *request,
                                    PostinoTokenKind             kind,
                                    PostinoToken                *token)
{
  if (postino_spool_open_token (request->spool, request->rest, token) && token->kind == kind)
    return TRUE;
  postino_collect_page_not_found (request);
  return FALSE;
}

char *
postino_collect_shorten_ip (const char *ip)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (ip);
  g_autoptr (GInetAddress) short_address = NULL;
  guint8 bytes[IPV6_BYTES] = { 0 };
  gboolean is_v4;

  if (address == NULL)
    return NULL;
  is_v4 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4;
  memcpy (bytes, g_inet_address_to_bytes (address), is_v4 ? IPV4_KEPT_BYTES : IPV6_KEPT_BYTES);
  short_address = g_inet_address_new_from_bytes (bytes, g_inet_address_get_family (address));
  return g_inet_address_to_string (short_address);
}

static gboolean
is_loopback (const char *ip)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (ip);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

char *
postino_collect_find_ip (const char *peer,
                         const char *forwarded_for)
{
  g_autofree char *last = NULL;
  const char *comma;

  if (peer == NULL)
    return NULL;
  if (forwarded_for == NULL || !is_loopback (peer))
    return postino_collect_shorten_ip (peer);
  comma = strrchr (forwarded_for, ',');
  last = g_strstrip (g_strdup (comma != NULL ? comma + 1 : forwarded_for));
  return postino_collect_shorten_ip (last);
}

static char *
find_agent (SoupMessageHeaders *headers)
{
  const char *sent = soup_message_headers_get_one (headers, "User-Agent");
  g_autofree char *valid = NULL;
  g_autofree char *line = NULL;

  if (sent == NULL)
    return NULL;
  valid = g_utf8_make_valid (sent, -1);
  line = postino_text_single_line (valid);
  return postino_text_cut (line, MAX_AGENT_BYTES);
}

PostinoHit *
postino_collect_request_make_hit (const PostinoCollectRequest *request,
                                  const PostinoToken          *token,
                                  const char                  *method)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  PostinoHit *hit = g_new0 (PostinoHit, 1);

  hit->at_us = postino_clock_now_us (request->clock);
  hit->kind = (char) token->kind;
  hit->campaign = token->campaign;
  hit->row = token->row;
  hit->link = token->link;
  hit->method = g_strdup (method);
  if (token->row == 0)
    return hit;
  hit->ip = postino_collect_find_ip (soup_server_message_get_remote_host (request->message),
                                     soup_message_headers_get_list (headers, "X-Forwarded-For"));
  hit->agent = find_agent (headers);
  return hit;
}

void
postino_collect_answer (SoupServerMessage *message,
                        guint              status,
                        const char        *type,
                        const char        *body,
                        gsize              n_bytes)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "Referrer-Policy", "no-referrer");
  if (soup_message_headers_get_one (headers, "Content-Security-Policy") == NULL)
    soup_message_headers_replace (headers, "Content-Security-Policy",
                                  "default-src 'none'; frame-ancestors 'none'");
  soup_message_headers_replace (headers, "Connection", "close");
  soup_server_message_set_status (message, status, NULL);
  if (type != NULL)
    soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, n_bytes);
}
