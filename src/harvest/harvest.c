/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking a spool over, page by page: read, one short transaction, acknowledge. A crash between the
 * last two makes the page come again, and each hit of it is known by its event (source, source_id),
 * so nothing counts twice. Always from the spool's first row: a spool holds only what was not
 * acknowledged.
 *
 * The source of an event carries the name of the very spool file ("public-1f…"), since the ids of a
 * collector that was set up anew begin at 1 again; table `harvest` goes by "local" and "public".
 *
 * A page that holds an unsubscribe is urgent: arming asks for suppressions at the last moment, and
 * this is what it must find there. */

#include "harvest/harvest.h"

#include "base/clock.h"
#include "campaign/link-base.h"
#include "harvest/harvest-table.h"
#include "harvest/take-over.h"
#include "store/change.h"
#include "workspace/secrets.h"
#include "workspace/settings-table.h"

enum { PAGE = 50 };

#define SETTING_FAILED "collector-failed-us"

typedef struct {
  const char *name;   /* "local", "public" */
  char *event_source; /* with the name of the spool file */
  GPtrArray *hits;    /* of PostinoHit, borrowed */
  guint first;        /* of those, the page to be written */
  guint n;
  gint64 now_us;
} Batch;

static gboolean
bump_topics (PostinoDb             *db,
             const PostinoTakeOver *changes,
             GError               **error)
{
  return (!changes->events || postino_change_bump (db, POSTINO_TOPIC_EVENTS, error))
         && (!changes->contacts || postino_change_bump (db, POSTINO_TOPIC_CONTACTS, error))
         && (!changes->ledger || postino_change_bump (db, POSTINO_TOPIC_LEDGER, error))
         && (!changes->suppressions || postino_change_bump (db, POSTINO_TOPIC_SUPPRESSIONS, error));
}

static gboolean
write_batch (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Batch *batch = data;
  PostinoTakeOver changes = { FALSE };
  const PostinoHit *last = NULL;

  for (guint i = batch->first; i < batch->first + batch->n; i++)
    {
      last = batch->hits->pdata[i];
      if (!postino_take_over_hit (db, last, batch->event_source, batch->now_us, &changes, error))
        return FALSE;
    }
  return postino_harvest_table_set (db, batch->name, last != NULL ? last->id : 0, batch->now_us,
                                    error)
         && bump_topics (db, &changes, error);
}

static PostinoStoreUrgency
find_urgency (const Batch *batch)
{
  for (guint i = batch->first; i < batch->first + batch->n; i++)
    {
      if (((const PostinoHit *) batch->hits->pdata[i])->kind == 'u')
        return POSTINO_STORE_URGENT;
    }
  return POSTINO_STORE_NORMAL;
}

/* Everything in @hits, in transactions of PAGE. */
static gboolean
take_over (PostinoWorkspace *workspace,
           const char       *name,
           const char       *spool_id,
           GPtrArray        *hits,
           GError          **error)
{
  g_autofree char *source = g_strdup_printf ("%s-%s", name, spool_id);
  Batch batch = { name, source, hits, 0, 0, postino_clock_now_us (postino_clock_system ()) };

  do
    {
      batch.n = MIN (hits->len - batch.first, (guint) PAGE);
      if (!postino_store_write (postino_workspace_get_store (workspace), find_urgency (&batch),
                                write_batch, &batch,
                                error))
        return FALSE;
      batch.first += batch.n;
    }
  while (batch.first < hits->len);
  return TRUE;
}

static gint64
get_last_id (GPtrArray *hits)
{
  return ((const PostinoHit *) hits->pdata[hits->len - 1])->id;
}

gboolean
postino_harvest_run (PostinoWorkspace *workspace,
                     PostinoSpool     *local,
                     GError          **error)
{
  if (local == NULL)
    return TRUE;
  for (;;)
    {
      g_autoptr (GPtrArray) hits = postino_spool_page (local, 0, PAGE, error);

      if (hits == NULL)
        return FALSE;
      if (hits->len == 0)
        return TRUE;
      if (!take_over (workspace, POSTINO_HARVEST_LOCAL, postino_spool_get_id (local), hits, error)
          || !postino_spool_acknowledge (local, get_last_id (hits), error))
        return FALSE;
    }
}

static gboolean
harvest_client (PostinoWorkspace       *workspace,
                PostinoCollectorClient *client,
                GError                **error)
{
  guint n;

  do
    {
      g_autoptr (PostinoCollectorEvents) events = postino_collector_client_events (client, 0,
                                                                                   error);

      if (events == NULL)
        return FALSE;
      n = events->hits->len;
      if (!take_over (workspace, POSTINO_HARVEST_PUBLIC, events->spool_id, events->hits, error)
          || (n > 0 && !postino_collector_client_acknowledge (client, get_last_id (events->hits),
                                                              error)))
        return FALSE;
    }
  while (n > 0);
  return TRUE;
}

typedef struct {
  char *url;      /* of the public collector; NULL: there is none */
  char *failed;   /* when it last failed, as text */
  gint64 harvested_us;
} State;

static void
clear_state (State *state)
{
  g_free (state->url);
  g_free (state->failed);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (State, clear_state)

static gboolean
read_state (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  State *state = data;

  if (!postino_settings_table_dup (db, POSTINO_SETTING_COLLECTOR_URL, &state->url, error)
      || !postino_settings_table_dup (db, SETTING_FAILED, &state->failed, error)
      || !postino_harvest_table_get_time (db, POSTINO_HARVEST_PUBLIC, &state->harvested_us, error))
    return FALSE;
  if (g_strcmp0 (state->url, "local") == 0 || g_strcmp0 (state->url, "none") == 0)
    g_clear_pointer (&state->url, g_free);
  return TRUE;
}

static gint64
get_elapsed (gint64 since_us)
{
  return postino_clock_now_us (postino_clock_system ()) - since_us;
}

/* A clock that was set back makes a negative time: then nothing is waited for. */
static gboolean
is_within (gint64 since_us,
           gint64 interval_us)
{
  gint64 elapsed = get_elapsed (since_us);

  return elapsed >= 0 && elapsed < interval_us;
}

static gboolean
has_failed_lately (const State *state)
{
  gint64 failed_us = state->failed != NULL ? g_ascii_strtoll (state->failed, NULL, 10) : 0;

  return is_within (failed_us, POSTINO_HARVEST_RETRY_US);
}

gboolean
postino_harvest_is_held_off (PostinoWorkspace *workspace,
                             gboolean         *held_off,
                             GError          **error)
{
  g_auto (State) state = { NULL, NULL, 0 };

  if (!postino_store_read (postino_workspace_get_store (workspace), read_state, &state, error))
    return FALSE;
  *held_off = has_failed_lately (&state);
  return TRUE;
}

static gboolean
write_failure (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  return postino_settings_table_set (db, SETTING_FAILED, data, error);
}

void
postino_harvest_hold_off (PostinoWorkspace *workspace)
{
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT,
                                          postino_clock_now_us (postino_clock_system ()));
  g_autoptr (GError) error = NULL;

  if (!postino_store_write (postino_workspace_get_store (workspace), POSTINO_STORE_NORMAL,
                            write_failure, now, &error))
    g_warning ("%s", error->message);
}

gboolean
postino_harvest_open_client (PostinoWorkspace        *workspace,
                             PostinoCollectorClient **client,
                             GError                 **error)
{
  g_auto (State) state = { NULL, NULL, 0 };
  char *key = NULL;

  *client = NULL;
  if (!postino_store_read (postino_workspace_get_store (workspace), read_state, &state, error))
    return FALSE;
  if (state.url == NULL)
    return TRUE;
  if (!postino_secrets_lookup (workspace, POSTINO_SECRET_COLLECTOR_KEY, &key, error))
    return FALSE;
  *client = postino_collector_client_new (state.url, key != NULL ? key : "", error);
  postino_secrets_free (key);
  return *client != NULL;
}

gboolean
postino_harvest_run_public (PostinoWorkspace *workspace,
                            gint64            interval_us,
                            GError          **error)
{
  g_auto (State) state = { NULL, NULL, 0 };
  g_autoptr (PostinoCollectorClient) client = NULL;

  if (!postino_store_read (postino_workspace_get_store (workspace), read_state, &state, error))
    return FALSE;
  if (state.url == NULL
      || (interval_us > 0 && (is_within (state.harvested_us, interval_us)
                              || has_failed_lately (&state))))
    return TRUE;
  if (!postino_harvest_open_client (workspace, &client, error))
    return FALSE;
  if (client == NULL || harvest_client (workspace, client, error))
    return TRUE;
  postino_harvest_hold_off (workspace);
  return FALSE;
}
