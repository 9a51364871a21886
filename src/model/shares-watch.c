/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts in short reads, one after the other on a store thread, and shows a count only when it is whole. A count that
 * fails leaves the one before. */

#include "model/shares-watch.h"

#include "model/topic-watch.h"
#include "store/change.h"

struct _PostinoSharesWatch {
  GObject parent_instance;

  PostinoStore *store;
  PostinoProviderList *providers;
  gint64 campaign;
  PostinoTopicWatch *watch; /* NULL: nobody looks */
  PostinoShares *shares;    /* NULL: not counted yet */
  GCancellable *read;       /* counting, or NULL */
  gint64 began_us;          /* the count under way, by the monotonic clock */
  gboolean again;           /* something moved meanwhile */
  guint rest_id;
};

typedef struct {
  PostinoShares *shares;
  gboolean is_done;
} Count;

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoSharesWatch, postino_shares_watch, G_TYPE_OBJECT)

static void
free_count (gpointer data)
{
  Count *count = data;

  postino_shares_unref (count->shares);
  g_free (count);
}

static gboolean
count_some (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Count *count = data;

  return postino_shares_step (count->shares, db, POSTINO_SHARES_STEP_ROWS, &count->is_done, error);
}

static void start_counting (PostinoSharesWatch *self);
static void count_next (PostinoSharesWatch *self, PostinoShares *shares);

static gboolean
rested_cb (gpointer user_data)
{
  PostinoSharesWatch *self = user_data;

  self->rest_id = 0;
  if (self->again)
    start_counting (self);
  return G_SOURCE_REMOVE;
}

static void
rest (PostinoSharesWatch *self)
{
  gint64 took_ms = (g_get_monotonic_time () - self->began_us) / 1000;

  self->rest_id = g_timeout_add ((guint) MAX (took_ms * POSTINO_SHARES_REST_TIMES, POSTINO_SHARES_REST_S * 1000),
                                 rested_cb, self);
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  const Count *count = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  g_autoptr (PostinoSharesWatch) self = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = g_object_ref (user_data); /* who is told may drop it */
  if (count != NULL && !count->is_done)
    {
      count_next (self, count->shares);
      return;
    }
  g_clear_object (&self->read);
  rest (self);
  if (count == NULL)
    {
      g_debug ("shares: %s", error->message);
      return;
    }
  postino_shares_unref (self->shares);
  self->shares = postino_shares_ref (count->shares);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
count_next (PostinoSharesWatch *self,
            PostinoShares      *shares)
{
  Count *count = g_new0 (Count, 1);

  count->shares = postino_shares_ref (shares);
  postino_store_run_async (self->store, FALSE, count_some, count, free_count, self->read, counted_cb, self);
}

static void
start_counting (PostinoSharesWatch *self)
{
  g_autoptr (PostinoShares) shares = postino_shares_new (self->campaign, self->providers);

  self->again = FALSE;
  self->began_us = g_get_monotonic_time ();
  self->read = g_cancellable_new ();
  count_next (self, shares);
}

static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  PostinoSharesWatch *self = user_data;

  if (!moved)
    return;
  if (self->read != NULL || self->rest_id != 0)
    self->again = TRUE;
  else
    start_counting (self);
}

static void
stop (PostinoSharesWatch *self)
{
  g_clear_pointer (&self->watch, postino_topic_watch_free);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  if (self->read != NULL)
    g_cancellable_cancel (self->read);
  g_clear_object (&self->read);
}

static void
postino_shares_watch_dispose (GObject *object)
{
  stop (POSTINO_SHARES_WATCH (object));
  G_OBJECT_CLASS (postino_shares_watch_parent_class)->dispose (object);
}

static void
postino_shares_watch_finalize (GObject *object)
{
  PostinoSharesWatch *self = POSTINO_SHARES_WATCH (object);

  postino_shares_unref (self->shares);
  postino_provider_list_unref (self->providers);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (postino_shares_watch_parent_class)->finalize (object);
}

static void
postino_shares_watch_class_init (PostinoSharesWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = postino_shares_watch_dispose;
  object_class->finalize = postino_shares_watch_finalize;
  signals[CHANGED] = g_signal_new ("changed", POSTINO_TYPE_SHARES_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
postino_shares_watch_init (PostinoSharesWatch *self)
{
}

PostinoSharesWatch *
postino_shares_watch_new (PostinoStore        *store,
                          PostinoProviderList *providers,
                          gint64               campaign)
{
  PostinoSharesWatch *self = g_object_new (POSTINO_TYPE_SHARES_WATCH, NULL);

  self->store = g_object_ref (store);
  self->providers = postino_provider_list_ref (providers);
  self->campaign = campaign;
  return self;
}

void
postino_shares_watch_set_is_looked_at (PostinoSharesWatch *self,
                                       gboolean            is_looked_at)
{
  static const char *const topics[] = { POSTINO_TOPIC_LEDGER, NULL };

  if (is_looked_at == (self->watch != NULL))
    return;
  if (is_looked_at)
    self->watch = postino_topic_watch_new (self->store, topics, looked_cb, self);
  else
    stop (self);
}

PostinoShares *
postino_shares_watch_get (PostinoSharesWatch *self)
{
  return self->shares;
}
