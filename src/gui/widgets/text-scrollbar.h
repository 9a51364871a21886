/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* A vertical scrollbar for a text in a GtkScrolledWindow whose own is "external". Main context only.
 * Property "adjustment": that of the scrolled window. */
#define POSTINO_TYPE_TEXT_SCROLLBAR (postino_text_scrollbar_get_type ())
G_DECLARE_FINAL_TYPE (PostinoTextScrollbar, postino_text_scrollbar, POSTINO, TEXT_SCROLLBAR, AdwBin)
