/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The overview. Nothing is decided here: every row leads to the page where it can be. */

#include "gui/overview/overview-page.h"

#include "gui/overview/campaign-line.h"
#include "gui/overview/first-steps.h"
#include "gui/overview/growth-card.h"
#include "gui/overview/last-report.h"
#include "gui/overview/problem-row.h"
#include "gui/shell/page.h"

enum { LAST_CAMPAIGNS = 5 };

struct _PostinoOverviewPage {
  AdwBin parent_instance;

  PostinoSession *session;
  GtkStack *stack;
  PostinoFirstSteps *first_steps;
  GtkWidget *attention;
  GtkListBox *problems;
  GtkListBox *campaigns;
  PostinoLastReport *last_report;
  PostinoGrowthCard *growth;
};

enum { PROP_SESSION = 1, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoOverviewPage, postino_overview_page, ADW_TYPE_BIN)

/* ---- what needs attention ---- */

static GtkWidget *
build_problem_cb (gpointer item,
                  gpointer user_data)
{
  return postino_problem_row_new (item);
}

static void
problems_cb (PostinoOverviewPage *self)
{
  PostinoProblemList *problems = postino_session_get_problems (self->session);

  gtk_widget_set_visible (self->attention, g_list_model_get_n_items (G_LIST_MODEL (problems)) > 0);
}

/* ---- campaigns ---- */

static GtkWidget *
build_campaign_cb (gpointer item,
                   gpointer user_data)
{
  return postino_campaign_line_new (POSTINO_OVERVIEW_PAGE (user_data)->session, item);
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
  gtk_list_box_bind_model (self->campaigns, G_LIST_MODEL (last), build_campaign_cb, self, NULL);
  g_signal_connect_object (problems, "items-changed", G_CALLBACK (problems_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (campaigns, "items-changed", G_CALLBACK (campaigns_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (campaigns, "notify::is-loading", G_CALLBACK (campaigns_cb), self,
                           G_CONNECT_SWAPPED);
  postino_first_steps_bind (self->first_steps, session);
  postino_last_report_bind (self->last_report, session);
  postino_growth_card_bind (self->growth, session);
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
  g_type_ensure (POSTINO_TYPE_FIRST_STEPS);
  g_type_ensure (POSTINO_TYPE_LAST_REPORT);
  g_type_ensure (POSTINO_TYPE_GROWTH_CARD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/overview/overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoOverviewPage, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoOverviewPage, first_steps);
  gtk_widget_class_bind_template_child (widget_class, PostinoOverviewPage, attention);
  gtk_widget_class_bind_template_child (widget_class, PostinoOverviewPage, problems);
  gtk_widget_class_bind_template_child (widget_class, PostinoOverviewPage, campaigns);
  gtk_widget_class_bind_template_child (widget_class, PostinoOverviewPage, last_report);
  gtk_widget_class_bind_template_child (widget_class, PostinoOverviewPage, growth);
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
