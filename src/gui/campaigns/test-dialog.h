/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"
#include "model/draft-content.h"

#include <adwaita.h>

/* Sends a campaign to one address, as a contact would get it, and says in toasts what became of it.
 * The address is remembered in the workspace. */
#define POSTINO_TYPE_TEST_DIALOG (postino_test_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PostinoTestDialog, postino_test_dialog, POSTINO, TEST_DIALOG, AdwWindow)

/* @content is saved before. @contact: the address of the one it is to be seen by; NULL: of the last
 * time. */
void postino_test_dialog_present (GtkWidget *from, PostinoSession *session, gint64 campaign,
                                  PostinoDraftContent *content, const char *contact);
