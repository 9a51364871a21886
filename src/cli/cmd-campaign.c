/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl campaign: campaigns are checked, started and decided about here; the worker does the
 * sending. How a draft is made is in cmd-campaign-new.c, what only looks (status, report,
 * recipients, --wait) in cmd-campaign-watch.c. */

#include "cli/cmd-campaign.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "bus/worker-proxy.h"
#include "campaign/campaigns-table.h"
#include "campaign/decision.h"
#include "campaign/dkim-account.h"
#include "campaign/preflight.h"
#include "campaign/sample.h"
#include "campaign/test-send.h"
#include "cli/cli-print.h"
#include "contacts/address.h"
#include "store/change.h"
#include "workspace/secrets.h"
#include "workspace/worker-launch.h"

int
postino_cmd_campaign_print_id (PostinoCli *cli,
                               gint64      id)
{
  JsonBuilder *line;

  if (!cli->json)
    {
      postino_print_sentence (cli, _("Campaign %" PRId64), id);
      return POSTINO_EXIT_DONE;
    }
  line = postino_print_begin_object ();
  postino_print_add_int (line, "campaign", id);
  postino_print_line (line);
  return POSTINO_EXIT_DONE;
}

/* ---- check ---- */

typedef struct {
  gint64 id;
  GBytes *token_key;
  GPtrArray *findings;
} Check;

static gboolean
find_findings (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  Check *check = data;
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, check->id, error);

  if (campaign == NULL)
    return FALSE;
  check->findings = postino_preflight_check (db, campaign,
                                             g_bytes_get_data (check->token_key, NULL),
                                             g_get_real_time (), error);
  return check->findings != NULL;
}

/* NULL on failure; yours. */
static GPtrArray *
check_campaign (PostinoCli *cli,
                gint64      id,
                GError    **error)
{
  g_autoptr (GBytes) token_key = NULL;
  Check check = { id, NULL, NULL };

  if (!postino_cli_open (cli, error))
    return NULL;
  token_key = postino_secrets_get_token_key (cli->workspace, error);
  if (token_key == NULL)
    return NULL;
  check.token_key = token_key;
  return postino_cli_read (cli, find_findings, &check, error) ? check.findings : NULL;
}

/* How a finding is put right here: the sentences of the check are for windows, too. */
static const struct {
  const char *code;
  const char *hint;
} hints[] = {
  { "no-server", N_("campaign new … --server NAME; “sandbox” tries it out") },
  { "collector-local", N_("collector set --url, with a public address or “none”") },
  { "no-unsubscribe", N_("identity add … --unsubscribe-to, or collector set --url") },
  { "not-harvested", N_("collector harvest") },
};

/* Yours. */
static char *
describe_finding (const PostinoFinding *finding)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hints); i++)
    {
      if (strcmp (hints[i].code, finding->code) == 0)
        return g_strdup_printf ("%s (%s)", finding->message, _(hints[i].hint));
    }
  return g_strdup (finding->message);
}

static void
print_finding (PostinoCli           *cli,
               const PostinoFinding *finding)
{
  JsonBuilder *line;

  if (!cli->json)
    {
      static const char *const marks[] = { N_("Error"), N_("Warning"), N_("Note") };
      g_autofree char *text = describe_finding (finding);

      postino_print_sentence (cli, "%s: %s", _(marks[finding->severity]), text);
      return;
    }
  line = postino_print_begin_object ();
  postino_print_add_text (line, "severity", postino_severity_to_name (finding->severity));
  postino_print_add_text (line, "code", finding->code);
  postino_print_add_text (line, "message", finding->message);
  postino_print_line (line);
}

static int
run_check (PostinoCli *cli,
           int         argc,
           char      **argv)
{
  g_autoptr (GPtrArray) findings = NULL;
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;
  gint64 id;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error)
      || !postino_cli_parse_id (argv[1], &id, &error)
      || (findings = check_campaign (cli, id, &error)) == NULL)
    return postino_cli_fail (error);
  for (guint i = 0; i < findings->len; i++)
    {
      const PostinoFinding *finding = findings->pdata[i];

      print_finding (cli, finding);
      if (finding->severity == POSTINO_SEVERITY_ERROR)
        status = POSTINO_EXIT_FAILED;
    }
  if (findings->len == 0)
    postino_print_sentence (cli, _("Nothing speaks against sending it"));
  return status;
}

/* ---- start, pause, resume, stop ---- */

typedef struct {
  gint64 id;
  PostinoWanted wanted;
  gboolean immediate;
  gint64 start_at_us;
} Wish;

static gboolean
write_wish (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  const Wish *wish = data;

  return postino_campaigns_table_want (db, wish->id, wish->wanted, wish->immediate,
                                       wish->start_at_us, error);
}

/* Sees to it that a worker runs, and nudges it. */
static gboolean
wake_worker (PostinoCli *cli,
             GError    **error)
{
  if (!postino_worker_launch (cli->folder, error))
    return FALSE;
  postino_worker_proxy_nudge (cli->folder, POSTINO_TOPIC_CAMPAIGNS);
  return TRUE;
}

static gboolean
express_wish (PostinoCli *cli,
              Wish       *wish,
              GError    **error)
{
  return postino_cli_write (cli, write_wish, wish, error) && wake_worker (cli, error);
}

/* Errors of the check stop a start; warnings and notes are shown to people on stderr, so that
 * stdout stays a contract. */
static gboolean
refuse_errors (PostinoCli *cli,
               gint64      id,
               GError    **error)
{
  g_autoptr (GPtrArray) findings = check_campaign (cli, id, error);
  gboolean refused = FALSE;

  if (findings == NULL)
    return FALSE;
  for (guint i = 0; i < findings->len; i++)
    {
      const PostinoFinding *finding = findings->pdata[i];
      g_autofree char *text = describe_finding (finding);

      if (finding->severity == POSTINO_SEVERITY_ERROR && !refused)
        {
          g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, text);
          refused = TRUE;
        }
      else if (finding->severity != POSTINO_SEVERITY_INFO)
        g_printerr ("%s\n", text);
    }
  return !refused;
}

typedef struct {
  gint64 id;
  PostinoCampaign *campaign;
} Lookup;

static gboolean
look_up (PostinoDb *db,
         gpointer   data,
         GError   **error)
{
  Lookup *lookup = data;

  lookup->campaign = postino_campaigns_table_get (db, lookup->id, error);
  return lookup->campaign != NULL;
}

PostinoCampaign *
postino_cmd_campaign_load (PostinoCli *cli,
                           gint64      id,
                           GError    **error)
{
  Lookup lookup = { id, NULL };

  return postino_cli_read (cli, look_up, &lookup, error) ? lookup.campaign : NULL;
}

static int
run_start (PostinoCli *cli,
           int         argc,
           char      **argv)
{
  g_autofree char *at = NULL;
  gboolean now = FALSE;
  gboolean wait = FALSE;
  const GOptionEntry entries[] = {
    { "at", 0, 0, G_OPTION_ARG_STRING, &at, NULL, NULL },
    { "now", 0, 0, G_OPTION_ARG_NONE, &now, NULL, NULL },
    { "wait", 0, 0, G_OPTION_ARG_NONE, &wait, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  Wish wish = { 0, POSTINO_WANTED_RUN, FALSE, 0 };
  g_autoptr (PostinoCampaign) campaign = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (entries, 1, 1, &argc, &argv, &error)
      || !postino_cli_parse_id (argv[1], &wish.id, &error)
      || (at != NULL && !postino_date_parse (at, &wish.start_at_us, &error)))
    return postino_cli_fail (error);
  wish.immediate = (now || wait) && at == NULL;
  campaign = postino_cmd_campaign_load (cli, wish.id, &error);
  if (campaign != NULL && campaign->state == POSTINO_CAMPAIGN_MISSED && at == NULL)
    wish.start_at_us = g_get_real_time (); /* the answer to what a missed one asks */
  if (campaign == NULL
      || (campaign->state < POSTINO_CAMPAIGN_FREEZING && !refuse_errors (cli, wish.id, &error))
      || !express_wish (cli, &wish, &error))
    return postino_cli_fail (error);
  if (wait)
    return postino_cmd_campaign_wait (cli, wish.id);
  if (cli->json)
    return postino_cmd_campaign_print_status (cli, wish.id);
  postino_print_sentence (cli,
                          _("Campaign %" PRId64 " will be sent; “campaign status” shows how it goes"), wish.id);
  return POSTINO_EXIT_DONE;
}

static int
run_wish (PostinoCli   *cli,
          int           argc,
          char        **argv,
          PostinoWanted wanted,
          const char   *sentence)
{
  Wish wish = { 0, wanted, FALSE, 0 };
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error)
      || !postino_cli_parse_id (argv[1], &wish.id, &error)
      || !express_wish (cli, &wish, &error))
    return postino_cli_fail (error);
  if (cli->json)
    return postino_cmd_campaign_print_status (cli, wish.id);
  postino_print_sentence (cli, "%s", sentence);
  return POSTINO_EXIT_DONE;
}

static int
run_pause (PostinoCli *cli,
           int         argc,
           char      **argv)
{
  return run_wish (cli, argc, argv, POSTINO_WANTED_PAUSE,
                   _("It pauses as soon as what is on its way is answered"));
}

static gboolean
resume (PostinoDb *db,
        gpointer   data,
        GError   **error)
{
  return postino_decision_resume (db, *(const gint64 *) data, error);
}

static int
run_resume (PostinoCli *cli,
            int         argc,
            char      **argv)
{
  g_autoptr (GError) error = NULL;
  gint64 id;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error)
      || !postino_cli_parse_id (argv[1], &id, &error)
      || !postino_cli_write (cli, resume, &id, &error) || !wake_worker (cli, &error))
    return postino_cli_fail (error);
  if (cli->json)
    return postino_cmd_campaign_print_status (cli, id);
  postino_print_sentence (cli, _("It goes on"));
  return POSTINO_EXIT_DONE;
}

static int
run_stop (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  return run_wish (cli, argc, argv, POSTINO_WANTED_STOP,
                   _("It stops: what was not sent is cancelled"));
}

/* ---- test ---- */

typedef struct {
  gint64 parent;
  const char *to;
  const char *as;
  gint64 id;
} TestSend;

static gboolean
begin_test (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  TestSend *test = data;

  return postino_test_send_begin (db, test->parent, test->to, test->as, g_get_real_time (),
                                  &test->id, error);
}

static int
run_test (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  g_autofree char *to = NULL;
  g_autofree char *as = NULL;
  const GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, NULL, NULL },
    { "as", 0, 0, G_OPTION_ARG_STRING, &as, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_auto (PostinoAddress) address = { 0 };
  g_autoptr (GError) error = NULL;
  TestSend test = { 0 };
  PostinoAddressFault fault;

  if (!postino_cli_parse (entries, 1, 1, &argc, &argv, &error)
      || !postino_cli_parse_id (argv[1], &test.parent, &error))
    return postino_cli_fail (error);
  fault = postino_address_parse (to != NULL ? to : "", -1, &address);
  if (fault != 0)
    {
      g_set_error (&error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                   _("A test send needs --to ADDRESS: %s"),
                   postino_address_fault_to_sentence (fault));
      return postino_cli_fail (error);
    }
  test.to = address.address;
  test.as = as;
  if (!postino_cli_write (cli, begin_test, &test, &error) || !wake_worker (cli, &error))
    return postino_cli_fail (error);
  return postino_cmd_campaign_wait (cli, test.id);
}

/* ---- duplicate, rename, archive ---- */

typedef struct {
  gint64 id;
  gint64 copy;
  const char *name;
} Change;

static gboolean
duplicate (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Change *change = data;

  return postino_campaigns_table_duplicate (db, change->id, g_get_real_time (), &change->copy,
                                            error);
}

static gboolean
rename_campaign (PostinoDb *db,
                 gpointer   data,
                 GError   **error)
{
  const Change *change = data;
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, change->id, error);

  return campaign != NULL && postino_campaigns_table_rename (db, change->id, change->name, error);
}

static gboolean
archive (PostinoDb *db,
         gpointer   data,
         GError   **error)
{
  const Change *change = data;

  return postino_campaigns_table_archive (db, change->id, g_get_real_time (), error);
}

static int
run_change (PostinoCli      *cli,
            int              argc,
            char           **argv,
            int              n_arguments,
            PostinoStoreFunc func)
{
  g_autoptr (GError) error = NULL;
  Change change = { 0 };

  if (!postino_cli_parse (NULL, n_arguments, n_arguments, &argc, &argv, &error)
      || !postino_cli_parse_id (argv[1], &change.id, &error))
    return postino_cli_fail (error);
  change.name = argv[n_arguments];
  if (!postino_cli_write (cli, func, &change, &error))
    return postino_cli_fail (error);
  return postino_cmd_campaign_print_id (cli, change.copy > 0 ? change.copy : change.id);
}

static int
run_duplicate (PostinoCli *cli,
               int         argc,
               char      **argv)
{
  return run_change (cli, argc, argv, 1, duplicate);
}

static int
run_rename (PostinoCli *cli,
            int         argc,
            char      **argv)
{
  return run_change (cli, argc, argv, 2, rename_campaign);
}

static int
run_archive (PostinoCli *cli,
             int         argc,
             char      **argv)
{
  return run_change (cli, argc, argv, 1, archive);
}

/* ---- settle, retry ---- */

static int
run_decision (PostinoCli     *cli,
              gint64          id,
              PostinoDecision decision)
{
  g_autoptr (PostinoCampaign) campaign = NULL;
  g_autoptr (GError) error = NULL;
  JsonBuilder *line;
  gint64 n;

  campaign = postino_cmd_campaign_load (cli, id, &error);
  if (campaign == NULL
      || !postino_decision_make (postino_workspace_get_store (cli->workspace), id, decision, &n,
                                 &error))
    return postino_cli_fail (error);

  /* A finished campaign still wants to run: ready rows are enough to wake it. A paused one waits
   * for resume. */
  if (decision != POSTINO_DECISION_TAKE_AS_SENT && n > 0
      && campaign->state == POSTINO_CAMPAIGN_FINISHED && !wake_worker (cli, &error))
    return postino_cli_fail (error);
  if (!cli->json)
    {
      postino_print_sentence (cli, ngettext ("%" PRId64 " recipient", "%" PRId64 " recipients", n),
                              n);
      return POSTINO_EXIT_DONE;
    }
  line = postino_print_begin_object ();
  postino_print_add_int (line, "campaign", id);
  postino_print_add_int (line, "recipients", n);
  postino_print_line (line);
  return POSTINO_EXIT_DONE;
}

static int
run_settle (PostinoCli *cli,
            int         argc,
            char      **argv)
{
  g_autofree char *how = NULL;
  const GOptionEntry entries[] = {
    { "in-doubt", 0, 0, G_OPTION_ARG_STRING, &how, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  gboolean resend;
  gint64 id;

  if (!postino_cli_parse (entries, 1, 1, &argc, &argv, &error)
      || !postino_cli_parse_id (argv[1], &id, &error))
    return postino_cli_fail (error);
  resend = g_strcmp0 (how, "resend") == 0;
  if (!resend && g_strcmp0 (how, "accept") != 0)
    {
      g_set_error_literal (&error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                           _("Say --in-doubt resend, or --in-doubt accept"));
      return postino_cli_fail (error);
    }
  return run_decision (cli, id,
                       resend ? POSTINO_DECISION_SEND_AGAIN : POSTINO_DECISION_TAKE_AS_SENT);
}

static int
run_retry (PostinoCli *cli,
           int         argc,
           char      **argv)
{
  g_autoptr (GError) error = NULL;
  gint64 id;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error)
      || !postino_cli_parse_id (argv[1], &id, &error))
    return postino_cli_fail (error);
  return run_decision (cli, id, POSTINO_DECISION_RETRY_REFUSED);
}

/* ---- render ---- */

typedef struct {
  gint64 id;
  const char *key;
  GBytes *token_key;
  PostinoDkimKeySet *dkim;
  GBytes *message;
} Rendering;

static gboolean
render_for_contact (PostinoDb *db,
                    gpointer   data,
                    GError   **error)
{
  Rendering *rendering = data;
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, rendering->id, error);

  if (campaign == NULL)
    return FALSE;
  rendering->message = postino_sample_render (db, campaign, rendering->key,
                                              g_bytes_get_data (rendering->token_key, NULL),
                                              g_get_real_time (), rendering->dkim, error);
  return rendering->message != NULL;
}

static int
run_render (PostinoCli *cli,
            int         argc,
            char      **argv)
{
  g_autofree char *contact = NULL;
  const GOptionEntry entries[] = {
    { "contact", 0, 0, G_OPTION_ARG_STRING, &contact, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_auto (PostinoAddress) address = { 0 };
  g_autoptr (GBytes) token_key = NULL;
  g_autoptr (PostinoDkimKeySet) dkim = NULL;
  g_autoptr (GError) error = NULL;
  Rendering rendering = { 0 };

  if (!postino_cli_parse (entries, 1, 1, &argc, &argv, &error)
      || !postino_cli_parse_id (argv[1], &rendering.id, &error))
    return postino_cli_fail (error);
  if (contact == NULL || postino_address_parse (contact, -1, &address) != 0)
    {
      g_set_error_literal (&error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                           _("Say for whom: --contact ADDRESS"));
      return postino_cli_fail (error);
    }
  rendering.key = address.key;
  if (!postino_cli_open (cli, &error)
      || (token_key = postino_secrets_get_token_key (cli->workspace, &error)) == NULL
      || !postino_dkim_account_load (cli->workspace, rendering.id, &dkim, &error))
    return postino_cli_fail (error);
  rendering.token_key = token_key;
  rendering.dkim = dkim;
  if (!postino_cli_read (cli, render_for_contact, &rendering, &error))
    return postino_cli_fail (error);
  fwrite (g_bytes_get_data (rendering.message, NULL), 1, g_bytes_get_size (rendering.message),
          stdout);
  g_bytes_unref (rendering.message);
  return POSTINO_EXIT_DONE;
}

static const PostinoVerb verbs[] = {
  { "new", "NAME --from EMAIL --subject S --html FILE [--text FILE] [--preheader P] --list NAME… [--exclude NAME]… "
           "[--server NAME[:WEIGHT]]… [--tracking none|aggregate|individual|by-consent] [--attach FILE|PATTERN]… [--utm SOURCE,MEDIUM,NAME] [--lifetime DAYS]",
    N_("Make a draft"), postino_cmd_campaign_run_new },
  { "check", "ID", N_("Everything that speaks against sending it"), run_check },
  { "test", "ID --to EMAIL [--as CONTACT]", N_("Send it to one address, as a contact would get it"),
    run_test },
  { "start", "ID [--at TIME] [--now] [--wait]", N_("Send it, now or later"), run_start },
  { "pause", "ID", N_("Hold it"), run_pause },
  { "resume", "ID", N_("Go on with it"), run_resume },
  { "stop", "ID", N_("End it for good: what was not sent is cancelled"), run_stop },
  { "list", "[--archived]", N_("All campaigns"), postino_cmd_campaign_run_list },
  { "status", "ID", N_("How far it is"), postino_cmd_campaign_run_status },
  { "recipients", "ID [--state S]", N_("One row a recipient, with the server’s answer"),
    postino_cmd_campaign_run_recipients },
  { "report", "ID", N_("What came of it"), postino_cmd_campaign_run_report },
  { "settle", "ID --in-doubt resend|accept",
    N_("Decide about recipients whose outcome is not known"), run_settle },
  { "retry", "ID", N_("Try the refused recipients again"), run_retry },
  { "returned", "ID [--report FOLDER]", N_("Whom it gave up after days of trying, and a report about each"),
    postino_cmd_campaign_run_returned },
  { "render", "ID --contact EMAIL", N_("The message as it leaves"), run_render },
  { "duplicate", "ID", N_("A draft with the same content and lists"), run_duplicate },
  { "rename", "ID NAME", N_("Give it another name"), run_rename },
  { "archive", "ID", N_("Put it out of the way"), run_archive },
  { NULL }
};

const PostinoNoun postino_noun_campaign = { "campaign",
                                            N_("Newsletters: write, check, send, watch"), verbs };
