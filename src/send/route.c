/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that fails is left alone for a while, and longer each time: five seconds, doubling up to
 * ten minutes. Wrong credentials stop it altogether, once, instead of being tried for every
 * recipient or by every connection: one signs in before the others do. A server whose limit an hour, a
 * day or a month is used up is not open until there is room. One that this computer cannot reach has
 * not failed. */

#include "send/route.h"

#include <glib/gi18n-lib.h>

#include <gio/gio.h>

#include "base/date.h"

PostinoRoute *
postino_route_new (const PostinoServer     *server,
                   PostinoServerCredential *credential)
{
  PostinoRoute *route = g_new0 (PostinoRoute, 1);

  route->id = server->id;
  route->rests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  postino_cap_init (&route->cap);
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
  g_hash_table_unref (route->rests);
  postino_cap_clear (&route->cap);
  g_free (route->why);
  g_free (route->away);
  g_free (route);
}

void
postino_route_update (PostinoRoute            *route,
                      const PostinoServer     *server,
                      PostinoServerCredential *credential)
{
  g_clear_pointer (&route->profile, postino_smtp_profile_free);
  postino_server_credential_unref (route->credential);
  g_clear_pointer (&route->why, g_free);
  route->revision = server->revision;
  route->profile = postino_smtp_profile_copy (server->profile);
  route->credential = credential;
  route->is_stopped = server->stopped_why != NULL;
  route->why = g_strdup (server->stopped_why);
  route->closed_until_us = 0;
  route->is_parked = FALSE;
  route->n_failures = 0;
  route->n_slowed = 0;
  route->n_regrown = 0;
  postino_route_leave (route);
  postino_pace_set_limits (&route->pace, server->profile->per_second, server->profile->per_minute);
  route->cap.limits[POSTINO_CAP_HOUR] = server->profile->per_hour;
  route->cap.limits[POSTINO_CAP_DAY] = server->profile->per_day;
  route->cap.limits[POSTINO_CAP_MONTH] = server->profile->per_month;
}

void
postino_route_remember (PostinoRoute *route,
                        gint64        age_us,
                        guint         n,
                        gint64        now_us)
{
  postino_cap_load (&route->cap, now_us - age_us, n);
  /* When within its minute the last one went is not known: it may have been now. */
  if (age_us < POSTINO_CAP_SLICE_US + route->pace.interval_us)
    route->pace.next_us = now_us + route->pace.interval_us;
}

static gboolean
is_closed (const PostinoRoute *route,
           gint64              now_us)
{
  return route->is_stopped || now_us < route->closed_until_us;
}

gboolean
postino_route_is_open (PostinoRoute *route,
                       gint64        now_us)
{
  PostinoCapWindow window;

  return route->away == NULL && !is_closed (route, now_us) && postino_cap_find_wait (&route->cap, now_us, &window) == 0;
}

static char *
describe_full (PostinoCapWindow window,
               guint            used,
               guint            limit,
               const char      *when)
{
  switch (window)
    {
    case POSTINO_CAP_HOUR:
      return g_strdup_printf (_("%u of %u messages an hour are used; more may go from %s on"), used, limit, when);
    case POSTINO_CAP_DAY:
      return g_strdup_printf (_("%u of %u messages a day are used; more may go from %s on"), used, limit, when);
    case POSTINO_CAP_MONTH:
      return g_strdup_printf (_("%u of %u messages a month are used; more may go from %s on"), used, limit, when);
    case POSTINO_CAP_N_WINDOWS:
      break;
    }
  g_assert_not_reached ();
}

char *
postino_route_explain (PostinoRoute *route,
                       gint64        now_us,
                       gint64        wall_us)
{
  PostinoCapWindow window = POSTINO_CAP_HOUR;
  g_autofree char *when = NULL;
  gint64 wait_us;

  if (route->away != NULL)
    return g_strdup (route->away);
  if (is_closed (route, now_us))
    return g_strdup (route->why);
  wait_us = postino_cap_find_wait (&route->cap, now_us, &window);
  if (wait_us == 0)
    return NULL;
  when = postino_date_to_human (wall_us + wait_us);
  return describe_full (window, postino_cap_count (&route->cap, window, now_us), route->cap.limits[window],
                        when);
}

void
postino_route_close (PostinoRoute *route,
                     const char   *why,
                     gint64        now_us)
{
  gint64 pause_us = POSTINO_ROUTE_FIRST_PAUSE_US << MIN (route->n_failures, 10);

  /* Several connections may fail of the same cause: that is one failure. */
  if (is_closed (route, now_us) || route->away != NULL)
    return;
  route->n_failures++;
  route->n_regrown = 1;
  route->closed_until_us = now_us + MIN (pause_us, POSTINO_ROUTE_MAX_PAUSE_US);
  g_free (route->why);
  route->why = g_strdup (why);
}

void
postino_route_park (PostinoRoute *route,
                    const char   *why,
                    gint64        now_us)
{
  route->is_parked = TRUE;
  route->n_regrown = 1;
  route->closed_until_us = MAX (route->closed_until_us, now_us + POSTINO_ROUTE_PARKED_US);
  g_free (route->why);
  route->why = g_strdup_printf (_("the account has reached its limit, and is asked again every hour: %s"), why);
}

void
postino_route_stop (PostinoRoute *route,
                    const char   *why)
{
  route->is_stopped = TRUE;
  g_free (route->why);
  route->why = g_strdup (why);
}

static gboolean
rests (const PostinoRoute *route,
       const char         *source,
       gint64              now_us)
{
  const gint64 *until_us = g_hash_table_lookup (route->rests, source);

  return until_us != NULL && now_us < *until_us;
}

const char *
postino_route_choose_source (PostinoRoute *route,
                             gint64        now_us)
{
  GStrv sources = route->profile->sources;
  guint n = sources != NULL ? g_strv_length (sources) : 0;

  for (guint i = 0; i < n; i++)
    {
      const char *source = sources[route->next_source++ % n];

      if (!rests (route, source, now_us))
        return source;
    }
  return n > 0 ? sources[route->next_source++ % n] : NULL;
}

gboolean
postino_route_rest_source (PostinoRoute *route,
                           const char   *source,
                           gint64        now_us)
{
  GStrv sources = route->profile->sources;
  gint64 until_us = now_us + POSTINO_ROUTE_SOURCE_RESTS_US;

  if (source == NULL)
    return FALSE;
  g_hash_table_insert (route->rests, g_strdup (source), g_memdup2 (&until_us, sizeof until_us));
  for (guint i = 0; sources != NULL && sources[i] != NULL; i++)
    {
      if (!rests (route, sources[i], now_us))
        return TRUE;
    }
  g_hash_table_remove_all (route->rests);
  return FALSE;
}

gboolean
postino_route_is_local (const PostinoRoute *route)
{
  const char *host = route->profile->host;
  g_autoptr (GInetAddress) address = NULL;

  if (route->profile->is_direct || host == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

void
postino_route_set_away (PostinoRoute *route,
                        const char   *why)
{
  gboolean is_back = route->away != NULL && why == NULL;

  if (g_strcmp0 (route->away, why) == 0)
    return;
  g_free (route->away);
  route->away = g_strdup (why);
  if (!is_back || route->is_stopped || route->is_parked)
    return;
  route->closed_until_us = 0;
  route->n_failures = 0;
  g_clear_pointer (&route->why, g_free);
}

guint
postino_route_count_allowed (const PostinoRoute *route)
{
  guint wanted = MAX (route->profile->connections, 1);

  if (!route->is_let_in)
    return 1;
  return route->n_regrown > 0 ? MIN (route->n_regrown, wanted) : wanted;
}

gboolean
postino_route_let_in (PostinoRoute *route)
{
  gboolean is_first = !route->is_let_in;

  route->is_let_in = TRUE;
  return is_first;
}

void
postino_route_leave (PostinoRoute *route)
{
  route->is_let_in = !postino_smtp_profile_has_auth (route->profile);
}

void
postino_route_succeed (PostinoRoute *route,
                       gint64        now_us)
{
  if (route->is_stopped || (route->is_parked && now_us < route->closed_until_us))
    return;
  if (route->n_regrown > 0 && ++route->n_regrown > route->profile->connections)
    route->n_regrown = 0;
  route->is_parked = FALSE;
  route->is_let_in = TRUE; /* also by connections from before a change, which sign in no more */
  route->n_failures = 0;
  route->n_slowed = 0;
  route->closed_until_us = 0;
  g_clear_pointer (&route->why, g_free);
}
