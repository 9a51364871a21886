/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merge values are frozen when the audience is: a message can be rendered again, byte for byte,
 * long after the contact has changed. One short text a recipient is what a million rows have to
 * carry, so only the fields the content looks at are in it (postino_liquid_dup_paths ()), and it is
 * written by hand: sorted, without blanks, RFC 8259.
 *
 * The text comes back from our own database, but it is read as if it came from anywhere. */

#include "content/merge-values.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

static const struct {
  char byte;
  const char *escape;
} escapes[] = {
  { '"', "\\\"" }, { '\\', "\\\\" }, { '\n', "\\n" }, { '\r', "\\r" }, { '\t', "\\t" },
};

static void
append_escaped (GString *out,
                char     c)
{
  for (gsize i = 0; i < G_N_ELEMENTS (escapes); i++)
    {
      if (escapes[i].byte == c)
        {
          g_string_append (out, escapes[i].escape);
          return;
        }
    }
  if ((guchar) c < 0x20)
    g_string_append_printf (out, "\\u%04x", (guchar) c);
  else
    g_string_append_c (out, c);
}

static void
append_string (GString    *out,
               const char *text)
{
  g_autofree char *made_valid = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    text = made_valid = g_utf8_make_valid (text, -1);
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    append_escaped (out, *p);
  g_string_append_c (out, '"');
}

static int
compare_keys (gconstpointer one,
              gconstpointer other,
              gpointer      user_data)
{
  const PostinoMergeValue *a = *(const PostinoMergeValue *const *) one;
  const PostinoMergeValue *b = *(const PostinoMergeValue *const *) other;
  int order = strcmp (a->key, b->key);

  /* Both point into the caller's array: of equal keys the later comes later. */
  return order != 0 ? order : (a > b) - (a < b);
}

static void
append_member (GString                 *out,
               const PostinoMergeValue *value)
{
  if (value->value == NULL)
    return;
  if (out->len > 1)
    g_string_append_c (out, ',');
  append_string (out, value->key);
  g_string_append_c (out, ':');
  append_string (out, value->value);
}

char *
postino_merge_values_to_text (const PostinoMergeValue *values,
                              gsize                    n_values)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_sized_new (n_values);
  GString *out = g_string_new ("{");

  for (gsize i = 0; i < n_values; i++)
    g_ptr_array_add (sorted, (gpointer) &values[i]);
  g_ptr_array_sort_with_data (sorted, compare_keys, NULL);

  for (guint i = 0; i < sorted->len; i++)
    {
      const PostinoMergeValue *value = g_ptr_array_index (sorted, i);
      const PostinoMergeValue *next = i + 1 < sorted->len ? g_ptr_array_index (sorted,
                                                                               i + 1) : NULL;

      if (next == NULL || strcmp (next->key, value->key) != 0)
        append_member (out, value);
    }
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

PostinoLiquidValue *
postino_merge_values_from_text (const char *text,
                                GError    **error)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonNode *root;

  if (text == NULL)
    return postino_liquid_value_new_map ();

  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, -1, NULL))
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                           _("The stored values of a contact cannot be read"));
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                           _("The stored values of a contact are not a list of fields"));
      return NULL;
    }
  return postino_liquid_value_new_from_json (root, error);
}

static void
set_text (PostinoLiquidValue *map,
          const char         *key,
          const char         *text)
{
  postino_liquid_value_set (map, key, postino_liquid_value_new_string (text));
}

static PostinoLiquidValue *
make_sender (const PostinoMergeScope *scope)
{
  PostinoLiquidValue *sender = postino_liquid_value_new_map ();

  set_text (sender, "name", scope->sender_name);
  set_text (sender, "email", scope->sender_email);
  set_text (sender, "address", scope->sender_address);
  return sender;
}

static PostinoLiquidValue *
make_campaign (const PostinoMergeScope *scope)
{
  PostinoLiquidValue *campaign = postino_liquid_value_new_map ();

  set_text (campaign, "name", scope->campaign_name);
  return campaign;
}

static PostinoLiquidValue *
make_links (const PostinoMergeScope *scope)
{
  PostinoLiquidValue *links = postino_liquid_value_new_array (scope->n_links);

  for (gsize i = 0; i < scope->n_links; i++)
    postino_liquid_value_add (links, postino_liquid_value_new_string (scope->links[i]));
  return links;
}

static PostinoLiquidValue *
make_today (const PostinoMergeScope *scope)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (scope->today_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) day = NULL;
  g_autofree char *text = NULL;

  if (utc == NULL)
    return postino_liquid_value_new_nil ();
  day = scope->zone != NULL ? g_date_time_to_timezone (utc,
                                                       scope->zone) : g_date_time_to_local (utc);
  text = g_strdup_printf ("%04d-%02d-%02d", g_date_time_get_year (day), g_date_time_get_month (day),
                          g_date_time_get_day_of_month (day));
  return postino_liquid_value_new_string (text);
}

gboolean
postino_merge_values_fill_context (const PostinoMergeScope *scope,
                                   PostinoLiquidContext    *context,
                                   GError                 **error)
{
  PostinoLiquidValue *contact = postino_merge_values_from_text (scope->contact, error);
  PostinoLiquidValue *names;

  *context = (PostinoLiquidContext) { 0 };
  if (contact == NULL)
    return FALSE;

  names = postino_liquid_value_new_map ();
  postino_liquid_value_set (names, "contact", contact);
  postino_liquid_value_set (names, "campaign", make_campaign (scope));
  postino_liquid_value_set (names, "sender", make_sender (scope));
  postino_liquid_value_set (names, "link", make_links (scope));
  postino_liquid_value_set (names, "today", make_today (scope));
  set_text (names, "unsubscribe_url", scope->unsubscribe_url);
  set_text (names, "preferences_url", scope->preferences_url);
  set_text (names, "webview_url", scope->webview_url);
  set_text (names, "pixel", scope->pixel);

  context->scope = names;
  context->language = postino_liquid_language_from_code (scope->language);
  context->now_us = scope->today_us;
  context->zone = scope->zone != NULL ? g_time_zone_ref (scope->zone) : NULL;
  return TRUE;
}
