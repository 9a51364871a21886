/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

#define POSTINO_NEW_DRAFT_LIFETIME_DAYS 5

/* A draft to begin with: the only sender if there is one, the server of
 * postino_new_draft_add_server (), a short newsletter in the user's language, no subject, no lists.
 * Called @name, with a number if there is one of that name.
 * In the caller's transaction. */
gboolean postino_new_draft_make       (PostinoDb *db, const char *name, gint64 now_us, gint64 *id,
                                       GError **error);

/* The server nobody has to ask about: the only real one; without any, the sandbox in a demo. Else
 * none: the check before the launch asks. */
gboolean postino_new_draft_add_server (PostinoDb *db, gint64 campaign, GError **error);
