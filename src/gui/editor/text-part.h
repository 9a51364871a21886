/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "gui/editor/source.h"
#include "model/draft-content.h"

/* The plain-text part of a newsletter: made from the HTML by itself, or the author's own. Main
 * context only. */
#define POSTINO_TYPE_TEXT_PART (postino_text_part_get_type ())
G_DECLARE_FINAL_TYPE (PostinoTextPart, postino_text_part, POSTINO, TEXT_PART, AdwBin)

/* NULL: none. */
void           postino_text_part_set_draft  (PostinoTextPart *self, PostinoDraftContent *draft);

/* Where it is written; borrowed. */
PostinoSource *postino_text_part_get_source (PostinoTextPart *self);
