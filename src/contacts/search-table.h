/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* Tables `contact_search` and `search_pending`: finding contacts by a part of what is known of
 * them, without accents and case. The index follows behind the contacts. */

/* Indexes at most @limit contacts that changed; inside the caller's transaction. *n_done < @limit:
 * the index is up to date. */
gboolean postino_search_table_catch_up (PostinoDb *db, guint limit, guint *n_done, GError **error);

/* What stands behind MATCH for what a person typed: every word must occur, those of one or two
 * characters where a word begins. NULL for a text without a word in it. Yours. */
char    *postino_search_build_match (const char *text);

/* Ids of the contacts that @text finds, not deleted, ascending; GArray of gint64, yours. */
GArray  *postino_search_table_find (PostinoDb *db, const char *text, guint limit, GError **error);
