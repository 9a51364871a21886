/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A walk over the rows of a campaign by their ids, in steps that are short whatever its size, so that no snapshot is
 * held. Rows move meanwhile: each is counted once, as it was when it was passed. A domain is looked up once: by the
 * list of providers, else by who its MX was found to belong to (mail_domain), else it stands for itself. */

#include "stats/shares-query.h"

#include <string.h>

#include "campaign/destinations-table.h"
#include "campaign/ledger-table.h"

struct _PostinoShares {
  gatomicrefcount ref_count;
  gint64 campaign;
  gint64 after;             /* the last row that was passed */
  PostinoProviderList *providers;
  GHashTable *by_server;      /* gint64 * → PostinoShare, owned by @servers */
  GHashTable *by_destination; /* its id → PostinoShare, owned by @destinations */
  GHashTable *by_domain;      /* domain → PostinoShare of its destination */
  GPtrArray *servers;
  GPtrArray *destinations;
};

static void
free_share (gpointer data)
{
  PostinoShare *share = data;

  g_free (share->id);
  g_free (share);
}

PostinoShares *
postino_shares_new (gint64               campaign,
                    PostinoProviderList *providers)
{
  PostinoShares *self = g_new0 (PostinoShares, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->campaign = campaign;
  self->providers = postino_provider_list_ref (providers);
  self->by_server = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->by_destination = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_domain = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->servers = g_ptr_array_new_with_free_func (free_share);
  self->destinations = g_ptr_array_new_with_free_func (free_share);
  return self;
}

PostinoShares *
postino_shares_ref (PostinoShares *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
postino_shares_unref (PostinoShares *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->by_server);
  g_hash_table_unref (self->by_destination);
  g_hash_table_unref (self->by_domain);
  g_ptr_array_unref (self->servers);
  g_ptr_array_unref (self->destinations);
  postino_provider_list_unref (self->providers);
  g_free (self);
}

static void
add (PostinoShare      *share,
     PostinoLedgerState state)
{
  share->total++;
  share->accepted += state == POSTINO_LEDGER_ACCEPTED;
  share->refused += state == POSTINO_LEDGER_REFUSED || state == POSTINO_LEDGER_EXPIRED;
  share->deferred += state == POSTINO_LEDGER_DEFERRED;
  share->in_doubt += state == POSTINO_LEDGER_IN_DOUBT;
}

static PostinoShare *
get_server (PostinoShares *self,
            gint64         server)
{
  PostinoShare *share = g_hash_table_lookup (self->by_server, &server);

  if (share != NULL)
    return share;
  share = g_new0 (PostinoShare, 1);
  share->server = server;
  g_ptr_array_add (self->servers, share);
  g_hash_table_insert (self->by_server, &share->server, share);
  return share;
}

static PostinoShare *
get_destination (PostinoShares *self,
                 const char    *id)
{
  PostinoShare *share = g_hash_table_lookup (self->by_destination, id);

  if (share != NULL)
    return share;
  share = g_new0 (PostinoShare, 1);
  share->id = g_strdup (id);
  g_ptr_array_add (self->destinations, share);
  g_hash_table_insert (self->by_destination, share->id, share);
  return share;
}

/* NULL: the database failed. */
static PostinoShare *
find_destination (PostinoShares *self,
                  PostinoDb     *db,
                  const char    *domain,
                  GError       **error)
{
  PostinoShare *share = g_hash_table_lookup (self->by_domain, domain);
  const PostinoProvider *provider;
  g_autofree char *found = NULL;

  if (share != NULL)
    return share;
  provider = postino_provider_list_find_by_domain (self->providers, domain);
  if (provider == NULL && !postino_destinations_table_find_domain (db, domain, 0, &found, error))
    return NULL;
  share = get_destination (self, provider != NULL ? provider->id : found != NULL ? found : domain);
  g_hash_table_insert (self->by_domain, g_strdup (domain), share);
  return share;
}

static gboolean
take_row (PostinoShares *self,
          PostinoDb     *db,
          PostinoStmt   *stmt,
          GError       **error)
{
  PostinoLedgerState state = (PostinoLedgerState) postino_stmt_get_int (stmt, 2);
  gint64 server = postino_stmt_get_int (stmt, 1);
  const char *key = postino_stmt_get_text (stmt, 3);
  const char *at = strrchr (key, '@');
  PostinoShare *share;

  if (server != 0)
    add (get_server (self, server), state);
  if (state == POSTINO_LEDGER_SKIPPED)
    return TRUE;
  share = find_destination (self, db, at != NULL ? at + 1 : key, error);
  if (share != NULL)
    add (share, state);
  return share != NULL;
}

static int
compare_shares (gconstpointer a,
                gconstpointer b)
{
  const PostinoShare *one = *(const PostinoShare *const *) a;
  const PostinoShare *other = *(const PostinoShare *const *) b;

  if (one->total != other->total)
    return one->total > other->total ? -1 : 1;
  return one->id != NULL ? strcmp (one->id, other->id) : (one->server > other->server) - (one->server < other->server);
}

/* All smaller ones become one without an id. */
static void
finish (PostinoShares *self)
{
  guint n = self->destinations->len;
  PostinoShare *rest;

  g_ptr_array_sort (self->servers, compare_shares);
  g_ptr_array_sort (self->destinations, compare_shares);
  if (n <= POSTINO_SHARES_DESTINATIONS_MAX + 1)
    return;
  rest = g_new0 (PostinoShare, 1);
  for (guint i = POSTINO_SHARES_DESTINATIONS_MAX; i < n; i++)
    {
      const PostinoShare *share = self->destinations->pdata[i];

      rest->total += share->total;
      rest->accepted += share->accepted;
      rest->refused += share->refused;
      rest->deferred += share->deferred;
      rest->in_doubt += share->in_doubt;
    }
  g_hash_table_remove_all (self->by_domain);
  g_hash_table_remove_all (self->by_destination);
  g_ptr_array_set_size (self->destinations, POSTINO_SHARES_DESTINATIONS_MAX);
  g_ptr_array_add (self->destinations, rest);
}

gboolean
postino_shares_step (PostinoShares *self,
                     PostinoDb     *db,
                     guint          limit,
                     gboolean      *is_done,
                     GError       **error)
{
  guint n = 0;
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT id, server, state, key FROM ledger WHERE campaign = ?1 AND id > ?2 "
                                        "ORDER BY id LIMIT ?3",
                                        "lli", self->campaign, self->after, (int) limit);

  if (stmt == NULL)
    return FALSE;
  for (; postino_stmt_next (stmt); n++)
    {
      self->after = postino_stmt_get_int (stmt, 0);
      if (take_row (self, db, stmt, error))
        continue;
      postino_stmt_finish (stmt, NULL);
      return FALSE;
    }
  if (!postino_stmt_finish (stmt, error))
    return FALSE;
  *is_done = n < limit;
  if (*is_done)
    finish (self);
  return TRUE;
}

GPtrArray *
postino_shares_get_servers (PostinoShares *self)
{
  return self->servers;
}

GPtrArray *
postino_shares_get_destinations (PostinoShares *self)
{
  return self->destinations;
}
