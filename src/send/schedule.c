/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows for a campaign from what people want and how things stand, as one pure function:
 * dispatcher asks it again and again, makes the one move it names, and does the work of the state
 * it is in.
 *
 * A schedule that the machine slept through is never made up for in silence: after
 * POSTINO_SCHEDULE_MISSED_US it asks. The answer is another time, or the present one: then it goes
 * the way of every other, with its seconds to undo. */

#include "send/schedule.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "base/date.h"

static gboolean
is_work_left (const PostinoScheduleFacts *facts)
{
  return facts->counts[POSTINO_LEDGER_READY] + facts->counts[POSTINO_LEDGER_HANDED]
           + facts->counts[POSTINO_LEDGER_DEFERRED] > 0
         || facts->n_out > 0;
}

static gboolean
is_at_rest (const PostinoScheduleFacts *facts)
{
  return facts->n_out == 0 && facts->counts[POSTINO_LEDGER_HANDED] == 0;
}

/* Why a campaign that would run cannot; NULL if it can. Yours. */
static char *
find_obstacle (const PostinoScheduleFacts *facts,
               gint64                      now_us)
{
  g_autofree char *when = NULL;

  if (facts->obstacle != NULL)
    return g_strdup (facts->obstacle);
  if (facts->counts[POSTINO_LEDGER_READY] > 0 || facts->counts[POSTINO_LEDGER_DEFERRED] == 0
      || !is_at_rest (facts) || facts->next_due_us <= now_us)
    return NULL;
  when = postino_date_to_human (facts->next_due_us);
  return g_strdup_printf (ngettext ("%" PRId64 " recipient is tried again at %s",
                                    "%" PRId64 " recipients are tried again from %s on",
                                    facts->counts[POSTINO_LEDGER_DEFERRED]),
                          facts->counts[POSTINO_LEDGER_DEFERRED], when);
}

static PostinoCampaignState
decide_before_freeze (const PostinoCampaign      *campaign,
                      const PostinoScheduleFacts *facts,
                      gint64                      now_us)
{
  gboolean has_time = campaign->start_at_us > 0;
  gboolean is_late = now_us - campaign->start_at_us > POSTINO_SCHEDULE_MISSED_US;

  if (campaign->wanted == POSTINO_WANTED_DRAFT)
    return POSTINO_CAMPAIGN_DRAFT;
  if (campaign->wanted != POSTINO_WANTED_RUN)
    return campaign->state;
  if (has_time && campaign->start_at_us > now_us)
    return POSTINO_CAMPAIGN_SCHEDULED;
  if (campaign->state == POSTINO_CAMPAIGN_SCHEDULED && is_late)
    return POSTINO_CAMPAIGN_MISSED;
  if (campaign->state == POSTINO_CAMPAIGN_MISSED && is_late && !campaign->immediate)
    return POSTINO_CAMPAIGN_MISSED;
  return facts->import_runs ? campaign->state : POSTINO_CAMPAIGN_FREEZING;
}

/* The collector knows where its links lead: before that nothing is armed. */
static gboolean
is_published (const PostinoCampaign *campaign)
{
  return campaign->collector_url == NULL || campaign->published_us > 0;
}

static PostinoCampaignState
decide_launching (const PostinoCampaign *campaign,
                  gint64                 now_us)
{
  switch (campaign->wanted)
    {
    case POSTINO_WANTED_DRAFT:
      return POSTINO_CAMPAIGN_DRAFT;
    case POSTINO_WANTED_PAUSE:
      return POSTINO_CAMPAIGN_PAUSED;
    case POSTINO_WANTED_STOP:
      return POSTINO_CAMPAIGN_STOPPING;
    case POSTINO_WANTED_RUN:
      if (is_published (campaign) && (campaign->immediate || campaign->is_test
                           || now_us - campaign->launched_us >= POSTINO_CAMPAIGN_LAUNCH_US))
        return POSTINO_CAMPAIGN_RUNNING;
      return POSTINO_CAMPAIGN_LAUNCHING;
    }
  g_assert_not_reached ();
}

static PostinoCampaignState
decide_running (const PostinoCampaign      *campaign,
                const PostinoScheduleFacts *facts,
                gint64                      now_us,
                char                      **why)
{
  g_autofree char *obstacle = NULL;

  if (campaign->wanted == POSTINO_WANTED_STOP)
    return POSTINO_CAMPAIGN_STOPPING;
  if (campaign->wanted == POSTINO_WANTED_PAUSE)
    return is_at_rest (facts) ? POSTINO_CAMPAIGN_PAUSED : POSTINO_CAMPAIGN_RUNNING;
  if (!is_work_left (facts))
    return POSTINO_CAMPAIGN_FINISHED;
  if (facts->brake != NULL)
    {
      if (!is_at_rest (facts))
        return POSTINO_CAMPAIGN_RUNNING;
      *why = g_strdup (facts->brake);
      return POSTINO_CAMPAIGN_PAUSED;
    }
  obstacle = find_obstacle (facts, now_us);
  if (obstacle == NULL || !is_at_rest (facts))
    return POSTINO_CAMPAIGN_RUNNING;
  *why = g_steal_pointer (&obstacle);
  return POSTINO_CAMPAIGN_WAITING;
}

static PostinoCampaignState
decide_waiting (const PostinoCampaign      *campaign,
                const PostinoScheduleFacts *facts,
                gint64                      now_us,
                char                      **why)
{
  if (campaign->wanted == POSTINO_WANTED_STOP)
    return POSTINO_CAMPAIGN_STOPPING;
  if (campaign->wanted == POSTINO_WANTED_PAUSE)
    return POSTINO_CAMPAIGN_PAUSED;
  *why = find_obstacle (facts, now_us);
  return *why == NULL ? POSTINO_CAMPAIGN_RUNNING : POSTINO_CAMPAIGN_WAITING;
}

PostinoCampaignState
postino_schedule_decide (const PostinoCampaign      *campaign,
                         const PostinoScheduleFacts *facts,
                         gint64                      now_us,
                         char                      **why)
{
  *why = NULL;
  switch (campaign->state)
    {
    case POSTINO_CAMPAIGN_DRAFT:
    case POSTINO_CAMPAIGN_SCHEDULED:
    case POSTINO_CAMPAIGN_MISSED:
      return decide_before_freeze (campaign, facts, now_us);
    case POSTINO_CAMPAIGN_FREEZING:
      if (campaign->wanted == POSTINO_WANTED_DRAFT)
        return POSTINO_CAMPAIGN_DRAFT;
      return facts->is_frozen ? POSTINO_CAMPAIGN_LAUNCHING : POSTINO_CAMPAIGN_FREEZING;
    case POSTINO_CAMPAIGN_LAUNCHING:
      return decide_launching (campaign, now_us);
    case POSTINO_CAMPAIGN_RUNNING:
      return decide_running (campaign, facts, now_us, why);
    case POSTINO_CAMPAIGN_WAITING:
      return decide_waiting (campaign, facts, now_us, why);
    case POSTINO_CAMPAIGN_PAUSED:
      if (campaign->wanted == POSTINO_WANTED_STOP)
        return POSTINO_CAMPAIGN_STOPPING;
      return campaign->wanted == POSTINO_WANTED_RUN && is_published (campaign)
               ? POSTINO_CAMPAIGN_RUNNING
               : POSTINO_CAMPAIGN_PAUSED;
    case POSTINO_CAMPAIGN_STOPPING:
      return is_work_left (facts) ? POSTINO_CAMPAIGN_STOPPING : POSTINO_CAMPAIGN_FINISHED;
    case POSTINO_CAMPAIGN_FINISHED:
      return campaign->wanted == POSTINO_WANTED_RUN
             && is_work_left (facts) ? POSTINO_CAMPAIGN_RUNNING
                                                                            : POSTINO_CAMPAIGN_FINISHED;
    }
  g_assert_not_reached ();
}

gboolean
postino_schedule_is_at_work (const PostinoCampaign *campaign)
{
  switch (campaign->state)
    {
    case POSTINO_CAMPAIGN_FREEZING:
    case POSTINO_CAMPAIGN_LAUNCHING:
    case POSTINO_CAMPAIGN_RUNNING:
    case POSTINO_CAMPAIGN_STOPPING:
      return TRUE;
    case POSTINO_CAMPAIGN_DRAFT:
    case POSTINO_CAMPAIGN_SCHEDULED:
    case POSTINO_CAMPAIGN_MISSED:
    case POSTINO_CAMPAIGN_PAUSED:
    case POSTINO_CAMPAIGN_WAITING:
    case POSTINO_CAMPAIGN_FINISHED:
      return FALSE;
    }
  g_assert_not_reached ();
}

gboolean
postino_schedule_goes_on (const PostinoCampaign *campaign)
{
  if (campaign->is_test || campaign->state == POSTINO_CAMPAIGN_MISSED)
    return FALSE;
  return campaign->wanted == POSTINO_WANTED_RUN || campaign->state == POSTINO_CAMPAIGN_STOPPING;
}
