/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of a million rows that holds eight bytes for each.
 *
 * A query is answered in two steps: its first rows by keyset, which a window can show at once, then
 * the ids of all its rows in their order. Contents are read by pages of ids when somebody asks for
 * an item, and the last used pages are kept. Sorting and filtering are other queries, never work in
 * memory.
 *
 * Invariants:
 *   - An item belongs to an id, not to a position. As long as anybody holds it, it is the only one of its id, so that
 *     selections and focus survive whatever is read again. `alive` finds it, and holds no reference.
 *   - Nothing here waits for the database. An item that is asked for before its page is there is a placeholder, and is
 *     filled when the page comes; a page of which nobody holds an item any more is not read.
 *   - What was read for an older generation of the id array is dropped: it may be older than what is shown.
 *   - After a topic moved only the ids are read, and items-changed names what differs between the ends that stayed; the
 *     items alive are filled again in place. Reading again rests RELOAD_REST times as long as it took, so that an import
 *     that bumps all the time does not keep a processor busy with a million ids.
 *   - It grows from a short list to a long one in steps: a view makes widgets for some two hundred of the rows that appear,
 *     which at once is a tenth of a second. Behind POSTINO_PAGED_GROWN_ROWS they are made, and the rest is announced together.
 *   - A kind may read its ids in steps, each a transaction of its own; all of them are one reading: shown at the end,
 *     cancelled together, what moved meanwhile read after it.
 *   - Freeing it cancels what is under way; a cancelled answer touches nothing. */

#include "model/paged-ids.h"

#include "model/topic-watch.h"

enum {
  MAX_READS = 2,   /* pages at the same time */
  RELOAD_REST = 3,
  GROW_EVERY_MS = 17,
};

typedef struct {
  GList link;       /* in `wanted` or `recent`; data is the page */
  guint number;
  gboolean waiting; /* in `wanted` */
  GPtrArray *items; /* NULL until they were read */
} Page;

/* No row stands on it: POSTINO_PAGED_PAGE_ROWS is more than 1. */
#define NO_PAGE G_MAXUINT

/* An item somebody holds. */
typedef struct {
  gint64 id;
  GObject *item;    /* not owned */
  PostinoPagedIds *paged;
} Alive;

struct _PostinoPagedIds {
  const PostinoPagedKind *kind;
  GListModel *owner;
  PostinoStore *store;
  PostinoTopicWatch *watch;
  GCancellable *cancellable;    /* of all that is read */
  gpointer query;
  char *failure;

  GArray *ids;                  /* of gint64 */
  guint n_shown;                /* of them: fewer than all while it grows */
  guint grow_id;
  guint generation;             /* of the ids */
  GHashTable *alive;            /* id → Alive, owned */
  GHashTable *pages;            /* number → Page, owned */
  GQueue wanted;                /* of Page: to be read, last asked for first */
  GQueue recent;                /* of Page: read, last used first */
  GQueue refresh;               /* of GArray: ids of items to be filled again */
  guint n_reads;

  GCancellable *load;           /* the reading of ids under way, or NULL */
  gint64 load_started_us;
  gboolean is_loading;
  gboolean is_started;          /* the watch has looked once: numbers are read before rows */
  gboolean again;               /* a topic moved meanwhile */
  guint rest_id;
};

typedef struct {
  const PostinoPagedKind *kind;
  gpointer query;
  gboolean is_first;
  GPtrArray *first;             /* the one or the other */
  GArray *ids;
  gpointer place;               /* of a kind that reads in steps */
  gboolean is_done;
} Load;

typedef struct {
  const PostinoPagedKind *kind;
  gpointer query;
  GArray *ids;
  GPtrArray *rows;
  guint generation;
  guint page;                   /* NO_PAGE: only to be filled */
} Batch;

static void
free_page (gpointer data)
{
  Page *page = data;

  g_clear_pointer (&page->items, g_ptr_array_unref);
  g_free (page);
}

static void
free_load (gpointer data)
{
  Load *load = data;

  g_atomic_rc_box_release_full (load->query, load->kind->clear_query);
  g_clear_pointer (&load->first, g_ptr_array_unref);
  g_clear_pointer (&load->ids, g_array_unref);
  g_clear_pointer (&load->place, load->kind->free_place);
  g_free (load);
}

static void
free_batch (gpointer data)
{
  Batch *batch = data;

  g_atomic_rc_box_release_full (batch->query, batch->kind->clear_query);
  g_array_unref (batch->ids);
  g_clear_pointer (&batch->rows, g_ptr_array_unref);
  g_free (batch);
}

static void
item_gone_cb (gpointer  data,
              GObject  *item)
{
  Alive *alive = data;

  g_hash_table_remove (alive->paged->alive, &alive->id); /* frees it */
}

/* Yours: the item of @id that is alive, else a new placeholder. */
static GObject *
take_item (PostinoPagedIds *self,
           gint64           id)
{
  Alive *alive = g_hash_table_lookup (self->alive, &id);

  if (alive != NULL)
    return g_object_ref (alive->item);
  alive = g_new0 (Alive, 1);
  alive->id = id;
  alive->item = self->kind->make_item (id);
  alive->paged = self;
  g_hash_table_insert (self->alive, &alive->id, alive);
  g_object_weak_ref (alive->item, item_gone_cb, alive);
  return alive->item;
}

static void
set_failure (PostinoPagedIds *self,
             const char      *failure)
{
  if (g_strcmp0 (self->failure, failure) == 0)
    return;
  g_free (self->failure);
  self->failure = g_strdup (failure);
  g_object_notify (G_OBJECT (self->owner), "failure");
}

static void
set_loading (PostinoPagedIds *self,
             gboolean         is_loading)
{
  gboolean was_loading = postino_paged_ids_is_loading (self);

  self->is_loading = is_loading;
  if (postino_paged_ids_is_loading (self) != was_loading)
    g_object_notify (G_OBJECT (self->owner), "is-loading");
}

static Page *
add_page (PostinoPagedIds *self,
          guint            number)
{
  Page *page = g_new0 (Page, 1);

  page->number = number;
  page->link.data = page;
  g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), page);
  return page;
}

static void
keep_items (PostinoPagedIds *self,
            Page            *page,
            GPtrArray       *items)
{
  page->items = items;
  g_queue_push_head_link (&self->recent, &page->link);
  if (g_queue_get_length (&self->recent) > POSTINO_PAGED_MAX_PAGES)
    {
      Page *oldest = g_queue_pop_tail_link (&self->recent)->data;

      g_hash_table_remove (self->pages, GUINT_TO_POINTER (oldest->number));
    }
}

static GArray *
list_page_ids (PostinoPagedIds *self,
               guint            number)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint start = number * POSTINO_PAGED_PAGE_ROWS;

  g_array_append_vals (ids, &g_array_index (self->ids, gint64, start),
                       MIN (POSTINO_PAGED_PAGE_ROWS, self->ids->len - start));
  return ids;
}

static gboolean
is_any_alive (PostinoPagedIds *self,
              GArray          *ids)
{
  for (guint i = 0; i < ids->len; i++)
    {
      if (g_hash_table_contains (self->alive, &g_array_index (ids, gint64, i)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_batch (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Batch *batch = data;

  batch->rows = batch->kind->read_rows (db, batch->query, (const gint64 *) batch->ids->data,
                                        batch->ids->len, error);
  return batch->rows != NULL;
}

/* The items of @rows, filled; those of a page are made, for others only items alive are looked
 * for. */
static GPtrArray *
fill_items (PostinoPagedIds *self,
            GPtrArray       *rows,
            gboolean         make)
{
  GPtrArray *items = g_ptr_array_new_full (rows->len, g_object_unref);

  for (guint i = 0; i < rows->len; i++)
    {
      gint64 id = self->kind->get_row_id (rows->pdata[i]);

      if (!make && !g_hash_table_contains (self->alive, &id))
        continue;
      g_ptr_array_add (items, take_item (self, id));
      self->kind->fill_item (items->pdata[items->len - 1], g_steal_pointer (&rows->pdata[i]));
    }
  return items;
}

/* Takes out of the list, and gives to the caller, so that items live until the owner's views have
 * looked: the pages not read yet (what they were for is refreshed), and those that reach past the
 * first @upto rows. */
static GPtrArray *
forget_pages (PostinoPagedIds *self,
              guint            upto)
{
  GPtrArray *forgotten = g_ptr_array_new_with_free_func (free_page);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Page *page = value;

      if (page->items != NULL && (page->number + 1) * POSTINO_PAGED_PAGE_ROWS <= upto)
        continue;
      if (page->items != NULL)
        g_queue_unlink (&self->recent, &page->link);
      else if (page->waiting)
        g_queue_unlink (&self->wanted, &page->link);
      g_hash_table_iter_steal (&iter);
      g_ptr_array_add (forgotten, page);
    }
  return forgotten;
}

static void read_next (PostinoPagedIds *self);

static void
batch_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Batch *batch = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  PostinoPagedIds *self = user_data;
  g_autoptr (GListModel) owner = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  owner = g_object_ref (self->owner); /* who is told may drop it */
  self->n_reads--;
  if (batch == NULL)
    {
      g_ptr_array_unref (forget_pages (self, G_MAXUINT)); /* whoever asks again tries again */
      set_failure (self, error->message);
    }
  else if (batch->generation == self->generation)
    {
      g_autoptr (GPtrArray) items = fill_items (self, batch->rows, batch->page != NO_PAGE);
      Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (batch->page));

      if (page != NULL && page->items == NULL)
        keep_items (self, page, g_steal_pointer (&items));
    }
  read_next (self);
}

static void
start_batch (PostinoPagedIds *self,
             GArray          *ids,
             guint            page)
{
  Batch *batch = g_new0 (Batch, 1);

  batch->kind = self->kind;
  batch->query = g_atomic_rc_box_acquire (self->query);
  batch->ids = ids;
  batch->generation = self->generation;
  batch->page = page;
  self->n_reads++;
  postino_store_run_async (self->store, FALSE, read_batch, batch, free_batch, self->cancellable,
                           batch_read_cb, self);
}

/* Pages that somebody waits for first, then what is to be filled again. */
static void
read_next (PostinoPagedIds *self)
{
  while (self->n_reads < MAX_READS && !g_queue_is_empty (&self->wanted))
    {
      Page *page = g_queue_pop_head_link (&self->wanted)->data;
      g_autoptr (GArray) ids = list_page_ids (self, page->number);

      page->waiting = FALSE;
      if (is_any_alive (self, ids))
        start_batch (self, g_steal_pointer (&ids), page->number);
      else
        g_hash_table_remove (self->pages, GUINT_TO_POINTER (page->number));
    }
  while (self->n_reads < MAX_READS && !g_queue_is_empty (&self->refresh))
    start_batch (self, g_queue_pop_head (&self->refresh), NO_PAGE);
}

/* Everything alive is filled again, in batches. */
static void
refresh_alive (PostinoPagedIds *self)
{
  GArray *batch = NULL;
  GHashTableIter iter;
  gpointer id;

  g_queue_clear_full (&self->refresh, (GDestroyNotify) g_array_unref);
  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (batch == NULL || batch->len == POSTINO_PAGED_PAGE_ROWS)
        {
          batch = g_array_new (FALSE, FALSE, sizeof (gint64));
          g_queue_push_tail (&self->refresh, batch);
        }
      g_array_append_vals (batch, id, 1);
    }
  read_next (self);
}

/* How many of the ids may be shown after @n_shown. */
static guint
limit_shown (PostinoPagedIds *self,
             guint            n_shown)
{
  if (n_shown >= POSTINO_PAGED_GROWN_ROWS)
    return self->ids->len;
  return MIN (self->ids->len, n_shown + POSTINO_PAGED_GROW_ROWS);
}

static gboolean
grow_cb (gpointer user_data)
{
  PostinoPagedIds *self = user_data;
  g_autoptr (GListModel) owner = g_object_ref (self->owner); /* who is told may drop it */
  guint old = self->n_shown;
  gboolean goes_on;

  self->n_shown = limit_shown (self, old);
  goes_on = self->n_shown < self->ids->len;
  if (!goes_on)
    self->grow_id = 0;
  g_list_model_items_changed (self->owner, old, 0, self->n_shown - old);
  g_object_notify (G_OBJECT (self->owner), "n-items");
  if (!goes_on && !self->is_loading)
    g_object_notify (G_OBJECT (self->owner), "is-loading");
  return goes_on;
}

/* Shows @ids (taken); says what differs between the ends that stayed. @first_items (taken, may be
 * NULL) are those of all its rows. */
static void
show_ids (PostinoPagedIds *self,
          GArray          *ids,
          GPtrArray       *first_items)
{
  g_autoptr (GArray) old = self->ids;
  g_autoptr (GPtrArray) forgotten = NULL;
  gboolean was_loading = postino_paged_ids_is_loading (self);
  guint n_old = self->n_shown;
  guint shorter;
  guint head = 0;
  guint tail = 0;

  self->ids = ids;
  self->n_shown = limit_shown (self, n_old);
  shorter = MIN (n_old, self->n_shown);
#define ID(array, i) g_array_index (array, gint64, i)
  while (head < shorter && ID (old, head) == ID (ids, head))
    head++;
  while (tail < shorter - head && ID (old, n_old - 1 - tail) == ID (ids, self->n_shown - 1 - tail))
    tail++;
#undef ID

  self->generation++;
  forgotten = forget_pages (self, first_items != NULL ? 0 : old->len == ids->len
                            && head == old->len ? G_MAXUINT : head);
  if (first_items != NULL)
    keep_items (self, add_page (self, 0), first_items);
  g_clear_handle_id (&self->grow_id, g_source_remove);
  if (self->n_shown < ids->len)
    self->grow_id = g_timeout_add (GROW_EVERY_MS, grow_cb, self);
  if (head < n_old || head < self->n_shown)
    g_list_model_items_changed (self->owner, head, n_old - head - tail, self->n_shown - head - tail);
  if (n_old != self->n_shown)
    g_object_notify (G_OBJECT (self->owner), "n-items");
  if (postino_paged_ids_is_loading (self) != was_loading)
    g_object_notify (G_OBJECT (self->owner), "is-loading");
}

static void
show_first (PostinoPagedIds *self,
            GPtrArray       *rows)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < rows->len; i++)
    {
      gint64 id = self->kind->get_row_id (rows->pdata[i]);

      g_array_append_val (ids, id);
    }
  show_ids (self, ids, fill_items (self, rows, TRUE));
}

static gboolean
read_load (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Load *load = data;

  if (load->is_first)
    {
      load->first = load->kind->read_first (db, load->query, POSTINO_PAGED_FIRST_ROWS, error);
      return load->first != NULL;
    }
  if (load->place != NULL)
    return load->kind->read_step (db, load->query, load->place, load->ids, &load->is_done, error);
  load->is_done = TRUE;
  load->ids = load->kind->read_ids (db, load->query, error);
  return load->ids != NULL;
}

static void run_load (PostinoPagedIds *self, Load *load);
static void start_load (PostinoPagedIds *self, gboolean first);

/* What a step has read goes on with the next one; the old one dies with its answer. */
static Load *
take_load (Load *load)
{
  Load *next = g_new0 (Load, 1);

  next->kind = load->kind;
  next->query = g_atomic_rc_box_acquire (load->query);
  next->ids = g_steal_pointer (&load->ids);
  next->place = g_steal_pointer (&load->place);
  return next;
}

static gboolean
rested_cb (gpointer user_data)
{
  PostinoPagedIds *self = user_data;

  self->rest_id = 0;
  if (self->again)
    start_load (self, FALSE);
  return G_SOURCE_REMOVE;
}

static void
finish_load (PostinoPagedIds *self)
{
  gint64 rest_us = RELOAD_REST * (g_get_monotonic_time () - self->load_started_us);

  g_clear_object (&self->load);
  self->rest_id = g_timeout_add ((guint) (rest_us / 1000), rested_cb, self);
  set_loading (self, FALSE);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Load *load = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  PostinoPagedIds *self = user_data;
  g_autoptr (GListModel) owner = NULL;
  g_autoptr (GCancellable) own = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  owner = g_object_ref (self->owner); /* who is told may drop it */
  own = g_object_ref (self->load);
  set_failure (self, error != NULL ? error->message : NULL);
  if (self->load != own) /* who was told has set another query */
    return;
  if (load != NULL && !load->is_first && !load->is_done)
    {
      run_load (self, take_load (load));
      return;
    }
  if (load != NULL && load->is_first)
    show_first (self, load->first);
  else if (load != NULL)
    show_ids (self, g_steal_pointer (&load->ids), NULL);

  if (self->load != own) /* the same */
    return;
  if (load != NULL && load->is_first)
    {
      start_load (self, FALSE);
      return;
    }
  if (load != NULL)
    refresh_alive (self);
  finish_load (self);
}

static void
run_load (PostinoPagedIds *self,
          Load            *load)
{
  postino_store_run_async (self->store, FALSE, read_load, load, free_load, self->load, loaded_cb,
                           self);
}

static void
start_load (PostinoPagedIds *self,
            gboolean         first)
{
  Load *load = g_new0 (Load, 1);

  load->kind = self->kind;
  load->query = g_atomic_rc_box_acquire (self->query);
  load->is_first = first;
  if (!first && self->kind->read_step != NULL)
    {
      load->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
      load->place = self->kind->new_place ();
    }

  g_clear_handle_id (&self->rest_id, g_source_remove);
  if (self->load != NULL)
    g_cancellable_cancel (self->load);
  g_clear_object (&self->load);
  self->load = g_cancellable_new ();
  self->load_started_us = g_get_monotonic_time ();
  self->again = FALSE;
  run_load (self, load);
}

static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  PostinoPagedIds *self = user_data;

  if (!self->is_started)
    {
      self->is_started = TRUE;
      start_load (self, TRUE);
      return;
    }
  self->again = self->again || moved;
  if (self->again && self->load == NULL && self->rest_id == 0)
    start_load (self, FALSE);
}

PostinoPagedIds *
postino_paged_ids_new (const PostinoPagedKind *kind,
                       GListModel             *owner,
                       PostinoStore           *store,
                       gpointer                query)
{
  PostinoPagedIds *self = g_new0 (PostinoPagedIds, 1);

  self->kind = kind;
  self->owner = owner;
  self->store = g_object_ref (store);
  self->query = query;
  self->cancellable = g_cancellable_new ();
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->alive = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, free_page);
  self->is_loading = TRUE;
  self->watch = postino_topic_watch_new (store, kind->topics, looked_cb, self);
  return self;
}

void
postino_paged_ids_free (PostinoPagedIds *self)
{
  GHashTableIter iter;
  gpointer value;

  if (self == NULL)
    return;
  postino_topic_watch_free (self->watch);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  if (self->load != NULL)
    g_cancellable_cancel (self->load);
  g_clear_object (&self->load);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_clear_handle_id (&self->grow_id, g_source_remove);

  g_hash_table_iter_init (&iter, self->alive); /* what others hold must not tell us any more */
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_object_weak_unref (((Alive *) value)->item, item_gone_cb, value);
  g_hash_table_unref (self->pages);
  g_hash_table_unref (self->alive);
  g_queue_clear_full (&self->refresh, (GDestroyNotify) g_array_unref);
  g_array_unref (self->ids);
  g_atomic_rc_box_release_full (self->query, self->kind->clear_query);
  g_object_unref (self->store);
  g_free (self->failure);
  g_free (self);
}

void
postino_paged_ids_set_query (PostinoPagedIds *self,
                             gpointer         query)
{
  g_atomic_rc_box_release_full (self->query, self->kind->clear_query);
  self->query = query;
  if (self->is_started)
    start_load (self, TRUE);
  set_loading (self, TRUE);
}

void
postino_paged_ids_look (PostinoPagedIds *self)
{
  postino_topic_watch_look (self->watch);
}

guint
postino_paged_ids_get_n_items (PostinoPagedIds *self)
{
  return self->n_shown;
}

static void
want_page (PostinoPagedIds *self,
           guint            number)
{
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));

  if (page == NULL)
    {
      page = add_page (self, number);
      page->waiting = TRUE;
      g_queue_push_head_link (&self->wanted, &page->link);
      read_next (self);
      return;
    }
  if (page->items != NULL || page->waiting)
    {
      GQueue *queue = page->waiting ? &self->wanted : &self->recent;

      g_queue_unlink (queue, &page->link);
      g_queue_push_head_link (queue, &page->link);
    }
}

GObject *
postino_paged_ids_get_item (PostinoPagedIds *self,
                            guint            position)
{
  GObject *item;

  if (position >= self->n_shown)
    return NULL;
  item = take_item (self, g_array_index (self->ids, gint64, position));
  want_page (self, position / POSTINO_PAGED_PAGE_ROWS);
  return item;
}

gint64
postino_paged_ids_get_id (PostinoPagedIds *self,
                          guint            position)
{
  return position < self->n_shown ? g_array_index (self->ids, gint64, position) : 0;
}

gboolean
postino_paged_ids_find (PostinoPagedIds *self,
                        gint64           id,
                        guint           *position)
{
  for (guint i = 0; i < self->n_shown; i++)
    {
      if (g_array_index (self->ids, gint64, i) != id)
        continue;
      *position = i;
      return TRUE;
    }
  return FALSE;
}

gboolean
postino_paged_ids_is_loading (PostinoPagedIds *self)
{
  return self->is_loading || self->grow_id != 0;
}

const char *
postino_paged_ids_get_failure (PostinoPagedIds *self)
{
  return self->failure;
}

guint
postino_paged_ids_count_alive (PostinoPagedIds *self)
{
  return g_hash_table_size (self->alive);
}
