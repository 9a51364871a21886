/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory of a parsed template: arrays of structs, each of which owns what hangs on it. Because
 * an element is zero before it is filled, a parser that gives up half way leaves a tree that can be
 * cleared like any other. */

#include "content/liquid-tree.h"

static void
clear_step (gpointer data)
{
  PostinoLiquidStep *step = data;

  g_free (step->key);
  g_clear_pointer (&step->computed, g_array_unref);
}

static void
clear_expression (gpointer data)
{
  PostinoLiquidExpression *expression = data;

  g_clear_pointer (&expression->literal, postino_liquid_value_unref);
  g_clear_pointer (&expression->steps, g_array_unref);
}

static void
clear_call (gpointer data)
{
  PostinoLiquidCall *call = data;

  g_clear_pointer (&call->positional, g_array_unref);
  g_clear_pointer (&call->option, g_array_unref);
}

static void
clear_condition (gpointer data)
{
  PostinoLiquidCondition *condition = data;

  clear_expression (&condition->left);
  clear_expression (&condition->right);
}

static void
clear_branch (gpointer data)
{
  PostinoLiquidBranch *branch = data;

  g_clear_pointer (&branch->conditions, g_array_unref);
  g_clear_pointer (&branch->nodes, g_array_unref);
}

static void
clear_node (gpointer data)
{
  PostinoLiquidNode *node = data;

  switch (node->kind)
    {
    case POSTINO_LIQUID_NODE_TEXT:
      return;
    case POSTINO_LIQUID_NODE_OUTPUT:
      clear_expression (&node->output.expression);
      g_clear_pointer (&node->output.calls, g_array_unref);
      return;
    case POSTINO_LIQUID_NODE_BRANCHES:
      g_clear_pointer (&node->branches, g_array_unref);
      return;
    }
  g_assert_not_reached ();
}

static GArray *
new_array (guint          element_size,
           GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, element_size);

  g_array_set_clear_func (array, clear);
  return array;
}

GArray *
postino_liquid_tree_new_steps (void)
{
  return new_array (sizeof (PostinoLiquidStep), clear_step);
}

GArray *
postino_liquid_tree_new_expressions (void)
{
  return new_array (sizeof (PostinoLiquidExpression), clear_expression);
}

GArray *
postino_liquid_tree_new_calls (void)
{
  return new_array (sizeof (PostinoLiquidCall), clear_call);
}

GArray *
postino_liquid_tree_new_conditions (void)
{
  return new_array (sizeof (PostinoLiquidCondition), clear_condition);
}

GArray *
postino_liquid_tree_new_branches (void)
{
  return new_array (sizeof (PostinoLiquidBranch), clear_branch);
}

GArray *
postino_liquid_tree_new_nodes (void)
{
  return new_array (sizeof (PostinoLiquidNode), clear_node);
}

gpointer
postino_liquid_tree_append (GArray *array)
{
  g_array_set_size (array, array->len + 1);
  return array->data + (gsize) (array->len - 1) * g_array_get_element_size (array);
}
