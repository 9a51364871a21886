/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* The contacts: a table of all, of a list or of what a search finds, with one person beside it.
 *
 * Actions: "contacts.show-list" (x; 0: all), "contacts.show-contact" (x), "contacts.search",
 * "contacts.new-contact", "contacts.new-list", "contacts.rename-list", "contacts.delete-list" (that which is shown),
 * "contacts.new-field", "contacts.delete" (the selected ones), "contacts.delete-one" (x). */
#define POSTINO_TYPE_CONTACTS_PAGE (postino_contacts_page_get_type ())
G_DECLARE_FINAL_TYPE (PostinoContactsPage, postino_contacts_page, POSTINO, CONTACTS_PAGE, AdwBin)

GtkWidget *postino_contacts_page_new (PostinoSession *session);

/* The list that is shown; 0: all contacts. */
gint64     postino_contacts_page_get_list (PostinoContactsPage *self);
