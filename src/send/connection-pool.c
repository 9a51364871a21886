/* SPDX-License-Identifier: GPL-3.0-or-later */
/* To a server of ours one connection for every ROWS_A_CONNECTION rows, up to what its profile and its health allow:
 * any of them takes any row. Direct delivery has connections for each domain of the rows that wait, the oldest first,
 * up to what the domain's destination bears, and what the profile allows altogether.
 *
 * Where the account names addresses to come from, each connection takes the next of them that is in order. */

#include "send/connection-pool.h"

enum {
  ROWS_A_CONNECTION = 20, /* fewer than this are not worth another one */
  DIRECT_CONNECTIONS = 5, /* to one destination that has no limit of its own */
  REAP_INTERVAL_US = 10000,
  HURRY_AFTER_US = 10 * G_USEC_PER_SEC,
};

struct _PostinoConnectionPool {
  const PostinoConnectionOwner *owner;
  gpointer owner_data;
  PostinoRouteTable *routes;
  PostinoClock *clock;
  GMutex *lock;
  PostinoDns *dns;
  PostinoLedgerWriter *writer;
  PostinoFlight *flight;
  const char *folder; /* see PostinoConnectionPlan */
  GPtrArray *connections; /* PostinoConnection */
};

PostinoConnectionPool *
postino_connection_pool_new (const PostinoConnectionOwner *owner,
                             gpointer                      owner_data,
                             PostinoRouteTable            *routes,
                             PostinoClock                 *clock,
                             GMutex                       *lock,
                             PostinoDns                   *dns,
                             PostinoLedgerWriter          *writer,
                             PostinoFlight                *flight,
                             const char                   *folder)
{
  PostinoConnectionPool *self = g_new0 (PostinoConnectionPool, 1);

  self->owner = owner;
  self->owner_data = owner_data;
  self->routes = routes;
  self->clock = clock;
  self->lock = lock;
  self->dns = postino_dns_ref (dns);
  self->writer = writer;
  self->flight = flight;
  self->folder = folder;
  self->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_connection_free);
  return self;
}

void
postino_connection_pool_free (PostinoConnectionPool *self)
{
  if (self == NULL)
    return;
  g_assert (self->connections->len == 0);
  g_ptr_array_unref (self->connections);
  postino_dns_unref (self->dns);
  g_free (self);
}

static gboolean
is_open (PostinoConnectionPool *self,
         PostinoRoute          *route)
{
  return postino_route_is_open (route, postino_clock_boot_us (self->clock));
}

static void
start (PostinoConnectionPool   *self,
       PostinoRoute            *route,
       const PostinoMailDomain *domain)
{
  PostinoConnectionPlan plan = {
    .server = route->id,
    .profile = route->profile,
    .credential = route->credential,
    .source = postino_route_choose_source (route, postino_clock_boot_us (self->clock)),
    .domain = domain,
    .dns = self->dns,
    .folder = self->folder,
  };

  g_ptr_array_add (self->connections,
                   postino_connection_start (self->owner, self->owner_data, &plan, self->writer, self->flight));
  route->n_connections++;
}

static gboolean
uses (PostinoSender *sender,
      gint64         server)
{
  for (guint i = 0; i < sender->routes->len && !sender->is_held; i++)
    {
      if (g_array_index (sender->routes, PostinoSenderRoute, i).server == server)
        return TRUE;
    }
  return FALSE;
}

/* ---- to a server of ours ---- */

static void
fill_relay (PostinoConnectionPool *self,
            PostinoRoute          *route,
            GPtrArray             *senders)
{
  guint n_rows = 0, n_wanted;

  for (guint i = 0; i < senders->len; i++)
    {
      if (uses (senders->pdata[i], route->id))
        n_rows += postino_sender_count_window (senders->pdata[i]);
    }
  n_wanted = n_rows == 0 ? 0 : 1 + n_rows / ROWS_A_CONNECTION;
  n_wanted = MIN (n_wanted, postino_route_count_allowed (route));
  while (route->n_connections < n_wanted && is_open (self, route))
    start (self, route, NULL);
}

/* ---- directly ---- */

/* How much there is to do for a domain, and by how many. */
typedef struct {
  const PostinoMailDomain *domain;
  guint n_rows;
  guint n_connections;
} Load;

static Load *
get_load (GHashTable              *loads,
          GPtrArray               *order,
          const PostinoMailDomain *domain)
{
  Load *load = g_hash_table_lookup (loads, domain);

  if (load != NULL)
    return load;
  load = g_new0 (Load, 1);
  load->domain = domain;
  g_hash_table_insert (loads, (gpointer) domain, load);
  g_ptr_array_add (order, load);
  return load;
}

static void
count_rows (GHashTable    *loads,
            GPtrArray     *order,
            PostinoSender *sender)
{
  for (guint i = sender->head; i < sender->window->len; i++)
    {
      const PostinoSenderRow *row = &g_array_index (sender->window, PostinoSenderRow, i);

      if (row->row != 0)
        get_load (loads, order, row->domain)->n_rows++;
    }
}

static void
fill_domain (PostinoConnectionPool *self,
             PostinoRoute          *route,
             const Load            *load)
{
  const PostinoDestination *to = load->domain->destination;
  guint n_wanted = MIN (1 + load->n_rows / ROWS_A_CONNECTION, DIRECT_CONNECTIONS);

  if (to->at_once > 0)
    n_wanted = MIN (n_wanted, to->at_once);
  for (guint n = load->n_connections;
       n < n_wanted && route->n_connections < postino_route_count_allowed (route) && is_open (self, route)
       && postino_destination_is_open (to, postino_clock_boot_us (self->clock));
       n++)
    start (self, route, load->domain);
}

static void
fill_direct (PostinoConnectionPool *self,
             PostinoRoute          *route,
             GPtrArray             *senders)
{
  g_autoptr (GHashTable) loads = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();

  for (guint i = 0; i < senders->len; i++)
    {
      if (uses (senders->pdata[i], route->id))
        count_rows (loads, order, senders->pdata[i]);
    }
  for (guint i = 0; i < self->connections->len; i++)
    {
      const PostinoMailDomain *domain = postino_connection_get_domain (self->connections->pdata[i]);
      Load *load = domain != NULL ? g_hash_table_lookup (loads, domain) : NULL;

      if (load != NULL && postino_connection_get_server (self->connections->pdata[i]) == route->id)
        load->n_connections++;
    }
  for (guint i = 0; i < order->len && route->n_connections < postino_route_count_allowed (route); i++)
    fill_domain (self, route, order->pdata[i]);
}

void
postino_connection_pool_fill (PostinoConnectionPool *self,
                              GPtrArray             *senders)
{
  GHashTableIter iter;
  PostinoRoute *route;

  g_hash_table_iter_init (&iter, postino_route_table_get (self->routes));
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &route))
    {
      if (route->profile->is_direct)
        fill_direct (self, route, senders);
      else
        fill_relay (self, route, senders);
    }
}

/* ---- those that are there ---- */

void
postino_connection_pool_reap (PostinoConnectionPool *self)
{
  for (guint i = self->connections->len; i > 0; i--)
    {
      PostinoConnection *connection = self->connections->pdata[i - 1];
      gint64 server = postino_connection_get_server (connection);
      PostinoRoute *route;

      if (!postino_connection_is_over (connection))
        continue;
      g_ptr_array_remove_index_fast (self->connections, i - 1);
      g_mutex_lock (self->lock);
      route = postino_route_table_find (self->routes, server);
      if (route != NULL && --route->n_connections == 0)
        postino_route_leave (route);
      g_mutex_unlock (self->lock);
    }
}

void
postino_connection_pool_wake (PostinoConnectionPool *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    postino_connection_wake (self->connections->pdata[i]);
}

void
postino_connection_pool_leave (PostinoConnectionPool *self,
                               gboolean               hurry)
{
  for (guint i = 0; i < self->connections->len; i++)
    {
      PostinoConnection *connection = self->connections->pdata[i];
      PostinoRoute *route = postino_route_table_find (self->routes, postino_connection_get_server (connection));

      if (route == NULL || route->away == NULL)
        continue;
      postino_connection_stop (connection);
      if (hurry)
        postino_connection_hurry (connection);
    }
}

guint
postino_connection_pool_count (PostinoConnectionPool *self)
{
  return self->connections->len;
}

static void
hurry_all (PostinoConnectionPool *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    postino_connection_hurry (self->connections->pdata[i]);
}

void
postino_connection_pool_end (PostinoConnectionPool *self)
{
  gint64 started_us = g_get_monotonic_time ();

  for (guint i = 0; i < self->connections->len; i++)
    postino_connection_stop (self->connections->pdata[i]);
  postino_ledger_writer_give_up (self->writer);
  while (self->connections->len > 0)
    {
      postino_connection_pool_reap (self);
      if (g_get_monotonic_time () - started_us > HURRY_AFTER_US)
        hurry_all (self);
      if (self->connections->len > 0)
        g_usleep (REAP_INTERVAL_US);
    }
}
