/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of providers, read whole when it is loaded: what is looked up later is hash tables that
 * nobody changes any more. An MX host is looked up from its left: the whole name first, then without
 * its first label, and so on; so "mx.pec.aruba.it" is certified mail's before it is Aruba's, and
 * "notgoogle.com" is nobody's. */

#include "campaign/provider-list.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/paths.h"
#include "net/sasl.h"

struct _PostinoProviderList {
  GPtrArray *all;    /* PostinoProvider, owned */
  GHashTable *by_id; /* the rest borrows of @all */
  GHashTable *by_domain;
  GHashTable *by_mx;
  GHashTable *by_host;
};

static const struct {
  const char *nick;
  PostinoProviderKind kind;
} kinds[] = {
  { "free", POSTINO_PROVIDER_FREE },
  { "hosting", POSTINO_PROVIDER_HOSTING },
  { "relay", POSTINO_PROVIDER_RELAY },
  { "pec", POSTINO_PROVIDER_PEC },
};

static const struct {
  const char *nick;
  PostinoProviderNotes note;
} notes[] = {
  { "app-password", POSTINO_PROVIDER_NOTE_APP_PASSWORD },
  { "sign-in", POSTINO_PROVIDER_NOTE_SIGN_IN },
  { "enable", POSTINO_PROVIDER_NOTE_ENABLE },
  { "key", POSTINO_PROVIDER_NOTE_KEY },
  { "user-name", POSTINO_PROVIDER_NOTE_USER_NAME },
  { "sandbox", POSTINO_PROVIDER_NOTE_SANDBOX },
  { "plan", POSTINO_PROVIDER_NOTE_PLAN },
  { "panel", POSTINO_PROVIDER_NOTE_PANEL },
};

static void
free_provider (PostinoProvider *provider)
{
  g_free (provider->id);
  g_free (provider->name);
  g_strfreev (provider->domains);
  g_strfreev (provider->mx);
  g_free (provider->hosted);
  g_free (provider->host);
  g_free (provider->auth);
  g_free (provider->user);
  g_free (provider);
}

static gboolean
read_kind (GKeyFile            *file,
           const char          *id,
           PostinoProviderKind *kind)
{
  g_autofree char *nick = g_key_file_get_string (file, id, "kind", NULL);

  for (gsize i = 0; nick != NULL && i < G_N_ELEMENTS (kinds); i++)
    {
      if (strcmp (nick, kinds[i].nick) != 0)
        continue;
      *kind = kinds[i].kind;
      return TRUE;
    }
  return FALSE;
}

static gboolean
add_note (const char           *nick,
          PostinoProviderNotes *set)
{
  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      if (strcmp (nick, notes[i].nick) != 0)
        continue;
      *set |= notes[i].note;
      return TRUE;
    }
  return FALSE;
}

static gboolean
read_notes (GKeyFile             *file,
            const char           *id,
            PostinoProviderNotes *set)
{
  g_auto (GStrv) nicks = g_key_file_get_string_list (file, id, "notes", NULL, NULL);

  for (gsize i = 0; nicks != NULL && nicks[i] != NULL; i++)
    {
      if (!add_note (nicks[i], set))
        return FALSE;
    }
  return TRUE;
}

/* Not there: nothing. */
static GStrv
read_names (GKeyFile   *file,
            const char *id,
            const char *key)
{
  GStrv names = g_key_file_get_string_list (file, id, key, NULL, NULL);

  return names != NULL ? names : g_new0 (char *, 1);
}

static gboolean
read_count (GKeyFile   *file,
            const char *id,
            const char *key,
            guint      *count)
{
  guint64 number;

  if (!g_key_file_has_key (file, id, key, NULL))
    return TRUE;
  number = g_key_file_get_uint64 (file, id, key, NULL);
  *count = (guint) number;
  return number > 0 && number <= G_MAXINT;
}

static gboolean
read_rate (GKeyFile   *file,
           const char *id,
           const char *key,
           double     *rate)
{
  if (!g_key_file_has_key (file, id, key, NULL))
    return TRUE;
  *rate = g_key_file_get_double (file, id, key, NULL);
  return isfinite (*rate) && *rate > 0;
}

static gboolean
read_limits (GKeyFile        *file,
             const char      *id,
             PostinoProvider *provider)
{
  return read_rate (file, id, "per_second", &provider->per_second)
         && read_count (file, id, "per_minute", &provider->per_minute)
         && read_count (file, id, "per_hour", &provider->per_hour)
         && read_count (file, id, "per_day", &provider->per_day)
         && read_count (file, id, "per_month", &provider->per_month)
         && read_count (file, id, "connections", &provider->connections)
         && provider->connections <= POSTINO_SMTP_CONNECTIONS_MAX
         && read_count (file, id, "per_connection", &provider->per_connection)
         && read_count (file, id, "to_connections", &provider->to_connections)
         && read_rate (file, id, "to_per_second", &provider->to_per_second);
}

/* Where the host is said, port and encryption are, too; and never none. */
static gboolean
read_server (GKeyFile        *file,
             const char      *id,
             PostinoProvider *provider)
{
  g_autofree char *tls = g_key_file_get_string (file, id, "tls", NULL);

  provider->host = g_key_file_get_string (file, id, "host", NULL);
  provider->auth = g_key_file_get_string (file, id, "auth", NULL);
  provider->user = g_key_file_get_string (file, id, "user", NULL);
  provider->tls = POSTINO_SMTP_TLS_TLS;
  if (provider->auth == NULL)
    provider->auth = g_strdup ("auto");
  if (provider->user == NULL)
    provider->user = g_strdup ("%ADDRESS%");
  if (!postino_sasl_is_nick (provider->auth))
    return FALSE;
  if (provider->host == NULL)
    return (provider->notes & POSTINO_PROVIDER_NOTE_PANEL) != 0;
  return tls != NULL && postino_smtp_tls_from_nick (tls, &provider->tls)
         && provider->tls != POSTINO_SMTP_TLS_NONE
         && read_count (file, id, "port", &provider->port) && provider->port > 0
         && provider->port <= G_MAXUINT16;
}

static PostinoProvider *
read_provider (GKeyFile   *file,
               const char *id,
               GError    **error)
{
  PostinoProvider *provider = g_new0 (PostinoProvider, 1);

  provider->id = g_strdup (id);
  provider->name = g_key_file_get_string (file, id, "name", NULL);
  provider->domains = read_names (file, id, "domains");
  provider->mx = read_names (file, id, "mx");
  provider->hosted = g_key_file_get_string (file, id, "hosted", NULL);
  if (provider->name != NULL && read_kind (file, id, &provider->kind)
      && read_notes (file, id, &provider->notes) && read_server (file, id, provider)
      && read_limits (file, id, provider))
    {
      if (provider->kind == POSTINO_PROVIDER_PEC)
        provider->notes |= POSTINO_PROVIDER_NOTE_PEC;
      return provider;
    }
  free_provider (provider);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
               _("The provider “%s” is not described as it should be"), id);
  return NULL;
}

/* The first of the list keeps what several name. */
static void
enter (GHashTable      *table,
       const char      *key,
       PostinoProvider *provider)
{
  if (!g_hash_table_contains (table, key))
    g_hash_table_insert (table, g_ascii_strdown (key, -1), provider);
}

static void
add_provider (PostinoProviderList *list,
              PostinoProvider     *provider)
{
  g_ptr_array_add (list->all, provider);
  enter (list->by_id, provider->id, provider);
  for (gsize i = 0; provider->domains[i] != NULL; i++)
    enter (list->by_domain, provider->domains[i], provider);
  for (gsize i = 0; provider->mx[i] != NULL; i++)
    enter (list->by_mx, provider->mx[i], provider);
  if (provider->host != NULL)
    enter (list->by_host, provider->host, provider);
}

static gboolean
check_hosted (PostinoProviderList *list,
              GError             **error)
{
  for (guint i = 0; i < list->all->len; i++)
    {
      const PostinoProvider *provider = g_ptr_array_index (list->all, i);

      if (provider->hosted == NULL || g_hash_table_contains (list->by_id, provider->hosted))
        continue;
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("The provider “%s” is not described as it should be"), provider->id);
      return FALSE;
    }
  return TRUE;
}

static GHashTable *
make_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
clear_list (gpointer data)
{
  PostinoProviderList *list = data;

  g_hash_table_unref (list->by_id);
  g_hash_table_unref (list->by_domain);
  g_hash_table_unref (list->by_mx);
  g_hash_table_unref (list->by_host);
  g_ptr_array_unref (list->all);
}

PostinoProviderList *
postino_provider_list_parse (const char *text,
                             gssize      length,
                             GError    **error)
{
  g_autoptr (PostinoProviderList) list = g_atomic_rc_box_new0 (PostinoProviderList);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) ids = NULL;

  list->all = g_ptr_array_new_with_free_func ((GDestroyNotify) free_provider);
  list->by_id = make_table ();
  list->by_domain = make_table ();
  list->by_mx = make_table ();
  list->by_host = make_table ();
  if (!g_key_file_load_from_data (file, text, length < 0 ? strlen (text) : (gsize) length,
                                  G_KEY_FILE_NONE, error))
    return NULL;
  ids = g_key_file_get_groups (file, NULL);
  for (gsize i = 0; ids[i] != NULL; i++)
    {
      PostinoProvider *provider = read_provider (file, ids[i], error);

      if (provider == NULL)
        return NULL;
      add_provider (list, provider);
    }
  return check_hosted (list, error) ? g_steal_pointer (&list) : NULL;
}

PostinoProviderList *
postino_provider_list_load (void)
{
  g_autoptr (GBytes) bytes = postino_paths_load_resource ("lists/providers");
  PostinoProviderList *list = postino_provider_list_parse (g_bytes_get_data (bytes, NULL),
                                                           (gssize) g_bytes_get_size (bytes), NULL);

  g_assert (list != NULL);
  return list;
}

PostinoProviderList *
postino_provider_list_ref (PostinoProviderList *list)
{
  return g_atomic_rc_box_acquire (list);
}

void
postino_provider_list_unref (PostinoProviderList *list)
{
  g_atomic_rc_box_release_full (list, clear_list);
}

/* The name, then what it lies in; NULL behind the last label. */
static const char *
find_parent (const char *name)
{
  const char *dot = strchr (name, '.');

  return dot != NULL ? dot + 1 : NULL;
}

/* Lower case, without the dot a DNS name may end in. */
static char *
fold_name (const char *name)
{
  gsize length = strlen (name);

  if (length > 0 && name[length - 1] == '.')
    length--;
  return g_ascii_strdown (name, (gssize) length);
}

const PostinoProvider *
postino_provider_list_find_by_domain (PostinoProviderList *list,
                                      const char          *domain)
{
  g_autofree char *folded = fold_name (domain);
  const PostinoProvider *provider = g_hash_table_lookup (list->by_domain, folded);

  for (const char *name = find_parent (folded); provider == NULL && name != NULL;
       name = find_parent (name))
    {
      provider = g_hash_table_lookup (list->by_domain, name);
      if (provider != NULL && provider->kind != POSTINO_PROVIDER_PEC)
        return NULL;
    }
  return provider;
}

const PostinoProvider *
postino_provider_list_find_by_mx (PostinoProviderList *list,
                                  const char          *host)
{
  g_autofree char *folded = fold_name (host);

  for (const char *name = folded; name != NULL; name = find_parent (name))
    {
      const PostinoProvider *provider = g_hash_table_lookup (list->by_mx, name);

      if (provider != NULL)
        return provider;
    }
  return NULL;
}

/* @host is @domain or under it. */
static gboolean
is_under (const char *host,
          const char *domain)
{
  gsize length = strlen (host);
  gsize domain_length = strlen (domain);

  return length >= domain_length && g_ascii_strcasecmp (host + length - domain_length, domain) == 0
         && (length == domain_length || host[length - domain_length - 1] == '.');
}

/* "smtp.gmail.com": all under "gmail.com". */
static gboolean
is_beside (const char            *host,
           const PostinoProvider *provider)
{
  const char *parent = provider->host != NULL ? find_parent (provider->host) : NULL;

  return parent != NULL && is_under (host, parent);
}

gboolean
postino_provider_list_is_host_of (PostinoProviderList   *list,
                                  const PostinoProvider *provider,
                                  const char            *host)
{
  g_autofree char *folded = fold_name (host);

  for (gsize i = 0; provider->domains[i] != NULL; i++)
    {
      if (is_under (folded, provider->domains[i]))
        return TRUE;
    }
  return is_beside (folded, provider)
         || is_beside (folded, postino_provider_list_get_hosted (list, provider));
}

const PostinoProvider *
postino_provider_list_find_by_host (PostinoProviderList *list,
                                    const char          *host)
{
  g_autofree char *folded = fold_name (host);
  const PostinoProvider *provider = g_hash_table_lookup (list->by_host, folded);

  for (guint i = 0; i < list->all->len && provider == NULL; i++)
    {
      const PostinoProvider *other = g_ptr_array_index (list->all, i);

      if (other->kind == POSTINO_PROVIDER_PEC && postino_provider_list_is_host_of (list, other, folded))
        provider = other;
    }
  return provider;
}

const PostinoProvider *
postino_provider_list_get (PostinoProviderList *list,
                           const char          *id)
{
  return g_hash_table_lookup (list->by_id, id);
}

GPtrArray *
postino_provider_list_get_all (PostinoProviderList *list)
{
  return list->all;
}

const PostinoProvider *
postino_provider_list_get_hosted (PostinoProviderList   *list,
                                  const PostinoProvider *provider)
{
  return provider->hosted != NULL ? postino_provider_list_get (list, provider->hosted) : provider;
}

char *
postino_provider_build_user (const PostinoProvider *provider,
                             const char            *address)
{
  const char *at = strrchr (address, '@');

  if (provider->user[0] == '\0')
    return NULL;
  if (strcmp (provider->user, "%ADDRESS%") == 0)
    return g_strdup (address);
  if (strcmp (provider->user, "%LOCAL%") == 0)
    return g_strndup (address, at != NULL ? (gsize) (at - address) : strlen (address));
  return g_strdup (provider->user);
}
