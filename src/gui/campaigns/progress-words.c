/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/campaigns/progress-words.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "campaign/campaign-words.h"
#include "gui/widgets/figures.h"

/* Seconds until a launch cannot be undone any more; at least one. */
static gint64
count_down (const PostinoCampaign *campaign,
            gint64                 now_us)
{
  gint64 left_us = campaign->launched_us + POSTINO_CAMPAIGN_LAUNCH_US - now_us;

  return MAX ((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC, 1);
}

static char *
describe_launch (const PostinoCampaign *campaign,
                 gint64                 now_us)
{
  gint64 seconds = count_down (campaign, now_us);

  if (campaign->wanted == POSTINO_WANTED_DRAFT)
    return g_strdup (_("Taking it back…"));
  return g_strdup_printf (ngettext ("Sending begins in %" PRId64 " second",
                                    "Sending begins in %" PRId64 " seconds", (gulong) seconds),
                          seconds);
}

static char *
describe_end (const PostinoCampaign *campaign,
              gint64                 in_doubt)
{
  g_autofree char *count = postino_figure_count (in_doubt);

  if (in_doubt == 0)
    return g_strdup (campaign->wanted == POSTINO_WANTED_STOP ? _("Stopped") : _("Finished"));
  return g_strdup_printf (ngettext ("Finished, %s uncertain", "Finished, %s uncertain",
                                    (gulong) in_doubt),
                          count);
}

char *
postino_progress_words_headline (const PostinoCampaign *campaign,
                                 gint64                 in_doubt,
                                 gint64                 now_us)
{
  g_autofree char *when = NULL;

  switch (campaign->state)
    {
    case POSTINO_CAMPAIGN_DRAFT:
    case POSTINO_CAMPAIGN_FREEZING:
      return g_strdup (campaign->wanted == POSTINO_WANTED_DRAFT ? _("Taking it back…")
                                                                : _("Preparing…"));
    case POSTINO_CAMPAIGN_SCHEDULED:
      when = postino_figure_moment (campaign->start_at_us);
      return g_strdup_printf (_("Scheduled for %s"), when);
    case POSTINO_CAMPAIGN_MISSED:
      return g_strdup (_("It Missed Its Time"));
    case POSTINO_CAMPAIGN_LAUNCHING:
      return describe_launch (campaign, now_us);
    case POSTINO_CAMPAIGN_RUNNING:
      if (campaign->wanted == POSTINO_WANTED_PAUSE)
        return g_strdup (_("Pausing…"));
      return g_strdup (campaign->wanted == POSTINO_WANTED_STOP ? _("Stopping…") : _("Sending"));
    case POSTINO_CAMPAIGN_PAUSED:
      return g_strdup (campaign->wanted == POSTINO_WANTED_RUN ? _("Going on…") : _("Paused"));
    case POSTINO_CAMPAIGN_WAITING:
      return g_strdup (_("Waiting"));
    case POSTINO_CAMPAIGN_STOPPING:
      return g_strdup (_("Stopping…"));
    case POSTINO_CAMPAIGN_FINISHED:
      return describe_end (campaign, in_doubt);
    }
  g_assert_not_reached ();
}

char *
postino_progress_words_reason (const PostinoCampaign *campaign,
                               gint64                 now_us)
{
  g_autofree char *when = postino_figure_moment (campaign->start_at_us);
  g_autofree char *span = postino_figure_span (MAX (campaign->start_at_us - now_us, 0));

  switch (campaign->state)
    {
    case POSTINO_CAMPAIGN_DRAFT:
      return g_strdup (_("It begins as soon as the program that sends has seen it; an import under way is awaited"));
    case POSTINO_CAMPAIGN_FREEZING:
      return g_strdup (_("The recipients are being written down"));
    case POSTINO_CAMPAIGN_SCHEDULED:
      return g_strdup_printf (_("In %s. This computer must be on at that time; the window may be closed."),
                              span);
    case POSTINO_CAMPAIGN_MISSED:
      return g_strdup_printf (_("It should have begun on %s, but this computer was off or asleep. Nothing was sent."),
                              when);
    case POSTINO_CAMPAIGN_LAUNCHING:
      return g_strdup (_("Until then nothing leaves. Closing the window does not hold it up."));
    case POSTINO_CAMPAIGN_RUNNING:
      return g_strdup (campaign->wanted == POSTINO_WANTED_RUN
                         ? _("You may close the window: sending goes on")
                         : _("What is on its way is answered first"));
    case POSTINO_CAMPAIGN_PAUSED:
      return g_strdup (campaign->waiting_why != NULL ? campaign->waiting_why : _("Nothing leaves until you resume it"));
    case POSTINO_CAMPAIGN_WAITING:
      return g_strdup (campaign->waiting_why != NULL ? campaign->waiting_why : "");
    case POSTINO_CAMPAIGN_STOPPING:
      return g_strdup (_("What is on its way is answered first"));
    case POSTINO_CAMPAIGN_FINISHED:
      return postino_figure_moment (campaign->finished_us);
    }
  g_assert_not_reached ();
}

/* NULL where there is nothing to count. */
static char *
describe_accepted (gint64 accepted,
                   gint64 recipients)
{
  g_autofree char *of = postino_figure_count (recipients);
  g_autofree char *count = postino_figure_count (accepted);

  return recipients > 0 ? g_strdup_printf (_("%s of %s accepted"), count, of) : NULL;
}

char *
postino_progress_words_rate (double lately,
                             double mean)
{
  double unit = MAX (lately, mean);
  gboolean is_usual = mean <= 0 || (lately > mean * 3 / 4 && lately < mean * 4 / 3);
  g_autofree char *now = postino_figure_rate_like (lately, is_usual ? lately : unit);
  g_autofree char *usual = postino_figure_rate_like (mean, unit);

  if (is_usual)
    return g_steal_pointer (&now);
  return g_strdup_printf (_("%s now, %s on average"), now, usual);
}

/* To the next @step. */
static gint64
round_to (gint64 n,
          gint64 step)
{
  return (n + step / 2) / step * step;
}

char *
postino_progress_words_left (gint64 eta_us,
                             gint64 now_us)
{
  gint64 until_us = round_to (eta_us, 5 * 60 * G_USEC_PER_SEC);
  gint64 minutes = round_to (MAX (eta_us - now_us, 0), 60 * G_USEC_PER_SEC) / (60 * G_USEC_PER_SEC);
  g_autofree char *time = postino_figure_time (until_us, until_us);
  g_autofree char *day = postino_figure_time (until_us, now_us);
  gint64 hours = (minutes + 30) / 60;

  if (minutes == 0)
    return g_strdup (_("less than a minute left"));
  if (minutes > 20)
    minutes = round_to (minutes, 5);
  if (minutes < 90)
    return g_strdup_printf (ngettext ("about %" PRId64 " minute left", "about %" PRId64 " minutes left",
                                      (gulong) minutes), minutes);
  if (hours < 24)
    return g_strdup_printf (ngettext ("about %" PRId64 " hour left, until %s",
                                      "about %" PRId64 " hours left, until %s", (gulong) hours),
                            hours, time);
  return g_strdup_printf (ngettext ("about %" PRId64 " day left, until %s",
                                    "about %" PRId64 " days left, until %s", (gulong) ((hours + 12) / 24)),
                          (hours + 12) / 24, day);
}

char *
postino_progress_words_figures (PostinoProgress *progress,
                                gint64           now_us)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *speed = NULL;
  gint64 recipients = postino_progress_get_total (progress)
                      - postino_progress_get_count (progress, POSTINO_LEDGER_SKIPPED);
  gint64 eta_us = postino_progress_get_eta_us (progress);
  g_autofree char *accepted = describe_accepted (
    postino_progress_get_count (progress, POSTINO_LEDGER_ACCEPTED), recipients);

  if (accepted == NULL)
    return g_strdup ("");
  if (postino_progress_get_state (progress) == POSTINO_CAMPAIGN_RUNNING)
    g_ptr_array_add (parts, postino_progress_words_rate (postino_progress_get_per_second (progress),
                                                         postino_progress_get_per_second_mean (progress)));
  if (eta_us > 0)
    g_ptr_array_add (parts, postino_progress_words_left (eta_us, now_us));
  g_ptr_array_add (parts, NULL);
  speed = g_strjoinv (" · ", (char **) parts->pdata);
  return g_strjoin (*speed != '\0' ? "\n" : "", accepted, speed, NULL);
}

/* @format: translated, of one count. */
static void
add_count (GPtrArray  *parts,
           const char *format,
           gint64      n)
{
  g_autofree char *count = postino_figure_count (n);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_ptr_array_add (parts, g_strdup_printf (format, count));
#pragma GCC diagnostic pop
}

char *
postino_progress_words_share (const PostinoShare *share)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  add_count (parts, ngettext ("%s accepted", "%s accepted", (gulong) share->accepted), share->accepted);
  if (share->refused > 0)
    add_count (parts, ngettext ("%s refused", "%s refused", (gulong) share->refused), share->refused);
  if (share->deferred > 0)
    add_count (parts, ngettext ("%s deferred", "%s deferred", (gulong) share->deferred), share->deferred);
  if (share->in_doubt > 0)
    add_count (parts, ngettext ("%s uncertain", "%s uncertain", (gulong) share->in_doubt), share->in_doubt);
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

/* The moment that says most about it. */
static gint64
choose_moment (const PostinoCampaign *campaign)
{
  if (campaign->finished_us > 0)
    return campaign->finished_us;
  if (campaign->start_at_us > 0 && campaign->state <= POSTINO_CAMPAIGN_MISSED)
    return campaign->start_at_us;
  if (campaign->started_us > 0)
    return campaign->started_us;
  return campaign->created_us;
}

char *
postino_progress_words_line (const PostinoCampaign *campaign,
                             gint64                 accepted,
                             gint64                 recipients,
                             gint64                 now_us)
{
  g_autofree char *counts = describe_accepted (accepted, recipients);
  gint64 moment_us = choose_moment (campaign);
  g_autofree char *when = campaign->state == POSTINO_CAMPAIGN_SCHEDULED
                            ? postino_figure_moment (moment_us)
                            : postino_figure_time (moment_us, now_us);
  g_autofree char *state
    = postino_figure_capitalize (postino_campaign_state_describe (campaign->state));

  return g_strjoin (" · ", state,
                    counts != NULL ? counts : when, counts != NULL ? when : NULL, NULL);
}
