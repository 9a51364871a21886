/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A campaign as a value, and which state may follow which.
 *
 *   draft → scheduled → freezing → launching → running ⇄ paused | waiting → stopping → finished
 *
 * Only the worker moves the state, one guarded UPDATE a move (campaigns-table); people write what
 * they want. The table of moves stands here so that it can be read, and tested, in one place. */

#include "campaign/campaign.h"

#include <string.h>

static const char *const state_names[] = { "draft",   "scheduled", "missed",  "freezing",
                                           "launching",
                                           "running", "paused",    "waiting", "stopping", "finished" };
static const char *const wanted_names[] = { "draft", "run", "pause", "stop" };
static const char *const tracking_names[] = { "none", "aggregate", "individual", "by-consent" };

static const struct {
  PostinoCampaignState from;
  PostinoCampaignState to;
} moves[] = {
  { POSTINO_CAMPAIGN_DRAFT, POSTINO_CAMPAIGN_SCHEDULED },
  { POSTINO_CAMPAIGN_DRAFT, POSTINO_CAMPAIGN_FREEZING },
  { POSTINO_CAMPAIGN_SCHEDULED, POSTINO_CAMPAIGN_DRAFT },
  { POSTINO_CAMPAIGN_SCHEDULED, POSTINO_CAMPAIGN_MISSED },
  { POSTINO_CAMPAIGN_SCHEDULED, POSTINO_CAMPAIGN_FREEZING },
  { POSTINO_CAMPAIGN_MISSED, POSTINO_CAMPAIGN_DRAFT },
  { POSTINO_CAMPAIGN_MISSED, POSTINO_CAMPAIGN_SCHEDULED },
  { POSTINO_CAMPAIGN_MISSED, POSTINO_CAMPAIGN_FREEZING },
  { POSTINO_CAMPAIGN_FREEZING, POSTINO_CAMPAIGN_DRAFT },
  { POSTINO_CAMPAIGN_FREEZING, POSTINO_CAMPAIGN_LAUNCHING },
  { POSTINO_CAMPAIGN_LAUNCHING, POSTINO_CAMPAIGN_DRAFT },
  { POSTINO_CAMPAIGN_LAUNCHING, POSTINO_CAMPAIGN_RUNNING },
  { POSTINO_CAMPAIGN_LAUNCHING, POSTINO_CAMPAIGN_PAUSED },
  { POSTINO_CAMPAIGN_LAUNCHING, POSTINO_CAMPAIGN_STOPPING },
  { POSTINO_CAMPAIGN_RUNNING, POSTINO_CAMPAIGN_PAUSED },
  { POSTINO_CAMPAIGN_RUNNING, POSTINO_CAMPAIGN_WAITING },
  { POSTINO_CAMPAIGN_RUNNING, POSTINO_CAMPAIGN_STOPPING },
  { POSTINO_CAMPAIGN_RUNNING, POSTINO_CAMPAIGN_FINISHED },
  { POSTINO_CAMPAIGN_PAUSED, POSTINO_CAMPAIGN_RUNNING },
  { POSTINO_CAMPAIGN_PAUSED, POSTINO_CAMPAIGN_STOPPING },
  { POSTINO_CAMPAIGN_WAITING, POSTINO_CAMPAIGN_RUNNING },
  { POSTINO_CAMPAIGN_WAITING, POSTINO_CAMPAIGN_PAUSED },
  { POSTINO_CAMPAIGN_WAITING, POSTINO_CAMPAIGN_STOPPING },
  { POSTINO_CAMPAIGN_STOPPING, POSTINO_CAMPAIGN_FINISHED },
  /* A doubt resent or a refusal retried makes work again. */
  { POSTINO_CAMPAIGN_FINISHED, POSTINO_CAMPAIGN_RUNNING },
};

static int
find_name (const char *const *names,
           gsize              n_names,
           const char        *name)
{
  for (gsize i = 0; i < n_names; i++)
    {
      if (strcmp (names[i], name) == 0)
        return (int) i;
    }
  return -1;
}

void
postino_campaign_free (PostinoCampaign *campaign)
{
  if (campaign == NULL)
    return;
  g_free (campaign->name);
  g_free (campaign->waiting_why);
  g_free (campaign->test_to);
  g_free (campaign->utm);
  g_free (campaign->collector_url);
  g_free (campaign);
}

void
postino_revision_free (PostinoRevision *revision)
{
  if (revision == NULL)
    return;
  g_free (revision->subject);
  g_free (revision->preheader);
  g_free (revision->html);
  g_free (revision->text);
  g_free (revision);
}

gboolean
postino_campaign_may_move (PostinoCampaignState from,
                           PostinoCampaignState to)
{
  for (gsize i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      if (moves[i].from == from && moves[i].to == to)
        return TRUE;
    }
  return FALSE;
}

gboolean
postino_campaign_is_editable (const PostinoCampaign *campaign)
{
  return campaign->state == POSTINO_CAMPAIGN_DRAFT && campaign->wanted == POSTINO_WANTED_DRAFT;
}

const char *
postino_campaign_state_to_name (PostinoCampaignState state)
{
  g_assert (state < G_N_ELEMENTS (state_names));
  return state_names[state];
}

gboolean
postino_campaign_state_from_name (const char           *name,
                                  PostinoCampaignState *state)
{
  int found = find_name (state_names, G_N_ELEMENTS (state_names), name);

  *state = (PostinoCampaignState) MAX (found, 0);
  return found >= 0;
}

const char *
postino_wanted_to_name (PostinoWanted wanted)
{
  g_assert (wanted < G_N_ELEMENTS (wanted_names));
  return wanted_names[wanted];
}

const char *
postino_tracking_to_name (PostinoTracking tracking)
{
  g_assert (tracking < G_N_ELEMENTS (tracking_names));
  return tracking_names[tracking];
}

gboolean
postino_tracking_from_name (const char      *name,
                            PostinoTracking *tracking)
{
  int found = find_name (tracking_names, G_N_ELEMENTS (tracking_names), name);

  *tracking = (PostinoTracking) MAX (found, 0);
  return found >= 0;
}
