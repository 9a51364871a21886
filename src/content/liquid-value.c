/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Liquid's values. They are built anew for each recipient, so building is cheap: a string is one
 * block with its text behind it; nil, the truths and `blank` are static and never counted; a map is
 * a list of entries in the order they came, and gets an index only when it grows past what is
 * quicker to look through. Strings are UTF-8 and never hold a NUL.
 *
 * Printing follows Liquid (and so Ruby): 3.0 keeps its ".0", a map prints as {"key"=>value}.
 * Nothing depends on the process locale. */

#include "content/liquid-value.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

enum {
  MAP_SCAN_MAX = 24, /* entries; beyond it a map has an index */
  FLOAT_TEXT_MAX = 64,
};

typedef struct {
  char *key;
  gsize key_length;
  PostinoLiquidValue *value;
} Entry;

struct _PostinoLiquidValue {
  int ref_count; /* 0: static */
  PostinoLiquidType kind;
  union {
    gint64 integer; /* INT; BOOL */
    double number;
    gsize length;   /* of the text of a STRING, in bytes */
    GPtrArray *items;
    struct {
      GArray *entries;
      GHashTable *index; /* key → place in entries + 1; NULL while the map is small */
    } map;
  };
  char text[];
};

static PostinoLiquidValue nil_value = { .kind = POSTINO_LIQUID_NIL };
static PostinoLiquidValue blank_value = { .kind = POSTINO_LIQUID_BLANK };
static PostinoLiquidValue empty_value = { .kind = POSTINO_LIQUID_EMPTY };
static PostinoLiquidValue false_value = { .kind = POSTINO_LIQUID_BOOL, .integer = FALSE };
static PostinoLiquidValue true_value = { .kind = POSTINO_LIQUID_BOOL, .integer = TRUE };

void
postino_liquid_context_clear (PostinoLiquidContext *context)
{
  g_clear_pointer (&context->scope, postino_liquid_value_unref);
  g_clear_pointer (&context->zone, g_time_zone_unref);
}

PostinoLiquidLanguage
postino_liquid_language_from_code (const char *code)
{
  if (code != NULL && g_ascii_strncasecmp (code, "it", 2) == 0 && !g_ascii_isalpha (code[2]))
    return POSTINO_LIQUID_ITALIAN;
  return POSTINO_LIQUID_ENGLISH;
}

static PostinoLiquidValue *
allocate (PostinoLiquidType kind,
          gsize             text_size)
{
  PostinoLiquidValue *value = g_malloc (sizeof (PostinoLiquidValue) + text_size);

  value->ref_count = 1;
  value->kind = kind;
  return value;
}

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  g_free (entry->key);
  postino_liquid_value_unref (entry->value);
}

PostinoLiquidValue *
postino_liquid_value_new_nil (void)
{
  return &nil_value;
}

PostinoLiquidValue *
postino_liquid_value_new_blank (void)
{
  return &blank_value;
}

PostinoLiquidValue *
postino_liquid_value_new_empty (void)
{
  return &empty_value;
}

PostinoLiquidValue *
postino_liquid_value_new_bool (gboolean truth)
{
  return truth ? &true_value : &false_value;
}

PostinoLiquidValue *
postino_liquid_value_new_int (gint64 number)
{
  PostinoLiquidValue *value = allocate (POSTINO_LIQUID_INT, 0);

  value->integer = number;
  return value;
}

PostinoLiquidValue *
postino_liquid_value_new_float (double number)
{
  PostinoLiquidValue *value = allocate (POSTINO_LIQUID_FLOAT, 0);

  value->number = number;
  return value;
}

PostinoLiquidValue *
postino_liquid_value_new_string (const char *text)
{
  return text != NULL ? postino_liquid_value_new_string_len (text, strlen (text)) : &nil_value;
}

PostinoLiquidValue *
postino_liquid_value_new_string_len (const char *text,
                                     gsize       length_bytes)
{
  PostinoLiquidValue *value = allocate (POSTINO_LIQUID_STRING, length_bytes + 1);

  value->length = length_bytes;
  memcpy (value->text, text, length_bytes);
  value->text[length_bytes] = '\0';
  return value;
}

PostinoLiquidValue *
postino_liquid_value_new_array (guint expected_length)
{
  PostinoLiquidValue *value = allocate (POSTINO_LIQUID_ARRAY, 0);

  value->items = g_ptr_array_new_full (expected_length,
                                       (GDestroyNotify) postino_liquid_value_unref);
  return value;
}

PostinoLiquidValue *
postino_liquid_value_new_map (void)
{
  PostinoLiquidValue *value = allocate (POSTINO_LIQUID_MAP, 0);

  value->map.entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (value->map.entries, clear_entry);
  value->map.index = NULL;
  return value;
}

static Entry *
find_entry (const PostinoLiquidValue *map,
            const char               *key,
            gsize                     length)
{
  GArray *entries = map->map.entries;

  if (map->map.index != NULL)
    {
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (map->map.index, key));

      return place > 0 ? &g_array_index (entries, Entry, place - 1) : NULL;
    }
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = &g_array_index (entries, Entry, i);

      if (entry->key_length == length && memcmp (entry->key, key, length) == 0)
        return entry;
    }
  return NULL;
}

static void
index_entry (PostinoLiquidValue *map,
             guint               place)
{
  Entry *entry = &g_array_index (map->map.entries, Entry, place);

  g_hash_table_insert (map->map.index, entry->key, GUINT_TO_POINTER (place + 1));
}

void
postino_liquid_value_add (PostinoLiquidValue *array,
                          PostinoLiquidValue *value)
{
  g_return_if_fail (array->kind == POSTINO_LIQUID_ARRAY && array->ref_count == 1);

  g_ptr_array_add (array->items, value);
}

void
postino_liquid_value_set (PostinoLiquidValue *map,
                          const char         *key,
                          PostinoLiquidValue *value)
{
  gsize length = strlen (key);
  Entry *old;
  Entry entry;
  GArray *entries;

  g_return_if_fail (map->kind == POSTINO_LIQUID_MAP && map->ref_count == 1);

  old = find_entry (map, key, length);
  if (old != NULL)
    {
      postino_liquid_value_unref (old->value);
      old->value = value;
      return;
    }

  entries = map->map.entries;
  entry = (Entry) { g_strndup (key, length), length, value };
  g_array_append_val (entries, entry);
  if (map->map.index != NULL)
    {
      index_entry (map, entries->len - 1);
      return;
    }
  if (entries->len > MAP_SCAN_MAX)
    {
      map->map.index = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; i < entries->len; i++)
        index_entry (map, i);
    }
}

static PostinoLiquidValue *
convert_scalar (JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_BOOLEAN)
    return postino_liquid_value_new_bool (json_node_get_boolean (node));
  if (type == G_TYPE_INT64)
    return postino_liquid_value_new_int (json_node_get_int (node));
  if (type == G_TYPE_DOUBLE)
    return postino_liquid_value_new_float (json_node_get_double (node));
  return postino_liquid_value_new_string (json_node_get_string (node));
}

static PostinoLiquidValue *convert_json (JsonNode *node, guint depth, GError **error);

static PostinoLiquidValue *
convert_array (JsonArray *json,
               guint      depth,
               GError   **error)
{
  guint length = json_array_get_length (json);
  g_autoptr (PostinoLiquidValue) array = postino_liquid_value_new_array (length);

  for (guint i = 0; i < length; i++)
    {
      PostinoLiquidValue *item = convert_json (json_array_get_element (json, i), depth + 1, error);

      if (item == NULL)
        return NULL;
      g_ptr_array_add (array->items, item);
    }
  return g_steal_pointer (&array);
}

static PostinoLiquidValue *
convert_object (JsonObject *json,
                guint       depth,
                GError    **error)
{
  g_autoptr (PostinoLiquidValue) map = postino_liquid_value_new_map ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, json);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    {
      PostinoLiquidValue *item = convert_json (node, depth + 1, error);

      if (item == NULL)
        return NULL;
      postino_liquid_value_set (map, key, item);
    }
  return g_steal_pointer (&map);
}

/* Recursive because JSON is; @depth is what bounds it. */
static PostinoLiquidValue *
convert_json (JsonNode *node,
              guint     depth,
              GError  **error)
{
  if (depth > POSTINO_LIQUID_MAX_VALUE_DEPTH)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT,
                   _("The values are nested more than %d levels deep"), POSTINO_LIQUID_MAX_VALUE_DEPTH);
      return NULL;
    }
  if (node == NULL)
    return &nil_value;

  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_NULL:
      return &nil_value;
    case JSON_NODE_VALUE:
      return convert_scalar (node);
    case JSON_NODE_ARRAY:
      return convert_array (json_node_get_array (node), depth, error);
    case JSON_NODE_OBJECT:
      return convert_object (json_node_get_object (node), depth, error);
    }
  g_assert_not_reached ();
}

PostinoLiquidValue *
postino_liquid_value_new_from_json (JsonNode *node,
                                    GError  **error)
{
  return convert_json (node, 0, error);
}

PostinoLiquidValue *
postino_liquid_value_ref (const PostinoLiquidValue *value)
{
  PostinoLiquidValue *shared = (PostinoLiquidValue *) value;

  if (shared->ref_count != 0)
    g_atomic_int_inc (&shared->ref_count);
  return shared;
}

void
postino_liquid_value_unref (PostinoLiquidValue *value)
{
  if (value->ref_count == 0 || !g_atomic_int_dec_and_test (&value->ref_count))
    return;
  if (value->kind == POSTINO_LIQUID_ARRAY)
    g_ptr_array_unref (value->items);
  if (value->kind == POSTINO_LIQUID_MAP)
    {
      g_clear_pointer (&value->map.index, g_hash_table_unref);
      g_array_unref (value->map.entries);
    }
  g_free (value);
}

PostinoLiquidType
postino_liquid_value_get_kind (const PostinoLiquidValue *value)
{
  return value->kind;
}

gboolean
postino_liquid_value_get_bool (const PostinoLiquidValue *value)
{
  return value->kind == POSTINO_LIQUID_BOOL && value->integer != 0;
}

gint64
postino_liquid_value_get_int (const PostinoLiquidValue *value)
{
  return value->kind == POSTINO_LIQUID_INT ? value->integer : 0;
}

double
postino_liquid_value_get_float (const PostinoLiquidValue *value)
{
  if (value->kind == POSTINO_LIQUID_FLOAT)
    return value->number;
  return (double) postino_liquid_value_get_int (value);
}

const char *
postino_liquid_value_get_text (const PostinoLiquidValue *value,
                               gsize                    *length_bytes)
{
  if (length_bytes != NULL)
    *length_bytes = value->kind == POSTINO_LIQUID_STRING ? value->length : 0;
  return value->kind == POSTINO_LIQUID_STRING ? value->text : NULL;
}

gsize
postino_liquid_value_get_size (const PostinoLiquidValue *value)
{
  if (value->kind == POSTINO_LIQUID_STRING)
    return g_utf8_strlen (value->text, value->length);
  if (value->kind == POSTINO_LIQUID_ARRAY)
    return value->items->len;
  return value->kind == POSTINO_LIQUID_MAP ? value->map.entries->len : 0;
}

const PostinoLiquidValue *
postino_liquid_value_get_index (const PostinoLiquidValue *array,
                                gint64                    index)
{
  if (array->kind != POSTINO_LIQUID_ARRAY)
    return NULL;
  if (index < 0)
    index += array->items->len;
  return index >= 0 && index < array->items->len ? g_ptr_array_index (array->items, index) : NULL;
}

const PostinoLiquidValue *
postino_liquid_value_get_key (const PostinoLiquidValue *map,
                              const char               *key,
                              gsize                     length_bytes)
{
  Entry *entry = map->kind == POSTINO_LIQUID_MAP ? find_entry (map, key, length_bytes) : NULL;

  return entry != NULL ? entry->value : NULL;
}

/* The shortest text that reads back as the same number. */
static void
print_float (double   number,
             GString *out)
{
  char text[FLOAT_TEXT_MAX];

  for (int digits = 15; digits <= 17; digits++)
    {
      char format[] = { '%', '.', '1', (char) ('0' + digits - 10), 'g', '\0' };

      g_ascii_formatd (text, sizeof text, format, number);
      if (g_ascii_strtod (text, NULL) == number)
        break;
    }
  g_string_append (out, text);
  if (strpbrk (text, ".en") == NULL)
    g_string_append (out, ".0");
}

/* Within a map, strings stand in quotes. */
static void
print_within (const PostinoLiquidValue *value,
              GString                  *out)
{
  gboolean is_text = value->kind == POSTINO_LIQUID_STRING;

  if (value->kind == POSTINO_LIQUID_NIL)
    g_string_append (out, "nil");
  if (is_text)
    g_string_append_c (out, '"');
  postino_liquid_value_print (value, out);
  if (is_text)
    g_string_append_c (out, '"');
}

static void
print_map (const PostinoLiquidValue *map,
           GString                  *out)
{
  g_string_append_c (out, '{');
  for (guint i = 0; i < map->map.entries->len; i++)
    {
      const Entry *entry = &g_array_index (map->map.entries, Entry, i);

      g_string_append_printf (out, "%s\"%s\"=>", i > 0 ? ", " : "", entry->key);
      print_within (entry->value, out);
    }
  g_string_append_c (out, '}');
}

void
postino_liquid_value_print (const PostinoLiquidValue *value,
                            GString                  *out)
{
  switch (value->kind)
    {
    case POSTINO_LIQUID_NIL:
    case POSTINO_LIQUID_BLANK:
    case POSTINO_LIQUID_EMPTY:
      return;
    case POSTINO_LIQUID_BOOL:
      g_string_append (out, value->integer != 0 ? "true" : "false");
      return;
    case POSTINO_LIQUID_INT:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, value->integer);
      return;
    case POSTINO_LIQUID_FLOAT:
      print_float (value->number, out);
      return;
    case POSTINO_LIQUID_STRING:
      g_string_append_len (out, value->text, value->length);
      return;
    case POSTINO_LIQUID_ARRAY:
      for (guint i = 0; i < value->items->len; i++)
        postino_liquid_value_print (g_ptr_array_index (value->items, i), out);
      return;
    case POSTINO_LIQUID_MAP:
      print_map (value, out);
      return;
    }
  g_assert_not_reached ();
}
