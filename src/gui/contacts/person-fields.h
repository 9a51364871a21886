/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/contacts/person.h"
#include "gui/shell/session.h"

#include <adwaita.h>

/* The fields of a person, each a row that is edited in place. Main context only. */
#define POSTINO_TYPE_PERSON_FIELDS (postino_person_fields_get_type ())
G_DECLARE_FINAL_TYPE (PostinoPersonFields, postino_person_fields, POSTINO, PERSON_FIELDS, AdwBin)

/* Shows @person, who has a contact. A row that is being edited keeps what was typed. */
void postino_person_fields_show (PostinoPersonFields *self, PostinoSession *session,
                                 const PostinoPerson *person);
