/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of campaigns; an opened one slides over it and is let go of on the way back.
 *
 * The list is a model of its own, since whether archived ones are shown is this page's affair. While
 * it is empty a second one tells whether there are any at all. */

#include "gui/campaigns/campaigns-page.h"

#include <glib/gi18n-lib.h>

#include "gui/campaigns/campaign-row.h"
#include "gui/campaigns/campaign-view.h"
#include "gui/campaigns/rename-dialog.h"
#include "gui/campaigns/wishes.h"
#include "gui/shell/page.h"
#include "model/campaign-list.h"

struct _PostinoCampaignsPage {
  AdwBin parent_instance;

  GtkStack *stack;
  GtkStack *states;
  AdwStatusPage *failed;
  GtkListBox *list;
  AdwBin *opened;

  PostinoSession *session;
  PostinoCampaignList *campaigns;
  PostinoCampaignList *all; /* with the archived ones; NULL: was not asked for yet */
};

enum { PROP_SESSION = 1, PROP_SHOW_ARCHIVED, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoCampaignsPage, postino_campaigns_page, ADW_TYPE_BIN)

/* ---- the list ---- */

static void show_state (PostinoCampaignsPage *self);

/* What to show where no campaign is. */
static const char *
choose_empty_state (PostinoCampaignsPage *self)
{
  if (self->all == NULL)
    {
      self->all = postino_campaign_list_new (postino_session_get_store (self->session), TRUE);
      g_signal_connect_swapped (self->all, "items-changed", G_CALLBACK (show_state), self);
      g_signal_connect_swapped (self->all, "notify", G_CALLBACK (show_state), self);
    }
  if (postino_campaign_list_is_loading (self->all))
    return "loading";
  return g_list_model_get_n_items (G_LIST_MODEL (self->all)) > 0 ? "archived" : "empty";
}

static void
show_state (PostinoCampaignsPage *self)
{
  const char *failure = postino_campaign_list_get_failure (self->campaigns);
  const char *state = "list";
  g_autofree char *escaped = failure != NULL ? g_markup_escape_text (failure, -1) : NULL;

  if (failure != NULL)
    state = "failed";
  else if (postino_campaign_list_is_loading (self->campaigns))
    state = "loading";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->campaigns)) == 0)
    state = choose_empty_state (self);
  adw_status_page_set_description (self->failed, escaped);
  gtk_stack_set_visible_child_name (self->states, state);
}

static GtkWidget *
make_row_cb (gpointer item,
             gpointer user_data)
{
  return postino_campaign_row_new (item);
}

/* ---- opening ---- */

static void
opened_transition_cb (PostinoCampaignsPage *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->stack);

  if (!gtk_stack_get_transition_running (self->stack) && g_strcmp0 (name, "list") == 0)
    adw_bin_set_child (self->opened, NULL);
}

/* The keyboard is where one left the list. */
static void
focus_row (PostinoCampaignsPage *self,
           gint64                campaign)
{
  GtkListBoxRow *row;
  guint position;

  if (postino_campaign_list_find (self->campaigns, campaign, &position) == NULL)
    return;
  row = gtk_list_box_get_row_at_index (self->list, (int) position);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
go_back (PostinoCampaignsPage *self)
{
  GtkWidget *view = adw_bin_get_child (self->opened);

  gtk_stack_set_visible_child_name (self->stack, "list");
  if (view != NULL)
    focus_row (self, postino_campaign_view_get_id (POSTINO_CAMPAIGN_VIEW (view)));
  opened_transition_cb (self);
}

void
postino_campaigns_page_open (PostinoCampaignsPage *self,
                             gint64                campaign)
{
  GtkWidget *view = adw_bin_get_child (self->opened);

  if (view == NULL || postino_campaign_view_get_id (POSTINO_CAMPAIGN_VIEW (view)) != campaign)
    adw_bin_set_child (self->opened, postino_campaign_view_new (self->session, campaign));
  gtk_stack_set_visible_child_name (self->stack, "opened");
  gtk_widget_child_focus (GTK_WIDGET (self->opened), GTK_DIR_TAB_FORWARD); /* for its keys */
}

static void
made_cb (GtkWidget *widget,
         gint64     campaign)
{
  PostinoCampaignsPage *self = POSTINO_CAMPAIGNS_PAGE (widget);

  postino_campaigns_page_open (self, campaign);
  postino_campaign_view_begin_writing (POSTINO_CAMPAIGN_VIEW (adw_bin_get_child (self->opened)));
}

void
postino_campaigns_page_new_campaign (PostinoCampaignsPage *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  /* Translators: the name of a new newsletter, by its month: see strftime (3). */
  g_autofree char *name = g_date_time_format (now, _("Newsletter of %B %Y"));

  postino_wish_make (GTK_WIDGET (self), self->session, name, made_cb);
}

/* ---- actions ---- */

static void
open_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *id)
{
  postino_campaigns_page_open (POSTINO_CAMPAIGNS_PAGE (widget), g_variant_get_int64 (id));
}

static void
new_cb (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  postino_campaigns_page_new_campaign (POSTINO_CAMPAIGNS_PAGE (widget));
}

static void
back_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  go_back (POSTINO_CAMPAIGNS_PAGE (widget));
}

static void
rename_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *id)
{
  PostinoCampaignsPage *self = POSTINO_CAMPAIGNS_PAGE (widget);
  PostinoCampaignItem *item = postino_campaign_list_find (self->campaigns, g_variant_get_int64 (id),
                                                          NULL);

  if (item != NULL)
    postino_rename_dialog_present (widget, self->session, g_variant_get_int64 (id),
                                   postino_campaign_item_get_campaign (item)->name);
}

static void
duplicate_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *id)
{
  postino_wish_duplicate (widget, POSTINO_CAMPAIGNS_PAGE (widget)->session, g_variant_get_int64 (id),
                          made_cb);
}

static void
archive_cb (GtkWidget  *widget,
            const char *action,
            GVariant   *id)
{
  PostinoCampaignsPage *self = POSTINO_CAMPAIGNS_PAGE (widget);

  postino_wish_archive (widget, self->session, g_variant_get_int64 (id));
  go_back (self);
}

static void
unarchive_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *id)
{
  postino_wish_unarchive (widget, POSTINO_CAMPAIGNS_PAGE (widget)->session,
                          g_variant_get_int64 (id));
}

/* ---- the page ---- */

static void
postino_campaigns_page_constructed (GObject *object)
{
  PostinoCampaignsPage *self = POSTINO_CAMPAIGNS_PAGE (object);

  G_OBJECT_CLASS (postino_campaigns_page_parent_class)->constructed (object);
  self->campaigns = postino_campaign_list_new (postino_session_get_store (self->session), FALSE);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->campaigns), make_row_cb, NULL, NULL);
  g_signal_connect_swapped (self->campaigns, "items-changed", G_CALLBACK (show_state), self);
  g_signal_connect_swapped (self->campaigns, "notify", G_CALLBACK (show_state), self);
  show_state (self);
}

static void
postino_campaigns_page_dispose (GObject *object)
{
  PostinoCampaignsPage *self = POSTINO_CAMPAIGNS_PAGE (object);

  if (self->campaigns != NULL)
    g_signal_handlers_disconnect_by_data (self->campaigns, self);
  if (self->all != NULL)
    g_signal_handlers_disconnect_by_data (self->all, self);
  g_clear_object (&self->campaigns);
  g_clear_object (&self->all);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_campaigns_page_parent_class)->dispose (object);
}

static void
postino_campaigns_page_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  PostinoCampaignsPage *self = POSTINO_CAMPAIGNS_PAGE (object);
  gboolean shows = FALSE;

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_SHOW_ARCHIVED:
      if (self->campaigns != NULL)
        g_object_get (self->campaigns, "show-archived", &shows, NULL);
      g_value_set_boolean (value, shows);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
postino_campaigns_page_set_property (GObject      *object,
                                     guint         prop_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  PostinoCampaignsPage *self = POSTINO_CAMPAIGNS_PAGE (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    case PROP_SHOW_ARCHIVED:
      postino_campaign_list_set_show_archived (self->campaigns, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "campaigns.open", "x", open_cb);
  gtk_widget_class_install_action (klass, "campaigns.new", NULL, new_cb);
  gtk_widget_class_install_action (klass, "campaigns.back", NULL, back_cb);
  gtk_widget_class_install_action (klass, "campaigns.rename", "x", rename_cb);
  gtk_widget_class_install_action (klass, "campaigns.duplicate", "x", duplicate_cb);
  gtk_widget_class_install_action (klass, "campaigns.archive", "x", archive_cb);
  gtk_widget_class_install_action (klass, "campaigns.unarchive", "x", unarchive_cb);
  gtk_widget_class_install_property_action (klass, "campaigns.show-archived", "show-archived");
}

static void
postino_campaigns_page_class_init (PostinoCampaignsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = postino_campaigns_page_constructed;
  object_class->dispose = postino_campaigns_page_dispose;
  object_class->get_property = postino_campaigns_page_get_property;
  object_class->set_property = postino_campaigns_page_set_property;
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, POSTINO_TYPE_SESSION,
                                                  G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                                                  | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW_ARCHIVED] = g_param_spec_boolean ("show-archived", NULL, NULL, FALSE,
                                                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (POSTINO_TYPE_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/campaigns/campaigns-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignsPage, states);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignsPage, failed);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignsPage, list);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignsPage, opened);
  gtk_widget_class_bind_template_callback (widget_class, opened_transition_cb);
  install_actions (widget_class);
}

static void
postino_campaigns_page_init (PostinoCampaignsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
postino_campaigns_page_new (PostinoSession *session)
{
  return g_object_new (POSTINO_TYPE_CAMPAIGNS_PAGE, "session", session, NULL);
}
