/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl campaign report: what came of it, in words of which each can be stood by. */

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>

#include "campaign/campaign-words.h"
#include "cli/cmd-campaign.h"
#include "stats/past-query.h"

typedef struct {
  gint64 id;
  PostinoReport *report;
} Query;

static gboolean
query_report (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Query *query = data;

  query->report = postino_report_query (db, query->id, error);
  return query->report != NULL && postino_report_query_not_machines (db, query->report, error);
}

static void
print_number (const char *label,
              gint64      n)
{
  printf ("  %8" G_GINT64_FORMAT "  %s\n", n, label);
}

static void
print_if_any (const char *label,
              gint64      n)
{
  if (n > 0)
    print_number (label, n);
}

/* The states add up to the recipients. */
static void
print_delivery (const PostinoReport *report)
{
  print_number (_("recipients"), report->recipients);
  print_number (_("accepted by the server (not yet: read)"),
                report->states[POSTINO_LEDGER_ACCEPTED]);
  print_if_any (_("refused"), report->states[POSTINO_LEDGER_REFUSED]);
  print_if_any (_("ready"), report->states[POSTINO_LEDGER_READY]);
  print_if_any (_("being sent"), report->states[POSTINO_LEDGER_HANDED]);
  print_if_any (_("deferred"), report->states[POSTINO_LEDGER_DEFERRED]);
  print_if_any (_("uncertain: the connection broke after the message had left"),
                report->states[POSTINO_LEDGER_IN_DOUBT]);
  print_if_any (_("expired"), report->states[POSTINO_LEDGER_EXPIRED]);
  print_if_any (_("cancelled"), report->states[POSTINO_LEDGER_CANCELLED]);
  for (guint i = 0; i < report->skipped->len; i++)
    {
      const PostinoReportReason *skipped = report->skipped->pdata[i];

      printf ("  %8" G_GINT64_FORMAT "  %s (%s)\n", skipped->n, _("left out"),
              postino_ledger_reason_describe (skipped->reason));
    }
}

/* As the report of the window leads: people, or the sum where nobody is measured by name. */
static void
print_links (const PostinoReport *report)
{
  for (guint i = 0; i < report->links->len; i++)
    {
      const PostinoReportLink *link = report->links->pdata[i];

      printf ("  %8" G_GINT64_FORMAT "    %s\n",
              report->individuals > 0 ? link->clicks.human.people : link->clicks.unknown.n,
              link->url);
    }
}

static void
print_reading (const PostinoReport *report)
{
  if (report->tracking == POSTINO_TRACKING_NONE)
    {
      printf ("  %s\n", _("This newsletter was sent without measuring"));
      return;
    }
  if (report->collector_url == NULL)
    {
      printf ("  %s\n",
              _("Opens and clicks were not counted: there was no public address for its links"));
      return;
    }
  if (report->individuals == 0)
    {
      printf (_("  %8" PRId64 "  opens, measured as a sum: it is not known whose; %" PRId64 " by machines\n"),
              report->opens.unknown.n, report->opens.machine.n);
      printf (_("  %8" PRId64 "  clicks, measured as a sum: it is not known whose; %" PRId64 " by machines\n"),
              report->clicks.unknown.n, report->clicks.machine.n);
      print_links (report);
      return;
    }
  printf (_("  %8" PRId64 "  people opened, of the %" PRId64 " who are measured by name\n"),
          report->opens.human.people, report->individuals);
  printf (_("  %8" PRId64 "  people clicked, of the %" PRId64 " who are measured by name\n"),
          report->clicks.human.people, report->individuals);
  printf (_("  %8" PRId64 "  opens by people, %" PRId64 " by machines, %" PRId64 " unclear\n"),
          report->opens.human.n, report->opens.machine.n, report->opens.unknown.n);
  printf (_("  %8" PRId64 "  clicks by people, %" PRId64 " by machines, %" PRId64 " unclear\n"),
          report->clicks.human.n, report->clicks.machine.n, report->clicks.unknown.n);
  print_links (report);
}

int
postino_cmd_campaign_run_report (PostinoCli *cli,
                                 int         argc,
                                 char      **argv)
{
  Query query = { 0 };
  g_autoptr (PostinoReport) report = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error)
      || !postino_cli_parse_id (argv[1], &query.id, &error)
      || !postino_cli_read (cli, query_report, &query, &error))
    return postino_cli_fail (error);
  report = query.report;
  if (cli->json)
    {
      g_autoptr (JsonNode) node = postino_report_to_json (report);
      g_autofree char *line = json_to_string (node, FALSE);

      puts (line);
      return POSTINO_EXIT_DONE;
    }
  printf (_("Campaign %" PRId64 " “%s”\n"), report->campaign, report->name);
  print_delivery (report);
  print_reading (report);
  if (postino_report_knows_unsubscribed (report))
    print_number (_("unsubscribed"), report->unsubscribed);
  print_if_any (_("addresses that do not exist (hard bounces)"), report->bounced.hard);
  return POSTINO_EXIT_DONE;
}
