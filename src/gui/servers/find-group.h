/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "campaign/server-guess.h"

#include <adwaita.h>

/* The part of a new server's form that finds the settings: from the address one sends from, or by the
 * provider's name.
 *   "found"  there are settings; the form answers with postino_find_group_show_taken ()
 *   "use"    the person wants them in the form, whatever stands there */
#define POSTINO_TYPE_FIND_GROUP (postino_find_group_get_type ())
G_DECLARE_FINAL_TYPE (PostinoFindGroup, postino_find_group, POSTINO, FIND_GROUP, AdwPreferencesGroup)

/* What was found last; borrowed. NULL: nothing. */
const PostinoServerGuess *postino_find_group_get_guess  (PostinoFindGroup *group);

/* Whether it stands in the form now. If not, what was typed is still there, and that is said. */
void                      postino_find_group_show_taken (PostinoFindGroup *group, gboolean is_taken);

/* To the entry of the address. */
void                      postino_find_group_focus      (PostinoFindGroup *group);
