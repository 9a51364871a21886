/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* Who must not be mailed, why, since when. Actions: "exclusions.search", "exclusions.add",
 * "exclusions.import", "exclusions.export". */
#define POSTINO_TYPE_EXCLUSIONS_PAGE (postino_exclusions_page_get_type ())
G_DECLARE_FINAL_TYPE (PostinoExclusionsPage, postino_exclusions_page, POSTINO, EXCLUSIONS_PAGE, AdwBin)

GtkWidget *postino_exclusions_page_new (PostinoSession *session);
