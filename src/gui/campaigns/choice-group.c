/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists and servers of a campaign are chosen alike: rows follow the table, checks follow whoever
 * knows the weights. */

#include "gui/campaigns/choice-group.h"

#include "gui/campaigns/choice-row.h"

struct _PostinoChoiceGroup {
  AdwPreferencesGroup parent_instance;

  GtkListBox *list;
  GtkLabel *empty;

  GListModel *model;
  PostinoChoiceDescribeFunc describe;
  PostinoChoiceWeightFunc get_weight;
  gpointer data;
  gboolean has_weights;
};

typedef enum {
  PROP_HAS_WEIGHTS = 1,
  PROP_EMPTY_TEXT,
  N_PROPS,
} Property;

enum { CHOSEN, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PostinoChoiceGroup, postino_choice_group, ADW_TYPE_PREFERENCES_GROUP)

static void
chosen_cb (PostinoChoiceGroup *self,
           guint               weight,
           PostinoChoiceRow   *row)
{
  g_signal_emit (self, signals[CHOSEN], 0, postino_choice_row_get_id (row), weight);
}

static void
show_description (PostinoChoiceGroup *self,
                  PostinoTableRow    *item,
                  GtkWidget          *row)
{
  g_autofree char *subtitle = self->describe (item);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle != NULL ? subtitle : "");
}

static void
changed_cb (PostinoTableRow *item,
            GtkWidget       *row)
{
  GtkWidget *self = gtk_widget_get_ancestor (row, POSTINO_TYPE_CHOICE_GROUP);

  if (self != NULL)
    show_description (POSTINO_CHOICE_GROUP (self), item, row);
}

static GtkWidget *
make_row_cb (gpointer object,
             gpointer user_data)
{
  PostinoChoiceGroup *self = user_data;
  PostinoTableRow *item = object;
  GtkWidget *row = postino_choice_row_new (postino_table_row_get_id (item));

  g_object_bind_property (item, "name", row, "title", G_BINDING_SYNC_CREATE);
  show_description (self, item, row);
  postino_choice_row_set_weight (POSTINO_CHOICE_ROW (row),
                                 self->get_weight (postino_table_row_get_id (item), self->data));
  g_signal_connect_object (item, "changed", G_CALLBACK (changed_cb), row, 0);
  g_signal_connect_object (row, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static void
postino_choice_group_dispose (GObject *object)
{
  PostinoChoiceGroup *self = POSTINO_CHOICE_GROUP (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (postino_choice_group_parent_class)->dispose (object);
}

static void
postino_choice_group_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  PostinoChoiceGroup *self = POSTINO_CHOICE_GROUP (object);

  switch ((Property) prop_id)
    {
    case PROP_HAS_WEIGHTS:
      g_value_set_boolean (value, self->has_weights);
      break;
    case PROP_EMPTY_TEXT:
      g_value_set_string (value, gtk_label_get_label (self->empty));
      break;
    case N_PROPS:
      g_assert_not_reached ();
    }
}

static void
postino_choice_group_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  PostinoChoiceGroup *self = POSTINO_CHOICE_GROUP (object);

  switch ((Property) prop_id)
    {
    case PROP_HAS_WEIGHTS:
      self->has_weights = g_value_get_boolean (value);
      break;
    case PROP_EMPTY_TEXT:
      gtk_label_set_label (self->empty, g_value_get_string (value));
      break;
    case N_PROPS:
      g_assert_not_reached ();
    }
}

static void
postino_choice_group_class_init (PostinoChoiceGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = postino_choice_group_dispose;
  object_class->get_property = postino_choice_group_get_property;
  object_class->set_property = postino_choice_group_set_property;
  properties[PROP_HAS_WEIGHTS] = g_param_spec_boolean ("has-weights", NULL, NULL, FALSE, flags);
  properties[PROP_EMPTY_TEXT] = g_param_spec_string ("empty-text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHOSEN] = g_signal_new ("chosen", POSTINO_TYPE_CHOICE_GROUP, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/campaigns/choice-group.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoChoiceGroup, list);
  gtk_widget_class_bind_template_child (widget_class, PostinoChoiceGroup, empty);
}

static void
postino_choice_group_init (PostinoChoiceGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
postino_choice_group_bind (PostinoChoiceGroup       *self,
                           PostinoRowList           *model,
                           PostinoChoiceDescribeFunc describe,
                           PostinoChoiceWeightFunc   get_weight,
                           gpointer                  data)
{
  g_return_if_fail (self->model == NULL);

  self->model = g_object_ref (G_LIST_MODEL (model));
  self->describe = describe;
  self->get_weight = get_weight;
  self->data = data;
  gtk_list_box_bind_model (self->list, self->model, make_row_cb, self, NULL);
  g_signal_connect_swapped (model, "items-changed", G_CALLBACK (postino_choice_group_update), self);
  postino_choice_group_update (self);
}

void
postino_choice_group_update (PostinoChoiceGroup *self)
{
  GtkListBoxRow *row;
  guint n_chosen = 0;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      guint weight = self->get_weight (postino_choice_row_get_id (POSTINO_CHOICE_ROW (row)),
                                       self->data);

      n_chosen += weight > 0;
      postino_choice_row_set_weight (POSTINO_CHOICE_ROW (row), weight);
    }
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    postino_choice_row_show_weight (POSTINO_CHOICE_ROW (row), self->has_weights && n_chosen > 1);
}
