/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Shared by db.c, which keeps statements, and stmt.c, which steps them. */

#include <sqlite3.h>
#include <stdarg.h>

#include "store/db.h"

struct _PostinoStmt {
  PostinoDb *db;        /* borrowed */
  sqlite3_stmt *handle; /* owned by the cache of db */
  int last_code;        /* of the last step */
  gboolean in_use;
};

void postino_stmt_bind_list (PostinoStmt *stmt, const char *types, va_list values);
