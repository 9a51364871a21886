/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sidebar. Two list boxes that look like one: pages are few and fixed, lists come and go. A
 * number at a row says what waits there: campaigns that run, things that need attention. */

#include "gui/shell/sidebar.h"

#include <glib/gi18n-lib.h>

#include "contacts/lists-table.h"
#include "gui/widgets/figures.h"

struct _PostinoSidebar {
  AdwBin parent_instance;

  GtkListBox *pages;
  GtkListBox *lists;
  GtkWidget *lists_title;
  PostinoSession *session;
};

G_DEFINE_FINAL_TYPE (PostinoSidebar, postino_sidebar, ADW_TYPE_BIN)

static const char ENTRY_KEY[] = "postino-entry";
static const char BADGE_KEY[] = "postino-badge";
static const char LIST_KEY[] = "postino-list";

/* An icon (NULL: none), a name, a number at the end. */
static GtkWidget *
build_row (const char *icon_name,
           const char *title,
           GtkLabel  **badge)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (title);

  if (icon_name != NULL)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon_name));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  *badge = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (*badge), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (*badge), "numeric");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (*badge));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return row;
}

static GtkListBoxRow *
find_page_row (PostinoSidebar *self,
               const char     *id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->pages, i)) != NULL; i++)
    {
      const PostinoSidebarEntry *entry = g_object_get_data (G_OBJECT (row), ENTRY_KEY);

      if (g_strcmp0 (entry->id, id) == 0)
        return row;
    }
  return NULL;
}

static void
set_badge (PostinoSidebar *self,
           const char     *id,
           guint           n,
           const char     *tooltip)
{
  GtkListBoxRow *row = find_page_row (self, id);
  g_autofree char *text = postino_figure_count (n);
  GtkLabel *badge;

  if (row == NULL)
    return;
  badge = g_object_get_data (G_OBJECT (row), BADGE_KEY);
  gtk_label_set_label (badge, n > 0 ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (badge), n > 0 ? tooltip : NULL);
}

static gboolean
is_under_way (PostinoCampaignState state)
{
  return state > POSTINO_CAMPAIGN_MISSED && state < POSTINO_CAMPAIGN_FINISHED;
}

static void
count_campaigns (PostinoSidebar *self)
{
  GListModel *campaigns = G_LIST_MODEL (postino_session_get_campaigns (self->session));
  guint n_active = 0;

  for (guint i = 0; i < g_list_model_get_n_items (campaigns); i++)
    {
      g_autoptr (PostinoCampaignItem) item = g_list_model_get_item (campaigns, i);

      n_active += is_under_way (postino_campaign_item_get_state (item));
    }
  set_badge (self, "campaigns", n_active, _("Campaigns under way"));
}

static void
count_problems (PostinoSidebar *self)
{
  GListModel *problems = G_LIST_MODEL (postino_session_get_problems (self->session));

  set_badge (self, "overview", g_list_model_get_n_items (problems), _("What needs attention"));
}

/* An item tells of its new state itself; the list only of those that come and go. */
static void
campaigns_cb (PostinoSidebar *self,
              guint           position,
              guint           n_removed,
              guint           n_added,
              GListModel     *campaigns)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (PostinoCampaignItem) item = g_list_model_get_item (campaigns, i);

      g_signal_connect_object (item, "changed", G_CALLBACK (count_campaigns), self,
                               G_CONNECT_SWAPPED);
    }
  count_campaigns (self);
}

static void
list_changed_cb (PostinoTableRow    *row,
                 GtkListBoxRow *shown)
{
  const PostinoList *list = postino_table_row_get (row);
  g_autofree char *count = postino_figure_count (list->n_members);

  gtk_label_set_label (g_object_get_data (G_OBJECT (shown), BADGE_KEY), count);
}

static GtkWidget *
build_list_row_cb (gpointer item,
                   gpointer user_data)
{
  PostinoTableRow *row = item;
  const PostinoList *list = postino_table_row_get (row);
  GtkLabel *badge;
  GtkWidget *shown = build_row ("system-users-symbolic", list->name, &badge);

  g_object_set_data (G_OBJECT (shown), BADGE_KEY, badge);
  g_object_set_data_full (G_OBJECT (shown), LIST_KEY, g_object_ref (row), g_object_unref);
  g_signal_connect_object (row, "changed", G_CALLBACK (list_changed_cb), shown, 0);
  list_changed_cb (row, GTK_LIST_BOX_ROW (shown));
  return shown;
}

static void
show_lists_title_cb (PostinoSidebar *self)
{
  PostinoRowList *lists = postino_session_get_lists (self->session);

  gtk_widget_set_visible (self->lists_title, g_list_model_get_n_items (G_LIST_MODEL (lists)) > 0);
}

static void
page_activated_cb (PostinoSidebar *self,
                   GtkListBoxRow  *row)
{
  const PostinoSidebarEntry *entry = g_object_get_data (G_OBJECT (row), ENTRY_KEY);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.go", "s", entry->id);
}

static void
list_activated_cb (PostinoSidebar *self,
                   GtkListBoxRow  *row)
{
  PostinoTableRow *list = g_object_get_data (G_OBJECT (row), LIST_KEY);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-list", "x", postino_table_row_get_id (list));
}

static void
postino_sidebar_dispose (GObject *object)
{
  PostinoSidebar *self = POSTINO_SIDEBAR (object);

  if (self->lists != NULL)
    gtk_list_box_bind_model (self->lists, NULL, NULL, NULL, NULL);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_sidebar_parent_class)->dispose (object);
}

static void
postino_sidebar_class_init (PostinoSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_sidebar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/shell/sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoSidebar, pages);
  gtk_widget_class_bind_template_child (widget_class, PostinoSidebar, lists);
  gtk_widget_class_bind_template_child (widget_class, PostinoSidebar, lists_title);
  gtk_widget_class_bind_template_callback (widget_class, page_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_activated_cb);
}

static void
postino_sidebar_init (PostinoSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
postino_sidebar_add_entry (PostinoSidebar            *self,
                           const PostinoSidebarEntry *entry)
{
  GtkLabel *badge;
  GtkWidget *row = build_row (entry->icon_name, _(entry->title), &badge);

  g_object_set_data (G_OBJECT (row), ENTRY_KEY, (gpointer) entry);
  g_object_set_data (G_OBJECT (row), BADGE_KEY, badge);
  gtk_list_box_append (self->pages, row);
}

void
postino_sidebar_set_session (PostinoSidebar *self,
                             PostinoSession *session)
{
  GListModel *campaigns = G_LIST_MODEL (postino_session_get_campaigns (session));
  GListModel *problems = G_LIST_MODEL (postino_session_get_problems (session));
  GListModel *lists = G_LIST_MODEL (postino_session_get_lists (session));

  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (campaigns, "items-changed", G_CALLBACK (campaigns_cb), self,
                           G_CONNECT_SWAPPED);
  campaigns_cb (self, 0, 0, g_list_model_get_n_items (campaigns), campaigns);
  g_signal_connect_object (problems, "items-changed", G_CALLBACK (count_problems), self,
                           G_CONNECT_SWAPPED);
  count_problems (self);
  g_signal_connect_object (lists, "items-changed", G_CALLBACK (show_lists_title_cb), self,
                           G_CONNECT_SWAPPED);
  show_lists_title_cb (self);
  gtk_list_box_bind_model (self->lists, lists, build_list_row_cb, NULL, NULL);
}

void
postino_sidebar_select (PostinoSidebar *self,
                        const char     *id,
                        gint64          list)
{
  GtkListBoxRow *row;

  gtk_list_box_select_row (self->pages, list == 0 ? find_page_row (self, id) : NULL);
  gtk_list_box_unselect_all (self->lists);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->lists, i)) != NULL; i++)
    {
      if (list != 0 && postino_table_row_get_id (g_object_get_data (G_OBJECT (row), LIST_KEY)) == list)
        gtk_list_box_select_row (self->lists, row);
    }
}
