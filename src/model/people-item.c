/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/people-item.h"

struct _PostinoPeopleItem {
  GObject parent_instance;

  gint64 id;
  PostinoPeopleRow *row; /* NULL: not read yet */
};

enum { PROP_ID = 1, PROP_ADDRESS, N_PROPS };
enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoPeopleItem, postino_people_item, G_TYPE_OBJECT)

static void
postino_people_item_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  PostinoPeopleItem *self = POSTINO_PEOPLE_ITEM (object);

  if (id == PROP_ID)
    g_value_set_int64 (value, self->id);
  else if (id == PROP_ADDRESS)
    g_value_set_string (value, self->row != NULL ? self->row->address : NULL);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_people_item_finalize (GObject *object)
{
  postino_people_row_free (POSTINO_PEOPLE_ITEM (object)->row);
  G_OBJECT_CLASS (postino_people_item_parent_class)->finalize (object);
}

static void
postino_people_item_class_init (PostinoPeopleItemClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_people_item_get_property;
  object_class->finalize = postino_people_item_finalize;
  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", POSTINO_TYPE_PEOPLE_ITEM, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
postino_people_item_init (PostinoPeopleItem *self)
{
}

PostinoPeopleItem *
postino_people_item_new (gint64 id)
{
  PostinoPeopleItem *self = g_object_new (POSTINO_TYPE_PEOPLE_ITEM, NULL);

  self->id = id;
  return self;
}

void
postino_people_item_take (PostinoPeopleItem *self,
                          PostinoPeopleRow  *row)
{
  g_autoptr (PostinoPeopleRow) before = self->row;

  g_return_if_fail (row->id == self->id);

  self->row = row;
  if (before == NULL || g_strcmp0 (before->address, row->address) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADDRESS]);
  g_signal_emit (self, signals[CHANGED], 0);
}

const PostinoPeopleRow *
postino_people_item_get (PostinoPeopleItem *self)
{
  return self->row;
}
