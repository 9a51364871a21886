/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A domain that the list of providers does not know is a destination of its own until its MX records say who
 * takes its mail; asking goes on in the background, a few at a time, and nothing waits for it: the message that
 * comes first is sent as to a stranger.
 *
 * What the answers of servers taught outlives the program, in the wall clock's time. */

#include "send/destination-map.h"

#include <string.h>

#include "campaign/destinations-table.h"
#include "campaign/provider-list.h"

enum { QUESTIONS_AT_ONCE = 4 };

#define ANSWER_LASTS_US (G_GINT64_CONSTANT (7 * 86400) * G_USEC_PER_SEC)
#define ASKED_AGAIN_US (G_GINT64_CONSTANT (600) * G_USEC_PER_SEC)

/* A pause that was learnt within the last second before a crash is learnt anew. */
#define SAVED_EVERY_US G_USEC_PER_SEC

/* The name of what all share that are too many to be told apart: no domain's. */
#define OTHERS "*"

struct _PostinoDestinationMap {
  PostinoStore *store;
  PostinoClock *clock;
  GMutex *lock;
  PostinoDns *dns;
  PostinoProviderList *providers;
  GCancellable *cancellable;
  GThreadPool *questions; /* PostinoMailDomain */
  GHashTable *domains;      /* name → PostinoMailDomain */
  GHashTable *destinations; /* id → PostinoDestination */
  PostinoMailDomain *others;
  GPtrArray *answered;      /* PostinoMailDomain whose answer is not in the database yet */
  gint64 seen;              /* the topic's number the limits were read at */
  gboolean has_learnt;      /* what was learnt before was taken over */
  gint64 saved_us;
};

static void
free_domain (gpointer data)
{
  PostinoMailDomain *domain = data;

  g_free (domain->name);
  g_free (domain);
}

static PostinoDestination *
get_destination (PostinoDestinationMap *self,
                 const char            *id)
{
  PostinoDestination *destination = g_hash_table_lookup (self->destinations, id);
  const PostinoProvider *provider;

  if (destination != NULL)
    return destination;
  provider = postino_provider_list_get (self->providers, id);
  destination = postino_destination_new (id, provider != NULL ? provider->name : id);
  g_hash_table_insert (self->destinations, destination->id, destination);
  return destination;
}

/* ---- asking, on threads of their own ---- */

typedef struct {
  const char *domain;
  gint64 since_us;
  char *id;
} Lookup;

static gboolean
read_answer (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Lookup *lookup = data;

  return postino_destinations_table_find_domain (db, lookup->domain, lookup->since_us, &lookup->id, error);
}

/* Who takes @domain's mail, as its MX say: a provider's id, or the domain itself. Yours; NULL: nobody knows now. */
static char *
ask_dns (PostinoDestinationMap *self,
         const char            *domain)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hosts = postino_dns_list_mail_hosts (self->dns, domain, self->cancellable, &error);

  if (hosts == NULL)
    return postino_dns_is_passing (error) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
             ? NULL
             : g_strdup (domain);
  for (guint i = 0; i < hosts->len; i++)
    {
      const PostinoProvider *provider = postino_provider_list_find_by_mx (self->providers, hosts->pdata[i]);

      if (provider != NULL)
        return g_strdup (provider->id);
    }
  return g_strdup (domain);
}

/* What is under way to the old destination goes back to that one: errands know theirs. */
static void
ask_cb (gpointer data,
        gpointer user_data)
{
  PostinoMailDomain *domain = data;
  PostinoDestinationMap *self = user_data;
  Lookup lookup = { domain->name, postino_clock_now_us (self->clock) - ANSWER_LASTS_US, NULL };
  gboolean is_new;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  is_new = !postino_store_read (self->store, read_answer, &lookup, NULL) || lookup.id == NULL;
  if (is_new)
    lookup.id = ask_dns (self, domain->name);
  if (lookup.id == NULL)
    return;
  g_mutex_lock (self->lock);
  domain->destination = get_destination (self, lookup.id);
  if (is_new)
    g_ptr_array_add (self->answered, domain);
  g_mutex_unlock (self->lock);
  g_free (lookup.id);
}

static void
ask (PostinoDestinationMap *self,
     PostinoMailDomain     *domain)
{
  gint64 now_us = postino_clock_boot_us (self->clock);

  if (self->dns == NULL || strcmp (domain->destination->id, domain->name) != 0
      || (domain->asked_us > 0 && now_us - domain->asked_us < ASKED_AGAIN_US))
    return;
  domain->asked_us = now_us;
  g_thread_pool_push (self->questions, domain, NULL);
}

/* ---- the map ---- */

static PostinoMailDomain *
add_domain (PostinoDestinationMap *self,
            const char            *name,
            const PostinoProvider *provider)
{
  PostinoMailDomain *domain = g_new0 (PostinoMailDomain, 1);

  domain->name = g_strdup (name);
  domain->destination = get_destination (self, provider != NULL ? provider->id : name);
  g_hash_table_insert (self->domains, domain->name, domain);
  return domain;
}

PostinoDestinationMap *
postino_destination_map_new (PostinoStore *store,
                             PostinoClock *clock,
                             GMutex       *lock,
                             PostinoDns   *dns)
{
  PostinoDestinationMap *self = g_new0 (PostinoDestinationMap, 1);

  self->store = store;
  self->clock = clock;
  self->lock = lock;
  self->dns = dns != NULL ? postino_dns_ref (dns) : NULL;
  self->providers = postino_provider_list_load ();
  self->cancellable = g_cancellable_new ();
  self->questions = g_thread_pool_new (ask_cb, self, QUESTIONS_AT_ONCE, FALSE, NULL);
  self->domains = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_domain);
  self->destinations = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                              (GDestroyNotify) postino_destination_free);
  self->others = add_domain (self, OTHERS, NULL);
  self->answered = g_ptr_array_new ();
  self->seen = -1;
  return self;
}

void
postino_destination_map_free (PostinoDestinationMap *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_thread_pool_free (self->questions, TRUE, TRUE);
  g_clear_pointer (&self->dns, postino_dns_unref);
  postino_provider_list_unref (self->providers);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->answered);
  g_hash_table_unref (self->domains);
  g_hash_table_unref (self->destinations);
  g_free (self);
}

PostinoMailDomain *
postino_destination_map_find (PostinoDestinationMap *self,
                              const char            *name,
                              gboolean               asks)
{
  PostinoMailDomain *domain = g_hash_table_lookup (self->domains, name);
  const PostinoProvider *provider;

  if (domain == NULL)
    {
      provider = postino_provider_list_find_by_domain (self->providers, name);
      if (provider == NULL && g_hash_table_size (self->domains) >= POSTINO_MAIL_DOMAINS_MAX)
        return self->others;
      domain = add_domain (self, name, provider);
    }
  if (asks)
    ask (self, domain);
  return domain;
}

/* ---- what the database knows ---- */

static gboolean
read_rows (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  GPtrArray **rows = data;

  *rows = postino_destinations_table_list (db, error);
  return *rows != NULL;
}

/* A pause that is longer than any is one of a wall clock that was put back. */
static void
take_learnt (PostinoDestination          *destination,
             const PostinoDestinationRow *row,
             gint64                       now_us,
             gint64                       wall_us)
{
  gint64 left_us = CLAMP (row->closed_until_us - wall_us, 0, POSTINO_DESTINATION_PAUSE_US);

  destination->closed_until_us = left_us > 0 ? now_us + left_us : 0;
  destination->window = row->window;
  g_free (destination->why);
  destination->why = g_strdup (row->why);
}

gboolean
postino_destination_map_refresh (PostinoDestinationMap *self,
                                 gint64                 changed,
                                 GError               **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  gint64 now_us = postino_clock_boot_us (self->clock);

  if (changed == self->seen)
    return TRUE;
  if (!postino_store_read (self->store, read_rows, &rows, error))
    return FALSE;
  g_mutex_lock (self->lock);
  for (guint i = 0; i < rows->len; i++)
    {
      const PostinoDestinationRow *row = rows->pdata[i];
      PostinoDestination *destination = get_destination (self, row->id);

      destination->per_second = row->per_second;
      destination->at_once = row->at_once;
      if (!self->has_learnt)
        take_learnt (destination, row, now_us, postino_clock_now_us (self->clock));
    }
  self->has_learnt = TRUE;
  self->seen = changed;
  g_mutex_unlock (self->lock);
  return TRUE;
}

typedef struct {
  GPtrArray *learnt;  /* PostinoDestinationRow */
  GPtrArray *domains; /* char *: name and id by turns */
  gint64 now_us;
} Saving;

static gboolean
write_saving (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  const Saving *saving = data;

  for (guint i = 0; i < saving->learnt->len; i++)
    {
      if (!postino_destinations_table_learn (db, saving->learnt->pdata[i], error))
        return FALSE;
    }
  for (guint i = 0; i + 1 < saving->domains->len; i += 2)
    {
      if (!postino_destinations_table_put_domain (db, saving->domains->pdata[i], saving->domains->pdata[i + 1],
                                                  saving->now_us, error))
        return FALSE;
    }
  return TRUE;
}

static PostinoDestinationRow *
copy_learnt (const PostinoDestination *destination,
             gint64                    now_us,
             gint64                    wall_us)
{
  PostinoDestinationRow *row = g_new0 (PostinoDestinationRow, 1);

  row->id = g_strdup (destination->id);
  row->closed_until_us = postino_destination_is_closed (destination, now_us)
                           ? wall_us + destination->closed_until_us - now_us
                           : 0;
  row->window = destination->window;
  row->why = g_strdup (destination->why);
  return row;
}

/* With the lock held: what is new, which is then taken for saved. */
static void
collect (PostinoDestinationMap *self,
         Saving                *saving)
{
  GHashTableIter iter;
  PostinoDestination *destination;

  g_hash_table_iter_init (&iter, self->destinations);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &destination))
    {
      if (destination->is_changed)
        g_ptr_array_add (saving->learnt,
                         copy_learnt (destination, postino_clock_boot_us (self->clock), saving->now_us));
      destination->is_changed = FALSE;
    }
  for (guint i = 0; i < self->answered->len; i++)
    {
      const PostinoMailDomain *domain = self->answered->pdata[i];

      g_ptr_array_add (saving->domains, g_strdup (domain->name));
      g_ptr_array_add (saving->domains, g_strdup (domain->destination->id));
    }
  g_ptr_array_set_size (self->answered, 0);
}

gboolean
postino_destination_map_save (PostinoDestinationMap *self,
                              GError               **error)
{
  g_autoptr (GPtrArray) learnt = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_destination_row_free);
  g_autoptr (GPtrArray) domains = g_ptr_array_new_with_free_func (g_free);
  Saving saving = { learnt, domains, postino_clock_now_us (self->clock) };
  gint64 now_us = postino_clock_boot_us (self->clock);

  if (now_us - self->saved_us < SAVED_EVERY_US)
    return TRUE;
  self->saved_us = now_us;
  g_mutex_lock (self->lock);
  collect (self, &saving);
  g_mutex_unlock (self->lock);
  return learnt->len + domains->len == 0
         || postino_store_write (self->store, POSTINO_STORE_NORMAL, write_saving, &saving, error);
}
