/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "gui/shell/session.h"
#include "model/draft.h"

/* What goes with the messages of a draft: files, added by a button or dropped here, each with its size and
 * a way to be rid of it. */
#define POSTINO_TYPE_ATTACHMENT_GROUP (postino_attachment_group_get_type ())
G_DECLARE_FINAL_TYPE (PostinoAttachmentGroup, postino_attachment_group, POSTINO, ATTACHMENT_GROUP,
                      AdwPreferencesGroup)

/* Once. */
void postino_attachment_group_bind (PostinoAttachmentGroup *self, PostinoSession *session,
                                    PostinoDraft *draft);
