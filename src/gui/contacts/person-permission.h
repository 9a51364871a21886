/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/contacts/person.h"
#include "gui/shell/session.h"

#include <gtk/gtk.h>

/* Whether a person may be mailed, and why: rows for exclusions and consents in @list (a GtkListBox),
 * with the buttons to change them. */
void  postino_person_permission_fill (GtkListBox *list, PostinoSession *session,
                                      const PostinoPerson *person);

/* The one sentence that matters: "May get the newsletter". Yours. */
char *postino_person_permission_describe (const PostinoPerson *person);
