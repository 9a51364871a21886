/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who sends what through which server, and when.
 *
 * One thread looks at the campaigns that are unfinished: twenty times a second while there is work,
 * once a second else, at once when told. For each it asks schedule for the state it should be in,
 * makes that one move, does a slice of the state's work (conductor.c: freeze, refill the window,
 * cancel), and starts connections to the servers that have work. Connections take rows by
 * themselves from the senders' windows, tests first; they call back into the functions below on
 * threads of their own, all under one lock that is never held over I/O.
 *
 * Memory is bounded by windows, queues and connections, never by the size of an audience. */

#include "send/dispatcher.h"

#include "base/error.h"
#include "base/random.h"
#include "campaign/campaigns-table.h"
#include "campaign/caps-table.h"
#include "send/conductor.h"
#include "send/connection-pool.h"
#include "send/obstacle.h"
#include "send/recovery.h"
#include "send/route-table.h"
#include "send/schedule.h"
#include "store/change.h"
#include "workspace/machine-stamp.h"

enum {
  BUSY_TICK_US = 50000,
  IDLE_TICK_US = 1000000,
  PROGRESS_INTERVAL_US = 250000,
  SLOWED_BEFORE_PAUSE = 3,
  HURRY_ASLEEP_US = 3 * G_USEC_PER_SEC, /* logind waits for five */
};

#define JUMP_US (G_GINT64_CONSTANT (5) * G_USEC_PER_SEC)

enum { PROGRESS, N_SIGNALS };

struct _PostinoDispatcher {
  GObject parent_instance;

  PostinoWorkspace *workspace;
  PostinoStore *store;
  PostinoClock *clock;
  GMainContext *context;
  GBytes *token_key;
  char *run;
  PostinoFlight *flight;
  PostinoLedgerWriter *writer;
  PostinoConnectionPool *pool;
  GThread *thread;

  GMutex lock; /* guards all below, and the senders and routes in them */
  GCond wake;
  GPtrArray *senders;     /* PostinoSender, tests first */
  PostinoRouteTable *routes;
  PostinoDestinationMap *destinations;
  gint64 offset_us; /* of the wall clock from the one that does not jump; 0: not looked at yet */
  gboolean looks_now;
  gboolean is_stopping;
  gboolean is_busy;
  gboolean is_sending;
  gboolean is_due;
  char *asleep;         /* why nothing is begun; NULL: it may be */
  gint64 asleep_since_us;
  char *offline;        /* why no other computer can be reached; NULL: it can */
  gboolean is_at_rest;
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoDispatcher, postino_dispatcher, G_TYPE_OBJECT)

/* ---- what connections ask, on their threads ---- */

static gboolean
is_route_open (gint64   server,
               gpointer user_data)
{
  PostinoDispatcher *self = user_data;
  PostinoRoute *route = postino_route_table_find (self->routes, server);

  return route != NULL && postino_route_is_open (route, postino_clock_boot_us (self->clock));
}

/* A row of @sender with its place among what may be sent through @server, and to where it goes. */
static gboolean
take_from (PostinoDispatcher       *self,
           PostinoSender           *sender,
           gint64                   server,
           const PostinoMailDomain *domain,
           PostinoErrand           *errand)
{
  PostinoRoute *route = postino_route_table_find (self->routes, server);
  gint64 now_us = postino_clock_boot_us (self->clock);
  PostinoSenderView view = { is_route_open, self, now_us };
  PostinoSenderRow row;

  if (!postino_cap_take (&route->cap, now_us))
    return FALSE;
  if (!postino_sender_take (sender, server, domain, &view, &row))
    {
      postino_cap_return (&route->cap, FALSE, now_us);
      return FALSE;
    }
  *errand = (PostinoErrand) { row.row, sender, row.domain->destination };
  postino_destination_take (errand->destination, now_us);
  return TRUE;
}

static gboolean
take_row (gpointer                 owner,
          gint64                   server,
          const PostinoMailDomain *domain,
          PostinoErrand           *errand)
{
  PostinoDispatcher *self = owner;
  gboolean is_taken = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->senders->len && !is_taken && !self->is_stopping
       && is_route_open (server, self); i++)
    {
      PostinoSender *sender = self->senders->pdata[i];

      is_taken = take_from (self, sender, server, domain, errand);
      if (is_taken && postino_sender_count_window (sender) < POSTINO_SENDER_WINDOW / 2)
        {
          self->looks_now = TRUE;
          g_cond_signal (&self->wake);
        }
    }
  g_mutex_unlock (&self->lock);
  return is_taken;
}

static void
give_row_back (gpointer             owner,
               gint64               server,
               const PostinoErrand *errand,
               gboolean             sent,
               gboolean             again)
{
  PostinoDispatcher *self = owner;
  PostinoRoute *route;

  g_mutex_lock (&self->lock);
  route = postino_route_table_find (self->routes, server);
  postino_cap_return (&route->cap, sent, postino_clock_boot_us (self->clock));
  postino_destination_return (errand->destination);
  postino_sender_return (errand->sender);
  if (again)
    postino_sender_rewind (errand->sender);
  g_mutex_unlock (&self->lock);
}

/* With the lock held: what the answer teaches about where the message went. Several that ask to slow down one
 * after the other, with nothing taken in between: then it is the server that does. */
static void
note_feedback (PostinoDispatcher    *self,
               PostinoDestination   *destination,
               const PostinoOutcome *outcome)
{
  gint64 now_us = postino_clock_boot_us (self->clock);
  PostinoRoute *route = postino_route_table_find (self->routes, outcome->server);

  switch (outcome->feedback)
    {
    case POSTINO_FEEDBACK_NONE:
      return;
    case POSTINO_FEEDBACK_WELL:
      postino_destination_succeed (destination);
      return;
    case POSTINO_FEEDBACK_SHRINK:
      postino_destination_shrink (destination, outcome->reply);
      return;
    case POSTINO_FEEDBACK_PAUSE:
      if (!postino_destination_is_closed (destination, now_us) && ++route->n_slowed >= SLOWED_BEFORE_PAUSE)
        postino_route_close (route, outcome->reply, now_us);
      postino_destination_pause (destination, outcome->reply, now_us);
      return;
    }
  g_assert_not_reached ();
}

/* Held at once, so that what waits in the queues of connections does not go any more. */
static void
note_outcome (gpointer              owner,
              const PostinoErrand  *errand,
              const PostinoOutcome *outcome)
{
  PostinoDispatcher *self = owner;
  PostinoSender *sender = errand->sender;

  g_mutex_lock (&self->lock);
  note_feedback (self, errand->destination, outcome);
  if (!sender->is_test)
    postino_breaker_note (&sender->breaker, outcome);
  if (!sender->is_test && postino_breaker_is_open (&sender->breaker))
    {
      sender->is_held = TRUE;
      self->looks_now = TRUE;
      g_cond_signal (&self->wake);
    }
  g_mutex_unlock (&self->lock);
}

static gboolean
is_held (gpointer             owner,
         gint64               server,
         const PostinoErrand *errand)
{
  PostinoDispatcher *self = owner;
  gboolean held;

  g_mutex_lock (&self->lock);
  held = errand->sender->is_held || self->is_stopping || postino_route_table_find (self->routes, server)->away != NULL
         || postino_destination_is_closed (errand->destination, postino_clock_boot_us (self->clock));
  g_mutex_unlock (&self->lock);
  return held;
}

static gint64
take_pace (gpointer owner,
           gint64   server)
{
  PostinoDispatcher *self = owner;
  PostinoRoute *route;
  gint64 wait_us;

  g_mutex_lock (&self->lock);
  route = postino_route_table_find (self->routes, server);
  wait_us = route != NULL ? postino_pace_take (&route->pace,
                                               postino_clock_boot_us (self->clock)) : 0;
  g_mutex_unlock (&self->lock);
  return wait_us;
}

static void
report_route (gpointer           owner,
              gint64             server,
              const char        *source,
              PostinoRouteReport report,
              const char        *why)
{
  PostinoDispatcher *self = owner;
  gint64 now_us = postino_clock_boot_us (self->clock);
  PostinoRoute *route;

  g_mutex_lock (&self->lock);
  route = postino_route_table_find (self->routes, server);
  switch (report)
    {
    case POSTINO_ROUTE_LETS_IN:
      self->looks_now = postino_route_let_in (route) || self->looks_now;
      break;
    case POSTINO_ROUTE_DOES_WELL:
      postino_route_succeed (route, now_us);
      break;
    case POSTINO_ROUTE_PAUSES:
      if (route->away == NULL && !postino_route_rest_source (route, source, now_us))
        postino_route_close (route, why, now_us);
      break;
    case POSTINO_ROUTE_IS_FULL:
      postino_route_park (route, why, now_us);
      break;
    case POSTINO_ROUTE_STOPS:
      if (route->away == NULL) /* a handshake that the loss of the network broke off is none that failed */
        postino_route_stop (route, why);
      break;
    }
  self->looks_now = self->looks_now || (report != POSTINO_ROUTE_LETS_IN && report != POSTINO_ROUTE_DOES_WELL);
  if (self->looks_now)
    g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

static void
get_retry_rule (gpointer          owner,
                PostinoSender    *sender,
                PostinoRetryRule *rule)
{
  PostinoDispatcher *self = owner;

  g_mutex_lock (&self->lock);
  rule->first_us = sender->retry_first_us;
  rule->expires_us = sender->started_us + sender->lifetime_us;
  rule->jitter = 0;
  g_mutex_unlock (&self->lock);
}

static const PostinoConnectionOwner connection_owner = {
  take_row, give_row_back, note_outcome, is_held, take_pace, report_route, get_retry_rule,
};

/* ---- the dispatcher's thread ---- */

static PostinoSender *
find_sender (PostinoDispatcher *self,
             gint64             campaign)
{
  for (guint i = 0; i < self->senders->len; i++)
    {
      PostinoSender *sender = self->senders->pdata[i];

      if (sender->campaign == campaign)
        return sender;
    }
  return NULL;
}

/* Makes one if there is none; tests stand before campaigns. */
static PostinoSender *
get_sender (PostinoDispatcher     *self,
            const PostinoCampaign *campaign)
{
  PostinoSender *sender;

  g_mutex_lock (&self->lock);
  sender = find_sender (self, campaign->id);
  if (sender == NULL)
    {
      sender = postino_sender_new (campaign);
      g_ptr_array_insert (self->senders, campaign->is_test ? 0 : -1, sender);
    }
  g_mutex_unlock (&self->lock);
  return sender;
}

/* Those of campaigns that are no longer active, once nothing of theirs is out. */
static void
drop_senders (PostinoDispatcher *self,
              GPtrArray         *active)
{
  g_mutex_lock (&self->lock);
  for (guint i = self->senders->len; i > 0; i--)
    {
      PostinoSender *sender = self->senders->pdata[i - 1];
      gboolean is_active = FALSE;

      for (guint j = 0; j < active->len && !is_active; j++)
        is_active = ((PostinoCampaign *) active->pdata[j])->id == sender->campaign;
      if (!is_active && sender->n_out == 0)
        g_ptr_array_remove_index (self->senders, i - 1);
    }
  g_mutex_unlock (&self->lock);
}

typedef struct {
  GPtrArray *active;
  gint64 servers_changed;
} Look;

static gboolean
read_active (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Look *look = data;

  look->active = postino_campaigns_table_list_active (db, error);
  look->servers_changed = postino_change_read (db, POSTINO_TOPIC_SERVERS, error);
  return look->active != NULL && look->servers_changed >= 0;
}

/* The sentence of what is in the way of @sender, the ledger included; yours, or NULL. */
static char *
find_obstacle (PostinoDispatcher *self,
               PostinoSender     *sender)
{
  char *obstacle = postino_ledger_writer_dup_trouble (self->writer);

  if (obstacle != NULL)
    return obstacle;
  g_mutex_lock (&self->lock);
  obstacle = postino_obstacle_find (self->routes, sender, self->clock);
  g_mutex_unlock (&self->lock);
  return obstacle;
}

typedef struct {
  PostinoDispatcher *dispatcher;
  gint64 campaign;
} Progress;

static gboolean
emit_progress_cb (gpointer user_data)
{
  Progress *progress = user_data;

  g_signal_emit (progress->dispatcher, signals[PROGRESS], 0, progress->campaign);
  return G_SOURCE_REMOVE;
}

static void
free_progress (gpointer data)
{
  Progress *progress = data;

  g_object_unref (progress->dispatcher);
  g_free (progress);
}

static void
tell_progress (PostinoDispatcher *self,
               gint64             campaign)
{
  Progress *progress = g_new0 (Progress, 1);

  progress->dispatcher = g_object_ref (self);
  progress->campaign = campaign;
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, emit_progress_cb, progress,
                              free_progress);
}

static gboolean
shift_due (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  return postino_ledger_table_shift_due (db, *(gint64 *) data, error);
}

/* What waits for its time waits as long as it was meant to, and no message expires early, when somebody puts the
 * wall clock to another time. Corrections of a few seconds are none. */
static gboolean
follow_clock (PostinoDispatcher *self,
              GError           **error)
{
  gint64 offset_us = postino_clock_now_us (self->clock) - postino_clock_boot_us (self->clock);
  gint64 jump_us = offset_us - self->offset_us;

  if (ABS (jump_us) < JUMP_US)
    return TRUE;
  if (self->offset_us != 0
      && !postino_store_write (self->store, POSTINO_STORE_NORMAL, shift_due, &jump_us, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->senders->len && self->offset_us != 0; i++)
    ((PostinoSender *) self->senders->pdata[i])->started_us += jump_us;
  self->offset_us = offset_us;
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* With the lock held: ends connections that lead nowhere now. A message on one whose network has gone is dropped at
 * once, as long as it can be: it goes again when the network is back, and the old connection would not know. */
static void
leave_connections (PostinoDispatcher *self)
{
  gboolean is_late = g_get_monotonic_time () - self->asleep_since_us > HURRY_ASLEEP_US;

  postino_route_table_set_away (self->routes, self->asleep, self->offline);
  if (self->asleep != NULL || self->offline != NULL)
    postino_connection_pool_leave (self->pool, self->asleep == NULL || is_late);
}

/* One look at everything. *@busy: there is work at hand. */
static gboolean
look_once (PostinoDispatcher *self,
           PostinoConductor  *conductor,
           gboolean          *busy,
           GError           **error)
{
  Look look = { 0 };
  g_autoptr (GPtrArray) active = NULL;
  gboolean is_sending = FALSE;
  gboolean is_due = FALSE;
  gboolean ok = TRUE;

  *busy = FALSE;
  if (!follow_clock (self, error))
    return FALSE;
  if (!postino_store_read (self->store, read_active, &look, error))
    {
      g_clear_pointer (&look.active, g_ptr_array_unref);
      return FALSE;
    }
  active = look.active;
  if (!postino_route_table_refresh (self->routes, look.servers_changed, error)
      || !postino_destination_map_refresh (self->destinations, look.servers_changed, error)
      || !postino_destination_map_save (self->destinations, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  leave_connections (self);
  g_mutex_unlock (&self->lock);
  postino_connection_pool_reap (self->pool);
  if (!postino_route_table_note_stops (self->routes, error))
    return FALSE;

  for (guint i = 0; i < active->len && ok; i++)
    {
      const PostinoCampaign *campaign = active->pdata[i];
      PostinoSender *sender = get_sender (self, campaign);
      g_autofree char *obstacle = find_obstacle (self, sender);
      gboolean works = FALSE;

      ok = postino_conductor_step (conductor, campaign, sender, obstacle, &works, error);
      *busy = *busy || works;
      is_sending = is_sending || postino_schedule_is_at_work (campaign);
      is_due = is_due || postino_schedule_goes_on (campaign);
    }
  drop_senders (self, active);
  postino_store_set_polite (self->store, *busy);
  postino_connection_pool_wake (self->pool);

  g_mutex_lock (&self->lock);
  postino_connection_pool_fill (self->pool, self->senders);
  self->is_busy = active->len > 0;
  self->is_sending = is_sending;
  self->is_due = is_due;
  self->is_at_rest = postino_connection_pool_count (self->pool) == 0;
  *busy = *busy || (self->asleep != NULL && !self->is_at_rest);
  g_mutex_unlock (&self->lock);
  return ok;
}

static void
tell_all_progress (PostinoDispatcher *self,
                   gint64            *told_us)
{
  gint64 now_us = g_get_monotonic_time ();

  if (now_us - *told_us < PROGRESS_INTERVAL_US)
    return;
  *told_us = now_us;
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->senders->len; i++)
    tell_progress (self, ((PostinoSender *) self->senders->pdata[i])->campaign);
  g_mutex_unlock (&self->lock);
}

static void
wait_for_next_look (PostinoDispatcher *self,
                    gboolean           busy)
{
  gint64 until = g_get_monotonic_time () + (busy ? BUSY_TICK_US : IDLE_TICK_US);

  g_mutex_lock (&self->lock);
  while (!self->looks_now && !self->is_stopping
         && g_cond_wait_until (&self->wake, &self->lock, until))
    continue;
  self->looks_now = FALSE;
  g_mutex_unlock (&self->lock);
}

static gboolean
is_stopping (PostinoDispatcher *self)
{
  gboolean stopping;

  g_mutex_lock (&self->lock);
  stopping = self->is_stopping;
  g_mutex_unlock (&self->lock);
  return stopping;
}

static gpointer
run_dispatcher (gpointer data)
{
  PostinoDispatcher *self = data;
  PostinoConductor *conductor = postino_conductor_new (self->workspace, self->clock, self->token_key,
                                                       self->destinations, &self->lock);
  gint64 told_us = 0;

  while (!is_stopping (self))
    {
      g_autoptr (GError) error = NULL;
      gboolean busy;

      if (!look_once (self, conductor, &busy, &error))
        {
          g_warning ("%s", error->message);
          busy = FALSE;
        }
      tell_all_progress (self, &told_us);
      wait_for_next_look (self, busy);
    }
  postino_connection_pool_end (self->pool);
  postino_conductor_free (conductor);
  return NULL;
}

static void
postino_dispatcher_finalize (GObject *object)
{
  PostinoDispatcher *self = POSTINO_DISPATCHER (object);

  g_assert (self->thread == NULL);
  g_clear_pointer (&self->pool, postino_connection_pool_free);
  g_clear_pointer (&self->writer, postino_ledger_writer_free);
  g_clear_pointer (&self->flight, postino_flight_close);
  g_ptr_array_unref (self->senders);
  g_clear_pointer (&self->routes, postino_route_table_free);
  g_clear_pointer (&self->destinations, postino_destination_map_free);
  g_clear_pointer (&self->token_key, g_bytes_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->workspace);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wake);
  g_free (self->run);
  g_free (self->asleep);
  g_free (self->offline);
  G_OBJECT_CLASS (postino_dispatcher_parent_class)->finalize (object);
}

static void
postino_dispatcher_class_init (PostinoDispatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = postino_dispatcher_finalize;

  signals[PROGRESS] = g_signal_new ("progress", POSTINO_TYPE_DISPATCHER, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
postino_dispatcher_init (PostinoDispatcher *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  self->run = postino_random_hex (16);
  self->is_due = TRUE;
  self->context = g_main_context_ref_thread_default ();
  self->senders = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_sender_free);
}

static gboolean
forget_counts (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  PostinoDispatcher *self = data;

  return postino_caps_table_prune (db, postino_clock_now_us (self->clock) - 2 * POSTINO_CAP_MONTH_US, error);
}

static gboolean
recover (PostinoDispatcher *self,
         GError           **error)
{
  g_autofree char *path = postino_workspace_build_path (self->workspace, "flight");
  guint n_doubtful = 0;

  if (!postino_recovery_run (self->store, path, self->run, &n_doubtful, error)
      || !postino_machine_epoch_raise (self->store, error)
      || !postino_store_write (self->store, POSTINO_STORE_NORMAL, forget_counts, self, error))
    return FALSE;
  if (n_doubtful > 0)
    g_message ("%u messages are in doubt after a crash", n_doubtful);
  self->flight = postino_flight_create (path, self->run, error);
  return self->flight != NULL;
}

PostinoDispatcher *
postino_dispatcher_start (PostinoWorkspace *workspace,
                          PostinoClock     *clock,
                          GBytes           *token_key,
                          GError          **error)
{
  g_autoptr (PostinoDispatcher) self = g_object_new (POSTINO_TYPE_DISPATCHER, NULL);
  g_autoptr (PostinoDns) dns = postino_dns_open (error);

  if (dns == NULL)
    return NULL;
  self->workspace = g_object_ref (workspace);
  self->store = postino_workspace_get_store (workspace);
  self->clock = clock;
  self->token_key = g_bytes_ref (token_key);
  self->routes = postino_route_table_new (workspace, clock, &self->lock);
  self->destinations = postino_destination_map_new (self->store, clock, &self->lock, dns);
  if (!recover (self, error))
    return NULL;
  self->writer = postino_ledger_writer_new (self->store, self->run, self->flight);
  self->pool = postino_connection_pool_new (&connection_owner, self, self->routes, clock, &self->lock, dns, self->writer,
                                            self->flight, postino_workspace_get_folder (workspace));
  self->thread = g_thread_new ("dispatcher", run_dispatcher, self);
  return g_steal_pointer (&self);
}

void
postino_dispatcher_look (PostinoDispatcher *self)
{
  g_mutex_lock (&self->lock);
  self->looks_now = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

/* With the lock held. */
static void
set_absence (PostinoDispatcher *self,
             char             **absence,
             const char        *why)
{
  g_free (*absence);
  *absence = g_strdup (why);
  postino_route_table_set_away (self->routes, self->asleep, self->offline);
  self->looks_now = TRUE;
  g_cond_signal (&self->wake);
}

void
postino_dispatcher_set_offline (PostinoDispatcher *self,
                                const char        *why)
{
  g_mutex_lock (&self->lock);
  set_absence (self, &self->offline, why);
  g_mutex_unlock (&self->lock);
}

void
postino_dispatcher_set_asleep (PostinoDispatcher *self,
                               const char        *why)
{
  g_mutex_lock (&self->lock);
  self->asleep_since_us = g_get_monotonic_time ();
  self->is_at_rest = FALSE;
  set_absence (self, &self->asleep, why);
  g_mutex_unlock (&self->lock);
}

void
postino_dispatcher_stop (PostinoDispatcher *self)
{
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&self->lock);
  self->is_stopping = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
  g_clear_pointer (&self->thread, g_thread_join);
  g_clear_pointer (&self->writer, postino_ledger_writer_free);
  /* A copy made while we ran is an old copy from now on. */
  if (!postino_machine_epoch_raise (self->store, &error))
    g_warning ("%s", error->message);
}

gboolean
postino_dispatcher_is_busy (PostinoDispatcher *self)
{
  gboolean is_busy;

  g_mutex_lock (&self->lock);
  is_busy = self->is_busy;
  g_mutex_unlock (&self->lock);
  return is_busy;
}

gboolean
postino_dispatcher_is_at_rest (PostinoDispatcher *self)
{
  gboolean is_at_rest;

  g_mutex_lock (&self->lock);
  is_at_rest = self->is_at_rest;
  g_mutex_unlock (&self->lock);
  return is_at_rest;
}

gboolean
postino_dispatcher_is_sending (PostinoDispatcher *self)
{
  gboolean is_sending;

  g_mutex_lock (&self->lock);
  is_sending = self->is_sending;
  g_mutex_unlock (&self->lock);
  return is_sending;
}

gboolean
postino_dispatcher_is_due (PostinoDispatcher *self)
{
  gboolean is_due;

  g_mutex_lock (&self->lock);
  is_due = self->is_due;
  g_mutex_unlock (&self->lock);
  return is_due;
}
