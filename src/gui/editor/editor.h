/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "gui/shell/session.h"
#include "model/draft-content.h"

/* The HTML of a draft beside its live preview; one of both at a time where there is little room.
 * Main context only. Actions for its own buttons and keys: "editor.find", "editor.insert" (s). */
#define POSTINO_TYPE_EDITOR (postino_editor_get_type ())
G_DECLARE_FINAL_TYPE (PostinoEditor, postino_editor, POSTINO, EDITOR, AdwBin)

GtkWidget  *postino_editor_new         (PostinoSession *session);

/* NULL: none. */
void        postino_editor_set_draft   (PostinoEditor *self, PostinoDraftContent *draft);

/* The key of the contact the preview is shown as; NULL: nobody in particular. */
const char *postino_editor_get_contact (PostinoEditor *self);
