/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Indexes that follow behind.
 *
 * The search index: triggers note which contacts changed; they are indexed in transactions of a few
 * milliseconds, so that a campaign that is being sent commits in between. While an import is
 * applied it waits, since both want the one writer: it begins when the import has ended. At the end
 * the topic "contacts" is bumped, so that a search that is shown finds what it could not before.
 *
 * A sort index is one CREATE INDEX, which holds the write lock for more than a second with a million
 * contacts. That is too long for a worker that commits what it sends: while a campaign is on its
 * way none is made, and the list is sorted without one, in the second and a half that takes. The
 * look at the campaigns and the index are one transaction, so that none begins in between.
 *
 * Freed, it lets a transaction under way end, and begins no other. */

#include "model/contact-upkeep.h"

#include "campaign/campaigns-table.h"
#include "contacts/contacts-index-table.h"
#include "contacts/search-table.h"
#include "model/topic-watch.h"
#include "store/change.h"

enum {
  FIRST_CHUNK = 50,
  MIN_CHUNK = 10,
  MAX_CHUNK = 1000,
  AIM_US = 8000,
};

struct _PostinoContactUpkeep {
  PostinoStore *store;
  PostinoTopicWatch *watch;
  GCancellable *cancellable;
  gboolean is_indexing;
  gboolean again;      /* something changed meanwhile */
  guint chunk;
  guint n_indexed;     /* in this run */
  gint64 started_us;
  char *sort;          /* being looked after */
};

typedef struct {
  guint limit;
  guint n_done;
  gboolean had_some;   /* in the chunks before */
  gboolean must_wait;  /* an import is under way */
} Chunk;

static gboolean
index_chunk (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Chunk *chunk = data;

  if (!postino_campaigns_table_is_import_under_way (db, &chunk->must_wait, error))
    return FALSE;
  if (chunk->must_wait)
    return TRUE;
  if (!postino_search_table_catch_up (db, chunk->limit, &chunk->n_done, error))
    return FALSE;
  if (chunk->n_done == chunk->limit || (chunk->n_done == 0 && !chunk->had_some))
    return TRUE;
  return postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error);
}

static void start_chunk (PostinoContactUpkeep *self);

static void
indexed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Chunk *chunk = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  PostinoContactUpkeep *self = user_data;
  gint64 took_us;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  took_us = MAX (g_get_monotonic_time () - self->started_us, 1);
  self->is_indexing = FALSE;
  if (chunk == NULL || chunk->must_wait)
    return; /* what moves next makes it try again; what is wrong with the database others say */
  self->n_indexed += chunk->n_done;
  if (chunk->n_done < chunk->limit && !self->again)
    return;
  self->chunk = (guint) CLAMP ((gint64) self->chunk * AIM_US / took_us, MIN_CHUNK,
                               MIN (self->chunk * 2, MAX_CHUNK));
  start_chunk (self);
}

static void
start_chunk (PostinoContactUpkeep *self)
{
  Chunk *chunk = g_new0 (Chunk, 1);

  chunk->limit = self->chunk;
  chunk->had_some = self->n_indexed > 0;
  self->is_indexing = TRUE;
  self->again = FALSE;
  self->started_us = g_get_monotonic_time ();
  postino_store_run_async (self->store, TRUE, index_chunk, chunk, g_free, self->cancellable,
                           indexed_cb, self);
}

/* Also the bump of our own at the end brings it here: then it finds nothing, and is quiet. */
static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  PostinoContactUpkeep *self = user_data;

  if (!moved)
    return;
  self->again = self->is_indexing;
  if (self->is_indexing)
    return;
  self->n_indexed = 0;
  start_chunk (self);
}

static gboolean
is_on_its_way (const PostinoCampaign *campaign)
{
  switch (campaign->state)
    {
    case POSTINO_CAMPAIGN_SCHEDULED:
    case POSTINO_CAMPAIGN_MISSED:
    case POSTINO_CAMPAIGN_PAUSED:
      return FALSE;
    case POSTINO_CAMPAIGN_DRAFT:   /* listed as active: wanted to run */
    case POSTINO_CAMPAIGN_FINISHED:
    case POSTINO_CAMPAIGN_FREEZING:
    case POSTINO_CAMPAIGN_LAUNCHING:
    case POSTINO_CAMPAIGN_RUNNING:
    case POSTINO_CAMPAIGN_WAITING:
    case POSTINO_CAMPAIGN_STOPPING:
      return TRUE;
    }
  g_assert_not_reached ();
}

/* A sort index that may have to be made. */
typedef struct {
  char *sort;
  gboolean missing;
} Index;

static void
free_index (gpointer data)
{
  g_free (((Index *) data)->sort);
  g_free (data);
}

/* First by a reader, since the lock is only for what has to be done. */
static gboolean
ask_for_index (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  Index *index = data;

  return postino_contacts_index_table_is_missing (db, index->sort, &index->missing, error);
}

static gboolean
make_index (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  g_autoptr (GPtrArray) active = postino_campaigns_table_list_active (db, error);

  if (active == NULL)
    return FALSE;
  for (guint i = 0; i < active->len; i++)
    {
      if (is_on_its_way (active->pdata[i]))
        return TRUE;
    }
  return postino_contacts_index_table_make (db, data, error);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  PostinoStore *store = POSTINO_STORE (source);
  const Index *index = postino_store_run_finish (store, result, NULL);

  if (index != NULL && index->missing) /* nobody waits for it: the list is shown meanwhile */
    postino_store_run_async (store, TRUE, make_index, g_strdup (index->sort), g_free, NULL, NULL,
                             NULL);
}

PostinoContactUpkeep *
postino_contact_upkeep_new (PostinoStore *store)
{
  static const char *const topics[] = { POSTINO_TOPIC_CONTACTS, POSTINO_TOPIC_IMPORTS, NULL };
  PostinoContactUpkeep *self = g_new0 (PostinoContactUpkeep, 1);

  self->store = g_object_ref (store);
  self->cancellable = g_cancellable_new ();
  self->chunk = FIRST_CHUNK;
  self->watch = postino_topic_watch_new (store, topics, looked_cb, self);
  return self;
}

void
postino_contact_upkeep_free (PostinoContactUpkeep *self)
{
  if (self == NULL)
    return;
  postino_topic_watch_free (self->watch);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_object_unref (self->store);
  g_free (self->sort);
  g_free (self);
}

void
postino_contact_upkeep_want_sort (PostinoContactUpkeep *self,
                                  const char           *sort)
{
  Index *index;

  if (sort == NULL || g_strcmp0 (self->sort, sort) == 0)
    return;
  g_free (self->sort);
  self->sort = g_strdup (sort);
  index = g_new0 (Index, 1);
  index->sort = g_strdup (sort);
  postino_store_run_async (self->store, FALSE, ask_for_index, index, free_index, self->cancellable,
                           asked_cb, self);
}
