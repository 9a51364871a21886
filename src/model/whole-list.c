/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists that are read whole, on a store thread, when one of their topics has moved.
 *
 * An item stays the same object for as long as its row is there: reading again fills it in place,
 * and items-changed is emitted only for what came, went or moved, so that selections and open pages
 * survive. What moves while a reading is under way makes one more, however often it moved. */

#include "model/whole-list.h"

#include "model/item-splice.h"
#include "model/topic-watch.h"

enum {
  QUICK_US = 20000,
  RESTS_A_READING = 4,
};

struct _PostinoWholeList {
  const PostinoWholeKind *kind;
  GListModel *owner;
  PostinoStore *store;
  gconstpointer query;
  PostinoTopicWatch *watch;
  GPtrArray *items;   /* of GObject */
  GCancellable *read; /* under way, or NULL */
  gboolean again;     /* something moved meanwhile */
  gint64 began_us;    /* of the last reading; monotonic, as below */
  gint64 ended_us;
  gint64 took_us;
  gboolean is_loading;
  char *failure;
};

typedef struct {
  const PostinoWholeKind *kind;
  gconstpointer query;
  GPtrArray *rows;
} Reading;

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->rows, g_ptr_array_unref);
  g_free (reading);
}

static gboolean
read_rows (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Reading *reading = data;

  reading->rows = reading->kind->read (db, reading->query, error);
  return reading->rows != NULL;
}

static void
set_failure (PostinoWholeList *self,
             const char       *failure)
{
  if (g_strcmp0 (self->failure, failure) == 0)
    return;
  g_free (self->failure);
  self->failure = g_strdup (failure);
  g_object_notify (G_OBJECT (self->owner), "failure");
}

/* The items of what was read, those that were there filled again. Takes the rows. */
static GPtrArray *
build_items (PostinoWholeList *self,
             GPtrArray        *rows)
{
  GPtrArray *items = g_ptr_array_new_full (rows->len, g_object_unref);

  for (guint i = 0; i < rows->len; i++)
    {
      gpointer row = g_steal_pointer (&rows->pdata[i]);
      gpointer item = postino_whole_list_find (self, self->kind->get_row_id (row, self->query), NULL);

      if (item == NULL)
        {
          g_ptr_array_add (items, self->kind->make_item (row, self->query));
          continue;
        }
      g_ptr_array_add (items, g_object_ref (item));
      self->kind->fill_item (item, row);
    }
  return items;
}

/* An import moves its topics with every transaction, and counting the members of lists is work for
 * a million: a reading that took long is not begun again at once. The next look asks again. */
static gboolean
has_rested (PostinoWholeList *self)
{
  return self->took_us < QUICK_US
         || g_get_monotonic_time () - self->ended_us >= RESTS_A_READING * self->took_us;
}

static void start_reading (PostinoWholeList *self);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Reading *reading = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  PostinoWholeList *self;
  g_autoptr (GListModel) owner = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = user_data;
  owner = g_object_ref (self->owner); /* who is told may drop it */
  g_clear_object (&self->read);
  set_failure (self, error != NULL ? error->message : NULL);
  if (reading != NULL
      && postino_item_splice (owner, &self->items, build_items (self, reading->rows)))
    g_object_notify (G_OBJECT (owner), "n-items");
  if (self->is_loading)
    {
      self->is_loading = FALSE;
      g_object_notify (G_OBJECT (owner), "is-loading");
    }
  self->ended_us = g_get_monotonic_time ();
  self->took_us = self->ended_us - self->began_us;
  if (self->again && self->read == NULL && has_rested (self))
    start_reading (self);
}

/* What is under way, if anything, is no longer of interest. */
static void
start_reading (PostinoWholeList *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->kind = self->kind;
  reading->query = self->query;
  if (self->read != NULL)
    g_cancellable_cancel (self->read);
  g_clear_object (&self->read);
  self->read = g_cancellable_new ();
  self->began_us = g_get_monotonic_time ();
  self->again = FALSE;
  postino_store_run_async (self->store, FALSE, read_rows, reading, free_reading, self->read, read_cb,
                           self);
}

static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  PostinoWholeList *self = user_data;

  self->again = self->again || moved;
  if (self->again && self->read == NULL && has_rested (self))
    start_reading (self);
}

PostinoWholeList *
postino_whole_list_new (const PostinoWholeKind *kind,
                        GListModel             *owner,
                        PostinoStore           *store,
                        gconstpointer           query)
{
  PostinoWholeList *self = g_new0 (PostinoWholeList, 1);

  self->kind = kind;
  self->owner = owner;
  self->store = g_object_ref (store);
  self->query = query;
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->is_loading = TRUE;
  self->watch = postino_topic_watch_new (store, kind->topics, looked_cb, self);
  return self;
}

void
postino_whole_list_free (PostinoWholeList *self)
{
  postino_topic_watch_free (self->watch);
  if (self->read != NULL)
    g_cancellable_cancel (self->read);
  g_clear_object (&self->read);
  g_object_unref (self->store);
  g_ptr_array_unref (self->items);
  g_free (self->failure);
  g_free (self);
}

void
postino_whole_list_set_query (PostinoWholeList *self,
                              gconstpointer     query)
{
  self->query = query;
  if (self->read != NULL || !self->is_loading) /* else the first look has not been made yet */
    start_reading (self);
}

void
postino_whole_list_look (PostinoWholeList *self)
{
  postino_topic_watch_look (self->watch);
}

guint
postino_whole_list_get_n_items (PostinoWholeList *self)
{
  return self->items->len;
}

gpointer
postino_whole_list_get_item (PostinoWholeList *self,
                             guint             position)
{
  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

gpointer
postino_whole_list_find (PostinoWholeList *self,
                         gint64            id,
                         guint            *position)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      if (self->kind->get_item_id (self->items->pdata[i]) != id)
        continue;
      if (position != NULL)
        *position = i;
      return self->items->pdata[i];
    }
  return NULL;
}

gboolean
postino_whole_list_is_loading (PostinoWholeList *self)
{
  return self->is_loading;
}

const char *
postino_whole_list_get_failure (PostinoWholeList *self)
{
  return self->failure;
}
