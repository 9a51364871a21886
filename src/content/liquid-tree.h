/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "content/liquid-compare.h"
#include "content/liquid-escape.h"
#include "content/liquid-filters.h"
#include "content/liquid-parse.h"

/* What liquid-parse makes and liquid-eval walks. Nobody else includes this. Nothing here changes
 * after parsing. Arrays hold structs by value, so that a walk goes through memory in order. */

typedef struct {
  char *key;           /* NULL: in brackets and computed */
  gsize key_length;
  gint64 index;        /* of a key that is all digits; else -1 */
  GArray *computed;    /* one PostinoLiquidExpression; NULL if there is a key */
} PostinoLiquidStep;

typedef struct {
  PostinoLiquidValue *literal; /* NULL: a path */
  GArray *steps;               /* PostinoLiquidStep; the first is a name in scope */
} PostinoLiquidExpression;

typedef struct {
  const PostinoLiquidFilter *filter;
  GArray *positional;    /* PostinoLiquidExpression */
  GArray *option;        /* none or one PostinoLiquidExpression: the filter's named argument */
} PostinoLiquidCall;

typedef struct {
  PostinoLiquidExpression left;
  PostinoLiquidRelation relation;
  PostinoLiquidExpression right; /* nothing set for POSTINO_LIQUID_IS_TRUE */
  gboolean is_and;               /* how it goes on to the next condition, if there is one */
} PostinoLiquidCondition;

typedef struct {
  GArray *conditions; /* PostinoLiquidCondition; empty: else */
  gboolean negated;   /* unless */
  GArray *nodes;      /* PostinoLiquidNode */
} PostinoLiquidBranch;

typedef enum {
  POSTINO_LIQUID_NODE_TEXT,
  POSTINO_LIQUID_NODE_OUTPUT,
  POSTINO_LIQUID_NODE_BRANCHES,
} PostinoLiquidNodeKind;

typedef struct {
  PostinoLiquidNodeKind kind;
  const char *at; /* in the template's text: for the place of an error; the first byte of a TEXT */
  union {
    gsize length; /* of a TEXT */
    struct {
      PostinoLiquidExpression expression;
      GArray *calls; /* PostinoLiquidCall; NULL if none */
      PostinoLiquidWriting writing;
    } output;
    GArray *branches; /* PostinoLiquidBranch */
  };
} PostinoLiquidNode;

struct _PostinoLiquid {
  int ref_count;
  char *text;        /* nodes point into it */
  gsize text_length;
  GArray *nodes;
  GPtrArray *paths;  /* sorted */
};

/* Empty arrays of the structs above, which clear what they hold. */
GArray  *postino_liquid_tree_new_steps       (void);
GArray  *postino_liquid_tree_new_expressions (void);
GArray  *postino_liquid_tree_new_calls       (void);
GArray  *postino_liquid_tree_new_conditions  (void);
GArray  *postino_liquid_tree_new_branches    (void);
GArray  *postino_liquid_tree_new_nodes       (void);

/* A new last element, all zero; borrowed, and valid until the next is appended. */
gpointer postino_liquid_tree_append          (GArray *array);
