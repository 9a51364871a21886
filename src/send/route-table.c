/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the servers of the database, which people change, and the routes in memory, which connections close
 * and stop. A route is never freed while the table is there: connections hold its number. */

#include "send/route-table.h"

#include <glib/gi18n-lib.h>

#include "campaign/caps-table.h"
#include "store/change.h"

struct _PostinoRouteTable {
  PostinoWorkspace *workspace;
  PostinoStore *store;
  PostinoClock *clock;
  GMutex *lock;
  GHashTable *routes;  /* server id → PostinoRoute */
  GHashTable *stopped; /* ids of routes whose stop is in the database */
  gint64 seen;         /* the topic's number the routes were read at */
};

PostinoRouteTable *
postino_route_table_new (PostinoWorkspace *workspace,
                         PostinoClock     *clock,
                         GMutex           *lock)
{
  PostinoRouteTable *self = g_new0 (PostinoRouteTable, 1);

  self->workspace = g_object_ref (workspace);
  self->store = postino_workspace_get_store (workspace);
  self->clock = clock;
  self->lock = lock;
  self->routes = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) postino_route_free);
  self->stopped = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->seen = -1;
  return self;
}

void
postino_route_table_free (PostinoRouteTable *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->routes);
  g_hash_table_unref (self->stopped);
  g_object_unref (self->workspace);
  g_free (self);
}

PostinoRoute *
postino_route_table_find (PostinoRouteTable *self,
                          gint64             server)
{
  return g_hash_table_lookup (self->routes, &server);
}

GHashTable *
postino_route_table_get (PostinoRouteTable *self)
{
  return self->routes;
}

void
postino_route_table_set_away (PostinoRouteTable *self,
                              const char        *asleep,
                              const char        *offline)
{
  GHashTableIter iter;
  PostinoRoute *route;

  g_hash_table_iter_init (&iter, self->routes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &route))
    {
      const char *why = asleep;

      if (why == NULL && !postino_route_is_local (route))
        why = offline;
      postino_route_set_away (route, why);
    }
}

/* ---- what people change ---- */

typedef struct {
  GPtrArray *servers;
  GArray *counts; /* PostinoCapCount: what was sent through them */
  gint64 changed;
} Look;

static gboolean
read_servers (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Look *look = data;

  look->changed = postino_change_read (db, POSTINO_TOPIC_SERVERS, error);
  if (look->changed < 0)
    return FALSE;
  look->servers = postino_servers_table_list (db, error);
  look->counts = postino_caps_table_list (db, g_get_real_time () - POSTINO_CAP_MONTH_US, error);
  return look->servers != NULL && look->counts != NULL;
}

/* Those that are not among @servers any more: what is on its way is answered, and then there is nothing
 * more through them. */
static void
stop_removed (PostinoRouteTable *self,
              GPtrArray         *servers)
{
  g_autoptr (GHashTable) kept = g_hash_table_new (g_int64_hash, g_int64_equal);
  GHashTableIter iter;
  PostinoRoute *route;

  for (guint i = 0; i < servers->len; i++)
    g_hash_table_add (kept, &((PostinoServer *) servers->pdata[i])->id);
  g_mutex_lock (self->lock);
  g_hash_table_iter_init (&iter, self->routes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &route))
    {
      if (!g_hash_table_contains (kept, &route->id))
        postino_route_stop (route, _("it was removed"));
    }
  g_mutex_unlock (self->lock);
}

/* With the lock held. A count of a time that is yet to come (the clock was put back) is taken for one of
 * now: rather too long than too short. */
static void
add_route (PostinoRouteTable       *self,
           const PostinoServer     *server,
           PostinoServerCredential *credential,
           GArray                  *counts)
{
  PostinoRoute *route = postino_route_new (server, credential);
  gint64 wall_us = postino_clock_now_us (self->clock);

  for (guint i = 0; i < counts->len; i++)
    {
      const PostinoCapCount *count = &g_array_index (counts, PostinoCapCount, i);

      if (count->server == server->id)
        postino_route_remember (route, MAX (wall_us - count->slice_us, 0), (guint) count->n,
                                postino_clock_boot_us (self->clock));
    }
  g_hash_table_insert (self->routes, &route->id, route);
}

/* Its stop is not in the database yet. */
static gboolean
is_newly_stopped (PostinoRouteTable  *self,
                  const PostinoRoute *route)
{
  return route->is_stopped && !g_hash_table_contains (self->stopped, &route->id);
}

/* A server that has stopped meanwhile stays so, unless it was changed itself.
 *
 * What a person changed about the servers: a profile, a password, or that one may go on. */
static void
take_servers (PostinoRouteTable *self,
              const Look        *look)
{
  for (guint i = 0; i < look->servers->len; i++)
    {
      PostinoServer *server = look->servers->pdata[i];
      PostinoServerCredential *credential = postino_server_credential_new (self->workspace, server->id,
                                                                           server->profile, NULL);
      PostinoRoute *route;

      g_mutex_lock (self->lock);
      route = g_hash_table_lookup (self->routes, &server->id);
      if (route != NULL && is_newly_stopped (self, route) && route->revision == server->revision)
        postino_server_credential_unref (credential);
      else if (route != NULL)
        postino_route_update (route, server, credential);
      else
        add_route (self, server, credential, look->counts);
      g_mutex_unlock (self->lock);
    }
}

gboolean
postino_route_table_refresh (PostinoRouteTable *self,
                             gint64             changed,
                             GError           **error)
{
  Look look = { 0 };
  gboolean ok;

  if (changed == self->seen)
    return TRUE;
  ok = postino_store_read (self->store, read_servers, &look, error);
  if (ok)
    {
      take_servers (self, &look);
      stop_removed (self, look.servers);
      self->seen = look.changed;
    }
  g_clear_pointer (&look.servers, g_ptr_array_unref);
  g_clear_pointer (&look.counts, g_array_unref);
  return ok;
}

/* ---- what stops by itself ---- */

typedef struct {
  gint64 server;
  char *why;
} Stop;

static void
free_stop (gpointer data)
{
  Stop *stop = data;

  g_free (stop->why);
  g_free (stop);
}

/* Routes that were stopped since the last look: their ids are known from then on, as long as they are. */
static GPtrArray *
collect_new_stops (PostinoRouteTable *self)
{
  GPtrArray *stops = g_ptr_array_new_with_free_func (free_stop);
  GHashTableIter iter;
  PostinoRoute *route;

  g_mutex_lock (self->lock);
  g_hash_table_iter_init (&iter, self->routes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &route))
    {
      Stop *stop;

      if (!route->is_stopped)
        g_hash_table_remove (self->stopped, &route->id);
      if (!route->is_stopped || !g_hash_table_add (self->stopped, g_memdup2 (&route->id, sizeof route->id)))
        continue;
      stop = g_new0 (Stop, 1);
      stop->server = route->id;
      stop->why = g_strdup (route->why);
      g_ptr_array_add (stops, stop);
    }
  g_mutex_unlock (self->lock);
  return stops;
}

typedef struct {
  PostinoRouteTable *table;
  GPtrArray *stops;
} StopWriting;

static gboolean
write_stops (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  StopWriting *writing = data;
  gint64 before = postino_change_read (db, POSTINO_TOPIC_SERVERS, error);

  if (before < 0)
    return FALSE;
  for (guint i = 0; i < writing->stops->len; i++)
    {
      const Stop *stop = writing->stops->pdata[i];

      if (!postino_servers_table_set_stopped (db, stop->server, stop->why, error))
        return FALSE;
    }
  /* Our own change is not to be read again; another one since the last look is. */
  if (before == writing->table->seen)
    writing->table->seen = postino_change_read (db, POSTINO_TOPIC_SERVERS, error);
  return writing->table->seen >= 0;
}

gboolean
postino_route_table_note_stops (PostinoRouteTable *self,
                                GError           **error)
{
  g_autoptr (GPtrArray) stops = collect_new_stops (self);
  StopWriting writing = { self, stops };

  return stops->len == 0
         || postino_store_write (self->store, POSTINO_STORE_URGENT, write_stops, &writing, error);
}
