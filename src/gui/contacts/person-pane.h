/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/shell/session.h"

#include <adwaita.h>

/* One contact beside the table: what is known, what was agreed to, what was sent. Follows changes
 * while it shows somebody. Main context only.
 *
 * Property "session". Signals "closed" (the person pressed its button), "gone" (the contact is not
 * there any more). */
#define POSTINO_TYPE_PERSON_PANE (postino_person_pane_get_type ())
G_DECLARE_FINAL_TYPE (PostinoPersonPane, postino_person_pane, POSTINO, PERSON_PANE, AdwBin)

/* 0: nobody, and nothing is followed. */
void   postino_person_pane_show        (PostinoPersonPane *self, gint64 contact);
gint64 postino_person_pane_get_contact (PostinoPersonPane *self);
