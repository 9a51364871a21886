/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* Records that a person agreed: to what, where it comes from, when, with which words. */
#define POSTINO_TYPE_CONSENT_DIALOG (postino_consent_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PostinoConsentDialog, postino_consent_dialog, POSTINO, CONSENT_DIALOG, AdwWindow)

/* @purpose (of PostinoPurpose) is chosen beforehand. Presented over @from's window. */
void postino_consent_dialog_present (GtkWidget *from, PostinoSession *session, gint64 contact,
                                     guint purpose);
