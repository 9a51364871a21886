/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* A contact made by hand: address, name, list, consent. */
#define POSTINO_TYPE_NEW_CONTACT_DIALOG (postino_new_contact_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PostinoNewContactDialog, postino_new_contact_dialog, POSTINO,
                      NEW_CONTACT_DIALOG, AdwWindow)

/* @list is chosen beforehand (0: none). The contact made is shown by "win.open-contact" of @from's
 * window. */
void postino_new_contact_dialog_present (GtkWidget *from, PostinoSession *session, gint64 list);
