/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"
#include "model/contact-list.h"

#include <gtk/gtk.h>

/* The columns of a table of contacts: what the cells show, which ones the person chose, and in which
 * order the header says. Main context only. */
typedef struct _PostinoContactColumns PostinoContactColumns;

/* Fills @view; @contacts is sorted as its headers say. The choice is kept in the workspace. */
PostinoContactColumns *postino_contact_columns_new  (GtkColumnView *view, PostinoSession *session,
                                                     PostinoContactList *contacts);
void                   postino_contact_columns_free (PostinoContactColumns *self);

/* Whether there is room for one column only: name and address, one above the other. */
void         postino_contact_columns_set_narrow  (PostinoContactColumns *self, gboolean narrow);

/* One switch a column, and the menu that names them as "columns.KEY"; borrowed. */
GActionGroup *postino_contact_columns_get_actions (PostinoContactColumns *self);
GMenuModel   *postino_contact_columns_get_menu    (PostinoContactColumns *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoContactColumns, postino_contact_columns_free)
