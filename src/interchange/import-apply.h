/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "contacts/contacts-bulk-table.h"
#include "interchange/import-map.h"
#include "interchange/import.h"
#include "interchange/stage-table.h"

/* The last of a staged row's values, where the file has a column for it. */
#define POSTINO_IMPORT_AGREED "1"
#define POSTINO_IMPORT_NOT_AGREED "0"

/* What an import does to one contact; shared by the dry run, which only asks, and the real one. One
 * thread at a time. */
typedef struct {
  const PostinoImportOptions *options;
  const PostinoImportMap *map;
  gboolean write;              /* FALSE: only find out what would happen */
  gint64 import;
  gint64 now_us;               /* the stamp of all rows */
  gint64 evidence;             /* 0: no consent, or a dry run */
  guint purposes;
  GArray *lists;               /* of gint64; 0 for one that does not exist yet */
  GArray *tags;
  GArray *made_lists;          /* of gint64: those this import made */
  char **columns;              /* of contact, by column of the map; NULL: does not exist yet */
  PostinoContactsBulk *bulk;
  gint64 compared_evidence;    /* the evidence looked at last, and */
  gboolean compared_same;      /* whether it shows the same words */
  /* within this transaction: nothing is known of keys before next_key (NULL: of any) */
  gboolean knows_next;
  char *next_key;
  /* of contacts that are in, but not yet their lists, tags, consents and journal; 0: none */
  gint64 first_added;
  gint64 last_added;
} PostinoImportTarget;

/* Finds lists, tags and fields, or makes them if @target->write; and the evidence of consent.
 * Inside a transaction. */
gboolean postino_import_target_prepare (PostinoImportTarget *target, PostinoDb *db,
                                        const char *file, GError **error);
void     postino_import_target_clear   (PostinoImportTarget *target);

/* Counts what happens to @staged in @counts, and makes it happen if @target->write. Inside a
 * transaction. */
gboolean postino_import_apply_one      (PostinoImportTarget *target, PostinoDb *db,
                                        const PostinoStaged *staged,
                                        PostinoImportOutcome *counts, GError **error);

/* Before a transaction, and at its end: what contacts that were added have in common is written for
 * all of them. */
void     postino_import_apply_begin    (PostinoImportTarget *target);
gboolean postino_import_apply_flush    (PostinoImportTarget *target, PostinoDb *db, GError **error);

/* Takes back what the journal says of @contact. Inside a transaction. */
gboolean postino_import_restore_one    (PostinoDb *db, gint64 import, gint64 stamp_us,
                                        gint64 contact, const char *before,
                                        gint64 now_us, GError **error);
