/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "events/events-table.h"
#include "events/rollup-table.h"
#include "stats/people-query.h"

/* Every fate: accepted (one of them refused before and tried again), refused in all ways (one of them twice, one nobody
 * knows why), and one or more of all other states. */
static const char rows[] =
  "INSERT INTO campaign (id, kind, name, tracking, collector_url, created_us, modified_us) VALUES"
  " (1, 'campaign', 'C', 'by-consent', 'https://c', 1, 1), (2, 'campaign', 'D', 'none', NULL, 1, 1);"
  "INSERT INTO campaign_link VALUES (1, 0, 'https://a.example/'), (1, 1, 'https://b.example/');"
  "INSERT INTO ledger (campaign, key, address, name, state, individual, settled_us, reason, reply) VALUES"
  " (1, 'a', 'a@x.it', 'Anna', 4, 1, 5, NULL, '250 ok'), (1, 'b', 'b@x.it', NULL, 4, 1, 6, NULL, '250 ok'),"
  " (1, 'c', 'c@x.it', NULL, 5, 0, 7, 'bad-mailbox', '550 unknown'), (1, 'd', 'd@x.it', NULL, 5, 0, 7, NULL, '554 policy'),"
  " (1, 'e', 'e@x.it', NULL, 7, 0, 0, 'no-consent', NULL), (1, 'f', 'f@x.it', NULL, 7, 0, 0, 'suppressed', NULL),"
  " (2, 'a', 'a@x.it', NULL, 4, 0, 5, NULL, '250 ok'),"
  " (1, 'g', 'g@x.it', NULL, 4, 1, 8, NULL, '250 ok'), (1, 'h', 'h@x.it', NULL, 5, 0, 9, NULL, '554 again'),"
  " (1, 'i', 'i@x.it', NULL, 5, 0, 9, NULL, NULL), (1, 'j', 'j@x.it', NULL, 6, 0, 9, NULL, '451 later'),"
  " (1, 'k', 'k@x.it', NULL, 8, 0, 9, 'stopped', NULL), (1, 'l', 'l@x.it', NULL, 3, 0, 9, 'connection-lost', NULL),"
  " (1, 'm', 'm@x.it', NULL, 2, 0, 0, NULL, '450 busy'), (1, 'n', 'n@x.it', NULL, 0, 0, 0, NULL, NULL),"
  " (1, 'o', 'o@x.it', NULL, 1, 0, 0, NULL, NULL), (1, 'p', 'p@x.it', NULL, 5, 0, 9, NULL, '552 full')";

static const struct {
  PostinoEventType type;
  gint64 campaign;
  gint64 ledger;
  int link;
  const char *kind;
  const char *agent;
  const char *detail;
} events[] = {
  { POSTINO_EVENT_OPENED, 1, 1, -1, "human", "Thunderbird", NULL },
  { POSTINO_EVENT_OPENED, 1, 1, -1, "human", "Firefox", NULL },
  { POSTINO_EVENT_OPENED, 1, 2, -1, "machine", "Proxy", NULL },
  { POSTINO_EVENT_OPENED, 1, 0, -1, "unknown", NULL, NULL },  /* of nobody in particular */
  { POSTINO_EVENT_CLICKED, 1, 1, 0, "human", NULL, NULL },
  { POSTINO_EVENT_CLICKED, 1, 1, 1, "unknown", NULL, NULL },
  { POSTINO_EVENT_CLICKED, 1, 2, 1, "machine", NULL, NULL },
  { POSTINO_EVENT_CLICKED, 1, 2, 0, "unknown", NULL, NULL },
  { POSTINO_EVENT_UNSUBSCRIBED, 1, 2, -1, NULL, NULL, NULL },
  { POSTINO_EVENT_REFUSED, 1, 3, -1, "hard", NULL, "550 unknown user" },
  { POSTINO_EVENT_REFUSED, 1, 4, -1, "block", NULL, NULL },
  { POSTINO_EVENT_CLICKED, 2, 7, 0, "human", NULL, NULL },    /* another campaign */
  { POSTINO_EVENT_REFUSED, 1, 8, -1, "soft", NULL, NULL },    /* and accepted later */
  { POSTINO_EVENT_REFUSED, 1, 9, -1, "soft", NULL, NULL },    /* and refused again */
  { POSTINO_EVENT_REFUSED, 1, 9, -1, "block", NULL, NULL },
  { POSTINO_EVENT_REFUSED, 1, 17, -1, "soft", NULL, NULL },
  { POSTINO_EVENT_UNSUBSCRIBED, 1, 2, -1, NULL, NULL, NULL }, /* came back and left again */
  { POSTINO_EVENT_CLICKED, 1, 1, 0, "human", NULL, NULL },
  { POSTINO_EVENT_CLICKED, 1, 8, 0, "human", NULL, NULL },
  { POSTINO_EVENT_CLICKED, 1, 0, 0, "unknown", NULL, NULL },
};

typedef struct {
  char *folder;
  PostinoDb *db;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->db = open_scratch_db (&fixture->folder);
  g_assert_true (postino_db_exec (fixture->db, rows, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    {
      PostinoEvent event = { .at_us = (gint64) i + 100, .type = events[i].type, .campaign = events[i].campaign,
                             .ledger = events[i].ledger, .link = events[i].link, .kind = events[i].kind,
                             .agent = events[i].agent, .detail = events[i].detail };

      g_assert_true (postino_events_table_append (fixture->db, &event, NULL, &error));
    }
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  postino_db_close (fixture->db);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
}

/* All of them, and in how many steps; yours. */
static GArray *
read_all (Fixture                  *fixture,
          const PostinoPeopleQuery *query,
          guint                    *n_steps)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoPeopleReading) reading = postino_people_reading_new ();
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean is_done = FALSE;

  for (*n_steps = 0; !is_done; (*n_steps)++)
    {
      postino_people_reading_step (reading, fixture->db, query, ids, &is_done, &error);
      g_assert_no_error (error);
    }
  return ids;
}

/* "1,2": the ids; yours. */
static char *
list (Fixture                  *fixture,
      const PostinoPeopleQuery *query)
{
  guint n_steps;
  g_autoptr (GArray) ids = read_all (fixture, query, &n_steps);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", g_array_index (ids, gint64, i));
  return g_string_free (text, FALSE);
}

static const struct {
  PostinoPeopleKind kind;
  int link;
  const char *reason;
  const char *ids;
} lists[] = {
  { POSTINO_PEOPLE_ACCEPTED, -1, NULL, "1,2,8" },
  { POSTINO_PEOPLE_REFUSED, -1, NULL, "3,4,9,10,17" },
  { POSTINO_PEOPLE_BOUNCED_HARD, -1, NULL, "3" },
  { POSTINO_PEOPLE_BOUNCED_SOFT, -1, NULL, "17" },
  { POSTINO_PEOPLE_BOUNCED_BLOCK, -1, NULL, "4,9" },
  { POSTINO_PEOPLE_BOUNCED_OTHER, -1, NULL, "10" },
  { POSTINO_PEOPLE_EXPIRED, -1, NULL, "11" },
  { POSTINO_PEOPLE_CANCELLED, -1, NULL, "12" },
  { POSTINO_PEOPLE_IN_DOUBT, -1, NULL, "13" },
  { POSTINO_PEOPLE_DEFERRED, -1, NULL, "14" },
  { POSTINO_PEOPLE_READY, -1, NULL, "15" },
  { POSTINO_PEOPLE_HANDED, -1, NULL, "16" },
  { POSTINO_PEOPLE_SKIPPED, -1, NULL, "5,6" },
  { POSTINO_PEOPLE_SKIPPED, -1, "suppressed", "6" },
  { POSTINO_PEOPLE_UNSUBSCRIBED, -1, NULL, "2" },
  { POSTINO_PEOPLE_OPENED, -1, NULL, "1" },
  { POSTINO_PEOPLE_CLICKED, -1, NULL, "1,8" },
  { POSTINO_PEOPLE_CLICKED, 0, NULL, "1,8" },
  { POSTINO_PEOPLE_CLICKED, 1, NULL, "" },
  { POSTINO_PEOPLE_OPENS_HUMAN, -1, NULL, "1,2" },
  { POSTINO_PEOPLE_OPENS_MACHINE, -1, NULL, "3" },
  { POSTINO_PEOPLE_OPENS_UNKNOWN, -1, NULL, "4" },
  { POSTINO_PEOPLE_CLICKS_HUMAN, -1, NULL, "5,18,19" },
  { POSTINO_PEOPLE_CLICKS_UNKNOWN, -1, NULL, "6,8,20" },
  { POSTINO_PEOPLE_CLICKS_UNKNOWN, 0, NULL, "8,20" },
  { POSTINO_PEOPLE_CLICKS_MACHINE, -1, NULL, "7" },
};

static void
test_lists (Fixture      *fixture,
            gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      const PostinoPeopleQuery query = { 1, lists[i].kind, lists[i].link, lists[i].reason };
      g_autofree char *ids = list (fixture, &query);

      g_test_message ("case %zu", i);
      g_assert_cmpstr (ids, ==, lists[i].ids);
    }
}

/* Promise 4: a number opens as many rows as it says. */
static void
check_number (Fixture          *fixture,
              PostinoPeopleKind kind,
              int               link,
              const char       *reason,
              gint64            number)
{
  const PostinoPeopleQuery query = { 1, kind, link, reason };
  g_autoptr (GError) error = NULL;
  guint n_steps;
  g_autoptr (GArray) ids = read_all (fixture, &query, &n_steps);
  g_autoptr (GPtrArray) found = postino_people_query_get_many (fixture->db, &query, (const gint64 *) ids->data,
                                                               ids->len, &error);

  g_assert_no_error (error);
  g_test_message ("kind %d, link %d, reason %s", kind, link, reason);
  g_assert_cmpint (ids->len, ==, number);
  g_assert_cmpint (found->len, ==, number);
}

static void
check_numbers (Fixture             *fixture,
               const PostinoReport *report)
{
  gint64 recipients = 0;
  gint64 bounced = 0;

  for (int kind = 0; kind < POSTINO_PEOPLE_N_KINDS; kind++)
    {
      gint64 number = postino_people_count (report, (PostinoPeopleKind) kind);

      recipients += kind <= POSTINO_PEOPLE_CANCELLED ? number : 0;
      bounced += kind >= POSTINO_PEOPLE_BOUNCED_HARD && kind <= POSTINO_PEOPLE_BOUNCED_OTHER ? number : 0;
      check_number (fixture, (PostinoPeopleKind) kind, -1, NULL, number);
    }
  g_assert_cmpint (recipients, ==, report->recipients);
  g_assert_cmpint (bounced, ==, report->states[POSTINO_LEDGER_REFUSED]);
}

static void
test_numbers (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoReport) report = postino_report_query (fixture->db, 1, &error);

  g_assert_no_error (error);
  g_assert_cmpint (report->recipients, ==, 16);
  check_numbers (fixture, report);
  for (guint i = 0; i < report->links->len; i++)
    {
      const PostinoReportSplit *clicks = &((PostinoReportLink *) report->links->pdata[i])->clicks;

      check_number (fixture, POSTINO_PEOPLE_CLICKED, (int) i, NULL, clicks->human.people);
      check_number (fixture, POSTINO_PEOPLE_CLICKS_HUMAN, (int) i, NULL, clicks->human.n);
      check_number (fixture, POSTINO_PEOPLE_CLICKS_UNKNOWN, (int) i, NULL, clicks->unknown.n);
      check_number (fixture, POSTINO_PEOPLE_CLICKS_MACHINE, (int) i, NULL, clicks->machine.n);
    }
  for (guint i = 0; i < report->skipped->len; i++)
    {
      const PostinoReportReason *reason = report->skipped->pdata[i];

      check_number (fixture, POSTINO_PEOPLE_SKIPPED, -1, reason->reason, reason->n);
    }
}

/* As long as nobody was tried again the kinds of bounces come from the roll-ups: they say the same. */
static void
test_not_retried (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoReport) report = NULL;

  postino_db_exec (fixture->db, "UPDATE ledger SET state = 5 WHERE id = 8; UPDATE ledger SET state = 6 WHERE id = 10;"
                   "DELETE FROM event WHERE id = 14", &error);
  g_assert_no_error (error);
  postino_rollup_table_rebuild (fixture->db, &error);
  g_assert_no_error (error);
  report = postino_report_query (fixture->db, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report->bounced.hard, ==, 1);
  g_assert_cmpint (report->bounced.soft, ==, 2);
  g_assert_cmpint (report->bounced.block, ==, 2);
  g_assert_cmpint (report->bounced.other, ==, 0);
  check_numbers (fixture, report);
}

/* @n more recipients with a machine's click each, all of one moment. */
static void
add_many (Fixture *fixture,
          guint    n)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sql
    = g_strdup_printf ("DELETE FROM ledger WHERE campaign = 2; DELETE FROM event WHERE campaign = 2;"
                       "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u) "
                       "INSERT INTO ledger (id, campaign, key, address, state) SELECT 1000 + i, 2, i, i, 4 FROM n;"
                       "INSERT INTO event (at_us, type, campaign, ledger, link, kind) "
                       "SELECT 5, 'clicked', 2, id, 0, 'machine' FROM ledger WHERE campaign = 2 AND id >= 1000", n);

  postino_db_exec (fixture->db, sql, &error);
  g_assert_no_error (error);
}

/* However few rows are meant, a step looks at a bounded number; none is lost or doubled between two. */
static void
test_steps (Fixture      *fixture,
            gconstpointer data)
{
  static const struct {
    guint n_rows;
    guint n_steps;
  } sizes[] = {
    { POSTINO_PEOPLE_STEP_ROWS - 1, 1 }, { POSTINO_PEOPLE_STEP_ROWS, 2 }, { 2 * POSTINO_PEOPLE_STEP_ROWS + 5, 3 },
  };
  static const struct {
    PostinoPeopleKind kind;
    gboolean finds_all; /* else none */
  } queries[] = {
    { POSTINO_PEOPLE_ACCEPTED, TRUE },       { POSTINO_PEOPLE_CLICKS_MACHINE, TRUE }, { POSTINO_PEOPLE_CLICKED, FALSE },
    { POSTINO_PEOPLE_CLICKS_HUMAN, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      add_many (fixture, sizes[i].n_rows);
      for (gsize k = 0; k < G_N_ELEMENTS (queries); k++)
        {
          const PostinoPeopleQuery query = { 2, queries[k].kind, -1, NULL };
          guint n_steps;
          g_autoptr (GArray) ids = read_all (fixture, &query, &n_steps);

          g_assert_cmpuint (n_steps, ==, sizes[i].n_steps);
          g_assert_cmpuint (ids->len, ==, queries[k].finds_all ? sizes[i].n_rows : 0);
          for (guint row = 1; row < ids->len; row++)
            g_assert_cmpint (g_array_index (ids, gint64, row), >, g_array_index (ids, gint64, row - 1));
        }
    }
}

static PostinoPeopleRow *
get_one (Fixture          *fixture,
         PostinoPeopleKind kind,
         gint64            id)
{
  PostinoPeopleQuery query = { 1, kind, -1, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = postino_people_query_get_many (fixture->db, &query, &id, 1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  g_ptr_array_set_free_func (found, NULL);
  return found->pdata[0];
}

static const struct {
  PostinoPeopleKind kind;
  gint64 id;
  const char *address; /* NULL: nobody's */
  gint64 at_us;
  gint64 n;
  const char *words;
  const char *reason;
} rows_of[] = {
  { POSTINO_PEOPLE_ACCEPTED, 1, "a@x.it", 5, 1, "250 ok", NULL },
  { POSTINO_PEOPLE_OPENED, 1, "a@x.it", 101, 2, "Firefox", NULL },
  { POSTINO_PEOPLE_CLICKED, 1, "a@x.it", 117, 2, "https://a.example/", NULL },  /* the last one */
  { POSTINO_PEOPLE_CLICKS_UNKNOWN, 6, "a@x.it", 105, 1, "https://b.example/", NULL },
  { POSTINO_PEOPLE_CLICKS_UNKNOWN, 20, NULL, 119, 1, "https://a.example/", NULL },
  { POSTINO_PEOPLE_OPENS_UNKNOWN, 4, NULL, 103, 1, NULL, NULL },
  { POSTINO_PEOPLE_BOUNCED_HARD, 3, "c@x.it", 7, 1, "550 unknown", NULL },      /* the server's words, not the reason */
  { POSTINO_PEOPLE_REFUSED, 4, "d@x.it", 7, 1, "554 policy", NULL },
  { POSTINO_PEOPLE_UNSUBSCRIBED, 2, "b@x.it", 116, 2, NULL, NULL },
  { POSTINO_PEOPLE_SKIPPED, 6, "f@x.it", 0, 1, NULL, "suppressed" },
  { POSTINO_PEOPLE_CANCELLED, 12, "k@x.it", 9, 1, NULL, "stopped" },
  { POSTINO_PEOPLE_IN_DOUBT, 13, "l@x.it", 9, 1, NULL, "connection-lost" },
};

static void
test_rows (Fixture      *fixture,
           gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows_of); i++)
    {
      g_autoptr (PostinoPeopleRow) row = get_one (fixture, rows_of[i].kind, rows_of[i].id);

      g_test_message ("case %zu", i);
      g_assert_cmpint (row->id, ==, rows_of[i].id);
      g_assert_cmpstr (row->address, ==, rows_of[i].address);
      g_assert_cmpint (row->at_us, ==, rows_of[i].at_us);
      g_assert_cmpint (row->n, ==, rows_of[i].n);
      g_assert_cmpstr (row->words, ==, rows_of[i].words);
      g_assert_cmpstr (row->reason, ==, rows_of[i].reason);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/people-query/lists", Fixture, NULL, set_up, test_lists, tear_down);
  g_test_add ("/people-query/numbers", Fixture, NULL, set_up, test_numbers, tear_down);
  g_test_add ("/people-query/not-retried", Fixture, NULL, set_up, test_not_retried, tear_down);
  g_test_add ("/people-query/steps", Fixture, NULL, set_up, test_steps, tear_down);
  g_test_add ("/people-query/rows", Fixture, NULL, set_up, test_rows, tear_down);
  return g_test_run ();
}
