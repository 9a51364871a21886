/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "gui/editor/preview-source.h"

/* The newsletter as its reader gets it: as which contact, at which width, HTML or text, with or
 * without remote images; above it the line of an inbox. Main context only. */
#define POSTINO_TYPE_PREVIEW_PANE (postino_preview_pane_get_type ())
G_DECLARE_FINAL_TYPE (PostinoPreviewPane, postino_preview_pane, POSTINO, PREVIEW_PANE, AdwBin)

/* Once. */
void        postino_preview_pane_set_source  (PostinoPreviewPane *self,
                                              PostinoPreviewSource *source, PostinoStore *store);

/* The key of the contact it is shown as; NULL: nobody in particular. */
const char *postino_preview_pane_get_contact (PostinoPreviewPane *self);
