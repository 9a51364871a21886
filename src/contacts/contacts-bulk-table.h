/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

/* Table `contact` for stories that touch a great many rows: statements are written once for a set
 * of columns chosen at run time. No change is bumped here: the story does, once a transaction. One
 * thread at a time. */
typedef struct _PostinoContactsBulk PostinoContactsBulk;

/* What find () read, also about a key that is no contact's; values are in the order of the columns,
 * borrowed until the next find (). */
typedef struct {
  gint64 id;          /* 0: there is no such contact */
  guint consent;
  gint64 modified_us;
  gint64 deleted_us;  /* 0: not deleted */
  gboolean is_suppressed; /* the key or its domain: postino_suppression_table_check () says why */
  gboolean has_consents;  /* there are rows in consent, whatever they say */
  char **values;
} PostinoBulkContact;

/* @columns: names of columns, NULL for one that does not exist yet, whose values read as empty. */
PostinoContactsBulk *postino_contacts_bulk_new  (const char *const *columns, guint n_columns);
void                 postino_contacts_bulk_free (PostinoContactsBulk *bulk);

gboolean postino_contacts_bulk_find   (PostinoContactsBulk *bulk, PostinoDb *db, const char *key,
                                       PostinoBulkContact *found,
                                       GError **error);
/* The smallest key from @key on of which find () would say anything; *next NULL: there is none, so
 * that nothing need be asked of greater keys. Within one transaction; yours. */
gboolean postino_contacts_bulk_find_next (PostinoDb *db, const char *key, char **next,
                                          GError **error);

gboolean postino_contacts_bulk_insert (PostinoContactsBulk *bulk, PostinoDb *db, const char *key,
                                       const char *address,
                                       const char *const *values, guint consent, gint64 import, gint64 now_us, gint64 *id,
                                       GError **error);
/* Writes all columns; a deleted contact comes back. */
gboolean postino_contacts_bulk_update (PostinoContactsBulk *bulk, PostinoDb *db, gint64 id,
                                       const char *const *values,
                                       guint consent, gint64 now_us, GError **error);

/* For an undo. Gives one column its former value, if it still has the one that was written. */
gboolean postino_contacts_bulk_restore_column (PostinoDb *db, gint64 id, const char *column,
                                               const char *before,
                                               const char *after, GError **error);
/* Gives the times their former values, if nobody has touched the contact since @stamp_us. */
gboolean postino_contacts_bulk_restore_times  (PostinoDb *db, gint64 id, gint64 stamp_us,
                                               gint64 modified_us,
                                               gint64 deleted_us, GError **error);
/* Removes the row with its lists and tags, if nobody has touched it since @stamp_us and nothing
 * else refers to it (ledger, events, a test); else marks it deleted. */
gboolean postino_contacts_bulk_remove         (PostinoDb *db, gint64 id, gint64 stamp_us,
                                               gint64 now_us, GError **error);

/* *key NULL if there is no such row; yours. */
gboolean postino_contacts_bulk_get_key        (PostinoDb *db, gint64 id, char **key,
                                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoContactsBulk, postino_contacts_bulk_free)
