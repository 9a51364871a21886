/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker: puts together what the topic folders offer and adds nothing of its own but the order.
 *
 * Start: workspace and its one lock; the rule for restored workspaces; imports that a crash left;
 * sandbox and local collector, whose ports are written down before any campaign can freeze links;
 * then the dispatcher, which first settles what a dead run left handed. Once a second the
 * collector's spool is taken over and campaigns are published, on a thread; DNS is asked about DKIM
 * records when it is time (dkim-watch). Sleep and the loss of the network reach the dispatcher through power-watch and
 * network-watch. Stop is the reverse,
 * and the last harvest comes after the collector took its last request. */

#include "worker/worker.h"

#include "bus/worker-bus.h"
#include "campaign/attachments-table.h"
#include "campaign/link-base.h"
#include "campaign/restore.h"
#include "collect/collector.h"
#include "collect/spool.h"
#include "harvest/harvest.h"
#include "harvest/publish.h"
#include "interchange/import.h"
#include "sandbox/sandbox.h"
#include "send/dispatcher.h"
#include "worker/autostart.h"
#include "worker/dkim-watch.h"
#include "worker/end-notice.h"
#include "worker/network-watch.h"
#include "worker/power-watch.h"
#include "workspace/assets.h"
#include "workspace/secrets.h"
#include "workspace/settings-table.h"
#include "workspace/worker-launch.h"

enum {
  TICK_MS = 1000,
  LEAVE_AFTER_US = 60 * G_USEC_PER_SEC,
};

#define UNUSED_KEPT_US (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC) /* attachments */

struct _PostinoWorker {
  PostinoWorkspace *workspace;
  GBytes *token_key;
  PostinoSandbox *sandbox;
  PostinoSpool *spool;
  PostinoCollector *collector;
  PostinoDispatcher *dispatcher;
  PostinoWorkerBus *bus;
  PostinoDkimWatch *dkim_watch;
  PostinoEndNotice *end_notice; /* NULL: no bus */
  PostinoPowerWatch *power_watch; /* NULL: no bus */
  PostinoNetworkWatch *network_watch;
  gboolean may_have_ended;      /* a campaign, since the last look */
  GMainLoop *loop;
  guint tick_id;
  gboolean is_harvesting;
  char *harvest_trouble; /* said already; the harvest's thread alone */
  gboolean stays;
  int has_entry; /* of autostart; -1: not known yet */
  gint64 last_busy_us; /* monotonic */
};

/* ---- ports ---- */

typedef struct {
  const char *key;
  guint port;
} Port;

static gboolean
read_port (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Port *port = data;
  g_autofree char *text = NULL;

  if (!postino_settings_table_dup (db, port->key, &text, error))
    return FALSE;
  port->port = text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : 0;
  return TRUE;
}

static gboolean
write_port (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  const Port *port = data;
  g_autofree char *text = g_strdup_printf ("%u", port->port);

  return postino_settings_table_set (db, port->key, text, error);
}

/* Ports are kept: links in old messages lead to them. */
static gboolean
keep_port (PostinoWorker *self,
           const char    *key,
           guint          former,
           guint          now,
           GError       **error)
{
  Port port = { key, now };

  return former == now
         || postino_store_write (postino_workspace_get_store (self->workspace),
                                 POSTINO_STORE_NORMAL, write_port, &port,
                                 error);
}

static gboolean
start_sandbox (PostinoWorker *self,
               GError       **error)
{
  Port port = { POSTINO_SETTING_SANDBOX_PORT, 0 };

  if (!postino_store_read (postino_workspace_get_store (self->workspace), read_port, &port, error))
    return FALSE;
  self->sandbox = postino_sandbox_start (postino_workspace_get_folder (self->workspace), port.port,
                                         error);
  return self->sandbox != NULL
         && keep_port (self, port.key, port.port, postino_sandbox_get_port (self->sandbox), error);
}

static gboolean
start_collector (PostinoWorker *self,
                 GError       **error)
{
  g_autofree char *path = postino_workspace_build_path (self->workspace, "spool.db");
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  Port port = { POSTINO_SETTING_COLLECTOR_PORT, 0 };

  if (!postino_store_read (postino_workspace_get_store (self->workspace), read_port, &port, error))
    return FALSE;
  g_ptr_array_add (keys, self->token_key);
  self->spool = postino_spool_open (path, keys, error);
  if (self->spool == NULL)
    return FALSE;
  self->collector = postino_collector_new (self->spool, postino_clock_system (), NULL);
  if (!(port.port != 0 && postino_collector_listen (self->collector, "127.0.0.1", port.port, NULL))
      && !postino_collector_listen (self->collector, "127.0.0.1", 0, error))
    return FALSE;
  return keep_port (self, port.key, port.port, postino_collector_get_port (self->collector), error);
}

/* ---- once a second ---- */

static void
run_harvest (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  PostinoWorker *self = task_data;
  g_autoptr (GError) error = NULL;
  gboolean harvested;

  /* Each is tried whatever became of the others: a public collector that is away must not keep
   * local hits waiting. */
  harvested = postino_harvest_run (self->workspace, self->spool, &error);
  harvested = postino_harvest_run_public (self->workspace, POSTINO_HARVEST_INTERVAL_US,
                                          harvested ? &error : NULL)
              && harvested;
  harvested = postino_publish_run (self->workspace, self->spool,
                                   harvested ? &error : NULL) && harvested;
  if (!harvested && g_strcmp0 (self->harvest_trouble, error->message) != 0)
    g_warning ("%s", error->message);
  g_free (self->harvest_trouble);
  self->harvest_trouble = harvested ? NULL : g_strdup (error->message);
  g_task_return_boolean (task, TRUE);
}

static void
harvested_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  PostinoWorker *self = user_data;

  self->is_harvesting = FALSE;
  postino_dispatcher_look (self->dispatcher);
}

static void
start_harvest (PostinoWorker *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->is_harvesting)
    return;
  self->is_harvesting = TRUE;
  task = g_task_new (NULL, NULL, harvested_cb, self);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, run_harvest);
}

/* An end is seen at the first tick after it. */
static void
look_for_ends (PostinoWorker *self,
               gboolean       is_busy)
{
  if (self->end_notice != NULL && (is_busy || self->may_have_ended))
    postino_end_notice_look (self->end_notice);
  self->may_have_ended = is_busy;
}

/* Where somebody else keeps it running no login needs to start it. */
static void
follow_due (PostinoWorker *self)
{
  int is_due = postino_dispatcher_is_due (self->dispatcher) && !self->stays;
  g_autoptr (GError) error = NULL;

  if (is_due == self->has_entry)
    return;
  self->has_entry = is_due;
  if (!postino_autostart_set (postino_workspace_get_folder (self->workspace), is_due, &error))
    g_warning ("%s", error->message);
}

static gboolean
tick_cb (gpointer user_data)
{
  PostinoWorker *self = user_data;
  gint64 now_us = g_get_monotonic_time ();
  gboolean is_busy = postino_dispatcher_is_busy (self->dispatcher);

  start_harvest (self);
  postino_dkim_watch_tick (self->dkim_watch);
  look_for_ends (self, is_busy);
  follow_due (self);
  if (self->power_watch != NULL)
    postino_power_watch_tick (self->power_watch);
  if (is_busy)
    self->last_busy_us = now_us;
  if (!self->stays && self->loop != NULL && now_us - self->last_busy_us > LEAVE_AFTER_US)
    g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

/* ---- the bus ---- */

static void
look_cb (const char *topic,
         gpointer    user_data)
{
  PostinoWorker *self = user_data;

  self->last_busy_us = g_get_monotonic_time ();
  start_harvest (self);
  postino_dispatcher_look (self->dispatcher);
}

static void
progress_cb (PostinoDispatcher *dispatcher,
             gint64             campaign,
             PostinoWorker     *self)
{
  self->may_have_ended = TRUE;
  if (self->bus != NULL)
    postino_worker_bus_tell_progress (self->bus, campaign);
}

/* ---- start and stop ---- */

static gboolean
read_used (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  GHashTable **used = data;

  *used = postino_attachments_table_list_contents (db, error);
  return *used != NULL;
}

/* Attachments that were taken away again, and those of a window that ended before it had told the draft. */
static gboolean
sweep_assets (PostinoWorker *self,
              GError       **error)
{
  g_autoptr (GHashTable) used = NULL;

  if (!postino_store_read (postino_workspace_get_store (self->workspace), read_used, &used, error))
    return FALSE;
  postino_assets_sweep (postino_workspace_get_folder (self->workspace), used, g_get_real_time () - UNUSED_KEPT_US);
  return TRUE;
}

static gboolean
prepare_workspace (PostinoWorker *self,
                   GError       **error)
{
  const char *folder = postino_workspace_get_folder (self->workspace);
  gboolean was_foreign = FALSE;

  if (!postino_workspace_lock_worker (self->workspace, error)
      || !postino_worker_launch_write_pid (folder, error)
      || !postino_restore_apply_rule (self->workspace, &was_foreign, error)
      || !postino_import_recover (postino_workspace_get_store (self->workspace), NULL, error)
      || !sweep_assets (self, error)
      || !postino_store_start_checkpoints (postino_workspace_get_store (self->workspace), error))
    return FALSE;
  if (was_foreign)
    g_message ("This workspace was restored, copied or moved: its campaigns are paused");
  self->token_key = postino_secrets_get_token_key (self->workspace, error);
  return self->token_key != NULL;
}

static gboolean
start_all (PostinoWorker              *self,
           const PostinoWorkerOptions *options,
           GError                    **error)
{
  self->workspace = postino_workspace_open (options->folder, error);
  if (self->workspace == NULL || !prepare_workspace (self, error) || !start_sandbox (self, error)
      || !start_collector (self, error))
    return FALSE;
  self->dispatcher = postino_dispatcher_start (self->workspace, postino_clock_system (),
                                               self->token_key, error);
  if (self->dispatcher == NULL)
    return FALSE;
  g_signal_connect (self->dispatcher, "progress", G_CALLBACK (progress_cb), self);
  if (options->with_bus)
    {
      self->bus = postino_worker_bus_new (postino_workspace_get_folder (self->workspace), look_cb,
                                          self);
      self->end_notice = postino_end_notice_new (postino_workspace_get_store (self->workspace),
                                                 self->bus);
      self->power_watch = postino_power_watch_new (self->dispatcher);
    }
  self->network_watch = postino_network_watch_new (self->dispatcher);
  self->dkim_watch = postino_dkim_watch_new (self->workspace);
  self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);
  start_harvest (self);
  postino_dkim_watch_tick (self->dkim_watch);
  return TRUE;
}

PostinoWorker *
postino_worker_start (const PostinoWorkerOptions *options,
                      GError                    **error)
{
  PostinoWorker *self = g_new0 (PostinoWorker, 1);

  self->stays = options->stays;
  self->has_entry = -1;
  self->last_busy_us = g_get_monotonic_time ();
  if (start_all (self, options, error))
    return self;
  postino_worker_stop (self);
  return NULL;
}

void
postino_worker_set_loop (PostinoWorker *self,
                         GMainLoop     *loop)
{
  self->loop = loop;
}

void
postino_worker_stop (PostinoWorker *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_pointer (&self->dkim_watch, postino_dkim_watch_free);
  g_clear_pointer (&self->network_watch, postino_network_watch_free);
  while (self->is_harvesting)
    g_main_context_iteration (NULL, TRUE);
  if (self->dispatcher != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->dispatcher, self);
      postino_dispatcher_stop (self->dispatcher);
    }
  /* Only now: it was sending until here. */
  g_clear_pointer (&self->power_watch, postino_power_watch_free);
  g_clear_object (&self->dispatcher);
  g_clear_pointer (&self->end_notice, postino_end_notice_free);
  g_clear_pointer (&self->bus, postino_worker_bus_free);
  if (self->sandbox != NULL)
    postino_sandbox_stop (self->sandbox);
  g_clear_object (&self->sandbox);
  if (self->collector != NULL)
    {
      postino_collector_close (self->collector);
      if (!postino_harvest_run (self->workspace, self->spool, &error))
        g_warning ("%s", error->message);
    }
  g_clear_object (&self->collector);
  g_clear_pointer (&self->spool, postino_spool_close);
  g_clear_pointer (&self->token_key, g_bytes_unref);
  g_clear_object (&self->workspace);
  g_free (self->harvest_trouble);
  g_free (self);
}
