/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl campaign report: what came of it, in words of which each can be stood by. */

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>

#include "campaign/campaign-words.h"
#include "cli/cmd-campaign.h"
#include "stats/report-query.h"

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
  return query->report != NULL;
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

static void
print_delivery (const PostinoReport *report)
{
  print_number (_("recipients"), report->recipients);
  print_number (_("accepted by the server (not yet: read)"),
                report->states[POSTINO_LEDGER_ACCEPTED]);
  print_if_any (_("refused"), report->states[POSTINO_LEDGER_REFUSED]);
  print_if_any (_("deferred"), report->states[POSTINO_LEDGER_DEFERRED]);
  print_if_any (_("in doubt: the connection broke after the message had left"),
                report->states[POSTINO_LEDGER_IN_DOUBT]);
  print_if_any (_("expired"), report->states[POSTINO_LEDGER_EXPIRED]);
  print_if_any (_("cancelled"), report->states[POSTINO_LEDGER_CANCELLED]);
  for (guint i = 0; i < report->skipped->len; i++)
    {
      const PostinoReportReason *skipped = report->skipped->pdata[i];

      printf ("  %8" G_GINT64_FORMAT "  %s (%s)\n", skipped->n, _("skipped"),
              postino_ledger_reason_describe (skipped->reason));
    }
}

static void
print_reading (const PostinoReport *report)
{
  if (report->collector_url == NULL)
    {
      printf ("  %s\n",
              _("Opens and clicks were not counted: there was no public address for its links"));
      return;
    }
  printf (_("  %8" PRId64 "  opens by people, %" PRId64 " by machines, %" PRId64 " unknown\n"),
          report->opens.human, report->opens.machine, report->opens.unknown);
  printf (_("  %8" PRId64 "  clicks, %" PRId64 " of them by machines\n"), report->clicks.total,
          report->clicks.machine);
  printf (_("  %8" PRId64 "  people clicked, of the %" PRId64 " who agreed to be measured\n"),
          report->clicks.people, report->individuals);
  for (guint i = 0; i < report->links->len; i++)
    {
      const PostinoReportLink *link = report->links->pdata[i];

      printf ("  %8" G_GINT64_FORMAT "    %s\n", link->clicks, link->url);
    }
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
  print_number (_("unsubscribed"), report->unsubscribed);
  print_if_any (_("addresses that do not exist (hard bounces)"), report->bounced.hard);
  print_if_any (_("complaints"), report->complaints);
  return POSTINO_EXIT_DONE;
}
