/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes into words. Programs read the codes (`--json`); windows and tables show these. */

#include "campaign/campaign-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const campaign_states[] = {
  N_("draft"),   N_("scheduled"), N_("missed its time"), N_("preparing"), N_("about to start"),
  N_("running"), N_("paused"),    N_("waiting"),         N_("stopping"),  N_("finished"),
};

static const char *const ledger_states[POSTINO_LEDGER_N_STATES] = {
  N_("ready"),   N_("being sent"), N_("deferred"), N_("uncertain"), N_("accepted"),
  N_("refused"), N_("returned to sender"), N_("left out"), N_("cancelled"),
};

/* The same of one person: in Italian that is another ending. */
static const char *const row_states[POSTINO_LEDGER_N_STATES] = {
  NC_ ("one recipient", "ready"),
  NC_ ("one recipient", "being sent"),
  NC_ ("one recipient", "deferred"),
  NC_ ("one recipient", "uncertain"),
  NC_ ("one recipient", "accepted"),
  NC_ ("one recipient", "refused"),
  NC_ ("one recipient", "returned"),
  NC_ ("one recipient", "left out"),
  NC_ ("one recipient", "cancelled"),
};

static const struct {
  const char *reason;
  const char *words;
} reasons[] = {
  { "no-consent", N_("no recorded consent") },
  { "suppressed", N_("must not be mailed") },
  { "excluded", N_("on an excluded list") },
  { "deleted", N_("deleted since") },
  { "content", N_("no message could be made") },
  { "stopped", N_("the campaign was stopped") },
  { "crash", N_("the program ended after the message had left") },
  { "power-cut", N_("the computer went off while it was being sent") },
  { "connection-lost", N_("the connection broke after the message had left") },
  { "restored", N_("the workspace was restored or copied") },
  { "restored-handed", N_("the workspace was restored or copied while it was being sent") },
};

const char *
postino_campaign_state_describe (PostinoCampaignState state)
{
  g_assert (state < G_N_ELEMENTS (campaign_states));
  return _(campaign_states[state]);
}

const char *
postino_ledger_state_describe (PostinoLedgerState state)
{
  g_assert (state < G_N_ELEMENTS (ledger_states));
  return _(ledger_states[state]);
}

const char *
postino_ledger_state_describe_one (PostinoLedgerState state)
{
  g_assert (state < G_N_ELEMENTS (row_states));
  return g_dpgettext2 (GETTEXT_PACKAGE, "one recipient", row_states[state]);
}

const char *
postino_ledger_reason_describe (const char *reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      if (strcmp (reasons[i].reason, reason) == 0)
        return _(reasons[i].words);
    }
  return reason;
}

char *
postino_campaign_describe_end (const PostinoCampaign *campaign)
{
  return g_strdup_printf (campaign->wanted == POSTINO_WANTED_STOP ? _("“%s” was stopped")
                                                                  : _("“%s” was sent"),
                          campaign->name);
}

char *
postino_campaign_describe_accepted (gint64 accepted)
{
  g_autofree char *count = g_strdup_printf ("%'" G_GINT64_FORMAT, accepted);

  return g_strdup_printf (ngettext ("%s message accepted", "%s messages accepted",
                                    (gulong) accepted),
                          count);
}
