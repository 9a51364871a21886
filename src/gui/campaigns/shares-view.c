/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two groups of rows out of model/shares-watch. Rows are used again for the next count, so that nothing moves. */

#include "gui/campaigns/shares-view.h"

#include <glib/gi18n-lib.h>

#include "campaign/destination-name.h"
#include "gui/campaigns/progress-words.h"
#include "gui/widgets/figures.h"
#include "model/shares-watch.h"

struct _PostinoSharesView {
  AdwBin parent_instance;

  GtkWidget *server_group;
  GtkWidget *destination_group;
  GPtrArray *server_rows; /* AdwActionRow, of the group */
  GPtrArray *destination_rows;

  PostinoSession *session;
  PostinoProviderList *providers;
  PostinoSharesWatch *watch;
};

G_DEFINE_FINAL_TYPE (PostinoSharesView, postino_shares_view, ADW_TYPE_BIN)

static const char LABEL_KEY[] = "postino-label";

/* Yours. */
static char *
dup_title (PostinoSharesView  *self,
           const PostinoShare *share)
{
  PostinoTableRow *server;
  char *name = NULL;

  if (share->id != NULL)
    return g_strdup (postino_destination_get_name (self->providers, share->id));
  if (share->server == 0)
    return g_strdup (_("All others"));
  server = postino_row_list_find (postino_session_get_servers (self->session), share->server, NULL);
  if (server == NULL)
    return g_strdup (_("A server that was removed"));
  g_object_get (server, "name", &name, NULL);
  return name;
}

static GtkWidget *
build_row (void)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  g_object_set_data (G_OBJECT (row), LABEL_KEY, label);
  return row;
}

static void
show_shares (PostinoSharesView *self,
             GtkWidget         *group,
             GPtrArray         *rows,
             GPtrArray         *shares)
{
  while (rows->len < shares->len)
    {
      g_ptr_array_add (rows, build_row ());
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), rows->pdata[rows->len - 1]);
    }
  for (guint i = 0; i < rows->len; i++)
    {
      GtkWidget *row = rows->pdata[i];
      const PostinoShare *share = i < shares->len ? shares->pdata[i] : NULL;
      g_autofree char *title = share != NULL ? dup_title (self, share) : NULL;
      g_autofree char *words = share != NULL ? postino_progress_words_share (share) : NULL;
      g_autofree char *total = share != NULL ? postino_figure_count (share->total) : NULL;

      gtk_widget_set_visible (row, share != NULL);
      if (share == NULL)
        continue;
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
      gtk_label_set_label (g_object_get_data (G_OBJECT (row), LABEL_KEY), total);
    }
  gtk_widget_set_visible (group, shares->len > 0);
}

static void
changed_cb (PostinoSharesView *self)
{
  PostinoShares *shares = postino_shares_watch_get (self->watch);

  if (shares == NULL)
    return;
  show_shares (self, self->server_group, self->server_rows, postino_shares_get_servers (shares));
  show_shares (self, self->destination_group, self->destination_rows, postino_shares_get_destinations (shares));
}

static void
postino_shares_view_map (GtkWidget *widget)
{
  PostinoSharesView *self = POSTINO_SHARES_VIEW (widget);

  GTK_WIDGET_CLASS (postino_shares_view_parent_class)->map (widget);
  if (self->watch != NULL)
    postino_shares_watch_set_is_looked_at (self->watch, TRUE);
}

static void
postino_shares_view_unmap (GtkWidget *widget)
{
  PostinoSharesView *self = POSTINO_SHARES_VIEW (widget);

  if (self->watch != NULL)
    postino_shares_watch_set_is_looked_at (self->watch, FALSE);
  GTK_WIDGET_CLASS (postino_shares_view_parent_class)->unmap (widget);
}

static void
postino_shares_view_dispose (GObject *object)
{
  PostinoSharesView *self = POSTINO_SHARES_VIEW (object);

  g_clear_object (&self->watch);
  g_clear_object (&self->session);
  g_clear_pointer (&self->providers, postino_provider_list_unref);
  g_clear_pointer (&self->server_rows, g_ptr_array_unref);
  g_clear_pointer (&self->destination_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (postino_shares_view_parent_class)->dispose (object);
}

static void
postino_shares_view_class_init (PostinoSharesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_shares_view_dispose;
  widget_class->map = postino_shares_view_map;
  widget_class->unmap = postino_shares_view_unmap;
}

static GtkWidget *
build_group (const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_widget_set_visible (group, FALSE);
  return group;
}

static void
postino_shares_view_init (PostinoSharesView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  self->providers = postino_provider_list_load ();
  self->server_rows = g_ptr_array_new ();
  self->destination_rows = g_ptr_array_new ();
  self->server_group = build_group (_("By Server"));
  self->destination_group = build_group (_("By Recipients’ Provider"));
  gtk_box_append (GTK_BOX (box), self->server_group);
  gtk_box_append (GTK_BOX (box), self->destination_group);
  adw_bin_set_child (ADW_BIN (self), box);
}

void
postino_shares_view_bind (PostinoSharesView *self,
                          PostinoSession    *session,
                          gint64             campaign)
{
  self->session = g_object_ref (session);
  self->watch = postino_shares_watch_new (postino_session_get_store (session), self->providers, campaign);
  g_signal_connect_swapped (self->watch, "changed", G_CALLBACK (changed_cb), self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    postino_shares_watch_set_is_looked_at (self->watch, TRUE);
}
