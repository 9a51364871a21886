/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "message/identity.h"
#include "store/db.h"

/* Table `identity`. */

/* Adds, or changes the one of the same address. */
gboolean         postino_identities_table_put (PostinoDb *db, const PostinoIdentity *identity,
                                               gint64 now_us, GError **error);

/* Hides it; campaigns that name it still do. */
gboolean         postino_identities_table_remove (PostinoDb *db, gint64 id, gint64 now_us,
                                                  GError **error);

/* It is back; POSTINO_ERROR_EXISTS if another one has its address by now. */
gboolean         postino_identities_table_restore (PostinoDb *db, gint64 id, GError **error);

gboolean         postino_identities_table_is_removed (PostinoDb *db, gint64 id, gboolean *removed,
                                                      GError **error);

/* Also a removed one. NULL with POSTINO_ERROR_NOT_FOUND; yours. */
PostinoIdentity *postino_identities_table_get      (PostinoDb *db, gint64 id, GError **error);
PostinoIdentity *postino_identities_table_get_by_email (PostinoDb *db, const char *email,
                                                        GError **error);

GPtrArray       *postino_identities_table_list (PostinoDb *db, GError **error);
