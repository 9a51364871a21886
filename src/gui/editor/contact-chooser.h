/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/contact-item.h"
#include "store/store.h"

/* A button that says whose eyes a newsletter is looked at with, and a popover to search for another
 * contact or take nobody. The contacts are first read when it is opened. Main context only.
 *
 * Property "store" (PostinoStore; NULL: nothing to choose from). Signal "chosen": get_key () is
 * another one. */
#define POSTINO_TYPE_CONTACT_CHOOSER (postino_contact_chooser_get_type ())
G_DECLARE_FINAL_TYPE (PostinoContactChooser, postino_contact_chooser, POSTINO, CONTACT_CHOOSER, AdwBin)

void        postino_contact_chooser_set_store (PostinoContactChooser *self, PostinoStore *store);

/* NULL: nobody in particular. */
const char *postino_contact_chooser_get_key   (PostinoContactChooser *self);
