/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words about numbers: needs no display. */
#include "gui/reports/report-figures.h"

static PostinoReport
make_report (void)
{
  PostinoReport report = { .recipients = 120, .individuals = 40, .tracking = POSTINO_TRACKING_BY_CONSENT,
                           .collector_url = (char *) "https://c", .unsubscribed = 2, .complaints = 1 };

  report.states[POSTINO_LEDGER_SKIPPED] = 20;
  report.states[POSTINO_LEDGER_ACCEPTED] = 80;
  report.opens.human = 16;
  report.opens.machine = 50;
  report.opens.unknown = 7;
  report.clicks.total = 12;
  report.clicks.machine = 4;
  report.clicks.people = 6;
  report.bounced.soft = 3;
  report.bounced.hard = 7;
  return report;
}

static const struct {
  PostinoFigure figure;
  gint64 count;
  const char *share;
} figures[] = {
  { POSTINO_FIGURE_ACCEPTED, 80, "80 %" },      { POSTINO_FIGURE_OPENS, 16, "20 in 100" },
  { POSTINO_FIGURE_CLICKS, 8, "10 in 100" },    { POSTINO_FIGURE_CLICKERS, 6, "15 %" },
  { POSTINO_FIGURE_UNSUBSCRIBED, 2, "2.5 %" },  { POSTINO_FIGURE_BOUNCED, 10, "10 %" },
  { POSTINO_FIGURE_COMPLAINTS, 1, "1.2 %" },    { POSTINO_FIGURE_SKIPPED, 20, "" },
};

static void
test_figures (void)
{
  PostinoReport report = make_report ();

  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      g_autofree char *share = postino_report_figure_share (&report, figures[i].figure);

      g_assert_true (postino_report_figure_is_known (&report, figures[i].figure));
      g_assert_cmpint (postino_report_figure_count (&report, figures[i].figure), ==, figures[i].count);
      g_assert_cmpstr (share, ==, figures[i].share);
    }
}

/* The parts of a number add up to it, where they are all of it. */
static void
test_parts (void)
{
  PostinoReport report = make_report ();
  const PostinoFigurePart *part;
  gint64 bounced = 0;
  gint64 opens = 0;

  for (guint i = 0; (part = postino_report_figure_part (POSTINO_FIGURE_BOUNCED, i)) != NULL; i++)
    bounced += postino_report_count_part (&report, part->people);
  for (guint i = 0; (part = postino_report_figure_part (POSTINO_FIGURE_OPENS, i)) != NULL; i++)
    opens += postino_report_count_part (&report, part->people);
  g_assert_cmpint (bounced, ==, 10);
  g_assert_cmpint (opens, ==, 16 + 50 + 7);
  g_assert_null (postino_report_figure_part (POSTINO_FIGURE_SKIPPED, 0)); /* its parts are reasons */
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
  past.shares[POSTINO_SHARE_CLICKERS] = 0.9;
  g_free (postino_report_figure_past (&report, &past, POSTINO_FIGURE_ACCEPTED, 100, &arrow));
  g_assert_cmpstr (arrow, ==, ""); /* it is being sent */
  report.finished_us = 50;
  g_free (postino_report_figure_past (&report, &past, POSTINO_FIGURE_CLICKERS, days, &arrow));
  g_assert_cmpstr (arrow, ==, "");
  g_free (postino_report_figure_past (&report, &past, POSTINO_FIGURE_CLICKERS, days + 10, &arrow));
  g_assert_cmpstr (arrow, ==, "↓");
}

/* Where nothing was measured there is no zero, but the reason. */
static void
test_unknown (void)
{
  PostinoReport report = make_report ();
  g_autofree char *agreed = postino_report_figure_rests (&report, POSTINO_FIGURE_OPENS);
  g_autofree char *no_address = NULL;
  g_autofree char *not_measured = NULL;
  g_autofree char *sum = NULL;

  report.collector_url = NULL;
  no_address = postino_report_figure_rests (&report, POSTINO_FIGURE_OPENS);
  g_assert_false (postino_report_figure_is_known (&report, POSTINO_FIGURE_OPENS));
  g_assert_true (postino_report_figure_is_known (&report, POSTINO_FIGURE_UNSUBSCRIBED));
  report.tracking = POSTINO_TRACKING_NONE;
  not_measured = postino_report_figure_rests (&report, POSTINO_FIGURE_CLICKS);
  report.tracking = POSTINO_TRACKING_AGGREGATE;
  report.collector_url = (char *) "https://c";
  report.individuals = 0;
  sum = postino_report_figure_rests (&report, POSTINO_FIGURE_CLICKS);
  g_assert_false (postino_report_figure_is_known (&report, POSTINO_FIGURE_CLICKERS));
  g_assert_true (postino_report_figure_is_known (&report, POSTINO_FIGURE_CLICKS));

  g_assert_nonnull (strstr (agreed, "40 people who agreed"));
  g_assert_nonnull (strstr (no_address, "no public address"));
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
  g_test_add_func ("/report-figures/past", test_past);
  g_test_add_func ("/report-figures/too-early", test_too_early);
  g_test_add_func ("/report-figures/unknown", test_unknown);
  return g_test_run ();
}
