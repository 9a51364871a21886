/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recipients of one campaign for a window: says to paged-ids what they are and which are asked
 * for.
 *
 * While the campaign runs every commit bumps the topic. A row that leaves the state that is
 * filtered by leaves the list; without a filter the list never moves, and only the items somebody
 * holds are filled again. */

#include "model/ledger-list.h"

#include "campaign/ledger-table.h"
#include "model/ledger-item.h"
#include "model/paged-ids.h"
#include "store/change.h"

struct _PostinoLedgerList {
  GObject parent_instance;

  PostinoPagedIds *paged;
  gint64 campaign;
  int state;
};

typedef struct {
  gint64 campaign;
  int state;
} Query;

typedef enum {
  PROP_CAMPAIGN = 1,
  PROP_STATE,
  PROP_N_ITEMS,
  PROP_IS_LOADING,
  PROP_FAILURE,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PostinoLedgerList, postino_ledger_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static Query *
build_query (PostinoLedgerList *self)
{
  Query *query = g_atomic_rc_box_new0 (Query);

  query->campaign = self->campaign;
  query->state = self->state;
  return query;
}

/* Takes @rows. Since when they were tried is asked for those alone who came back. */
static GPtrArray *
take_tried (PostinoDb   *db,
            const Query *query,
            GPtrArray   *rows,
            GError     **error)
{
  g_autoptr (GPtrArray) taken = rows;

  if (taken != NULL && query->state == POSTINO_LEDGER_EXPIRED && !postino_ledger_table_fill_tried (db, taken, error))
    return NULL;
  return g_steal_pointer (&taken);
}

static GPtrArray *
read_first (PostinoDb    *db,
            gconstpointer data,
            guint         limit,
            GError      **error)
{
  const Query *query = data;

  return take_tried (db, query, postino_ledger_table_page (db, query->campaign, query->state, 0, limit, error), error);
}

static GArray *
read_ids (PostinoDb    *db,
          gconstpointer data,
          GError      **error)
{
  const Query *query = data;

  return postino_ledger_table_list_ids (db, query->campaign, query->state, error);
}

static GPtrArray *
read_rows (PostinoDb    *db,
           gconstpointer data,
           const gint64 *ids,
           guint         n_ids,
           GError      **error)
{
  return take_tried (db, data, postino_ledger_table_get_many (db, ids, n_ids, error), error);
}

static gint64
get_row_id (gconstpointer row)
{
  return ((const PostinoLedgerRow *) row)->id;
}

static GObject *
make_item (gint64 id)
{
  return G_OBJECT (postino_ledger_item_new (id));
}

static void
fill_item (GObject *item,
           gpointer row)
{
  postino_ledger_item_take (POSTINO_LEDGER_ITEM (item), row);
}

static const char *const topics[] = { POSTINO_TOPIC_LEDGER, NULL };

static const PostinoPagedKind kind = {
  .topics = topics,
  .read_first = read_first,
  .read_ids = read_ids,
  .read_rows = read_rows,
  .get_row_id = get_row_id,
  .make_item = make_item,
  .fill_item = fill_item,
};

static GType
get_item_type (GListModel *model)
{
  return POSTINO_TYPE_LEDGER_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return postino_paged_ids_get_n_items (POSTINO_LEDGER_LIST (model)->paged);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return postino_paged_ids_get_item (POSTINO_LEDGER_LIST (model)->paged, position);
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
postino_ledger_list_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  PostinoLedgerList *self = POSTINO_LEDGER_LIST (object);

  switch ((Property) id)
    {
    case PROP_CAMPAIGN:
      g_value_set_int64 (value, self->campaign);
      return;
    case PROP_STATE:
      g_value_set_int (value, self->state);
      return;
    case PROP_N_ITEMS:
      g_value_set_uint (value, get_n_items (G_LIST_MODEL (self)));
      return;
    case PROP_IS_LOADING:
      g_value_set_boolean (value, postino_ledger_list_is_loading (self));
      return;
    case PROP_FAILURE:
      g_value_set_string (value, postino_ledger_list_get_failure (self));
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_ledger_list_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  if (id == PROP_STATE)
    postino_ledger_list_set_state (POSTINO_LEDGER_LIST (object), g_value_get_int (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_ledger_list_finalize (GObject *object)
{
  g_clear_pointer (&POSTINO_LEDGER_LIST (object)->paged, postino_paged_ids_free);
  G_OBJECT_CLASS (postino_ledger_list_parent_class)->finalize (object);
}

static void
postino_ledger_list_class_init (PostinoLedgerListClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_ledger_list_get_property;
  object_class->set_property = postino_ledger_list_set_property;
  object_class->finalize = postino_ledger_list_finalize;

  properties[PROP_CAMPAIGN] = g_param_spec_int64 ("campaign", NULL, NULL, 0, G_MAXINT64, 0,
                                                  readable);
  properties[PROP_STATE]
    = g_param_spec_int ("state", NULL, NULL, POSTINO_LEDGER_LIST_ALL, POSTINO_LEDGER_CANCELLED,
                        POSTINO_LEDGER_LIST_ALL,
                        readable | G_PARAM_WRITABLE);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_IS_LOADING] = g_param_spec_boolean ("is-loading", NULL, NULL, TRUE, readable);
  properties[PROP_FAILURE] = g_param_spec_string ("failure", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
postino_ledger_list_init (PostinoLedgerList *self)
{
}

PostinoLedgerList *
postino_ledger_list_new (PostinoStore *store,
                         gint64        campaign,
                         int           state)
{
  PostinoLedgerList *self = g_object_new (POSTINO_TYPE_LEDGER_LIST, NULL);

  g_assert (state < POSTINO_LEDGER_N_STATES);
  self->campaign = campaign;
  self->state = state;
  self->paged = postino_paged_ids_new (&kind, G_LIST_MODEL (self), store, build_query (self));
  return self;
}

void
postino_ledger_list_set_state (PostinoLedgerList *self,
                               int                state)
{
  g_return_if_fail (state < POSTINO_LEDGER_N_STATES);

  if (self->state == state)
    return;
  self->state = state;
  postino_paged_ids_set_query (self->paged, build_query (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
postino_ledger_list_look (PostinoLedgerList *self)
{
  postino_paged_ids_look (self->paged);
}

gboolean
postino_ledger_list_is_loading (PostinoLedgerList *self)
{
  return postino_paged_ids_is_loading (self->paged);
}

const char *
postino_ledger_list_get_failure (PostinoLedgerList *self)
{
  return postino_paged_ids_get_failure (self->paged);
}

gint64
postino_ledger_list_get_id (PostinoLedgerList *self,
                            guint              position)
{
  return postino_paged_ids_get_id (self->paged, position);
}

gboolean
postino_ledger_list_find (PostinoLedgerList *self,
                          gint64             id,
                          guint             *position)
{
  return postino_paged_ids_find (self->paged, id, position);
}
