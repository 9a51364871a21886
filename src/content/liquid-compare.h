/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "content/liquid-value.h"

/* What `if` asks of values. Pure; any thread. */

typedef enum {
  POSTINO_LIQUID_IS_TRUE, /* no operator: everything but nil and false is true */
  POSTINO_LIQUID_EQUAL,
  POSTINO_LIQUID_NOT_EQUAL,
  POSTINO_LIQUID_LESS,
  POSTINO_LIQUID_GREATER,
  POSTINO_LIQUID_LESS_OR_EQUAL,
  POSTINO_LIQUID_GREATER_OR_EQUAL,
  POSTINO_LIQUID_CONTAINS,
} PostinoLiquidRelation;

/* @right is not looked at for POSTINO_LIQUID_IS_TRUE and may then be NULL. */
gboolean postino_liquid_compare (const PostinoLiquidValue *left,
                                 PostinoLiquidRelation     relation,
                                 const PostinoLiquidValue *right);

/* "", [] and {}. */
gboolean postino_liquid_is_empty (const PostinoLiquidValue *value);

/* nil, false, white space only, and what is empty. */
gboolean postino_liquid_is_blank (const PostinoLiquidValue *value);

/* TRUE if @value is a number, or a string that is nothing but one ("12", "-0.5"; the point is the
 * decimal sign). */
gboolean postino_liquid_to_number (const PostinoLiquidValue *value, double *number);
