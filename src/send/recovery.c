/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After a crash: every row that a dead run left `handed` is settled, by what its flight table
 * proves.
 *
 * Going back to ready needs positive proof that the final dot never left: the table is of this boot
 * and of the run that armed the row, and the row's attempt is listed before its dot, or not listed
 * at all (it waited in memory). An answer in the table is the server's word and is settled like one
 * that came a moment ago. Everything else is in doubt, and shown; it is never sent again by
 * itself. */

#include "send/recovery.h"

#include "campaign/ledger-table.h"
#include "send/outcome.h"
#include "store/change.h"

enum { CHUNK = 200 };

typedef struct {
  PostinoFlightLog *log; /* NULL: nothing is known */
  const char *run;
  guint n_rows;          /* of the last chunk */
  guint n_doubtful;
} Recovery;

PostinoRecoveryFinding
postino_recovery_judge (gboolean           log_known,
                        PostinoFlightPhase phase)
{
  if (!log_known)
    return POSTINO_RECOVERY_IN_DOUBT;
  switch (phase)
    {
    case POSTINO_FLIGHT_FREE:
    case POSTINO_FLIGHT_IDLE:
    case POSTINO_FLIGHT_BODY:
      return POSTINO_RECOVERY_READY;
    case POSTINO_FLIGHT_DOT_LEFT:
      return POSTINO_RECOVERY_IN_DOUBT;
    case POSTINO_FLIGHT_ANSWERED:
      return POSTINO_RECOVERY_ANSWERED;
    }
  g_assert_not_reached ();
}

static gboolean
settle_one (Recovery         *recovery,
            PostinoDb        *db,
            PostinoLedgerRow *row,
            GError          **error)
{
  g_autoptr (PostinoSmtpReply) reply = NULL;
  PostinoFlightPhase phase = POSTINO_FLIGHT_FREE;
  PostinoOutcome outcome;
  const char *said = NULL;
  gboolean written;
  gboolean known = recovery->log != NULL && g_strcmp0 (postino_flight_log_get_run (recovery->log),
                                                       row->run) == 0;
  guint code = 0;

  if (known)
    phase = postino_flight_log_find (recovery->log, row->id, row->attempt, &code, &said);

  switch (postino_recovery_judge (known, phase))
    {
    case POSTINO_RECOVERY_READY:
      postino_outcome_set_ready (&outcome, row, FALSE);
      break;
    case POSTINO_RECOVERY_IN_DOUBT:
      postino_outcome_set_in_doubt (&outcome, row, known ? "crash" : "power-cut");
      recovery->n_doubtful++;
      break;
    case POSTINO_RECOVERY_ANSWERED:
      reply = code != 0 ? postino_smtp_reply_parse (said, NULL) : NULL;
      if (reply == NULL)
        {
          postino_outcome_set_in_doubt (&outcome, row, "connection-lost");
          recovery->n_doubtful++;
          break;
        }
      postino_outcome_judge (&outcome, row, POSTINO_SMTP_STAGE_DOT, reply, NULL, NULL);
      break;
    }
  written = postino_outcome_write (db, &outcome, error);
  postino_outcome_clear (&outcome);
  return written;
}

static gboolean
settle_chunk (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Recovery *recovery = data;
  g_autoptr (GPtrArray) rows = postino_ledger_table_list_orphans (db, recovery->run, CHUNK, error);

  if (rows == NULL)
    return FALSE;
  recovery->n_rows = rows->len;
  for (guint i = 0; i < rows->len; i++)
    {
      if (!settle_one (recovery, db, rows->pdata[i], error))
        return FALSE;
    }
  return rows->len == 0 || postino_change_bump (db, POSTINO_TOPIC_LEDGER, error);
}

gboolean
postino_recovery_run (PostinoStore *store,
                      const char   *flight_path,
                      const char   *run,
                      guint        *n_doubtful,
                      GError      **error)
{
  g_autoptr (PostinoFlightLog) log = postino_flight_log_read (flight_path);
  Recovery recovery = { log, run, 0, 0 };

  do
    {
      if (!postino_store_write (store, POSTINO_STORE_URGENT, settle_chunk, &recovery, error))
        return FALSE;
    }
  while (recovery.n_rows > 0);
  if (n_doubtful != NULL)
    *n_doubtful = recovery.n_doubtful;
  return TRUE;
}
