/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workspace for a window. Opening may take a while (a migration, another program that migrates, a
 * keyring that asks), so it is done on a thread, and the object is made when everything is there.
 *
 * While a window is open its worker runs: readers click links that lead to this machine, and what
 * people do elsewhere is to show up. A worker leaves when nobody has asked for it in a minute, so it
 * is nudged more often than that. */

#include "gui/shell/session.h"

#include "base/error.h"
#include "campaign/restore.h"
#include "campaign/setup.h"
#include "interchange/import.h"
#include "model/row-kinds.h"
#include "store/change.h"
#include "workspace/secrets.h"
#include "workspace/settings-table.h"
#include "workspace/worker-launch.h"

enum { KEEP_WORKER_SECONDS = 20 };

struct _PostinoSession {
  GObject parent_instance;

  PostinoWorkspace *workspace;
  PostinoWorkerProxy *proxy;
  PostinoCampaignList *campaigns;
  PostinoProblemList *problems;
  PostinoRowList *lists;
  PostinoRowList *servers;
  PostinoRowList *identities;
  PostinoRowList *sent;
  GBytes *token_key;
  char *keyring_failure;
  gboolean is_demo;
  gboolean was_foreign;
  char *undone_import; /* or NULL */
  gboolean is_waking;
  guint keep_id;
};

enum { SIGNAL_CHANGED, SIGNAL_WORKER_FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoSession, postino_session, G_TYPE_OBJECT)

/* What is found out on the thread that opens. */
typedef struct {
  char *folder;
  gboolean make;
  PostinoWorkspace *workspace;
  GBytes *token_key;
  char *keyring_failure;
  gboolean is_demo;
  gboolean was_foreign;
  char *undone_import; /* or NULL */
} Opening;

static void
free_opening (gpointer data)
{
  Opening *opening = data;

  g_free (opening->folder);
  g_clear_object (&opening->workspace);
  g_clear_pointer (&opening->token_key, g_bytes_unref);
  g_free (opening->keyring_failure);
  g_free (opening->undone_import);
  g_free (opening);
}

static gboolean
read_demo (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  g_autofree char *value = NULL;

  if (!postino_settings_table_dup (db, "demo", &value, error))
    return FALSE;
  ((Opening *) data)->is_demo = value != NULL;
  return TRUE;
}

static gboolean
make_workspace (Opening *opening,
                GError **error)
{
  g_autoptr (GError) fault = NULL;

  if (!opening->make || postino_setup_workspace (opening->folder, &fault)
      || g_error_matches (fault, POSTINO_ERROR, POSTINO_ERROR_EXISTS))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

static void
open_in_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Opening *opening = data;
  g_autoptr (GError) locked = NULL;
  GError *error = NULL;
  PostinoStore *store;

  if (!make_workspace (opening, &error)
      || (opening->workspace = postino_workspace_open (opening->folder, &error)) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  store = postino_workspace_get_store (opening->workspace);
  if (!postino_restore_apply_rule (opening->workspace, &opening->was_foreign, &error)
      || !postino_import_recover (store, &opening->undone_import, &error)
      || !postino_store_read (store, read_demo, opening, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  opening->token_key = postino_secrets_get_token_key (opening->workspace, &locked);
  if (opening->token_key == NULL)
    opening->keyring_failure = g_strdup (locked->message);
  g_task_return_boolean (task, TRUE);
}

/* ---- the worker ---- */

typedef struct {
  char *folder;
  const char *topic; /* static */
} Waking;

static void
free_waking (gpointer data)
{
  Waking *waking = data;

  g_free (waking->folder);
  g_free (waking);
}

static void
launch_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  const Waking *waking = data;
  GError *error = NULL;

  if (postino_worker_launch (waking->folder, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
launched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  PostinoSession *self = POSTINO_SESSION (source);
  const Waking *waking = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->is_waking = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_signal_emit (self, signals[SIGNAL_WORKER_FAILED], 0, error->message);
  else
    postino_worker_proxy_look (self->proxy, waking->topic);
  postino_problem_list_look (self->problems);
}

void
postino_session_wake_worker (PostinoSession *self,
                             const char     *topic)
{
  g_autoptr (GTask) task = NULL;
  Waking *waking;

  postino_worker_proxy_look (self->proxy, topic);
  if (self->is_waking)
    return;
  self->is_waking = TRUE;
  waking = g_new0 (Waking, 1);
  waking->folder = g_strdup (postino_session_get_folder (self));
  waking->topic = topic;
  task = g_task_new (self, NULL, launched_cb, NULL);
  g_task_set_task_data (task, waking, free_waking);
  g_task_run_in_thread (task, launch_in_thread);
}

static gboolean
keep_worker_cb (gpointer user_data)
{
  postino_session_wake_worker (user_data, POSTINO_TOPIC_SETTINGS);
  return G_SOURCE_CONTINUE;
}

/* Progress of any campaign: what shows all of them looks now. */
static void
progress_cb (PostinoWorkerProxy *proxy,
             gint64              campaign,
             PostinoSession     *self)
{
  postino_campaign_list_look (self->campaigns);
  postino_problem_list_look (self->problems);
  postino_row_list_look (self->sent);
}

/* ---- the keyring ---- */

static void
unlock_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  GError *error = NULL;
  GBytes *key = postino_secrets_get_token_key (data, &error);

  if (key != NULL)
    g_task_return_pointer (task, key, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
unlocked_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  PostinoSession *self = POSTINO_SESSION (source);
  g_autoptr (GError) error = NULL;
  GBytes *key = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_pointer (&self->keyring_failure, g_free);
  if (key == NULL)
    self->keyring_failure = g_strdup (error->message);
  else
    {
      g_clear_pointer (&self->token_key, g_bytes_unref);
      self->token_key = key;
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
postino_session_unlock_keyring (PostinoSession *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, unlocked_cb, NULL);

  g_task_set_task_data (task, g_object_ref (self->workspace), g_object_unref);
  g_task_run_in_thread (task, unlock_in_thread);
}

/* ---- the object ---- */

static void
postino_session_dispose (GObject *object)
{
  PostinoSession *self = POSTINO_SESSION (object);

  g_clear_handle_id (&self->keep_id, g_source_remove);
  if (self->proxy != NULL)
    g_signal_handlers_disconnect_by_data (self->proxy, self);
  g_clear_object (&self->campaigns);
  g_clear_object (&self->problems);
  g_clear_object (&self->lists);
  g_clear_object (&self->servers);
  g_clear_object (&self->identities);
  g_clear_object (&self->sent);
  g_clear_object (&self->proxy);
  G_OBJECT_CLASS (postino_session_parent_class)->dispose (object);
}

static void
postino_session_finalize (GObject *object)
{
  PostinoSession *self = POSTINO_SESSION (object);

  g_clear_object (&self->workspace);
  g_clear_pointer (&self->token_key, g_bytes_unref);
  g_free (self->keyring_failure);
  g_free (self->undone_import);
  G_OBJECT_CLASS (postino_session_parent_class)->finalize (object);
}

static void
postino_session_class_init (PostinoSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = postino_session_dispose;
  object_class->finalize = postino_session_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", POSTINO_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_WORKER_FAILED]
    = g_signal_new ("worker-failed", POSTINO_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
postino_session_init (PostinoSession *self)
{
}

static PostinoSession *
build_session (Opening *opening)
{
  PostinoSession *self = g_object_new (POSTINO_TYPE_SESSION, NULL);
  PostinoStore *store = postino_workspace_get_store (opening->workspace);

  self->workspace = g_steal_pointer (&opening->workspace);
  self->token_key = g_steal_pointer (&opening->token_key);
  self->keyring_failure = g_steal_pointer (&opening->keyring_failure);
  self->is_demo = opening->is_demo;
  self->was_foreign = opening->was_foreign;
  self->undone_import = g_steal_pointer (&opening->undone_import);
  self->proxy = postino_worker_proxy_new (postino_workspace_get_folder (self->workspace));
  self->campaigns = postino_campaign_list_new (store, FALSE);
  self->problems = postino_problem_list_new (self->workspace);
  self->lists = postino_row_list_new_lists (store);
  self->servers = postino_row_list_new_servers (store);
  self->identities = postino_row_list_new_identities (store);
  self->sent = postino_row_list_new_sent (store);
  g_signal_connect (self->proxy, "progress", G_CALLBACK (progress_cb), self);
  self->keep_id = g_timeout_add_seconds (KEEP_WORKER_SECONDS, keep_worker_cb, self);
  postino_session_wake_worker (self, POSTINO_TOPIC_SETTINGS);
  return self;
}

void
postino_session_open_async (const char         *folder,
                            gboolean            make,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  opening->folder = g_strdup (folder);
  opening->make = make;
  g_task_set_source_tag (task, postino_session_open_async);
  g_task_set_task_data (task, opening, free_opening);
  g_task_run_in_thread (task, open_in_thread);
}

PostinoSession *
postino_session_open_finish (GAsyncResult *result,
                             GError      **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return build_session (g_task_get_task_data (G_TASK (result)));
}

PostinoWorkspace *
postino_session_get_workspace (PostinoSession *self)
{
  return self->workspace;
}

PostinoStore *
postino_session_get_store (PostinoSession *self)
{
  return postino_workspace_get_store (self->workspace);
}

const char *
postino_session_get_folder (PostinoSession *self)
{
  return postino_workspace_get_folder (self->workspace);
}

PostinoWorkerProxy *
postino_session_get_proxy (PostinoSession *self)
{
  return self->proxy;
}

PostinoClock *
postino_session_get_clock (PostinoSession *self)
{
  return postino_clock_system ();
}

PostinoCampaignList *
postino_session_get_campaigns (PostinoSession *self)
{
  return self->campaigns;
}

PostinoProblemList *
postino_session_get_problems (PostinoSession *self)
{
  return self->problems;
}

PostinoRowList *
postino_session_get_lists (PostinoSession *self)
{
  return self->lists;
}

PostinoRowList *
postino_session_get_servers (PostinoSession *self)
{
  return self->servers;
}

PostinoRowList *
postino_session_get_identities (PostinoSession *self)
{
  return self->identities;
}

PostinoRowList *
postino_session_get_sent (PostinoSession *self)
{
  return self->sent;
}

gboolean
postino_session_is_demo (PostinoSession *self)
{
  return self->is_demo;
}

gboolean
postino_session_was_foreign (PostinoSession *self)
{
  return self->was_foreign;
}

const char *
postino_session_get_undone_import (PostinoSession *self)
{
  return self->undone_import;
}

GBytes *
postino_session_get_token_key (PostinoSession *self)
{
  return self->token_key;
}

const char *
postino_session_get_keyring_failure (PostinoSession *self)
{
  return self->keyring_failure;
}
