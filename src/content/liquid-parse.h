/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "content/liquid-lex.h"

/* A template: parsed once, immutable, ref-counted, rendered on any number of threads at once
 * (liquid-eval.h). */
typedef struct _PostinoLiquid PostinoLiquid;

typedef enum {
  POSTINO_LIQUID_TEXT, /* subject, text part: values are written as they are */
  POSTINO_LIQUID_HTML, /* values are escaped for the place they stand in, unless `| raw` */
} PostinoLiquidMode;

enum {
  /* blocks within each other; brackets within brackets */
  POSTINO_LIQUID_MAX_DEPTH = 64,
  POSTINO_LIQUID_MAX_TEMPLATE_BYTES = 8 * 1024 * 1024,
};

/* The sentence of @error begins with line and column; they are in @place too (0, 0: not about a
 * place), which may be NULL. POSTINO_ERROR_INVALID, or POSTINO_ERROR_LIMIT past the bounds
 * above. */
PostinoLiquid *postino_liquid_parse     (const char         *text,
                                         PostinoLiquidMode   mode,
                                         PostinoLiquidPlace *place,
                                         GError            **error);

PostinoLiquid *postino_liquid_ref       (const PostinoLiquid *liquid);
void           postino_liquid_unref     (PostinoLiquid *liquid);

/* Every path the template looks at ("contact.first_name", "link.3", "today"), sorted, each once; a
 * key that is known only when rendering is `*` ("contact.*"), and then all keys there may be
 * needed. Yours (g_strfreev). */
char         **postino_liquid_dup_paths (const PostinoLiquid *liquid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoLiquid, postino_liquid_unref)
