/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filters of Liquid, one line each in the table at the end. They are pure functions of values:
 * nothing they do depends on locale, environment, files or network. A filter that has nothing to do
 * with a value gives it back.
 *
 * Case is changed character by character and not with g_utf8_strup (), which asks the process
 * locale about the Turkish i. */

#include "content/liquid-filters.h"

#include <string.h>

#include "content/liquid-compare.h"
#include "content/liquid-date.h"
#include "content/liquid-escape.h"

#define SHARP_S 0xdf

static PostinoLiquidValue *
take_text (GString *text)
{
  PostinoLiquidValue *value = postino_liquid_value_new_string_len (text->str, text->len);

  g_string_free (text, TRUE);
  return value;
}

static GString *
print (const PostinoLiquidValue *value)
{
  GString *text = g_string_new (NULL);

  postino_liquid_value_print (value, text);
  return text;
}

static void
append_upper (GString *out,
              gunichar c)
{
  if (c == SHARP_S)
    g_string_append (out, "SS");
  else
    g_string_append_unichar (out, g_unichar_toupper (c));
}

static PostinoLiquidValue *
apply_upcase (const PostinoLiquidValue     *input,
              const PostinoLiquidArguments *arguments)
{
  g_autoptr (GString) text = print (input);
  GString *upper = g_string_sized_new (text->len);

  for (const char *p = text->str; *p != '\0'; p = g_utf8_next_char (p))
    append_upper (upper, g_utf8_get_char (p));
  return take_text (upper);
}

static PostinoLiquidValue *
apply_downcase (const PostinoLiquidValue     *input,
                const PostinoLiquidArguments *arguments)
{
  g_autoptr (GString) text = print (input);
  GString *lower = g_string_sized_new (text->len);

  for (const char *p = text->str; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (lower, g_unichar_tolower (g_utf8_get_char (p)));
  return take_text (lower);
}

/* The first character in upper case, the others in lower case. */
static PostinoLiquidValue *
apply_capitalize (const PostinoLiquidValue     *input,
                  const PostinoLiquidArguments *arguments)
{
  g_autoptr (GString) text = print (input);
  GString *result = g_string_sized_new (text->len);

  for (const char *p = text->str; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (p == text->str)
        g_string_append_unichar (result, g_unichar_totitle (g_utf8_get_char (p)));
      else
        g_string_append_unichar (result, g_unichar_tolower (g_utf8_get_char (p)));
    }
  return take_text (result);
}

static PostinoLiquidValue *
apply_escape (const PostinoLiquidValue     *input,
              const PostinoLiquidArguments *arguments)
{
  g_autoptr (GString) text = NULL;
  GString *escaped;

  if (postino_liquid_value_get_kind (input) == POSTINO_LIQUID_NIL)
    return postino_liquid_value_ref (input);
  text = print (input);
  escaped = g_string_sized_new (text->len);
  postino_liquid_escape_append (escaped, text->str, text->len, POSTINO_LIQUID_WRITE_MARKUP);
  return take_text (escaped);
}

/* What it means is decided when the template is parsed; the value stays what it is. */
static PostinoLiquidValue *
apply_raw (const PostinoLiquidValue     *input,
           const PostinoLiquidArguments *arguments)
{
  return postino_liquid_value_ref (input);
}

/* Without an argument the default is nothing. With `allow_false: true`, false is a value like any
 * other. */
static PostinoLiquidValue *
apply_default (const PostinoLiquidValue     *input,
               const PostinoLiquidArguments *arguments)
{
  gboolean keeps_false = arguments->option != NULL
                         && postino_liquid_compare (arguments->option, POSTINO_LIQUID_IS_TRUE,
                                                    NULL);
  gboolean is_false = postino_liquid_value_get_kind (input) == POSTINO_LIQUID_BOOL && keeps_false;

  if (is_false || (postino_liquid_compare (input, POSTINO_LIQUID_IS_TRUE, NULL)
                   && !postino_liquid_is_empty (input)))
    return postino_liquid_value_ref (input);
  if (arguments->n_positional == 0)
    return postino_liquid_value_new_string ("");
  return postino_liquid_value_ref (arguments->positional[0]);
}

/* What is no date, and a date without a format, stay what they are. */
static PostinoLiquidValue *
apply_date (const PostinoLiquidValue     *input,
            const PostinoLiquidArguments *arguments)
{
  g_autoptr (GString) format = print (arguments->positional[0]);
  g_autoptr (GDateTime) date = postino_liquid_date_parse (input, arguments->context);
  GString *text;

  if (date == NULL || format->len == 0)
    return postino_liquid_value_ref (input);
  text = g_string_new (NULL);
  postino_liquid_date_append (text, date, format->str, arguments->context->language);
  return take_text (text);
}

static const PostinoLiquidFilter filters[] = {
  { "capitalize", 0, 0, NULL, apply_capitalize },
  { "date", 1, 1, NULL, apply_date },
  { "default", 0, 1, "allow_false", apply_default },
  { "downcase", 0, 0, NULL, apply_downcase },
  { "escape", 0, 0, NULL, apply_escape },
  { "raw", 0, 0, NULL, apply_raw },
  { "upcase", 0, 0, NULL, apply_upcase },
};

const PostinoLiquidFilter *
postino_liquid_filter_find (const char *name,
                            gsize       length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      if (strlen (filters[i].name) == length && memcmp (filters[i].name, name, length) == 0)
        return &filters[i];
    }
  return NULL;
}
