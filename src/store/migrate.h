/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* A kind of database file and the way from nothing to its newest version. */
typedef struct {
  /* stands in the file's header: another program's file is not touched */
  gint32 application_id;
  const char *const *migrations; /* resource names ("schema/0001-start.sql"), NULL-terminated; version N is the Nth */
} PostinoSchema;

/* How many migrations @db lacks; -1 with POSTINO_ERROR_NEWER for a newer file,
 * POSTINO_ERROR_INVALID for a foreign one. */
int      postino_migrate_count_missing (PostinoDb *db, const PostinoSchema *schema, GError **error);

/* Brings @db to the newest version, each migration in a transaction of its own. The caller holds
 * whatever keeps other programs out, and has made a backup. */
gboolean postino_migrate (PostinoDb *db, const PostinoSchema *schema, GError **error);
