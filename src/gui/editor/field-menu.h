/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* What can be put into a newsletter for each reader: fields of the contact, the sender's, the
 * address to unsubscribe. Each item activates @action with the text to insert (a string). @custom:
 * fields the user made, of PostinoField; may be NULL. Yours. */
GMenuModel *postino_field_menu_new (const char *action, GPtrArray *custom);
