/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contacts for a window: says to paged-ids what contacts are and which are asked for. How a million
 * of them are shown with a few megabytes, and what stays the same while it is read again, is told
 * there. */

#include "model/contact-list.h"

#include "contacts/contacts-query.h"
#include "contacts/contacts-table.h"
#include "model/contact-item.h"
#include "model/contact-upkeep.h"
#include "model/paged-ids.h"
#include "store/change.h"

struct _PostinoContactList {
  GObject parent_instance;

  PostinoPagedIds *paged;
  PostinoContactUpkeep *upkeep;
  gint64 list;
  char *search;
  char *sort;
  gboolean descending;
};

typedef enum {
  PROP_LIST = 1,
  PROP_SEARCH,
  PROP_SORT,
  PROP_DESCENDING,
  PROP_N_ITEMS,
  PROP_IS_LOADING,
  PROP_FAILURE,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PostinoContactList, postino_contact_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* The query as it travels: owns its strings. */
static void
clear_query (gpointer data)
{
  PostinoContactQuery *query = data;

  g_free ((char *) query->search);
  g_free ((char *) query->sort);
}

static PostinoContactQuery *
build_query (PostinoContactList *self)
{
  PostinoContactQuery *query = g_atomic_rc_box_new0 (PostinoContactQuery);

  query->list = self->list;
  query->search = g_strdup (self->search);
  query->sort = g_strdup (self->sort);
  query->descending = self->descending;
  return query;
}

static GPtrArray *
read_first (PostinoDb    *db,
            gconstpointer query,
            guint         limit,
            GError      **error)
{
  PostinoContactQuery page = *(const PostinoContactQuery *) query;

  page.limit = limit;
  return postino_contacts_query_page (db, &page, error);
}

static GArray *
read_ids (PostinoDb    *db,
          gconstpointer query,
          GError      **error)
{
  return postino_contacts_query_list_ids (db, query, error);
}

static GPtrArray *
read_rows (PostinoDb    *db,
           gconstpointer query,
           const gint64 *ids,
           guint         n_ids,
           GError      **error)
{
  return postino_contacts_table_get_many (db, ids, n_ids, error);
}

static gint64
get_row_id (gconstpointer row)
{
  return ((const PostinoContact *) row)->id;
}

static GObject *
make_item (gint64 id)
{
  return G_OBJECT (postino_contact_item_new (id));
}

static void
fill_item (GObject *item,
           gpointer row)
{
  postino_contact_item_take (POSTINO_CONTACT_ITEM (item), row);
}

static const char *const topics[] = { POSTINO_TOPIC_CONTACTS, POSTINO_TOPIC_LISTS, NULL };

static const PostinoPagedKind kind = {
  .topics = topics,
  .read_first = read_first,
  .read_ids = read_ids,
  .read_rows = read_rows,
  .clear_query = clear_query,
  .get_row_id = get_row_id,
  .make_item = make_item,
  .fill_item = fill_item,
};

static void
ask_again (PostinoContactList *self)
{
  postino_paged_ids_set_query (self->paged, build_query (self));
}

static GType
get_item_type (GListModel *model)
{
  return POSTINO_TYPE_CONTACT_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return postino_paged_ids_get_n_items (POSTINO_CONTACT_LIST (model)->paged);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return postino_paged_ids_get_item (POSTINO_CONTACT_LIST (model)->paged, position);
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
postino_contact_list_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  PostinoContactList *self = POSTINO_CONTACT_LIST (object);

  switch ((Property) id)
    {
    case PROP_LIST:
      g_value_set_int64 (value, self->list);
      return;
    case PROP_SEARCH:
      g_value_set_string (value, self->search);
      return;
    case PROP_SORT:
      g_value_set_string (value, self->sort);
      return;
    case PROP_DESCENDING:
      g_value_set_boolean (value, self->descending);
      return;
    case PROP_N_ITEMS:
      g_value_set_uint (value, get_n_items (G_LIST_MODEL (self)));
      return;
    case PROP_IS_LOADING:
      g_value_set_boolean (value, postino_contact_list_is_loading (self));
      return;
    case PROP_FAILURE:
      g_value_set_string (value, postino_contact_list_get_failure (self));
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_contact_list_set_property (GObject      *object,
                                   guint         id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  PostinoContactList *self = POSTINO_CONTACT_LIST (object);

  if (id == PROP_LIST)
    postino_contact_list_set_list (self, g_value_get_int64 (value));
  else if (id == PROP_SEARCH)
    postino_contact_list_set_search (self, g_value_get_string (value));
  else if (id == PROP_SORT)
    postino_contact_list_set_sort (self, g_value_get_string (value), self->descending);
  else if (id == PROP_DESCENDING)
    postino_contact_list_set_sort (self, self->sort, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_contact_list_finalize (GObject *object)
{
  PostinoContactList *self = POSTINO_CONTACT_LIST (object);

  g_clear_pointer (&self->paged, postino_paged_ids_free);
  g_clear_pointer (&self->upkeep, postino_contact_upkeep_free);
  g_free (self->search);
  g_free (self->sort);
  G_OBJECT_CLASS (postino_contact_list_parent_class)->finalize (object);
}

static void
postino_contact_list_class_init (PostinoContactListClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = readable | G_PARAM_WRITABLE;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_contact_list_get_property;
  object_class->set_property = postino_contact_list_set_property;
  object_class->finalize = postino_contact_list_finalize;

  properties[PROP_LIST] = g_param_spec_int64 ("list", NULL, NULL, 0, G_MAXINT64, 0, writable);
  properties[PROP_SEARCH] = g_param_spec_string ("search", NULL, NULL, NULL, writable);
  properties[PROP_SORT] = g_param_spec_string ("sort", NULL, NULL, NULL, writable);
  properties[PROP_DESCENDING] = g_param_spec_boolean ("descending", NULL, NULL, FALSE, writable);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_IS_LOADING] = g_param_spec_boolean ("is-loading", NULL, NULL, TRUE, readable);
  properties[PROP_FAILURE] = g_param_spec_string ("failure", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
postino_contact_list_init (PostinoContactList *self)
{
}

PostinoContactList *
postino_contact_list_new (PostinoStore *store)
{
  PostinoContactList *self = g_object_new (POSTINO_TYPE_CONTACT_LIST, NULL);

  self->paged = postino_paged_ids_new (&kind, G_LIST_MODEL (self), store, build_query (self));
  self->upkeep = postino_contact_upkeep_new (store);
  return self;
}

void
postino_contact_list_set_list (PostinoContactList *self,
                               gint64              list)
{
  if (self->list == list)
    return;
  self->list = list;
  ask_again (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIST]);
}

void
postino_contact_list_set_search (PostinoContactList *self,
                                 const char         *search)
{
  if (g_strcmp0 (self->search, search) == 0)
    return;
  g_free (self->search);
  self->search = g_strdup (search);
  ask_again (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH]);
}

void
postino_contact_list_set_sort (PostinoContactList *self,
                               const char         *key,
                               gboolean            descending)
{
  gboolean other_key = g_strcmp0 (self->sort, key) != 0;
  gboolean other_way = !self->descending != !descending;

  if (!other_key && !other_way)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  if (other_key)
    {
      g_free (self->sort);
      self->sort = g_strdup (key);
      postino_contact_upkeep_want_sort (self->upkeep, key);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
    }
  if (other_way)
    {
      self->descending = descending;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCENDING]);
    }
  ask_again (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
postino_contact_list_look (PostinoContactList *self)
{
  postino_paged_ids_look (self->paged);
}

gboolean
postino_contact_list_is_loading (PostinoContactList *self)
{
  return postino_paged_ids_is_loading (self->paged);
}

const char *
postino_contact_list_get_failure (PostinoContactList *self)
{
  return postino_paged_ids_get_failure (self->paged);
}

gint64
postino_contact_list_get_id (PostinoContactList *self,
                             guint               position)
{
  return postino_paged_ids_get_id (self->paged, position);
}

gboolean
postino_contact_list_find (PostinoContactList *self,
                           gint64              id,
                           guint              *position)
{
  return postino_paged_ids_find (self->paged, id, position);
}

guint
postino_contact_list_count_alive (PostinoContactList *self)
{
  return postino_paged_ids_count_alive (self->paged);
}
