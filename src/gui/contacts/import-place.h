/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* Which list an import goes to: two rows of the dialog, borrowed. Main context only. */
typedef struct _PostinoImportPlace PostinoImportPlace;

PostinoImportPlace *postino_import_place_new  (AdwComboRow *list, AdwEntryRow *new_list);
void                postino_import_place_free (PostinoImportPlace *self);

/* Shows @lists (of PostinoList) and chooses what is most likely meant: @shown (0: none), the list the
 * person is looking at; else that of the last import, @last ("": none; NULL: nothing was imported
 * yet); else the one there is; a new one where there is none, since only lists are sent to. */
void                postino_import_place_fill (PostinoImportPlace *self, GPtrArray *lists,
                                               gint64 shown, const char *last);

/* The list's name; NULL: none. Yours. */
char               *postino_import_place_dup_name    (PostinoImportPlace *self);

/* A new list is wanted, and has no name yet. */
gboolean            postino_import_place_is_nameless (PostinoImportPlace *self);

/* After another list was chosen: shows the name of a new one, or does not. */
void                postino_import_place_show_name   (PostinoImportPlace *self);
