/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* The values a Liquid template works on. Ref-counted; immutable once anything else can see them, so
 * they may be shared by threads. Arrays and maps are filled right after they are made, by the one
 * who made them. */
typedef struct _PostinoLiquidValue PostinoLiquidValue;

typedef enum {
  POSTINO_LIQUID_NIL,
  POSTINO_LIQUID_BOOL,
  POSTINO_LIQUID_INT,
  POSTINO_LIQUID_FLOAT,
  POSTINO_LIQUID_STRING,
  POSTINO_LIQUID_ARRAY,
  POSTINO_LIQUID_MAP,
  /* the literal `blank`: what nil, false, white space and empty things are equal to */
  POSTINO_LIQUID_BLANK,
  POSTINO_LIQUID_EMPTY, /* the literal `empty`: what "", [] and {} are equal to */
} PostinoLiquidType;

/* Names of months and days in dates. */
typedef enum {
  POSTINO_LIQUID_ENGLISH,
  POSTINO_LIQUID_ITALIAN,
} PostinoLiquidLanguage;

/* What a template sees while it is rendered. Nothing else reaches it: no clock, no locale, no
 * environment. */
typedef struct {
  PostinoLiquidValue *scope;      /* a map: the names a path may start with */
  PostinoLiquidLanguage language;
  gint64 now_us;                  /* what `"now" | date` is: microseconds since 1970 UTC */
  GTimeZone *zone;                /* of dates without one; NULL: the zone of this machine */
  guint max_steps;                /* 0: POSTINO_LIQUID_MAX_STEPS */
  gsize max_output_bytes;         /* 0: POSTINO_LIQUID_MAX_OUTPUT_BYTES */
} PostinoLiquidContext;

#define POSTINO_LIQUID_MAX_VALUE_DEPTH 64 /* arrays and maps within each other, from JSON */

/* Lets go of what @context holds; the struct itself is the caller's. */
void                  postino_liquid_context_clear (PostinoLiquidContext *context);

/* "it", "it_IT.UTF-8", "it-CH": Italian. All others, and NULL: English. */
PostinoLiquidLanguage postino_liquid_language_from_code (const char *code);

/* All results are yours. The first four kinds cost nothing or one small block. */
PostinoLiquidValue *postino_liquid_value_new_nil        (void);
PostinoLiquidValue *postino_liquid_value_new_blank      (void);
PostinoLiquidValue *postino_liquid_value_new_empty      (void);
PostinoLiquidValue *postino_liquid_value_new_bool       (gboolean truth);
PostinoLiquidValue *postino_liquid_value_new_int        (gint64 number);
PostinoLiquidValue *postino_liquid_value_new_float      (double number);
PostinoLiquidValue *postino_liquid_value_new_string     (const char *text); /* NULL: nil */
PostinoLiquidValue *postino_liquid_value_new_string_len (const char *text, gsize length_bytes);
PostinoLiquidValue *postino_liquid_value_new_array      (guint expected_length);
PostinoLiquidValue *postino_liquid_value_new_map        (void);

/* Takes over @value. Only on an array or map nobody else has seen yet. A key that is there already
 * gets the new value. */
void postino_liquid_value_add (PostinoLiquidValue *array, PostinoLiquidValue *value);
void postino_liquid_value_set (PostinoLiquidValue *map, const char *key, PostinoLiquidValue *value);

/* NULL node: nil. Fails only when nested deeper than POSTINO_LIQUID_MAX_VALUE_DEPTH
 * (POSTINO_ERROR_LIMIT). */
PostinoLiquidValue *postino_liquid_value_new_from_json (JsonNode *node, GError **error);

PostinoLiquidValue *postino_liquid_value_ref   (const PostinoLiquidValue *value);
void                postino_liquid_value_unref (PostinoLiquidValue *value);

PostinoLiquidType   postino_liquid_value_get_kind  (const PostinoLiquidValue *value);
/* FALSE for other kinds */
gboolean            postino_liquid_value_get_bool  (const PostinoLiquidValue *value);
/* 0 for other kinds */
gint64              postino_liquid_value_get_int   (const PostinoLiquidValue *value);
/* of an int too; else 0 */
double              postino_liquid_value_get_float (const PostinoLiquidValue *value);

/* Of a string; NULL for other kinds. @length_bytes may be NULL. Borrowed. */
const char         *postino_liquid_value_get_text  (const PostinoLiquidValue *value,
                                                    gsize *length_bytes);

/* Elements of an array, entries of a map, characters of a string; 0 for other kinds. */
gsize               postino_liquid_value_get_size  (const PostinoLiquidValue *value);

/* Borrowed; NULL where there is none. A negative index counts from the end. */
const PostinoLiquidValue *postino_liquid_value_get_index (const PostinoLiquidValue *array,
                                                          gint64 index);
const PostinoLiquidValue *postino_liquid_value_get_key   (const PostinoLiquidValue *map,
                                                          const char               *key,
                                                          gsize                     length_bytes);

/* As `{{ value }}` prints it: nil is nothing, an array its elements one after the other. */
void postino_liquid_value_print (const PostinoLiquidValue *value, GString *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoLiquidValue, postino_liquid_value_unref)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PostinoLiquidContext, postino_liquid_context_clear)
