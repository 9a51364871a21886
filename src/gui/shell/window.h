/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* The window of one workspace. Main context only.
 *
 * Its actions are the ways to go anywhere: "win.go" and, with the keyboard, "win.go-into" (s: id of a
 * page), "win.open-campaign" (x),
 * "win.open-report" (x: the campaign), "win.open-list" (x; 0: all contacts), "win.open-contact"
 * (x), "win.new-campaign", "win.import", "win.import-clipboard". */
#define POSTINO_TYPE_WINDOW (postino_window_get_type ())
G_DECLARE_FINAL_TYPE (PostinoWindow, postino_window, POSTINO, WINDOW, AdwApplicationWindow)

/* Opens @folder at once; @make: makes an own workspace there if there is none. @settings may be
 * NULL: then nothing of the window is remembered. */
PostinoWindow *postino_window_new          (GtkApplication *application, const char *folder,
                                            gboolean make, GSettings *settings);

/* Makes an own workspace in its folder and opens it, if it has none open. */
void           postino_window_make_workspace (PostinoWindow *self);

const char    *postino_window_get_folder   (PostinoWindow *self);

/* NULL until the workspace is open; borrowed. */
PostinoSession *postino_window_get_session (PostinoWindow *self);

/* Activates one of its actions, now or as soon as the workspace is open. @action is static. */
void           postino_window_begin        (PostinoWindow *self, const char *action);

/* Files to import, now or as soon as the workspace is open: one at a time, more is told. */
void           postino_window_import_files (PostinoWindow *self, GFile **files, int n_files);
