/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words about numbers: needs no display. */
#include "gui/reports/report-figures.h"

static PostinoReport
make_report (void)
{
  PostinoReport report = { .recipients = 120, .individuals = 40, .tracking = POSTINO_TRACKING_BY_CONSENT,
                           .collector_url = (char *) "https://c", .unsubscribed = 2 };

  report.states[POSTINO_LEDGER_SKIPPED] = 20;
  report.states[POSTINO_LEDGER_ACCEPTED] = 80;
  report.states[POSTINO_LEDGER_REFUSED] = 10;
  report.states[POSTINO_LEDGER_EXPIRED] = 10;
  report.opens.human = (PostinoReportSum) { 16, 8 };
  report.opens.machine = (PostinoReportSum) { 50, 30 };
  report.opens.unknown = (PostinoReportSum) { 7, 2 };
  report.clicks.human = (PostinoReportSum) { 9, 6 };
  report.clicks.machine = (PostinoReportSum) { 4, 3 };
  report.clicks.unknown = (PostinoReportSum) { 12, 1 };
  report.bounced.soft = 3;
  report.bounced.hard = 7;
  return report;
}

/* What machines did, and what nobody can tell, is in none of them; but where nobody is measured by name only a sum can
 * be told, and is called otherwise. */
static const struct {
  PostinoFigure figure;
  gint64 individuals;
  const char *title;
  gint64 count;
  const char *share;
} figures[] = {
  { POSTINO_FIGURE_ACCEPTED, 40, "Accepted", 80, "80 %" }, { POSTINO_FIGURE_OPENED, 40, "Opened", 8, "20 %" },
  { POSTINO_FIGURE_CLICKED, 40, "Clicked", 6, "15 %" },    { POSTINO_FIGURE_UNSUBSCRIBED, 40, "Unsubscribed", 2, "2.5 %" },
  { POSTINO_FIGURE_BOUNCED, 40, "Bounced", 10, "10 %" },   { POSTINO_FIGURE_SKIPPED, 40, "Left out", 20, "" },
  { POSTINO_FIGURE_OPENED, 0, "Opens", 7, "8.8 in 100" },  { POSTINO_FIGURE_CLICKED, 0, "Clicks", 12, "15 in 100" },
};

static void
test_figures (void)
{
  PostinoReport report = make_report ();

  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      g_autofree char *share = NULL;

      report.individuals = figures[i].individuals;
      share = postino_report_figure_share (&report, figures[i].figure);
      g_assert_true (postino_report_figure_is_known (&report, figures[i].figure));
      g_assert_cmpint (postino_report_figure_count (&report, figures[i].figure), ==, figures[i].count);
      g_assert_cmpstr (postino_report_figure_title (&report, figures[i].figure), ==, figures[i].title);
      g_assert_cmpstr (share, ==, figures[i].share);
    }
}

static const struct {
  PostinoFigure figure;
  gint64 individuals;
  gint64 other; /* bounced, nobody knows why */
  const char *numbers;
} part_cases[] = {
  { POSTINO_FIGURE_OPENED, 40, 0, "8 16 7 50 " }, { POSTINO_FIGURE_CLICKED, 40, 0, "6 9 12 4 " },
  { POSTINO_FIGURE_OPENED, 0, 0, "7 50 " },       { POSTINO_FIGURE_CLICKED, 0, 0, "12 4 " },
  { POSTINO_FIGURE_BOUNCED, 40, 0, "7 3 0 " },    { POSTINO_FIGURE_BOUNCED, 40, 5, "7 3 0 5 " },
  { POSTINO_FIGURE_SKIPPED, 40, 0, "" }, /* its parts are reasons */
};

static void
test_parts (void)
{
  PostinoReport report = make_report ();

  for (gsize i = 0; i < G_N_ELEMENTS (part_cases); i++)
    {
      g_autoptr (GString) numbers = g_string_new (NULL);
      const PostinoFigurePart *part;

      report.individuals = part_cases[i].individuals;
      report.bounced.other = part_cases[i].other;
      for (guint k = 0; (part = postino_report_figure_part (&report, part_cases[i].figure, k)) != NULL; k++)
        g_string_append_printf (numbers, "%" G_GINT64_FORMAT " ", postino_people_count (&report, part->people));
      g_assert_cmpstr (numbers->str, ==, part_cases[i].numbers);
    }
}

/* Whatever opens rows has a title of its own. */
static void
test_titles (void)
{
  for (int kind = 0; kind < POSTINO_PEOPLE_N_KINDS; kind++)
    {
      g_autofree char *title = postino_report_people_title ((PostinoPeopleKind) kind);

      g_assert_cmpstr (title, !=, "");
    }
}

static const struct {
  double before;
  const char *past;
  const char *arrow;
} pasts[] = {
  { 0.5, "usually 50 %", "↑" }, { 0.9, "usually 90 %", "↓" }, { 0.801, "usually 80 %", "" }, { -1, "", "" },
};

static void
test_past (void)
{
  PostinoReport report = make_report ();

  for (gsize i = 0; i < G_N_ELEMENTS (pasts); i++)
    {
      PostinoPast past = { .n_campaigns = 3 };
      const char *arrow;
      g_autofree char *text = NULL;

      report.finished_us = 50;
      past.shares[POSTINO_SHARE_ACCEPTED] = pasts[i].before;
      text = postino_report_figure_past (&report, &past, POSTINO_FIGURE_ACCEPTED, 100, &arrow);
      g_assert_cmpstr (text, ==, pasts[i].past);
      g_assert_cmpstr (arrow, ==, pasts[i].arrow);
    }
}

/* What may still grow is not said to be less than usual. */
static void
test_too_early (void)
{
  const gint64 days = 48 * G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  PostinoReport report = make_report ();
  PostinoPast past = { .n_campaigns = 3 };
  const char *arrow;

  report.started_us = 10;
  past.shares[POSTINO_SHARE_ACCEPTED] = 0.9;
  past.shares[POSTINO_SHARE_CLICKED] = 0.9;
  g_free (postino_report_figure_past (&report, &past, POSTINO_FIGURE_ACCEPTED, 100, &arrow));
  g_assert_cmpstr (arrow, ==, ""); /* it is being sent */
  report.finished_us = 50;
  g_free (postino_report_figure_past (&report, &past, POSTINO_FIGURE_CLICKED, days, &arrow));
  g_assert_cmpstr (arrow, ==, "");
  g_free (postino_report_figure_past (&report, &past, POSTINO_FIGURE_CLICKED, days + 10, &arrow));
  g_assert_cmpstr (arrow, ==, "↓");
}

/* Where nothing was measured there is no zero, but the reason. */
static void
test_unknown (void)
{
  PostinoReport report = make_report ();
  g_autofree char *agreed = postino_report_figure_rests (&report, POSTINO_FIGURE_OPENED);
  g_autofree char *no_address = NULL;
  g_autofree char *not_measured = NULL;
  g_autofree char *by_mail = NULL;
  g_autofree char *share = NULL;
  g_autofree char *sum = NULL;

  report.collector_url = NULL;
  no_address = postino_report_figure_rests (&report, POSTINO_FIGURE_OPENED);
  g_assert_false (postino_report_figure_is_known (&report, POSTINO_FIGURE_OPENED));
  g_assert_true (postino_report_figure_is_known (&report, POSTINO_FIGURE_UNSUBSCRIBED)); /* there are some */
  report.unsubscribed = 0;
  by_mail = postino_report_figure_rests (&report, POSTINO_FIGURE_UNSUBSCRIBED);
  share = postino_report_figure_share (&report, POSTINO_FIGURE_UNSUBSCRIBED);
  g_assert_false (postino_report_figure_is_known (&report, POSTINO_FIGURE_UNSUBSCRIBED));
  report.tracking = POSTINO_TRACKING_NONE;
  not_measured = postino_report_figure_rests (&report, POSTINO_FIGURE_CLICKED);
  report.tracking = POSTINO_TRACKING_AGGREGATE;
  report.collector_url = (char *) "https://c";
  report.individuals = 0;
  sum = postino_report_figure_rests (&report, POSTINO_FIGURE_CLICKED);
  g_assert_true (postino_report_figure_is_known (&report, POSTINO_FIGURE_CLICKED));

  g_assert_nonnull (strstr (agreed, "40 people who agreed"));
  g_assert_nonnull (strstr (no_address, "no public address"));
  g_assert_nonnull (strstr (by_mail, "writes a mail"));
  g_assert_cmpstr (share, ==, "");
  g_assert_nonnull (strstr (not_measured, "without measuring"));
  g_assert_nonnull (strstr (sum, "not known who"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report-figures/figures", test_figures);
  g_test_add_func ("/report-figures/parts", test_parts);
  g_test_add_func ("/report-figures/titles", test_titles);
  g_test_add_func ("/report-figures/past", test_past);
  g_test_add_func ("/report-figures/too-early", test_too_early);
  g_test_add_func ("/report-figures/unknown", test_unknown);
  return g_test_run ();
}
