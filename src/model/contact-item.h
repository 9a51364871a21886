/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "contacts/contact.h"

/* One row of a contact-list. Main context only.
 *
 * Properties, all read-only: "id", "is-loaded" (FALSE: a placeholder, everything else is empty),
 * "display-name", one for each known field by its key ("email", "first-name" …; NULL where empty),
 * "consent" (bits of PostinoPurpose), "soft-bounces", "last-open-us", "last-click-us",
 * "created-us", "modified-us". Signal "changed": anything of it did, custom fields too. */
#define POSTINO_TYPE_CONTACT_ITEM (postino_contact_item_get_type ())
G_DECLARE_FINAL_TYPE (PostinoContactItem, postino_contact_item, POSTINO, CONTACT_ITEM, GObject)

/* A placeholder. */
PostinoContactItem   *postino_contact_item_new  (gint64 id);

/* Takes @contact, which must be that of the id; tells what differs from before. */
void                  postino_contact_item_take (PostinoContactItem *item, PostinoContact *contact);

gint64                postino_contact_item_get_id      (PostinoContactItem *item);
gboolean              postino_contact_item_is_loaded   (PostinoContactItem *item);

/* By the field's key, custom ones too; borrowed until it changes; NULL where empty. */
const char           *postino_contact_item_get         (PostinoContactItem *item, const char *key);

/* NULL for a placeholder; borrowed until it changes. */
const PostinoContact *postino_contact_item_get_contact (PostinoContactItem *item);
