/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A suppression as a row of a list. A row of the table never changes while it stands, so it is told
 * of once, when it was read. */

#include "model/suppression-item.h"

struct _PostinoSuppressionItem {
  GObject parent_instance;

  gint64 id;
  PostinoSuppression *suppression; /* NULL: not read yet */
};

enum { PROP_KEY = 1, N_PROPS };
enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoSuppressionItem, postino_suppression_item, G_TYPE_OBJECT)

static void
postino_suppression_item_get_property (GObject    *object,
                                       guint       id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  PostinoSuppressionItem *self = POSTINO_SUPPRESSION_ITEM (object);

  if (id == PROP_KEY)
    g_value_set_string (value, self->suppression != NULL ? self->suppression->key : NULL);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_suppression_item_finalize (GObject *object)
{
  postino_suppression_free (POSTINO_SUPPRESSION_ITEM (object)->suppression);
  G_OBJECT_CLASS (postino_suppression_item_parent_class)->finalize (object);
}

static void
postino_suppression_item_class_init (PostinoSuppressionItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_suppression_item_get_property;
  object_class->finalize = postino_suppression_item_finalize;
  properties[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL,
                                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                                              | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", POSTINO_TYPE_SUPPRESSION_ITEM, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
postino_suppression_item_init (PostinoSuppressionItem *self)
{
}

PostinoSuppressionItem *
postino_suppression_item_new (gint64 id)
{
  PostinoSuppressionItem *self = g_object_new (POSTINO_TYPE_SUPPRESSION_ITEM, NULL);

  self->id = id;
  return self;
}

void
postino_suppression_item_take (PostinoSuppressionItem *self,
                               PostinoSuppression     *suppression)
{
  gboolean is_new = self->suppression == NULL;

  g_return_if_fail (suppression->id == self->id);

  postino_suppression_free (self->suppression);
  self->suppression = suppression;
  if (!is_new)
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEY]);
  g_signal_emit (self, signals[CHANGED], 0);
}

const PostinoSuppression *
postino_suppression_item_get (PostinoSuppressionItem *self)
{
  return self->suppression;
}
