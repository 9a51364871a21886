/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger: one row for each recipient of a campaign, and every move it can make.
 *
 *   ready ──arm──► handed ──► accepted | refused | deferred | in_doubt | expired, or ready again
 *   deferred ──(due)──arm──► handed        refused ──(a person)──► ready        in_doubt ──(a person)──► accepted | ready
 *
 * A move is one UPDATE with the old state in its WHERE. Arming asks in that very statement whether
 * the campaign still runs, nobody has opted out since the freeze and consent still stands: promise
 * 2 is kept here, at the last durable moment before the message leaves. Counts follow by triggers
 * (data/schema). */

#include "campaign/ledger-table.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "base/error.h"

#define COLUMNS                                                                                                  \
  "id, campaign, contact, key, address, name, state, attempt, losses, individual, server, merge, reason, reply, " \
  "queue_id, run, armed_us, settled_us "

/* SQLite uses a partial index only where its condition stands in the query to the letter: what a
 * state implies, by state. */
static const char *const index_conditions[POSTINO_LEDGER_N_STATES] = {
  " AND state < 4", " AND state < 4",  " AND state < 4",  " AND state < 4",  "",
  " AND state >= 5", " AND state >= 5", " AND state >= 5", " AND state >= 5",
};

/* A standing suppression of the row's address (bound as its key) or domain ("@domain"). */
#define IS_SUPPRESSED(KEY, DOMAIN) \
  "EXISTS (SELECT 1 FROM suppression WHERE key IN (" KEY ", " DOMAIN ") AND lifted_us IS NULL)"

static const char *const state_names[] = { "ready",   "handed",  "deferred", "in_doubt", "accepted",
                                           "refused", "expired", "skipped",  "cancelled" };

void
postino_ledger_row_free (PostinoLedgerRow *row)
{
  if (row == NULL)
    return;
  g_free (row->key);
  g_free (row->address);
  g_free (row->name);
  g_free (row->run);
  g_free (row->merge);
  g_free (row->reason);
  g_free (row->reply);
  g_free (row->queue_id);
  g_free (row);
}

const char *
postino_ledger_state_to_name (PostinoLedgerState state)
{
  g_assert (state < G_N_ELEMENTS (state_names));
  return state_names[state];
}

gboolean
postino_ledger_state_from_name (const char         *name,
                                PostinoLedgerState *state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (state_names); i++)
    {
      if (strcmp (state_names[i], name) != 0)
        continue;
      *state = (PostinoLedgerState) i;
      return TRUE;
    }
  return FALSE;
}

static PostinoLedgerRow *
read_row (PostinoStmt *stmt)
{
  PostinoLedgerRow *row = g_new0 (PostinoLedgerRow, 1);

  row->id = postino_stmt_get_int (stmt, 0);
  row->campaign = postino_stmt_get_int (stmt, 1);
  row->contact = postino_stmt_get_int (stmt, 2);
  row->key = postino_stmt_dup_text (stmt, 3);
  row->address = postino_stmt_dup_text (stmt, 4);
  row->name = postino_stmt_dup_text (stmt, 5);
  row->state = (PostinoLedgerState) postino_stmt_get_int (stmt, 6);
  row->attempt = (guint) postino_stmt_get_int (stmt, 7);
  row->losses = (guint) postino_stmt_get_int (stmt, 8);
  row->individual = postino_stmt_get_int (stmt, 9) != 0;
  row->server = postino_stmt_get_int (stmt, 10);
  row->merge = postino_stmt_dup_text (stmt, 11);
  row->reason = postino_stmt_dup_text (stmt, 12);
  row->reply = postino_stmt_dup_text (stmt, 13);
  row->queue_id = postino_stmt_dup_text (stmt, 14);
  row->run = postino_stmt_dup_text (stmt, 15);
  row->armed_us = postino_stmt_get_int (stmt, 16);
  row->settled_us = postino_stmt_get_int (stmt, 17);
  return row;
}

static GPtrArray *
read_all (PostinoStmt *stmt,
          GError     **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_ledger_row_free);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    g_ptr_array_add (rows, read_row (stmt));
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&rows) : NULL;
}

static void
clear_listed (gpointer data)
{
  g_free (((PostinoLedgerListed *) data)->domain);
}

GArray *
postino_ledger_listed_array_new (void)
{
  GArray *listed = g_array_new (FALSE, FALSE, sizeof (PostinoLedgerListed));

  g_array_set_clear_func (listed, clear_listed);
  return listed;
}

/* Of a row whose columns are id and key. */
static void
append_listed (GArray      *listed,
               PostinoStmt *stmt)
{
  const char *key = postino_stmt_get_text (stmt, 1);
  const char *at = strrchr (key, '@');
  PostinoLedgerListed one = { postino_stmt_get_int (stmt, 0), g_strdup (at != NULL ? at + 1 : key) };

  g_array_append_val (listed, one);
}

gboolean
postino_ledger_table_list_ready (PostinoDb *db,
                                 gint64     campaign,
                                 gint64     after,
                                 guint      limit,
                                 GArray    *listed,
                                 GError   **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT id, key FROM ledger WHERE campaign = ?1 AND state = 0 AND state < 4 "
                                        "AND id > ?2 ORDER BY id LIMIT ?3",
                                        "lli", campaign, after, (int) limit);

  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    append_listed (listed, stmt);
  return postino_stmt_finish (stmt, error);
}

gboolean
postino_ledger_table_list_due (PostinoDb *db,
                               gint64     campaign,
                               gint64     now_us,
                               guint      limit,
                               GArray    *listed,
                               gint64    *due_us,
                               GError   **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT id, key, due_us FROM ledger WHERE campaign = ?1 AND state = 2 "
                                        "AND due_us > ?2 AND due_us <= ?3 ORDER BY due_us LIMIT ?4",
                                        "llli", campaign, *due_us, now_us, (int) limit);

  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    {
      append_listed (listed, stmt);
      *due_us = postino_stmt_get_int (stmt, 2);
    }
  return postino_stmt_finish (stmt, error);
}

gboolean
postino_ledger_table_shift_due (PostinoDb *db,
                                gint64     by_us,
                                GError   **error)
{
  return postino_db_run (db, error, "UPDATE ledger SET due_us = due_us + ?1 WHERE state = 2", "l", by_us);
}

/* Why a row that should have been armed was not: a reason to skip it, or NULL for one that may be
 * armed another time. */
static gboolean
find_skip_reason (PostinoDb              *db,
                  const PostinoLedgerRow *row,
                  const char             *domain,
                  gboolean                test,
                  const char            **reason,
                  GError                **error)
{
  gint64 suppressed = 0;
  gint64 consent = 1;
  gint64 deleted = 0;
  gboolean had_contact = row->contact != 0;

  *reason = NULL;
  if (!postino_db_get_number (db, 0, &suppressed, error, "SELECT " IS_SUPPRESSED ("?1", "?2"), "ss",
                              row->key,
                              domain)
      || !postino_db_get_number (db, 1, &consent, error,
                                 "SELECT consent & 1 FROM contact WHERE id = ?1", "l",
                                 row->contact)
      /* A contact whose row has gone (an import was undone) is deleted; without this the row would
       * stay ready for ever. */
      || !postino_db_get_number (db, had_contact, &deleted, error,
                                 "SELECT deleted_us IS NOT NULL FROM contact WHERE id = ?1",
                                 "l", row->contact))
    return FALSE;
  if (suppressed)
    *reason = "suppressed";
  else if (!test && deleted)
    *reason = "deleted";
  else if (!test && !consent)
    *reason = "no-consent";
  return TRUE;
}

static gboolean
skip_if_due (PostinoDb              *db,
             const PostinoLedgerRow *row,
             const char             *domain,
             gboolean                test,
             gint64                  now_us,
             GError                **error)
{
  const char *reason;

  if (row->state != POSTINO_LEDGER_READY && row->state != POSTINO_LEDGER_DEFERRED)
    return TRUE;
  if (!find_skip_reason (db, row, domain, test, &reason, error))
    return FALSE;
  return reason == NULL
         || postino_db_run (db, error,
                            "UPDATE ledger SET state = 7, reason = ?2, settled_us = ?3 "
                            "WHERE id = ?1 AND state IN (0, 2)",
                            "lsl", row->id, reason, now_us);
}

gboolean
postino_ledger_table_arm (PostinoDb         *db,
                          gint64             id,
                          const char        *run,
                          gint64             server,
                          gboolean           test,
                          gint64             now_us,
                          PostinoLedgerRow **armed,
                          GError           **error)
{
  g_autoptr (PostinoLedgerRow) row = postino_ledger_table_get (db, id, error);
  g_autofree char *domain = NULL;

  *armed = NULL;
  if (row == NULL)
    return FALSE;
  domain = g_strdup (strrchr (row->key, '@'));
  if (!postino_db_run (db, error,
                       "UPDATE ledger SET state = 1, attempt = attempt + 1, run = ?2, server = ?3, armed_us = ?4, "
                       "due_us = NULL WHERE id = ?1 AND (state = 0 OR (state = 2 AND due_us <= ?4)) "
                       "AND EXISTS (SELECT 1 FROM campaign WHERE id = ledger.campaign AND state = 'running' "
                       "AND wanted = 'run') "
                       "AND NOT " IS_SUPPRESSED ("ledger.key", "?6")
                       " AND (?5 OR ledger.contact IS NULL OR EXISTS (SELECT 1 FROM contact "
                       "WHERE id = ledger.contact AND consent & 1 AND deleted_us IS NULL))",
                       "lsllis", id, run, server, now_us, test, domain))
    return FALSE;
  if (postino_db_get_changes (db) == 0)
    return skip_if_due (db, row, domain, test, now_us, error);

  row->state = POSTINO_LEDGER_HANDED;
  row->attempt++;
  row->server = server;
  row->armed_us = now_us;
  *armed = g_steal_pointer (&row);
  return TRUE;
}

gboolean
postino_ledger_table_settle (PostinoDb               *db,
                             const PostinoSettlement *settlement,
                             gboolean                *changed,
                             GError                 **error)
{
  gboolean final = settlement->to > POSTINO_LEDGER_IN_DOUBT;

  if (!postino_db_run (db, error,
                       "UPDATE ledger SET state = ?3, due_us = nullif (?4, 0), "
                       "settled_us = CASE WHEN ?5 THEN ?6 END, losses = CASE WHEN ?7 THEN losses + 1 ELSE 0 END, "
                       "reason = ?8, reply = coalesce (?9, reply), queue_id = ?10 "
                       "WHERE id = ?1 AND state = 1 AND attempt = ?2",
                       "liililisss", settlement->row, (int) settlement->attempt, (int) settlement->to,
                       settlement->due_us, final, settlement->at_us, settlement->lost, settlement->reason,
                       settlement->reply, settlement->queue_id))
    return FALSE;
  *changed = postino_db_get_changes (db) > 0;
  return TRUE;
}

gboolean
postino_ledger_table_settle_doubt (PostinoDb  *db,
                                   gint64      row,
                                   const char *reason,
                                   gint64      at_us,
                                   gboolean   *changed,
                                   GError    **error)
{
  if (!postino_db_run (db, error,
                       "UPDATE ledger SET state = 4, reason = ?2, settled_us = ?3 WHERE id = ?1 AND state = 3", "lsl",
                       row, reason, at_us))
    return FALSE;
  *changed = postino_db_get_changes (db) > 0;
  return TRUE;
}

GPtrArray *
postino_ledger_table_list_orphans (PostinoDb  *db,
                                   const char *run,
                                   guint       limit,
                                   GError    **error)
{
  return read_all (postino_db_query (db, error,
                                     "SELECT " COLUMNS "FROM ledger WHERE state = 1 AND state < 4 AND run IS NOT ?1 AND campaign IN "
                                     "(SELECT DISTINCT campaign FROM ledger_count WHERE state = 1 AND n > 0) "
                                     "ORDER BY id LIMIT ?2",
                                     "si", run, (int) limit),
                   error);
}

PostinoLedgerRow *
postino_ledger_table_get (PostinoDb *db,
                          gint64     id,
                          GError   **error)
{
  PostinoStmt *stmt = postino_db_query (db, error, "SELECT " COLUMNS "FROM ledger WHERE id = ?1",
                                        "l", id);
  PostinoLedgerRow *row = NULL;

  if (stmt == NULL)
    return NULL;
  if (postino_stmt_next (stmt))
    row = read_row (stmt);
  if (!postino_stmt_finish (stmt, error))
    g_clear_pointer (&row, postino_ledger_row_free);
  else if (row == NULL)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
                 _("There is no recipient number %" PRId64), id);
  return row;
}

gboolean
postino_ledger_table_find (PostinoDb         *db,
                           gint64             campaign,
                           const char        *key,
                           PostinoLedgerRow **row,
                           GError           **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT " COLUMNS "FROM ledger WHERE campaign = ?1 AND key = ?2", "ls",
                                        campaign, key);

  *row = NULL;
  if (stmt == NULL)
    return FALSE;
  if (postino_stmt_next (stmt))
    *row = read_row (stmt);
  return postino_stmt_finish (stmt, error);
}

GPtrArray *
postino_ledger_table_page (PostinoDb *db,
                           gint64     campaign,
                           int        state,
                           gint64     after,
                           guint      limit,
                           GError   **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT " COLUMNS "FROM ledger WHERE campaign = ?1 AND (?2 < 0 OR state = ?2)%s "
                                          "AND id > ?3 ORDER BY id LIMIT ?4",
                                          state >= 0 ? index_conditions[state] : "");

  return read_all (postino_db_query (db, error, sql, "lili", campaign, state, after, (int) limit),
                   error);
}

GArray *
postino_ledger_table_list_ids (PostinoDb *db,
                               gint64     campaign,
                               int        state,
                               GError   **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM ledger WHERE campaign = ?1 AND (?2 < 0 OR state = ?2)%s "
                                          "ORDER BY id",
                                          state >= 0 ? index_conditions[state] : "");
  PostinoStmt *stmt = postino_db_query (db, error, sql, "li", campaign, state);

  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    {
      gint64 id = postino_stmt_get_int (stmt, 0);

      g_array_append_val (ids, id);
    }
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&ids) : NULL;
}

GPtrArray *
postino_ledger_table_get_many (PostinoDb    *db,
                               const gint64 *ids,
                               guint         n_ids,
                               GError      **error)
{
  g_autofree char *json = postino_stmt_build_id_list (ids, n_ids);

  return read_all (postino_db_query (db, error,
                                     "SELECT " COLUMNS "FROM ledger WHERE id IN (SELECT value FROM json_each (?1))",
                                     "s", json),
                   error);
}

gboolean
postino_ledger_table_count (PostinoDb *db,
                            gint64     campaign,
                            gint64     counts[POSTINO_LEDGER_N_STATES],
                            GError   **error)
{
  PostinoStmt *stmt = postino_db_query (db, error,
                                        "SELECT state, n FROM ledger_count WHERE campaign = ?1", "l",
                                        campaign);

  memset (counts, 0, sizeof *counts * POSTINO_LEDGER_N_STATES);
  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    counts[postino_stmt_get_int (stmt, 0)] = postino_stmt_get_int (stmt, 1);
  return postino_stmt_finish (stmt, error);
}

gboolean
postino_ledger_table_has_doubt (PostinoDb  *db,
                                gint64      campaign,
                                const char *prefix,
                                gboolean   *has,
                                GError    **error)
{
  gint64 found = 0;

  if (!postino_db_get_number (db, 0, &found, error,
                              "SELECT 1 FROM ledger WHERE campaign = ?1 AND state = 3 "
                              "AND substr (reason, 1, length (?2)) = ?2 LIMIT 1",
                              "ls", campaign, prefix))
    return FALSE;
  *has = found != 0;
  return TRUE;
}

gboolean
postino_ledger_table_get_next_due (PostinoDb *db,
                                   gint64     campaign,
                                   gint64    *due_us,
                                   GError   **error)
{
  return postino_db_get_number (db, 0, due_us, error,
                                "SELECT min (due_us) FROM ledger WHERE campaign = ?1 AND state = 2", "l", campaign);
}

gboolean
postino_ledger_table_fill_tried (PostinoDb *db,
                                 GPtrArray *rows,
                                 GError   **error)
{
  for (guint i = 0; i < rows->len; i++)
    {
      PostinoLedgerRow *row = rows->pdata[i];

      if (!postino_db_get_number (db, 0, &row->tried_us, error,
                                  "SELECT min (at_us) FROM event WHERE ledger = ?1 AND type IN ('deferred', 'expired')", "l",
                                  row->id))
        return FALSE;
    }
  return TRUE;
}

gboolean
postino_ledger_table_count_retriable (PostinoDb *db,
                                      gint64     campaign,
                                      gint64    *n,
                                      GError   **error)
{
  return postino_db_get_number (db, 0, n, error,
                                "SELECT count (*) FROM ledger WHERE campaign = ?1 AND state = 5 AND state >= 5 AND NOT "
                                IS_SUPPRESSED ("ledger.key", POSTINO_LEDGER_DOMAIN ("ledger.key")), "l", campaign);
}

gboolean
postino_ledger_table_move_one (PostinoDb         *db,
                               gint64             campaign,
                               gint64             row,
                               PostinoLedgerState from,
                               PostinoLedgerState to,
                               gint64             now_us,
                               gboolean          *moved,
                               GError           **error)
{
  if (!postino_db_run (db, error,
                       "UPDATE ledger SET state = ?4, reason = NULL, due_us = NULL, "
                       "settled_us = CASE WHEN ?4 > 3 THEN ?5 END "
                       "WHERE id = ?1 AND campaign = ?2 AND state = ?3 AND NOT (?4 = 0 AND "
                       IS_SUPPRESSED ("ledger.key", POSTINO_LEDGER_DOMAIN ("ledger.key")) ")",
                       "lliil", row, campaign, (int) from, (int) to, now_us))
    return FALSE;
  *moved = postino_db_get_changes (db) > 0;
  return TRUE;
}

gboolean
postino_ledger_table_move_some (PostinoDb         *db,
                                gint64             campaign,
                                PostinoLedgerState from,
                                PostinoLedgerState to,
                                const char        *reason,
                                gint64             now_us,
                                guint              limit,
                                guint             *n,
                                GError           **error)
{
  g_autofree char *sql
    = g_strdup_printf ("UPDATE ledger SET state = ?3, reason = ?4, due_us = NULL, "
                       "settled_us = CASE WHEN ?3 > 3 THEN ?5 END "
                       "WHERE id IN (SELECT id FROM ledger WHERE campaign = ?1 AND state = ?2%s AND NOT (?3 = 0 AND "
                       IS_SUPPRESSED ("ledger.key", POSTINO_LEDGER_DOMAIN ("ledger.key"))
                       ") LIMIT ?6)",
                       index_conditions[from]);

  if (!postino_db_run (db, error, sql, "liisli", campaign, (int) from, (int) to, reason, now_us,
                       (int) limit))
    return FALSE;
  *n = (guint) postino_db_get_changes (db);
  return TRUE;
}

gboolean
postino_ledger_table_take_back_doubt (PostinoDb  *db,
                                      const char *reason,
                                      guint       limit,
                                      guint      *n,
                                      GError    **error)
{
  if (!postino_db_run (db, error,
                       "UPDATE ledger SET state = 0, reason = NULL WHERE id IN (SELECT id FROM ledger "
                       "WHERE campaign IN (SELECT campaign FROM ledger_count WHERE state = 3 AND n > 0) "
                       "AND state = 3 AND state < 4 AND reason = ?1 LIMIT ?2)",
                       "si", reason, (int) limit))
    return FALSE;
  *n = (guint) postino_db_get_changes (db);
  return TRUE;
}

gboolean
postino_ledger_table_discard_some (PostinoDb *db,
                                   gint64     campaign,
                                   guint      limit,
                                   guint     *n,
                                   GError   **error)
{
  if (!postino_db_run (db, error,
                       "DELETE FROM ledger WHERE id IN (SELECT id FROM ledger WHERE campaign = ?1 LIMIT ?2)", "li",
                       campaign, (int) limit))
    return FALSE;
  *n = (guint) postino_db_get_changes (db);
  return TRUE;
}
