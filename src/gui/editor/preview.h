/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* An HTML page as a mail client shows it, shut off from the world (preview-shield). Changing the
 * page keeps the place it is scrolled to; while one change is under way only the newest waits. A
 * page wider than the room there is is made smaller, not cut. Main context only.
 *
 * Properties: "page-width" (int: CSS pixels), "remote-images" (they may be loaded; FALSE at first),
 * "is-empty" (read-only: nothing was shown yet), "trouble" (read-only: a sentence; NULL: none),
 * "link" (read-only: address under the pointer; NULL: none). Signals: "shown" (guint serial, as given
 * by postino_preview_show ()): the page has it now; "link-clicked" (const char *uri): by a person;
 * the page stays. */
#define POSTINO_TYPE_PREVIEW (postino_preview_get_type ())
G_DECLARE_FINAL_TYPE (PostinoPreview, postino_preview, POSTINO, PREVIEW, GtkWidget)

GtkWidget  *postino_preview_new (void);

/* Returns the serial of this page. */
guint       postino_preview_show              (PostinoPreview *self, const char *html);

void        postino_preview_set_page_width    (PostinoPreview *self, int width);
void        postino_preview_set_remote_images (PostinoPreview *self, gboolean remote_images);
const char *postino_preview_get_trouble       (PostinoPreview *self);
