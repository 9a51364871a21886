/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists, servers, senders, fields for a window: says to whole-list how a short table's own structs
 * become rows. */

#include "model/row-list.h"

#include "model/whole-list.h"

struct _PostinoRowList {
  GObject parent_instance;

  PostinoWholeKind kind; /* with the topics of the table */
  PostinoWholeList *whole;
};

typedef enum {
  PROP_N_ITEMS = 1,
  PROP_IS_LOADING,
  PROP_FAILURE,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PostinoRowList, postino_row_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GPtrArray *
read_values (PostinoDb    *db,
             gconstpointer query,
             GError      **error)
{
  const PostinoRowListKind *kind = query;

  return kind->read (db, error);
}

static gint64
get_value_id (gconstpointer value,
              gconstpointer query)
{
  const PostinoRowListKind *kind = query;

  return kind->row.get_id (value);
}

static gint64
get_row_id (gpointer row)
{
  return postino_table_row_get_id (row);
}

static GObject *
make_row (gpointer      value,
          gconstpointer query)
{
  const PostinoRowListKind *kind = query;

  return G_OBJECT (postino_table_row_new (&kind->row, value));
}

static void
fill_row (gpointer row,
          gpointer value)
{
  postino_table_row_take (row, value);
}

static GType
get_item_type (GListModel *model)
{
  return POSTINO_TYPE_TABLE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return postino_whole_list_get_n_items (POSTINO_ROW_LIST (model)->whole);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return postino_whole_list_get_item (POSTINO_ROW_LIST (model)->whole, position);
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
postino_row_list_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  PostinoRowList *self = POSTINO_ROW_LIST (object);

  switch ((Property) id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, postino_whole_list_get_n_items (self->whole));
      return;
    case PROP_IS_LOADING:
      g_value_set_boolean (value, postino_row_list_is_loading (self));
      return;
    case PROP_FAILURE:
      g_value_set_string (value, postino_row_list_get_failure (self));
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_row_list_finalize (GObject *object)
{
  g_clear_pointer (&POSTINO_ROW_LIST (object)->whole, postino_whole_list_free);
  G_OBJECT_CLASS (postino_row_list_parent_class)->finalize (object);
}

static void
postino_row_list_class_init (PostinoRowListClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_row_list_get_property;
  object_class->finalize = postino_row_list_finalize;

  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_IS_LOADING] = g_param_spec_boolean ("is-loading", NULL, NULL, TRUE, readable);
  properties[PROP_FAILURE] = g_param_spec_string ("failure", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
postino_row_list_init (PostinoRowList *self)
{
}

PostinoRowList *
postino_row_list_new (PostinoStore             *store,
                      const PostinoRowListKind *kind)
{
  PostinoRowList *self = g_object_new (POSTINO_TYPE_ROW_LIST, NULL);

  self->kind = (PostinoWholeKind) { kind->topics, read_values, get_value_id, get_row_id, make_row, fill_row };
  self->whole = postino_whole_list_new (&self->kind, G_LIST_MODEL (self), store, kind);
  return self;
}

void
postino_row_list_look (PostinoRowList *self)
{
  postino_whole_list_look (self->whole);
}

gboolean
postino_row_list_is_loading (PostinoRowList *self)
{
  return postino_whole_list_is_loading (self->whole);
}

const char *
postino_row_list_get_failure (PostinoRowList *self)
{
  return postino_whole_list_get_failure (self->whole);
}

PostinoTableRow *
postino_row_list_find (PostinoRowList *self,
                       gint64          id,
                       guint          *position)
{
  return postino_whole_list_find (self->whole, id, position);
}
