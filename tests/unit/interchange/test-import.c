/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "contacts/address.h"
#include "contacts/consent-table.h"
#include "contacts/contacts-table.h"
#include "contacts/suppression-table.h"
#include "interchange/import.h"

/* A workspace, a file, and somebody who looks at the tables. */
typedef struct {
  char *folder;
  char *file;
  char *rejects;
  PostinoDb *db; /* beside the store: for looking and preparing */
  PostinoStore *store;
  PostinoImportOptions options;
  PostinoImportOutcome outcome;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->db = open_scratch_db (&fixture->folder);
  fixture->file = g_build_filename (fixture->folder, "clienti.csv", NULL);
  fixture->rejects = g_build_filename (fixture->folder, "scarti.csv", NULL);
  fixture->store = postino_store_new (postino_db_get_path (fixture->db), &error);
  g_assert_no_error (error);
  fixture->options = (PostinoImportOptions) { .path = fixture->file };
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  postino_store_close (fixture->store);
  g_object_unref (fixture->store);
  postino_db_close (fixture->db);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->file);
  g_free (fixture->rejects);
}

static void
write_file (Fixture    *fixture,
            const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->file, text, -1, &error);
  g_assert_no_error (error);
}

static void
run (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  postino_import_run (fixture->store, &fixture->options, &fixture->outcome, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture->outcome.n_rows, ==,
                   fixture->outcome.n_added + fixture->outcome.n_updated + fixture->outcome.n_unchanged
                     + fixture->outcome.n_duplicates + fixture->outcome.n_invalid);
}

static void
import_text (Fixture    *fixture,
             const char *text)
{
  write_file (fixture, text);
  run (fixture);
}

/* "added updated unchanged duplicates invalid suppressed" */
static void
assert_counts (const Fixture *fixture,
               const char    *wanted)
{
  const PostinoImportOutcome *o = &fixture->outcome;
  g_autofree char *counts = g_strdup_printf ("%d %d %d %d %d %d", (int) o->n_added, (int) o->n_updated,
                                             (int) o->n_unchanged, (int) o->n_duplicates, (int) o->n_invalid,
                                             (int) o->n_suppressed);

  g_assert_cmpstr (counts, ==, wanted);
}

/* All rows of @sql as one string. */
static char *
dump (Fixture    *fixture,
      const char *sql)
{
  g_autoptr (GError) error = NULL;
  PostinoStmt *stmt = postino_db_query (fixture->db, &error, sql, "");
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  while (postino_stmt_next (stmt))
    g_string_append_printf (text, "%s;", postino_stmt_is_null (stmt, 0) ? "NULL" : postino_stmt_get_text (stmt, 0));
  g_assert_true (postino_stmt_finish (stmt, &error));
  return g_string_free (text, FALSE);
}

static void
assert_rows (Fixture    *fixture,
             const char *sql,
             const char *wanted)
{
  g_autofree char *rows = dump (fixture, sql);

  g_assert_cmpstr (rows, ==, wanted);
}

/* Everything an undo must bring back, byte by byte. Columns of fields that were made stay, empty, and are not in it. */
static char *
dump_contacts (Fixture *fixture)
{
  return dump (fixture,
               "SELECT printf ('%d|%s|%s|%s|%s|%s|%s|%d|%d|%d|%d|%d|%s|%s|%s', id, key, address, "
               "ifnull (first_name, '-'), ifnull (last_name, '-'), ifnull (city, '-'), ifnull (birthday, '-'), consent, "
               "soft_bounces, ifnull (import, -1), created_us, modified_us, ifnull (deleted_us, '-'), "
               "ifnull ((SELECT group_concat (list || ':' || added_us) FROM list_member WHERE contact = id), '-'), "
               "ifnull ((SELECT group_concat (tag) FROM contact_tag WHERE contact = id), '-')) FROM contact ORDER BY id");
}

/* 416 rows: 400 contacts, 10 duplicates, 6 invalid ones; Windows-1252, `;`, Italian headings. */
static void
write_shop_file (Fixture *fixture)
{
  static const char *const invalid[] = { "senza-chiocciola", "a@@b.it", "x@localhost", "", "a b@c.it", "ann@esempio..it" };
  g_autoptr (GString) text = g_string_new ("Indirizzo e-mail;Nome;Cognome;Citt\xe0;N\xb0 tessera\r\n");
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 400; i++)
    g_string_append_printf (text, "Cliente%d@esempio%d.it;Nicol\xf2 %d;D\x92" "Angelo;Forl\xec;%d\r\n", i, i % 7, i, 1000 + i);
  for (int i = 0; i < 10; i++)
    g_string_append_printf (text, "CLIENTE%d@ESEMPIO%d.it;Altro;;;\r\n", i, i % 7);
  for (gsize i = 0; i < G_N_ELEMENTS (invalid); i++)
    g_string_append_printf (text, "%s;=1+1;\xc8;;\r\n", invalid[i]);
  g_file_set_contents (fixture->file, text->str, text->len, &error);
  g_assert_no_error (error);
}

static void
test_shop_file (Fixture      *fixture,
                gconstpointer data)
{
  const char *lists[] = { "Clienti", "Negozio", NULL };
  const char *tags[] = { "natale", NULL };
  g_autofree char *rejects = NULL;
  g_auto (GStrv) lines = NULL;

  write_shop_file (fixture);
  fixture->options.lists = lists;
  fixture->options.tags = tags;
  fixture->options.consent_words = "Sì, mandatemi le novità";
  fixture->options.rejects = fixture->rejects;
  run (fixture);
  g_assert_cmpint (fixture->outcome.n_rows, ==, 416);
  assert_counts (fixture, "400 0 0 10 6 0");
  g_assert_cmpstr (fixture->outcome.encoding, ==, "WINDOWS-1252");
  g_assert_cmpint (fixture->outcome.delimiter, ==, ';');
  assert_rows (fixture,
               "SELECT address || '|' || first_name || '|' || last_name || '|' || city || '|' || f1 || '|' || consent "
               "FROM contact WHERE key = 'cliente3@esempio3.it'",
               "Cliente3@esempio3.it|Nicolò 3|D’Angelo|Forlì|1003|1;");
  assert_rows (fixture, "SELECT key || '|' || label FROM field", "n_tessera|N° tessera;");
  assert_rows (fixture, "SELECT name || (SELECT count(*) FROM list_member WHERE list = id) FROM list",
               "Clienti400;Negozio400;");
  assert_rows (fixture, "SELECT count(*) FROM contact_tag", "400;");
  assert_rows (fixture, "SELECT basis || source || words FROM consent_evidence",
               "consentimport clienti.csvSì, mandatemi le novità;");
  assert_rows (fixture, "SELECT count(*) FROM consent WHERE given AND purpose = 1 AND evidence = 1", "400;");
  assert_rows (fixture, "SELECT state || mode || name FROM import", "doneaddclienti.csv;");
  g_assert_true (g_file_get_contents (fixture->rejects, &rejects, NULL, NULL));
  lines = g_strsplit (rejects, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 8);
  g_assert_cmpstr (lines[0], ==, "row,reason,Indirizzo e-mail,Nome,Cognome,Città,N° tessera");
  g_assert_cmpstr (lines[1], ==, "412,The address has no @,senza-chiocciola,\"'=1+1\",È,,");

  run (fixture);
  assert_counts (fixture, "0 0 400 10 6 0");
  assert_rows (fixture, "SELECT count(*) FROM consent", "400;");
}

/* Only those who said yes; a later file, without the column, is everybody's consent again. */
static void
test_answers (Fixture      *fixture,
              gconstpointer data)
{
  const char *map[] = { "Newsletter=consent", NULL };
  const char *text = "email;Newsletter\nsi@x.it;Sì\nno@x.it;no\nforse@x.it;forse\nvuoto@x.it;\n";

  fixture->options.consent_words = "Sì";
  fixture->options.map = map;
  import_text (fixture, text);
  assert_counts (fixture, "4 0 0 0 0 0");
  g_assert_cmpint (fixture->outcome.n_not_agreed, ==, 3);
  assert_rows (fixture, "SELECT key || consent FROM contact ORDER BY key", "forse@x.it0;no@x.it0;si@x.it1;vuoto@x.it0;");
  assert_rows (fixture, "SELECT key FROM consent", "si@x.it;");
  assert_rows (fixture, "SELECT count (*) FROM field", "0;");
  import_text (fixture, text);
  assert_counts (fixture, "0 0 4 0 0 0");
  fixture->options.map = NULL;
  import_text (fixture, "email\nno@x.it\n");
  g_assert_cmpint (fixture->outcome.n_not_agreed, ==, 0);
  assert_rows (fixture, "SELECT consent FROM contact WHERE key = 'no@x.it'", "1;");
}

static void
test_dry_run (Fixture      *fixture,
              gconstpointer data)
{
  const char *lists[] = { "Clienti", NULL };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  import_text (fixture, "email,city\na@x.it,Roma\nb@x.it,\n");
  before = dump_contacts (fixture);
  write_file (fixture, "email,city,Tessera\na@x.it,Roma,1\nb@x.it,Pisa,\nc@x.it,,\nC@x.it,,\nno,,\n");
  fixture->options.dry_run = TRUE;
  fixture->options.lists = lists;
  fixture->options.consent_words = "Yes";
  run (fixture);
  assert_counts (fixture, "1 2 0 1 1 0");
  g_assert_cmpint (fixture->outcome.import, ==, 0);
  after = dump_contacts (fixture);
  g_assert_cmpstr (before, ==, after);
  assert_rows (fixture, "SELECT count(*) FROM list UNION ALL SELECT count(*) FROM field UNION ALL "
                        "SELECT count(*) FROM consent UNION ALL SELECT count(*) FROM import", "0;0;0;1;");
  fixture->options.dry_run = FALSE;
  run (fixture);
  assert_counts (fixture, "1 2 0 1 1 0");
}

static const struct {
  PostinoImportPolicy policy;
  const char *counts;
  const char *rows;
} policies[] = {
  { POSTINO_IMPORT_FILL, "1 1 1 1 0 0", "Ann|Roma;Bob|Pisa;C1|C2;" },
  { POSTINO_IMPORT_OVERWRITE, "1 2 0 1 0 0", "Anna|Roma;Bob|Pisa;C3|C2;" },
  { POSTINO_IMPORT_KEEP, "1 0 2 1 0 0", "Ann|Roma;Bob|-;C1|-;" },
};

static void
test_policies (Fixture      *fixture,
               gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      Fixture own = { NULL };

      set_up (&own, NULL);
      import_text (&own, "email,first_name,city\na@x.it,Ann,Roma\nb@x.it,Bob,\n");
      own.options.policy = policies[i].policy;
      import_text (&own, "email,first_name,city\na@x.it,Anna,\nb@x.it,,Pisa\nc@x.it,C1,\nC@x.it,C3,C2\n");
      assert_counts (&own, policies[i].counts);
      assert_rows (&own, "SELECT first_name || '|' || ifnull (city, '-') FROM contact ORDER BY key", policies[i].rows);
      tear_down (&own, NULL);
    }
}

static void
suppress (Fixture                 *fixture,
          const char              *key,
          PostinoSuppressionReason reason)
{
  g_autoptr (GError) error = NULL;

  postino_suppression_table_add (fixture->db, key, reason, NULL, "link", 0, 1000, NULL, &error);
  g_assert_no_error (error);
}

static void
test_suppressed (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  suppress (fixture, "unsub@x.it", POSTINO_SUPPRESSION_UNSUBSCRIBED);
  suppress (fixture, "spam@x.it", POSTINO_SUPPRESSION_COMPLAINT);
  suppress (fixture, "hard@x.it", POSTINO_SUPPRESSION_HARD_BOUNCE);
  suppress (fixture, "@bad.it", POSTINO_SUPPRESSION_MANUAL);
  g_assert_true (postino_consent_table_withdraw (fixture->db, "no@x.it", 1, "by hand", 5000, 5000, &error));
  fixture->options.consent_words = "Yes";
  import_text (fixture, "email\nUnsub@x.it\nspam@x.it\nhard@x.it\na@bad.it\nno@x.it\nyes@x.it\n");
  assert_counts (fixture, "6 0 0 0 0 4");
  assert_rows (fixture, "SELECT key || consent FROM contact ORDER BY key",
               "a@bad.it1;hard@x.it1;no@x.it0;spam@x.it0;unsub@x.it0;yes@x.it1;");
  assert_rows (fixture, "SELECT count(*) FROM suppression WHERE lifted_us IS NULL", "4;");
  assert_rows (fixture, "SELECT count(*) FROM consent WHERE key IN ('unsub@x.it', 'spam@x.it')", "0;");

  /* A date before the withdrawal changes nothing, one after it does; the unsubscribe stands whatever the date. */
  fixture->options.consent_at_us = 4999;
  run (fixture);
  assert_rows (fixture, "SELECT consent FROM contact WHERE key = 'no@x.it'", "0;");
  fixture->options.consent_at_us = 5001;
  run (fixture);
  assert_rows (fixture, "SELECT consent FROM contact WHERE key IN ('no@x.it', 'unsub@x.it') ORDER BY key", "1;0;");
  g_assert_true (postino_import_undo (fixture->store, fixture->outcome.import, &error));
  assert_rows (fixture, "SELECT consent FROM contact WHERE key = 'no@x.it'", "0;");
  assert_rows (fixture, "SELECT count(*) FROM suppression WHERE lifted_us IS NULL", "4;");
}

static void
test_consent_options (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->options.consent_words = "Form 3";
  fixture->options.consent_purposes = POSTINO_PURPOSE_NEWSLETTER | POSTINO_PURPOSE_TRACKING;
  fixture->options.consent_basis = "soft-opt-in";
  fixture->options.consent_source = "till";
  fixture->options.consent_at_us = 1234;
  import_text (fixture, "email\na@x.it\n");
  assert_rows (fixture, "SELECT basis || source || words || import FROM consent_evidence", "soft-opt-intillForm 31;");
  assert_rows (fixture, "SELECT purpose || '@' || at_us FROM consent ORDER BY purpose", "1@1234;2@1234;");
  assert_rows (fixture, "SELECT consent FROM contact", "3;");
  fixture->options.consent_at_us = G_MAXINT64;
  g_assert_false (postino_import_run (fixture->store, &fixture->options, &fixture->outcome, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
  g_clear_error (&error);
  fixture->options.consent_at_us = 0;
  fixture->options.consent_basis = "because";
  g_assert_false (postino_import_run (fixture->store, &fixture->options, &fixture->outcome, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
}

/* What was there before an import that touches all of it. */
static void
prepare_undo (Fixture *fixture)
{
  const char *lists[] = { "Vecchia", NULL };

  fixture->options.lists = lists;
  fixture->options.consent_words = "Old words";
  fixture->options.consent_at_us = 1000;
  import_text (fixture, "email,first_name,city\na@x.it,Ann,Roma\nb@x.it,Bob,\nc@x.it,,\nd@x.it,Dan,\n");
  fixture->options.consent_words = NULL;
  fixture->options.lists = NULL;
  import_text (fixture, "email\ne@x.it\n");
  assert_rows (fixture, "UPDATE contact SET deleted_us = 77 WHERE key = 'd@x.it' RETURNING id", "4;");
}

static const char undo_text[] = "email,first_name,city,Punti\na@x.it,Anna,Milano,1\nb@x.it,Bob,Pisa,2\nc@x.it,,,\n"
                                "d@x.it,Dan,Bari,3\ne@x.it,,,\nf@x.it,Fay,,4\ng@x.it,,,\n";

static void
set_undo_options (Fixture           *fixture,
                  const char *const *lists,
                  const char *const *tags)
{
  fixture->options.lists = lists;
  fixture->options.tags = tags;
  fixture->options.policy = POSTINO_IMPORT_OVERWRITE;
  fixture->options.consent_words = "New words";
  fixture->options.consent_at_us = 2000;
}

static void
test_undo (Fixture      *fixture,
           gconstpointer data)
{
  const char *lists[] = { "Vecchia", "Nuova", NULL };
  const char *tags[] = { "vip", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gint64 import;

  prepare_undo (fixture);
  before = dump_contacts (fixture);
  set_undo_options (fixture, lists, tags);
  import_text (fixture, undo_text);
  assert_counts (fixture, "3 4 0 0 0 0");
  import = fixture->outcome.import;
  assert_rows (fixture, "SELECT sum (consent) FROM contact", "7;");
  g_assert_true (postino_import_undo (fixture->store, import, &error));
  g_assert_no_error (error);
  after = dump_contacts (fixture);
  g_assert_cmpstr (before, ==, after);
  assert_rows (fixture, "SELECT count(*) FROM import_undo WHERE import = 3", "0;");
  assert_rows (fixture, "SELECT name FROM list WHERE deleted_us IS NULL", "Vecchia;");
  assert_rows (fixture, "SELECT state FROM import ORDER BY id", "done;done;undone;");
  g_assert_false (postino_import_undo (fixture->store, import, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (postino_import_undo (fixture->store, 99, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);

  /* Once more, with the same date: it stands again. */
  run (fixture);
  assert_counts (fixture, "3 4 0 0 0 0");
  assert_rows (fixture, "SELECT sum (consent) FROM contact", "7;");
}

static void
test_undo_spares_edits (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  import_text (fixture, "email,city\na@x.it,\n");
  import_text (fixture, "email,city,first_name\na@x.it,Roma,Ann\nb@x.it,,Bob\nc@x.it,,\n");
  g_assert_true (postino_contacts_table_set (fixture->db, 1, "city", "Pisa", G_MAXINT64 / 2, &error));
  assert_rows (fixture, "INSERT INTO ledger (campaign, contact, key, address, state) VALUES (1, 2, 'b@x.it', 'b@x.it', 4) "
                        "RETURNING 1", "1;");
  g_assert_true (postino_import_undo (fixture->store, fixture->outcome.import, &error));
  assert_rows (fixture, "SELECT key || '|' || ifnull (city, '-') || '|' || ifnull (first_name, '-') || '|' || "
                        "(deleted_us IS NULL) FROM contact ORDER BY id", "a@x.it|Pisa|-|1;b@x.it|-|Bob|0;");
}

static void
test_remove (Fixture      *fixture,
             gconstpointer data)
{
  const char *lists[] = { "Clienti", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  fixture->options.lists = lists;
  import_text (fixture, "email\na@x.it\nb@x.it\n");
  before = dump_contacts (fixture);
  fixture->options.mode = POSTINO_IMPORT_REMOVE;
  import_text (fixture, "email\na@x.it\nz@x.it\n");
  assert_counts (fixture, "0 1 1 0 0 0");
  assert_rows (fixture, "SELECT count(*) FROM list_member UNION ALL SELECT count(*) FROM contact WHERE deleted_us IS NULL",
               "1;2;");
  g_assert_true (postino_import_undo (fixture->store, fixture->outcome.import, &error));
  fixture->options.lists = NULL;
  run (fixture);
  assert_rows (fixture, "SELECT key FROM contact WHERE deleted_us IS NULL", "b@x.it;");
  assert_rows (fixture, "SELECT count(*) FROM contact", "2;");
  g_assert_true (postino_import_undo (fixture->store, fixture->outcome.import, &error));
  after = dump_contacts (fixture);
  g_assert_cmpstr (before, ==, after);
  lists[0] = "Nessuna";
  fixture->options.lists = lists;
  g_assert_false (postino_import_run (fixture->store, &fixture->options, &fixture->outcome, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
}

static void
test_unsubscribe (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->options.consent_words = "Yes";
  import_text (fixture, "email\na@x.it\nb@x.it\n");
  fixture->options.consent_words = NULL;
  fixture->options.mode = POSTINO_IMPORT_UNSUBSCRIBE;
  import_text (fixture, "email\nA@x.it\nz@x.it\n");
  assert_counts (fixture, "0 2 0 0 0 0");
  assert_rows (fixture, "SELECT key || reason || source FROM suppression ORDER BY key",
               "a@x.itunsubscribedimport;z@x.itunsubscribedimport;");
  assert_rows (fixture, "SELECT consent FROM contact ORDER BY key", "0;1;");
  assert_rows (fixture, "SELECT count(*) FROM contact", "2;");
  run (fixture);
  assert_counts (fixture, "0 0 2 0 0 2");
  assert_rows (fixture, "SELECT count(*) FROM consent WHERE NOT given", "2;");
  g_assert_false (postino_import_undo (fixture->store, fixture->outcome.import, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
}

static const struct {
  const char *text;
  const char *says;
} refused[] = {
  { "", "is empty" },
  { "PK\x03\x04 not really a zip", "not a text file" },
  { "name,city\nAnn,Roma\n", "No column of “clienti.csv” holds e-mail addresses" },
};

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      write_file (fixture, refused[i].text);
      g_assert_false (postino_import_run (fixture->store, &fixture->options, &fixture->outcome, NULL, &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, refused[i].says));
    }
  assert_rows (fixture, "SELECT count(*) FROM import", "0;");
}

static void
test_long_line (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *line = g_strnfill (10 * 1024 * 1024, 'x');
  g_autofree char *text = g_strdup_printf ("email,city\na@x.it,Roma\n%s\nb@x.it,Pisa\n", line);

  fixture->options.rejects = fixture->rejects;
  import_text (fixture, text);
  assert_counts (fixture, "2 0 0 0 1 0");
  g_assert_true (g_file_test (fixture->rejects, G_FILE_TEST_EXISTS));
}

static void
test_no_rejects_no_file (Fixture      *fixture,
                         gconstpointer data)
{
  fixture->options.rejects = fixture->rejects;
  import_text (fixture, "email\na@x.it\n");
  g_assert_false (g_file_test (fixture->rejects, G_FILE_TEST_EXISTS));
}

enum { MANY = 6000 };

static void
write_many (Fixture *fixture)
{
  g_autoptr (GString) text = g_string_new ("email,city\n");

  for (int i = 0; i < MANY; i++)
    g_string_append_printf (text, "u%d@x.it,Roma\n", i);
  write_file (fixture, text->str);
}

static void
cancel_in_the_middle (PostinoImportPhase phase,
                      gint64             n_rows,
                      double             fraction,
                      gpointer           data)
{
  if (phase == POSTINO_IMPORT_APPLYING && n_rows > MANY / 3 && n_rows < MANY)
    g_cancellable_cancel (data);
}

static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  const char *lists[] = { "Nuova", NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  import_text (fixture, "email,city\nu5@x.it,\nzoe@x.it,Bari\n");
  before = dump_contacts (fixture);
  write_many (fixture);
  fixture->options.lists = lists;
  fixture->options.progress = cancel_in_the_middle;
  fixture->options.progress_data = cancellable;
  g_assert_false (postino_import_run (fixture->store, &fixture->options, &fixture->outcome, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  after = dump_contacts (fixture);
  g_assert_cmpstr (before, ==, after);
  assert_rows (fixture, "SELECT state FROM import ORDER BY id", "done;undone;");
}

static void
die_in_the_middle (PostinoImportPhase phase,
                   gint64             n_rows,
                   double             fraction,
                   gpointer           data)
{
  if (phase == POSTINO_IMPORT_APPLYING && n_rows > MANY / 3)
    _exit (7);
}

/* In a process of its own. */
static int
import_and_die (const char *database,
                const char *file)
{
  PostinoImportOptions options = { .path = file, .consent_words = "Yes", .progress = die_in_the_middle };
  g_autoptr (PostinoStore) store = postino_store_new (database, NULL);
  PostinoImportOutcome outcome;

  postino_import_run (store, &options, &outcome, NULL, NULL);
  return 1;
}

static void
test_kill (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *import_folder = g_build_filename (fixture->folder, "import", NULL);
  g_autofree char *name = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *argv[] = { "/proc/self/exe", "--die", postino_store_get_path (fixture->store), fixture->file, NULL };
  int status = 0;

  import_text (fixture, "email,city\nu5@x.it,\nzoe@x.it,Bari\n");
  before = dump_contacts (fixture);
  write_many (fixture);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_cmpint (WEXITSTATUS (status), ==, 7);
  assert_rows (fixture, "SELECT state FROM import ORDER BY id", "done;applying;");
  assert_rows (fixture, "SELECT count(*) > 1000 FROM contact", "1;");

  g_assert_true (postino_import_recover (fixture->store, &name, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, "clienti.csv");
  after = dump_contacts (fixture);
  g_assert_cmpstr (before, ==, after);
  assert_rows (fixture, "SELECT state FROM import ORDER BY id", "done;undone;");
  dir = g_dir_open (import_folder, 0, NULL);
  g_assert_null (g_dir_read_name (dir)); /* neither lock nor scratch file is left */
}

static void
recover_meanwhile (PostinoImportPhase phase,
                   gint64             n_rows,
                   double             fraction,
                   gpointer           data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_import_recover (data, NULL, &error));
}

/* Recovery leaves an import alone whose process lives. */
static void
test_recover_spares_the_living (Fixture      *fixture,
                                gconstpointer data)
{
  write_many (fixture);
  fixture->options.progress = recover_meanwhile;
  fixture->options.progress_data = fixture->store;
  run (fixture);
  g_assert_cmpint (fixture->outcome.n_added, ==, MANY);
  assert_rows (fixture, "SELECT state FROM import", "done;");
}

static void
test_typed_fields (Fixture      *fixture,
                   gconstpointer data)
{
  const char *map[] = { "Quando=birthday", "3=punti", "Boh=-", NULL };

  assert_rows (fixture, "INSERT INTO field VALUES (1, 'punti', 'Punti', 'number', 0) RETURNING 1", "1;");
  assert_rows (fixture, "SELECT 1", "1;");
  g_assert_true (postino_db_exec (fixture->db, "ALTER TABLE contact ADD COLUMN f1", NULL));
  fixture->options.map = map;
  import_text (fixture, "email,Quando,Saldo,Boh\na@x.it,31/12/1980,\"1.250,5\",x\nb@x.it,boh,,\nc@x.it,,tanti,\n");
  assert_counts (fixture, "2 0 0 0 1 0");
  assert_rows (fixture, "SELECT birthday || '|' || ifnull (f1, '-') FROM contact ORDER BY key", "1980-12-31|1250.5;boh|-;");
  assert_rows (fixture, "SELECT count(*) FROM field", "1;");
}

static void
test_names (void)
{
  g_autoptr (GError) error = NULL;
  PostinoImportPolicy policy;
  PostinoImportMode mode;

  g_assert_true (postino_import_mode_from_string ("unsubscribe", &mode, &error));
  g_assert_cmpstr (postino_import_mode_to_string (mode), ==, "unsubscribe");
  g_assert_true (postino_import_policy_from_string ("keep", &policy, &error));
  g_assert_cmpstr (postino_import_policy_to_string (policy), ==, "keep");
  g_assert_false (postino_import_mode_from_string ("delete", &mode, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_false (postino_import_policy_from_string ("", &policy, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
}

int
main (int    argc,
      char **argv)
{
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/import/shop-file", test_shop_file },
    { "/import/dry-run", test_dry_run },
    { "/import/answers", test_answers },
    { "/import/policies", test_policies },
    { "/import/suppressed", test_suppressed },
    { "/import/consent-options", test_consent_options },
    { "/import/undo", test_undo },
    { "/import/undo-spares-edits", test_undo_spares_edits },
    { "/import/remove", test_remove },
    { "/import/unsubscribe", test_unsubscribe },
    { "/import/refused", test_refused },
    { "/import/long-line", test_long_line },
    { "/import/no-rejects-no-file", test_no_rejects_no_file },
    { "/import/cancel", test_cancel },
    { "/import/kill", test_kill },
    { "/import/recover-spares-the-living", test_recover_spares_the_living },
    { "/import/typed-fields", test_typed_fields },
  };

  if (argc == 4 && strcmp (argv[1], "--die") == 0)
    return import_and_die (argv[2], argv[3]);
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add_func ("/import/names", test_names);
  return g_test_run ();
}
