/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTTP client of the collector's API. Plain calls, since they are made on worker threads. Redirects
 * are not followed: the key would go where it was not meant to. What comes back is bounded and read
 * with distrust (hit.c): ids must grow, so that a confused collector cannot make a harvest go round
 * for ever. */

#include "collect/collector-client.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "base/error.h"
#include "collect/token-key.h"

enum { MAX_ANSWER_BYTES = 8 * 1024 * 1024 };

struct _PostinoCollectorClient {
  SoupSession *session;
  char *url;           /* without a slash at the end */
  char *authorization;
};

void
postino_collector_events_free (PostinoCollectorEvents *events)
{
  if (events == NULL)
    return;
  g_free (events->spool_id);
  g_clear_pointer (&events->hits, g_ptr_array_unref);
  g_free (events);
}

static gboolean
is_this_machine (const char *host)
{
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  return g_strcmp0 (host, "localhost") == 0
         || (address != NULL && g_inet_address_get_is_loopback (address));
}

PostinoCollectorClient *
postino_collector_client_new (const char *url,
                              const char *key,
                              GError    **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  PostinoCollectorClient *self;
  gsize length = strlen (url);

  if (g_strcmp0 (scheme, "https") != 0
      && !(g_strcmp0 (scheme, "http") == 0 && is_this_machine (g_uri_get_host (uri))))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("The address of the collector, “%s”, does not begin with https://"), url);
      return NULL;
    }
  while (length > 0 && url[length - 1] == '/')
    length--;

  self = g_new0 (PostinoCollectorClient, 1);
  self->session = soup_session_new_with_options ("timeout", POSTINO_COLLECTOR_CLIENT_TIMEOUT_S,
                                                 "user-agent",
                                                 "Postino/" POSTINO_VERSION, NULL);
  self->url = g_strndup (url, length);
  self->authorization = g_strconcat ("Bearer ", key, NULL);
  return self;
}

void
postino_collector_client_free (PostinoCollectorClient *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->session);
  g_free (self->url);
  memset (self->authorization, 0, strlen (self->authorization));
  g_free (self->authorization);
  g_free (self);
}

static int
find_code (const GError *failure)
{
  if (failure->domain == G_TLS_ERROR)
    return POSTINO_ERROR_TLS;
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
      || g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return POSTINO_ERROR_TIMEOUT;
  return POSTINO_ERROR_FAILED;
}

static GBytes *
read_answer (PostinoCollectorClient *self,
             GInputStream           *stream,
             GError                **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 buffer[16 * 1024];
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, sizeof buffer, NULL, error)) > 0)
    {
      if (bytes->len + n > MAX_ANSWER_BYTES)
        {
          g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT,
                       _("The answer of the collector %s is too long"),
                       self->url);
          return NULL;
        }
      g_byte_array_append (bytes, buffer, (guint) n);
    }
  return n < 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static gboolean
check_status (PostinoCollectorClient *self,
              guint                   status,
              GError                **error)
{
  if (status == SOUP_STATUS_OK)
    return TRUE;
  if (status == SOUP_STATUS_UNAUTHORIZED)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                 _("The collector %s does not accept the key. Set it again."), self->url);
  else if (status == SOUP_STATUS_NOT_FOUND)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL, _("There is no collector at %s"),
                 self->url);
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL, _("The collector %s answered %u"),
                 self->url, status);
  return FALSE;
}

/* @body NULL: GET. The answer's object, yours. */
static JsonNode *
call (PostinoCollectorClient *self,
      const char             *name,
      JsonNode               *body,
      GError                **error)
{
  g_autofree char *url = g_strdup_printf ("%s/api/v1/%s", self->url, name);
  g_autoptr (SoupMessage) message = soup_message_new (body != NULL ? "POST" : "GET", url);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) failure = NULL;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                self->authorization);
  if (body != NULL)
    {
      char *text = json_to_string (body, FALSE);
      g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }
  stream = soup_session_send (self->session, message, NULL, &failure);
  if (stream != NULL)
    answer = read_answer (self, stream, &failure);
  if (failure != NULL)
    {
      g_set_error (error, POSTINO_ERROR, find_code (failure),
                   _("The collector %s cannot be reached: %s"), self->url,
                   failure->message);
      return NULL;
    }
  if (!check_status (self, soup_message_get_status (message), error))
    return NULL;
  if (!json_parser_load_from_data (parser, g_bytes_get_data (answer, NULL),
                                   (gssize) g_bytes_get_size (answer), NULL)
      || json_parser_get_root (parser) == NULL || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL, _("There is no collector at %s"),
                   self->url);
      return NULL;
    }
  return json_node_copy (json_parser_get_root (parser));
}

/* NULL where it is no text. Borrowed. */
static const char *
read_spool_id (JsonNode *node)
{
  JsonNode *id = json_object_get_member (json_node_get_object (node), "spool");

  if (id == NULL || !JSON_NODE_HOLDS_VALUE (id) || json_node_get_value_type (id) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (id);
}

static gboolean
fail_unreadable (PostinoCollectorClient *self,
                 GError                **error)
{
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL,
               _("The answer of the collector %s cannot be read"),
               self->url);
  return FALSE;
}

gboolean
postino_collector_client_ping (PostinoCollectorClient *self,
                               GError                **error)
{
  g_autoptr (JsonNode) node = call (self, "ping", NULL, error);

  if (node == NULL)
    return FALSE;
  return read_spool_id (node) != NULL || fail_unreadable (self, error);
}

static gboolean
read_hits (PostinoCollectorClient *self,
           JsonNode               *node,
           gint64                  after,
           GPtrArray              *hits,
           GError                **error)
{
  JsonNode *member = json_object_get_member (json_node_get_object (node), "hits");
  JsonArray *array;

  if (member == NULL || !JSON_NODE_HOLDS_ARRAY (member))
    return fail_unreadable (self, error);
  array = json_node_get_array (member);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      PostinoHit *hit = postino_hit_from_json (json_array_get_element (array, i), error);

      if (hit == NULL)
        return FALSE;
      g_ptr_array_add (hits, hit);
      if (hit->id <= after)
        return fail_unreadable (self, error);
      after = hit->id;
    }
  return TRUE;
}

PostinoCollectorEvents *
postino_collector_client_events (PostinoCollectorClient *self,
                                 gint64                  after,
                                 GError                **error)
{
  g_autofree char *name = g_strdup_printf ("events?after=%" G_GINT64_FORMAT, after);
  g_autoptr (JsonNode) node = call (self, name, NULL, error);
  g_autoptr (PostinoCollectorEvents) events = g_new0 (PostinoCollectorEvents, 1);

  if (node == NULL)
    return NULL;
  events->spool_id = g_strdup (read_spool_id (node));
  events->hits = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_hit_free);
  if (events->spool_id == NULL)
    {
      fail_unreadable (self, error);
      return NULL;
    }
  return read_hits (self, node, after, events->hits, error) ? g_steal_pointer (&events) : NULL;
}

gboolean
postino_collector_client_publish (PostinoCollectorClient   *self,
                                  const PostinoPublication *publication,
                                  GBytes                   *token_key,
                                  GError                  **error)
{
  g_autoptr (JsonNode) body = postino_publication_to_json (publication);
  g_autofree char *hex = postino_token_key_to_hex (token_key);
  g_autoptr (JsonNode) answer = NULL;

  json_object_set_string_member (json_node_get_object (body), "token_key", hex);
  answer = call (self, "publish", body, error);
  return answer != NULL;
}

gboolean
postino_collector_client_acknowledge (PostinoCollectorClient *self,
                                      gint64                  upto,
                                      GError                **error)
{
  g_autoptr (JsonNode) body = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonNode) answer = NULL;

  json_node_take_object (body, json_object_new ());
  json_object_set_int_member (json_node_get_object (body), "upto", upto);
  answer = call (self, "ack", body, error);
  return answer != NULL;
}
