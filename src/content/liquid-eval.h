/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "content/liquid-parse.h"
#include "content/liquid-value.h"

enum {
  /* nodes, conditions and filters run through in one rendering */
  POSTINO_LIQUID_MAX_STEPS = 1000 * 1000,
  POSTINO_LIQUID_MAX_OUTPUT_BYTES = 16 * 1024 * 1024,  /* of one rendering */
};

/* Appends what the template gives with @context. Pure: the same template and context always give
 * the same bytes; any thread, and many at once with the same template and values. A path that leads
 * nowhere is nil and prints nothing. On error (POSTINO_ERROR_LIMIT, with line and column) @out is
 * as it was. */
gboolean postino_liquid_render (const PostinoLiquid        *liquid,
                                const PostinoLiquidContext *context,
                                GString                    *out,
                                GError                    **error);
