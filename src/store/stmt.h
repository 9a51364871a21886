/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A running statement, borrowed from its PostinoDb: see postino_db_query (). Columns count from
 * 0. */
typedef struct _PostinoStmt PostinoStmt;

/* For postino_db_prepare (): parameters count from 1, NULL text makes NULL; unbound ones are
 * NULL. */
void        postino_stmt_bind_text (PostinoStmt *stmt, int parameter, const char *text);
void        postino_stmt_bind_int  (PostinoStmt *stmt, int parameter, gint64 number);

/* TRUE while there is a row. FALSE at the end and on failure: postino_stmt_finish () tells
 * which. */
gboolean    postino_stmt_next      (PostinoStmt *stmt);

/* Gives the statement back. FALSE with @error if a step failed. */
gboolean    postino_stmt_finish    (PostinoStmt *stmt, GError **error);

gint64      postino_stmt_get_int    (PostinoStmt *stmt, int column);
double      postino_stmt_get_double (PostinoStmt *stmt, int column);
gboolean    postino_stmt_is_null    (PostinoStmt *stmt, int column);
/* borrowed until the next step; NULL for NULL */
const char *postino_stmt_get_text   (PostinoStmt *stmt, int column);
char       *postino_stmt_dup_text   (PostinoStmt *stmt, int column); /* yours; NULL for NULL */
GBytes     *postino_stmt_dup_bytes  (PostinoStmt *stmt, int column); /* yours; NULL for NULL */

/* "[1,2,3]": a parameter for `id IN (SELECT value FROM json_each (?1))`, one prepared text for any
 * number of ids; yours. */
char       *postino_stmt_build_id_list (const gint64 *ids, guint n_ids);

/* Steps @stmt to its end and gives it back; the first column of every row is appended to @ids (of
 * gint64). @stmt may be NULL: then @error is set already. */
gboolean    postino_stmt_finish_ids (PostinoStmt *stmt, GArray *ids, GError **error);
