/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The group commit of the ledger.
 *
 * Connections ask for rows to be armed and tell how messages ended; one thread takes everything
 * that waits, up to MAX_BATCH, and commits it in one urgent transaction of the store. So one fsync
 * serves all connections, and while it runs the next batch gathers: its latency costs no
 * throughput. An outcome is written with its event, its roll-up and what follows for the contact
 * (suppression of a bad address) in that same transaction.
 *
 * What goes through a server is counted, minute by minute, in the transaction that arms it; what surely was
 * not delivered is taken off again, and what was, stands in the minute of its end (campaign/cap).
 *
 * What was settled is not forgotten because it could not be written: outcomes stay queued, and
 * their slots in the flight table stay answered, until a commit succeeds or the process ends; then
 * recovery reads the slots. Rows that could not be armed are simply not armed. */

#include "send/ledger-writer.h"

#include "campaign/caps-table.h"
#include "store/change.h"

enum {
  MAX_BATCH = 256,
  TROUBLE_PAUSE_US = G_USEC_PER_SEC,
};

typedef struct {
  gboolean is_arming;
  gint64 row;
  gint64 server;
  gboolean test;
  PostinoArmedFunc armed;
  PostinoLedgerRow *armed_row;

  PostinoOutcome outcome;
  int slot;
  PostinoSettledFunc settled;
  gpointer user_data;
} Item;

struct _PostinoLedgerWriter {
  PostinoStore *store;
  PostinoFlight *flight;
  char *run;
  GThread *thread;

  GMutex lock; /* guards all below */
  GCond wake;
  GQueue items;
  gboolean closing;
  gboolean gives_up;
  char *trouble;
};

static void
free_item (gpointer data)
{
  Item *item = data;

  postino_outcome_clear (&item->outcome);
  postino_ledger_row_free (item->armed_row);
  g_free (item);
}

typedef struct {
  PostinoLedgerWriter *writer;
  GQueue *batch;
} Batch;

/* A batch is of few servers and minutes. */
static void
count (GArray *counts,
       gint64  server,
       gint64  at_us,
       gint64  n)
{
  PostinoCapCount new_count = { server, postino_caps_table_find_slice (at_us), n };

  for (guint i = 0; i < counts->len; i++)
    {
      PostinoCapCount *known = &g_array_index (counts, PostinoCapCount, i);

      if (known->server == server && known->slice_us == new_count.slice_us)
        {
          known->n += n;
          return;
        }
    }
  g_array_append_val (counts, new_count);
}

static void
count_item (GArray     *counts,
            const Item *item)
{
  const PostinoOutcome *outcome = &item->outcome;

  if (item->is_arming && item->armed_row != NULL)
    count (counts, item->server, item->armed_row->armed_us, 1);
  if (item->is_arming || outcome->server == 0)
    return;
  count (counts, outcome->server, outcome->armed_us, -1);
  if (postino_outcome_is_sent (outcome))
    count (counts, outcome->server, outcome->at_us, 1);
}

static gboolean
write_counts (PostinoDb *db,
              GArray    *counts,
              GError   **error)
{
  for (guint i = 0; i < counts->len; i++)
    {
      const PostinoCapCount *known = &g_array_index (counts, PostinoCapCount, i);

      if (known->n != 0
          && !postino_caps_table_add (db, known->server, known->slice_us, known->n, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_batch (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Batch *batch = data;
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (PostinoCapCount));
  gint64 now_us = g_get_real_time ();

  for (GList *link = batch->batch->head; link != NULL; link = link->next)
    {
      Item *item = link->data;

      if (item->is_arming
          && !postino_ledger_table_arm (db, item->row, batch->writer->run, item->server, item->test,
                                        now_us,
                                        &item->armed_row, error))
        return FALSE;
      if (!item->is_arming && !postino_outcome_write (db, &item->outcome, error))
        return FALSE;
      count_item (counts, item);
    }
  return write_counts (db, counts, error) && postino_change_bump (db, POSTINO_TOPIC_LEDGER, error);
}

/* @written FALSE: the outcome is nowhere but in its slot, which is left for recovery. */
static void
finish_item (PostinoLedgerWriter *self,
             Item                *item,
             gboolean             written)
{
  if (item->is_arming)
    {
      item->armed (g_steal_pointer (&item->armed_row), item->user_data);
      return;
    }
  if (item->slot >= 0 && written)
    postino_flight_release (self->flight, item->slot);
  if (item->settled != NULL)
    item->settled (item->user_data);
}

/* After a failed commit: nothing was armed; outcomes go back to the head of the queue, in order. */
static void
take_back (PostinoLedgerWriter *self,
           GQueue              *batch,
           const GError        *error)
{
  gboolean gives_up;
  Item *item;

  g_warning ("%s", error->message);
  g_mutex_lock (&self->lock);
  gives_up = self->gives_up;
  g_mutex_unlock (&self->lock);
  while ((item = g_queue_pop_tail (batch)) != NULL)
    {
      g_clear_pointer (&item->armed_row, postino_ledger_row_free);
      if (item->is_arming || gives_up)
        {
          finish_item (self, item, FALSE);
          free_item (item);
          continue;
        }
      g_mutex_lock (&self->lock);
      g_queue_push_head (&self->items, item);
      g_mutex_unlock (&self->lock);
    }
}

/* With the lock held. */
static void
set_trouble (PostinoLedgerWriter *self,
             const GError        *error)
{
  g_free (self->trouble);
  self->trouble = error != NULL ? g_strdup (error->message) : NULL;
}

static gboolean
commit (PostinoLedgerWriter *self,
        GQueue              *batch)
{
  g_autoptr (GError) error = NULL;
  Batch data = { self, batch };
  gboolean written = postino_store_write (self->store, POSTINO_STORE_URGENT, write_batch, &data,
                                          &error);
  Item *item;

  g_mutex_lock (&self->lock);
  set_trouble (self, error);
  g_mutex_unlock (&self->lock);

  if (!written)
    {
      take_back (self, batch, error);
      return FALSE;
    }
  while ((item = g_queue_pop_head (batch)) != NULL)
    {
      finish_item (self, item, TRUE);
      free_item (item);
    }
  return TRUE;
}

static gpointer
run_writer (gpointer data)
{
  PostinoLedgerWriter *self = data;
  gboolean written = TRUE;

  g_mutex_lock (&self->lock);
  for (;;)
    {
      GQueue batch = G_QUEUE_INIT;

      while (g_queue_is_empty (&self->items) && !self->closing)
        g_cond_wait (&self->wake, &self->lock);
      if (self->closing && (g_queue_is_empty (&self->items) || !written))
        break;

      while (batch.length < MAX_BATCH && !g_queue_is_empty (&self->items))
        g_queue_push_tail (&batch, g_queue_pop_head (&self->items));
      g_mutex_unlock (&self->lock);
      written = commit (self, &batch);
      g_mutex_lock (&self->lock);

      if (!written && !self->closing)
        g_cond_wait_until (&self->wake, &self->lock, g_get_monotonic_time () + TROUBLE_PAUSE_US);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

static void
submit (PostinoLedgerWriter *self,
        Item                *item)
{
  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->items, item);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

PostinoLedgerWriter *
postino_ledger_writer_new (PostinoStore  *store,
                           const char    *run,
                           PostinoFlight *flight)
{
  PostinoLedgerWriter *self = g_new0 (PostinoLedgerWriter, 1);

  self->store = g_object_ref (store);
  self->flight = flight;
  self->run = g_strdup (run);
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  self->thread = g_thread_new ("ledger-writer", run_writer, self);
  return self;
}

void
postino_ledger_writer_free (PostinoLedgerWriter *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->closing = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);

  g_queue_clear_full (&self->items, free_item);
  g_object_unref (self->store);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wake);
  g_free (self->trouble);
  g_free (self->run);
  g_free (self);
}

void
postino_ledger_writer_arm (PostinoLedgerWriter *self,
                           gint64               row,
                           gint64               server,
                           gboolean             test,
                           PostinoArmedFunc     done,
                           gpointer             user_data)
{
  Item *item = g_new0 (Item, 1);

  item->is_arming = TRUE;
  item->row = row;
  item->server = server;
  item->test = test;
  item->armed = done;
  item->user_data = user_data;
  submit (self, item);
}

void
postino_ledger_writer_settle (PostinoLedgerWriter *self,
                              PostinoOutcome      *outcome,
                              int                  slot,
                              PostinoSettledFunc   done,
                              gpointer             user_data)
{
  Item *item = g_new0 (Item, 1);

  item->outcome = *outcome;
  *outcome = (PostinoOutcome) { 0 };
  item->slot = slot;
  item->settled = done;
  item->user_data = user_data;
  submit (self, item);
}

void
postino_ledger_writer_give_up (PostinoLedgerWriter *self)
{
  g_mutex_lock (&self->lock);
  self->gives_up = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

char *
postino_ledger_writer_dup_trouble (PostinoLedgerWriter *self)
{
  char *trouble;

  g_mutex_lock (&self->lock);
  trouble = g_strdup (self->trouble);
  g_mutex_unlock (&self->lock);
  return trouble;
}
