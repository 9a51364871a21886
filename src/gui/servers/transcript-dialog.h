/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* What was said with a server lately: to be searched, and copied for whoever helps. */
#define POSTINO_TYPE_TRANSCRIPT_DIALOG (postino_transcript_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PostinoTranscriptDialog, postino_transcript_dialog, POSTINO, TRANSCRIPT_DIALOG, AdwWindow)

/* @name: what the server is called. Over the window @from is in. */
void postino_transcript_dialog_present (GtkWidget *from, PostinoSession *session, gint64 server, const char *name);
