/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's word on what could not be known, or on a refusal: one guarded UPDATE a chunk, and one
 * event that says so. A crash between chunks leaves the rest as it was; deciding again goes on.
 *
 * What is to be sent again is sent also by a campaign that was stopped: all the others of it are
 * cancelled by then, and for these a person has said so afterwards. */

#include "campaign/decision.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "base/error.h"
#include "campaign/campaigns-table.h"
#include "campaign/ledger-table.h"
#include "campaign/servers-table.h"
#include "events/events-table.h"
#include "store/change.h"

enum { ROWS_A_CHUNK = 500 };

/* By PostinoDecision. */
static const struct {
  PostinoLedgerState from;
  PostinoLedgerState to;
  const char *detail; /* of the event */
} decisions[] = {
  { POSTINO_LEDGER_IN_DOUBT, POSTINO_LEDGER_READY, "in doubt: resend" },
  { POSTINO_LEDGER_IN_DOUBT, POSTINO_LEDGER_ACCEPTED, "in doubt: taken as sent" },
  { POSTINO_LEDGER_REFUSED, POSTINO_LEDGER_READY, "refused: retry" },
};

static gboolean
let_servers_go_on (PostinoDb *db,
                   gint64     campaign,
                   GError   **error)
{
  g_autoptr (GPtrArray) servers = postino_servers_table_list_for_campaign (db, campaign, error);

  if (servers == NULL)
    return FALSE;
  for (guint i = 0; i < servers->len; i++)
    {
      const PostinoServer *server = servers->pdata[i];

      if (server->stopped_why != NULL
          && !postino_servers_table_set_stopped (db, server->id, NULL, error))
        return FALSE;
    }
  return postino_change_bump (db, POSTINO_TOPIC_SERVERS, error); /* those left alone for a while, too */
}

gboolean
postino_decision_resume (PostinoDb *db,
                         gint64     id,
                         GError   **error)
{
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, id, error);

  if (campaign == NULL)
    return FALSE;
  if (campaign->state < POSTINO_CAMPAIGN_FREEZING)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                   _("Campaign %" PRId64 " has not been started"), id);
      return FALSE;
    }
  return let_servers_go_on (db, id, error)
         && postino_campaigns_table_want (db, id, POSTINO_WANTED_RUN, FALSE, 0, error);
}

typedef struct {
  gint64 campaign;
  PostinoDecision decision;
  guint n;
} Chunk;

/* @row 0: of several. */
static gboolean
write_down (PostinoDb      *db,
            gint64          campaign,
            gint64          row,
            PostinoDecision decision,
            gint64          now_us,
            GError        **error)
{
  PostinoEvent event = { .at_us = now_us, .type = POSTINO_EVENT_DECIDED, .campaign = campaign,
                         .ledger = row, .link = -1, .detail = decisions[decision].detail };

  return postino_events_table_append (db, &event, NULL, error)
         && (decisions[decision].to != POSTINO_LEDGER_READY
             || postino_campaigns_table_reopen (db, campaign, error))
         && postino_change_bump (db, POSTINO_TOPIC_LEDGER, error);
}

static gboolean
decide_chunk (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Chunk *chunk = data;
  gint64 now_us = g_get_real_time ();

  if (!postino_ledger_table_move_some (db, chunk->campaign, decisions[chunk->decision].from,
                                       decisions[chunk->decision].to, NULL, now_us, ROWS_A_CHUNK,
                                       &chunk->n, error))
    return FALSE;
  return chunk->n == 0 || write_down (db, chunk->campaign, 0, chunk->decision, now_us, error);
}

gboolean
postino_decision_make (PostinoStore   *store,
                       gint64          campaign,
                       PostinoDecision decision,
                       gint64         *n,
                       GError        **error)
{
  Chunk chunk = { campaign, decision, 0 };

  *n = 0;
  do
    {
      if (!postino_store_write (store, POSTINO_STORE_NORMAL, decide_chunk, &chunk, error))
        return FALSE;
      *n += chunk.n;
    }
  while (chunk.n > 0);
  return TRUE;
}

gboolean
postino_decision_make_one (PostinoDb      *db,
                           gint64          campaign,
                           gint64          row,
                           PostinoDecision decision,
                           gboolean       *reached,
                           GError        **error)
{
  gint64 now_us = g_get_real_time ();

  if (!postino_ledger_table_move_one (db, campaign, row, decisions[decision].from,
                                      decisions[decision].to, now_us, reached, error))
    return FALSE;
  return !*reached || write_down (db, campaign, row, decision, now_us, error);
}
