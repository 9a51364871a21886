/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* The frame of every page: header bar, banners, content. When the window is folded the header bar
 * has the button that leads back to the sidebar. Main context only.
 *
 * Properties: "title", "subtitle", "session" (for the banners), "back-action" (detailed name of the
 * action of a back button; NULL: none). Children in a template: type "start", "end" and "title" go
 * into the header bar, "search" into it or, when the window is folded, below it; the one without a
 * type is the content. */
#define POSTINO_TYPE_PAGE (postino_page_get_type ())
G_DECLARE_FINAL_TYPE (PostinoPage, postino_page, POSTINO, PAGE, AdwBin)

/* Puts the keyboard on what the page that is shown below @widget holds, where it is not there already:
 * not on its header bar, nor on a banner. FALSE: nothing there takes it. */
gboolean postino_page_focus_content (GtkWidget *widget);

void postino_page_set_title    (PostinoPage *self, const char *title);
void postino_page_set_subtitle (PostinoPage *self, const char *subtitle);
