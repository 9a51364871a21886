/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* A text to write in: with numbered lines, colours of a language, finding, undo. HTML files may be
 * dropped on it or pasted. Main context only.
 *
 * Properties: "language" (id of GtkSourceView; NULL: plain text), "label" (for assistive
 * technology), "editable". Signal "changed": a person did; set_text () does not emit it. */
#define POSTINO_TYPE_SOURCE (postino_source_get_type ())
G_DECLARE_FINAL_TYPE (PostinoSource, postino_source, POSTINO, SOURCE, AdwBin)

/* Replaces all, if it differs, without a step to undo; cursor and scroll stay as far as they can. */
void  postino_source_set_text     (PostinoSource *self, const char *text);
char *postino_source_dup_text     (PostinoSource *self);

void  postino_source_set_editable (PostinoSource *self, gboolean editable);

/* In place of the selection; the cursor stands behind it. */
void  postino_source_insert       (PostinoSource *self, const char *text);

/* Marks a line (from 1) as faulty; 0: none. */
void  postino_source_mark_line    (PostinoSource *self, guint line);

/* Puts the cursor there; @line and @column from 1. */
void  postino_source_go_to        (PostinoSource *self, guint line, guint column);

void  postino_source_find         (PostinoSource *self);
