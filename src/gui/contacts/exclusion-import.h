/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* Exclusions out of a file: a modal window of its own, from the look at the file to what came of it. */
#define POSTINO_TYPE_EXCLUSION_IMPORT (postino_exclusion_import_get_type ())
G_DECLARE_FINAL_TYPE (PostinoExclusionImport, postino_exclusion_import, POSTINO, EXCLUSION_IMPORT, AdwWindow)

/* Asks for the file first; nothing happens without one. @from is a widget of the page, which hears what
 * came of it. */
void postino_exclusion_import_ask (GtkWidget *from, PostinoSession *session);
