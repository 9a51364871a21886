/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kept message as a row of a list. A row of the table never changes, but after a clearing SQLite
 * gives its number to another message: that is told by the time it came. */

#include "model/sandbox-item.h"

struct _PostinoSandboxItem {
  GObject parent_instance;

  gint64 id;
  PostinoSandboxMessage *message; /* NULL: not read yet */
};

enum { PROP_SUBJECT = 1, N_PROPS };
enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoSandboxItem, postino_sandbox_item, G_TYPE_OBJECT)

static void
postino_sandbox_item_get_property (GObject    *object,
                                       guint       id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  PostinoSandboxItem *self = POSTINO_SANDBOX_ITEM (object);

  if (id == PROP_SUBJECT)
    g_value_set_string (value, self->message != NULL ? self->message->subject : NULL);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_sandbox_item_finalize (GObject *object)
{
  g_clear_pointer (&POSTINO_SANDBOX_ITEM (object)->message, postino_sandbox_message_free);
  G_OBJECT_CLASS (postino_sandbox_item_parent_class)->finalize (object);
}

static void
postino_sandbox_item_class_init (PostinoSandboxItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_sandbox_item_get_property;
  object_class->finalize = postino_sandbox_item_finalize;
  properties[PROP_SUBJECT] = g_param_spec_string ("subject", NULL, NULL, NULL,
                                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY
                                              | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] = g_signal_new ("changed", POSTINO_TYPE_SANDBOX_ITEM, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
postino_sandbox_item_init (PostinoSandboxItem *self)
{
}

PostinoSandboxItem *
postino_sandbox_item_new (gint64 id)
{
  PostinoSandboxItem *self = g_object_new (POSTINO_TYPE_SANDBOX_ITEM, NULL);

  self->id = id;
  return self;
}

void
postino_sandbox_item_take (PostinoSandboxItem    *self,
                           PostinoSandboxMessage *message)
{
  gboolean is_other = self->message == NULL || self->message->at_us != message->at_us;

  g_return_if_fail (message->id == self->id);

  g_clear_pointer (&self->message, postino_sandbox_message_free);
  self->message = message;
  if (!is_other)
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUBJECT]);
  g_signal_emit (self, signals[CHANGED], 0);
}

const PostinoSandboxMessage *
postino_sandbox_item_get (PostinoSandboxItem *self)
{
  return self->message;
}
