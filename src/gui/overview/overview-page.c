/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The overview. Nothing is decided here: every row leads to the page where it can be. */

#include "gui/overview/overview-page.h"

#include <glib/gi18n-lib.h>

#include "campaign/campaign-words.h"
#include "gui/shell/page.h"
#include "gui/widgets/figures.h"
#include "model/problem.h"

enum { LAST_CAMPAIGNS = 5 };

struct _PostinoOverviewPage {
  AdwBin parent_instance;

  PostinoSession *session;
  GtkStack *stack;
  GtkWidget *attention;
  GtkListBox *problems;
  GtkListBox *campaigns;
};

enum { PROP_SESSION = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoOverviewPage, postino_overview_page, ADW_TYPE_BIN)

/* ---- what needs attention ---- */

/* Where a problem is dealt with. */
static const struct {
  const char *icon_name;
  const char *action;
  const char *page; /* of "win.go"; NULL: the action takes the problem's id */
} problem_table[] = {
  [POSTINO_PROBLEM_NO_WORKER] = { "media-playback-pause-symbolic", "win.go", "campaigns" },
  [POSTINO_PROBLEM_SERVER_STOPPED] = { "network-error-symbolic", "win.go", "servers" },
  [POSTINO_PROBLEM_COLLECTOR] = { "network-offline-symbolic", "win.go", "campaigns" },
  [POSTINO_PROBLEM_RESTORED] = { "document-revert-symbolic", "win.open-campaign", NULL },
  [POSTINO_PROBLEM_MISSED] = { "appointment-missed-symbolic", "win.open-campaign", NULL },
  [POSTINO_PROBLEM_IN_DOUBT] = { "dialog-question-symbolic", "win.open-campaign", NULL },
};

static GtkWidget *
build_problem_cb (gpointer item,
                  gpointer user_data)
{
  PostinoProblem *problem = item;
  PostinoProblemKind kind = postino_problem_get_kind (problem);
  GtkWidget *row = adw_action_row_new ();
  GVariant *target = problem_table[kind].page != NULL
                     ? g_variant_new_string (problem_table[kind].page)
                     : g_variant_new_int64 (postino_problem_get_id (problem));

  g_object_bind_property (problem, "text", row, "title", G_BINDING_SYNC_CREATE);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name (problem_table[kind].icon_name));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), problem_table[kind].action);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), target);
  return row;
}

static void
problems_cb (PostinoOverviewPage *self)
{
  PostinoProblemList *problems = postino_session_get_problems (self->session);

  gtk_widget_set_visible (self->attention, g_list_model_get_n_items (G_LIST_MODEL (problems)) > 0);
}

/* ---- campaigns ---- */

/* "Finished on 12 November: 336 accepted of 372". Yours. */
static char *
describe_campaign (PostinoCampaignItem *item)
{
  const PostinoCampaign *campaign = postino_campaign_item_get_campaign (item);
  g_autofree char *state
    = postino_figure_capitalize (postino_campaign_state_describe (campaign->state));
  g_autofree char *accepted = postino_figure_count (postino_campaign_item_get_count (item, POSTINO_LEDGER_ACCEPTED));
  g_autofree char *when = NULL;
  g_autofree char *number = NULL;
  gint64 total;

  g_object_get (item, "total", &total, NULL);
  if (total == 0)
    {
      when = postino_figure_time (campaign->created_us, g_get_real_time ());
      return g_strdup_printf (_("%s, made %s"), state, when);
    }
  number = postino_figure_count (total);
  return g_strdup_printf (_("%s: %s accepted of %s"), state, accepted, number);
}

static void
campaign_changed_cb (PostinoCampaignItem *item,
                     GtkWidget           *row)
{
  const PostinoCampaign *campaign = postino_campaign_item_get_campaign (item);
  g_autofree char *subtitle = describe_campaign (item);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), campaign->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

static GtkWidget *
build_campaign_cb (gpointer item,
                   gpointer user_data)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-campaign");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "x",
                                    postino_campaign_item_get_id (item));
  g_signal_connect_object (item, "changed", G_CALLBACK (campaign_changed_cb), row, 0);
  campaign_changed_cb (item, row);
  return row;
}

static void
campaigns_cb (PostinoOverviewPage *self)
{
  PostinoCampaignList *campaigns = postino_session_get_campaigns (self->session);

  if (postino_campaign_list_is_loading (campaigns))
    return;
  gtk_stack_set_visible_child_name (self->stack,
                                    g_list_model_get_n_items (G_LIST_MODEL (campaigns)) > 0
                                    ? "overview" : "empty");
}

/* ---- the page ---- */

static void
set_session (PostinoOverviewPage *self,
             PostinoSession      *session)
{
  GListModel *campaigns = G_LIST_MODEL (postino_session_get_campaigns (session));
  GListModel *problems = G_LIST_MODEL (postino_session_get_problems (session));
  g_autoptr (GtkSliceListModel) last
    = gtk_slice_list_model_new (g_object_ref (campaigns), 0, LAST_CAMPAIGNS);

  self->session = g_object_ref (session);
  gtk_list_box_bind_model (self->problems, problems, build_problem_cb, NULL, NULL);
  gtk_list_box_bind_model (self->campaigns, G_LIST_MODEL (last), build_campaign_cb, NULL, NULL);
  g_signal_connect_object (problems, "items-changed", G_CALLBACK (problems_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (campaigns, "items-changed", G_CALLBACK (campaigns_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (campaigns, "notify::is-loading", G_CALLBACK (campaigns_cb), self,
                           G_CONNECT_SWAPPED);
  problems_cb (self);
  campaigns_cb (self);
}

static void
postino_overview_page_set_property (GObject      *object,
                                    guint         id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  if (id == PROP_SESSION)
    set_session (POSTINO_OVERVIEW_PAGE (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_overview_page_get_property (GObject    *object,
                                    guint       id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  if (id == PROP_SESSION)
    g_value_set_object (value, POSTINO_OVERVIEW_PAGE (object)->session);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
postino_overview_page_dispose (GObject *object)
{
  PostinoOverviewPage *self = POSTINO_OVERVIEW_PAGE (object);

  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_overview_page_parent_class)->dispose (object);
}

static void
postino_overview_page_class_init (PostinoOverviewPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = postino_overview_page_get_property;
  object_class->set_property = postino_overview_page_set_property;
  object_class->dispose = postino_overview_page_dispose;

  properties[PROP_SESSION]
    = g_param_spec_object ("session", NULL, NULL, POSTINO_TYPE_SESSION,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (POSTINO_TYPE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/overview/overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoOverviewPage, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoOverviewPage, attention);
  gtk_widget_class_bind_template_child (widget_class, PostinoOverviewPage, problems);
  gtk_widget_class_bind_template_child (widget_class, PostinoOverviewPage, campaigns);
}

static void
postino_overview_page_init (PostinoOverviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
postino_overview_page_new (PostinoSession *session)
{
  return g_object_new (POSTINO_TYPE_OVERVIEW_PAGE, "session", session, NULL);
}
