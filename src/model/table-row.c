/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A value of a short table as an object. Tables differ in their structs, not in what a list of them
 * needs: an id, a name, and to be told when it was read again. */

#include "model/table-row.h"

struct _PostinoTableRow {
  GObject parent_instance;

  const PostinoTableRowKind *kind;
  gpointer value;
};

enum { PROP_ID = 1, PROP_NAME, N_PROPS };

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (PostinoTableRow, postino_table_row, G_TYPE_OBJECT)

static void
postino_table_row_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  PostinoTableRow *self = POSTINO_TABLE_ROW (object);

  if (id == PROP_ID)
    g_value_set_int64 (value, postino_table_row_get_id (self));
  else if (id == PROP_NAME)
    g_value_set_string (value, self->kind->get_name (self->value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_table_row_finalize (GObject *object)
{
  PostinoTableRow *self = POSTINO_TABLE_ROW (object);

  self->kind->free_value (self->value);
  G_OBJECT_CLASS (postino_table_row_parent_class)->finalize (object);
}

static void
postino_table_row_class_init (PostinoTableRowClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = postino_table_row_get_property;
  object_class->finalize = postino_table_row_finalize;

  properties[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0, readable);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  changed_signal = g_signal_new ("changed", POSTINO_TYPE_TABLE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
postino_table_row_init (PostinoTableRow *self)
{
}

PostinoTableRow *
postino_table_row_new (const PostinoTableRowKind *kind,
                 gpointer              value)
{
  PostinoTableRow *self = g_object_new (POSTINO_TYPE_TABLE_ROW, NULL);

  self->kind = kind;
  self->value = value;
  return self;
}

void
postino_table_row_take (PostinoTableRow *self,
                  gpointer    value)
{
  g_autofree char *former = g_strdup (self->kind->get_name (self->value));
  gpointer old = self->value;

  g_return_if_fail (self->kind->get_id (value) == postino_table_row_get_id (self));

  self->value = value;
  if (g_strcmp0 (former, self->kind->get_name (value)) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  g_signal_emit (self, changed_signal, 0);
  self->kind->free_value (old);
}

gint64
postino_table_row_get_id (PostinoTableRow *self)
{
  return self->kind->get_id (self->value);
}

gconstpointer
postino_table_row_get (PostinoTableRow *self)
{
  return self->value;
}
