/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which table a row-list reads, and when again. */

#include "model/row-kinds.h"

#include <glib/gi18n-lib.h>

#include "campaign/destinations-table.h"
#include "campaign/identities-table.h"
#include "campaign/servers-table.h"
#include "contacts/fields-table.h"
#include "contacts/lists-table.h"
#include "stats/sent-query.h"
#include "store/change.h"

static gint64
get_list_id (gconstpointer value)
{
  return ((const PostinoList *) value)->id;
}

static const char *
get_list_name (gconstpointer value)
{
  return ((const PostinoList *) value)->name;
}

static gint64
get_server_id (gconstpointer value)
{
  return ((const PostinoServer *) value)->id;
}

/* The built-in one has a name for scripts; people have a word for it. */
static const char *
get_server_name (gconstpointer value)
{
  const PostinoServer *server = value;

  return server->is_sandbox ? _("Sandbox") : server->profile->name;
}

/* Its key is a text; a hash of it (FNV-1a) tells rows apart. */
static gint64
get_destination_id (gconstpointer value)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (const char *p = ((const PostinoDestinationRow *) value)->id; *p != '\0'; p++)
    hash = (hash ^ (guchar) *p) * G_GUINT64_CONSTANT (1099511628211);
  return (gint64) (hash >> 1);
}

static const char *
get_destination_name (gconstpointer value)
{
  return ((const PostinoDestinationRow *) value)->id;
}

/* Rows stay in the table when their limits and pauses are over. */
static GPtrArray *
read_destinations (PostinoDb *db,
                   GError   **error)
{
  GPtrArray *rows = postino_destinations_table_list (db, error);
  gint64 now_us = g_get_real_time ();

  for (guint i = rows != NULL ? rows->len : 0; i-- > 0;)
    {
      const PostinoDestinationRow *row = rows->pdata[i];

      if (row->per_second <= 0 && row->at_once == 0 && row->window == 0 && row->closed_until_us <= now_us)
        g_ptr_array_remove_index (rows, i);
    }
  return rows;
}

static gint64
get_identity_id (gconstpointer value)
{
  return ((const PostinoIdentity *) value)->id;
}

static const char *
get_identity_name (gconstpointer value)
{
  return ((const PostinoIdentity *) value)->name;
}

static gint64
get_field_id (gconstpointer value)
{
  return ((const PostinoField *) value)->id;
}

static const char *
get_field_name (gconstpointer value)
{
  return ((const PostinoField *) value)->label;
}

static gint64
get_sent_id (gconstpointer value)
{
  return ((const PostinoSent *) value)->campaign;
}

static const char *
get_sent_name (gconstpointer value)
{
  return ((const PostinoSent *) value)->name;
}

PostinoRowList *
postino_row_list_new_lists (PostinoStore *store)
{
  /* members are counted, so contacts that come and go matter too */
  static const char *const topics[] = { POSTINO_TOPIC_LISTS, POSTINO_TOPIC_CONTACTS, NULL };
  static const PostinoRowListKind kind = {
    { get_list_id, get_list_name, (GDestroyNotify) postino_list_free },
    topics, postino_lists_table_list
  };

  return postino_row_list_new (store, &kind);
}

PostinoRowList *
postino_row_list_new_servers (PostinoStore *store)
{
  static const char *const topics[] = { POSTINO_TOPIC_SERVERS, NULL };
  static const PostinoRowListKind kind = {
    { get_server_id, get_server_name, (GDestroyNotify) postino_server_free },
    topics, postino_servers_table_list
  };

  return postino_row_list_new (store, &kind);
}

PostinoRowList *
postino_row_list_new_destinations (PostinoStore *store)
{
  static const char *const topics[] = { POSTINO_TOPIC_DESTINATIONS, NULL };
  static const PostinoRowListKind kind = {
    { get_destination_id, get_destination_name, (GDestroyNotify) postino_destination_row_free },
    topics, read_destinations
  };

  return postino_row_list_new (store, &kind);
}

PostinoRowList *
postino_row_list_new_identities (PostinoStore *store)
{
  static const char *const topics[] = { POSTINO_TOPIC_IDENTITIES, NULL };
  static const PostinoRowListKind kind = {
    { get_identity_id, get_identity_name, (GDestroyNotify) postino_identity_free },
    topics, postino_identities_table_list
  };

  return postino_row_list_new (store, &kind);
}

PostinoRowList *
postino_row_list_new_fields (PostinoStore *store)
{
  static const char *const topics[] = { POSTINO_TOPIC_CONTACTS, NULL };
  static const PostinoRowListKind kind = {
    { get_field_id, get_field_name, (GDestroyNotify) postino_field_free },
    topics, postino_fields_table_list
  };

  return postino_row_list_new (store, &kind);
}

PostinoRowList *
postino_row_list_new_sent (PostinoStore *store)
{
  static const char *const topics[] = {
    POSTINO_TOPIC_CAMPAIGNS, POSTINO_TOPIC_LEDGER, POSTINO_TOPIC_EVENTS, NULL
  };
  static const PostinoRowListKind kind = {
    { get_sent_id, get_sent_name, (GDestroyNotify) postino_sent_free }, topics, postino_sent_query
  };

  return postino_row_list_new (store, &kind);
}
