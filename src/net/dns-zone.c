/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records out of a text, as GResolver gives them, so that whoever asks runs the same code as with
 * real DNS. Immutable after new (): any thread. */

#include "net/dns-zone.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "net/dns-name.h"

enum { MAX_ALIASES = 8 };

typedef struct {
  const char *type;
  char *value;
} Record;

struct _PostinoDnsZone {
  GResolver parent_instance;

  GHashTable *names; /* char * → GPtrArray of Record */
};

G_DEFINE_FINAL_TYPE (PostinoDnsZone, postino_dns_zone, G_TYPE_RESOLVER)

static const char *const types[] = { "TXT", "MX", "SRV", "A", "AAAA", "CNAME", "PTR", "FAIL" };

static void
free_record (gpointer data)
{
  Record *record = data;

  g_free (record->value);
  g_free (record);
}

/* ---- reading the text ---- */

static const char *
find_type (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (g_ascii_strcasecmp (types[i], word) == 0)
        return types[i];
    }
  return NULL;
}

/* The strings between quotes, joined; without quotes, all of it. Yours. */
static char *
join_strings (const char *value)
{
  GString *joined;
  gboolean is_quoted = FALSE;

  if (*value != '"')
    return g_strdup (value);
  joined = g_string_new (NULL);
  for (const char *p = value; *p != '\0'; p++)
    {
      if (*p == '\\' && is_quoted && p[1] != '\0')
        g_string_append_c (joined, *++p);
      else if (*p == '"')
        is_quoted = !is_quoted;
      else if (is_quoted)
        g_string_append_c (joined, *p);
    }
  return g_string_free (joined, FALSE);
}

static gboolean
add_record (PostinoDnsZone *self,
            const char     *owner,
            const char     *word,
            const char     *value)
{
  g_autofree char *name = g_hostname_is_ip_address (owner) ? g_strdup (owner) : postino_dns_name_to_ascii (owner, NULL);
  const char *type = find_type (word);
  GPtrArray *records;
  Record *record;

  if (name == NULL || type == NULL || (*value == '\0' && strcmp (type, "FAIL") != 0))
    return FALSE;
  records = g_hash_table_lookup (self->names, name);
  if (records == NULL)
    {
      records = g_ptr_array_new_with_free_func (free_record);
      g_hash_table_insert (self->names, g_steal_pointer (&name), records);
    }
  record = g_new0 (Record, 1);
  record->type = type;
  record->value = join_strings (value);
  g_ptr_array_add (records, record);
  return TRUE;
}

/* "NAME TYPE VALUE": cuts @line up. */
static gboolean
read_line (PostinoDnsZone *self,
           char           *line)
{
  char *type = line + strcspn (line, " \t");
  char *value;

  if (*type != '\0')
    *type++ = '\0';
  type += strspn (type, " \t");
  value = type + strcspn (type, " \t");
  if (*value != '\0')
    *value++ = '\0';
  return add_record (self, line, type, g_strstrip (value));
}

GResolver *
postino_dns_zone_new (const char *text,
                      GError    **error)
{
  g_autoptr (PostinoDnsZone) self = g_object_new (POSTINO_TYPE_DNS_ZONE, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);

      if (*line == '\0' || *line == '#' || *line == ';' || read_line (self, line))
        continue;
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("Line %u is not a DNS record: NAME TYPE VALUE"), i + 1);
      return NULL;
    }
  return G_RESOLVER (g_steal_pointer (&self));
}

/* ---- answering ---- */

static gboolean
has_type (GPtrArray  *records,
          const char *type)
{
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      if (strcmp (((const Record *) records->pdata[i])->type, type) == 0)
        return TRUE;
    }
  return FALSE;
}

static const char *
find_alias (GPtrArray *records)
{
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const Record *record = records->pdata[i];

      if (strcmp (record->type, "CNAME") == 0)
        return record->value;
    }
  return NULL;
}

/* What stands under @name or what it is an alias of; NULL with G_RESOLVER_ERROR. Borrowed. */
static GPtrArray *
find_records (PostinoDnsZone *self,
              const char     *name,
              GError        **error)
{
  g_autofree char *asked = g_strdup (name);

  for (guint i = 0; i < MAX_ALIASES; i++)
    {
      GPtrArray *records = g_hash_table_lookup (self->names, asked);
      const char *alias = find_alias (records);

      if (has_type (records, "FAIL"))
        {
          g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, "%s: SERVFAIL", asked);
          return NULL;
        }
      if (records != NULL && alias == NULL)
        return records;
      if (alias == NULL)
        break;
      g_free (asked);
      asked = postino_dns_name_to_ascii (alias, NULL);
      if (asked == NULL)
        break;
    }
  g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "%s: NXDOMAIN", name);
  return NULL;
}

/* "10 mail.example.org": @numbers of them, then a host. FALSE if it is something else. */
static gboolean
split_value (const char *value,
             guint16    *numbers,
             gsize       n_numbers,
             char      **host)
{
  g_auto (GStrv) words = g_strsplit_set (value, " \t", -1);
  guint64 number;

  if (g_strv_length (words) != n_numbers + 1 || !g_str_is_ascii (words[n_numbers]))
    return FALSE;
  for (gsize i = 0; i < n_numbers; i++)
    {
      if (!g_ascii_string_to_unsigned (words[i], 10, 0, G_MAXUINT16, &number, NULL))
        return FALSE;
      numbers[i] = (guint16) number;
    }
  *host = g_strdup (words[n_numbers]);
  return TRUE;
}

static GVariant *
build_mx (const char *value)
{
  g_autofree char *host = NULL;
  guint16 preference;

  return split_value (value, &preference, 1, &host) ? g_variant_new ("(qs)", preference, host) : NULL;
}

static GVariant *
build_srv (const char *value)
{
  g_autofree char *host = NULL;
  guint16 numbers[3];

  return split_value (value, numbers, 3, &host) ? g_variant_new ("(qqqs)", numbers[0], numbers[1], numbers[2], host)
                                                : NULL;
}

static GVariant *
build_txt (const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);
  const char *const strings[] = { valid, NULL };

  return g_variant_new ("(^as)", strings);
}

static const struct {
  GResolverRecordType record_type;
  const char *type;
  GVariant *(*build) (const char *value);
} kinds[] = {
  { G_RESOLVER_RECORD_TXT, "TXT", build_txt },
  { G_RESOLVER_RECORD_MX, "MX", build_mx },
  { G_RESOLVER_RECORD_SRV, "SRV", build_srv },
};

static void
free_variants (gpointer list)
{
  g_list_free_full (list, (GDestroyNotify) g_variant_unref);
}

static GList *
list_variants (GPtrArray          *records,
               GResolverRecordType record_type)
{
  GList *list = NULL;

  for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    {
      if (kinds[kind].record_type != record_type)
        continue;
      for (guint i = 0; i < records->len; i++)
        {
          const Record *record = records->pdata[i];
          GVariant *value = strcmp (record->type, kinds[kind].type) == 0 ? kinds[kind].build (record->value) : NULL;

          if (value != NULL)
            list = g_list_prepend (list, g_variant_ref_sink (value));
        }
    }
  return g_list_reverse (list);
}

/* Returns through @task either a list of @free's kind or why there is none. */
static void
return_list (GTask         *task,
             const char    *name,
             GList         *list,
             GDestroyNotify free_list)
{
  if (list != NULL)
    g_task_return_pointer (task, list, free_list);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "%s: NODATA", name);
}

static void
lookup_records_async (GResolver           *resolver,
                      const char          *name,
                      GResolverRecordType  record_type,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GError *error = NULL;
  GPtrArray *records = find_records (POSTINO_DNS_ZONE (resolver), name, &error);

  if (records == NULL)
    g_task_return_error (task, error);
  else
    return_list (task, name, list_variants (records, record_type), free_variants);
}

static GList *
finish_list (GResolver    *resolver,
             GAsyncResult *result,
             GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GList *
list_addresses (GPtrArray                *records,
                GResolverNameLookupFlags  flags)
{
  GList *list = NULL;

  for (guint i = 0; i < records->len; i++)
    {
      const Record *record = records->pdata[i];
      gboolean is_wanted = (strcmp (record->type, "A") == 0 && flags != G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY)
                           || (strcmp (record->type, "AAAA") == 0 && flags != G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY);
      GInetAddress *address = is_wanted ? g_inet_address_new_from_string (record->value) : NULL;

      if (address != NULL)
        list = g_list_prepend (list, address);
    }
  return g_list_reverse (list);
}

static void
free_addresses (gpointer list)
{
  g_resolver_free_addresses (list);
}

static void
lookup_by_name_with_flags_async (GResolver               *resolver,
                                 const char              *name,
                                 GResolverNameLookupFlags flags,
                                 GCancellable            *cancellable,
                                 GAsyncReadyCallback      callback,
                                 gpointer                 user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GError *error = NULL;
  GPtrArray *records = find_records (POSTINO_DNS_ZONE (resolver), name, &error);

  if (records == NULL)
    g_task_return_error (task, error);
  else
    return_list (task, name, list_addresses (records, flags), free_addresses);
}

static void
lookup_by_name_async (GResolver          *resolver,
                      const char         *name,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  lookup_by_name_with_flags_async (resolver, name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback,
                                   user_data);
}

static void
lookup_by_address_async (GResolver           *resolver,
                         GInetAddress        *address,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  g_autofree char *name = g_inet_address_to_string (address);
  GError *error = NULL;
  GPtrArray *records = find_records (POSTINO_DNS_ZONE (resolver), name, &error);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const Record *record = records->pdata[i];

      if (strcmp (record->type, "PTR") == 0)
        {
          g_task_return_pointer (task, g_strdup (record->value), g_free);
          return;
        }
    }
  if (records != NULL)
    g_set_error (&error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "%s: NODATA", name);
  g_task_return_error (task, error);
}

static char *
lookup_by_address_finish (GResolver    *resolver,
                          GAsyncResult *result,
                          GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
postino_dns_zone_finalize (GObject *object)
{
  g_hash_table_unref (POSTINO_DNS_ZONE (object)->names);
  G_OBJECT_CLASS (postino_dns_zone_parent_class)->finalize (object);
}

static void
postino_dns_zone_class_init (PostinoDnsZoneClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = postino_dns_zone_finalize;
  resolver_class->lookup_records_async = lookup_records_async;
  resolver_class->lookup_records_finish = finish_list;
  resolver_class->lookup_by_name_async = lookup_by_name_async;
  resolver_class->lookup_by_name_finish = finish_list;
  resolver_class->lookup_by_name_with_flags_async = lookup_by_name_with_flags_async;
  resolver_class->lookup_by_name_with_flags_finish = finish_list;
  resolver_class->lookup_by_address_async = lookup_by_address_async;
  resolver_class->lookup_by_address_finish = lookup_by_address_finish;
}

static void
postino_dns_zone_init (PostinoDnsZone *self)
{
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
}
