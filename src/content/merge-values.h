/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "content/liquid-value.h"

/* One contact's values as the ledger keeps them, and what a template sees of the whole message.
 * Pure; any thread. */

typedef struct {
  const char *key;   /* any text */
  const char *value; /* NULL: left out, nil for the template */
} PostinoMergeValue;

/* All borrowed; what is NULL is nil for the template. */
typedef struct {
  const char *contact; /* text of postino_merge_values_to_text () */
  const char *campaign_name;
  const char *sender_name;
  const char *sender_email;
  const char *sender_address;
  const char *unsubscribe_url;
  const char *preferences_url;
  const char *webview_url;
  const char *pixel;          /* address of the image */
  const char *const *links;   /* what {{ link.N }} is, from 0 */
  gsize n_links;
  gint64 today_us;            /* the launch day, so that a second rendering gives the same bytes */
  GTimeZone *zone;            /* in which it is that day; NULL: the zone of this machine */
  const char *language;       /* of dates: "it", "en" … */
} PostinoMergeScope;

/* A JSON object, keys in the order of their bytes: the same values are always the same text. Of a
 * key that comes twice the last one counts. What is not UTF-8 is made so. Yours. */
char               *postino_merge_values_to_text      (const PostinoMergeValue *values,
                                                       gsize n_values);

/* The map for the scope `contact`; NULL text: an empty one. POSTINO_ERROR_INVALID if @text is no
 * JSON object. */
PostinoLiquidValue *postino_merge_values_from_text    (const char *text, GError **error);

/* Fills @context, which is overwritten: `contact`, `campaign`, `sender`, `unsubscribe_url`,
 * `preferences_url`, `webview_url`, `pixel`, `link`, `today` (ISO 8601) and the language; clear it
 * with postino_liquid_context_clear (). */
gboolean            postino_merge_values_fill_context (const PostinoMergeScope *scope,
                                                       PostinoLiquidContext    *context,
                                                       GError                 **error);
