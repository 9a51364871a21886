/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that fails is left alone for a while, and longer each time: five seconds, doubling up to
 * ten minutes. Wrong credentials stop it altogether, once, instead of being tried for every
 * recipient. */

#include "send/route.h"

PostinoRoute *
postino_route_new (const PostinoServer     *server,
                   PostinoServerCredential *credential)
{
  PostinoRoute *route = g_new0 (PostinoRoute, 1);

  route->id = server->id;
  postino_route_update (route, server, credential);
  return route;
}

void
postino_route_free (PostinoRoute *route)
{
  if (route == NULL)
    return;
  g_clear_pointer (&route->profile, postino_smtp_profile_free);
  postino_server_credential_unref (route->credential);
  g_free (route->why);
  g_free (route);
}

void
postino_route_update (PostinoRoute            *route,
                      const PostinoServer     *server,
                      PostinoServerCredential *credential)
{
  gint64 next_us = route->pace.next_us;

  g_clear_pointer (&route->profile, postino_smtp_profile_free);
  postino_server_credential_unref (route->credential);
  g_clear_pointer (&route->why, g_free);
  route->profile = postino_smtp_profile_copy (server->profile);
  route->credential = credential;
  route->is_stopped = server->stopped_why != NULL;
  route->why = g_strdup (server->stopped_why);
  route->closed_until_us = 0;
  route->n_failures = 0;
  postino_pace_init (&route->pace, server->profile->per_second);
  route->pace.next_us = next_us;
}

gboolean
postino_route_is_open (const PostinoRoute *route,
                       gint64              now_us)
{
  return !route->is_stopped && now_us >= route->closed_until_us;
}

void
postino_route_close (PostinoRoute *route,
                     const char   *why,
                     gint64        now_us)
{
  gint64 pause_us = POSTINO_ROUTE_FIRST_PAUSE_US << MIN (route->n_failures, 10);

  /* Several connections may fail of the same cause: that is one failure. */
  if (!postino_route_is_open (route, now_us))
    return;
  route->n_failures++;
  route->closed_until_us = now_us + MIN (pause_us, POSTINO_ROUTE_MAX_PAUSE_US);
  g_free (route->why);
  route->why = g_strdup (why);
}

void
postino_route_stop (PostinoRoute *route,
                    const char   *why)
{
  route->is_stopped = TRUE;
  g_free (route->why);
  route->why = g_strdup (why);
}

void
postino_route_succeed (PostinoRoute *route)
{
  if (route->is_stopped)
    return;
  route->n_failures = 0;
  route->closed_until_us = 0;
  g_clear_pointer (&route->why, g_free);
}
