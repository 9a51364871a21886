/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/campaigns/finding-fix.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const PostinoFindingFix fixes[] = {
  { "no-identity", "details", N_("Choose a Sender"), "campaign.step::details" },
  { "no-legal", "details", N_("Complete the Sender"), "campaign.edit-sender" },
  { "no-privacy", "details", N_("Complete the Sender"), "campaign.edit-sender" },
  { "no-address", "details", N_("Complete the Sender"), "campaign.edit-sender" },
  { "dkim-missing", "details", N_("Complete the Sender"), "campaign.edit-sender" },
  { "dkim-not-seen", "details", N_("Look at the Sender"), "campaign.edit-sender" },
  { "free-mailbox", "details", N_("Choose a Sender"), "campaign.step::details" },
  { "pec-server", "details", N_("Choose Another Server"), "campaign.step::details" },
  { "no-server", "details", N_("Choose a Server"), "campaign.step::details" },
  { "server-stopped", "details", N_("Look at the Server"), "win.go::servers" },
  { "no-content", "content", N_("Write It"), "campaign.step::content" },
  { "no-subject", "details", N_("Write a Subject"), "campaign.step::details" },
  { "subject-reply", "details", N_("Change the Subject"), "campaign.step::details" },
  { "too-long", "content", N_("Shorten It"), "campaign.step::content" },
  { "untouched", "content", N_("Write It"), "campaign.step::content" },
  { "placeholder", "content", N_("Go to the Content"), "campaign.step::content" },
  { "template", "content", N_("Go to the Content"), "campaign.step::content" },
  { "unknown-field", "content", N_("Go to the Content"), "campaign.step::content" },
  { "broken-link", "content", N_("Go to the Content"), "campaign.step::content" },
  { "image-missing", "details", N_("Look at the Attachments"), "campaign.step::details" },
  { "attachment-missing", "details", N_("Look at the Attachments"), "campaign.step::details" },
  { "attachments-large", "details", N_("Look at the Attachments"), "campaign.step::details" },
  { "collector-local", "details", N_("Choose Another Server"), "campaign.step::details" },
  { "no-unsubscribe", "details", N_("Complete the Sender"), "campaign.edit-sender" },
  { "forecast", "send", N_("Look at the Servers"), "win.go::servers" },
  { "no-collector", NULL, NULL, NULL },
  { "not-harvested", NULL, NULL, NULL },
  { "no-recipients", "recipients", N_("Choose Recipients"), "campaign.step::recipients" },
  { "no-consent", "recipients", N_("See the Recipients"), "campaign.step::recipients" },
  { "some-no-consent", "recipients", N_("See the Recipients"), "campaign.step::recipients" },
  { "deleted-exclusion", "recipients", N_("See the Recipients"), "campaign.step::recipients" },
  { "already-sent", "recipients", N_("See the Recipients"), "campaign.step::recipients" },
  { "some-suppressed", "recipients", N_("See the Exclusions"), "win.go::exclusions" },
};

const PostinoFindingFix *
postino_finding_fix_find (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fixes); i++)
    {
      if (strcmp (fixes[i].code, code) == 0)
        return &fixes[i];
    }
  return NULL;
}

GtkWidget *
postino_finding_fix_make_button (const char *code)
{
  const PostinoFindingFix *fix = postino_finding_fix_find (code);
  GtkWidget *button;

  if (fix == NULL || fix->label == NULL)
    return NULL;
  button = gtk_button_new_with_label (_(fix->label));
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), fix->action);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}
