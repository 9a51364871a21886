/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of one campaign. What can be taken back is done at once; what cannot asks first and
 * says what it costs. */

#include "gui/campaigns/campaign-actions.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "gui/campaigns/campaign-view.h"
#include "gui/campaigns/moment-row.h"
#include "gui/campaigns/rename-dialog.h"
#include "gui/campaigns/retry-question.h"
#include "gui/campaigns/returned-save.h"
#include "gui/campaigns/test-dialog.h"
#include "gui/campaigns/wishes.h"
#include "gui/servers/identity-dialog.h"
#include "gui/widgets/figures.h"

static const PostinoCampaign *
get_campaign (PostinoCampaignView *view)
{
  return postino_draft_get_campaign (postino_campaign_view_get_draft (view));
}

static void
want (PostinoCampaignView *view,
      PostinoWanted        wanted,
      gboolean             immediate,
      gint64               start_at_us)
{
  postino_wish_want (GTK_WIDGET (view), postino_campaign_view_get_session (view),
                     postino_campaign_view_get_id (view), wanted, immediate, start_at_us);
}

static void
decide (PostinoCampaignView *view,
        PostinoDecision      decision)
{
  postino_wish_decide (GTK_WIDGET (view), postino_campaign_view_get_session (view),
                       postino_campaign_view_get_id (view), decision);
}

/* A question over the window; @answered gets the response. */
static AdwMessageDialog *
ask (PostinoCampaignView *view,
     const char          *heading,
     const char          *body,
     GCallback            answered)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (view)));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (window, heading, body));

  adw_message_dialog_add_response (dialog, "cancel", _("_Cancel"));
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", answered, view, G_CONNECT_SWAPPED);
  return dialog;
}

/* ---- going around ---- */

static void
step_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *step)
{
  postino_campaign_view_go_to_step (POSTINO_CAMPAIGN_VIEW (widget),
                                    g_variant_get_string (step, NULL));
}

static void
show_rows_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *state)
{
  postino_campaign_view_show_rows (POSTINO_CAMPAIGN_VIEW (widget), TRUE,
                                   g_variant_get_int32 (state));
}

static void
close_rows_cb (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  postino_campaign_view_show_rows (POSTINO_CAMPAIGN_VIEW (widget), FALSE, -1);
}

/* From the recipients to the campaign, from there to the list it stands in. */
static void
back_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  PostinoCampaignView *view = POSTINO_CAMPAIGN_VIEW (widget);

  if (postino_campaign_view_shows_rows (view))
    postino_campaign_view_show_rows (view, FALSE, -1);
  else
    gtk_widget_activate_action (widget, "campaigns.back", NULL);
}

static void
report_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "win.open-report", "x",
                              postino_campaign_view_get_id (POSTINO_CAMPAIGN_VIEW (widget)));
}

/* ---- what the list can do as well ---- */

static void
test_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  PostinoCampaignView *view = POSTINO_CAMPAIGN_VIEW (widget);

  postino_test_dialog_present (widget, postino_campaign_view_get_session (view),
                               postino_campaign_view_get_id (view),
                               postino_campaign_view_get_content (view),
                               postino_campaign_view_get_contact (view));
}

static void
rename_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  PostinoCampaignView *view = POSTINO_CAMPAIGN_VIEW (widget);

  if (get_campaign (view) != NULL)
    postino_rename_dialog_present (widget, postino_campaign_view_get_session (view),
                                   postino_campaign_view_get_id (view), get_campaign (view)->name);
}

/* Done by the list the view stands in, which shows the copy, or goes back to itself. */
static void
duplicate_cb (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "campaigns.duplicate", "x",
                              postino_campaign_view_get_id (POSTINO_CAMPAIGN_VIEW (widget)));
}

static void
archive_cb (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  gtk_widget_activate_action (widget, "campaigns.archive", "x",
                              postino_campaign_view_get_id (POSTINO_CAMPAIGN_VIEW (widget)));
}

/* ---- sending ---- */

static void
undo_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  want (POSTINO_CAMPAIGN_VIEW (widget), POSTINO_WANTED_DRAFT, FALSE, 0);
}

/* Of a scheduled one, or one that missed its time. Not asked about again: there are the seconds to
 * undo it. */
static void
send_now_cb (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  want (POSTINO_CAMPAIGN_VIEW (widget), POSTINO_WANTED_RUN, FALSE, g_get_real_time ());
}

static void
rescheduled_cb (PostinoCampaignView *view,
                const char          *response,
                AdwMessageDialog    *dialog)
{
  GtkWidget *list = adw_message_dialog_get_extra_child (dialog);
  GtkWidget *row = gtk_widget_get_first_child (list);

  if (strcmp (response, "schedule") == 0)
    want (view, POSTINO_WANTED_RUN, FALSE, postino_moment_row_get_us (POSTINO_MOMENT_ROW (row)));
}

static void
moment_changed_cb (PostinoMomentRow *row,
                   AdwMessageDialog *dialog)
{
  adw_message_dialog_set_response_enabled (dialog, "schedule",
                                           postino_moment_row_get_us (row) > g_get_real_time ());
}

static void
reschedule_cb (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  PostinoCampaignView *view = POSTINO_CAMPAIGN_VIEW (widget);
  AdwMessageDialog *dialog = ask (view, _("When Shall It Be Sent?"), NULL,
                                  G_CALLBACK (rescheduled_cb));
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = postino_moment_row_new ();
  const PostinoCampaign *campaign = get_campaign (view);

  if (campaign != NULL && campaign->start_at_us > g_get_real_time ())
    postino_moment_row_set_us (POSTINO_MOMENT_ROW (row), campaign->start_at_us);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  adw_message_dialog_set_extra_child (dialog, list);
  adw_message_dialog_add_response (dialog, "schedule", _("Sche_dule"));
  adw_message_dialog_set_response_appearance (dialog, "schedule", ADW_RESPONSE_SUGGESTED);
  g_signal_connect (row, "changed", G_CALLBACK (moment_changed_cb), dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
pause_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  want (POSTINO_CAMPAIGN_VIEW (widget), POSTINO_WANTED_PAUSE, FALSE, 0);
}

static void
resume_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  PostinoCampaignView *view = POSTINO_CAMPAIGN_VIEW (widget);

  postino_wish_resume (widget, postino_campaign_view_get_session (view),
                       postino_campaign_view_get_id (view));
}

static void
stopped_cb (PostinoCampaignView *view,
            const char          *response)
{
  if (strcmp (response, "stop") == 0)
    want (view, POSTINO_WANTED_STOP, FALSE, 0);
  else if (strcmp (response, "pause") == 0)
    want (view, POSTINO_WANTED_PAUSE, FALSE, 0);
}

/* Final: so it names the number, and offers the pause. */
static void
stop_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  PostinoCampaignView *view = POSTINO_CAMPAIGN_VIEW (widget);
  const PostinoCampaign *campaign = get_campaign (view);
  gint64 left = postino_progress_view_get_left (postino_campaign_view_get_progress (view));
  g_autofree char *count = postino_figure_count (left);
  g_autofree char *body = g_strdup_printf (ngettext ("%s person has not been written to yet and never will be by this campaign. A pause can be ended at any time.",
                                                     "%s people have not been written to yet and never will be by this campaign. A pause can be ended at any time.",
                                                     (gulong) left),
                                           count);
  AdwMessageDialog *dialog = ask (view, _("Stop for Good?"), body, G_CALLBACK (stopped_cb));

  if (campaign != NULL && campaign->wanted == POSTINO_WANTED_RUN)
    adw_message_dialog_add_response (dialog, "pause", _("_Pause Instead"));
  adw_message_dialog_add_response (dialog, "stop", _("_Stop"));
  adw_message_dialog_set_response_appearance (dialog, "stop", ADW_RESPONSE_DESTRUCTIVE);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- decisions ---- */

static void
retry_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  PostinoCampaignView *view = POSTINO_CAMPAIGN_VIEW (widget);

  postino_retry_question_ask (widget, postino_campaign_view_get_session (view), postino_campaign_view_get_id (view));
}

static void
save_returned_cb (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  PostinoCampaignView *view = POSTINO_CAMPAIGN_VIEW (widget);

  postino_returned_save_ask (widget, postino_campaign_view_get_session (view), postino_campaign_view_get_id (view));
}

static void
send_again_cb (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  decide (POSTINO_CAMPAIGN_VIEW (widget), POSTINO_DECISION_SEND_AGAIN);
}

static void
take_as_sent_cb (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  decide (POSTINO_CAMPAIGN_VIEW (widget), POSTINO_DECISION_TAKE_AS_SENT);
}

static void
decide_one (GtkWidget      *widget,
            GVariant       *row,
            PostinoDecision decision)
{
  PostinoCampaignView *view = POSTINO_CAMPAIGN_VIEW (widget);

  postino_wish_decide_one (widget, postino_campaign_view_get_session (view),
                           postino_campaign_view_get_id (view), g_variant_get_int64 (row),
                           decision);
}

static void
send_again_one_cb (GtkWidget  *widget,
                   const char *action,
                   GVariant   *row)
{
  decide_one (widget, row, POSTINO_DECISION_SEND_AGAIN);
}

static void
take_as_sent_one_cb (GtkWidget  *widget,
                     const char *action,
                     GVariant   *row)
{
  decide_one (widget, row, POSTINO_DECISION_TAKE_AS_SENT);
}

/* The campaign's sender; a new one where it has none. */
static void
edit_sender_cb (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  PostinoSession *session = postino_campaign_view_get_session (POSTINO_CAMPAIGN_VIEW (widget));
  GListModel *identities = G_LIST_MODEL (postino_session_get_identities (session));
  const PostinoCampaign *campaign = get_campaign (POSTINO_CAMPAIGN_VIEW (widget));
  const PostinoIdentity *chosen = NULL;
  g_autoptr (PostinoTableRow) row = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (identities) && chosen == NULL; i++)
    {
      g_clear_object (&row);
      row = g_list_model_get_item (identities, i);
      if (((const PostinoIdentity *) postino_table_row_get (row))->id == campaign->identity)
        chosen = postino_table_row_get (row);
    }
  postino_identity_dialog_present (widget, session, chosen);
}

static void
adopt_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  postino_wish_adopt_newer (widget,
                            postino_campaign_view_get_session (POSTINO_CAMPAIGN_VIEW (widget)));
}

static const struct {
  const char *name;
  const char *parameter_type;
  GtkWidgetActionActivateFunc activate;
} actions[] = {
  { "campaign.step", "s", step_cb },
  { "campaign.show-rows", "i", show_rows_cb },
  { "campaign.close-rows", NULL, close_rows_cb },
  { "campaign.back", NULL, back_cb },
  { "campaign.report", NULL, report_cb },
  { "campaign.test", NULL, test_cb },
  { "campaign.rename", NULL, rename_cb },
  { "campaign.duplicate", NULL, duplicate_cb },
  { "campaign.archive", NULL, archive_cb },
  { "campaign.undo", NULL, undo_cb },
  { "campaign.send-now", NULL, send_now_cb },
  { "campaign.reschedule", NULL, reschedule_cb },
  { "campaign.pause", NULL, pause_cb },
  { "campaign.resume", NULL, resume_cb },
  { "campaign.stop", NULL, stop_cb },
  { "campaign.retry", NULL, retry_cb },
  { "campaign.save-returned", NULL, save_returned_cb },
  { "campaign.send-again", NULL, send_again_cb },
  { "campaign.take-as-sent", NULL, take_as_sent_cb },
  { "campaign.send-again-one", "x", send_again_one_cb },
  { "campaign.take-as-sent-one", "x", take_as_sent_one_cb },
  { "campaign.edit-sender", NULL, edit_sender_cb },
  { "campaign.adopt", NULL, adopt_cb },
};

void
postino_campaign_actions_install (GtkWidgetClass *klass)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (klass, actions[i].name, actions[i].parameter_type,
                                     actions[i].activate);
}
