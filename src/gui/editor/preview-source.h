/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"
#include "message/render.h"
#include "model/draft-content.h"

/* What a draft looks like to its reader, rendered on a thread while it is typed: the newest text
 * soon after each change, with at most one rendering under way. After an error the last good one
 * stays. Main context only. Signal "changed": there is a new one, or a new error. */
#define POSTINO_TYPE_PREVIEW_SOURCE (postino_preview_source_get_type ())
G_DECLARE_FINAL_TYPE (PostinoPreviewSource, postino_preview_source, POSTINO, PREVIEW_SOURCE, GObject)

PostinoPreviewSource       *postino_preview_source_new         (PostinoSession *session);

/* NULL: none; then there is nothing to show. */
void                        postino_preview_source_set_draft   (PostinoPreviewSource *self,
                                                                PostinoDraftContent *draft);
/* The contact's key; NULL: nobody in particular. */
void                        postino_preview_source_set_contact (PostinoPreviewSource *self,
                                                                const char *key);

/* Borrowed until it changes; NULL: nothing was rendered yet. */
const PostinoRenderedParts *postino_preview_source_get_parts   (PostinoPreviewSource *self);
const char                 *postino_preview_source_get_sender  (PostinoPreviewSource *self);

/* A sentence, or NULL: the parts are of the newest text. *@fault (may be NULL) is set if there is
 * one. */
const char                 *postino_preview_source_get_error   (PostinoPreviewSource *self,
                                                                PostinoRenderFault *fault);
