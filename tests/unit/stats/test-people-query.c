/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "events/events-table.h"
#include "stats/people-query.h"

static const char rows[] =
  "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'C', 1, 1), (2, 'campaign', 'D', 1, 1);"
  "INSERT INTO campaign_link VALUES (1, 0, 'https://a.example/'), (1, 1, 'https://b.example/');"
  "INSERT INTO ledger (campaign, key, address, name, state, settled_us, reason, reply) VALUES"
  " (1, 'a', 'a@x.it', 'Anna', 4, 5, NULL, '250 ok'), (1, 'b', 'b@x.it', NULL, 4, 6, NULL, '250 ok'),"
  " (1, 'c', 'c@x.it', NULL, 5, 7, NULL, '550 unknown'), (1, 'd', 'd@x.it', NULL, 5, 7, NULL, '554 policy'),"
  " (1, 'e', 'e@x.it', NULL, 7, 0, 'no-consent', NULL), (1, 'f', 'f@x.it', NULL, 7, 0, 'suppressed', NULL),"
  " (2, 'a', 'a@x.it', NULL, 4, 5, NULL, '250 ok')";

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

/* "1,2": the ids; yours. */
static char *
list (Fixture            *fixture,
      PostinoPeopleQuery *query,
      guint               limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = postino_people_query_list_ids (fixture->db, query, limit, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", g_array_index (ids, gint64, i));
  return g_string_free (text, FALSE);
}

static const struct {
  PostinoPeopleKind kind;
  int link;
  const char *reason;
  guint limit;
  const char *ids;
} lists[] = {
  { POSTINO_PEOPLE_ACCEPTED, -1, NULL, 0, "1,2" },
  { POSTINO_PEOPLE_ACCEPTED, -1, NULL, 1, "1" },
  { POSTINO_PEOPLE_OPENED_HUMAN, -1, NULL, 0, "1" },
  { POSTINO_PEOPLE_OPENED_MACHINE, -1, NULL, 0, "2" },
  { POSTINO_PEOPLE_OPENED_UNKNOWN, -1, NULL, 0, "" },
  { POSTINO_PEOPLE_CLICKED, -1, NULL, 0, "1,2" },
  { POSTINO_PEOPLE_CLICKED, -1, NULL, 1, "1" },
  { POSTINO_PEOPLE_CLICKED, 1, NULL, 0, "1" },
  { POSTINO_PEOPLE_CLICKED_MACHINE, -1, NULL, 0, "2" },
  { POSTINO_PEOPLE_UNSUBSCRIBED, -1, NULL, 0, "2" },
  { POSTINO_PEOPLE_BOUNCED_HARD, -1, NULL, 0, "3" },
  { POSTINO_PEOPLE_BOUNCED_SOFT, -1, NULL, 0, "" },
  { POSTINO_PEOPLE_BOUNCED_BLOCK, -1, NULL, 0, "4" },
  { POSTINO_PEOPLE_COMPLAINED, -1, NULL, 0, "" },
  { POSTINO_PEOPLE_SKIPPED, -1, NULL, 0, "5,6" },
  { POSTINO_PEOPLE_SKIPPED, -1, "suppressed", 0, "6" },
};

static void
test_lists (Fixture      *fixture,
            gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      PostinoPeopleQuery query = { 1, lists[i].kind, lists[i].link, lists[i].reason };
      g_autofree char *ids = list (fixture, &query, lists[i].limit);

      g_assert_cmpstr (ids, ==, lists[i].ids);
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
  gint64 at_us;
  gint64 n;
  const char *words;
  const char *reason;
} rows_of[] = {
  { POSTINO_PEOPLE_ACCEPTED, 1, 5, 1, "250 ok", NULL },
  { POSTINO_PEOPLE_OPENED_HUMAN, 1, 101, 2, "Firefox", NULL },
  { POSTINO_PEOPLE_CLICKED, 1, 105, 2, "https://b.example/", NULL },  /* the last one */
  { POSTINO_PEOPLE_BOUNCED_HARD, 3, 109, 1, "550 unknown user", NULL },
  { POSTINO_PEOPLE_BOUNCED_BLOCK, 4, 110, 1, "554 policy", NULL },    /* of the row */
  { POSTINO_PEOPLE_UNSUBSCRIBED, 2, 108, 1, NULL, NULL },
  { POSTINO_PEOPLE_SKIPPED, 6, 0, 1, NULL, "suppressed" },
};

static void
test_rows (Fixture      *fixture,
           gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows_of); i++)
    {
      g_autoptr (PostinoPeopleRow) row = get_one (fixture, rows_of[i].kind, rows_of[i].id);

      g_assert_cmpint (row->id, ==, rows_of[i].id);
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
  g_test_add ("/people-query/rows", Fixture, NULL, set_up, test_rows, tear_down);
  return g_test_run ();
}
