/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kept messages for a window: says to paged-ids what they are and which are asked for. */

#include "model/sandbox-list.h"

#include "model/paged-ids.h"
#include "model/sandbox-item.h"
#include "store/change.h"

struct _PostinoSandboxList {
  GObject parent_instance;

  PostinoPagedIds *paged;
  char *search;
};

typedef enum {
  PROP_SEARCH = 1,
  PROP_N_ITEMS,
  PROP_IS_LOADING,
  PROP_FAILURE,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PostinoSandboxList, postino_sandbox_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* The query as it travels: owns its string. */
typedef struct {
  char *search;
} Query;

static void
clear_query (gpointer data)
{
  g_free (((Query *) data)->search);
}

static Query *
build_query (PostinoSandboxList *self)
{
  Query *query = g_atomic_rc_box_new0 (Query);

  query->search = g_strdup (self->search);
  return query;
}

static GPtrArray *
read_first (PostinoDb    *db,
            gconstpointer query,
            guint         limit,
            GError      **error)
{
  g_autoptr (GArray) ids = postino_sandbox_table_list_ids (db, ((const Query *) query)->search, limit,
                                                           error);

  return ids != NULL ? postino_sandbox_table_get_many (db, (const gint64 *) ids->data, ids->len, error)
                     : NULL;
}

static GArray *
read_ids (PostinoDb    *db,
          gconstpointer query,
          GError      **error)
{
  return postino_sandbox_table_list_ids (db, ((const Query *) query)->search, 0, error);
}

static GPtrArray *
read_rows (PostinoDb    *db,
           gconstpointer query,
           const gint64 *ids,
           guint         n_ids,
           GError      **error)
{
  return postino_sandbox_table_get_many (db, ids, n_ids, error);
}

static gint64
get_row_id (gconstpointer row)
{
  return ((const PostinoSandboxMessage *) row)->id;
}

static GObject *
make_item (gint64 id)
{
  return G_OBJECT (postino_sandbox_item_new (id));
}

static void
fill_item (GObject *item,
           gpointer row)
{
  postino_sandbox_item_take (POSTINO_SANDBOX_ITEM (item), row);
}

static const char *const topics[] = { POSTINO_TOPIC_SANDBOX, NULL };

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

static GType
get_item_type (GListModel *model)
{
  return POSTINO_TYPE_SANDBOX_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return postino_paged_ids_get_n_items (POSTINO_SANDBOX_LIST (model)->paged);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return postino_paged_ids_get_item (POSTINO_SANDBOX_LIST (model)->paged, position);
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
postino_sandbox_list_get_property (GObject    *object,
                                       guint       id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  PostinoSandboxList *self = POSTINO_SANDBOX_LIST (object);

  switch ((Property) id)
    {
    case PROP_SEARCH:
      g_value_set_string (value, self->search);
      return;
    case PROP_N_ITEMS:
      g_value_set_uint (value, get_n_items (G_LIST_MODEL (self)));
      return;
    case PROP_IS_LOADING:
      g_value_set_boolean (value, postino_sandbox_list_is_loading (self));
      return;
    case PROP_FAILURE:
      g_value_set_string (value, postino_sandbox_list_get_failure (self));
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_sandbox_list_set_property (GObject      *object,
                                       guint         id,
                                       const GValue *value,
                                       GParamSpec   *pspec)
{
  PostinoSandboxList *self = POSTINO_SANDBOX_LIST (object);

  if (id == PROP_SEARCH)
    postino_sandbox_list_set_search (self, g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_sandbox_list_finalize (GObject *object)
{
  PostinoSandboxList *self = POSTINO_SANDBOX_LIST (object);

  g_clear_pointer (&self->paged, postino_paged_ids_free);
  g_free (self->search);
  G_OBJECT_CLASS (postino_sandbox_list_parent_class)->finalize (object);
}

static void
postino_sandbox_list_class_init (PostinoSandboxListClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = readable | G_PARAM_WRITABLE;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_sandbox_list_get_property;
  object_class->set_property = postino_sandbox_list_set_property;
  object_class->finalize = postino_sandbox_list_finalize;

  properties[PROP_SEARCH] = g_param_spec_string ("search", NULL, NULL, NULL, writable);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_IS_LOADING] = g_param_spec_boolean ("is-loading", NULL, NULL, TRUE, readable);
  properties[PROP_FAILURE] = g_param_spec_string ("failure", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
postino_sandbox_list_init (PostinoSandboxList *self)
{
}

PostinoSandboxList *
postino_sandbox_list_new (PostinoStore *store)
{
  PostinoSandboxList *self = g_object_new (POSTINO_TYPE_SANDBOX_LIST, NULL);

  self->paged = postino_paged_ids_new (&kind, G_LIST_MODEL (self), store, build_query (self));
  return self;
}

void
postino_sandbox_list_set_search (PostinoSandboxList *self,
                                 const char         *search)
{
  if (g_strcmp0 (self->search, search) == 0)
    return;
  g_free (self->search);
  self->search = g_strdup (search);
  postino_paged_ids_set_query (self->paged, build_query (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH]);
}

void
postino_sandbox_list_look (PostinoSandboxList *self)
{
  postino_paged_ids_look (self->paged);
}

gint64
postino_sandbox_list_get_id (PostinoSandboxList *self,
                             guint               position)
{
  return postino_paged_ids_get_id (self->paged, position);
}

gboolean
postino_sandbox_list_is_loading (PostinoSandboxList *self)
{
  return postino_paged_ids_is_loading (self->paged);
}

const char *
postino_sandbox_list_get_failure (PostinoSandboxList *self)
{
  return postino_paged_ids_get_failure (self->paged);
}
