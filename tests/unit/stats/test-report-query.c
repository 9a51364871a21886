/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include <string.h>

#include "base/error.h"
#include "events/events-table.h"
#include "events/rollup-table.h"
#include "stats/report-query.h"

#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define START (500000 * HOUR + 7)

/* Twelve recipients: rows 1 to 6 accepted (1 to 3 as individuals), then one or more of every other state. */
static const char rows[] =
  "INSERT INTO campaign (id, kind, name, state, tracking, collector_url, started_us, created_us, modified_us) VALUES"
  " (1, 'campaign', 'C', 'running', 'by-consent', 'https://c.example', 1800000000000007, 1, 1),"
  " (2, 'campaign', 'Empty', 'draft', 'none', NULL, NULL, 1, 1);"
  "INSERT INTO campaign_link VALUES (1, 0, 'https://a.example/'), (1, 1, 'https://b.example/'), (1, 2, 'https://c.example/');"
  "INSERT INTO ledger (campaign, key, address, state, individual, reason) VALUES"
  " (1, 'a', 'a', 4, 1, NULL), (1, 'b', 'b', 4, 1, NULL), (1, 'c', 'c', 4, 1, NULL), (1, 'd', 'd', 4, 0, NULL),"
  " (1, 'e', 'e', 4, 0, NULL), (1, 'f', 'f', 4, 0, NULL), (1, 'g', 'g', 5, 0, NULL), (1, 'h', 'h', 5, 0, NULL),"
  " (1, 'i', 'i', 2, 0, NULL), (1, 'j', 'j', 3, 0, NULL), (1, 'k', 'k', 6, 0, NULL), (1, 'l', 'l', 7, 1, 'no-consent'),"
  " (1, 'm', 'm', 7, 0, 'no-consent'), (1, 'n', 'n', 7, 0, 'suppressed'), (1, 'o', 'o', 8, 0, 'stopped'),"
  " (1, 'p', 'p', 0, 0, NULL), (1, 'q', 'q', 1, 0, NULL)";

static const struct {
  PostinoEventType type;
  gint64 ledger;
  int link;
  const char *kind;
  gint64 hours;
} events[] = {
  { POSTINO_EVENT_ACCEPTED, 1, -1, NULL, 0 },
  { POSTINO_EVENT_ACCEPTED, 2, -1, NULL, 0 },
  { POSTINO_EVENT_OPENED, 1, -1, "human", 1 },
  { POSTINO_EVENT_OPENED, 1, -1, "human", 2 },
  { POSTINO_EVENT_OPENED, 2, -1, "machine", 1 },
  { POSTINO_EVENT_OPENED, 0, -1, "unknown", 1 },
  { POSTINO_EVENT_CLICKED, 1, 0, "human", 1 },
  { POSTINO_EVENT_CLICKED, 1, 0, "human", 1 },
  { POSTINO_EVENT_CLICKED, 1, 1, "unknown", 1 },   /* the same person: counts once among people */
  { POSTINO_EVENT_CLICKED, 2, 0, "unknown", 3 },
  { POSTINO_EVENT_CLICKED, 3, 0, "machine", 3 },   /* no person */
  { POSTINO_EVENT_CLICKED, 0, 1, "unknown", 3 },   /* of nobody in particular */
  { POSTINO_EVENT_UNSUBSCRIBED, 1, -1, NULL, 4 },
  { POSTINO_EVENT_REFUSED, 7, -1, "hard", 0 },
  { POSTINO_EVENT_REFUSED, 8, -1, "block", 0 },
  { POSTINO_EVENT_OPENED, 2, -1, "human", 47 },
  { POSTINO_EVENT_OPENED, 2, -1, "human", 48 },
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
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (events); i++)
    {
      PostinoEvent event = { .at_us = START + events[i].hours * HOUR, .type = events[i].type, .campaign = 1,
                             .ledger = events[i].ledger, .link = events[i].link, .kind = events[i].kind };

      g_assert_true (postino_events_table_append (fixture->db, &event, NULL, &error));
      g_assert_no_error (error);
    }
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  postino_db_close (fixture->db);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
}

static PostinoReport *
query (Fixture *fixture,
       gint64   campaign)
{
  g_autoptr (GError) error = NULL;
  PostinoReport *report = postino_report_query (fixture->db, campaign, &error);

  g_assert_no_error (error);
  g_assert_cmpint (report->not_machines, ==, -1);
  postino_report_query_not_machines (fixture->db, report, &error);
  g_assert_no_error (error);
  return report;
}

static void
check_sum (const PostinoReportSum *sum,
           gint64                  n,
           gint64                  people)
{
  g_assert_cmpint (sum->n, ==, n);
  g_assert_cmpint (sum->people, ==, people);
}

/* @people: of whom one click at least was not a machine's. */
static void
check_link (const PostinoReport *report,
            guint                i,
            const char          *url,
            gint64               human,
            gint64               machine,
            gint64               unknown,
            gint64               people)
{
  const PostinoReportLink *link = report->links->pdata[i];

  g_assert_cmpstr (link->url, ==, url);
  g_assert_cmpint (link->clicks.human.n, ==, human);
  g_assert_cmpint (link->clicks.machine.n, ==, machine);
  g_assert_cmpint (link->clicks.unknown.n, ==, unknown);
  g_assert_cmpint (link->not_machines, ==, people);
}

static void
check_numbers (const PostinoReport *report)
{
  gint64 sum = 0;

  for (int i = 0; i < POSTINO_LEDGER_N_STATES; i++)
    sum += report->states[i];
  g_assert_cmpint (report->recipients, ==, 17);
  g_assert_cmpint (sum, ==, report->recipients);
  g_assert_cmpint (report->states[POSTINO_LEDGER_ACCEPTED], ==, 6);
  g_assert_cmpint (report->states[POSTINO_LEDGER_SKIPPED], ==, 3);
  g_assert_cmpint (report->individuals, ==, 3);
  check_sum (&report->opens.human, 4, 2);
  check_sum (&report->opens.machine, 1, 1);
  check_sum (&report->opens.unknown, 1, 0);
  check_sum (&report->clicks.human, 2, 1);
  check_sum (&report->clicks.machine, 1, 1);
  check_sum (&report->clicks.unknown, 3, 2);
  g_assert_cmpint (report->not_machines, ==, 2);
  g_assert_cmpint (report->unsubscribed, ==, 1);
  g_assert_cmpint (report->bounced.hard, ==, 1);
  g_assert_cmpint (report->bounced.soft, ==, 0);
  g_assert_cmpint (report->bounced.block, ==, 1);
  g_assert_cmpint (report->complaints, ==, 0);
  g_assert_cmpuint (report->links->len, ==, 3);
  check_link (report, 0, "https://a.example/", 2, 1, 1, 2);
  check_link (report, 1, "https://b.example/", 0, 0, 2, 1);
  check_link (report, 2, "https://c.example/", 0, 0, 0, 0);
}

static void
test_numbers (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (PostinoReport) report = query (fixture, 1);
  const PostinoReportReason *first = report->skipped->pdata[0];

  check_numbers (report);
  g_assert_cmpuint (report->skipped->len, ==, 2);
  g_assert_cmpstr (first->reason, ==, "no-consent");
  g_assert_cmpint (first->n, ==, 2);
}

/* The same numbers from sums made anew. */
static void
test_rebuilt (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoReport) report = NULL;

  g_assert_true (postino_rollup_table_rebuild (fixture->db, &error));
  g_assert_no_error (error);
  report = query (fixture, 1);
  check_numbers (report);
}

static void
test_empty (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoReport) report = query (fixture, 2);

  g_assert_cmpint (report->recipients, ==, 0);
  g_assert_cmpuint (report->links->len, ==, 0);
  g_assert_null (report->collector_url);
  g_assert_null (postino_report_query (fixture->db, 3, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
}

static void
test_json (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (PostinoReport) full = query (fixture, 1);
  g_autoptr (PostinoReport) empty = query (fixture, 2);
  g_autoptr (JsonNode) full_node = postino_report_to_json (full);
  g_autoptr (JsonNode) empty_node = postino_report_to_json (empty);
  g_autofree char *full_text = json_to_string (full_node, FALSE);
  g_autofree char *empty_text = json_to_string (empty_node, FALSE);

  g_assert_cmpstr (full_text, ==,
                   "{\"campaign\":1,\"recipients\":17,\"ready\":1,\"handed\":1,\"deferred\":1,\"in_doubt\":1,"
                   "\"accepted\":6,\"refused\":2,\"expired\":1,\"skipped\":3,\"cancelled\":1,"
                   "\"skipped_reasons\":{\"no-consent\":2,\"suppressed\":1},"
                   "\"opens\":{\"human\":4,\"machine\":1,\"unknown\":1},"
                   "\"clicks\":{\"total\":6,\"people\":2,\"machine\":1},"
                   "\"bounced\":{\"hard\":1,\"soft\":0,\"block\":1},\"unsubscribed\":1,\"complaints\":0,"
                   "\"individuals\":3,\"tracking\":\"by-consent\",\"collector\":\"https://c.example\","
                   "\"links\":[{\"url\":\"https://a.example/\",\"clicks\":4,\"people\":2},"
                   "{\"url\":\"https://b.example/\",\"clicks\":2,\"people\":1},"
                   "{\"url\":\"https://c.example/\",\"clicks\":0,\"people\":0}]}");
  g_assert_nonnull (strstr (empty_text, "\"collector\":null,\"links\":[]"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(NAME, FUNC) g_test_add ("/report-query/" NAME, Fixture, NULL, set_up, FUNC, tear_down)
  ADD ("numbers", test_numbers);
  ADD ("rebuilt", test_rebuilt);
  ADD ("empty", test_empty);
  ADD ("json", test_json);
#undef ADD
  return g_test_run ();
}
