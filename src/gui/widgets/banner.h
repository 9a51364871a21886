/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* A sentence across a page with at most one button, for a condition that persists (AdwBanner comes
 * with libadwaita 1.3). Main context only.
 *
 * Properties: "title" (plain text), "button-label" (NULL: no button), "is-revealed", "kind"
 * (a CSS class: "info", "warning", "error"). Signal "button-clicked". */
#define POSTINO_TYPE_BANNER (postino_banner_get_type ())
G_DECLARE_FINAL_TYPE (PostinoBanner, postino_banner, POSTINO, BANNER, AdwBin)

GtkWidget *postino_banner_new         (const char *kind, const char *button_label);
void       postino_banner_set_title   (PostinoBanner *self, const char *title);

/* Shows it with @title, or hides it (NULL). */
void       postino_banner_set_trouble (PostinoBanner *self, const char *title);
