/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Truth, equality and order of Liquid's values. As in Liquid, things that cannot be ordered are not
 * an error but false, nil before all: `contact.age > 18` is false for who has no age.
 *
 * One thing is done on purpose otherwise than Shopify does it: against a number, a string that is a
 * number counts as one. Contact fields come as text, and `contact.orders > 5` has to mean what it
 * says. */

#include "content/liquid-compare.h"

#include <string.h>

typedef enum { BELOW, SAME, ABOVE, NO_ORDER } Order;

static gboolean
is_number (const PostinoLiquidValue *value)
{
  PostinoLiquidType kind = postino_liquid_value_get_kind (value);

  return kind == POSTINO_LIQUID_INT || kind == POSTINO_LIQUID_FLOAT;
}

gboolean
postino_liquid_to_number (const PostinoLiquidValue *value,
                          double                   *number)
{
  const char *text = postino_liquid_value_get_text (value, NULL);
  char *end = NULL;

  if (is_number (value))
    {
      *number = postino_liquid_value_get_float (value);
      return TRUE;
    }
  /* Only digits and a sign may start it: strtod would take "nan" and "0x10" too. */
  if (text == NULL || text[strspn (text, "+-0123456789.eE")] != '\0'
      || strpbrk (text, "0123456789") == NULL)
    return FALSE;
  *number = g_ascii_strtod (text, &end);
  return *end == '\0';
}

static gboolean
is_white_space (const PostinoLiquidValue *value)
{
  const char *text = postino_liquid_value_get_text (value, NULL);

  for (const char *p = text; p != NULL && *p != '\0'; p = g_utf8_next_char (p))
    {
      if (!g_unichar_isspace (g_utf8_get_char (p)))
        return FALSE;
    }
  return text != NULL;
}

gboolean
postino_liquid_is_empty (const PostinoLiquidValue *value)
{
  switch (postino_liquid_value_get_kind (value))
    {
    case POSTINO_LIQUID_STRING:
      return *postino_liquid_value_get_text (value, NULL) == '\0';
    case POSTINO_LIQUID_ARRAY:
    case POSTINO_LIQUID_MAP:
      return postino_liquid_value_get_size (value) == 0;
    case POSTINO_LIQUID_EMPTY:
      return TRUE;
    case POSTINO_LIQUID_NIL:
    case POSTINO_LIQUID_BOOL:
    case POSTINO_LIQUID_INT:
    case POSTINO_LIQUID_FLOAT:
    case POSTINO_LIQUID_BLANK:
      return FALSE;
    }
  g_assert_not_reached ();
}

gboolean
postino_liquid_is_blank (const PostinoLiquidValue *value)
{
  PostinoLiquidType kind = postino_liquid_value_get_kind (value);

  if (kind == POSTINO_LIQUID_NIL || kind == POSTINO_LIQUID_BLANK)
    return TRUE;
  if (kind == POSTINO_LIQUID_BOOL)
    return !postino_liquid_value_get_bool (value);
  return postino_liquid_is_empty (value) || is_white_space (value);
}

static Order
order_numbers (double left,
               double right)
{
  if (left < right)
    return BELOW;
  if (left > right)
    return ABOVE;
  return left == right ? SAME : NO_ORDER;
}

static Order
order_ints (gint64 left,
            gint64 right)
{
  if (left < right)
    return BELOW;
  return left > right ? ABOVE : SAME;
}

static Order
order_values (const PostinoLiquidValue *left,
              const PostinoLiquidValue *right)
{
  const char *left_text = postino_liquid_value_get_text (left, NULL);
  const char *right_text = postino_liquid_value_get_text (right, NULL);
  double a, b;

  if (left_text != NULL && right_text != NULL)
    return order_ints (strcmp (left_text, right_text), 0);
  if (postino_liquid_value_get_kind (left) == POSTINO_LIQUID_INT
      && postino_liquid_value_get_kind (right) == POSTINO_LIQUID_INT)
    return order_ints (postino_liquid_value_get_int (left), postino_liquid_value_get_int (right));
  if (!postino_liquid_to_number (left, &a) || !postino_liquid_to_number (right, &b))
    return NO_ORDER;
  return order_numbers (a, b);
}

static gboolean equal_values (const PostinoLiquidValue *left, const PostinoLiquidValue *right);

static gboolean
equal_arrays (const PostinoLiquidValue *left,
              const PostinoLiquidValue *right)
{
  gsize length = postino_liquid_value_get_size (left);

  if (length != postino_liquid_value_get_size (right))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!equal_values (postino_liquid_value_get_index (left, i),
                         postino_liquid_value_get_index (right, i)))
        return FALSE;
    }
  return TRUE;
}

/* Recursive for arrays in arrays. Two maps are equal only if they are the same one. */
static gboolean
equal_values (const PostinoLiquidValue *left,
              const PostinoLiquidValue *right)
{
  PostinoLiquidType a = postino_liquid_value_get_kind (left);
  PostinoLiquidType b = postino_liquid_value_get_kind (right);

  if (left == right)
    return TRUE;
  if (a == POSTINO_LIQUID_BLANK || b == POSTINO_LIQUID_BLANK)
    return postino_liquid_is_blank (a == POSTINO_LIQUID_BLANK ? right : left);
  if (a == POSTINO_LIQUID_EMPTY || b == POSTINO_LIQUID_EMPTY)
    return postino_liquid_is_empty (a == POSTINO_LIQUID_EMPTY ? right : left);
  if (a == POSTINO_LIQUID_ARRAY && b == POSTINO_LIQUID_ARRAY)
    return equal_arrays (left, right);
  return order_values (left, right) == SAME;
}

static gboolean
contains_element (const PostinoLiquidValue *array,
                  const PostinoLiquidValue *wanted)
{
  for (gsize i = 0; i < postino_liquid_value_get_size (array); i++)
    {
      if (equal_values (postino_liquid_value_get_index (array, i), wanted))
        return TRUE;
    }
  return FALSE;
}

static gboolean
contains (const PostinoLiquidValue *left,
          const PostinoLiquidValue *right)
{
  g_autoptr (GString) part = NULL;

  if (postino_liquid_value_get_kind (left) == POSTINO_LIQUID_ARRAY)
    return contains_element (left, right);
  if (postino_liquid_value_get_kind (right) == POSTINO_LIQUID_NIL)
    return FALSE;

  part = g_string_new (NULL);
  postino_liquid_value_print (right, part);
  if (postino_liquid_value_get_kind (left) == POSTINO_LIQUID_MAP)
    return postino_liquid_value_get_key (left, part->str, part->len) != NULL;
  return postino_liquid_value_get_kind (left) == POSTINO_LIQUID_STRING
         && strstr (postino_liquid_value_get_text (left, NULL), part->str) != NULL;
}

static gboolean
is_true (const PostinoLiquidValue *value)
{
  PostinoLiquidType kind = postino_liquid_value_get_kind (value);

  if (kind == POSTINO_LIQUID_BOOL)
    return postino_liquid_value_get_bool (value);
  return kind != POSTINO_LIQUID_NIL;
}

gboolean
postino_liquid_compare (const PostinoLiquidValue *left,
                        PostinoLiquidRelation     relation,
                        const PostinoLiquidValue *right)
{
  switch (relation)
    {
    case POSTINO_LIQUID_IS_TRUE:
      return is_true (left);
    case POSTINO_LIQUID_EQUAL:
      return equal_values (left, right);
    case POSTINO_LIQUID_NOT_EQUAL:
      return !equal_values (left, right);
    case POSTINO_LIQUID_LESS:
      return order_values (left, right) == BELOW;
    case POSTINO_LIQUID_GREATER:
      return order_values (left, right) == ABOVE;
    case POSTINO_LIQUID_LESS_OR_EQUAL:
      return order_values (left, right) == BELOW || order_values (left, right) == SAME;
    case POSTINO_LIQUID_GREATER_OR_EQUAL:
      return order_values (left, right) == ABOVE || order_values (left, right) == SAME;
    case POSTINO_LIQUID_CONTAINS:
      return contains (left, right);
    }
  g_assert_not_reached ();
}
