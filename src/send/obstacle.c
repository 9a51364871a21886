/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "send/obstacle.h"

#include <glib/gi18n-lib.h>

/* @route may be NULL: it was removed. */
static char *
explain_route (PostinoRoute *route,
               gint64        now_us,
               gint64        wall_us)
{
  g_autofree char *why = NULL;

  if (route != NULL && route->away != NULL)
    return g_strdup (route->away);
  if (route != NULL)
    why = postino_route_explain (route, now_us, wall_us);
  return g_strdup_printf (_("Server “%s”: %s"), route != NULL ? route->profile->name : "?",
                          why != NULL ? why : _("it was removed"));
}

char *
postino_obstacle_find (PostinoRouteTable *routes,
                       PostinoSender     *sender,
                       PostinoClock      *clock)
{
  gint64 now_us = postino_clock_boot_us (clock);
  gint64 wall_us = postino_clock_now_us (clock);
  PostinoDestination *shut = postino_sender_get_shut (sender, now_us);
  char *obstacle = NULL;

  for (guint i = 0; i < sender->routes->len; i++)
    {
      gint64 server = g_array_index (sender->routes, PostinoSenderRoute, i).server;
      PostinoRoute *route = postino_route_table_find (routes, server);

      g_clear_pointer (&obstacle, g_free);
      if (route != NULL && postino_route_is_open (route, now_us))
        break;
      obstacle = explain_route (route, now_us, wall_us);
    }
  if (obstacle == NULL && shut != NULL)
    obstacle = postino_destination_explain (shut, now_us, wall_us);
  return obstacle;
}
