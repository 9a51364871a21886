/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Live by model/progress, at most four times a second; while a launch counts down it looks at the
 * clock as often.
 *
 * Which buttons there are is a table by state. What a restored workspace may have sent elsewhere is
 * no ordinary doubt and has other ways out; the problem list knows which it is. */

#include "gui/campaigns/progress-view.h"

#include <glib/gi18n-lib.h>

#include "gui/campaigns/progress-words.h"
#include "gui/campaigns/shares-view.h"
#include "gui/widgets/figures.h"
#include "model/problem.h"
#include "model/progress.h"

enum { TICK_MS = 250 };

struct _PostinoProgressView {
  AdwBin parent_instance;

  GtkLabel *headline;
  GtkLabel *reason;
  GtkProgressBar *bar;
  GtkLabel *figures;
  GtkFlowBox *buttons;
  AdwPreferencesGroup *doubt;
  AdwActionRow *again_row;
  AdwActionRow *sent_row;
  GtkButton *again;
  AdwPreferencesGroup *counts;
  AdwActionRow *count_rows[POSTINO_LEDGER_N_STATES];
  GtkLabel *count_labels[POSTINO_LEDGER_N_STATES];
  PostinoSharesView *shares;

  PostinoSession *session;
  PostinoDraft *draft;
  PostinoProgress *progress;
  PostinoCampaignState shown_state; /* what the buttons are for */
  PostinoWanted shown_wanted;
  gboolean has_buttons;
  guint tick_id;
};

G_DEFINE_FINAL_TYPE (PostinoProgressView, postino_progress_view, ADW_TYPE_BIN)

/* ---- what became of them ---- */

/* In the order they are shown. */
static const struct {
  PostinoLedgerState state;
  const char *title;
  const char *meaning;
} count_table[] = {
  { POSTINO_LEDGER_ACCEPTED, N_("Accepted"), N_("The server has taken the message") },
  { POSTINO_LEDGER_READY, N_("Ready"), N_("Still to be sent") },
  { POSTINO_LEDGER_HANDED, N_("Being sent"), N_("Taken on: on their way, or next") },
  { POSTINO_LEDGER_DEFERRED, N_("Deferred"), N_("The server said “later”: they are tried again by themselves") },
  { POSTINO_LEDGER_REFUSED, N_("Refused"), N_("The server does not take it") },
  { POSTINO_LEDGER_IN_DOUBT, N_("Uncertain"), N_("The outcome is not known") },
  { POSTINO_LEDGER_EXPIRED, N_("Returned to sender"), N_("Tried again for days, in vain: they came back to you") },
  { POSTINO_LEDGER_SKIPPED, N_("Left out"), N_("No consent, excluded, or must not be mailed") },
  { POSTINO_LEDGER_CANCELLED, N_("Cancelled"), N_("The campaign was stopped before") },
};

static void
add_retry_button (AdwActionRow *row)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Try Again"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "campaign.retry");
  adw_action_row_add_suffix (row, button);
}

static void
add_count_row (PostinoProgressView *self,
               gsize                i)
{
  PostinoLedgerState state = count_table[i].state;
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(count_table[i].title));
  adw_action_row_set_subtitle (row, _(count_table[i].meaning));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "campaign.show-rows");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "i", (int) state);
  gtk_widget_add_css_class (label, "numeric");
  if (state == POSTINO_LEDGER_REFUSED)
    add_retry_button (row);
  adw_action_row_add_suffix (row, label);
  adw_action_row_add_suffix (row, arrow);
  adw_preferences_group_add (self->counts, GTK_WIDGET (row));
  self->count_rows[state] = row;
  self->count_labels[state] = GTK_LABEL (label);
}

static void
show_counts (PostinoProgressView *self)
{
  for (int state = 0; state < POSTINO_LEDGER_N_STATES; state++)
    {
      gint64 n = postino_progress_get_count (self->progress, (PostinoLedgerState) state);
      g_autofree char *text = postino_figure_count (n);

      gtk_label_set_label (self->count_labels[state], text);
      gtk_widget_set_visible (GTK_WIDGET (self->count_rows[state]), n > 0);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->counts), postino_progress_get_total (self->progress) > 0);
}

/* ---- what can be done ---- */

#define ALL_WISHES (-1)

/* A button in a state of a campaign, for one wish or all. */
static const struct {
  PostinoCampaignState state;
  int wanted;
  const char *label;
  const char *action;
  const char *css_class;
} button_table[] = {
  { POSTINO_CAMPAIGN_DRAFT, POSTINO_WANTED_RUN, N_("_Undo"), "campaign.undo", NULL },
  { POSTINO_CAMPAIGN_FREEZING, POSTINO_WANTED_RUN, N_("_Undo"), "campaign.undo", NULL },
  { POSTINO_CAMPAIGN_LAUNCHING, POSTINO_WANTED_RUN, N_("_Undo"), "campaign.undo", "suggested-action" },
  { POSTINO_CAMPAIGN_SCHEDULED, POSTINO_WANTED_RUN, N_("Send _Now"), "campaign.send-now", NULL },
  { POSTINO_CAMPAIGN_SCHEDULED, POSTINO_WANTED_RUN, N_("Other _Time…"), "campaign.reschedule", NULL },
  { POSTINO_CAMPAIGN_SCHEDULED, POSTINO_WANTED_RUN, N_("_Do Not Send"), "campaign.undo", NULL },
  { POSTINO_CAMPAIGN_MISSED, ALL_WISHES, N_("Send _Now"), "campaign.send-now", "suggested-action" },
  { POSTINO_CAMPAIGN_MISSED, ALL_WISHES, N_("Other _Time…"), "campaign.reschedule", NULL },
  { POSTINO_CAMPAIGN_MISSED, ALL_WISHES, N_("_Do Not Send"), "campaign.undo", NULL },
  { POSTINO_CAMPAIGN_RUNNING, POSTINO_WANTED_RUN, N_("_Pause"), "campaign.pause", NULL },
  { POSTINO_CAMPAIGN_RUNNING, POSTINO_WANTED_PAUSE, N_("_Resume"), "campaign.resume", NULL },
  { POSTINO_CAMPAIGN_RUNNING, ALL_WISHES, N_("_Stop…"), "campaign.stop", NULL },
  { POSTINO_CAMPAIGN_WAITING, POSTINO_WANTED_RUN, N_("_Try Again"), "campaign.resume", NULL },
  { POSTINO_CAMPAIGN_WAITING, POSTINO_WANTED_RUN, N_("_Pause"), "campaign.pause", NULL },
  { POSTINO_CAMPAIGN_WAITING, ALL_WISHES, N_("_Stop…"), "campaign.stop", NULL },
  { POSTINO_CAMPAIGN_PAUSED, POSTINO_WANTED_PAUSE, N_("_Resume"), "campaign.resume", "suggested-action" },
  { POSTINO_CAMPAIGN_PAUSED, ALL_WISHES, N_("_Stop…"), "campaign.stop", NULL },
  { POSTINO_CAMPAIGN_FINISHED, ALL_WISHES, N_("Open the _Report"), "campaign.report", "suggested-action" },
};

static void
add_button (PostinoProgressView *self,
            gsize                i)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_(button_table[i].label));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), button_table[i].action);
  gtk_widget_add_css_class (button, "pill");
  if (button_table[i].css_class != NULL)
    gtk_widget_add_css_class (button, button_table[i].css_class);
  gtk_flow_box_insert (self->buttons, button, -1);
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE); /* the button is */
}

static void
show_buttons (PostinoProgressView   *self,
              const PostinoCampaign *campaign)
{
  GtkWidget *child;
  guint n = 0;

  if (self->has_buttons && self->shown_state == campaign->state
      && self->shown_wanted == campaign->wanted)
    return;
  self->has_buttons = TRUE;
  self->shown_state = campaign->state;
  self->shown_wanted = campaign->wanted;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->buttons))) != NULL)
    gtk_flow_box_remove (self->buttons, child);
  for (gsize i = 0; i < G_N_ELEMENTS (button_table); i++)
    {
      if (button_table[i].state == campaign->state
          && (button_table[i].wanted == ALL_WISHES
              || button_table[i].wanted == (int) campaign->wanted))
        {
          add_button (self, i);
          n++;
        }
    }
  gtk_flow_box_set_max_children_per_line (self->buttons, MAX (n, 1)); /* it is as wide as that many */
}

/* ---- doubt ---- */

static gboolean
is_restored (PostinoProgressView *self)
{
  GListModel *problems = G_LIST_MODEL (postino_session_get_problems (self->session));

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (PostinoProblem) problem = g_list_model_get_item (problems, i);

      if (postino_problem_get_kind (problem) == POSTINO_PROBLEM_RESTORED
          && postino_problem_get_id (problem) == postino_draft_get_id (self->draft))
        return TRUE;
    }
  return FALSE;
}

static void
explain_restored (PostinoProgressView *self)
{
  adw_preferences_group_set_title (self->doubt, _("This workspace was restored or copied"));
  adw_preferences_group_set_description (self->doubt,
                                         _("Another copy of it may have sent these messages meanwhile, so nothing goes on by itself."));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->again_row),
                                 _("This is the newer copy"));
  adw_action_row_set_subtitle (self->again_row,
                               _("Nobody else has sent them: they are ready again, and you can resume"));
  gtk_button_set_label (self->again, _("Go On Here"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->again), "campaign.adopt");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->sent_row),
                                 _("Another copy has sent them"));
  adw_action_row_set_subtitle (self->sent_row, _("They are not written to again"));
}

static void
explain_doubt (PostinoProgressView *self,
               gint64               n)
{
  g_autofree char *count = postino_figure_count (n);
  g_autofree char *title = g_strdup_printf (ngettext ("%s uncertain message", "%s uncertain messages",
                                                      (gulong) n),
                                            count);

  adw_preferences_group_set_title (self->doubt, title);
  adw_preferences_group_set_description (self->doubt,
                                         _("The connection broke, or the program ended, after the message had left: whether the server took it is not known. An open, a click or an answer of theirs settles it by itself."));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->again_row), _("Send them again"));
  adw_action_row_set_subtitle (self->again_row, _("Nobody misses it, but some may get it twice"));
  gtk_button_set_label (self->again, _("Send Again"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->again), "campaign.send-again");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->sent_row), _("Take them as sent"));
  adw_action_row_set_subtitle (self->sent_row, _("Nobody gets it twice, but some may not have got it"));
}

static void
show_doubt (PostinoProgressView *self)
{
  gint64 n = postino_progress_get_count (self->progress, POSTINO_LEDGER_IN_DOUBT);

  gtk_widget_set_visible (GTK_WIDGET (self->doubt), n > 0);
  if (n == 0)
    return;
  if (is_restored (self))
    explain_restored (self);
  else
    explain_doubt (self, n);
}

/* ---- how far ---- */

static void
show_bar (PostinoProgressView   *self,
          const PostinoCampaign *campaign,
          gint64                 now_us)
{
  gint64 total = postino_progress_get_total (self->progress);
  gint64 recipients = total - postino_progress_get_count (self->progress, POSTINO_LEDGER_SKIPPED);
  gint64 left = postino_progress_get_left (self->progress)
                + postino_progress_get_count (self->progress, POSTINO_LEDGER_IN_DOUBT);
  double fraction = recipients > 0 ? 1 - (double) left / (double) recipients : 0;

  if (campaign->state == POSTINO_CAMPAIGN_LAUNCHING)
    fraction = (double) (now_us - campaign->launched_us) / POSTINO_CAMPAIGN_LAUNCH_US;
  gtk_progress_bar_set_fraction (self->bar, CLAMP (fraction, 0, 1));
  gtk_widget_set_visible (GTK_WIDGET (self->bar),
                          campaign->state >= POSTINO_CAMPAIGN_LAUNCHING && recipients > 0);
}

static void
show_figures (PostinoProgressView   *self,
              const PostinoCampaign *campaign)
{
  gint64 now_us = g_get_real_time ();
  g_autofree char *headline = postino_progress_words_headline (
    campaign, postino_progress_get_count (self->progress, POSTINO_LEDGER_IN_DOUBT), now_us);
  g_autofree char *reason = postino_progress_words_reason (campaign, now_us);
  g_autofree char *figures = postino_progress_words_figures (self->progress, now_us);

  gtk_label_set_label (self->headline, headline);
  gtk_label_set_label (self->reason, reason);
  gtk_widget_set_visible (GTK_WIDGET (self->reason), *reason != '\0');
  gtk_label_set_label (self->figures, figures);
  gtk_widget_set_visible (GTK_WIDGET (self->figures),
                          *figures != '\0' && campaign->state > POSTINO_CAMPAIGN_LAUNCHING);
  show_bar (self, campaign, now_us);
}

static gboolean tick_cb (gpointer user_data);

static void
show_all (PostinoProgressView *self)
{
  const PostinoCampaign *campaign = postino_draft_get_campaign (self->draft);

  if (campaign == NULL)
    return;
  show_figures (self, campaign);
  show_buttons (self, campaign);
  show_doubt (self);
  show_counts (self);
  if (campaign->state == POSTINO_CAMPAIGN_LAUNCHING && self->tick_id == 0)
    self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);
}

/* The end of the countdown is the worker's to say; this only counts. */
static gboolean
tick_cb (gpointer user_data)
{
  PostinoProgressView *self = user_data;
  const PostinoCampaign *campaign = postino_draft_get_campaign (self->draft);

  if (campaign->state != POSTINO_CAMPAIGN_LAUNCHING)
    {
      self->tick_id = 0;
      return G_SOURCE_REMOVE;
    }
  show_figures (self, campaign);
  return G_SOURCE_CONTINUE;
}

/* The row is read by the draft, the counts by the progress: a state that moved is looked for at
 * once by the other. */
static void
progress_changed_cb (PostinoProgressView *self)
{
  const PostinoCampaign *campaign = postino_draft_get_campaign (self->draft);

  if (campaign != NULL && campaign->state != postino_progress_get_state (self->progress))
    postino_draft_look (self->draft);
  show_all (self);
}

static void
postino_progress_view_dispose (GObject *object)
{
  PostinoProgressView *self = POSTINO_PROGRESS_VIEW (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->draft != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->draft, self);
      g_signal_handlers_disconnect_by_data (self->progress, self);
      g_signal_handlers_disconnect_by_data (postino_session_get_problems (self->session), self);
    }
  g_clear_object (&self->progress);
  g_clear_object (&self->draft);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (postino_progress_view_parent_class)->dispose (object);
}

static void
postino_progress_view_class_init (PostinoProgressViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = postino_progress_view_dispose;
  g_type_ensure (POSTINO_TYPE_SHARES_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/postino/Postino/ui/campaigns/progress-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PostinoProgressView, headline);
  gtk_widget_class_bind_template_child (widget_class, PostinoProgressView, reason);
  gtk_widget_class_bind_template_child (widget_class, PostinoProgressView, bar);
  gtk_widget_class_bind_template_child (widget_class, PostinoProgressView, figures);
  gtk_widget_class_bind_template_child (widget_class, PostinoProgressView, buttons);
  gtk_widget_class_bind_template_child (widget_class, PostinoProgressView, doubt);
  gtk_widget_class_bind_template_child (widget_class, PostinoProgressView, again_row);
  gtk_widget_class_bind_template_child (widget_class, PostinoProgressView, sent_row);
  gtk_widget_class_bind_template_child (widget_class, PostinoProgressView, again);
  gtk_widget_class_bind_template_child (widget_class, PostinoProgressView, counts);
  gtk_widget_class_bind_template_child (widget_class, PostinoProgressView, shares);
}

static void
postino_progress_view_init (PostinoProgressView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (count_table); i++)
    add_count_row (self, i);
}

void
postino_progress_view_bind (PostinoProgressView *self,
                            PostinoSession      *session,
                            PostinoDraft        *draft)
{
  self->session = g_object_ref (session);
  self->draft = g_object_ref (draft);
  self->progress = postino_progress_new (postino_session_get_store (session),
                                         postino_session_get_proxy (session),
                                         postino_draft_get_id (draft),
                                         postino_session_get_clock (session));
  g_signal_connect_swapped (draft, "changed", G_CALLBACK (show_all), self);
  g_signal_connect_swapped (self->progress, "changed", G_CALLBACK (progress_changed_cb), self);
  g_signal_connect_swapped (postino_session_get_problems (session), "items-changed",
                            G_CALLBACK (show_all), self);
  postino_shares_view_bind (self->shares, session, postino_draft_get_id (draft));
  show_all (self);
}

gint64
postino_progress_view_get_left (PostinoProgressView *self)
{
  return postino_progress_get_left (self->progress);
}
