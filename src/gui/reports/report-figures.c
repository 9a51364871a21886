/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers into words, by tables. Promise 4 is kept here as far as words can: accepted is never called
 * delivered, machines are told apart, and every number says on whom it rests. */

#include "gui/reports/report-figures.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "gui/widgets/figures.h"

static const struct {
  const char *title;
  int share;  /* -1: none */
  int series; /* -1: none */
  gboolean is_tracked; /* needs a collector and tracking */
} figures[POSTINO_N_FIGURES] = {
  [POSTINO_FIGURE_ACCEPTED] = { N_("Accepted"), POSTINO_SHARE_ACCEPTED, POSTINO_SERIES_ACCEPTED, FALSE },
  [POSTINO_FIGURE_OPENS] = { N_("Opens"), POSTINO_SHARE_OPENS, POSTINO_SERIES_OPENED, TRUE },
  [POSTINO_FIGURE_CLICKS] = { N_("Clicks"), POSTINO_SHARE_CLICKS, POSTINO_SERIES_CLICKED, TRUE },
  [POSTINO_FIGURE_CLICKERS] = { N_("People who clicked"), POSTINO_SHARE_CLICKERS, POSTINO_SERIES_CLICKED, TRUE },
  [POSTINO_FIGURE_UNSUBSCRIBED] = { N_("Unsubscribed"), POSTINO_SHARE_UNSUBSCRIBED, POSTINO_SERIES_UNSUBSCRIBED, FALSE },
  [POSTINO_FIGURE_BOUNCED] = { N_("Bounced"), POSTINO_SHARE_BOUNCED, POSTINO_SERIES_REFUSED, FALSE },
  [POSTINO_FIGURE_COMPLAINTS] = { N_("Complaints"), POSTINO_SHARE_COMPLAINTS, POSTINO_SERIES_COMPLAINED, FALSE },
  [POSTINO_FIGURE_SKIPPED] = { N_("Not sent to"), -1, -1, FALSE },
};

static const PostinoFigurePart parts[] = {
  { POSTINO_FIGURE_ACCEPTED, POSTINO_PEOPLE_ACCEPTED, N_("Accepted by the mail server"), NULL },
  { POSTINO_FIGURE_OPENS, POSTINO_PEOPLE_OPENED_HUMAN, N_("Opened by a person"), NULL },
  { POSTINO_FIGURE_OPENS, POSTINO_PEOPLE_OPENED_MACHINE, N_("Fetched by a machine"),
    N_("Mail programs and scanners that fetch pictures by themselves") },
  { POSTINO_FIGURE_OPENS, POSTINO_PEOPLE_OPENED_UNKNOWN, N_("Not clear"),
    N_("Could be a person or a machine") },
  { POSTINO_FIGURE_CLICKS, POSTINO_PEOPLE_CLICKED, N_("Clicked by people"), NULL },
  { POSTINO_FIGURE_CLICKS, POSTINO_PEOPLE_CLICKED_MACHINE, N_("Followed by a machine"),
    N_("Scanners that look where links lead") },
  { POSTINO_FIGURE_CLICKERS, POSTINO_PEOPLE_CLICKED, N_("People who clicked"), NULL },
  { POSTINO_FIGURE_UNSUBSCRIBED, POSTINO_PEOPLE_UNSUBSCRIBED, N_("Unsubscribed"), NULL },
  { POSTINO_FIGURE_BOUNCED, POSTINO_PEOPLE_BOUNCED_HARD, N_("Undeliverable for ever"),
    N_("The address does not exist") },
  { POSTINO_FIGURE_BOUNCED, POSTINO_PEOPLE_BOUNCED_SOFT, N_("Undeliverable for now"),
    N_("A full mailbox, a server that is down") },
  { POSTINO_FIGURE_BOUNCED, POSTINO_PEOPLE_BOUNCED_BLOCK, N_("Blocked"),
    N_("Refused by policy: our set-up’s fault, not the contact’s") },
  { POSTINO_FIGURE_COMPLAINTS, POSTINO_PEOPLE_COMPLAINED, N_("Called it spam"), NULL },
};

gboolean
postino_report_figure_is_known (const PostinoReport *report,
                                PostinoFigure        figure)
{
  if (!figures[figure].is_tracked)
    return TRUE;
  if (report->collector_url == NULL || report->tracking == POSTINO_TRACKING_NONE)
    return FALSE;
  return figure != POSTINO_FIGURE_CLICKERS || report->individuals > 0;
}

gint64
postino_report_figure_count (const PostinoReport *report,
                             PostinoFigure        figure)
{
  switch (figure)
    {
    case POSTINO_FIGURE_ACCEPTED:
      return report->states[POSTINO_LEDGER_ACCEPTED];
    case POSTINO_FIGURE_OPENS:
      return report->opens.human;
    case POSTINO_FIGURE_CLICKS:
      return report->clicks.total - report->clicks.machine;
    case POSTINO_FIGURE_CLICKERS:
      return report->clicks.people;
    case POSTINO_FIGURE_UNSUBSCRIBED:
      return report->unsubscribed;
    case POSTINO_FIGURE_BOUNCED:
      return report->bounced.hard + report->bounced.soft + report->bounced.block;
    case POSTINO_FIGURE_COMPLAINTS:
      return report->complaints;
    case POSTINO_FIGURE_SKIPPED:
      return report->states[POSTINO_LEDGER_SKIPPED];
    }
  g_assert_not_reached ();
}

const char *
postino_report_figure_title (PostinoFigure figure)
{
  return _(figures[figure].title);
}

gboolean
postino_report_figure_series (PostinoFigure  figure,
                              PostinoSeries *series)
{
  *series = (PostinoSeries) figures[figure].series;
  return figures[figure].series >= 0;
}

/* Opens and clicks are no shares of people: they are told for a hundred accepted messages. */
static char *
describe_share (PostinoFigure figure,
                double        share)
{
  g_autofree char *number = NULL;

  if (figure != POSTINO_FIGURE_OPENS && figure != POSTINO_FIGURE_CLICKS)
    return postino_figure_share (share);
  number = g_strdup_printf (share > 0 && share * 100 < 9.95 ? "%'.1f" : "%'.0f", share * 100);
  /* Translators: so many opens or clicks for each hundred messages. Keep it short. */
  return g_strdup_printf (_("%s in 100"), number);
}

char *
postino_report_figure_share (const PostinoReport *report,
                             PostinoFigure        figure)
{
  double share = figures[figure].share >= 0
                 ? postino_report_get_share (report, (PostinoShare) figures[figure].share) : -1;

  if (share < 0 || !postino_report_figure_is_known (report, figure))
    return g_strdup ("");
  return describe_share (figure, share);
}

/* Whether it can be measured against campaigns that are long over: people take two days to read. */
static gboolean
is_settled (const PostinoReport *report,
            PostinoFigure        figure,
            gint64               now_us)
{
  const gint64 days_us
    = POSTINO_REPORT_SERIES_HOURS * G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;

  if (report->finished_us == 0)
    return FALSE;
  return figure == POSTINO_FIGURE_ACCEPTED || figure == POSTINO_FIGURE_BOUNCED
         || now_us - report->started_us >= days_us;
}

char *
postino_report_figure_past (const PostinoReport *report,
                            const PostinoPast   *past,
                            PostinoFigure        figure,
                            gint64               now_us,
                            const char         **arrow)
{
  int share = figures[figure].share;
  g_autofree char *now = postino_report_figure_share (report, figure);
  g_autofree char *before = NULL;

  *arrow = "";
  if (*now == '\0' || share < 0 || past == NULL || past->shares[share] < 0)
    return g_strdup ("");
  before = describe_share (figure, past->shares[share]);
  /* what looks the same is the same */
  if (is_settled (report, figure, now_us) && g_strcmp0 (now, before) != 0)
    *arrow = postino_report_get_share (report, (PostinoShare) share) > past->shares[share] ? "↑" : "↓";
  return g_strdup_printf (_("usually %s"), before);
}

/* Of those who are measured by name. */
static char *
describe_measured (const PostinoReport *report)
{
  g_autofree char *number = postino_figure_count (report->individuals);
  gulong n = (gulong) report->individuals;

  if (report->tracking == POSTINO_TRACKING_AGGREGATE || report->individuals == 0)
    return g_strdup (_("Measured as a sum only: it is not known who"));
  if (report->tracking == POSTINO_TRACKING_INDIVIDUAL)
    return g_strdup_printf (ngettext ("Measured by name: %s person", "Measured by name: %s people", n),
                            number);
  return g_strdup_printf (ngettext ("Measured by name: %s person who agreed. Of the others only the sum is known.",
                                    "Measured by name: %s people who agreed. Of the others only the sum is known.",
                                    n),
                          number);
}

char *
postino_report_figure_rests (const PostinoReport *report,
                             PostinoFigure        figure)
{
  if (figures[figure].is_tracked && report->tracking == POSTINO_TRACKING_NONE)
    return g_strdup (_("This newsletter was sent without measuring"));
  if (figures[figure].is_tracked && report->collector_url == NULL)
    return g_strdup (_("Nothing could be counted: when it was sent there was no public address for its links and pictures to lead to"));
  if (figures[figure].is_tracked)
    return describe_measured (report);
  if (figure == POSTINO_FIGURE_ACCEPTED)
    return g_strdup (_("Whether a message reached the inbox nobody can tell"));
  if (figure == POSTINO_FIGURE_SKIPPED)
    return g_strdup (_("People on the chosen lists who were left out"));
  if (figure == POSTINO_FIGURE_BOUNCED)
    return g_strdup (_("Refused while it was being sent"));
  return g_strdup ("");
}

const PostinoFigurePart *
postino_report_figure_part (PostinoFigure figure,
                            guint         i)
{
  for (gsize k = 0; k < G_N_ELEMENTS (parts); k++)
    {
      if (parts[k].figure == figure && i-- == 0)
        return &parts[k];
    }
  return NULL;
}

gint64
postino_report_count_part (const PostinoReport *report,
                           PostinoPeopleKind    people)
{
  switch (people)
    {
    case POSTINO_PEOPLE_ACCEPTED:
      return report->states[POSTINO_LEDGER_ACCEPTED];
    case POSTINO_PEOPLE_OPENED_HUMAN:
      return report->opens.human;
    case POSTINO_PEOPLE_OPENED_MACHINE:
      return report->opens.machine;
    case POSTINO_PEOPLE_OPENED_UNKNOWN:
      return report->opens.unknown;
    case POSTINO_PEOPLE_CLICKED:
      return report->clicks.total - report->clicks.machine;
    case POSTINO_PEOPLE_CLICKED_MACHINE:
      return report->clicks.machine;
    case POSTINO_PEOPLE_UNSUBSCRIBED:
      return report->unsubscribed;
    case POSTINO_PEOPLE_BOUNCED_HARD:
      return report->bounced.hard;
    case POSTINO_PEOPLE_BOUNCED_SOFT:
      return report->bounced.soft;
    case POSTINO_PEOPLE_BOUNCED_BLOCK:
      return report->bounced.block;
    case POSTINO_PEOPLE_COMPLAINED:
      return report->complaints;
    case POSTINO_PEOPLE_SKIPPED:
      return report->states[POSTINO_LEDGER_SKIPPED];
    }
  g_assert_not_reached ();
}

const char *
postino_report_people_title (PostinoPeopleKind people)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i].people == people)
        return _(parts[i].title);
    }
  return _(figures[POSTINO_FIGURE_SKIPPED].title);
}
