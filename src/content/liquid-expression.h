/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "content/liquid-tree.h"

/* Parsing of what stands inside {{ }} and {% %}. Each function begins at @token and leaves there
 * the first token that does not belong to what it read. */
typedef struct {
  PostinoLiquidLexer lexer;
  PostinoLiquidToken token;
  GHashTable *paths; /* set of strings: what the template looks at */
  guint depth;       /* brackets within brackets */
} PostinoLiquidMarkup;

/* On to the next token. */
gboolean postino_liquid_markup_advance          (PostinoLiquidMarkup *markup, GError **error);

/* The token has to be }} or %}; the lexer then stands behind it. */
gboolean postino_liquid_markup_expect_close     (PostinoLiquidMarkup *markup, GError **error);

/* Fills zeroed structs; on error what was filled is there to be cleared. */
gboolean postino_liquid_markup_parse_expression (PostinoLiquidMarkup     *markup,
                                                 PostinoLiquidExpression *expression,
                                                 GError                 **error);
gboolean postino_liquid_markup_parse_calls      (PostinoLiquidMarkup *markup, GArray *calls,
                                                 GError **error);
gboolean postino_liquid_markup_parse_conditions (PostinoLiquidMarkup *markup, GArray *conditions,
                                                 GError **error);

/* An error at the token; always FALSE. */
gboolean postino_liquid_markup_fail             (PostinoLiquidMarkup *markup, GError **error,
                                                 const char *format, ...)
  G_GNUC_PRINTF (3, 4);
