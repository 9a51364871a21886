/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks the tree of a template and appends to the output. Static text is one memcpy; a string value
 * without filters goes to the output without a copy in between. Values are written, never parsed:
 * "{{" in a contact's name is two characters.
 *
 * Three budgets keep a template from eating the machine: steps, bytes of output, and depth (of
 * blocks, held by the parser). Each ends the rendering with an error that names the place, and the
 * output is cut back to where it began. */

#include "content/liquid-eval.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "content/liquid-tree.h"

typedef struct {
  const PostinoLiquid *liquid;
  const PostinoLiquidContext *context;
  GString *out;
  gsize start_bytes;      /* what @out held before */
  gsize max_output_bytes;
  guint max_steps;
  guint steps;
} Run;

static PostinoLiquidValue *evaluate (Run *run, const PostinoLiquidExpression *expression);
static gboolean render_nodes (Run *run, const GArray *nodes, GError **error);

static gboolean
fail_at (const Run  *run,
         const char *at,
         const char *sentence,
         GError    **error)
{
  postino_liquid_set_error (error, POSTINO_ERROR_LIMIT,
                            postino_liquid_find_place (run->liquid->text, at), sentence);
  return FALSE;
}

static gboolean
count_step (Run        *run,
            const char *at,
            GError    **error)
{
  if (++run->steps <= run->max_steps)
    return TRUE;
  return fail_at (run, at, _("the template takes too many steps"), error);
}

static gboolean
check_output (const Run  *run,
              const char *at,
              GError    **error)
{
  if (run->out->len - run->start_bytes <= run->max_output_bytes)
    return TRUE;
  return fail_at (run, at, _("the result is too large"), error);
}

/* `size`, `first` and `last`, where the value has no such key of its own. NULL: something else was
 * asked. */
static PostinoLiquidValue *
ask_size (const PostinoLiquidValue *value,
          const char               *key)
{
  PostinoLiquidType kind = postino_liquid_value_get_kind (value);
  const PostinoLiquidValue *item = NULL;

  if (kind != POSTINO_LIQUID_STRING && kind != POSTINO_LIQUID_ARRAY && kind != POSTINO_LIQUID_MAP)
    return NULL;
  if (strcmp (key, "size") == 0)
    return postino_liquid_value_new_int (postino_liquid_value_get_size (value));
  if (strcmp (key, "first") == 0)
    item = postino_liquid_value_get_index (value, 0);
  if (strcmp (key, "last") == 0)
    item = postino_liquid_value_get_index (value, -1);
  return item != NULL ? postino_liquid_value_ref (item) : NULL;
}

static PostinoLiquidValue *
look_up_key (const PostinoLiquidValue *value,
             const char               *key,
             gsize                     length,
             gint64                    index)
{
  const PostinoLiquidValue *found = postino_liquid_value_get_key (value, key, length);

  if (found == NULL && index >= 0)
    found = postino_liquid_value_get_index (value, index);
  return found != NULL ? postino_liquid_value_ref (found) : ask_size (value, key);
}

static PostinoLiquidValue *
look_up_computed (Run                           *run,
                  const PostinoLiquidValue      *value,
                  const PostinoLiquidExpression *computed)
{
  g_autoptr (PostinoLiquidValue) key = evaluate (run, computed);
  const PostinoLiquidValue *found = NULL;
  gsize length;
  const char *text = postino_liquid_value_get_text (key, &length);

  if (text != NULL)
    return look_up_key (value, text, length, -1);
  if (postino_liquid_value_get_kind (key) == POSTINO_LIQUID_INT)
    found = postino_liquid_value_get_index (value, postino_liquid_value_get_int (key));
  return found != NULL ? postino_liquid_value_ref (found) : NULL;
}

static PostinoLiquidValue *
walk_path (Run          *run,
           const GArray *steps)
{
  g_autoptr (PostinoLiquidValue) value = postino_liquid_value_ref (run->context->scope);

  for (guint i = 0; i < steps->len; i++)
    {
      const PostinoLiquidStep *step = &g_array_index (steps, PostinoLiquidStep, i);
      PostinoLiquidValue *next;

      if (step->key != NULL)
        next = look_up_key (value, step->key, step->key_length, step->index);
      else
        next = look_up_computed (run, value,
                                 &g_array_index (step->computed, PostinoLiquidExpression, 0));
      if (next == NULL)
        return postino_liquid_value_new_nil ();
      postino_liquid_value_unref (value);
      value = next;
    }
  return g_steal_pointer (&value);
}

/* Recursive for brackets in brackets, which the parser bounds. */
static PostinoLiquidValue *
evaluate (Run                           *run,
          const PostinoLiquidExpression *expression)
{
  if (expression->literal != NULL)
    return postino_liquid_value_ref (expression->literal);
  return walk_path (run, expression->steps);
}

static PostinoLiquidValue *
apply_call (Run                      *run,
            const PostinoLiquidCall  *call,
            const PostinoLiquidValue *input)
{
  PostinoLiquidArguments arguments = { .n_positional = call->positional->len,
                                       .context = run->context };
  PostinoLiquidValue *held[POSTINO_LIQUID_MAX_ARGUMENTS];
  g_autoptr (PostinoLiquidValue) option = NULL;
  PostinoLiquidValue *result;

  g_assert (arguments.n_positional <= POSTINO_LIQUID_MAX_ARGUMENTS);
  for (guint i = 0; i < arguments.n_positional; i++)
    arguments.positional[i] = held[i] = evaluate (run,
                                                  &g_array_index (call->positional,
                                                                  PostinoLiquidExpression, i));
  if (call->option->len > 0)
    arguments.option = option = evaluate (run,
                                          &g_array_index (call->option, PostinoLiquidExpression,
                                                          0));

  result = call->filter->apply (input, &arguments);
  for (guint i = 0; i < arguments.n_positional; i++)
    postino_liquid_value_unref (held[i]);
  return result;
}

static void
write_value (Run                      *run,
             const PostinoLiquidValue *value,
             PostinoLiquidWriting      writing)
{
  gsize length;
  const char *text = postino_liquid_value_get_text (value, &length);
  g_autoptr (GString) printed = NULL;

  if (text == NULL && postino_liquid_value_get_kind (value) == POSTINO_LIQUID_NIL)
    return;
  if (text == NULL)
    {
      printed = g_string_new (NULL);
      postino_liquid_value_print (value, printed);
      text = printed->str;
      length = printed->len;
    }
  postino_liquid_escape_append (run->out, text, length, writing);
}

static gboolean
render_output (Run                     *run,
               const PostinoLiquidNode *node,
               GError                 **error)
{
  g_autoptr (PostinoLiquidValue) value = evaluate (run, &node->output.expression);
  const GArray *calls = node->output.calls;

  for (guint i = 0; i < calls->len; i++)
    {
      PostinoLiquidValue *result;

      if (!count_step (run, node->at, error))
        return FALSE;
      result = apply_call (run, &g_array_index (calls, PostinoLiquidCall, i), value);
      postino_liquid_value_unref (value);
      value = result;
    }
  write_value (run, value, node->output.writing);
  return TRUE;
}

static gboolean
judge_condition (Run                          *run,
                 const PostinoLiquidCondition *condition)
{
  g_autoptr (PostinoLiquidValue) left = evaluate (run, &condition->left);
  g_autoptr (PostinoLiquidValue) right = NULL;

  if (condition->relation != POSTINO_LIQUID_IS_TRUE)
    right = evaluate (run, &condition->right);
  return postino_liquid_compare (left, condition->relation, right);
}

/* The first condition that decides ends it: `a and (…)` is decided by a false a, `a or (…)` by a
 * true one. */
static gboolean
judge_conditions (Run          *run,
                  const GArray *conditions)
{
  gboolean truth = TRUE;

  for (guint i = 0; i < conditions->len; i++)
    {
      const PostinoLiquidCondition *condition = &g_array_index (conditions, PostinoLiquidCondition,
                                                                i);

      run->steps++;
      truth = judge_condition (run, condition);
      if (truth != condition->is_and)
        break;
    }
  return truth;
}

static gboolean
render_branches (Run                     *run,
                 const PostinoLiquidNode *node,
                 GError                 **error)
{
  for (guint i = 0; i < node->branches->len; i++)
    {
      const PostinoLiquidBranch *branch = &g_array_index (node->branches, PostinoLiquidBranch, i);

      if (judge_conditions (run, branch->conditions) != branch->negated)
        return render_nodes (run, branch->nodes, error);
    }
  return TRUE;
}

static gboolean
render_node (Run                     *run,
             const PostinoLiquidNode *node,
             GError                 **error)
{
  switch (node->kind)
    {
    case POSTINO_LIQUID_NODE_TEXT:
      g_string_append_len (run->out, node->at, node->length);
      return TRUE;
    case POSTINO_LIQUID_NODE_OUTPUT:
      return render_output (run, node, error);
    case POSTINO_LIQUID_NODE_BRANCHES:
      return render_branches (run, node, error);
    }
  g_assert_not_reached ();
}

/* Recursive because blocks are; the parser bounds their depth. */
static gboolean
render_nodes (Run          *run,
              const GArray *nodes,
              GError      **error)
{
  for (guint i = 0; i < nodes->len; i++)
    {
      const PostinoLiquidNode *node = &g_array_index (nodes, PostinoLiquidNode, i);

      if (!count_step (run, node->at, error)
          || !render_node (run, node, error)
          || !check_output (run, node->at, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
postino_liquid_render (const PostinoLiquid        *liquid,
                       const PostinoLiquidContext *context,
                       GString                    *out,
                       GError                    **error)
{
  Run run = {
    .liquid = liquid,
    .context = context,
    .out = out,
    .start_bytes = out->len,
    .max_output_bytes = context->max_output_bytes > 0 ? context->max_output_bytes : POSTINO_LIQUID_MAX_OUTPUT_BYTES,
    .max_steps = context->max_steps > 0 ? context->max_steps : POSTINO_LIQUID_MAX_STEPS,
  };

  g_return_val_if_fail (context->scope != NULL, FALSE);

  if (render_nodes (&run, liquid->nodes, error))
    return TRUE;
  g_string_truncate (out, run.start_bytes);
  return FALSE;
}
