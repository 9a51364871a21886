/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl campaign, the verbs that only look: list, status, recipients, and the waiting of
 * `start --wait`. All numbers come from rows and roll-ups; nothing is asked of the worker. */

#include "cli/cmd-campaign.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/error.h"
#include "campaign/campaign-words.h"
#include "campaign/campaigns-table.h"
#include "campaign/ledger-table.h"
#include "campaign/sample.h"
#include "campaign/servers-table.h"
#include "cli/cli-print.h"
#include "events/events-table.h"
#include "workspace/secrets.h"
#include "workspace/worker-launch.h"

enum {
  LOOK_US = 100000,
  WORKERLESS_US = 10 * G_USEC_PER_SEC,
  RATE_WINDOW_US = 10 * G_USEC_PER_SEC,
  PAGE_ROWS = 500,
  BAR_WIDTH = 30,
};

/* ---- status ---- */

typedef struct {
  gint64 id;
  PostinoCampaign *campaign;
  gint64 counts[POSTINO_LEDGER_N_STATES];
  gint64 total;
  double per_second;
  gint64 eta_us;           /* 0: not known */
  gboolean needs_a_person; /* all its servers are stopped */
} Status;

static void
clear_status (Status *status)
{
  g_clear_pointer (&status->campaign, postino_campaign_free);
}

static gboolean
find_rate (PostinoDb *db,
           Status    *status,
           GError   **error)
{
  gint64 now_us = g_get_real_time ();
  gint64 since_us = MAX (now_us - RATE_WINDOW_US, status->campaign->started_us);
  gint64 left = status->counts[POSTINO_LEDGER_READY] + status->counts[POSTINO_LEDGER_HANDED];
  gint64 n = 0;

  if (status->campaign->state != POSTINO_CAMPAIGN_RUNNING || now_us <= since_us)
    return TRUE;
  if (!postino_events_table_count_since (db, status->id, POSTINO_EVENT_ACCEPTED, since_us, &n,
                                         error))
    return FALSE;
  status->per_second = (double) n * G_USEC_PER_SEC / (double) (now_us - since_us);
  if (status->per_second > 0 && left > 0)
    status->eta_us = now_us + (gint64) ((double) left / status->per_second * G_USEC_PER_SEC);
  return TRUE;
}

static gboolean
find_stopped (PostinoDb *db,
              Status    *status,
              GError   **error)
{
  g_autoptr (GPtrArray) servers = postino_servers_table_list_for_campaign (db, status->id, error);

  if (servers == NULL)
    return FALSE;
  status->needs_a_person = TRUE;
  for (guint i = 0; i < servers->len; i++)
    status->needs_a_person = status->needs_a_person && ((PostinoServer *) servers->pdata[i])->stopped_why != NULL;
  return TRUE;
}

static gboolean
read_status (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  Status *status = data;

  status->campaign = postino_campaigns_table_get (db, status->id, error);
  if (status->campaign == NULL || !postino_ledger_table_count (db, status->id, status->counts,
                                                               error)
      || !find_stopped (db, status, error))
    return FALSE;
  status->total = 0;
  for (int state = 0; state < POSTINO_LEDGER_N_STATES; state++)
    status->total += status->counts[state];
  return find_rate (db, status, error);
}

static void
print_status_json (const Status *status)
{
  JsonBuilder *line = postino_print_begin_object ();
  g_autofree char *eta = status->eta_us > 0 ? postino_date_to_iso (status->eta_us) : NULL;

  postino_print_add_int (line, "campaign", status->id);
  postino_print_add_text (line, "state", postino_campaign_state_to_name (status->campaign->state));
  postino_print_add_int (line, "recipients", status->total);
  for (int state = 0; state < POSTINO_LEDGER_N_STATES; state++)
    postino_print_add_int (line, postino_ledger_state_to_name (state), status->counts[state]);
  postino_print_add_double (line, "per_second", status->per_second);
  postino_print_add_text (line, "eta", eta);
  postino_print_add_text (line, "waiting", status->campaign->waiting_why);
  postino_print_line (line);
}

static void
print_status_text (const Status *status)
{
  if (status->campaign->is_test)
    printf (_("Test to %s: %s\n"), status->campaign->test_to,
            postino_campaign_state_describe (status->campaign->state));
  else
    printf (_("Campaign %" PRId64 " “%s”: %s\n"), status->id, status->campaign->name,
            postino_campaign_state_describe (status->campaign->state));
  if (status->campaign->waiting_why != NULL)
    printf ("  %s\n", status->campaign->waiting_why);
  printf ("  ");
  printf (ngettext ("%" PRId64 " recipient", "%" PRId64 " recipients", (gulong) status->total),
          status->total);
  printf ("\n");
  for (int state = 0; state < POSTINO_LEDGER_N_STATES; state++)
    {
      if (status->counts[state] > 0)
        printf ("  %" G_GINT64_FORMAT " %s\n", status->counts[state],
                postino_ledger_state_describe (state));
    }
  if (status->eta_us > 0)
    {
      g_autofree char *when = postino_date_to_human (status->eta_us);

      printf (_("  %.1f a second, done about %s\n"), status->per_second, when);
    }
}

int
postino_cmd_campaign_print_status (PostinoCli *cli,
                                   gint64      id)
{
  Status status = { .id = id };
  g_autoptr (GError) error = NULL;

  if (!postino_cli_read (cli, read_status, &status, &error))
    {
      clear_status (&status);
      return postino_cli_fail (error);
    }
  if (cli->json)
    print_status_json (&status);
  else
    print_status_text (&status);
  clear_status (&status);
  return POSTINO_EXIT_DONE;
}

int
postino_cmd_campaign_run_status (PostinoCli *cli,
                                 int         argc,
                                 char      **argv)
{
  g_autoptr (GError) error = NULL;
  gint64 id;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error)
      || !postino_cli_parse_id (argv[1], &id, &error))
    return postino_cli_fail (error);
  return postino_cmd_campaign_print_status (cli, id);
}

/* ---- waiting ---- */

static void
draw_bar (const Status *status)
{
  gint64 open = status->counts[POSTINO_LEDGER_READY] + status->counts[POSTINO_LEDGER_HANDED]
                + status->counts[POSTINO_LEDGER_DEFERRED];
  gint64 done = status->total - open;
  int filled = status->total > 0 ? (int) (done * BAR_WIDTH / status->total) : 0;

  fputs ("\r[", stderr);
  for (int i = 0; i < BAR_WIDTH; i++)
    fputc (i < filled ? '#' : '.', stderr);
  fprintf (stderr, "] %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "  %.0f/s  %s   ", done,
           status->total, status->per_second,
           postino_campaign_state_describe (status->campaign->state));
  fflush (stderr);
}

/* The end of the waiting: the last look is shown, and the exit status says how it ended. */
static int
conclude (PostinoCli   *cli,
          const Status *status)
{
  if (cli->json)
    print_status_json (status);
  else
    print_status_text (status);
  if (status->campaign->state != POSTINO_CAMPAIGN_FINISHED)
    {
      g_printerr ("%s\n", status->campaign->waiting_why != NULL ? status->campaign->waiting_why
                                                                : _("The campaign was held before its end"));
      return POSTINO_EXIT_FAILED;
    }
  return status->counts[POSTINO_LEDGER_REFUSED] + status->counts[POSTINO_LEDGER_IN_DOUBT]
               + status->counts[POSTINO_LEDGER_EXPIRED] > 0
           ? POSTINO_EXIT_PARTLY
           : POSTINO_EXIT_DONE;
}

/* Nothing more happens by itself: finished, held by a person, refused by the worker's check, or all
 * servers stopped. */
static gboolean
is_over (const Status *status)
{
  switch (status->campaign->state)
    {
    case POSTINO_CAMPAIGN_FINISHED:
      /* A campaign that was just told to run again may not have been looked at yet. */
      return status->counts[POSTINO_LEDGER_READY] == 0;
    case POSTINO_CAMPAIGN_PAUSED:
      return status->campaign->wanted != POSTINO_WANTED_RUN;
    case POSTINO_CAMPAIGN_DRAFT:
    case POSTINO_CAMPAIGN_MISSED:
      return status->campaign->wanted != POSTINO_WANTED_RUN;
    case POSTINO_CAMPAIGN_WAITING:
      return status->needs_a_person;
    case POSTINO_CAMPAIGN_SCHEDULED:
    case POSTINO_CAMPAIGN_FREEZING:
    case POSTINO_CAMPAIGN_LAUNCHING:
    case POSTINO_CAMPAIGN_RUNNING:
    case POSTINO_CAMPAIGN_STOPPING:
      return FALSE;
    }
  g_assert_not_reached ();
}

/* A worker that died while it was waited for is started again; not at once, since somebody may be
 * about to. */
static gboolean
keep_worker (PostinoCli *cli,
             gint64     *seen_us,
             GError    **error)
{
  gint64 now_us = g_get_monotonic_time ();

  if (postino_workspace_has_worker (cli->folder))
    *seen_us = now_us;
  if (now_us - *seen_us < WORKERLESS_US)
    return TRUE;
  *seen_us = now_us;
  return postino_worker_launch (cli->folder, error);
}

int
postino_cmd_campaign_wait (PostinoCli *cli,
                           gint64      id)
{
  gboolean draws = !cli->json && isatty (STDERR_FILENO);
  gint64 seen_us = g_get_monotonic_time ();

  for (;;)
    {
      Status status = { .id = id };
      g_autoptr (GError) error = NULL;
      int exit_status;

      if (!postino_cli_read (cli, read_status, &status, &error)
          || !keep_worker (cli, &seen_us, &error))
        {
          clear_status (&status);
          return postino_cli_fail (error);
        }
      if (draws)
        draw_bar (&status);
      if (!is_over (&status))
        {
          clear_status (&status);
          g_usleep (LOOK_US);
          continue;
        }
      if (draws)
        fputc ('\n', stderr);
      exit_status = conclude (cli, &status);
      clear_status (&status);
      return exit_status;
    }
}

/* ---- list ---- */

typedef struct {
  gboolean archived;
  GPtrArray *campaigns;
} Listing;

static gboolean
read_campaigns (PostinoDb *db,
                gpointer   data,
                GError   **error)
{
  Listing *listing = data;

  listing->campaigns = postino_campaigns_table_list (db, listing->archived, error);
  return listing->campaigns != NULL;
}

int
postino_cmd_campaign_run_list (PostinoCli *cli,
                               int         argc,
                               char      **argv)
{
  static const int widths[] = { 6, 14, 0 };
  Listing listing = { 0 };
  const GOptionEntry entries[] = {
    { "archived", 0, 0, G_OPTION_ARG_NONE, &listing.archived, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (entries, 0, 0, &argc, &argv, &error)
      || !postino_cli_read (cli, read_campaigns, &listing, &error))
    return postino_cli_fail (error);
  for (guint i = 0; i < listing.campaigns->len; i++)
    {
      const PostinoCampaign *campaign = listing.campaigns->pdata[i];
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, campaign->id);
      const char *cells[] = { number, postino_campaign_state_describe (campaign->state),
                              campaign->name, NULL };
      JsonBuilder *line;

      if (!cli->json)
        {
          postino_print_row (widths, cells);
          continue;
        }
      line = postino_print_begin_object ();
      postino_print_add_int (line, "campaign", campaign->id);
      postino_print_add_text (line, "name", campaign->name);
      postino_print_add_text (line, "state", postino_campaign_state_to_name (campaign->state));
      postino_print_line (line);
    }
  if (listing.campaigns->len == 0)
    postino_print_sentence (cli, _("There are no campaigns yet"));
  g_ptr_array_unref (listing.campaigns);
  return POSTINO_EXIT_DONE;
}

/* ---- recipients ---- */

typedef struct {
  gint64 id;
  int state;
  gint64 after;
  const guint8 *token_key;
  PostinoRender *render; /* for message ids; made with the first page */
  GHashTable *servers;   /* id → name */
  GPtrArray *rows;
} Recipients;

static gboolean
prepare_recipients (PostinoDb  *db,
                    Recipients *recipients,
                    GError    **error)
{
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, recipients->id, error);
  g_autoptr (GPtrArray) servers = NULL;

  if (campaign == NULL)
    return FALSE;
  servers = postino_servers_table_list_for_campaign (db, recipients->id, error);
  if (servers == NULL)
    return FALSE;
  recipients->servers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; i < servers->len; i++)
    {
      const PostinoServer *server = servers->pdata[i];

      g_hash_table_insert (recipients->servers, g_memdup2 (&server->id, sizeof server->id),
                           g_strdup (server->profile->name));
    }
  recipients->render = postino_sample_compile (db, campaign, campaign->collector_url,
                                               recipients->token_key,
                                               campaign->launched_us, NULL, error);
  return recipients->render != NULL;
}

static gboolean
read_recipients (PostinoDb *db,
                 gpointer   data,
                 GError   **error)
{
  Recipients *recipients = data;

  if (recipients->render == NULL && !prepare_recipients (db, recipients, error))
    return FALSE;
  recipients->rows = postino_ledger_table_page (db, recipients->id, recipients->state,
                                                recipients->after, PAGE_ROWS,
                                                error);
  return recipients->rows != NULL;
}

static void
print_recipient (PostinoCli             *cli,
                 const Recipients       *recipients,
                 const PostinoLedgerRow *row)
{
  static const int widths[] = { 36, 12, 0 };
  const char *cells[] = { row->address, postino_ledger_state_describe_one (row->state),
                          row->reply != NULL    ? row->reply
                          : row->reason != NULL ? postino_ledger_reason_describe (row->reason)
                                                : "",
                          NULL };
  g_autofree char *message_id = NULL;
  JsonBuilder *line;

  if (!cli->json)
    {
      postino_print_row (widths, cells);
      return;
    }
  message_id = row->attempt > 0 ? postino_render_dup_message_id (recipients->render,
                                                                 row->id) : NULL;
  line = postino_print_begin_object ();
  postino_print_add_text (line, "email", row->address);
  postino_print_add_text (line, "state", postino_ledger_state_to_name (row->state));
  postino_print_add_int (line, "attempts", row->attempt);
  postino_print_add_text (line, "reply", row->reply);
  postino_print_add_text (line, "message_id", message_id);
  postino_print_add_text (line, "server", g_hash_table_lookup (recipients->servers, &row->server));
  postino_print_add_text (line, "reason", row->reason);
  postino_print_add_text (line, "queue_id", row->queue_id);
  postino_print_line (line);
}

static gboolean
print_recipients (PostinoCli *cli,
                  Recipients *recipients,
                  GError    **error)
{
  guint n_rows;

  do
    {
      if (!postino_cli_read (cli, read_recipients, recipients, error))
        return FALSE;
      n_rows = recipients->rows->len;
      for (guint i = 0; i < n_rows; i++)
        {
          const PostinoLedgerRow *row = recipients->rows->pdata[i];

          print_recipient (cli, recipients, row);
          recipients->after = row->id;
        }
      g_clear_pointer (&recipients->rows, g_ptr_array_unref);
    }
  while (n_rows > 0);
  return TRUE;
}

int
postino_cmd_campaign_run_recipients (PostinoCli *cli,
                                     int         argc,
                                     char      **argv)
{
  g_autofree char *state_name = NULL;
  const GOptionEntry entries[] = {
    { "state", 0, 0, G_OPTION_ARG_STRING, &state_name, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  Recipients recipients = { .state = -1 };
  g_autoptr (GBytes) token_key = NULL;
  g_autoptr (GError) error = NULL;
  PostinoLedgerState state;
  gboolean printed;

  if (!postino_cli_parse (entries, 1, 1, &argc, &argv, &error)
      || !postino_cli_parse_id (argv[1], &recipients.id, &error)
      || !postino_cli_open (cli,
                            &error) || (token_key = postino_secrets_get_token_key (cli->workspace,
                                                                                   &error)) == NULL)
    return postino_cli_fail (error);
  if (state_name != NULL && !postino_ledger_state_from_name (state_name, &state))
    {
      g_set_error (&error, POSTINO_ERROR, POSTINO_ERROR_USAGE, _("“%s” is no state of a recipient"),
                   state_name);
      return postino_cli_fail (error);
    }
  if (state_name != NULL)
    recipients.state = (int) state;
  recipients.token_key = g_bytes_get_data (token_key, NULL);
  printed = print_recipients (cli, &recipients, &error);
  g_clear_pointer (&recipients.render, postino_render_unref);
  g_clear_pointer (&recipients.servers, g_hash_table_unref);
  return printed ? POSTINO_EXIT_DONE : postino_cli_fail (error);
}
