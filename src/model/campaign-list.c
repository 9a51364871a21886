/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Campaigns for a window. There are hundreds of them, not millions, so all are read at once, on a
 * store thread, when their topic or the ledger's has moved.
 *
 * An item stays the same object for as long as its campaign is in the list: reading again fills it
 * in place, and items-changed is emitted only for what came, went or moved, so that selections and
 * open pages survive. */

#include "model/campaign-list.h"

#include "campaign/campaigns-table.h"
#include "model/item-splice.h"
#include "model/topic-watch.h"
#include "store/change.h"

struct _PostinoCampaignList {
  GObject parent_instance;

  PostinoStore *store;
  PostinoTopicWatch *watch;
  GPtrArray *items;    /* of PostinoCampaignItem */
  GCancellable *read;  /* under way, or NULL */
  gboolean again;      /* something moved meanwhile */
  gboolean is_loading;
  gboolean show_archived;
  char *failure;
};

typedef struct {
  gint64 counts[POSTINO_LEDGER_N_STATES];
} Counts;

typedef struct {
  gboolean archived;
  GPtrArray *campaigns; /* of PostinoCampaign */
  GArray *counts;       /* of Counts, in the same order */
} Reading;

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
free_reading (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->campaigns, g_ptr_array_unref);
  g_array_unref (reading->counts);
  g_free (reading);
}

static gboolean
read_all (PostinoDb *db,
          gpointer   data,
          GError   **error)
{
  Reading *reading = data;

  reading->campaigns = postino_campaigns_table_list (db, reading->archived, error);
  if (reading->campaigns == NULL)
    return FALSE;
  for (guint i = 0; i < reading->campaigns->len; i++)
    {
      const PostinoCampaign *campaign = reading->campaigns->pdata[i];
      Counts counts;

      if (!postino_ledger_table_count (db, campaign->id, counts.counts, error))
        return FALSE;
      g_array_append_val (reading->counts, counts);
    }
  return TRUE;
}

static void
set_failure (PostinoCampaignList *self,
             const char          *failure)
{
  if (g_strcmp0 (self->failure, failure) == 0)
    return;
  g_free (self->failure);
  self->failure = g_strdup (failure);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAILURE]);
}

/* The items of what was read, those that were there filled again. */
static GPtrArray *
build_items (PostinoCampaignList *self,
             Reading             *reading)
{
  GPtrArray *items = g_ptr_array_new_full (reading->campaigns->len, g_object_unref);

  for (guint i = 0; i < reading->campaigns->len; i++)
    {
      PostinoCampaign *campaign = g_steal_pointer (&reading->campaigns->pdata[i]);
      const gint64 *counts = g_array_index (reading->counts, Counts, i).counts;
      PostinoCampaignItem *item = postino_campaign_list_find (self, campaign->id, NULL);

      if (item == NULL)
        {
          g_ptr_array_add (items, postino_campaign_item_new (campaign, counts));
          continue;
        }
      g_ptr_array_add (items, g_object_ref (item));
      postino_campaign_item_take (item, campaign, counts);
    }
  return items;
}

static void start_reading (PostinoCampaignList *self);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Reading *reading = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  g_autoptr (PostinoCampaignList) self = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = g_object_ref (user_data); /* who is told may drop it */
  g_clear_object (&self->read);
  set_failure (self, error != NULL ? error->message : NULL);
  if (reading != NULL && postino_item_splice (G_LIST_MODEL (self), &self->items,
                                              build_items (self, reading)))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
  if (self->is_loading)
    {
      self->is_loading = FALSE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LOADING]);
    }
  if (self->again && self->read == NULL)
    start_reading (self);
}

/* What is under way, if anything, is no longer of interest. */
static void
start_reading (PostinoCampaignList *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->archived = self->show_archived;
  reading->counts = g_array_new (FALSE, FALSE, sizeof (Counts));
  if (self->read != NULL)
    g_cancellable_cancel (self->read);
  g_clear_object (&self->read);
  self->read = g_cancellable_new ();
  self->again = FALSE;
  postino_store_run_async (self->store, FALSE, read_all, reading, free_reading, self->read, read_cb,
                           self);
}

static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  PostinoCampaignList *self = user_data;

  if (!moved)
    return;
  if (self->read != NULL)
    self->again = TRUE;
  else
    start_reading (self);
}

static GType
get_item_type (GListModel *model)
{
  return POSTINO_TYPE_CAMPAIGN_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return POSTINO_CAMPAIGN_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  GPtrArray *items = POSTINO_CAMPAIGN_LIST (model)->items;

  return position < items->len ? g_object_ref (items->pdata[position]) : NULL;
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
      g_value_set_uint (value, self->items->len);
      return;
    case PROP_IS_LOADING:
      g_value_set_boolean (value, self->is_loading);
      return;
    case PROP_FAILURE:
      g_value_set_string (value, self->failure);
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
  PostinoCampaignList *self = POSTINO_CAMPAIGN_LIST (object);

  g_clear_pointer (&self->watch, postino_topic_watch_free);
  if (self->read != NULL)
    g_cancellable_cancel (self->read);
  g_clear_object (&self->read);
  g_clear_object (&self->store);
  g_ptr_array_unref (self->items);
  g_free (self->failure);
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
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->is_loading = TRUE;
}

PostinoCampaignList *
postino_campaign_list_new (PostinoStore *store,
                           gboolean      show_archived)
{
  static const char *const topics[] = { POSTINO_TOPIC_CAMPAIGNS, POSTINO_TOPIC_LEDGER, NULL };
  PostinoCampaignList *self = g_object_new (POSTINO_TYPE_CAMPAIGN_LIST, NULL);

  self->store = g_object_ref (store);
  self->show_archived = show_archived;
  self->watch = postino_topic_watch_new (store, topics, looked_cb, self);
  return self;
}

void
postino_campaign_list_set_show_archived (PostinoCampaignList *self,
                                         gboolean             show_archived)
{
  if (!self->show_archived == !show_archived)
    return;
  self->show_archived = show_archived;
  if (self->read != NULL || !self->is_loading) /* else the first look has not been made yet */
    start_reading (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_ARCHIVED]);
}

void
postino_campaign_list_look (PostinoCampaignList *self)
{
  postino_topic_watch_look (self->watch);
}

gboolean
postino_campaign_list_is_loading (PostinoCampaignList *self)
{
  return self->is_loading;
}

const char *
postino_campaign_list_get_failure (PostinoCampaignList *self)
{
  return self->failure;
}

PostinoCampaignItem *
postino_campaign_list_find (PostinoCampaignList *self,
                            gint64               id,
                            guint               *position)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      if (postino_campaign_item_get_id (self->items->pdata[i]) != id)
        continue;
      if (position != NULL)
        *position = i;
      return self->items->pdata[i];
    }
  return NULL;
}
