/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the worker does about one campaign at one look: the move that schedule decides, then a slice
 * of the work of the state it is in — discard what a crash left of a freeze, check, freeze the
 * audience in chunks; refill the window; cancel what is left of a stopped one. A slice ends after
 * SLICE_US, so that no campaign waits for another's million rows. */

#include "send/conductor.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "campaign/campaigns-table.h"
#include "campaign/dkim-account.h"
#include "campaign/ledger-table.h"
#include "campaign/link-base.h"
#include "campaign/preflight.h"
#include "campaign/sample.h"
#include "campaign/servers-table.h"
#include "send/retry.h"
#include "send/schedule.h"
#include "workspace/settings-table.h"

enum {
  SLICE_US = 200000,
  ROWS_A_CHUNK = 500, /* moved or discarded in one transaction */
};

#define SETTING_RETRY_FIRST "retry-first-seconds"
#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

struct _PostinoConductor {
  PostinoWorkspace *workspace;
  PostinoStore *store;
  PostinoClock *clock;
  GBytes *token_key;
  PostinoDestinationMap *destinations;
  GMutex *senders_lock;
};

/* What a function that runs on a store thread works with. */
typedef struct {
  PostinoConductor *conductor;
  const PostinoCampaign *campaign;
  PostinoSender *sender;
  gint64 now_us;

  PostinoScheduleFacts facts;
  PostinoCampaignState to;
  const char *why;
  gboolean moved;

  PostinoDkimKeySet *dkim;
  PostinoRender *render;
  GPtrArray *servers;
  GArray *listed;       /* PostinoLedgerListed: due rows, then ready ones */
  gint64 after;
  gint64 due_us;
  char *fault;          /* a sentence: it cannot be sent as it is */
  guint n;
  gboolean done;
} Step;

static gboolean
read_facts (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Step *step = data;

  return postino_ledger_table_count (db, step->campaign->id, step->facts.counts, error)
         && postino_ledger_table_get_next_due (db, step->campaign->id, &step->facts.next_due_us,
                                               error)
         && postino_campaigns_table_is_import_under_way (db, &step->facts.import_runs, error);
}

static gboolean
write_move (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Step *step = data;

  return postino_campaigns_table_move (db, step->campaign->id, step->campaign->state, step->to,
                                       step->why,
                                       step->now_us, &step->moved, error);
}

static gboolean
discard_chunk (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  Step *step = data;

  return postino_ledger_table_discard_some (db, step->campaign->id, ROWS_A_CHUNK, &step->n, error);
}

static gboolean
discard_audience (Step    *step,
                  GError **error)
{
  do
    {
      if (!postino_store_write (step->conductor->store, POSTINO_STORE_NORMAL, discard_chunk, step,
                                error))
        return FALSE;
    }
  while (step->n > 0);
  g_clear_pointer (&step->sender->audience, postino_audience_free);
  step->sender->is_frozen = FALSE;
  return TRUE;
}

/* ---- freezing ---- */

/* Back to draft, with the sentence of what is wrong. */
static gboolean
refuse (PostinoDb  *db,
        Step       *step,
        const char *fault,
        GError    **error)
{
  step->fault = g_strdup (fault);
  return postino_campaigns_table_refuse (db, step->campaign->id, fault, error);
}

static gboolean
begin_freeze (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Step *step = data;
  const guint8 *key = g_bytes_get_data (step->conductor->token_key, NULL);
  g_autofree char *fault = NULL;
  g_autoptr (PostinoRender) render = NULL;
  PostinoLinkBase base;
  gboolean begun;

  if (!postino_preflight_find_error (db, step->campaign, key, step->now_us, &fault, error))
    return FALSE;
  if (fault != NULL)
    return refuse (db, step, fault, error);
  if (!postino_link_base_find (db, step->campaign->id, &base, error))
    return FALSE;

  render = postino_sample_outline (db, step->campaign, base.url, key, step->now_us, error);
  begun = render != NULL
          && postino_campaigns_table_set_links (db, step->campaign->id,
                                                postino_render_get_links (render), error)
          && postino_campaigns_table_set_collector (db, step->campaign->id, base.url, error);
  postino_link_base_clear (&base);
  if (!begun)
    return FALSE;
  if (!step->campaign->is_test)
    {
      step->sender->audience = postino_audience_begin (db, step->campaign,
                                                       postino_render_get_paths (render), error);
      return step->sender->audience != NULL;
    }
  step->sender->is_frozen = postino_audience_freeze_test (db, step->campaign,
                                                          postino_render_get_paths (render), error);
  return step->sender->is_frozen;
}

static gboolean
freeze_chunk (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Step *step = data;

  return postino_audience_freeze_some (step->sender->audience, db, &step->done, error);
}

static gboolean
freeze_on (Step    *step,
           GError **error)
{
  PostinoStore *store = step->conductor->store;
  gint64 until = g_get_monotonic_time () + SLICE_US;

  if (step->sender->audience == NULL)
    return discard_audience (step, error)
           && postino_store_write (store, POSTINO_STORE_NORMAL, begin_freeze, step, error);

  while (!step->done && g_get_monotonic_time () < until)
    {
      if (!postino_store_write (store, POSTINO_STORE_NORMAL, freeze_chunk, step, error))
        return FALSE;
    }
  if (step->done)
    {
      step->sender->is_frozen = TRUE;
      g_clear_pointer (&step->sender->audience, postino_audience_free);
    }
  return TRUE;
}

/* Where a commit fails (a full disk), memory is ahead of the database: who stood in that chunk would
 * never be written to. So the freeze begins anew. */
static gboolean
freeze_slice (Step    *step,
              GError **error)
{
  if (step->sender->is_frozen || freeze_on (step, error))
    return TRUE;
  step->sender->is_frozen = FALSE;
  g_clear_pointer (&step->sender->audience, postino_audience_free);
  return FALSE;
}

/* ---- running ---- */

static gboolean
load_sender (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Step *step = data;
  g_autofree char *retry = NULL;

  step->render = postino_sample_compile (db, step->campaign, step->campaign->collector_url,
                                         g_bytes_get_data (step->conductor->token_key, NULL),
                                         step->campaign->launched_us, step->dkim, error);
  if (step->render == NULL)
    return FALSE;
  step->servers = postino_servers_table_list_for_campaign (db, step->campaign->id, error);
  if (step->servers == NULL || !postino_settings_table_dup (db, SETTING_RETRY_FIRST, &retry, error))
    return FALSE;
  step->sender->retry_first_us = retry != NULL ? g_ascii_strtoll (retry, NULL, 10) * G_USEC_PER_SEC
                                               : POSTINO_RETRY_FIRST_US;
  return TRUE;
}

static gboolean
prepare_sender (Step    *step,
                GError **error)
{
  PostinoSender *sender = step->sender;
  gboolean loaded = postino_dkim_account_load (step->conductor->workspace, step->campaign->id, &step->dkim, error)
                    && postino_store_read (step->conductor->store, load_sender, step, error);

  g_clear_pointer (&step->dkim, postino_dkim_key_set_unref);
  if (!loaded)
    {
      g_clear_pointer (&step->render, postino_render_unref);
      g_clear_pointer (&step->servers, g_ptr_array_unref);
      return FALSE;
    }
  g_mutex_lock (step->conductor->senders_lock);
  sender->render = g_steal_pointer (&step->render);
  sender->lifetime_us = step->campaign->lifetime_days * DAY_US;
  sender->started_us = step->campaign->launched_us;
  g_array_set_size (sender->routes, 0);
  sender->is_trial = TRUE;
  for (guint i = 0; i < step->servers->len; i++)
    {
      const PostinoServer *server = step->servers->pdata[i];
      PostinoSenderRoute route = { server->id, MAX (server->weight, 1), 0 };

      sender->is_trial = sender->is_trial && (server->is_sandbox || server->profile->is_trial);
      g_array_append_val (sender->routes, route);
    }
  g_mutex_unlock (step->conductor->senders_lock);
  g_clear_pointer (&step->servers, g_ptr_array_unref);
  return TRUE;
}

static gboolean
list_rows (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Step *step = data;

  guint n_due;

  if (!postino_ledger_table_list_due (db, step->campaign->id, step->now_us, POSTINO_SENDER_WINDOW, step->listed,
                                      &step->due_us, error))
    return FALSE;
  n_due = step->listed->len;
  if (!postino_ledger_table_list_ready (db, step->campaign->id, step->after, POSTINO_SENDER_WINDOW, step->listed,
                                        error))
    return FALSE;
  if (step->listed->len > n_due)
    step->after = g_array_index (step->listed, PostinoLedgerListed, step->listed->len - 1).id;
  return TRUE;
}

/* With the lock held. */
static void
fill_window (Step *step)
{
  g_autoptr (GArray) rows = g_array_sized_new (FALSE, FALSE, sizeof (PostinoSenderRow), step->listed->len);

  for (guint i = 0; i < step->listed->len; i++)
    {
      const PostinoLedgerListed *listed = &g_array_index (step->listed, PostinoLedgerListed, i);
      PostinoSenderRow row = { listed->id, postino_destination_map_find (step->conductor->destinations, listed->domain,
                                                                         !step->sender->is_trial) };

      g_array_append_val (rows, row);
    }
  postino_sender_fill (step->sender, rows, step->after, step->due_us,
                       postino_clock_boot_us (step->conductor->clock));
}

/* Listed rows that a connection holds already cannot be armed twice: the UPDATE refuses them. They
 * are left out all the same, by waiting until nothing is out before the list begins anew. */
static gboolean
refill (Step    *step,
        GError **error)
{
  PostinoSender *sender = step->sender;
  g_autoptr (GArray) listed = postino_ledger_listed_array_new ();
  gboolean wanted;

  g_mutex_lock (step->conductor->senders_lock);
  wanted = postino_sender_wants_rows (sender, postino_clock_boot_us (step->conductor->clock));
  step->after = sender->after;
  step->due_us = sender->due_us;
  g_mutex_unlock (step->conductor->senders_lock);
  if (!wanted)
    return TRUE;

  step->listed = listed;
  if (!postino_store_read (step->conductor->store, list_rows, step, error))
    return FALSE;
  g_mutex_lock (step->conductor->senders_lock);
  fill_window (step);
  g_mutex_unlock (step->conductor->senders_lock);
  return TRUE;
}

/* ---- stopping ---- */

static gboolean
cancel_chunk (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Step *step = data;
  guint n_deferred = 0;

  if (!postino_ledger_table_move_some (db, step->campaign->id, POSTINO_LEDGER_READY,
                                       POSTINO_LEDGER_CANCELLED, "stopped",
                                       step->now_us, ROWS_A_CHUNK, &step->n, error)
      || !postino_ledger_table_move_some (db, step->campaign->id, POSTINO_LEDGER_DEFERRED,
                                          POSTINO_LEDGER_CANCELLED,
                                          "stopped", step->now_us, ROWS_A_CHUNK, &n_deferred, error))
    return FALSE;
  step->n += n_deferred;
  return TRUE;
}

static gboolean
cancel_slice (Step    *step,
              GError **error)
{
  gint64 until = g_get_monotonic_time () + SLICE_US;

  do
    {
      if (!postino_store_write (step->conductor->store, POSTINO_STORE_NORMAL, cancel_chunk, step,
                                error))
        return FALSE;
    }
  while (step->n > 0 && g_get_monotonic_time () < until);
  return TRUE;
}

/* ---- the step ---- */

static void
hold (Step    *step,
      gboolean is_held)
{
  g_mutex_lock (step->conductor->senders_lock);
  step->sender->is_held = is_held;
  if (is_held)
    postino_sender_forget_window (step->sender);
  g_mutex_unlock (step->conductor->senders_lock);
}

static void
release_brake (Step *step)
{
  g_mutex_lock (step->conductor->senders_lock);
  postino_breaker_reset (&step->sender->breaker);
  g_mutex_unlock (step->conductor->senders_lock);
}

static gboolean
move (Step    *step,
      GError **error)
{
  if (step->to == POSTINO_CAMPAIGN_DRAFT && step->campaign->state >= POSTINO_CAMPAIGN_FREEZING
      && !discard_audience (step, error))
    return FALSE;
  /* A failure is told of when it runs. */
  if (step->to == POSTINO_CAMPAIGN_RUNNING && step->sender->render == NULL)
    prepare_sender (step, NULL);
  if (step->to == POSTINO_CAMPAIGN_RUNNING && step->campaign->state == POSTINO_CAMPAIGN_PAUSED)
    release_brake (step); /* a person has looked */
  return postino_store_write (step->conductor->store, POSTINO_STORE_URGENT, write_move, step,
                              error);
}

/* What is wrong with its messages themselves (an attachment is lost, a key cannot be used) holds back this
 * campaign, and no other; a person has to see to it. */
static gboolean
prepare_or_pause (Step    *step,
                  GError **error)
{
  g_autoptr (GError) fault = NULL;

  if (step->sender->render != NULL || prepare_sender (step, &fault))
    return TRUE;
  if (!g_error_matches (fault, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND)
      && !g_error_matches (fault, POSTINO_ERROR, POSTINO_ERROR_INVALID)
      && !g_error_matches (fault, POSTINO_ERROR, POSTINO_ERROR_DAMAGED))
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  step->to = POSTINO_CAMPAIGN_PAUSED;
  step->why = fault->message;
  return postino_store_write (step->conductor->store, POSTINO_STORE_URGENT, write_move, step, error);
}

static gboolean
work (Step     *step,
      gboolean *works,
      GError  **error)
{
  gboolean runs = step->campaign->state == POSTINO_CAMPAIGN_RUNNING && step->campaign->wanted == POSTINO_WANTED_RUN
                  && step->facts.brake == NULL;

  if (!runs)
    hold (step, TRUE);
  switch (step->campaign->state)
    {
    case POSTINO_CAMPAIGN_FREEZING:
      *works = TRUE;
      return freeze_slice (step, error);
    case POSTINO_CAMPAIGN_RUNNING:
      *works = TRUE;
      if (!runs)
        return TRUE;
      if (!prepare_or_pause (step, error))
        return FALSE;
      if (step->sender->render == NULL)
        return TRUE;
      hold (step, FALSE);
      return refill (step, error);
    case POSTINO_CAMPAIGN_STOPPING:
      *works = TRUE;
      return cancel_slice (step, error);
    case POSTINO_CAMPAIGN_LAUNCHING:
      *works = step->campaign->immediate || step->campaign->is_test;
      return TRUE;
    case POSTINO_CAMPAIGN_DRAFT:
    case POSTINO_CAMPAIGN_SCHEDULED:
    case POSTINO_CAMPAIGN_MISSED:
    case POSTINO_CAMPAIGN_PAUSED:
    case POSTINO_CAMPAIGN_WAITING:
    case POSTINO_CAMPAIGN_FINISHED:
      return TRUE;
    }
  g_assert_not_reached ();
}

PostinoConductor *
postino_conductor_new (PostinoWorkspace      *workspace,
                       PostinoClock          *clock,
                       GBytes                *token_key,
                       PostinoDestinationMap *destinations,
                       GMutex                *senders_lock)
{
  PostinoConductor *self = g_new0 (PostinoConductor, 1);

  self->workspace = workspace;
  self->store = postino_workspace_get_store (workspace);
  self->clock = clock;
  self->token_key = g_bytes_ref (token_key);
  self->destinations = destinations;
  self->senders_lock = senders_lock;
  return self;
}

void
postino_conductor_free (PostinoConductor *self)
{
  g_bytes_unref (self->token_key);
  g_free (self);
}

gboolean
postino_conductor_step (PostinoConductor      *self,
                        const PostinoCampaign *campaign,
                        PostinoSender         *sender,
                        const char            *obstacle,
                        gboolean              *works,
                        GError               **error)
{
  Step step = { .conductor = self, .campaign = campaign, .sender = sender };
  g_autofree char *why = NULL;
  g_autofree char *brake = NULL;
  gboolean ok;

  step.now_us = postino_clock_now_us (self->clock);
  step.facts.obstacle = obstacle;
  step.facts.is_frozen = sender->is_frozen;
  /* Before the counts: a row that is settled in between is then counted as out once more, never
   * missed. */
  g_mutex_lock (self->senders_lock);
  step.facts.n_out = sender->n_out;
  brake = postino_breaker_explain (&sender->breaker);
  step.facts.brake = brake;
  g_mutex_unlock (self->senders_lock);
  if (!postino_store_read (self->store, read_facts, &step, error))
    return FALSE;

  step.to = postino_schedule_decide (campaign, &step.facts, step.now_us, &why);
  step.why = why;
  if (step.to == campaign->state)
    ok = work (&step, works, error);
  else
    {
      *works = TRUE;
      ok = move (&step, error);
    }
  g_free (step.fault);
  return ok;
}
