/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions, chains of filters and conditions of Liquid:
 *
 *   expression = literal | name { "." key | "[" expression "]" }
 *   calls      = { "|" name [ ":" argument { "," argument } ] },  argument = [ name ":" ] expression
 *   conditions = expression [ operator expression ] { ( "and" | "or" ) … }
 *
 * Conditions are kept as a list, because Liquid reads `and` and `or` from right to left and gives
 * neither precedence: walking the list from the left and stopping at the first that decides is the
 * same thing.
 *
 * Filters are looked up here, so an unknown one or a wrong number of arguments is an error with a
 * place, before anything is sent. Every path is noted, for the audience to freeze only the fields
 * the content uses. */

#include "content/liquid-expression.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

static const struct {
  const char *name;
  PostinoLiquidRelation relation;
} relations[] = {
  { "==", POSTINO_LIQUID_EQUAL },
  { "!=", POSTINO_LIQUID_NOT_EQUAL },
  { "<>", POSTINO_LIQUID_NOT_EQUAL },
  { "<", POSTINO_LIQUID_LESS },
  { ">", POSTINO_LIQUID_GREATER },
  { "<=", POSTINO_LIQUID_LESS_OR_EQUAL },
  { ">=", POSTINO_LIQUID_GREATER_OR_EQUAL },
};

static PostinoLiquidValue *
new_true (void)
{
  return postino_liquid_value_new_bool (TRUE);
}

static PostinoLiquidValue *
new_false (void)
{
  return postino_liquid_value_new_bool (FALSE);
}

static const struct {
  const char *name;
  PostinoLiquidValue *(*make) (void);
} words[] = {
  { "true", new_true },
  { "false", new_false },
  { "nil", postino_liquid_value_new_nil },
  { "null", postino_liquid_value_new_nil },
  { "blank", postino_liquid_value_new_blank },
  { "empty", postino_liquid_value_new_empty },
};

gboolean
postino_liquid_markup_fail (PostinoLiquidMarkup *markup,
                            GError             **error,
                            const char          *format,
                            ...)
{
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return postino_liquid_lexer_fail (&markup->lexer, markup->token.at, POSTINO_ERROR_INVALID,
                                    sentence, error);
}

gboolean
postino_liquid_markup_advance (PostinoLiquidMarkup *markup,
                               GError             **error)
{
  return postino_liquid_lexer_next_token (&markup->lexer, &markup->token, error);
}

gboolean
postino_liquid_markup_expect_close (PostinoLiquidMarkup *markup,
                                    GError             **error)
{
  g_autofree char *text = NULL;

  if (markup->token.kind == POSTINO_LIQUID_TOKEN_CLOSE)
    return TRUE;
  text = postino_liquid_token_dup (&markup->token);
  return postino_liquid_markup_fail (markup, error, _("“%s” is not expected here"), text);
}

static gboolean
token_is_sign (const PostinoLiquidMarkup *markup,
               const char                *sign)
{
  return postino_liquid_token_is (&markup->token, POSTINO_LIQUID_TOKEN_SIGN, sign);
}

static gboolean
token_is_name (const PostinoLiquidMarkup *markup,
               const char                *name)
{
  return postino_liquid_token_is (&markup->token, POSTINO_LIQUID_TOKEN_NAME, name);
}

static void
set_key (PostinoLiquidStep *step,
         const char        *text,
         gsize              length)
{
  gint64 index;

  step->key = g_strndup (text, length);
  step->key_length = length;
  step->index = -1;
  if (strspn (step->key, "0123456789") == length
      && g_ascii_string_to_signed (step->key, 10, 0, G_MAXINT64, &index, NULL))
    step->index = index;
}

/* In brackets: a literal is a key like one behind a dot, anything else is found out when
 * rendering. */
static gboolean
parse_bracket (PostinoLiquidMarkup *markup,
               PostinoLiquidStep   *step,
               GError             **error)
{
  PostinoLiquidExpression *inner;

  if (++markup->depth > POSTINO_LIQUID_MAX_DEPTH)
    return postino_liquid_lexer_fail (&markup->lexer, markup->token.at, POSTINO_ERROR_LIMIT,
                                      _("the brackets are nested too deep"), error);
  step->computed = postino_liquid_tree_new_expressions ();
  inner = postino_liquid_tree_append (step->computed);
  if (!postino_liquid_markup_advance (markup, error)
      || !postino_liquid_markup_parse_expression (markup, inner, error))
    return FALSE;
  if (!token_is_sign (markup, "]"))
    return postino_liquid_markup_fail (markup, error, _("“]” is missing here"));
  markup->depth--;

  if (inner->literal != NULL
      && postino_liquid_value_get_kind (inner->literal) == POSTINO_LIQUID_STRING)
    {
      gsize length;
      const char *text = postino_liquid_value_get_text (inner->literal, &length);

      set_key (step, text, length);
      g_clear_pointer (&step->computed, g_array_unref);
    }
  return postino_liquid_markup_advance (markup, error);
}

static gboolean
parse_key (PostinoLiquidMarkup *markup,
           PostinoLiquidStep   *step,
           GError             **error)
{
  if (!postino_liquid_lexer_next_key (&markup->lexer, &markup->token, error))
    return FALSE;
  set_key (step, markup->token.text, markup->token.length);
  return postino_liquid_markup_advance (markup, error);
}

static void
note_path (PostinoLiquidMarkup *markup,
           const GArray        *steps)
{
  GString *path = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    {
      const PostinoLiquidStep *step = &g_array_index (steps, PostinoLiquidStep, i);

      if (i > 0)
        g_string_append_c (path, '.');
      g_string_append (path, step->key != NULL ? step->key : "*");
    }
  g_hash_table_add (markup->paths, g_string_free (path, FALSE));
}

static gboolean
parse_path (PostinoLiquidMarkup *markup,
            GArray              *steps,
            GError             **error)
{
  set_key (postino_liquid_tree_append (steps), markup->token.text, markup->token.length);
  if (!postino_liquid_markup_advance (markup, error))
    return FALSE;
  while (token_is_sign (markup, ".") || token_is_sign (markup, "["))
    {
      gboolean is_bracket = token_is_sign (markup, "[");
      PostinoLiquidStep *step = postino_liquid_tree_append (steps);

      if (!(is_bracket ? parse_bracket : parse_key) (markup, step, error))
        return FALSE;
    }
  note_path (markup, steps);
  return TRUE;
}

static PostinoLiquidValue *
make_literal (const PostinoLiquidToken *token)
{
  switch (token->kind)
    {
    case POSTINO_LIQUID_TOKEN_STRING:
      return postino_liquid_value_new_string_len (token->text, token->length);
    case POSTINO_LIQUID_TOKEN_INT:
      return postino_liquid_value_new_int (token->integer);
    case POSTINO_LIQUID_TOKEN_FLOAT:
      return postino_liquid_value_new_float (token->number);
    case POSTINO_LIQUID_TOKEN_NAME:
      for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        {
          if (postino_liquid_token_is (token, POSTINO_LIQUID_TOKEN_NAME, words[i].name))
            return words[i].make ();
        }
      return NULL;
    case POSTINO_LIQUID_TOKEN_CLOSE:
    case POSTINO_LIQUID_TOKEN_OPERATOR:
    case POSTINO_LIQUID_TOKEN_SIGN:
      return NULL;
    }
  g_assert_not_reached ();
}

gboolean
postino_liquid_markup_parse_expression (PostinoLiquidMarkup     *markup,
                                        PostinoLiquidExpression *expression,
                                        GError                 **error)
{
  expression->literal = make_literal (&markup->token);
  if (expression->literal != NULL)
    return postino_liquid_markup_advance (markup, error);
  if (markup->token.kind != POSTINO_LIQUID_TOKEN_NAME)
    return postino_liquid_markup_fail (markup, error, _("a name or a value is missing here"));
  expression->steps = postino_liquid_tree_new_steps ();
  return parse_path (markup, expression->steps, error);
}

static gboolean
parse_argument (PostinoLiquidMarkup *markup,
                PostinoLiquidCall   *call,
                GError             **error)
{
  g_autofree char *name = postino_liquid_token_dup (&markup->token);
  GArray *target = call->positional;

  if (markup->token.kind == POSTINO_LIQUID_TOKEN_NAME
      && postino_liquid_lexer_peek (&markup->lexer) == ':')
    {
      if (call->filter->option == NULL || !token_is_name (markup, call->filter->option)
          || call->option->len > 0)
        return postino_liquid_markup_fail (markup, error, _("the filter “%s” takes no “%s” here"),
                                           call->filter->name, name);
      target = call->option;
      if (!postino_liquid_markup_advance (markup, error)
          || !postino_liquid_markup_advance (markup, error))
        return FALSE;
    }
  return postino_liquid_markup_parse_expression (markup, postino_liquid_tree_append (target),
                                                 error);
}

static gboolean
parse_arguments (PostinoLiquidMarkup *markup,
                 PostinoLiquidCall   *call,
                 GError             **error)
{
  if (!token_is_sign (markup, ":"))
    return TRUE;
  do
    {
      if (call->positional->len > call->filter->most_arguments)
        return TRUE; /* the caller says it */
      if (!postino_liquid_markup_advance (markup, error) || !parse_argument (markup, call, error))
        return FALSE;
    }
  while (token_is_sign (markup, ","));
  return TRUE;
}

static gboolean
parse_call (PostinoLiquidMarkup *markup,
            PostinoLiquidCall   *call,
            GError             **error)
{
  PostinoLiquidToken token;
  g_autofree char *name = NULL;

  if (!postino_liquid_markup_advance (markup, error))
    return FALSE;
  if (markup->token.kind != POSTINO_LIQUID_TOKEN_NAME)
    return postino_liquid_markup_fail (markup, error,
                                       _("the name of a filter is missing after “|”"));
  token = markup->token;
  name = postino_liquid_token_dup (&token);
  call->filter = postino_liquid_filter_find (token.text, token.length);
  if (call->filter == NULL)
    return postino_liquid_markup_fail (markup, error, _("there is no filter “%s”"), name);

  call->positional = postino_liquid_tree_new_expressions ();
  call->option = postino_liquid_tree_new_expressions ();
  if (!postino_liquid_markup_advance (markup, error) || !parse_arguments (markup, call, error))
    return FALSE;
  if (call->positional->len >= call->filter->least_arguments
      && call->positional->len <= call->filter->most_arguments)
    return TRUE;
  markup->token = token;
  return postino_liquid_markup_fail (markup, error,
                                     _("the filter “%s” has too many or too few arguments"), name);
}

gboolean
postino_liquid_markup_parse_calls (PostinoLiquidMarkup *markup,
                                   GArray              *calls,
                                   GError             **error)
{
  while (token_is_sign (markup, "|"))
    {
      if (!parse_call (markup, postino_liquid_tree_append (calls), error))
        return FALSE;
    }
  return TRUE;
}

static PostinoLiquidRelation
find_relation (const PostinoLiquidMarkup *markup)
{
  if (token_is_name (markup, "contains"))
    return POSTINO_LIQUID_CONTAINS;
  for (gsize i = 0; i < G_N_ELEMENTS (relations); i++)
    {
      if (postino_liquid_token_is (&markup->token, POSTINO_LIQUID_TOKEN_OPERATOR,
                                   relations[i].name))
        return relations[i].relation;
    }
  return POSTINO_LIQUID_IS_TRUE;
}

static gboolean
parse_condition (PostinoLiquidMarkup    *markup,
                 PostinoLiquidCondition *condition,
                 GError                **error)
{
  if (!postino_liquid_markup_parse_expression (markup, &condition->left, error))
    return FALSE;
  condition->relation = find_relation (markup);
  if (condition->relation == POSTINO_LIQUID_IS_TRUE)
    return TRUE;
  return postino_liquid_markup_advance (markup, error)
         && postino_liquid_markup_parse_expression (markup, &condition->right, error);
}

gboolean
postino_liquid_markup_parse_conditions (PostinoLiquidMarkup *markup,
                                        GArray              *conditions,
                                        GError             **error)
{
  for (;;)
    {
      PostinoLiquidCondition *condition = postino_liquid_tree_append (conditions);

      if (!parse_condition (markup, condition, error))
        return FALSE;
      condition->is_and = token_is_name (markup, "and");
      if (!condition->is_and && !token_is_name (markup, "or"))
        return TRUE;
      if (!postino_liquid_markup_advance (markup, error))
        return FALSE;
    }
}
