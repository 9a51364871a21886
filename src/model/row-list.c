/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists, servers, senders, fields for a window: there are tens of them, so all are read at once on a
 * store thread when their topic has moved.
 *
 * A row stays the same object for as long as its id is in the table: reading again fills it in
 * place, and items-changed is emitted only for what came, went or moved, so that selections and open
 * dialogs survive. */

#include "model/row-list.h"

#include "model/item-splice.h"
#include "model/topic-watch.h"

struct _PostinoRowList {
  GObject parent_instance;

  const PostinoRowListKind *kind;
  PostinoStore *store;
  PostinoTopicWatch *watch;
  GPtrArray *rows;     /* of PostinoTableRow */
  GCancellable *read;  /* under way, or NULL */
  gboolean again;      /* something moved meanwhile */
  gboolean is_loading;
  char *failure;
};

typedef struct {
  const PostinoRowListKind *kind;
  GPtrArray *values;
} Reading;

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

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  g_clear_pointer (&reading->values, g_ptr_array_unref);
  g_free (reading);
}

static gboolean
read_values (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Reading *reading = data;

  reading->values = reading->kind->read (db, error);
  return reading->values != NULL;
}

static void
set_failure (PostinoRowList *self,
             const char     *failure)
{
  if (g_strcmp0 (self->failure, failure) == 0)
    return;
  g_free (self->failure);
  self->failure = g_strdup (failure);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAILURE]);
}

/* The rows of what was read, those that were there filled again. Takes the values. */
static GPtrArray *
build_rows (PostinoRowList *self,
            GPtrArray      *values)
{
  GPtrArray *rows = g_ptr_array_new_full (values->len, g_object_unref);

  for (guint i = 0; i < values->len; i++)
    {
      gpointer value = g_steal_pointer (&values->pdata[i]);
      PostinoTableRow *row = postino_row_list_find (self, self->kind->row.get_id (value), NULL);

      if (row == NULL)
        {
          g_ptr_array_add (rows, postino_table_row_new (&self->kind->row, value));
          continue;
        }
      g_ptr_array_add (rows, g_object_ref (row));
      postino_table_row_take (row, value);
    }
  return rows;
}

static void start_reading (PostinoRowList *self);

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  Reading *reading = postino_store_run_finish (POSTINO_STORE (source), result, &error);
  g_autoptr (PostinoRowList) self = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = g_object_ref (user_data); /* who is told may drop it */
  g_clear_object (&self->read);
  set_failure (self, error != NULL ? error->message : NULL);
  if (reading != NULL
      && postino_item_splice (G_LIST_MODEL (self), &self->rows, build_rows (self, reading->values)))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
  if (self->is_loading)
    {
      self->is_loading = FALSE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LOADING]);
    }
  if (self->again && self->read == NULL)
    start_reading (self);
}

static void
start_reading (PostinoRowList *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->kind = self->kind;
  self->read = g_cancellable_new ();
  self->again = FALSE;
  postino_store_run_async (self->store, FALSE, read_values, reading, free_reading, self->read,
                           read_cb, self);
}

static void
looked_cb (gboolean moved,
           gpointer user_data)
{
  PostinoRowList *self = user_data;

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
  return POSTINO_TYPE_TABLE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return POSTINO_ROW_LIST (model)->rows->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  GPtrArray *rows = POSTINO_ROW_LIST (model)->rows;

  return position < rows->len ? g_object_ref (rows->pdata[position]) : NULL;
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
      g_value_set_uint (value, self->rows->len);
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
postino_row_list_finalize (GObject *object)
{
  PostinoRowList *self = POSTINO_ROW_LIST (object);

  g_clear_pointer (&self->watch, postino_topic_watch_free);
  if (self->read != NULL)
    g_cancellable_cancel (self->read);
  g_clear_object (&self->read);
  g_clear_object (&self->store);
  g_ptr_array_unref (self->rows);
  g_free (self->failure);
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
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->is_loading = TRUE;
}

PostinoRowList *
postino_row_list_new (PostinoStore             *store,
                      const PostinoRowListKind *kind)
{
  PostinoRowList *self = g_object_new (POSTINO_TYPE_ROW_LIST, NULL);

  self->kind = kind;
  self->store = g_object_ref (store);
  self->watch = postino_topic_watch_new (store, kind->topics, looked_cb, self);
  return self;
}

void
postino_row_list_look (PostinoRowList *self)
{
  postino_topic_watch_look (self->watch);
}

gboolean
postino_row_list_is_loading (PostinoRowList *self)
{
  return self->is_loading;
}

const char *
postino_row_list_get_failure (PostinoRowList *self)
{
  return self->failure;
}

PostinoTableRow *
postino_row_list_find (PostinoRowList *self,
                       gint64          id,
                       guint          *position)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      if (postino_table_row_get_id (self->rows->pdata[i]) != id)
        continue;
      if (position != NULL)
        *position = i;
      return self->rows->pdata[i];
    }
  return NULL;
}
