/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* The import of one file, from looking at it to its outcome: a modal window of its own. */
#define POSTINO_TYPE_IMPORT_DIALOG (postino_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PostinoImportDialog, postino_import_dialog, POSTINO, IMPORT_DIALOG, AdwWindow)

/* What would be imported: a file, or a text that holds addresses. @list: the one the person looks at,
 * chosen at first; 0: none. */
void postino_import_dialog_present_file (GtkWindow *parent, PostinoSession *session, gint64 list,
                                         GFile *file);
void postino_import_dialog_present_text (GtkWindow *parent, PostinoSession *session, gint64 list,
                                         const char *text);
