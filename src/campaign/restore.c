/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to campaigns when a workspace turns out not to be where it was last used
 * (workspace/machine-stamp).
 *
 * The other copy may have gone on sending. So ready, deferred and handed rows become in_doubt, with
 * a reason that tells what they were, and unfinished campaigns are paused. Suppressions are not
 * touched: the restore itself has merged them. Should the user know that this copy is the newer
 * one, `adopt --newer` takes the rule back for rows that never left. */

#include "campaign/restore.h"

#include "campaign/campaigns-table.h"
#include "campaign/ledger-table.h"
#include "store/change.h"
#include "workspace/machine-stamp.h"

enum { ROWS_A_CHUNK = 500 };

#define REASON_WAITING POSTINO_RESTORE_REASON
#define REASON_HANDED POSTINO_RESTORE_REASON "-handed"

typedef struct {
  gint64 campaign;
  PostinoLedgerState from;
  PostinoLedgerState to;
  const char *reason;
  guint n;
  gint64 total;
} Chunk;

static gboolean
hold_campaigns (PostinoDb *db,
                gpointer   data,
                GError   **error)
{
  return postino_campaigns_table_hold_all (db, error);
}

static gboolean
adopt (PostinoDb *db,
       gpointer   data,
       GError   **error)
{
  return postino_machine_stamp_adopt (db, error);
}

static gboolean
move_chunk (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  Chunk *chunk = data;

  return postino_ledger_table_move_some (db, chunk->campaign, chunk->from, chunk->to, chunk->reason,
                                         g_get_real_time (), ROWS_A_CHUNK, &chunk->n, error)
         && postino_change_bump (db, POSTINO_TOPIC_LEDGER, error);
}

static gboolean
list_unfinished (PostinoDb *db,
                 gpointer   data,
                 GError   **error)
{
  GPtrArray **campaigns = data;

  *campaigns = postino_campaigns_table_list_active (db, error);
  return *campaigns != NULL;
}

static gboolean
put_in_doubt (PostinoStore *store,
              gint64        campaign,
              GError      **error)
{
  static const struct {
    PostinoLedgerState from;
    const char *reason;
  } moves[] = {
    { POSTINO_LEDGER_READY, REASON_WAITING },
    { POSTINO_LEDGER_DEFERRED, REASON_WAITING },
    { POSTINO_LEDGER_HANDED, REASON_HANDED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      Chunk chunk = { campaign, moves[i].from, POSTINO_LEDGER_IN_DOUBT, moves[i].reason, 0, 0 };

      do
        {
          if (!postino_store_write (store, POSTINO_STORE_NORMAL, move_chunk, &chunk, error))
            return FALSE;
        }
      while (chunk.n > 0);
    }
  return TRUE;
}

gboolean
postino_restore_apply_rule (PostinoWorkspace *workspace,
                            gboolean         *applied,
                            GError          **error)
{
  PostinoStore *store = postino_workspace_get_store (workspace);
  g_autoptr (GPtrArray) campaigns = NULL;

  if (applied != NULL)
    *applied = postino_workspace_is_foreign (workspace);
  if (!postino_workspace_is_foreign (workspace))
    return TRUE;

  /* Held first: from here on a crash leaves nothing that could go on by itself; the stamp comes
   * last. */
  if (!postino_store_write (store, POSTINO_STORE_NORMAL, hold_campaigns, NULL, error)
      || !postino_store_read (store, list_unfinished, &campaigns, error))
    return FALSE;
  for (guint i = 0; i < campaigns->len; i++)
    {
      const PostinoCampaign *campaign = campaigns->pdata[i];

      if (!put_in_doubt (store, campaign->id, error))
        return FALSE;
    }
  return postino_store_write (store, POSTINO_STORE_NORMAL, adopt, NULL, error);
}

static gboolean
bring_back_chunk (PostinoDb *db,
                  gpointer   data,
                  GError   **error)
{
  Chunk *chunk = data;

  return postino_ledger_table_take_back_doubt (db, REASON_WAITING, ROWS_A_CHUNK, &chunk->n, error)
         && postino_change_bump (db, POSTINO_TOPIC_LEDGER, error);
}

gboolean
postino_restore_adopt_newer (PostinoWorkspace *workspace,
                             gint64           *n,
                             GError          **error)
{
  PostinoStore *store = postino_workspace_get_store (workspace);
  Chunk chunk = { 0 };

  *n = 0;
  do
    {
      if (!postino_store_write (store, POSTINO_STORE_NORMAL, bring_back_chunk, &chunk, error))
        return FALSE;
      *n += chunk.n;
    }
  while (chunk.n > 0);
  return TRUE;
}
