/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dkim/record.h"
#include "store/db.h"

/* Table `dkim_key`: what is known of a key but its private half. A value. */
typedef struct {
  gint64 id;
  char *domain;
  char *selector;
  PostinoDkimKind kind;
  char *public_key;   /* base64 */
  gint64 created_us;
  gint64 checked_us;  /* 0: DNS has not answered yet */
  gint64 seen_us;     /* since when DNS has shown it; 0: it does not */
} PostinoDkimKeyRow;

void        postino_dkim_key_row_free (PostinoDkimKeyRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoDkimKeyRow, postino_dkim_key_row_free)

/* POSTINO_ERROR_EXISTS if the domain has that selector. *@id: its number. */
gboolean    postino_dkim_keys_table_insert  (PostinoDb *db, const PostinoDkimKeyRow *row, gint64 *id,
                                             GError **error);
gboolean    postino_dkim_keys_table_remove  (PostinoDb *db, gint64 id, GError **error);

/* PostinoDkimKeyRow, the newest first, of a pair RSA; @domain NULL: of all domains. Yours. */
GPtrArray  *postino_dkim_keys_table_list    (PostinoDb *db, const char *domain, GError **error);

/* Those DNS should be asked about at @now_us: daily, sooner while a record is awaited, and when a
 * campaign of their domain is about to be sent. */
GPtrArray  *postino_dkim_keys_table_list_due (PostinoDb *db, gint64 now_us, GError **error);

/* What DNS answered. */
gboolean    postino_dkim_keys_table_note    (PostinoDb *db, gint64 id, gboolean is_shown,
                                             gint64 now_us, GError **error);

/* The name the private key has among the secrets; yours. */
char       *postino_dkim_keys_table_build_secret_name (gint64 id);
