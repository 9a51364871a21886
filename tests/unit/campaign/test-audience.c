/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A random population, frozen in small chunks, against what is computed for each person by hand. */
#include "scratch-db.h"

#include "base/error.h"
#include "campaign/audience.h"
#include "contacts/consent-table.h"
#include "contacts/contacts-table.h"
#include "contacts/fields-table.h"

enum {
  N_PEOPLE = 3000,
  N_LISTS = 4,       /* 1 and 2 are the campaign's, 3 is excluded from it, 4 is nobody's */
  CHUNK_WIDTH = 137,
  N_MANY_FIELDS = 150,
};

typedef struct {
  guint id;
  guint lists;      /* bits */
  guint consent;    /* bits */
  guint domain;
  gboolean deleted;
  gboolean suppressed;
  gboolean has_city;
} Person;

typedef struct {
  char *folder;
  PostinoDb *db;
  Person people[N_PEOPLE];
  PostinoCampaign campaign;
  char *column; /* of the custom field */
} World;

static const struct {
  const char *name;
  gboolean suppressed;
} domains[] = { { "a.example", FALSE }, { "b.example", FALSE }, { "c.example", TRUE }, { "d.example", FALSE } };

static const char *const paths[] = { "campaign.name", "contact.city", "contact.tessera", "contact.email", "contact.unknown",
                                     "contact.city", "contact.city.size", "first_name", NULL };

static void
run (PostinoDb  *db,
     const char *sql)
{
  g_autoptr (GError) error = NULL;

  postino_db_exec (db, sql, &error);
  g_assert_no_error (error);
}

static void
add_person (World  *world,
            Person *person)
{
  g_autofree char *key = g_strdup_printf ("p%u@%s", person->id, domains[person->domain].name);
  g_autofree char *sql = g_strdup_printf ("INSERT INTO contact (id, key, address, first_name, last_name, city, %s, consent, "
                                          "created_us, modified_us, deleted_us) VALUES (?1, ?2, 'A' || ?2, 'N', 'L' || ?1, ?3, "
                                          "'T\"' || ?1, ?4, 1, 1, nullif (?5, 0))", world->column);
  g_autoptr (GError) error = NULL;

  postino_db_run (world->db, &error, sql, "issii", (int) person->id, key, person->has_city ? "Forlì" : NULL,
                  (int) person->consent, person->deleted);
  g_assert_no_error (error);
  for (int list = 1; list <= N_LISTS; list++)
    {
      if (person->lists & (1u << list))
        postino_db_run (world->db, &error, "INSERT INTO list_member VALUES (?1, ?2, 1)", "ii", list, (int) person->id);
    }
  if (person->suppressed || person->id % 17 == 0)
    postino_db_run (world->db, &error,
                    "INSERT INTO suppression (key, reason, source, at_us, lifted_us) VALUES (?1, 'manual', 'cli', 1, nullif (?2, 0))",
                    "si", key, !person->suppressed);
  g_assert_no_error (error);
}

static void
set_up (World        *world,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoField) field = NULL;
  guint id = 0;

  world->db = open_scratch_db (&world->folder);
  world->campaign = (PostinoCampaign) { .id = 1, .tracking = POSTINO_TRACKING_BY_CONSENT };
  g_assert_true (postino_db_begin (world->db, &error));
  field = postino_fields_table_make (world->db, "tessera", "Tessera", POSTINO_FIELD_TEXT, 1, &error);
  g_assert_no_error (error);
  world->column = g_strdup (field->column);
  run (world->db, "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'c', 1, 1);"
                  "INSERT INTO list (id, name, created_us) VALUES (1, 'a', 1), (2, 'b', 1), (3, 'c', 1), (4, 'd', 1);"
                  "INSERT INTO campaign_list VALUES (1, 1, 0), (1, 2, 0), (1, 3, 1);"
                  "INSERT INTO suppression (key, reason, source, at_us, lifted_us) VALUES "
                  "('@c.example', 'manual', 'cli', 1, NULL), ('@d.example', 'manual', 'cli', 1, 2);");
  for (int i = 0; i < N_PEOPLE; i++)
    {
      guint dice = (guint) g_test_rand_int ();

      id += 1 + (dice % 50 == 0 ? 400 : 0); /* gaps wider than a chunk */
      world->people[i] = (Person) { .id = id, .lists = (dice >> 6) & (dice >> 11) & 0x1e, .consent = (dice >> 16) & 7,
                                    .domain = (dice >> 19) & 3, .deleted = ((dice >> 21) & 15) == 0,
                                    .suppressed = ((dice >> 25) & 15) == 0, .has_city = (dice >> 29) & 1 };
      add_person (world, &world->people[i]);
    }
  /* Nobody is written to because of a deleted list; who is on one that was to be left out stays so. */
  run (world->db, "INSERT INTO list (id, name, created_us, deleted_us) VALUES (5, 'e', 1, 2), (6, 'f', 1, 2);"
                  "INSERT INTO campaign_list VALUES (1, 5, 0), (1, 6, 1);"
                  "INSERT INTO list_member SELECT list.id, contact.id, 1 FROM list, contact WHERE list.id = 5 "
                  "OR (list.id = 6 AND contact.id % 7 = 0);");
  g_assert_true (postino_db_commit (world->db, &error));
}

static void
tear_down (World        *world,
           gconstpointer data)
{
  g_clear_pointer (&world->db, postino_db_close);
  remove_scratch_folder (world->folder);
  g_free (world->folder);
  g_free (world->column);
}

/* NULL: one to send to; "": no member of the campaign's lists. */
static const char *
find_reason (const Person *person)
{
  if (person->deleted || (person->lists & (1u << 1 | 1u << 2)) == 0)
    return "";
  if (person->lists & 1u << 3 || person->id % 7 == 0)
    return "excluded";
  if (person->suppressed || domains[person->domain].suppressed)
    return "suppressed";
  return person->consent & POSTINO_PURPOSE_NEWSLETTER ? NULL : "no-consent";
}

static char *
make_merge (const Person *person)
{
  return g_strdup_printf ("{\"city\":%s,\"tessera\":\"T\\\"%u\",\"email\":\"Ap%u@%s\"}", person->has_city ? "\"Forlì\"" : "null",
                          person->id, person->id, domains[person->domain].name);
}

static guint
freeze_all (World             *world,
            const char *const *names)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoAudience) audience = NULL;
  gboolean done = FALSE;
  guint n_chunks = 0;

  audience = postino_audience_begin (world->db, &world->campaign, names, &error);
  g_assert_no_error (error);
  g_assert_true (postino_db_begin (world->db, &error));
  for (; !done; n_chunks++)
    {
      audience->width = CHUNK_WIDTH;
      g_assert_true (postino_audience_freeze_some (audience, world->db, &done, &error));
      g_assert_no_error (error);
    }
  g_assert_true (postino_db_commit (world->db, &error));
  return n_chunks;
}

static void
check_row (const Person           *person,
           const char             *reason,
           const PostinoLedgerRow *row)
{
  g_autofree char *key = g_strdup_printf ("p%u@%s", person->id, domains[person->domain].name);
  g_autofree char *address = g_strconcat ("A", key, NULL);
  g_autofree char *name = g_strdup_printf ("N L%u", person->id);
  g_autofree char *merge = make_merge (person);

  g_assert_cmpint (row->contact, ==, person->id);
  g_assert_cmpint (row->campaign, ==, 1);
  g_assert_cmpstr (row->key, ==, key);
  g_assert_cmpstr (row->address, ==, address);
  g_assert_cmpstr (row->name, ==, name);
  g_assert_cmpint (row->state, ==, reason == NULL ? POSTINO_LEDGER_READY : POSTINO_LEDGER_SKIPPED);
  g_assert_cmpstr (row->reason, ==, reason);
  g_assert_cmpstr (row->merge, ==, reason == NULL ? merge : NULL);
  g_assert_cmpint (row->individual, ==, (person->consent & POSTINO_PURPOSE_TRACKING) != 0);
  g_assert_cmpuint (row->attempt, ==, 0);
}

static void
test_freeze (World        *world,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  PostinoAudienceCount count = { 0 };
  PostinoAudienceCount expected = { 0 };
  guint next = 0;

  g_assert_cmpuint (freeze_all (world, paths), >, N_PEOPLE / CHUNK_WIDTH);
  rows = postino_ledger_table_page (world->db, 1, -1, 0, N_PEOPLE + 1, &error);
  g_assert_no_error (error);
  for (int i = 0; i < N_PEOPLE; i++)
    {
      const char *reason = find_reason (&world->people[i]);

      if (g_strcmp0 (reason, "") == 0)
        continue;
      g_assert_cmpuint (next, <, rows->len);
      check_row (&world->people[i], reason, rows->pdata[next++]);
      expected.total++;
      expected.ready += reason == NULL;
      expected.excluded += g_strcmp0 (reason, "excluded") == 0;
      expected.suppressed += g_strcmp0 (reason, "suppressed") == 0;
      expected.no_consent += g_strcmp0 (reason, "no-consent") == 0;
    }
  g_assert_cmpuint (next, ==, rows->len);

  g_assert_true (postino_audience_count (world->db, 1, &count, &error));
  g_assert_cmpmem (&count, sizeof count, &expected, sizeof expected);
}

/* Who comes while the freeze is under way is not in it. */
static void
test_newcomer (World        *world,
               gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoAudience) audience = postino_audience_begin (world->db, &world->campaign, paths, &error);
  g_autoptr (PostinoLedgerRow) row = NULL;
  Person newcomer = { .id = 1000000, .lists = 1u << 1, .consent = 1 };
  gboolean done = FALSE;

  add_person (world, &newcomer);
  while (!done)
    g_assert_true (postino_audience_freeze_some (audience, world->db, &done, &error));
  g_assert_true (postino_ledger_table_find (world->db, 1, "p1000000@a.example", &row, &error));
  g_assert_null (row);
}

static const struct {
  PostinoTracking tracking;
  guint consent;
  gboolean individual;
} tracked[] = {
  { POSTINO_TRACKING_NONE, 7, FALSE },       { POSTINO_TRACKING_AGGREGATE, 7, FALSE },
  { POSTINO_TRACKING_INDIVIDUAL, 1, TRUE },  { POSTINO_TRACKING_INDIVIDUAL, 3, TRUE },
  { POSTINO_TRACKING_BY_CONSENT, 1, FALSE }, { POSTINO_TRACKING_BY_CONSENT, 3, TRUE },
  { POSTINO_TRACKING_BY_CONSENT, 5, FALSE },
};

/* One contact, frozen in each way of measuring; a preview says the same as the row. */
static void
test_individual (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tracked); i++)
    {
      g_autofree char *folder = NULL;
      g_autoptr (PostinoDb) db = open_scratch_db (&folder);
      World world = { .db = db, .campaign = { .id = 1, .tracking = tracked[i].tracking }, .column = (char *) "company" };
      Person person = { .id = 1, .lists = 1u << 1, .consent = tracked[i].consent };
      g_autoptr (PostinoLedgerRow) row = NULL;
      g_autoptr (PostinoLedgerRow) preview = NULL;
      g_autoptr (GError) error = NULL;

      run (db, "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'c', 1, 1);"
               "INSERT INTO list (id, name, created_us) VALUES (1, 'a', 1);"
               "INSERT INTO campaign_list VALUES (1, 1, 0)");
      add_person (&world, &person);
      freeze_all (&world, paths);
      g_assert_true (postino_ledger_table_find (db, 1, "p1@a.example", &row, &error));
      g_assert_nonnull (row);
      g_assert_cmpint (row->individual, ==, tracked[i].individual);

      preview = postino_audience_preview (db, &world.campaign, "p1@a.example", paths, &error);
      g_assert_no_error (error);
      g_assert_cmpint (preview->id, ==, 0);
      g_assert_cmpint (preview->contact, ==, 1);
      g_assert_cmpstr (preview->address, ==, row->address);
      g_assert_cmpstr (preview->name, ==, row->name);
      g_assert_cmpstr (preview->merge, ==, row->merge);
      g_assert_cmpint (preview->individual, ==, row->individual);
      remove_scratch_folder (folder);
    }
}

#define ALL                                                                                                      \
  "{\"email\":\"a@x.it\",\"first_name\":\"Ann\",\"last_name\":null,\"name\":\"Ann B\",\"company\":null,\"phone\":null," \
  "\"city\":\"Roma\",\"country\":null,\"language\":null,\"birthday\":null,\"tessera\":\"7\"}"

static const struct {
  const char *paths;
  const char *merge;
} fields[] = {
  { "", "{}" },
  { "campaign.city sender.name today", "{}" },
  { "contact.city", "{\"city\":\"Roma\"}" },
  { "contact.city.size contact.city", "{\"city\":\"Roma\"}" },
  { "contact.tessera contact.last_name", "{\"tessera\":\"7\",\"last_name\":null}" },
  { "contact.consent contact.id contact.key contact.f1 contact.address", "{}" },
  { "contact.city') contact.", "{}" },
  { "contactcity contacts.city", "{}" },
  { "contact.*", ALL },
  { "contact", ALL },
  { "contact.*.size contact.tessera contact", ALL },
};

static void
test_fields (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (PostinoField) field = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  PostinoCampaign campaign = { .id = 1 };

  field = postino_fields_table_make (db, "tessera", "Tessera", POSTINO_FIELD_TEXT, 1, &error);
  g_assert_no_error (error);
  sql = g_strdup_printf ("INSERT INTO contact (id, key, address, first_name, name, city, %s, created_us, modified_us) "
                         "VALUES (1, 'a@x.it', 'a@x.it', 'Ann', 'Ann B', 'Roma', '7', 1, 1)", field->column);
  run (db, sql);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_auto (GStrv) names = g_strsplit (fields[i].paths, " ", -1);
      g_autoptr (PostinoLedgerRow) row = postino_audience_preview (db, &campaign, "a@x.it", (const char *const *) names, &error);

      g_test_message ("%s", fields[i].paths);
      g_assert_no_error (error);
      g_assert_cmpstr (row->merge, ==, fields[i].merge);
    }
  remove_scratch_folder (folder);
}

/* More fields than a function of SQLite takes arguments for. */
static void
test_many_fields (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (PostinoLedgerRow) row = NULL;
  g_autoptr (GError) error = NULL;
  const char *const all[] = { "contact.*", NULL };
  PostinoCampaign campaign = { .id = 1 };

  g_assert_true (postino_db_begin (db, &error));
  for (int i = 0; i < N_MANY_FIELDS; i++)
    {
      g_autofree char *key = g_strdup_printf ("key%03d", i);

      postino_field_free (postino_fields_table_make (db, key, key, POSTINO_FIELD_TEXT, 1, &error));
      g_assert_no_error (error);
    }
  g_assert_true (postino_db_commit (db, &error));
  run (db, "INSERT INTO contact (id, key, address, created_us, modified_us) VALUES (1, 'a@x.it', 'a@x.it', 1, 1)");
  row = postino_audience_preview (db, &campaign, "a@x.it", all, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (row->merge, ",\"key149\":null}"));
  remove_scratch_folder (folder);
}

static const struct {
  const char *to;
  gint64 as;
  const char *key;   /* NULL: refused */
  const char *name;
  const char *merge;
} tests[] = {
  { "Boss@Example.COM", 1, "boss@example.com", "Ann", "{\"city\":\"Roma\"}" },
  { "Boss@Example.COM", 0, "boss@example.com", NULL, "{\"city\":null}" },
  { "a@b@c", 1, NULL, NULL, NULL },
  { "", 0, NULL, NULL, NULL },
};

static void
test_freeze_test (void)
{
  const char *const city[] = { "contact.city", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *folder = NULL;
      g_autoptr (PostinoDb) db = open_scratch_db (&folder);
      PostinoCampaign campaign = { .id = 1, .is_test = TRUE, .test_to = (char *) tests[i].to, .test_as = tests[i].as };
      g_autoptr (GPtrArray) rows = NULL;
      g_autoptr (GError) fault = NULL;
      g_autoptr (GError) error = NULL;
      const PostinoLedgerRow *row;

      run (db, "INSERT INTO contact (id, key, address, first_name, city, created_us, modified_us) "
               "VALUES (1, 'a@x.it', 'a@x.it', 'Ann', 'Roma', 1, 1)");
      g_assert_cmpint (postino_audience_freeze_test (db, &campaign, city, &fault), ==, tests[i].key != NULL);
      rows = postino_ledger_table_page (db, 1, -1, 0, 9, &error);
      g_assert_cmpuint (rows->len, ==, tests[i].key != NULL ? 1 : 0);
      if (tests[i].key == NULL)
        g_assert_error (fault, POSTINO_ERROR, POSTINO_ERROR_INVALID);
      row = rows->len > 0 ? rows->pdata[0] : NULL;
      if (row != NULL)
        {
          g_assert_cmpstr (row->key, ==, tests[i].key);
          g_assert_cmpstr (row->name, ==, tests[i].name);
          g_assert_cmpstr (row->merge, ==, tests[i].merge);
          g_assert_cmpint (row->contact, ==, tests[i].as);
          g_assert_cmpint (row->state, ==, POSTINO_LEDGER_READY);
          g_assert_false (row->individual);
        }
      remove_scratch_folder (folder);
    }
}

/* The domain begins at the last at sign. */
static void
test_quoted_at (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  PostinoAudienceCount count;
  g_autoptr (GError) error = NULL;

  run (db, "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'c', 1, 1);"
           "INSERT INTO list (id, name, created_us) VALUES (1, 'a', 1);"
           "INSERT INTO campaign_list VALUES (1, 1, 0);"
           "INSERT INTO suppression (key, reason, source, at_us) VALUES ('@x.it', 'manual', 'cli', 1);"
           "INSERT INTO contact (id, key, address, consent, created_us, modified_us) VALUES "
           "(1, '\"a@b\"@x.it', '\"a@b\"@x.it', 1, 1, 1), (2, '\"a@x.it\"@y.it', '\"a@x.it\"@y.it', 1, 1, 1);"
           "INSERT INTO list_member SELECT 1, id, 1 FROM contact;");
  g_assert_true (postino_audience_count (db, 1, &count, &error));
  g_assert_cmpint (count.suppressed, ==, 1);
  g_assert_cmpint (count.ready, ==, 1);
  remove_scratch_folder (folder);
}

static void
test_preview_of_nobody (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  PostinoCampaign campaign = { .id = 1 };
  g_autoptr (GError) error = NULL;

  run (db, "INSERT INTO contact (id, key, address, deleted_us, created_us, modified_us) VALUES (1, 'a@x.it', 'a@x.it', 5, 1, 1)");
  g_assert_null (postino_audience_preview (db, &campaign, "a@x.it", paths, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/audience/freeze", World, NULL, set_up, test_freeze, tear_down);
  g_test_add ("/audience/newcomer", World, NULL, set_up, test_newcomer, tear_down);
  g_test_add_func ("/audience/individual", test_individual);
  g_test_add_func ("/audience/fields", test_fields);
  g_test_add_func ("/audience/many-fields", test_many_fields);
  g_test_add_func ("/audience/freeze-test", test_freeze_test);
  g_test_add_func ("/audience/quoted-at", test_quoted_at);
  g_test_add_func ("/audience/preview-of-nobody", test_preview_of_nobody);
  return g_test_run ();
}
