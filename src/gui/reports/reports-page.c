/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of what was sent; an opened report slides over it and is let go of on the way back. */

#include "gui/reports/reports-page.h"

#include <glib/gi18n-lib.h>

#include "campaign/campaign-words.h"
#include "gui/reports/report-view.h"
#include "gui/shell/page.h"
#include "gui/widgets/figures.h"
#include "stats/sent-query.h"

struct _PostinoReportsPage {
  AdwBin parent_instance;

  GtkStack *stack;
  GtkStack *states;
  AdwStatusPage *failed;
  GtkListBox *list;
  AdwBin *opened;

  PostinoSession *session;
  PostinoRowList *sent;
};

enum { PROP_SESSION = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoReportsPage, postino_reports_page, ADW_TYPE_BIN)

/* ---- the list ---- */

/* "26 November · 336 accepted of 340 · 25 people clicked · 2 unsubscribed"; yours. */
static char *
describe (const PostinoSent *sent)
{
  GString *line = g_string_new (NULL);
  g_autofree char *when = postino_figure_time (sent->started_us, g_get_real_time ());
  g_autofree char *accepted = postino_figure_count (sent->accepted);
  g_autofree char *recipients = postino_figure_count (sent->recipients);
  g_autofree char *clicked = postino_figure_count (sent->clicked);
  g_autofree char *unsubscribed = postino_figure_count (sent->unsubscribed);

  if (sent->is_archived)
    g_string_append_printf (line, "%s · ", _("Archived"));
  if (sent->state != POSTINO_CAMPAIGN_FINISHED)
    {
      g_autofree char *state
        = postino_figure_capitalize (postino_campaign_state_describe (sent->state));

      g_string_append_printf (line, "%s · ", state);
    }
  g_string_append_printf (line, "%s · ", when);
  g_string_append_printf (line, _("%s accepted of %s"), accepted, recipients);
  if (sent->is_measured)
    g_string_append (line, " · ");
  if (sent->is_measured && sent->is_by_name)
    g_string_append_printf (line, ngettext ("%s person clicked", "%s people clicked",
                                            (gulong) sent->clicked), clicked);
  else if (sent->is_measured)
    g_string_append_printf (line, ngettext ("%s click", "%s clicks", (gulong) sent->clicked),
                            clicked);
  if (!sent->knows_unsubscribed)
    return g_string_free (line, FALSE);
  g_string_append (line, " · ");
  g_string_append_printf (line, ngettext ("%s unsubscribed", "%s unsubscribed",
                                          (gulong) sent->unsubscribed), unsubscribed);
  return g_string_free (line, FALSE);
}

static void
row_changed_cb (PostinoTableRow *sent,
                GtkWidget       *row)
{
  const PostinoSent *value = postino_table_row_get (sent);
  g_autofree char *line = describe (value);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), value->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line);
}

static GtkWidget *
build_row_cb (gpointer item,
              gpointer user_data)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "x", postino_table_row_get_id (item));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "reports.open");
  g_signal_connect_object (item, "changed", G_CALLBACK (row_changed_cb), row, 0);
  row_changed_cb (item, row);
  return row;
}

static void
show_state (PostinoReportsPage *self)
{
  const char *failure = postino_row_list_get_failure (self->sent);
  g_autofree char *escaped = failure != NULL ? g_markup_escape_text (failure, -1) : NULL;
  const char *state = "list";

  if (failure != NULL)
    state = "failed";
  else if (postino_row_list_is_loading (self->sent))
    state = "loading";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->sent)) == 0)
    state = "empty";
  adw_status_page_set_description (self->failed, escaped);
  gtk_stack_set_visible_child_name (self->states, state);
}

/* ---- opening ---- */

static void
transition_cb (PostinoReportsPage *self)
{
  if (!gtk_stack_get_transition_running (self->stack)
      && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "list") == 0)
    adw_bin_set_child (self->opened, NULL);
}

/* The keyboard is where one left the list. */
static void
focus_row (PostinoReportsPage *self,
           gint64              campaign)
{
  GtkListBoxRow *row;
  guint position;

  if (postino_row_list_find (self->sent, campaign, &position) == NULL)
    return;
  row = gtk_list_box_get_row_at_index (self->list, (int) position);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

static gboolean
go_back (PostinoReportsPage *self)
{
  GtkWidget *view = adw_bin_get_child (self->opened);

  if (view == NULL || g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "opened") != 0)
    return FALSE;
  if (postino_report_view_go_back (POSTINO_REPORT_VIEW (view)))
    return TRUE;
  gtk_stack_set_visible_child_name (self->stack, "list");
  focus_row (self, postino_report_view_get_campaign (POSTINO_REPORT_VIEW (view)));
  transition_cb (self);
  return TRUE;
}

static void
open_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *id)
{
  PostinoReportsPage *self = POSTINO_REPORTS_PAGE (widget);
  gint64 campaign = g_variant_get_int64 (id);
  GtkWidget *view = adw_bin_get_child (self->opened);

  if (view == NULL || postino_report_view_get_campaign (POSTINO_REPORT_VIEW (view)) != campaign)
    adw_bin_set_child (self->opened, postino_report_view_new (self->session, campaign));
  else
    postino_report_view_go_back (POSTINO_REPORT_VIEW (view));
  gtk_stack_set_visible_child_name (self->stack, "opened");
  gtk_widget_child_focus (GTK_WIDGET (self->opened), GTK_DIR_TAB_FORWARD); /* for its keys */
}

static void
back_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  go_back (POSTINO_REPORTS_PAGE (widget));
}

static gboolean
back_key_cb (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   user_data)
{
  return go_back (POSTINO_REPORTS_PAGE (widget));
}

/* ---- the page ---- */

static void
set_session (PostinoReportsPage *self,
             PostinoSession     *session)
{
  self->session = g_object_ref (session);
  self->sent = g_object_ref (postino_session_get_sent (session));
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->sent), build_row_cb, NULL, NULL);
  g_signal_connect_swapped (self->sent, "items-changed", G_CALLBACK (show_state), self);
  g_signal_connect_swapped (self->sent, "notify", G_CALLBACK (show_state), self);
  show_state (self);
}

static void
postino_reports_page_set_property (GObject      *object,
                                   guint         id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  if (id == PROP_SESSION)
    set_session (POSTINO_REPORTS_PAGE (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_reports_page_get_property (GObject    *object,
                                   guint       id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  if (id == PROP_SESSION)
    g_value_set_object (value, POSTINO_REPORTS_PAGE (object)->session);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_reports_page_dispose (GObject *object)
{
  PostinoReportsPage *self = POSTINO_REPORTS_PAGE (object);

  if (self->sent != NULL)
    g_signal_handlers_disconnect_by_data (self->sent, self);
  g_clear_object (&self->sent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_reports_page_parent_class)->dispose (object);
}

static void
postino_reports_page_class_init (PostinoReportsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = postino_reports_page_get_property;
  object_class->set_property = postino_reports_page_set_property;
  object_class->dispose = postino_reports_page_dispose;
  properties[PROP_SESSION]
    = g_param_spec_object ("session", NULL, NULL, POSTINO_TYPE_SESSION,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (POSTINO_TYPE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/reports/reports-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoReportsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoReportsPage, states);
  gtk_widget_class_bind_template_child (widget_class, PostinoReportsPage, failed);
  gtk_widget_class_bind_template_child (widget_class, PostinoReportsPage, list);
  gtk_widget_class_bind_template_child (widget_class, PostinoReportsPage, opened);
  gtk_widget_class_bind_template_callback (widget_class, transition_cb);
  gtk_widget_class_install_action (widget_class, "reports.open", "x", open_cb);
  gtk_widget_class_install_action (widget_class, "reports.back", NULL, back_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, back_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, GDK_ALT_MASK, back_key_cb, NULL);
}

static void
postino_reports_page_init (PostinoReportsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
postino_reports_page_new (PostinoSession *session)
{
  return g_object_new (POSTINO_TYPE_REPORTS_PAGE, "session", session, NULL);
}
