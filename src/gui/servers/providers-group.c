/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows out of model/row-kinds. A pause ends by the clock and not by a change of the table, so the words of the rows
 * are said again while they are looked at. */

#include "gui/servers/providers-group.h"

#include <glib/gi18n-lib.h>

#include "campaign/destination-name.h"
#include "gui/servers/provider-dialog.h"
#include "gui/servers/provider-words.h"
#include "model/row-kinds.h"

enum { SAY_AGAIN_SECONDS = 10 };

struct _PostinoProvidersGroup {
  AdwPreferencesGroup parent_instance;

  GtkListBox *list;
  GtkWidget *none;

  PostinoSession *session;
  PostinoProviderList *providers;
  PostinoRowList *destinations;
  guint tick_id;
};

G_DEFINE_FINAL_TYPE (PostinoProvidersGroup, postino_providers_group, ADW_TYPE_PREFERENCES_GROUP)

static const char ROW_KEY[] = "postino-row";

static void
show_row (PostinoProvidersGroup *self,
          GtkWidget             *shown)
{
  const PostinoDestinationRow *row = postino_table_row_get (g_object_get_data (G_OBJECT (shown), ROW_KEY));
  g_autofree char *words = postino_provider_words_describe (row, postino_clock_now_us (postino_session_get_clock (self->session)));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (shown), postino_destination_get_name (self->providers, row->id));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (shown), words);
}

static void
show_rows (PostinoProvidersGroup *self)
{
  for (GtkWidget *shown = gtk_widget_get_first_child (GTK_WIDGET (self->list)); shown != NULL;
       shown = gtk_widget_get_next_sibling (shown))
    show_row (self, shown);
}

static void
row_changed_cb (GtkWidget *shown)
{
  GtkWidget *group = gtk_widget_get_ancestor (shown, POSTINO_TYPE_PROVIDERS_GROUP);

  if (group != NULL)
    show_row (POSTINO_PROVIDERS_GROUP (group), shown);
}

static GtkWidget *
build_row_cb (gpointer item,
              gpointer user_data)
{
  GtkWidget *shown = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (shown), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (shown), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (shown), gtk_image_new_from_icon_name ("mail-inbox-symbolic"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (shown), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (shown), TRUE);
  g_object_set_data_full (G_OBJECT (shown), ROW_KEY, g_object_ref (item), g_object_unref);
  g_signal_connect_object (item, "changed", G_CALLBACK (row_changed_cb), shown, G_CONNECT_SWAPPED);
  show_row (user_data, shown);
  return shown;
}

static void
activated_cb (PostinoProvidersGroup *self,
              GtkListBoxRow         *shown)
{
  PostinoTableRow *row = g_object_get_data (G_OBJECT (shown), ROW_KEY);

  postino_provider_dialog_present (GTK_WIDGET (self), self->session, self->providers, self->destinations,
                                   postino_table_row_get (row));
}

static void
add_cb (PostinoProvidersGroup *self)
{
  postino_provider_dialog_present (GTK_WIDGET (self), self->session, self->providers, self->destinations, NULL);
}

static void
destinations_cb (PostinoProvidersGroup *self)
{
  gboolean has_some = g_list_model_get_n_items (G_LIST_MODEL (self->destinations)) > 0;

  gtk_widget_set_visible (self->none, !postino_row_list_is_loading (self->destinations) && !has_some);
  gtk_widget_set_visible (GTK_WIDGET (self->list), has_some);
}

static gboolean
tick_cb (gpointer user_data)
{
  show_rows (user_data);
  return G_SOURCE_CONTINUE;
}

static void
postino_providers_group_map (GtkWidget *widget)
{
  PostinoProvidersGroup *self = POSTINO_PROVIDERS_GROUP (widget);

  GTK_WIDGET_CLASS (postino_providers_group_parent_class)->map (widget);
  show_rows (self);
  self->tick_id = g_timeout_add_seconds (SAY_AGAIN_SECONDS, tick_cb, self);
}

static void
postino_providers_group_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&POSTINO_PROVIDERS_GROUP (widget)->tick_id, g_source_remove);
  GTK_WIDGET_CLASS (postino_providers_group_parent_class)->unmap (widget);
}

static void
postino_providers_group_dispose (GObject *object)
{
  PostinoProvidersGroup *self = POSTINO_PROVIDERS_GROUP (object);

  g_clear_object (&self->destinations);
  g_clear_object (&self->session);
  g_clear_pointer (&self->providers, postino_provider_list_unref);
  G_OBJECT_CLASS (postino_providers_group_parent_class)->dispose (object);
}

static void
postino_providers_group_class_init (PostinoProvidersGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_providers_group_dispose;
  widget_class->map = postino_providers_group_map;
  widget_class->unmap = postino_providers_group_unmap;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/postino/Postino/ui/servers/providers-group.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoProvidersGroup, list);
  gtk_widget_class_bind_template_child (widget_class, PostinoProvidersGroup, none);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
postino_providers_group_init (PostinoProvidersGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->providers = postino_provider_list_load ();
}

void
postino_providers_group_bind (PostinoProvidersGroup *self,
                              PostinoSession        *session)
{
  self->session = g_object_ref (session);
  self->destinations = postino_row_list_new_destinations (postino_session_get_store (session));
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->destinations), build_row_cb, self, NULL);
  g_signal_connect_object (self->destinations, "items-changed", G_CALLBACK (destinations_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->destinations, "notify::is-loading", G_CALLBACK (destinations_cb), self,
                           G_CONNECT_SWAPPED);
  destinations_cb (self);
}
