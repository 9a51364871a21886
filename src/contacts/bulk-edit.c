/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A change to many contacts at once.
 *
 * It is done in transactions of a few milliseconds, so that a campaign that is being sent commits
 * in between; so other programs may see it half done. What each changed is noted, and undo goes by
 * these notes: a contact that was in the list before stays in it. A crash in between leaves a part
 * done, as if fewer had been selected; nothing else is half done.
 *
 * The size of a transaction follows the time the last one took, since a tag costs a tenth of a
 * deletion, which the indexes and the search index hear of. */

#include "contacts/bulk-edit.h"

#include "contacts/contacts-table.h"
#include "contacts/lists-table.h"
#include "contacts/tags-table.h"

enum {
  FIRST_CHUNK = 100,
  MIN_CHUNK = 20,
  MAX_CHUNK = 2000,
  AIM_US = 8000, /* of 10 ms a write may last, the commit included */
};

struct _PostinoBulkEdit {
  PostinoBulkVerb verb;
  gint64 target;
  GArray *ids;
  GArray *touched;    /* what was changed, in the order it was */
  GArray *joined_us;  /* beside it, for REMOVE_FROM_LIST */
  gint64 done_at_us;
  gint n_done;        /* atomic */
};

/* One transaction of it. */
typedef struct {
  PostinoBulkEdit *edit;
  const gint64 *ids;
  guint first;
  guint n_ids;
  gboolean undo;
  gint64 now_us;
  GArray *touched;
  GArray *joined_us;
} Chunk;

typedef gboolean (*ChunkFunc) (PostinoDb *db, Chunk *chunk, GError **error);

static gboolean
add_to_list (PostinoDb *db,
             Chunk     *chunk,
             GError   **error)
{
  return postino_lists_table_add_many (db, chunk->edit->target, chunk->ids, chunk->n_ids,
                                       chunk->now_us, chunk->touched, error);
}

static gboolean
remove_from_list (PostinoDb *db,
                  Chunk     *chunk,
                  GError   **error)
{
  return postino_lists_table_remove_many (db, chunk->edit->target, chunk->ids, chunk->n_ids,
                                          chunk->touched, chunk->joined_us, error);
}

static gboolean
put_back_in_list (PostinoDb *db,
                  Chunk     *chunk,
                  GError   **error)
{
  for (guint i = 0; i < chunk->n_ids; i++)
    {
      gint64 joined_us = g_array_index (chunk->edit->joined_us, gint64, chunk->first + i);

      if (!postino_lists_table_restore_member (db, chunk->edit->target, chunk->ids[i], joined_us,
                                               error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_tag (PostinoDb *db,
         Chunk     *chunk,
         GError   **error)
{
  return postino_tags_table_add_many (db, chunk->edit->target, chunk->ids, chunk->n_ids,
                                      chunk->touched, error);
}

static gboolean
remove_tag (PostinoDb *db,
            Chunk     *chunk,
            GError   **error)
{
  return postino_tags_table_remove_many (db, chunk->edit->target, chunk->ids, chunk->n_ids,
                                         chunk->touched, error);
}

static gboolean
delete_contacts (PostinoDb *db,
                 Chunk     *chunk,
                 GError   **error)
{
  return postino_contacts_table_delete_many (db, chunk->ids, chunk->n_ids, chunk->now_us,
                                             chunk->touched, error);
}

static gboolean
undelete_contacts (PostinoDb *db,
                   Chunk     *chunk,
                   GError   **error)
{
  return postino_contacts_table_undelete_many (db, chunk->ids, chunk->n_ids,
                                               chunk->edit->done_at_us, chunk->now_us,
                                               chunk->touched, error);
}

static const struct {
  ChunkFunc run;
  ChunkFunc undo;
} verbs[] = {
  [POSTINO_BULK_ADD_TO_LIST] = { add_to_list, remove_from_list },
  [POSTINO_BULK_REMOVE_FROM_LIST] = { remove_from_list, put_back_in_list },
  [POSTINO_BULK_ADD_TAG] = { add_tag, remove_tag },
  [POSTINO_BULK_REMOVE_TAG] = { remove_tag, add_tag },
  [POSTINO_BULK_DELETE] = { delete_contacts, undelete_contacts },
};

static gboolean
run_chunk (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Chunk *chunk = data;
  PostinoBulkVerb verb = chunk->edit->verb;

  return chunk->undo ? verbs[verb].undo (db, chunk, error) : verbs[verb].run (db, chunk, error);
}

static guint
choose_next_size (guint  size,
                  gint64 took_us)
{
  gint64 fitting = (gint64) size * AIM_US / MAX (took_us, 1);

  return (guint) CLAMP (fitting, MIN (MIN_CHUNK, size), MIN (MAX_CHUNK, size * 2));
}

/* @touched and @joined_us get what the transactions that were committed changed. */
static gboolean
run_chunks (PostinoBulkEdit *edit,
            PostinoStore    *store,
            const GArray    *ids,
            gboolean         undo,
            gint64           now_us,
            GCancellable    *cancellable,
            GError         **error)
{
  guint size = FIRST_CHUNK;

  for (guint first = 0; first < ids->len;)
    {
      g_autoptr (GArray) touched = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (GArray) joined_us = g_array_new (FALSE, FALSE, sizeof (gint64));
      Chunk chunk = { edit, &g_array_index (ids, gint64, first), first, MIN (size, ids->len - first),
                      undo, now_us, touched, joined_us };
      gint64 started = g_get_monotonic_time ();

      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !postino_store_write (store, POSTINO_STORE_NORMAL, run_chunk, &chunk, error))
        return FALSE;
      if (!undo)
        {
          g_array_append_vals (edit->touched, touched->data, touched->len);
          g_array_append_vals (edit->joined_us, joined_us->data, joined_us->len);
        }
      first += chunk.n_ids;
      g_atomic_int_set (&edit->n_done, (gint) first);
      size = choose_next_size (size, g_get_monotonic_time () - started);
    }
  return TRUE;
}

PostinoBulkEdit *
postino_bulk_edit_new (PostinoBulkVerb verb,
                       gint64          target,
                       GArray         *ids)
{
  PostinoBulkEdit *edit = g_new0 (PostinoBulkEdit, 1);

  edit->verb = verb;
  edit->target = target;
  edit->ids = ids;
  edit->touched = g_array_new (FALSE, FALSE, sizeof (gint64));
  edit->joined_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  return edit;
}

void
postino_bulk_edit_free (PostinoBulkEdit *edit)
{
  if (edit == NULL)
    return;
  g_array_unref (edit->ids);
  g_array_unref (edit->touched);
  g_array_unref (edit->joined_us);
  g_free (edit);
}

gboolean
postino_bulk_edit_run (PostinoBulkEdit *edit,
                       PostinoStore    *store,
                       gint64           now_us,
                       GCancellable    *cancellable,
                       GError         **error)
{
  edit->done_at_us = now_us;
  if (run_chunks (edit, store, edit->ids, FALSE, now_us, cancellable, error))
    return TRUE;
  /* What failed may keep failing: the first reason is the one to tell. */
  postino_bulk_edit_undo (edit, store, now_us, NULL);
  return FALSE;
}

gboolean
postino_bulk_edit_undo (PostinoBulkEdit *edit,
                        PostinoStore    *store,
                        gint64           now_us,
                        GError         **error)
{
  return run_chunks (edit, store, edit->touched, TRUE, now_us, NULL, error);
}

guint
postino_bulk_edit_get_n_changed (PostinoBulkEdit *edit)
{
  return edit->touched->len;
}

guint
postino_bulk_edit_get_n_done (PostinoBulkEdit *edit)
{
  return (guint) g_atomic_int_get (&edit->n_done);
}
