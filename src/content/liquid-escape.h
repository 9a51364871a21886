/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "content/liquid-position.h"

/* Appends @length bytes of @text as @writing asks for it. Any thread. */
void     postino_liquid_escape_append (GString *out, const char *text, gsize length,
                                       PostinoLiquidWriting writing);

/* TRUE for javascript:, data: and vbscript:, however they are cased or broken up by blanks and
 * control characters, with or without the colon (it may stand in the template). */
gboolean postino_liquid_escape_is_refused_url (const char *text, gsize length);
