/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

/* What contact-list, ledger-list and others have in common; private to model/. Main context only. */
typedef struct _PostinoPagedIds PostinoPagedIds;

#define POSTINO_PAGED_FIRST_ROWS 50  /* shown before the id array is there: more than a window has */
#define POSTINO_PAGED_PAGE_ROWS 200
#define POSTINO_PAGED_MAX_PAGES 16   /* kept; what a view holds of others stays alive with it */
#define POSTINO_PAGED_GROW_ROWS 30   /* announced at a time … */
#define POSTINO_PAGED_GROWN_ROWS 210 /* … up to as many as GTK 4.8's list views keep widgets for */

/* What the rows are. Queries are g_atomic_rc_box, rows plain values: both travel between
 * threads. */
typedef struct {
  /* a bump of one of these makes it read again; static, NULL-terminated */
  const char *const *topics;

  /* On a store thread. Arrays have a free function that takes NULL; rows may come in any order but
   * for the first ones. */
  GPtrArray *(*read_first) (PostinoDb *db, gconstpointer query, guint limit, GError **error);
  GArray    *(*read_ids)   (PostinoDb *db, gconstpointer query, GError **error);
  GPtrArray *(*read_rows)  (PostinoDb *db, gconstpointer query, const gint64 *ids, guint n_ids,
                            GError **error);
  /* Instead of read_ids, where reading all takes long: appends some ids to @ids, the next ones at each
   * call, each in a snapshot of its own, until *@is_done. */
  gboolean   (*read_step)  (PostinoDb *db, gconstpointer query, gpointer place, GArray *ids,
                            gboolean *is_done, GError **error);
  gpointer   (*new_place)  (void);                       /* where the steps have come to; yours */
  GDestroyNotify free_place;

  GDestroyNotify clear_query;                            /* NULL: owns nothing */

  gint64     (*get_row_id) (gconstpointer row);
  GObject   *(*make_item)  (gint64 id);                  /* a placeholder; yours */
  void       (*fill_item)  (GObject *item, gpointer row); /* takes @row */
} PostinoPagedKind;

/* @owner is not owned. It emits items-changed, and notifies its properties "n-items", "is-loading"
 * and "failure". @query is taken. Reading starts at once. */
PostinoPagedIds *postino_paged_ids_new  (const PostinoPagedKind *kind, GListModel *owner,
                                         PostinoStore *store,
                                         gpointer query);
void             postino_paged_ids_free (PostinoPagedIds *paged);

/* Shows something else; @query is taken. What was shown stays until the first rows of the new query
 * are there. */
void             postino_paged_ids_set_query (PostinoPagedIds *paged, gpointer query);

/* A nudge; see postino_topic_watch_look (). */
void             postino_paged_ids_look (PostinoPagedIds *paged);

guint            postino_paged_ids_get_n_items (PostinoPagedIds *paged);

/* The one item of that row as long as anybody holds it; its page is read if it is not there. NULL
 * past the end. */
GObject         *postino_paged_ids_get_item    (PostinoPagedIds *paged, guint position);

/* 0 past the end. Reads nothing. */
gint64           postino_paged_ids_get_id      (PostinoPagedIds *paged, guint position);
gboolean         postino_paged_ids_find        (PostinoPagedIds *paged, gint64 id, guint *position);

/* TRUE until all ids of the present query are there and announced, or it failed. */
gboolean         postino_paged_ids_is_loading  (PostinoPagedIds *paged);

/* The sentence why the last reading failed, or NULL; borrowed. */
const char      *postino_paged_ids_get_failure (PostinoPagedIds *paged);

/* Items that are alive, whoever holds them. */
guint            postino_paged_ids_count_alive (PostinoPagedIds *paged);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PostinoPagedIds, postino_paged_ids_free)
