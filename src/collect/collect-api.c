/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workspace's door to its collector. The key is compared in constant time, before anything of
 * the request is looked at; without a key the door does not exist. Everything here waits for the
 * disk, so it runs apart. */

#include "collect/collect-api.h"

#include <gnutls/gnutls.h>
#include <string.h>

#include "base/error.h"
#include "collect/token-key.h"

#define BEARER "Bearer "

static void
answer_json (const PostinoCollectRequest *request,
             guint                        status,
             JsonObject                  *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_take_object (node, object);
  text = json_to_string (node, FALSE);
  postino_collect_answer (request->message, status, "application/json", text, strlen (text));
}

static void
answer_failure (const PostinoCollectRequest *request,
                guint                        status,
                const char                  *sentence)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "error", sentence);
  answer_json (request, status, object);
}

/* The length may be seen from the time it takes; it is no secret. */
static gboolean
is_key (const char *expected,
        const char *given)
{
  gsize length = strlen (expected);

  return strlen (given) == length && gnutls_memcmp (expected, given, length) == 0;
}

static gboolean
let_in (const PostinoCollectRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  const char *given = soup_message_headers_get_one (headers, "Authorization");

  if (request->api_key != NULL && given != NULL && g_str_has_prefix (given, BEARER)
      && is_key (request->api_key, given + strlen (BEARER)))
    return TRUE;
  soup_message_headers_replace (soup_server_message_get_response_headers (request->message),
                                "WWW-Authenticate",
                                "Bearer");
  answer_failure (request, SOUP_STATUS_UNAUTHORIZED, "the key is wrong");
  return FALSE;
}

/* NULL for a body that is no JSON: the request has been answered then. */
static JsonNode *
read_body (const PostinoCollectRequest *request)
{
  SoupMessageBody *body = soup_server_message_get_request_body (request->message);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  if (body->data != NULL && json_parser_load_from_data (parser, body->data, body->length, NULL)
      && json_parser_get_root (parser) != NULL)
    return json_node_copy (json_parser_get_root (parser));
  answer_failure (request, SOUP_STATUS_BAD_REQUEST, "the body is not JSON");
  return NULL;
}

static void
answer_done (const PostinoCollectRequest *request,
             gpointer                     data,
             const GError                *error)
{
  JsonObject *object;

  if (error != NULL)
    {
      answer_failure (request, SOUP_STATUS_SERVICE_UNAVAILABLE, error->message);
      return;
    }
  object = json_object_new ();
  json_object_set_boolean_member (object, "ok", TRUE);
  answer_json (request, SOUP_STATUS_OK, object);
}

void
postino_collect_api_ping (const PostinoCollectRequest *request)
{
  JsonObject *object;

  if (!let_in (request))
    return;
  object = json_object_new ();
  json_object_set_string_member (object, "spool", postino_spool_get_id (request->spool));
  json_object_set_string_member (object, "version", POSTINO_VERSION);
  answer_json (request, SOUP_STATUS_OK, object);
}

typedef struct {
  gint64 after;
  GPtrArray *hits;
} Events;

static void
free_events (gpointer data)
{
  Events *events = data;

  g_clear_pointer (&events->hits, g_ptr_array_unref);
  g_free (events);
}

static gboolean
read_events (PostinoSpool *spool,
             gpointer      data,
             GError      **error)
{
  Events *events = data;

  events->hits = postino_spool_page (spool, events->after, POSTINO_COLLECT_API_PAGE, error);
  return events->hits != NULL;
}

static void
answer_events (const PostinoCollectRequest *request,
               gpointer                     data,
               const GError                *error)
{
  Events *events = data;
  JsonObject *object;
  JsonArray *hits;

  if (error != NULL)
    {
      answer_failure (request, SOUP_STATUS_SERVICE_UNAVAILABLE, error->message);
      return;
    }
  hits = json_array_sized_new (events->hits->len);
  for (guint i = 0; i < events->hits->len; i++)
    json_array_add_element (hits, postino_hit_to_json (events->hits->pdata[i]));
  object = json_object_new ();
  json_object_set_string_member (object, "spool", postino_spool_get_id (request->spool));
  json_object_set_array_member (object, "hits", hits);
  answer_json (request, SOUP_STATUS_OK, object);
}

void
postino_collect_api_events (const PostinoCollectRequest *request)
{
  const char *after = request->query != NULL ? g_hash_table_lookup (request->query, "after") : NULL;
  gint64 number = 0;
  Events *events;

  if (!let_in (request))
    return;
  if (after != NULL && !g_ascii_string_to_signed (after, 10, 0, G_MAXINT64, &number, NULL))
    {
      answer_failure (request, SOUP_STATUS_BAD_REQUEST, "after is not a number");
      return;
    }
  events = g_new0 (Events, 1);
  events->after = number;
  postino_collect_request_run_apart (request, read_events, answer_events, events, free_events);
}

typedef struct {
  PostinoPublication *publication;
  GBytes *key; /* NULL: none came with it */
  gint64 now_us;
} Publish;

static void
free_publish (gpointer data)
{
  Publish *publish = data;

  postino_publication_free (publish->publication);
  g_clear_pointer (&publish->key, g_bytes_unref);
  g_free (publish);
}

static gboolean
write_publication (PostinoSpool *spool,
                   gpointer      data,
                   GError      **error)
{
  Publish *publish = data;

  return postino_spool_publish (spool, publish->publication, publish->key, publish->now_us, error);
}

void
postino_collect_api_publish (const PostinoCollectRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (PostinoPublication) publication = NULL;
  g_autoptr (GBytes) key = NULL;
  Publish *publish;
  JsonNode *hex;

  if (!let_in (request) || (node = read_body (request)) == NULL)
    return;
  publication = postino_publication_from_json (node, &error);
  if (publication == NULL)
    {
      answer_failure (request, SOUP_STATUS_BAD_REQUEST, error->message);
      return;
    }
  hex = json_object_get_member (json_node_get_object (node), "token_key");
  if (hex != NULL && JSON_NODE_HOLDS_VALUE (hex) && json_node_get_value_type (hex) == G_TYPE_STRING)
    key = postino_token_key_from_hex (json_node_get_string (hex));
  if (hex != NULL && key == NULL)
    {
      answer_failure (request, SOUP_STATUS_BAD_REQUEST, "the token key is none");
      return;
    }
  publish = g_new0 (Publish, 1);
  publish->publication = g_steal_pointer (&publication);
  publish->key = g_steal_pointer (&key);
  publish->now_us = postino_clock_now_us (request->clock);
  postino_collect_request_run_apart (request, write_publication, answer_done, publish,
                                     free_publish);
}

static gboolean
write_ack (PostinoSpool *spool,
           gpointer      data,
           GError      **error)
{
  return postino_spool_acknowledge (spool, *(gint64 *) data, error);
}

void
postino_collect_api_ack (const PostinoCollectRequest *request)
{
  g_autoptr (JsonNode) node = NULL;
  gint64 upto = 0;

  if (!let_in (request) || (node = read_body (request)) == NULL)
    return;
  if (!JSON_NODE_HOLDS_OBJECT (node)
      || !postino_hit_read_number (json_node_get_object (node), "upto", 0, G_MAXINT64, &upto))
    {
      answer_failure (request, SOUP_STATUS_BAD_REQUEST, "upto is not a number");
      return;
    }
  postino_collect_request_run_apart (request, write_ack, answer_done,
                                     g_memdup2 (&upto, sizeof upto), g_free);
}
