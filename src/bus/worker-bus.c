/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doorbell, from the worker's side: owns the name of its workspace, hears Look, rings
 * Progress; and knows whether there is a window. */

#include "bus/worker-bus.h"

#include "bus/worker-interface.h"

struct _PostinoWorkerBus {
  PostinoBusWorker *skeleton;
  guint name_id;
  guint window_id;
  gboolean has_window;
  gint64 window_left_us; /* wall clock: when the last one was closed; 0: none was */
  PostinoLookFunc look;
  gpointer user_data;
};

static gboolean
look_cb (PostinoBusWorker      *skeleton,
         GDBusMethodInvocation *invocation,
         const char            *topic,
         gpointer               user_data)
{
  PostinoWorkerBus *self = user_data;

  self->look (topic, self->user_data);
  postino_bus_worker_complete_look (skeleton, invocation);
  return TRUE;
}

static void
bus_acquired_cb (GDBusConnection *connection,
                 const char      *name,
                 gpointer         user_data)
{
  PostinoWorkerBus *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                         POSTINO_WORKER_BUS_PATH, &error))
    g_warning ("%s", error->message);
}

static void
window_appeared_cb (GDBusConnection *connection,
                    const char      *name,
                    const char      *owner,
                    gpointer         user_data)
{
  ((PostinoWorkerBus *) user_data)->has_window = TRUE;
}

static void
window_vanished_cb (GDBusConnection *connection,
                    const char      *name,
                    gpointer         user_data)
{
  PostinoWorkerBus *self = user_data;

  if (self->has_window)
    self->window_left_us = g_get_real_time ();
  self->has_window = FALSE;
}

static char *
build_name (const char *whose,
            const char *folder)
{
  g_autofree char *canonical = g_canonicalize_filename (folder, NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical, -1);

  return g_strdup_printf ("org.postino.Postino.%s.w%.16s", whose, hash);
}

char *
postino_worker_bus_build_name (const char *folder)
{
  return build_name ("Worker", folder);
}

char *
postino_worker_bus_build_window_name (const char *folder)
{
  return build_name ("Window", folder);
}

PostinoWorkerBus *
postino_worker_bus_new (const char     *folder,
                        PostinoLookFunc look,
                        gpointer        user_data)
{
  PostinoWorkerBus *self = g_new0 (PostinoWorkerBus, 1);
  g_autofree char *name = postino_worker_bus_build_name (folder);
  g_autofree char *window = postino_worker_bus_build_window_name (folder);

  self->look = look;
  self->user_data = user_data;
  self->skeleton = postino_bus_worker_skeleton_new ();
  g_signal_connect (self->skeleton, "handle-look", G_CALLBACK (look_cb), self);
  self->name_id = g_bus_own_name (G_BUS_TYPE_SESSION, name, G_BUS_NAME_OWNER_FLAGS_NONE,
                                  bus_acquired_cb, NULL, NULL,
                                  self, NULL);
  self->window_id = g_bus_watch_name (G_BUS_TYPE_SESSION, window, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                      window_appeared_cb, window_vanished_cb, self, NULL);
  return self;
}

void
postino_worker_bus_free (PostinoWorkerBus *self)
{
  if (self == NULL)
    return;
  g_bus_unown_name (self->name_id);
  g_bus_unwatch_name (self->window_id);
  /* The bus may not have answered yet. */
  if (g_dbus_interface_skeleton_get_connection (G_DBUS_INTERFACE_SKELETON (self->skeleton)) != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_object_unref (self->skeleton);
  g_free (self);
}

gboolean
postino_worker_bus_has_window (PostinoWorkerBus *self)
{
  return self->has_window;
}

gboolean
postino_worker_bus_had_window (PostinoWorkerBus *self,
                               gint64            at_us)
{
  return self->has_window || self->window_left_us >= at_us;
}

void
postino_worker_bus_tell_progress (PostinoWorkerBus *self,
                                  gint64            campaign)
{
  postino_bus_worker_emit_progress (self->skeleton, campaign);
}
