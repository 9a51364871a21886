/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows behind the numbers of a report: as many as the number says.
 *
 * Two sources: the ledger (states and bounces) and the events. A person who did something often is
 * one row; an event without a ledger row is of nobody in particular and stands only among the single
 * opens and clicks.
 *
 * Ids are listed in steps, each short whatever the size of the campaign and however few of its rows
 * are meant: a step looks at POSTINO_PEOPLE_STEP_ROWS rows of an index in its order, and the next one
 * goes on behind them. So no snapshot is held for long, and who lets go of a listing waits for
 * nothing. 300,000 clicks of 400,000 recipients: 31 steps of 5 ms, the slowest 8 (101 on two processors
 * with six at work). Details are read by page, by id. */

#include "stats/people-query.h"

typedef enum {
  SOURCE_STATE,
  SOURCE_BOUNCE, /* refused, by the kind of the last refusal */
  SOURCE_PERSON, /* recipients with such an event */
  SOURCE_EVENT,
} Source;

static const struct {
  Source source;
  const char *type; /* of an event */
  const char *kind; /* of an event or a bounce */
} kinds[POSTINO_PEOPLE_N_KINDS] = {
  /* states: SOURCE_STATE is 0 */
  [POSTINO_PEOPLE_BOUNCED_HARD] = { SOURCE_BOUNCE, NULL, "hard" },
  [POSTINO_PEOPLE_BOUNCED_SOFT] = { SOURCE_BOUNCE, NULL, "soft" },
  [POSTINO_PEOPLE_BOUNCED_BLOCK] = { SOURCE_BOUNCE, NULL, "block" },
  [POSTINO_PEOPLE_BOUNCED_OTHER] = { SOURCE_BOUNCE, NULL, "other" },
  [POSTINO_PEOPLE_UNSUBSCRIBED] = { SOURCE_PERSON, "unsubscribed", NULL },
  [POSTINO_PEOPLE_OPENED] = { SOURCE_PERSON, "opened", "human" },
  [POSTINO_PEOPLE_CLICKED] = { SOURCE_PERSON, "clicked", "human" },
  [POSTINO_PEOPLE_OPENS_HUMAN] = { SOURCE_EVENT, "opened", "human" },
  [POSTINO_PEOPLE_OPENS_UNKNOWN] = { SOURCE_EVENT, "opened", "unknown" },
  [POSTINO_PEOPLE_OPENS_MACHINE] = { SOURCE_EVENT, "opened", "machine" },
  [POSTINO_PEOPLE_CLICKS_HUMAN] = { SOURCE_EVENT, "clicked", "human" },
  [POSTINO_PEOPLE_CLICKS_UNKNOWN] = { SOURCE_EVENT, "clicked", "unknown" },
  [POSTINO_PEOPLE_CLICKS_MACHINE] = { SOURCE_EVENT, "clicked", "machine" },
};

G_STATIC_ASSERT ((int) POSTINO_PEOPLE_READY == (int) POSTINO_LEDGER_READY);
G_STATIC_ASSERT ((int) POSTINO_PEOPLE_CANCELLED == (int) POSTINO_LEDGER_CANCELLED);

/* ?2 type, ?3 kind (NULL: any), ?4 link (-1: any) */
#define IS_MEANT(TYPE) \
  TYPE " AND (?3 IS NULL OR e.kind = ?3) AND (?4 < 0 OR e.link = ?4)"

struct _PostinoPeopleReading {
  gint64 at_us;     /* of the last row looked at; a ledger row has none */
  gint64 id;
  GHashTable *seen; /* ledger ids of people that were listed */
};

void
postino_people_row_free (PostinoPeopleRow *row)
{
  if (row == NULL)
    return;
  g_free (row->address);
  g_free (row->name);
  g_free (row->words);
  g_free (row->reason);
  g_free (row);
}

gboolean
postino_people_kind_is_event (PostinoPeopleKind kind)
{
  return kinds[kind].source == SOURCE_EVENT;
}

/* What is no state. */
static gint64
count_events (const PostinoReport *report,
              PostinoPeopleKind    kind)
{
  const struct {
    PostinoPeopleKind kind;
    gint64 n;
  } numbers[] = {
    { POSTINO_PEOPLE_BOUNCED_HARD, report->bounced.hard },
    { POSTINO_PEOPLE_BOUNCED_SOFT, report->bounced.soft },
    { POSTINO_PEOPLE_BOUNCED_BLOCK, report->bounced.block },
    { POSTINO_PEOPLE_BOUNCED_OTHER, report->bounced.other },
    { POSTINO_PEOPLE_UNSUBSCRIBED, report->unsubscribed },
    { POSTINO_PEOPLE_OPENED, report->opens.human.people },
    { POSTINO_PEOPLE_CLICKED, report->clicks.human.people },
    { POSTINO_PEOPLE_OPENS_HUMAN, report->opens.human.n },
    { POSTINO_PEOPLE_OPENS_UNKNOWN, report->opens.unknown.n },
    { POSTINO_PEOPLE_OPENS_MACHINE, report->opens.machine.n },
    { POSTINO_PEOPLE_CLICKS_HUMAN, report->clicks.human.n },
    { POSTINO_PEOPLE_CLICKS_UNKNOWN, report->clicks.unknown.n },
    { POSTINO_PEOPLE_CLICKS_MACHINE, report->clicks.machine.n },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      if (numbers[i].kind == kind)
        return numbers[i].n;
    }
  g_assert_not_reached ();
}

gint64
postino_people_count (const PostinoReport *report,
                      PostinoPeopleKind    kind)
{
  if (kind <= POSTINO_PEOPLE_CANCELLED)
    return report->states[kind];
  return count_events (report, kind);
}

PostinoPeopleReading *
postino_people_reading_new (void)
{
  PostinoPeopleReading *self = g_new0 (PostinoPeopleReading, 1);

  self->at_us = G_MININT64;
  self->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

void
postino_people_reading_free (PostinoPeopleReading *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->seen);
  g_free (self);
}

/* ---- what a step looks at: the id if the row is meant (else NULL), its place in the order ---- */

static PostinoStmt *
look_at_state (PostinoPeopleReading     *self,
               PostinoDb                *db,
               const PostinoPeopleQuery *query,
               GError                  **error)
{
  PostinoLedgerState state = (PostinoLedgerState) query->kind;

  /* The conditions on state twice: they are what makes SQLite use the partial indexes. */
  if (state < POSTINO_LEDGER_ACCEPTED)
    return postino_db_query (db, error,
                             "SELECT id, 0, id FROM ledger WHERE campaign = ?1 AND state = ?2 AND state < 4 "
                             "AND id > ?3 ORDER BY id LIMIT ?4",
                             "lili", query->campaign, (int) state, self->id,
                             POSTINO_PEOPLE_STEP_ROWS);
  if (state > POSTINO_LEDGER_ACCEPTED)
    return postino_db_query (db, error,
                             "SELECT CASE WHEN ?3 IS NULL OR coalesce (reason, '') = ?3 THEN id END, 0, id "
                             "FROM ledger WHERE campaign = ?1 AND state = ?2 AND state >= 5 AND id > ?4 "
                             "ORDER BY id LIMIT ?5",
                             "lisli", query->campaign, (int) state, query->reason, self->id,
                             POSTINO_PEOPLE_STEP_ROWS);
  return postino_db_query (db, error,
                           "SELECT CASE WHEN state = 4 THEN id END, 0, id FROM ledger "
                           "WHERE campaign = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                           "lli", query->campaign, self->id, POSTINO_PEOPLE_STEP_ROWS);
}

static PostinoStmt *
look_at_bounces (PostinoPeopleReading     *self,
                 PostinoDb                *db,
                 const PostinoPeopleQuery *query,
                 GError                  **error)
{
  return postino_db_query (db, error,
                           "SELECT CASE WHEN " POSTINO_REPORT_BOUNCE_KIND " = ?2 THEN l.id END, 0, l.id "
                           "FROM ledger l WHERE l.campaign = ?1 AND l.state = 5 AND l.state >= 5 AND l.id > ?3 "
                           "ORDER BY l.id LIMIT ?4",
                           "lsli", query->campaign, kinds[query->kind].kind, self->id,
                           POSTINO_PEOPLE_STEP_ROWS);
}

static PostinoStmt *
look_at_events (PostinoPeopleReading     *self,
                PostinoDb                *db,
                const PostinoPeopleQuery *query,
                GError                  **error)
{
  return postino_db_query (db, error,
                           "SELECT CASE WHEN " IS_MEANT ("TRUE") " THEN CASE WHEN ?5 THEN e.id ELSE e.ledger END END, "
                           "e.at_us, e.id FROM event e WHERE e.campaign = ?1 AND e.type = ?2 "
                           "AND (e.at_us, e.id) > (?6, ?7) ORDER BY e.at_us, e.id LIMIT ?8",
                           "lssiilli", query->campaign, kinds[query->kind].type, kinds[query->kind].kind,
                           query->link, postino_people_kind_is_event (query->kind), self->at_us,
                           self->id, POSTINO_PEOPLE_STEP_ROWS);
}

static PostinoStmt *
look (PostinoPeopleReading     *self,
      PostinoDb                *db,
      const PostinoPeopleQuery *query,
      GError                  **error)
{
  switch (kinds[query->kind].source)
    {
    case SOURCE_STATE:
      return look_at_state (self, db, query, error);
    case SOURCE_BOUNCE:
      return look_at_bounces (self, db, query, error);
    case SOURCE_PERSON:
    case SOURCE_EVENT:
      return look_at_events (self, db, query, error);
    }
  g_assert_not_reached ();
}

/* Whether this is the first time it comes: people do things more than once. */
static gboolean
is_new (PostinoPeopleReading *self,
        Source                source,
        gint64                id)
{
  return source != SOURCE_PERSON
         || g_hash_table_add (self->seen, g_memdup2 (&id, sizeof id));
}

gboolean
postino_people_reading_step (PostinoPeopleReading     *self,
                             PostinoDb                *db,
                             const PostinoPeopleQuery *query,
                             GArray                   *ids,
                             gboolean                 *is_done,
                             GError                  **error)
{
  PostinoStmt *stmt;
  guint n_rows = 0;

  g_return_val_if_fail (query->kind < POSTINO_PEOPLE_N_KINDS, FALSE);

  stmt = look (self, db, query, error);
  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    {
      gint64 id = postino_stmt_get_int (stmt, 0);

      if (id != 0 && is_new (self, kinds[query->kind].source, id))
        g_array_append_val (ids, id);
      self->at_us = postino_stmt_get_int (stmt, 1);
      self->id = postino_stmt_get_int (stmt, 2);
      n_rows++;
    }
  *is_done = n_rows < POSTINO_PEOPLE_STEP_ROWS;
  return postino_stmt_finish (stmt, error);
}

/* ---- details ---- */

static PostinoStmt *
query_states (PostinoDb  *db,
              const char *ids,
              GError    **error)
{
  /* A refused row has a reason, too; what its server said says more. */
  return postino_db_query (db, error,
                           "SELECT id, contact, address, name, coalesce (settled_us, armed_us), 1, reply, "
                           "CASE WHEN state IN (3, 7, 8) OR reply IS NULL THEN reason END "
                           "FROM ledger WHERE id IN (SELECT value FROM json_each (?1))",
                           "s", ids);
}

#define EVENT_WORDS                                                                              \
  "CASE e.type WHEN 'clicked' THEN (SELECT url FROM campaign_link c WHERE c.campaign = e.campaign " \
  "AND c.link = e.link) WHEN 'opened' THEN e.agent ELSE e.detail END"

/* A bare column beside max () is of the row with the greatest: the last event. */
static PostinoStmt *
query_people (PostinoDb                *db,
              const PostinoPeopleQuery *query,
              const char               *ids,
              GError                  **error)
{
  return postino_db_query (db, error,
                           "SELECT l.id, l.contact, l.address, l.name, max (e.at_us), count(*), " EVENT_WORDS ", NULL "
                           "FROM ledger l JOIN event e ON e.ledger = l.id "
                           "WHERE l.id IN (SELECT value FROM json_each (?1)) AND " IS_MEANT ("e.type = ?2")
                           " GROUP BY l.id",
                           "sssi", ids, kinds[query->kind].type, kinds[query->kind].kind, query->link);
}

static PostinoStmt *
query_events (PostinoDb  *db,
              const char *ids,
              GError    **error)
{
  return postino_db_query (db, error,
                           "SELECT e.id, e.contact, l.address, l.name, e.at_us, 1, " EVENT_WORDS ", NULL "
                           "FROM event e LEFT JOIN ledger l ON l.id = e.ledger "
                           "WHERE e.id IN (SELECT value FROM json_each (?1))",
                           "s", ids);
}

static PostinoStmt *
query_rows (PostinoDb                *db,
            const PostinoPeopleQuery *query,
            const char               *ids,
            GError                  **error)
{
  switch (kinds[query->kind].source)
    {
    case SOURCE_STATE:
    case SOURCE_BOUNCE:
      return query_states (db, ids, error);
    case SOURCE_PERSON:
      return query_people (db, query, ids, error);
    case SOURCE_EVENT:
      return query_events (db, ids, error);
    }
  g_assert_not_reached ();
}

static PostinoPeopleRow *
read_row (PostinoStmt *stmt)
{
  PostinoPeopleRow *row = g_new0 (PostinoPeopleRow, 1);

  row->id = postino_stmt_get_int (stmt, 0);
  row->contact = postino_stmt_get_int (stmt, 1);
  row->address = postino_stmt_dup_text (stmt, 2);
  row->name = postino_stmt_dup_text (stmt, 3);
  row->at_us = postino_stmt_get_int (stmt, 4);
  row->n = postino_stmt_get_int (stmt, 5);
  row->words = postino_stmt_dup_text (stmt, 6);
  row->reason = postino_stmt_dup_text (stmt, 7);
  return row;
}

GPtrArray *
postino_people_query_get_many (PostinoDb                *db,
                               const PostinoPeopleQuery *query,
                               const gint64             *ids,
                               guint                     n_ids,
                               GError                  **error)
{
  g_autoptr (GPtrArray) rows
    = g_ptr_array_new_with_free_func ((GDestroyNotify) postino_people_row_free);
  g_autofree char *list = postino_stmt_build_id_list (ids, n_ids);
  PostinoStmt *stmt;

  g_return_val_if_fail (query->kind < POSTINO_PEOPLE_N_KINDS, NULL);

  stmt = query_rows (db, query, list, error);
  if (stmt == NULL)
    return NULL;
  while (postino_stmt_next (stmt))
    g_ptr_array_add (rows, read_row (stmt));
  return postino_stmt_finish (stmt, error) ? g_steal_pointer (&rows) : NULL;
}
