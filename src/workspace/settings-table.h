/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* Table `setting`. Keys in use are named where they are read. */

/* *@value is NULL if there is none; yours. */
gboolean postino_settings_table_dup (PostinoDb *db, const char *key, char **value, GError **error);

/* NULL removes. */
gboolean postino_settings_table_set (PostinoDb *db, const char *key, const char *value,
                                     GError **error);
