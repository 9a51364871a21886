/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* A campaign sent to one address, as a contact would get it: *@id is the number of a campaign row
 * of kind test, wanted to run at once. @as: that contact's address; NULL or "": nobody.
 * POSTINO_ERROR_INVALID for what is no address, POSTINO_ERROR_NOT_FOUND for a contact or campaign
 * there is none of. In the caller's transaction; the worker is to be nudged. */
gboolean postino_test_send_begin (PostinoDb *db, gint64 campaign, const char *to, const char *as,
                                  gint64 now_us, gint64 *id, GError **error);
