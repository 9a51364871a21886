/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/db.h"

/* Content that stays as it was: files under assets/, each named by its SHA-256, never changed. The same
 * content is kept once, whoever refers to it. Any thread. */

/* Puts @content there, durably; gives its name. Yours. NULL on failure. */
char     *postino_assets_store (const char *folder, GBytes *content, GError **error);

/* What @sha256 names, of the workspace whose database @db is. POSTINO_ERROR_NOT_FOUND if it is not
 * there, POSTINO_ERROR_DAMAGED if it is something else by now. Yours. */
GBytes   *postino_assets_load  (PostinoDb *db, const char *sha256, GError **error);

/* Removes, of the workspace in @folder, what nothing refers to: names that are not in @used (a set of
 * strings) and were last stored before @before_us. What is on its way into the database is younger. */
void      postino_assets_sweep (const char *folder, GHashTable *used, gint64 before_us);

/* Whether it is there, without reading it. */
gboolean  postino_assets_has   (PostinoDb *db, const char *sha256);
