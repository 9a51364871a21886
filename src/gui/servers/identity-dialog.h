/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"
#include "message/identity.h"

#include <adwaita.h>

/* A sender: who a newsletter is from, and what the law wants said of them. */
#define POSTINO_TYPE_IDENTITY_DIALOG (postino_identity_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PostinoIdentityDialog, postino_identity_dialog, POSTINO, IDENTITY_DIALOG,
                      AdwWindow)

/* @identity NULL: a new one; borrowed. Over the window @from is in. */
void postino_identity_dialog_present (GtkWidget *from, PostinoSession *session,
                                      const PostinoIdentity *identity);
