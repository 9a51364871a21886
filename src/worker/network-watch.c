/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That there is a network says nothing of whether a server can be reached: what fails then is its failure, and has its
 * pauses. That there is none is nobody's failure. */

#include "worker/network-watch.h"

#include <glib/gi18n-lib.h>

struct _PostinoNetworkWatch {
  PostinoDispatcher *dispatcher;
  GNetworkMonitor *monitor;
  gulong handler;
};

static void
tell (PostinoNetworkWatch *self)
{
  gboolean is_available = g_network_monitor_get_network_available (self->monitor);

  postino_dispatcher_set_offline (self->dispatcher,
                                  is_available ? NULL : _("This computer is not connected to the network"));
}

PostinoNetworkWatch *
postino_network_watch_new (PostinoDispatcher *dispatcher)
{
  PostinoNetworkWatch *self = g_new0 (PostinoNetworkWatch, 1);

  self->dispatcher = g_object_ref (dispatcher);
  self->monitor = g_object_ref (g_network_monitor_get_default ());
  /* Not "network-changed": that is not sent where NetworkManager is asked. */
  self->handler = g_signal_connect_swapped (self->monitor, "notify::network-available", G_CALLBACK (tell), self);
  tell (self);
  return self;
}

void
postino_network_watch_free (PostinoNetworkWatch *self)
{
  if (self == NULL)
    return;
  g_signal_handler_disconnect (self->monitor, self->handler);
  g_object_unref (self->monitor);
  g_object_unref (self->dispatcher);
  g_free (self);
}
