/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doorbell, from the other side. A nudge that is lost does no harm: the worker looks once a
 * second by itself.
 *
 * While the object is there the name of a window is owned: so the worker knows that somebody else
 * tells the user of what ends. Asked for by hand, since g_bus_unown_name () complains where a second
 * window of the same workspace opened before the first had let go. */

#include "bus/worker-proxy.h"

#include "bus/worker-bus.h"
#include "bus/worker-interface.h"

enum { NUDGE_LIMIT_MS = 300 };

enum { PROP_0, PROP_IS_RUNNING, N_PROPS };
enum { PROGRESS, N_SIGNALS };

struct _PostinoWorkerProxy {
  GObject parent_instance;

  char *name;
  guint watch_id;
  char *window;
  GDBusConnection *connection; /* NULL: not yet, or there is no bus */
  PostinoBusWorker *worker; /* NULL: none runs, or there is no bus */
  GCancellable *cancellable;
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoWorkerProxy, postino_worker_proxy, G_TYPE_OBJECT)

static void
progress_cb (PostinoBusWorker   *worker,
             gint64              campaign,
             PostinoWorkerProxy *self)
{
  g_signal_emit (self, signals[PROGRESS], 0, campaign);
}

static void
drop_worker (PostinoWorkerProxy *self)
{
  if (self->worker == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->worker, self);
  g_clear_object (&self->worker);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_RUNNING]);
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  PostinoBusWorker *worker = postino_bus_worker_proxy_new_finish (result, &error);
  PostinoWorkerProxy *self;

  if (worker == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_debug ("%s", error->message);
      return;
    }
  self = user_data;
  drop_worker (self);
  self->worker = worker;
  g_signal_connect (worker, "progress", G_CALLBACK (progress_cb), self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_RUNNING]);
}

static void
appeared_cb (GDBusConnection *connection,
             const char      *name,
             const char      *owner,
             gpointer         user_data)
{
  PostinoWorkerProxy *self = user_data;

  postino_bus_worker_proxy_new (connection, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, name,
                                POSTINO_WORKER_BUS_PATH,
                                self->cancellable, made_cb, self);
}

static void
vanished_cb (GDBusConnection *connection,
             const char      *name,
             gpointer         user_data)
{
  drop_worker (user_data);
}

/* Takes @arguments; nobody waits for the answer. */
static void
call_bus (PostinoWorkerProxy *self,
          const char         *method,
          GVariant           *arguments)
{
  g_autoptr (GVariant) sunk = g_variant_ref_sink (arguments);

  if (self->connection != NULL)
    g_dbus_connection_call (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                            "org.freedesktop.DBus", method, sunk, NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                            NULL, NULL, NULL);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_bus_get_finish (result, &error);
  PostinoWorkerProxy *self;

  if (connection == NULL)
    return; /* no bus, or the proxy has gone */
  self = user_data;
  self->connection = connection;
  call_bus (self, "RequestName", g_variant_new ("(su)", self->window, 0));
}

static void
postino_worker_proxy_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_IS_RUNNING:
      g_value_set_boolean (value, postino_worker_proxy_is_running (POSTINO_WORKER_PROXY (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
postino_worker_proxy_finalize (GObject *object)
{
  PostinoWorkerProxy *self = POSTINO_WORKER_PROXY (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->watch_id != 0)
    g_bus_unwatch_name (self->watch_id);
  call_bus (self, "ReleaseName", g_variant_new ("(s)", self->window));
  g_clear_object (&self->connection);
  g_free (self->window);
  if (self->worker != NULL)
    g_signal_handlers_disconnect_by_data (self->worker, self);
  g_clear_object (&self->worker);
  g_free (self->name);
  G_OBJECT_CLASS (postino_worker_proxy_parent_class)->finalize (object);
}

static void
postino_worker_proxy_class_init (PostinoWorkerProxyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_worker_proxy_get_property;
  object_class->finalize = postino_worker_proxy_finalize;

  properties[PROP_IS_RUNNING] = g_param_spec_boolean ("is-running", NULL, NULL, FALSE,
                                                      G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[PROGRESS] = g_signal_new ("progress", POSTINO_TYPE_WORKER_PROXY, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
postino_worker_proxy_init (PostinoWorkerProxy *self)
{
  self->cancellable = g_cancellable_new ();
}

PostinoWorkerProxy *
postino_worker_proxy_new (const char *folder)
{
  PostinoWorkerProxy *self = g_object_new (POSTINO_TYPE_WORKER_PROXY, NULL);

  self->name = postino_worker_bus_build_name (folder);
  self->watch_id = g_bus_watch_name (G_BUS_TYPE_SESSION, self->name, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                     appeared_cb,
                                     vanished_cb, self, NULL);
  self->window = postino_worker_bus_build_window_name (folder);
  g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, connected_cb, self);
  return self;
}

gboolean
postino_worker_proxy_is_running (PostinoWorkerProxy *self)
{
  return self->worker != NULL;
}

void
postino_worker_proxy_look (PostinoWorkerProxy *self,
                           const char         *topic)
{
  if (self->worker != NULL)
    postino_bus_worker_call_look (self->worker, topic, NULL, NULL, NULL);
}

void
postino_worker_proxy_nudge (const char *folder,
                            const char *topic)
{
  g_autofree char *name = postino_worker_bus_build_name (folder);
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (GVariant) reply = NULL;

  if (g_getenv ("DBUS_SESSION_BUS_ADDRESS") == NULL)
    return;
  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  if (connection == NULL)
    return;
  reply = g_dbus_connection_call_sync (connection, name, POSTINO_WORKER_BUS_PATH,
                                       "org.postino.Postino.Worker", "Look",
                                       g_variant_new ("(s)",
                                                      topic), NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                       NUDGE_LIMIT_MS, NULL, NULL);
}
