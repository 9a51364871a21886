/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers into words, by tables. Promise 4 is kept here as far as words can: accepted is never called
 * delivered, machines are told apart, and every number says on whom it rests. Which number leads is
 * one rule for all of them: "What a number of a report says" in src/README.md. */

#include "gui/reports/report-figures.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "campaign/campaign-words.h"
#include "gui/widgets/figures.h"

/* How a figure is counted: who did it, or how often it was done where only that is known. */
typedef struct {
  const char *title;
  PostinoPeopleKind people; /* what it counts: as many rows are behind it */
  int share;  /* -1: none */
  int series; /* -1: none */
} Way;

static const struct {
  Way people;
  Way sum;             /* only of what is tracked */
  gboolean is_tracked; /* needs a collector and tracking */
} figures[POSTINO_N_FIGURES] = {
  [POSTINO_FIGURE_ACCEPTED] = {
    { N_("Accepted"), POSTINO_PEOPLE_ACCEPTED, POSTINO_SHARE_ACCEPTED, POSTINO_SERIES_ACCEPTED },
    { 0 }, FALSE },
  [POSTINO_FIGURE_OPENED] = {
    { N_("Opened"), POSTINO_PEOPLE_OPENED, POSTINO_SHARE_OPENED, POSTINO_SERIES_OPENED },
    { N_("Opens"), POSTINO_PEOPLE_OPENS_UNKNOWN, POSTINO_SHARE_OPENS, POSTINO_SERIES_OPENS }, TRUE },
  [POSTINO_FIGURE_CLICKED] = {
    { N_("Clicked"), POSTINO_PEOPLE_CLICKED, POSTINO_SHARE_CLICKED, POSTINO_SERIES_CLICKED },
    { N_("Clicks"), POSTINO_PEOPLE_CLICKS_UNKNOWN, POSTINO_SHARE_CLICKS, POSTINO_SERIES_CLICKS }, TRUE },
  [POSTINO_FIGURE_UNSUBSCRIBED] = {
    { N_("Unsubscribed"), POSTINO_PEOPLE_UNSUBSCRIBED, POSTINO_SHARE_UNSUBSCRIBED, POSTINO_SERIES_UNSUBSCRIBED },
    { 0 }, FALSE },
  [POSTINO_FIGURE_BOUNCED] = {
    { N_("Bounced"), POSTINO_PEOPLE_REFUSED, POSTINO_SHARE_BOUNCED, POSTINO_SERIES_REFUSED },
    { 0 }, FALSE },
  [POSTINO_FIGURE_SKIPPED] = {
    { N_("Left out"), POSTINO_PEOPLE_SKIPPED, -1, -1 }, { 0 }, FALSE },
};

/* Machines may be many and are told of even if there are none; people are not where none are known
 * by name, and what should not be is not told of where it is not. */
typedef enum {
  ALWAYS,
  BY_NAME,
  IF_ANY,
} When;

static const struct {
  PostinoFigurePart part;
  When when;
} parts[] = {
  { { POSTINO_FIGURE_ACCEPTED, POSTINO_PEOPLE_ACCEPTED, N_("Accepted by the mail server"), NULL }, ALWAYS },
  { { POSTINO_FIGURE_OPENED, POSTINO_PEOPLE_OPENED, N_("People who opened"), NULL }, BY_NAME },
  { { POSTINO_FIGURE_OPENED, POSTINO_PEOPLE_OPENS_HUMAN, N_("Opens by people"),
      N_("Of those who are measured by name") }, BY_NAME },
  { { POSTINO_FIGURE_OPENED, POSTINO_PEOPLE_OPENS_UNKNOWN, N_("Unclear opens"),
      N_("A person or a machine: nobody can tell. All that is measured as a sum only is here.") }, ALWAYS },
  { { POSTINO_FIGURE_OPENED, POSTINO_PEOPLE_OPENS_MACHINE, N_("Opens by machines"),
      N_("Mail programs and scanners that fetch pictures by themselves") }, ALWAYS },
  { { POSTINO_FIGURE_CLICKED, POSTINO_PEOPLE_CLICKED, N_("People who clicked"), NULL }, BY_NAME },
  { { POSTINO_FIGURE_CLICKED, POSTINO_PEOPLE_CLICKS_HUMAN, N_("Clicks by people"),
      N_("Of those who are measured by name") }, BY_NAME },
  { { POSTINO_FIGURE_CLICKED, POSTINO_PEOPLE_CLICKS_UNKNOWN, N_("Unclear clicks"),
      N_("A person or a machine: nobody can tell. All that is measured as a sum only is here.") }, ALWAYS },
  { { POSTINO_FIGURE_CLICKED, POSTINO_PEOPLE_CLICKS_MACHINE, N_("Clicks by machines"),
      N_("Scanners that look where links lead") }, ALWAYS },
  { { POSTINO_FIGURE_UNSUBSCRIBED, POSTINO_PEOPLE_UNSUBSCRIBED, N_("Unsubscribed"), NULL }, ALWAYS },
  { { POSTINO_FIGURE_BOUNCED, POSTINO_PEOPLE_BOUNCED_HARD, N_("Undeliverable for ever"),
      N_("The address does not exist") }, ALWAYS },
  { { POSTINO_FIGURE_BOUNCED, POSTINO_PEOPLE_BOUNCED_SOFT, N_("Undeliverable for now"),
      N_("A full mailbox, a server that is down") }, ALWAYS },
  { { POSTINO_FIGURE_BOUNCED, POSTINO_PEOPLE_BOUNCED_BLOCK, N_("Blocked"),
      N_("By policy: our set-up’s fault, not the contact’s") }, ALWAYS },
  { { POSTINO_FIGURE_BOUNCED, POSTINO_PEOPLE_BOUNCED_OTHER, N_("Bounced, it is not known why"), NULL }, IF_ANY },
};

/* As a sum where nobody is measured by name. */
static const Way *
find_way (const PostinoReport *report,
          PostinoFigure        figure)
{
  if (figures[figure].is_tracked && !postino_report_is_measured_by_name (report))
    return &figures[figure].sum;
  return &figures[figure].people;
}

gboolean
postino_report_figure_is_known (const PostinoReport *report,
                                PostinoFigure        figure)
{
  if (figure == POSTINO_FIGURE_UNSUBSCRIBED)
    return postino_report_knows_unsubscribed (report);
  return !figures[figure].is_tracked || postino_report_is_measured (report);
}

gint64
postino_report_figure_count (const PostinoReport *report,
                             PostinoFigure        figure)
{
  return postino_people_count (report, find_way (report, figure)->people);
}

const char *
postino_report_figure_title (const PostinoReport *report,
                             PostinoFigure        figure)
{
  return _(find_way (report, figure)->title);
}

gboolean
postino_report_figure_series (const PostinoReport *report,
                              PostinoFigure        figure,
                              PostinoSeries       *series)
{
  int found = find_way (report, figure)->series;

  *series = (PostinoSeries) found;
  return found >= 0;
}

/* Opens and clicks are no shares of people: they are told for a hundred accepted messages. */
static char *
describe_share (int    kind,
                double share)
{
  g_autofree char *number = NULL;

  if (kind != POSTINO_SHARE_OPENS && kind != POSTINO_SHARE_CLICKS)
    return postino_figure_share (share);
  number = g_strdup_printf (share > 0 && share * 100 < 9.95 ? "%'.1f" : "%'.0f", share * 100);
  /* Translators: so many opens or clicks for each hundred messages. Keep it short. */
  return g_strdup_printf (_("%s in 100"), number);
}

char *
postino_report_figure_share (const PostinoReport *report,
                             PostinoFigure        figure)
{
  int kind = find_way (report, figure)->share;
  double share = kind >= 0 ? postino_report_get_share (report, (PostinoShare) kind) : -1;

  if (share < 0 || !postino_report_figure_is_known (report, figure))
    return g_strdup ("");
  return describe_share (kind, share);
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
  int share = find_way (report, figure)->share;
  g_autofree char *now = postino_report_figure_share (report, figure);
  g_autofree char *before = NULL;

  *arrow = "";
  if (*now == '\0' || share < 0 || past == NULL || past->shares[share] < 0)
    return g_strdup ("");
  before = describe_share (share, past->shares[share]);
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
    return g_strdup (_("Measured as a sum only: it is not known who it was, nor whether it was a person"));
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
    return g_strdup (_("The server did not take the message while it was being sent"));
  if (!postino_report_knows_unsubscribed (report))
    return g_strdup (_("Not known here: when it was sent there was no public address for its link to lead to, so whoever unsubscribes writes a mail"));
  return g_strdup (_("By the link or by their mail program. Who called it spam is not known here: nothing reports it yet."));
}

static gboolean
says_something (const PostinoReport *report,
                gsize                part)
{
  switch (parts[part].when)
    {
    case ALWAYS:
      return TRUE;
    case BY_NAME:
      return postino_report_is_measured_by_name (report);
    case IF_ANY:
      return postino_people_count (report, parts[part].part.people) > 0;
    }
  g_assert_not_reached ();
}

const PostinoFigurePart *
postino_report_figure_part (const PostinoReport *report,
                            PostinoFigure        figure,
                            guint                i)
{
  for (gsize k = 0; k < G_N_ELEMENTS (parts); k++)
    {
      if (parts[k].part.figure == figure && says_something (report, k) && i-- == 0)
        return &parts[k].part;
    }
  return NULL;
}

char *
postino_report_people_title (PostinoPeopleKind people)
{
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i].part.people == people)
        return g_strdup (_(parts[i].part.title));
    }
  if (people == POSTINO_PEOPLE_REFUSED)
    return g_strdup (_("Refused by the server"));
  return postino_figure_capitalize (postino_ledger_state_describe ((PostinoLedgerState) people));
}

char *
postino_report_people_rests (const PostinoReport *report,
                             PostinoPeopleKind    people)
{
  for (int i = 0; i < POSTINO_N_FIGURES; i++)
    {
      if (figures[i].people.people == people)
        return postino_report_figure_rests (report, (PostinoFigure) i);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i].part.people == people)
        return postino_report_figure_rests (report, parts[i].part.figure);
    }
  return g_strdup ("");
}
