/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A test has one recipient. It is followed until its row is final, the worker's check refused it, or
 * it waits for something: then the reason is said, and it goes on without being watched. */

#include "gui/campaigns/test-watch.h"

#include <glib/gi18n-lib.h>

#include "campaign/campaign-words.h"
#include "campaign/campaigns-table.h"
#include "gui/shell/toast.h"
#include "model/progress.h"

typedef struct {
  GtkWidget *from;
  PostinoSession *session;
  PostinoProgress *progress;
  gint64 id;
  char *to;
} Watch;

/* What the database says of it in the end. */
typedef struct {
  gint64 id;
  PostinoCampaign *campaign;
  GPtrArray *rows;
} Outcome;

static void
free_outcome (gpointer data)
{
  Outcome *outcome = data;

  g_clear_pointer (&outcome->campaign, postino_campaign_free);
  g_clear_pointer (&outcome->rows, g_ptr_array_unref);
  g_free (outcome);
}

static gboolean
read_outcome (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Outcome *outcome = data;

  outcome->campaign = postino_campaigns_table_get (db, outcome->id, error);
  outcome->rows = postino_ledger_table_page (db, outcome->id, -1, 0, 1, error);
  return outcome->campaign != NULL && outcome->rows != NULL;
}

static void
free_watch (Watch *watch)
{
  g_clear_object (&watch->progress);
  g_object_unref (watch->from);
  g_object_unref (watch->session);
  g_free (watch->to);
  g_free (watch);
}

/* Yours. */
static char *
describe (const Outcome *outcome,
          const char    *to)
{
  const PostinoLedgerRow *row = outcome->rows->len > 0 ? outcome->rows->pdata[0] : NULL;

  if (row != NULL && row->state == POSTINO_LEDGER_ACCEPTED)
    return g_strdup_printf (_("The server accepted the test to %s"), to);
  if (row != NULL && row->reply != NULL)
    return g_strdup_printf (_("The test to %s was not accepted: %s"), to, row->reply);
  if (row != NULL && row->reason != NULL)
    return g_strdup_printf (_("The test to %s was not sent: %s"), to,
                            postino_ledger_reason_describe (row->reason));
  return g_strdup_printf (_("The test to %s was not sent: %s"), to,
                          outcome->campaign->waiting_why != NULL
                            ? outcome->campaign->waiting_why
                            : postino_campaign_state_describe (outcome->campaign->state));
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Watch *watch = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  Outcome *outcome = postino_store_run_finish (POSTINO_STORE (source), result, &error);

  if (outcome == NULL)
    postino_toast_fail (watch->from, error);
  else
    {
      sentence = describe (outcome, watch->to);
      postino_toast_say (watch->from, sentence);
    }
  free_watch (watch);
}

static gboolean
is_over (PostinoProgress *progress)
{
  switch (postino_progress_get_state (progress))
    {
    case POSTINO_CAMPAIGN_FINISHED:
    case POSTINO_CAMPAIGN_WAITING:
    case POSTINO_CAMPAIGN_PAUSED:
      return TRUE;
    case POSTINO_CAMPAIGN_DRAFT:
      /* Refused by the check, which says why; a new one has nothing to say yet. */
      return postino_progress_get_waiting_why (progress) != NULL;
    case POSTINO_CAMPAIGN_SCHEDULED:
    case POSTINO_CAMPAIGN_MISSED:
    case POSTINO_CAMPAIGN_FREEZING:
    case POSTINO_CAMPAIGN_LAUNCHING:
    case POSTINO_CAMPAIGN_RUNNING:
    case POSTINO_CAMPAIGN_STOPPING:
      return FALSE;
    }
  g_assert_not_reached ();
}

static void
changed_cb (PostinoProgress *progress,
            Watch           *watch)
{
  Outcome *outcome;

  if (!postino_progress_is_loaded (progress) || !is_over (progress))
    return;
  g_signal_handlers_disconnect_by_data (progress, watch);
  outcome = g_new0 (Outcome, 1);
  outcome->id = watch->id;
  postino_store_run_async (postino_session_get_store (watch->session), FALSE, read_outcome, outcome,
                           free_outcome, NULL, read_cb, watch);
}

void
postino_test_watch_begin (GtkWidget      *from,
                          PostinoSession *session,
                          gint64          test,
                          const char     *to)
{
  Watch *watch = g_new0 (Watch, 1);
  g_autofree char *sentence = g_strdup_printf (_("Sending a test to %s"), to);

  watch->from = g_object_ref (from);
  watch->session = g_object_ref (session);
  watch->id = test;
  watch->to = g_strdup (to);
  watch->progress = postino_progress_new (postino_session_get_store (session),
                                          postino_session_get_proxy (session), test,
                                          postino_session_get_clock (session));
  g_signal_connect (watch->progress, "changed", G_CALLBACK (changed_cb), watch);
  postino_toast_say (from, sentence);
}
