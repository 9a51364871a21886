/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a model has to read again.
 *
 * A lost nudge costs a second: the watch looks by itself once in LOOK_SECONDS. Nudges, however
 * many, make it look at most once in MIN_LOOK_MS, and the last one is never lost: it is kept until
 * it may be followed. The numbers are read before the model reads its rows, so rows are never older
 * than the number they are known by.
 *
 * After postino_topic_watch_free () nothing is called any more: a look under way is cancelled, and
 * its answer is dropped without touching the watch. */

#include "model/topic-watch.h"

#include <string.h>

#include "store/change.h"

enum {
  LOOK_SECONDS = 1,
  MIN_LOOK_MS = 250,
};

struct _PostinoTopicWatch {
  PostinoStore *store;
  const char *const *topics;
  PostinoLookedFunc looked;
  gpointer user_data;
  GCancellable *cancellable;
  gint64 seen[POSTINO_TOPIC_WATCH_MAX];
  gboolean has_seen;
  gboolean looking;
  gboolean nudged;       /* while looking */
  gint64 looked_at_us;   /* monotonic */
  guint tick_id;
  guint nudge_id;
};

typedef struct {
  const char *const *topics;
  gint64 numbers[POSTINO_TOPIC_WATCH_MAX];
} Look;

static gboolean
read_numbers (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Look *look = data;

  for (int i = 0; look->topics[i] != NULL; i++)
    {
      look->numbers[i] = postino_change_read (db, look->topics[i], error);
      if (look->numbers[i] < 0)
        return FALSE;
    }
  return TRUE;
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  const Look *look = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  PostinoTopicWatch *self = user_data;
  gboolean moved;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->looking = FALSE;
  if (self->nudged)
    {
      self->nudged = FALSE;
      postino_topic_watch_look (self);
    }
  if (look == NULL)
    {
      g_warning ("%s", error->message);
      return;
    }
  moved = !self->has_seen || memcmp (self->seen, look->numbers, sizeof self->seen) != 0;
  memcpy (self->seen, look->numbers, sizeof self->seen);
  self->has_seen = TRUE;
  self->looked (moved, self->user_data);
}

static void
start_look (PostinoTopicWatch *self)
{
  Look *look;

  if (self->looking)
    return;
  self->looking = TRUE;
  self->looked_at_us = g_get_monotonic_time ();
  look = g_new0 (Look, 1);
  look->topics = self->topics;
  postino_store_run_async (self->store, FALSE, read_numbers, look, g_free, self->cancellable,
                           looked_cb, self);
}

static gboolean
tick_cb (gpointer user_data)
{
  start_look (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
nudge_cb (gpointer user_data)
{
  PostinoTopicWatch *self = user_data;

  self->nudge_id = 0;
  if (self->looking)
    self->nudged = TRUE;
  else
    start_look (self);
  return G_SOURCE_REMOVE;
}

PostinoTopicWatch *
postino_topic_watch_new (PostinoStore      *store,
                         const char *const *topics,
                         PostinoLookedFunc  looked,
                         gpointer           user_data)
{
  PostinoTopicWatch *self = g_new0 (PostinoTopicWatch, 1);

  g_assert (g_strv_length ((char **) topics) <= POSTINO_TOPIC_WATCH_MAX);
  self->store = g_object_ref (store);
  self->topics = topics;
  self->looked = looked;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->tick_id = g_timeout_add_seconds (LOOK_SECONDS, tick_cb, self);
  start_look (self);
  return self;
}

void
postino_topic_watch_free (PostinoTopicWatch *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_handle_id (&self->nudge_id, g_source_remove);
  g_object_unref (self->store);
  g_free (self);
}

void
postino_topic_watch_look (PostinoTopicWatch *self)
{
  gint64 waited_ms = (g_get_monotonic_time () - self->looked_at_us) / 1000;

  if (self->nudge_id != 0)
    return;
  if (waited_ms < MIN_LOOK_MS)
    self->nudge_id = g_timeout_add ((guint) (MIN_LOOK_MS - waited_ms), nudge_cb, self);
  else if (self->looking)
    self->nudged = TRUE;
  else
    start_look (self);
}
