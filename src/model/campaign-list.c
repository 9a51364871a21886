/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Campaigns for a window: says to whole-list what they are. There are hundreds of them, not millions,
 * so all are read at once, each with the counts of its ledger. */

#include "model/campaign-list.h"

#include "campaign/campaigns-table.h"
#include "model/whole-list.h"
#include "store/change.h"

struct _PostinoCampaignList {
  GObject parent_instance;

  PostinoWholeList *whole;
  gboolean show_archived;
};

typedef struct {
  PostinoCampaign *campaign;
  gint64 counts[POSTINO_LEDGER_N_STATES];
} Row;

typedef enum {
  PROP_SHOW_ARCHIVED = 1,
  PROP_N_ITEMS,
  PROP_IS_LOADING,
  PROP_FAILURE,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PostinoCampaignList, postino_campaign_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
free_row (gpointer data)
{
  Row *row = data;

  if (row == NULL)
    return;
  g_clear_pointer (&row->campaign, postino_campaign_free);
  g_free (row);
}

/* @query: whether archived ones are asked for. */
static GPtrArray *
read_all (PostinoDb    *db,
          gconstpointer query,
          GError      **error)
{
  g_autoptr (GPtrArray) campaigns = postino_campaigns_table_list (db, GPOINTER_TO_INT (query), error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);

  if (campaigns == NULL)
    return NULL;
  for (guint i = 0; i < campaigns->len; i++)
    {
      Row *row = g_new0 (Row, 1);

      row->campaign = g_steal_pointer (&campaigns->pdata[i]);
      g_ptr_array_add (rows, row);
      if (!postino_ledger_table_count (db, row->campaign->id, row->counts, error))
        return NULL;
    }
  return g_steal_pointer (&rows);
}

static gint64
get_row_id (gconstpointer row,
            gconstpointer query)
{
  return ((const Row *) row)->campaign->id;
}

static gint64
get_item_id (gpointer item)
{
  return postino_campaign_item_get_id (item);
}

static GObject *
make_item (gpointer      data,
           gconstpointer query)
{
  Row *row = data;
  PostinoCampaignItem *item = postino_campaign_item_new (g_steal_pointer (&row->campaign), row->counts);

  free_row (row);
  return G_OBJECT (item);
}

static void
fill_item (gpointer item,
           gpointer data)
{
  Row *row = data;

  postino_campaign_item_take (item, g_steal_pointer (&row->campaign), row->counts);
  free_row (row);
}

static const char *const topics[] = { POSTINO_TOPIC_CAMPAIGNS, POSTINO_TOPIC_LEDGER, NULL };

static const PostinoWholeKind kind = {
  .topics = topics,
  .read = read_all,
  .get_row_id = get_row_id,
  .get_item_id = get_item_id,
  .make_item = make_item,
  .fill_item = fill_item,
};

static GType
get_item_type (GListModel *model)
{
  return POSTINO_TYPE_CAMPAIGN_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return postino_whole_list_get_n_items (POSTINO_CAMPAIGN_LIST (model)->whole);
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return postino_whole_list_get_item (POSTINO_CAMPAIGN_LIST (model)->whole, position);
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static void
postino_campaign_list_get_property (GObject    *object,
                                    guint       id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  PostinoCampaignList *self = POSTINO_CAMPAIGN_LIST (object);

  switch ((Property) id)
    {
    case PROP_SHOW_ARCHIVED:
      g_value_set_boolean (value, self->show_archived);
      return;
    case PROP_N_ITEMS:
      g_value_set_uint (value, postino_whole_list_get_n_items (self->whole));
      return;
    case PROP_IS_LOADING:
      g_value_set_boolean (value, postino_campaign_list_is_loading (self));
      return;
    case PROP_FAILURE:
      g_value_set_string (value, postino_campaign_list_get_failure (self));
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_campaign_list_set_property (GObject      *object,
                                    guint         id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  if (id == PROP_SHOW_ARCHIVED)
    postino_campaign_list_set_show_archived (POSTINO_CAMPAIGN_LIST (object),
                                             g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_campaign_list_finalize (GObject *object)
{
  g_clear_pointer (&POSTINO_CAMPAIGN_LIST (object)->whole, postino_whole_list_free);
  G_OBJECT_CLASS (postino_campaign_list_parent_class)->finalize (object);
}

static void
postino_campaign_list_class_init (PostinoCampaignListClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_campaign_list_get_property;
  object_class->set_property = postino_campaign_list_set_property;
  object_class->finalize = postino_campaign_list_finalize;

  properties[PROP_SHOW_ARCHIVED]
    = g_param_spec_boolean ("show-archived", NULL, NULL, FALSE, readable | G_PARAM_WRITABLE);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_IS_LOADING] = g_param_spec_boolean ("is-loading", NULL, NULL, TRUE, readable);
  properties[PROP_FAILURE] = g_param_spec_string ("failure", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
postino_campaign_list_init (PostinoCampaignList *self)
{
}

PostinoCampaignList *
postino_campaign_list_new (PostinoStore *store,
                           gboolean      show_archived)
{
  PostinoCampaignList *self = g_object_new (POSTINO_TYPE_CAMPAIGN_LIST, NULL);

  self->show_archived = show_archived;
  self->whole = postino_whole_list_new (&kind, G_LIST_MODEL (self), store,
                                        GINT_TO_POINTER (show_archived));
  return self;
}

void
postino_campaign_list_set_show_archived (PostinoCampaignList *self,
                                         gboolean             show_archived)
{
  if (!self->show_archived == !show_archived)
    return;
  self->show_archived = show_archived;
  postino_whole_list_set_query (self->whole, GINT_TO_POINTER (show_archived));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_ARCHIVED]);
}

void
postino_campaign_list_look (PostinoCampaignList *self)
{
  postino_whole_list_look (self->whole);
}

gboolean
postino_campaign_list_is_loading (PostinoCampaignList *self)
{
  return postino_whole_list_is_loading (self->whole);
}

const char *
postino_campaign_list_get_failure (PostinoCampaignList *self)
{
  return postino_whole_list_get_failure (self->whole);
}

PostinoCampaignItem *
postino_campaign_list_find (PostinoCampaignList *self,
                            gint64               id,
                            guint               *position)
{
  return postino_whole_list_find (self->whole, id, position);
}
