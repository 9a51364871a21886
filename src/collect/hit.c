/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What passes between a collector and its workspace: hits one way, publications the other, as
 * values and as JSON. Both ends read with the same distrust: a collector stands on the internet,
 * and whoever has its key is not proved to be us. A link must be http or https, since that is all a
 * redirect may ever lead to. */

#include "collect/hit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

enum {
  MAX_TEXT_BYTES = 1024,
  MAX_CAMPAIGN_BITS = 40, /* as in tokens */
  MAX_ROW_BITS = 56,
};

PostinoHit *
postino_hit_copy (const PostinoHit *hit)
{
  PostinoHit *copy = g_memdup2 (hit, sizeof *hit);

  copy->method = g_strdup (hit->method);
  copy->ip = g_strdup (hit->ip);
  copy->agent = g_strdup (hit->agent);
  return copy;
}

void
postino_hit_free (PostinoHit *hit)
{
  if (hit == NULL)
    return;
  g_free (hit->method);
  g_free (hit->ip);
  g_free (hit->agent);
  g_free (hit);
}

void
postino_publication_free (PostinoPublication *publication)
{
  if (publication == NULL)
    return;
  g_free (publication->sender);
  g_free (publication->language);
  g_clear_pointer (&publication->urls, g_ptr_array_unref);
  g_free (publication);
}

gboolean
postino_hit_read_number (JsonObject *object,
                         const char *name,
                         gint64      min,
                         gint64      max,
                         gint64     *number)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *number = json_node_get_int (node);
  return *number >= min && *number <= max;
}

/* FALSE for what is neither text nor null nor absent, or is too long. */
static gboolean
read_text (JsonObject *object,
           const char *name,
           char      **text)
{
  JsonNode *node = json_object_get_member (object, name);

  *text = NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING
      || strlen (json_node_get_string (node)) > MAX_TEXT_BYTES)
    return FALSE;
  *text = json_node_dup_string (node);
  return TRUE;
}

static gboolean
read_kind (JsonObject *object,
           char       *kind)
{
  g_autofree char *text = NULL;

  if (!read_text (object, "kind", &text) || text == NULL || strlen (text) != 1
      || strchr ("ocu", *text) == NULL)
    return FALSE;
  *kind = *text;
  return TRUE;
}

static void
add_text (JsonObject *object,
          const char *name,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

JsonNode *
postino_hit_to_json (const PostinoHit *hit)
{
  JsonObject *object = json_object_new ();
  const char kind[] = { hit->kind, '\0' };

  json_object_set_int_member (object, "id", hit->id);
  json_object_set_int_member (object, "at_us", hit->at_us);
  json_object_set_string_member (object, "kind", kind);
  json_object_set_int_member (object, "campaign", hit->campaign);
  json_object_set_int_member (object, "row", hit->row);
  json_object_set_int_member (object, "link", hit->link);
  add_text (object, "method", hit->method);
  add_text (object, "ip", hit->ip);
  add_text (object, "agent", hit->agent);
  return take_object (object);
}

PostinoHit *
postino_hit_from_json (JsonNode *node,
                       GError  **error)
{
  g_autoptr (PostinoHit) hit = g_new0 (PostinoHit, 1);
  gint64 link = 0;
  JsonObject *object;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      object = json_node_get_object (node);
      if (postino_hit_read_number (object, "id", 1, G_MAXINT64, &hit->id)
          && postino_hit_read_number (object, "at_us", 0, G_MAXINT64, &hit->at_us)
          && read_kind (object, &hit->kind)
          && postino_hit_read_number (object, "campaign", 0,
                                      (G_GINT64_CONSTANT (1) << MAX_CAMPAIGN_BITS) - 1,
                                      &hit->campaign)
          && postino_hit_read_number (object, "row", 0, (G_GINT64_CONSTANT (1) << MAX_ROW_BITS) - 1,
                                      &hit->row)
          && postino_hit_read_number (object, "link", 0, POSTINO_MAX_LINKS - 1, &link)
          && read_text (object, "method", &hit->method) && hit->method != NULL
          && read_text (object, "ip", &hit->ip) && read_text (object, "agent", &hit->agent))
        {
          hit->link = (guint) link;
          return g_steal_pointer (&hit);
        }
    }
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL,
                       _("The collector sent an event that cannot be read"));
  return NULL;
}

JsonNode *
postino_publication_to_json (const PostinoPublication *publication)
{
  JsonObject *object = json_object_new ();
  JsonArray *links = json_array_sized_new (publication->urls->len);

  json_object_set_int_member (object, "campaign", publication->campaign);
  json_object_set_boolean_member (object, "test", publication->is_test);
  add_text (object, "sender", publication->sender);
  add_text (object, "language", publication->language);
  for (guint i = 0; i < publication->urls->len; i++)
    json_array_add_string_element (links, publication->urls->pdata[i]);
  json_object_set_array_member (object, "links", links);
  return take_object (object);
}

/* What may stand in a Location header: a web address of printable bytes. */
static gboolean
is_link (const char *url)
{
  gsize length = strlen (url);

  if (length > POSTINO_MAX_URL_BYTES
      || (g_ascii_strncasecmp (url, "http://", 7) != 0
          && g_ascii_strncasecmp (url, "https://", 8) != 0))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) url[i] <= ' ' || url[i] == 0x7f)
        return FALSE;
    }
  return TRUE;
}

static GPtrArray *
read_links (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "links");
  g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);
  JsonArray *links;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  links = json_node_get_array (node);
  if (json_array_get_length (links) > POSTINO_MAX_LINKS)
    return NULL;
  for (guint i = 0; i < json_array_get_length (links); i++)
    {
      JsonNode *link = json_array_get_element (links, i);

      if (!JSON_NODE_HOLDS_VALUE (link) || json_node_get_value_type (link) != G_TYPE_STRING
          || !is_link (json_node_get_string (link)))
        return NULL;
      g_ptr_array_add (urls, json_node_dup_string (link));
    }
  return g_steal_pointer (&urls);
}

static gboolean
read_test (JsonObject *object,
           gboolean   *is_test)
{
  JsonNode *node = json_object_get_member (object, "test");

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return FALSE;
  *is_test = json_node_get_boolean (node);
  return TRUE;
}

PostinoPublication *
postino_publication_from_json (JsonNode *node,
                               GError  **error)
{
  g_autoptr (PostinoPublication) publication = g_new0 (PostinoPublication, 1);
  JsonObject *object;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      object = json_node_get_object (node);
      publication->urls = read_links (object);
      if (publication->urls != NULL
          && postino_hit_read_number (object, "campaign", 1,
                                      (G_GINT64_CONSTANT (1) << MAX_CAMPAIGN_BITS) - 1,
                                      &publication->campaign)
          && read_test (object, &publication->is_test) && read_text (object, "sender",
                                                                     &publication->sender)
          && read_text (object, "language", &publication->language))
        return g_steal_pointer (&publication);
    }
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                       _("What was to be published is not a campaign with its links"));
  return NULL;
}
