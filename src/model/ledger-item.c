/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recipient of a campaign as a row of a list: the value that was read, watched.
 *
 * ledger-list makes and fills it. While a campaign runs the list is read again all the time, so
 * filling tells only of what differs. */

#include "model/ledger-item.h"

struct _PostinoLedgerItem {
  GObject parent_instance;

  gint64 id;
  PostinoLedgerRow *row; /* NULL: not read yet */
};

typedef enum {
  PROP_ID = 1,
  PROP_IS_LOADED,
  PROP_STATE,
  PROP_ATTEMPT,
  PROP_CONTACT,
  PROP_SERVER,
  PROP_ARMED_US,
  PROP_ADDRESS,
  PROP_NAME,
  PROP_REASON,
  PROP_REPLY,
  PROP_QUEUE_ID,
  N_PROPS,
} Property;

enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoLedgerItem, postino_ledger_item, G_TYPE_OBJECT)

/* 0 for a placeholder. */
static gint64
get_number (const PostinoLedgerRow *row,
            guint                   property)
{
  if (row == NULL)
    return 0;
  switch (property)
    {
    case PROP_STATE:
      return row->state;
    case PROP_ATTEMPT:
      return row->attempt;
    case PROP_CONTACT:
      return row->contact;
    case PROP_SERVER:
      return row->server;
    case PROP_ARMED_US:
      return row->armed_us;
    default:
      g_assert_not_reached ();
    }
}

static const char *
get_text (const PostinoLedgerRow *row,
          guint                   property)
{
  if (row == NULL)
    return NULL;
  switch (property)
    {
    case PROP_ADDRESS:
      return row->address;
    case PROP_NAME:
      return row->name;
    case PROP_REASON:
      return row->reason;
    case PROP_REPLY:
      return row->reply;
    case PROP_QUEUE_ID:
      return row->queue_id;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
differs (const PostinoLedgerRow *before,
         const PostinoLedgerRow *after,
         guint                   property)
{
  if (property == PROP_ID)
    return FALSE;
  if (property == PROP_IS_LOADED)
    return before == NULL;
  if (property >= PROP_ADDRESS)
    return g_strcmp0 (get_text (before, property), get_text (after, property)) != 0;
  return get_number (before, property) != get_number (after, property);
}

static void
postino_ledger_item_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  PostinoLedgerItem *self = POSTINO_LEDGER_ITEM (object);

  switch ((Property) id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      return;
    case PROP_IS_LOADED:
      g_value_set_boolean (value, self->row != NULL);
      return;
    case PROP_STATE:
    case PROP_ATTEMPT:
      g_value_set_uint (value, (guint) get_number (self->row, id));
      return;
    case PROP_CONTACT:
    case PROP_SERVER:
    case PROP_ARMED_US:
      g_value_set_int64 (value, get_number (self->row, id));
      return;
    case PROP_ADDRESS:
    case PROP_NAME:
    case PROP_REASON:
    case PROP_REPLY:
    case PROP_QUEUE_ID:
      g_value_set_string (value, get_text (self->row, id));
      return;
    case N_PROPS:
      break;
    }
  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_ledger_item_finalize (GObject *object)
{
  postino_ledger_row_free (POSTINO_LEDGER_ITEM (object)->row);
  G_OBJECT_CLASS (postino_ledger_item_parent_class)->finalize (object);
}

static void
postino_ledger_item_class_init (PostinoLedgerItemClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_ledger_item_get_property;
  object_class->finalize = postino_ledger_item_finalize;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_IS_LOADED] = g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE, flags);
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, POSTINO_LEDGER_CANCELLED, 0,
                                              flags);
  properties[PROP_ATTEMPT] = g_param_spec_uint ("attempt", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_CONTACT] = g_param_spec_int64 ("contact", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SERVER] = g_param_spec_int64 ("server", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ARMED_US] = g_param_spec_int64 ("armed-us", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  properties[PROP_REPLY] = g_param_spec_string ("reply", NULL, NULL, NULL, flags);
  properties[PROP_QUEUE_ID] = g_param_spec_string ("queue-id", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", POSTINO_TYPE_LEDGER_ITEM, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
postino_ledger_item_init (PostinoLedgerItem *self)
{
}

PostinoLedgerItem *
postino_ledger_item_new (gint64 id)
{
  PostinoLedgerItem *self = g_object_new (POSTINO_TYPE_LEDGER_ITEM, NULL);

  self->id = id;
  return self;
}

void
postino_ledger_item_take (PostinoLedgerItem *self,
                          PostinoLedgerRow  *row)
{
  g_autoptr (PostinoLedgerRow) before = NULL;
  gboolean changed = FALSE;

  g_return_if_fail (row->id == self->id);

  before = self->row;
  self->row = row;
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = PROP_ID; i < N_PROPS; i++)
    {
      if (!differs (before, row, i))
        continue;
      changed = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
    }
  g_object_thaw_notify (G_OBJECT (self));
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

gint64
postino_ledger_item_get_id (PostinoLedgerItem *self)
{
  return self->id;
}

gboolean
postino_ledger_item_is_loaded (PostinoLedgerItem *self)
{
  return self->row != NULL;
}

PostinoLedgerState
postino_ledger_item_get_state (PostinoLedgerItem *self)
{
  return (PostinoLedgerState) get_number (self->row, PROP_STATE);
}

const PostinoLedgerRow *
postino_ledger_item_get_row (PostinoLedgerItem *self)
{
  return self->row;
}
