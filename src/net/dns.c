/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One front to DNS for mail: GResolver's records as values, its errors in two kinds.
 *
 * What a negative answer allows (falling back to A records, telling a user that a record is not
 * published) must never be done because a name server was away for a moment; so the two never share
 * an error code.
 *
 * GResolver has no time limit of its own: net/wait gives it one. The system's TXT records do not
 * come through it (net/dns-text says why). */

#include "net/dns.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "net/dns-name.h"
#include "net/dns-text.h"
#include "net/dns-zone.h"
#include "net/wait.h"

#define ENVIRONMENT "POSTINO_DNS_FILE"

enum { MAX_FILE_BYTES = 4 * 1024 * 1024 };

struct _PostinoDns {
  gatomicrefcount n_refs;
  GResolver *resolver;
  gboolean is_system;
  guint timeout_ms;
};

PostinoDns *
postino_dns_new (GResolver *resolver,
                 guint      timeout_ms)
{
  PostinoDns *self = g_new0 (PostinoDns, 1);

  g_atomic_ref_count_init (&self->n_refs);
  self->resolver = g_object_ref (resolver);
  self->timeout_ms = timeout_ms;
  return self;
}

PostinoDns *
postino_dns_open_file (const char *path,
                       GError    **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GResolver) zone = NULL;
  gsize n_bytes = 0;

  if (g_file_get_contents (path, &text, &n_bytes, &cause) && n_bytes <= MAX_FILE_BYTES)
    zone = postino_dns_zone_new (text, &cause);
  if (zone != NULL)
    return postino_dns_new (zone, POSTINO_DNS_TIMEOUT_MS);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
               _("The DNS records in “%s” cannot be read: %s"), path,
               cause != NULL ? cause->message : _("too long"));
  return NULL;
}

PostinoDns *
postino_dns_open (GError **error)
{
  const char *path = g_getenv (ENVIRONMENT);
  g_autoptr (GResolver) resolver = NULL;
  PostinoDns *self;

  if (path != NULL && *path != '\0')
    return postino_dns_open_file (path, error);
  resolver = g_resolver_get_default ();
  self = postino_dns_new (resolver, POSTINO_DNS_TIMEOUT_MS);
  self->is_system = TRUE;
  return self;
}

PostinoDns *
postino_dns_ref (PostinoDns *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

void
postino_dns_unref (PostinoDns *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_object_unref (self->resolver);
  g_free (self);
}

/* ---- asking ---- */

/* Why there is no answer, in our own words; takes @cause over. */
static void
explain (GError     *cause,
         const char *name,
         gboolean    timed_out,
         GError    **error)
{
  g_autoptr (GError) owned = cause;

  if (timed_out)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT, _("DNS does not answer about “%s”"), name);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else if (g_error_matches (cause, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("DNS knows no such record of “%s”"), name);
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY,
                 _("DNS cannot be asked about “%s” now: is this computer connected to the internet?"), name);
}

gboolean
postino_dns_is_passing (const GError *error)
{
  return g_error_matches (error, POSTINO_ERROR, POSTINO_ERROR_BUSY)
         || g_error_matches (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
free_variants (gpointer list)
{
  g_list_free_full (list, (GDestroyNotify) g_variant_unref);
}

/* GVariants of the kind; NULL with an error. Takes nothing over; free_variants () the result. */
static GList *
ask (PostinoDns         *self,
     const char         *name,
     GResolverRecordType type,
     GCancellable       *cancellable,
     GError            **error)
{
  g_auto (PostinoWait) wait = { 0 };
  g_autofree char *ascii = postino_dns_name_to_ascii (name, error);
  g_autoptr (GError) cause = NULL;
  GList *list;

  if (ascii == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  postino_wait_begin (&wait, cancellable);
  g_resolver_lookup_records_async (self->resolver, ascii, type, wait.cancellable,
                                   postino_wait_ready_cb, &wait);
  list = g_resolver_lookup_records_finish (self->resolver,
                                           postino_wait_for_result (&wait, self->timeout_ms),
                                           &cause);
  if (list == NULL)
    explain (g_steal_pointer (&cause), name, wait.timed_out, error);
  return list;
}

/* A host as an answer names it; "." is "". Yours. */
static char *
tidy_host (const char *host)
{
  char *tidy = g_ascii_strdown (host, -1);
  gsize length = strlen (tidy);

  if (length > 0 && tidy[length - 1] == '.')
    tidy[length - 1] = '\0';
  return tidy;
}

/* NULL with NOT_FOUND if nothing is left in @found; takes it over. */
static GPtrArray *
give_if_any (GPtrArray  *found,
             const char *name,
             GError    **error)
{
  if (found->len > 0)
    return found;
  g_ptr_array_unref (found);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("DNS knows no such record of “%s”"), name);
  return NULL;
}

/* ---- TXT ---- */

static GPtrArray *
ask_system_for_txt (PostinoDns   *self,
                    const char   *name,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_auto (PostinoWait) wait = { 0 };
  g_autofree char *ascii = postino_dns_name_to_ascii (name, error);
  g_autoptr (GError) cause = NULL;
  GPtrArray *texts;

  if (ascii == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  postino_wait_begin (&wait, cancellable);
  postino_dns_text_ask_async (ascii, wait.cancellable, postino_wait_ready_cb, &wait);
  texts = postino_dns_text_ask_finish (postino_wait_for_result (&wait, self->timeout_ms), &cause);
  if (texts == NULL)
    explain (g_steal_pointer (&cause), name, wait.timed_out, error);
  return texts;
}

GPtrArray *
postino_dns_lookup_txt (PostinoDns   *self,
                        const char   *name,
                        GCancellable *cancellable,
                        GError      **error)
{
  GList *records;
  GPtrArray *texts;

  if (self->is_system)
    return ask_system_for_txt (self, name, cancellable, error);
  records = ask (self, name, G_RESOLVER_RECORD_TXT, cancellable, error);
  if (records == NULL)
    return NULL;
  texts = g_ptr_array_new_with_free_func (g_free);
  for (GList *link = records; link != NULL; link = link->next)
    {
      g_autofree const char **strings = NULL;

      g_variant_get (link->data, "(^a&s)", &strings);
      g_ptr_array_add (texts, g_strjoinv ("", (char **) strings));
    }
  free_variants (records);
  return texts;
}

/* ---- MX ---- */

static void
free_mx (gpointer data)
{
  PostinoDnsMx *mx = data;

  g_free (mx->host);
  g_free (mx);
}

static int
compare_preference (gconstpointer a,
                    gconstpointer b)
{
  const PostinoDnsMx *one = *(PostinoDnsMx *const *) a;
  const PostinoDnsMx *other = *(PostinoDnsMx *const *) b;

  return one->preference < other->preference ? -1 : one->preference > other->preference;
}

/* Any order first, then a sort that keeps it among equals. */
static void
order_mx (GPtrArray *hosts)
{
  for (guint i = hosts->len; i > 1; i--)
    {
      guint other = (guint) (postino_random_u64 () % i);
      gpointer swapped = hosts->pdata[i - 1];

      hosts->pdata[i - 1] = hosts->pdata[other];
      hosts->pdata[other] = swapped;
    }
  /* GLib's sorts of arrays keep the order of equals. */
  g_ptr_array_sort (hosts, compare_preference);
}

GPtrArray *
postino_dns_lookup_mx (PostinoDns   *self,
                       const char   *name,
                       GCancellable *cancellable,
                       GError      **error)
{
  GList *records = ask (self, name, G_RESOLVER_RECORD_MX, cancellable, error);
  GPtrArray *hosts;

  if (records == NULL)
    return NULL;
  hosts = g_ptr_array_new_with_free_func (free_mx);
  for (GList *link = records; link != NULL; link = link->next)
    {
      PostinoDnsMx *mx = g_new0 (PostinoDnsMx, 1);
      guint16 preference;
      const char *host;

      g_variant_get (link->data, "(q&s)", &preference, &host);
      mx->preference = preference;
      mx->host = tidy_host (host);
      g_ptr_array_add (hosts, mx);
    }
  free_variants (records);
  order_mx (hosts);
  return hosts;
}

/* ---- SRV ---- */

static void
free_service (gpointer data)
{
  PostinoDnsService *service = data;

  g_free (service->host);
  g_free (service);
}

static PostinoDnsService *
copy_target (GSrvTarget *target)
{
  PostinoDnsService *service = g_new0 (PostinoDnsService, 1);

  service->priority = g_srv_target_get_priority (target);
  service->weight = g_srv_target_get_weight (target);
  service->port = g_srv_target_get_port (target);
  service->host = tidy_host (g_srv_target_get_hostname (target));
  return service;
}

GPtrArray *
postino_dns_lookup_srv (PostinoDns   *self,
                        const char   *name,
                        GCancellable *cancellable,
                        GError      **error)
{
  GList *records = ask (self, name, G_RESOLVER_RECORD_SRV, cancellable, error);
  GList *targets = NULL;
  GPtrArray *services;

  if (records == NULL)
    return NULL;
  for (GList *link = records; link != NULL; link = link->next)
    {
      guint16 priority, weight, port;
      const char *host;

      g_variant_get (link->data, "(qqq&s)", &priority, &weight, &port, &host);
      targets = g_list_prepend (targets, g_srv_target_new (host, port, priority, weight));
    }
  free_variants (records);
  targets = g_srv_target_list_sort (targets);
  services = g_ptr_array_new_with_free_func (free_service);
  for (GList *link = targets; link != NULL; link = link->next)
    {
      PostinoDnsService *service = copy_target (link->data);

      if (*service->host != '\0')
        g_ptr_array_add (services, service);
      else
        free_service (service);
    }
  g_list_free_full (targets, (GDestroyNotify) g_srv_target_free);
  return give_if_any (services, name, error);
}

/* ---- addresses ---- */

GPtrArray *
postino_dns_lookup_addresses (PostinoDns   *self,
                              const char   *name,
                              GCancellable *cancellable,
                              GError      **error)
{
  g_auto (PostinoWait) wait = { 0 };
  g_autofree char *ascii = postino_dns_name_to_ascii (name, error);
  g_autoptr (GError) cause = NULL;
  GPtrArray *addresses;
  GList *list;

  if (ascii == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  postino_wait_begin (&wait, cancellable);
  g_resolver_lookup_by_name_async (self->resolver, ascii, wait.cancellable, postino_wait_ready_cb, &wait);
  list = g_resolver_lookup_by_name_finish (self->resolver, postino_wait_for_result (&wait, self->timeout_ms), &cause);
  if (list == NULL)
    {
      explain (g_steal_pointer (&cause), name, wait.timed_out, error);
      return NULL;
    }
  addresses = g_ptr_array_new_with_free_func (g_object_unref);
  for (GList *link = list; link != NULL; link = link->next)
    g_ptr_array_add (addresses, g_object_ref (link->data));
  g_resolver_free_addresses (list);
  return addresses;
}

char *
postino_dns_lookup_ptr (PostinoDns   *self,
                        GInetAddress *address,
                        GCancellable *cancellable,
                        GError      **error)
{
  g_auto (PostinoWait) wait = { 0 };
  g_autofree char *text = g_inet_address_to_string (address);
  g_autofree char *name = NULL;
  g_autoptr (GError) cause = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  postino_wait_begin (&wait, cancellable);
  g_resolver_lookup_by_address_async (self->resolver, address, wait.cancellable, postino_wait_ready_cb, &wait);
  name = g_resolver_lookup_by_address_finish (self->resolver,
                                              postino_wait_for_result (&wait, self->timeout_ms),
                                              &cause);
  if (name != NULL)
    return tidy_host (name);
  explain (g_steal_pointer (&cause), text, wait.timed_out, error);
  return NULL;
}

/* ---- where mail goes ---- */

/* The implicit MX; an error if the domain has no address either. */
static GPtrArray *
list_domain_itself (PostinoDns   *self,
                    const char   *domain,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autoptr (GPtrArray) addresses = postino_dns_lookup_addresses (self, domain, cancellable, error);
  GPtrArray *hosts;

  if (addresses == NULL)
    return NULL;
  hosts = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (hosts, postino_dns_name_to_ascii (domain, NULL));
  return hosts;
}

GPtrArray *
postino_dns_list_mail_hosts (PostinoDns   *self,
                             const char   *domain,
                             GCancellable *cancellable,
                             GError      **error)
{
  g_autoptr (GError) none = NULL;
  g_autoptr (GPtrArray) found = postino_dns_lookup_mx (self, domain, cancellable, &none);
  GPtrArray *hosts;

  if (g_error_matches (none, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND))
    return list_domain_itself (self, domain, cancellable, error);
  if (found == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&none));
      return NULL;
    }
  hosts = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < found->len; i++)
    {
      const PostinoDnsMx *mx = found->pdata[i];

      if (*mx->host != '\0')
        g_ptr_array_add (hosts, g_strdup (mx->host));
    }
  if (hosts->len > 0)
    return hosts;
  g_ptr_array_unref (hosts);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED, _("“%s” takes no mail"), domain);
  return NULL;
}
