/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "content/liquid-value.h"

enum { POSTINO_LIQUID_MAX_ARGUMENTS = 4 };

typedef struct {
  const PostinoLiquidValue *positional[POSTINO_LIQUID_MAX_ARGUMENTS];
  guint n_positional;
  const PostinoLiquidValue *option; /* NULL: not given */
  const PostinoLiquidContext *context;
} PostinoLiquidArguments;

typedef struct _PostinoLiquidFilter {
  const char *name;
  guint least_arguments;
  guint most_arguments;
  const char *option; /* the one named argument it knows; NULL: none */

  /* Pure. The result is the caller's, and may be @input with a reference of its own. */
  PostinoLiquidValue *(*apply) (const PostinoLiquidValue *input,
                                const PostinoLiquidArguments *arguments);
} PostinoLiquidFilter;

/* NULL if there is none of that name. Static. */
const PostinoLiquidFilter *postino_liquid_filter_find (const char *name, gsize length);
