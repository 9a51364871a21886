/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The people behind a number for a window: says to paged-ids what they are. */

#include "model/people-list.h"

#include "model/paged-ids.h"
#include "model/people-item.h"
#include "store/change.h"

struct _PostinoPeopleList {
  GObject parent_instance;

  PostinoPagedIds *paged;
};

enum { PROP_N_ITEMS = 1, PROP_IS_LOADING, PROP_FAILURE, N_PROPS };

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PostinoPeopleList, postino_people_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* The query as it travels: owns its string. */
static void
clear_query (gpointer data)
{
  g_free ((char *) ((PostinoPeopleQuery *) data)->reason);
}

static PostinoPeopleQuery *
copy_query (const PostinoPeopleQuery *query)
{
  PostinoPeopleQuery *copy = g_atomic_rc_box_new0 (PostinoPeopleQuery);

  *copy = *query;
  copy->reason = g_strdup (query->reason);
  return copy;
}

static GPtrArray *
read_rows (PostinoDb    *db,
           gconstpointer query,
           const gint64 *ids,
           guint         n_ids,
           GError      **error)
{
  return postino_people_query_get_many (db, query, ids, n_ids, error);
}

/* In the order of @ids. */
static GPtrArray *
sort_rows (GPtrArray *rows,
           GArray    *ids)
{
  g_autoptr (GPtrArray) unsorted = rows;
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  GPtrArray *sorted = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_people_row_free);

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_insert (by_id, &((PostinoPeopleRow *) rows->pdata[i])->id, &rows->pdata[i]);
  for (guint i = 0; i < ids->len; i++)
    {
      gpointer *row = g_hash_table_lookup (by_id, &g_array_index (ids, gint64, i));

      if (row != NULL)
        g_ptr_array_add (sorted, g_steal_pointer (row));
    }
  return sorted;
}

/* Of one step: there may be fewer than @limit, though there are more. */
static GPtrArray *
read_first (PostinoDb    *db,
            gconstpointer query,
            guint         limit,
            GError      **error)
{
  g_autoptr (PostinoPeopleReading) reading = postino_people_reading_new ();
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean is_done;
  GPtrArray *rows;

  if (!postino_people_reading_step (reading, db, query, ids, &is_done, error))
    return NULL;
  g_array_set_size (ids, MIN (ids->len, limit));
  rows = read_rows (db, query, (const gint64 *) ids->data, ids->len, error);
  return rows != NULL ? sort_rows (rows, ids) : NULL;
}

static gboolean
read_step (PostinoDb    *db,
           gconstpointer query,
           gpointer      place,
           GArray       *ids,
           gboolean     *is_done,
           GError      **error)
{
  return postino_people_reading_step (place, db, query, ids, is_done, error);
}

static gpointer
new_place (void)
{
  return postino_people_reading_new ();
}

static gint64
get_row_id (gconstpointer row)
{
  return ((const PostinoPeopleRow *) row)->id;
}

static GObject *
make_item (gint64 id)
{
  return G_OBJECT (postino_people_item_new (id));
}

static void
fill_item (GObject *item,
           gpointer row)
{
  postino_people_item_take (POSTINO_PEOPLE_ITEM (item), row);
}

static const char *const topics[] = { POSTINO_TOPIC_EVENTS, POSTINO_TOPIC_LEDGER, NULL };

static const PostinoPagedKind kind = {
  .topics = topics,
  .read_first = read_first,
  .read_step = read_step,
  .new_place = new_place,
  .free_place = (GDestroyNotify) postino_people_reading_free,
  .read_rows = read_rows,
  .clear_query = clear_query,
  .get_row_id = get_row_id,
  .make_item = make_item,
  .fill_item = fill_item,
};

static GType
get_item_type (GListModel *model)
{
  return POSTINO_TYPE_PEOPLE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return postino_paged_ids_get_n_items (POSTINO_PEOPLE_LIST (model)->paged);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return postino_paged_ids_get_item (POSTINO_PEOPLE_LIST (model)->paged, position);
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
postino_people_list_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  PostinoPeopleList *self = POSTINO_PEOPLE_LIST (object);

  if (id == PROP_N_ITEMS)
    g_value_set_uint (value, get_n_items (G_LIST_MODEL (self)));
  else if (id == PROP_IS_LOADING)
    g_value_set_boolean (value, postino_people_list_is_loading (self));
  else if (id == PROP_FAILURE)
    g_value_set_string (value, postino_people_list_get_failure (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_people_list_finalize (GObject *object)
{
  g_clear_pointer (&POSTINO_PEOPLE_LIST (object)->paged, postino_paged_ids_free);
  G_OBJECT_CLASS (postino_people_list_parent_class)->finalize (object);
}

static void
postino_people_list_class_init (PostinoPeopleListClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_people_list_get_property;
  object_class->finalize = postino_people_list_finalize;
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_IS_LOADING] = g_param_spec_boolean ("is-loading", NULL, NULL, TRUE, flags);
  properties[PROP_FAILURE] = g_param_spec_string ("failure", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
postino_people_list_init (PostinoPeopleList *self)
{
}

PostinoPeopleList *
postino_people_list_new (PostinoStore             *store,
                         const PostinoPeopleQuery *query)
{
  PostinoPeopleList *self = g_object_new (POSTINO_TYPE_PEOPLE_LIST, NULL);

  self->paged = postino_paged_ids_new (&kind, G_LIST_MODEL (self), store, copy_query (query));
  return self;
}

gboolean
postino_people_list_is_loading (PostinoPeopleList *self)
{
  return postino_paged_ids_is_loading (self->paged);
}

const char *
postino_people_list_get_failure (PostinoPeopleList *self)
{
  return postino_paged_ids_get_failure (self->paged);
}
