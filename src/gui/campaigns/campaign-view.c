/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One campaign at a time stands in this view; another one gets a view of its own.
 *
 * The steps show by their icon whether they are done: a check mark, or a dot where an error stands
 * in the way. The check runs while the campaign is a draft; what is typed is followed as it is
 * saved. */

#include "gui/campaigns/campaign-view.h"

#include <glib/gi18n-lib.h>

#include "gui/campaigns/campaign-actions.h"
#include "gui/campaigns/check-step.h"
#include "gui/campaigns/details-step.h"
#include "gui/campaigns/finding-fix.h"
#include "gui/campaigns/ledger-view.h"
#include "gui/campaigns/recipients-step.h"
#include "gui/campaigns/send-step.h"
#include "gui/editor/editor.h"
#include "gui/shell/page.h"
#include "gui/shell/toast.h"
#include "gui/widgets/banner.h"
#include "model/draft-check.h"

enum { N_STEPS = 5 };

struct _PostinoCampaignView {
  AdwBin parent_instance;

  GtkStack *stack;
  PostinoPage *page;
  AdwViewSwitcherTitle *switcher;
  GtkWidget *test_button;
  PostinoBanner *trouble;
  PostinoBanner *taken_back; /* until one goes on; a toast would lie over the button to send */
  GtkStack *modes;
  AdwViewStack *steps;
  PostinoDetailsStep *details;
  AdwBin *content_bin;
  PostinoRecipientsStep *recipients;
  PostinoCheckStep *checks;
  PostinoSendStep *send;
  PostinoProgressView *progress;
  PostinoLedgerView *rows;

  PostinoSession *session;
  gint64 id;
  PostinoDraft *draft;
  PostinoDraftContent *content;
  gboolean was_sent;        /* when it was looked at last */
  PostinoDraftCheck *check; /* NULL while the keyring is locked */
};

typedef enum {
  PROP_SESSION = 1,
  PROP_CAMPAIGN,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PostinoCampaignView, postino_campaign_view, ADW_TYPE_BIN)

static const struct {
  const char *name;
  const char *icon_name; /* while it is not done */
} step_table[N_STEPS] = {
  { "details", "document-properties-symbolic" },
  { "content", "document-edit-symbolic" },
  { "recipients", "system-users-symbolic" },
  { "check", "checkbox-checked-symbolic" },
  { "send", "document-send-symbolic" },
};

/* ---- the live checklist ---- */

/* Whether an error concerns @step; "check" is concerned by all. */
static gboolean
has_error (PostinoCampaignView *self,
           const char          *step)
{
  GPtrArray *findings = postino_draft_check_get_findings (self->check);

  for (guint i = 0; i < findings->len; i++)
    {
      const PostinoFinding *finding = findings->pdata[i];
      const PostinoFindingFix *fix = postino_finding_fix_find (finding->code);

      if (finding->severity == POSTINO_SEVERITY_ERROR
          && (g_strcmp0 (step, "check") == 0
              || (fix != NULL && g_strcmp0 (fix->step, step) == 0)))
        return TRUE;
    }
  return FALSE;
}

static void
show_checklist (PostinoCampaignView *self)
{
  if (self->check == NULL || postino_draft_check_get_findings (self->check) == NULL)
    return;
  for (gsize i = 0; i < N_STEPS - 1; i++) /* nothing is ever done in the last */
    {
      GtkWidget *child = adw_view_stack_get_child_by_name (self->steps, step_table[i].name);
      AdwViewStackPage *page = adw_view_stack_get_page (self->steps, child);
      gboolean is_faulty = has_error (self, step_table[i].name);

      adw_view_stack_page_set_icon_name (page, is_faulty ? step_table[i].icon_name
                                                         : "emblem-ok-symbolic");
      adw_view_stack_page_set_needs_attention (page, is_faulty);
    }
}

/* ---- the content ---- */

/* The preview brings a web process with it: it is made when it is first looked at. */
static void
show_editor (PostinoCampaignView *self)
{
  GtkWidget *editor;

  if (adw_bin_get_child (self->content_bin) != NULL)
    return;
  editor = postino_editor_new (self->session);
  postino_editor_set_draft (POSTINO_EDITOR (editor), self->content);
  adw_bin_set_child (self->content_bin, editor);
}

/* What is typed counts for the check as soon as another step is looked at, not when a pause in
 * typing is over. */
static void
step_shown_cb (PostinoCampaignView *self)
{
  if (self->content == NULL)
    return; /* not begun */
  postino_draft_content_save_now (self->content);
  postino_banner_set_trouble (self->taken_back, NULL);
  postino_send_step_set_contact (self->send, postino_campaign_view_get_contact (self));
  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->steps), "content") == 0)
    show_editor (self);
}

/* ---- what it is ---- */

static gboolean
is_sent (const PostinoCampaign *campaign)
{
  return campaign->state != POSTINO_CAMPAIGN_DRAFT || campaign->wanted != POSTINO_WANTED_DRAFT;
}

static void
draft_changed_cb (PostinoCampaignView *self)
{
  const PostinoCampaign *campaign = postino_draft_get_campaign (self->draft);
  gboolean sent = is_sent (campaign);

  postino_page_set_title (self->page, campaign->name);
  adw_view_switcher_title_set_title (self->switcher, campaign->name);
  adw_view_switcher_title_set_view_switcher_enabled (self->switcher, !sent);
  gtk_widget_set_visible (self->test_button, !sent);
  postino_banner_set_trouble (self->trouble, sent ? NULL : campaign->waiting_why);
  gtk_stack_set_visible_child_name (self->modes, sent ? "progress" : "steps");
  if (self->was_sent != sent)
    postino_banner_set_trouble (self->taken_back, !sent && campaign->waiting_why == NULL
                                                    ? _("Taken back: nothing has left") : NULL);
  self->was_sent = sent;
  if (self->check != NULL)
    postino_draft_check_look (self->check);
}

static void
failed_cb (PostinoCampaignView *self,
           GError              *error)
{
  postino_toast_fail (GTK_WIDGET (self), error);
}

/* Only from the rows back to the campaign: a hand that slips while one writes leads nowhere. */
static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   user_data)
{
  PostinoCampaignView *self = POSTINO_CAMPAIGN_VIEW (widget);

  if (!postino_campaign_view_shows_rows (self))
    return FALSE;
  postino_campaign_view_show_rows (self, FALSE, -1);
  return TRUE;
}

/* ---- beginning ---- */

/* The check needs the key that makes links; with a locked keyring the banner of the window says so,
 * and this begins when it is open. */
static void
begin_check (PostinoCampaignView *self)
{
  GBytes *token_key = postino_session_get_token_key (self->session);

  if (self->check != NULL || token_key == NULL)
    return;
  self->check = postino_draft_check_new (postino_session_get_store (self->session), token_key,
                                         self->id);
  g_signal_connect_swapped (self->check, "checked", G_CALLBACK (show_checklist), self);
  postino_recipients_step_bind (self->recipients, self->session, self->draft, self->check);
  postino_check_step_bind (self->checks, self->check);
  postino_send_step_bind (self->send, self->session, self->draft, self->check, self->content);
}

static void
begin (PostinoCampaignView *self)
{
  PostinoStore *store = postino_session_get_store (self->session);

  self->draft = postino_draft_new (store, self->id);
  self->content = postino_draft_content_new (store, self->id);
  g_object_set (self->page, "session", self->session, NULL);
  postino_details_step_bind (self->details, self->session, self->draft, self->content);
  postino_progress_view_bind (self->progress, self->session, self->draft);
  postino_ledger_view_bind (self->rows, self->session, self->id);
  g_signal_connect_swapped (self->draft, "changed", G_CALLBACK (draft_changed_cb), self);
  g_signal_connect_swapped (self->draft, "failed", G_CALLBACK (failed_cb), self);
  g_signal_connect_swapped (self->session, "changed", G_CALLBACK (begin_check), self);
  begin_check (self);
}

static void
postino_campaign_view_constructed (GObject *object)
{
  G_OBJECT_CLASS (postino_campaign_view_parent_class)->constructed (object);
  begin (POSTINO_CAMPAIGN_VIEW (object));
}

static void
postino_campaign_view_dispose (GObject *object)
{
  PostinoCampaignView *self = POSTINO_CAMPAIGN_VIEW (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  if (self->check != NULL)
    g_signal_handlers_disconnect_by_data (self->check, self);
  g_clear_object (&self->check);
  g_clear_object (&self->content);
  g_clear_object (&self->draft);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_campaign_view_parent_class)->dispose (object);
}

static void
postino_campaign_view_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  PostinoCampaignView *self = POSTINO_CAMPAIGN_VIEW (object);

  switch ((Property) prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_CAMPAIGN:
      g_value_set_int64 (value, self->id);
      break;
    case N_PROPS:
      g_assert_not_reached ();
    }
}

static void
postino_campaign_view_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  PostinoCampaignView *self = POSTINO_CAMPAIGN_VIEW (object);

  switch ((Property) prop_id)
    {
    case PROP_SESSION:
      self->session = g_value_dup_object (value);
      break;
    case PROP_CAMPAIGN:
      self->id = g_value_get_int64 (value);
      break;
    case N_PROPS:
      g_assert_not_reached ();
    }
}

static void
ensure_types (void)
{
  g_type_ensure (POSTINO_TYPE_PAGE);
  g_type_ensure (POSTINO_TYPE_BANNER);
  g_type_ensure (POSTINO_TYPE_DETAILS_STEP);
  g_type_ensure (POSTINO_TYPE_RECIPIENTS_STEP);
  g_type_ensure (POSTINO_TYPE_CHECK_STEP);
  g_type_ensure (POSTINO_TYPE_SEND_STEP);
  g_type_ensure (POSTINO_TYPE_PROGRESS_VIEW);
  g_type_ensure (POSTINO_TYPE_LEDGER_VIEW);
}

static void
postino_campaign_view_class_init (PostinoCampaignViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = postino_campaign_view_constructed;
  object_class->dispose = postino_campaign_view_dispose;
  object_class->get_property = postino_campaign_view_get_property;
  object_class->set_property = postino_campaign_view_set_property;
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, POSTINO_TYPE_SESSION, flags);
  properties[PROP_CAMPAIGN] = g_param_spec_int64 ("campaign", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  ensure_types ();
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/campaigns/campaign-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignView, stack);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignView, page);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignView, switcher);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignView, test_button);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignView, trouble);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignView, taken_back);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignView, modes);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignView, steps);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignView, details);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignView, content_bin);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignView, recipients);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignView, checks);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignView, send);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignView, progress);
  gtk_widget_class_bind_template_child (widget_class, PostinoCampaignView, rows);
  gtk_widget_class_bind_template_callback (widget_class, step_shown_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  postino_campaign_actions_install (widget_class);
}

static void
postino_campaign_view_init (PostinoCampaignView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
postino_campaign_view_new (PostinoSession *session,
                           gint64          campaign)
{
  return g_object_new (POSTINO_TYPE_CAMPAIGN_VIEW, "session", session, "campaign", campaign, NULL);
}

gint64
postino_campaign_view_get_id (PostinoCampaignView *self)
{
  return self->id;
}

PostinoSession *
postino_campaign_view_get_session (PostinoCampaignView *self)
{
  return self->session;
}

PostinoDraft *
postino_campaign_view_get_draft (PostinoCampaignView *self)
{
  return self->draft;
}

PostinoDraftContent *
postino_campaign_view_get_content (PostinoCampaignView *self)
{
  return self->content;
}

const char *
postino_campaign_view_get_contact (PostinoCampaignView *self)
{
  GtkWidget *editor = adw_bin_get_child (self->content_bin);

  return editor != NULL ? postino_editor_get_contact (POSTINO_EDITOR (editor)) : NULL;
}

PostinoProgressView *
postino_campaign_view_get_progress (PostinoCampaignView *self)
{
  return self->progress;
}

void
postino_campaign_view_begin_writing (PostinoCampaignView *self)
{
  postino_details_step_focus_subject (self->details);
}

void
postino_campaign_view_go_to_step (PostinoCampaignView *self,
                                  const char          *step)
{
  adw_view_stack_set_visible_child_name (self->steps, step);
}

void
postino_campaign_view_show_rows (PostinoCampaignView *self,
                                 gboolean             shows,
                                 int                  state)
{
  if (shows)
    postino_ledger_view_show (self->rows, state);
  gtk_stack_set_visible_child_name (self->stack, shows ? "rows" : "campaign");
}

gboolean
postino_campaign_view_shows_rows (PostinoCampaignView *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "rows") == 0;
}
