/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* For looking at: attached images that *@html shows ("cid:NAME") are put into it ("data:"). One that is not
 * attached, no longer there or very large stays as it is. FALSE only if the database fails. */
gboolean postino_image_preview_embed (PostinoDb *db, gint64 campaign, char **html, GError **error);
