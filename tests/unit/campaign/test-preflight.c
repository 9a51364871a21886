/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Worlds, each one change away from one that may be sent, and what is said of them. */
#include <string.h>

#include "scratch-db.h"

#include "base/token.h"
#include "campaign/audience.h"
#include "campaign/campaigns-table.h"
#include "campaign/preflight.h"
#include "campaign/starter.h"

#define NOW (G_GINT64_CONSTANT (1795343400) * G_USEC_PER_SEC)

/* One real server, a whole sender, three contacts with consent; no collector. */
#define WORLD                                                                                                       \
  "INSERT INTO identity (id, email, name, unsubscribe_to, postal_address, legal, privacy_url, created_us) VALUES "  \
  "(1, 'shop@example.com', 'Bottega', 'stop@example.com', 'Via Roma 1', 'Bottega S.r.l.', 'https://example.com/p', 1);" \
  "INSERT INTO dkim_key (domain, selector, kind, public_key, created_us, checked_us, seen_us) VALUES "              \
  "('example.com', 's1', 'rsa', 'aGk=', 1, 2, 2);"                                                                 \
  "INSERT INTO server (id, name, kind, host, port, tls, created_us) VALUES (1, 'real', 'smtp', 'h', 465, 'tls', 1);" \
  "INSERT INTO campaign (id, kind, name, identity, created_us, modified_us) VALUES (1, 'campaign', 'c', 1, 1, 1);"  \
  "INSERT INTO revision (id, campaign, subject, html, created_us) VALUES (1, 1, 'Ciao', '<p>Ciao</p>', 1);"         \
  "UPDATE campaign SET revision = 1;"                                                                              \
  "INSERT INTO campaign_server VALUES (1, 1, 1);"                                                                  \
  "INSERT INTO list (id, name, created_us) VALUES (1, 'a', 1), (2, 'b', 1);"                                       \
  "INSERT INTO campaign_list VALUES (1, 1, 0), (1, 2, 1);"                                                         \
  "INSERT INTO contact (id, key, address, consent, created_us, modified_us) VALUES (1, 'a@x.it', 'a@x.it', 1, 1, 1)," \
  "(2, 'b@x.it', 'b@x.it', 1, 1, 1), (3, 'c@y.it', 'c@y.it', 1, 1, 1);"                                            \
  "INSERT INTO list_member SELECT 1, id, 1 FROM contact;"

#define TRIAL "UPDATE server SET trial = 1;"
#define SANDBOX "UPDATE server SET kind = 'sandbox';"
#define GMAIL "UPDATE identity SET email = 'bottega@gmail.com';"
/* Another server of the campaign. */
#define SECOND(HOST, IS_TRIAL)                                                                                     \
  "INSERT INTO server (id, name, kind, host, port, tls, trial, created_us) VALUES (2, 't', 'smtp', '" HOST "', 25, " \
  "'tls', " #IS_TRIAL ", 1); INSERT INTO campaign_server VALUES (1, 2, 1);"
#define TEST "UPDATE campaign SET kind = 'test';"
#define ATTACH(SIZE) "INSERT INTO attachment (campaign, name, sha256, size_bytes) VALUES (1, 'a', printf ('%064d', 1), " SIZE ");"
#define PUBLIC "INSERT INTO setting VALUES ('collector-url', 'https://t.example.com');"
#define HARVESTED(AGO) "INSERT INTO harvest VALUES ('public', 1, 1795343400000000 - " AGO ");"
/* A finished campaign of the same text; a and c were sent it, b was not. */
#define SENT_BEFORE                                                                                                \
  "INSERT INTO campaign (id, kind, name, state, launched_us, created_us, modified_us) VALUES "                     \
  "(2, 'campaign', 'Prima', 'finished', 5, 1, 1);"                                                                 \
  "INSERT INTO revision (id, campaign, subject, html, created_us) VALUES (2, 2, 'Ciao', '<p>Ciao</p>', 1);"        \
  "UPDATE campaign SET revision = 2 WHERE id = 2;"                                                                 \
  "INSERT INTO ledger (campaign, contact, key, address, state) VALUES (2, 1, 'a@x.it', 'a@x.it', 4),"              \
  "(2, 2, 'b@x.it', 'b@x.it', 5), (2, 3, 'c@y.it', 'c@y.it', 3);"
#define SUPPRESS(KEY) "INSERT INTO suppression (key, reason, source, at_us) VALUES ('" KEY "', 'manual', 'cli', 1);"

static const struct {
  const char *change;
  const char *findings; /* severity:code, in order */
} worlds[] = {
  { "", "info:no-collector" },
  { TRIAL, "" },
  { SANDBOX, "" },

  { "UPDATE campaign SET identity = NULL", "error:no-identity error:no-unsubscribe" },
  { TRIAL "UPDATE campaign SET identity = NULL", "error:no-identity" },
  { "UPDATE identity SET legal = NULL", "error:no-legal info:no-collector" },
  { "UPDATE identity SET legal = ''", "error:no-legal info:no-collector" },
  { TRIAL "UPDATE identity SET legal = NULL", "warning:no-legal" },
  { SANDBOX "UPDATE identity SET legal = NULL", "warning:no-legal" },
  { "UPDATE identity SET privacy_url = NULL", "error:no-privacy info:no-collector" },
  { TRIAL "UPDATE identity SET privacy_url = ''", "warning:no-privacy" },
  { "UPDATE identity SET postal_address = NULL", "warning:no-address info:no-collector" },
  { TRIAL "UPDATE identity SET postal_address = NULL", "warning:no-address" },
  { "UPDATE identity SET postal_address = NULL, legal = NULL", "error:no-legal error:no-address info:no-collector" },
  { TRIAL "UPDATE identity SET postal_address = '', legal = ''", "warning:no-legal warning:no-address" },

  { "DELETE FROM campaign_server", "error:no-server" },
  { "UPDATE server SET removed_us = 5", "error:no-server" },
  { "UPDATE server SET stopped_why = 'wrong password'", "warning:server-stopped info:no-collector" },
  /* One real server among trials makes it real. */
  { "INSERT INTO server (id, name, kind, host, port, tls, trial, created_us) VALUES (2, 't', 'smtp', 'h', 25, 'none', 1, 1);"
    "INSERT INTO campaign_server VALUES (1, 2, 1); UPDATE identity SET legal = NULL", "error:no-legal info:no-collector" },

  { "DELETE FROM dkim_key", "warning:dkim-missing info:no-collector" },
  { "UPDATE dkim_key SET domain = 'www.example.com'", "warning:dkim-missing info:no-collector" },
  { "UPDATE dkim_key SET seen_us = NULL", "warning:dkim-not-seen info:no-collector" },
  { "UPDATE dkim_key SET seen_us = NULL, checked_us = NULL", "warning:dkim-not-seen info:no-collector" },
  /* A new selector is awaited: the old one signs. */
  { "INSERT INTO dkim_key (domain, selector, kind, public_key, created_us) VALUES ('example.com', 's2', 'rsa', 'aGk=', 5)",
    "info:no-collector" },
  { TRIAL "DELETE FROM dkim_key", "" },
  { SANDBOX "UPDATE dkim_key SET seen_us = NULL", "" },
  /* The domain is its provider's to sign for. */
  { GMAIL "DELETE FROM dkim_key; UPDATE server SET host = 'smtp.gmail.com'", "info:no-collector" },
  { TEST "DELETE FROM dkim_key", "" },

  /* A private mailbox through a host that is not its provider's. */
  { GMAIL, "warning:free-mailbox info:no-collector" },
  { GMAIL "UPDATE server SET host = 'SMTP-relay.Gmail.com'", "info:no-collector" },
  { GMAIL "UPDATE server SET host = 'smtp.gmail.com';" SECOND ("smtp.example.com", 0), "warning:free-mailbox info:no-collector" },
  { GMAIL "UPDATE server SET host = 'smtp.gmail.com';" SECOND ("smtp.example.com", 1), "info:no-collector" },
  { GMAIL TRIAL, "" },
  { GMAIL SANDBOX, "" },
  { GMAIL TEST, "" },
  { "UPDATE identity SET email = 'bottega@proton.me'", "warning:free-mailbox info:no-collector" },
  { "UPDATE server SET host = 'smtps.pec.aruba.it'", "warning:pec-server info:no-collector" },
  { "UPDATE server SET host = 'smtps.aruba.it'", "info:no-collector" },
  { TRIAL "UPDATE server SET host = 'smtps.pec.aruba.it'", "" },

  { "UPDATE identity SET removed_us = 5", "error:no-identity info:no-collector" },
  { "UPDATE campaign SET revision = NULL", "error:no-content info:no-collector" },
  { "UPDATE revision SET subject = ''", "error:no-subject info:no-collector" },
  { "UPDATE revision SET subject = '  '", "error:no-subject info:no-collector" },
  { "UPDATE revision SET subject = 'Re: offer'", "warning:subject-reply info:no-collector" },
  { "UPDATE revision SET subject = ' FWD:offer'", "warning:subject-reply info:no-collector" },
  { "UPDATE revision SET subject = 'Regali'", "info:no-collector" },
  { "UPDATE revision SET html = printf ('%.*c', 104448, 'x')", "info:no-collector" },
  { "UPDATE revision SET html = printf ('%.*c', 104449, 'x')", "warning:too-long info:no-collector" },
  { "UPDATE revision SET html = '<p>{{ contact.city'", "error:template info:no-collector" },
  { "UPDATE revision SET subject = '{% if contact.city %}Ciao'", "error:template info:no-collector" },
  { "UPDATE revision SET text = '{{ contact.city | frobnicate }}'", "error:template info:no-collector" },

  { "UPDATE revision SET html = '<p>{{ contact.citta }} {{ contact.city }} {{ contact.email }}{{ sender.name }}'",
    "warning:unknown-field info:no-collector" },
  { "INSERT INTO field (key, label, type, created_us) VALUES ('citta', 'C', 'text', 1);"
    "UPDATE revision SET html = '<p>{{ contact.citta }}'", "info:no-collector" },
  { "UPDATE revision SET html = '<a href=\"www.shop.example\">x</a><a href=\"https://shop.example\">y</a>'",
    "warning:broken-link info:no-collector" },
  { "UPDATE revision SET html = '<a href=\"\">x</a>'", "warning:broken-link info:no-collector" },

  { "UPDATE revision SET html = '<p>The oil is here. Write here, in two or three sentences, what is new'",
    "warning:placeholder info:no-collector" },
  { "UPDATE revision SET html = '<p>Scrivi qui, in due o tre frasi: metti qui il suo link.'",
    "warning:placeholder warning:placeholder info:no-collector" },
  { TEST "UPDATE revision SET html = '<p>Write here, in two or three sentences'", "" },

  /* 7 660 000 bytes are 10 482 108 in base64, 7 663 000 are more than ten MiB. */
  { ATTACH ("7660000"), "error:attachment-missing info:no-collector" },
  { ATTACH ("7663000"), "error:attachment-missing warning:attachments-large info:no-collector" },
  { TEST ATTACH ("1"), "error:attachment-missing" },
  { "UPDATE revision SET html = '<img src=\"cid:b\"><img src=\"cid:b\"><img src=\"cid:{{ contact.city }}\">'",
    "warning:image-missing info:no-collector" },
  { ATTACH ("1") "UPDATE revision SET html = '<img src=\"cid:a\">'", "error:attachment-missing info:no-collector" },

  { "UPDATE identity SET unsubscribe_to = NULL", "error:no-unsubscribe" },
  { "UPDATE identity SET unsubscribe_to = NULL; INSERT INTO setting VALUES ('collector-url', 'none')", "error:no-unsubscribe" },
  { TRIAL "UPDATE identity SET unsubscribe_to = NULL; INSERT INTO setting VALUES ('collector-url', 'none')", "info:no-collector" },
  { "INSERT INTO setting VALUES ('collector-url', 'local')", "error:collector-local" },
  { TRIAL "INSERT INTO setting VALUES ('collector-url', 'local')", "" },

  { PUBLIC, "error:not-harvested" },
  { PUBLIC TRIAL, "error:not-harvested" },
  { PUBLIC "INSERT INTO harvest VALUES ('local', 1, 1795343400000000)", "error:not-harvested" },
  { PUBLIC HARVESTED ("0"), "" },
  { PUBLIC HARVESTED ("86399999999"), "" },
  { PUBLIC HARVESTED ("86400000000"), "error:not-harvested" },

  { "DELETE FROM list_member", "error:no-recipients info:no-collector" },
  { "UPDATE contact SET deleted_us = 5", "error:no-recipients info:no-collector" },
  { "DELETE FROM campaign_list", "error:no-recipients info:no-collector" },
  { "INSERT INTO list_member SELECT 2, id, 1 FROM contact", "error:no-recipients info:no-collector" },
  { "UPDATE contact SET consent = 0", "error:no-consent info:no-collector" },
  { "UPDATE contact SET consent = 6", "error:no-consent info:no-collector" },
  { "UPDATE contact SET consent = 0 WHERE id = 1", "info:no-collector info:some-no-consent" },
  { "INSERT INTO list_member SELECT 2, id, 1 FROM contact WHERE id = 1; UPDATE list SET deleted_us = 5 WHERE id = 2",
    "warning:deleted-exclusion info:no-collector" },
  { TRIAL "UPDATE server SET per_day = 3", "" },
  { TRIAL "UPDATE server SET per_day = 2", "info:forecast" },
  { SENT_BEFORE, "warning:already-sent info:no-collector" },
  { SENT_BEFORE "UPDATE campaign SET kind = 'test' WHERE id = 2", "info:no-collector" },
  { SENT_BEFORE "UPDATE campaign SET launched_us = NULL WHERE id = 2", "info:no-collector" },
  { SENT_BEFORE "UPDATE revision SET subject = 'Altro' WHERE id = 2", "info:no-collector" },
  { SENT_BEFORE "UPDATE revision SET html = 'Altro' WHERE id = 1", "info:no-collector" },
  { SENT_BEFORE "UPDATE ledger SET state = 5", "info:no-collector" },
  { SENT_BEFORE "DELETE FROM list_member WHERE contact <> 2", "info:no-collector" },
  { SENT_BEFORE SUPPRESS ("a@x.it") "DELETE FROM list_member WHERE contact = 3", "info:no-collector info:some-suppressed" },
  { SUPPRESS ("a@x.it"), "info:no-collector info:some-suppressed" },
  { SUPPRESS ("@x.it") SUPPRESS ("@y.it"), "error:no-recipients info:no-collector info:some-suppressed" },
  { SUPPRESS ("@x.it") "UPDATE contact SET consent = 0", "error:no-consent info:no-collector info:some-suppressed" },
  { SUPPRESS ("@x.it") "UPDATE suppression SET lifted_us = 5", "info:no-collector" },

  /* A test send asks only what it needs to be sent at all. */
  { TEST, "" },
  { TEST "DELETE FROM list_member; UPDATE identity SET legal = NULL, unsubscribe_to = NULL;" PUBLIC, "" },
  { TEST "UPDATE campaign SET identity = NULL", "error:no-identity" },
  { TEST "UPDATE campaign SET revision = NULL", "error:no-content" },
  { TEST "UPDATE revision SET html = '{{'", "error:template" },
  { TEST "DELETE FROM campaign_server", "error:no-server" },
};

static const guint8 key[POSTINO_TOKEN_KEY_SIZE];

static PostinoDb *
open_world (char **folder)
{
  PostinoDb *db = open_scratch_db (folder);
  g_autoptr (GError) error = NULL;

  postino_db_exec (db, WORLD, &error);
  g_assert_no_error (error);
  return db;
}

/* What is found in the world that @change makes, which is then undone; yours. */
static GPtrArray *
check_world (PostinoDb  *db,
             const char *change,
             char      **fault)
{
  g_autoptr (PostinoCampaign) campaign = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *findings;

  g_assert_true (postino_db_begin (db, &error));
  postino_db_exec (db, change, &error);
  g_assert_no_error (error);
  campaign = postino_campaigns_table_get (db, 1, &error);
  findings = postino_preflight_check (db, campaign, key, NOW, &error);
  g_assert_no_error (error);
  g_assert_true (postino_preflight_find_error (db, campaign, key, NOW, fault, &error));
  postino_db_rollback (db);
  return findings;
}

static void
test_worlds (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);

  for (gsize i = 0; i < G_N_ELEMENTS (worlds); i++)
    {
      g_autofree char *fault = NULL;
      g_autoptr (GPtrArray) findings = check_world (db, worlds[i].change, &fault);
      g_autoptr (GString) found = g_string_new (NULL);
      const char *first_error = NULL;

      g_test_message ("%s", worlds[i].change);
      for (guint j = 0; j < findings->len; j++)
        {
          const PostinoFinding *finding = findings->pdata[j];

          g_string_append_printf (found, "%s%s:%s", j > 0 ? " " : "", postino_severity_to_name (finding->severity),
                                  finding->code);
          g_assert_cmpuint (strlen (finding->message), >, 0);
          if (first_error == NULL && finding->severity == POSTINO_SEVERITY_ERROR)
            first_error = finding->message;
        }
      g_assert_cmpstr (found->str, ==, worlds[i].findings);
      g_assert_cmpstr (fault, ==, first_error);
    }
  remove_scratch_folder (folder);
}

static const struct {
  const char *change;
  const char *part; /* of the first error's sentence */
} sentences[] = {
  { "UPDATE revision SET html = '<p>' || char (10) || 'Ciao {{ contact.city | frobnicate }}'", "HTML: Line 2, column 24" },
  { "UPDATE revision SET html = '<p>' || char (10) || 'Ciao {{ contact.city | frobnicate }}'", "frobnicate" },
  { "UPDATE identity SET legal = NULL", "shop@example.com" },
  { PUBLIC, "never" },
  { "UPDATE contact SET consent = 0", "3 contacts" },
  { "UPDATE contact SET consent = 0; DELETE FROM list_member WHERE contact > 1", "1 contact has" },
};

static void
test_sentences (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      g_autofree char *fault = NULL;
      g_autoptr (GPtrArray) findings = check_world (db, sentences[i].change, &fault);

      g_test_message ("%s: %s", sentences[i].change, fault);
      g_assert_cmpuint (findings->len, >, 0);
      g_assert_nonnull (fault);
      g_assert_nonnull (strstr (fault, sentences[i].part));
    }
  remove_scratch_folder (folder);
}

/* What everybody begins with cannot be sent as it is; as a test it can. */
static void
test_untouched (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);
  g_autofree char *html = postino_starter_load ();
  g_autofree char *change = g_strdup_printf ("UPDATE revision SET html = '%s';", html);
  g_autofree char *as_test = g_strconcat (change, TEST, NULL);
  g_autofree char *fault = NULL;
  g_autofree char *test_fault = NULL;
  g_autoptr (GPtrArray) findings = check_world (db, change, &fault);
  g_autoptr (GPtrArray) test_findings = check_world (db, as_test, &test_fault);
  const PostinoFinding *first = findings->pdata[0];

  g_assert_cmpstr (first->code, ==, "untouched");
  g_assert_cmpint (first->severity, ==, POSTINO_SEVERITY_ERROR);
  g_assert_cmpstr (fault, ==, first->message);
  g_assert_cmpuint (test_findings->len, ==, 0);
  g_assert_null (test_fault);
  remove_scratch_folder (folder);
}

/* Who was refused then, or is left out now, is not counted. */
static void
test_repeat (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder);
  g_autoptr (GError) error = NULL;
  PostinoAudienceRepeat repeat;

  g_assert_true (postino_audience_find_repeat (db, 1, &repeat, &error));
  g_assert_null (repeat.name);
  postino_db_exec (db, SENT_BEFORE, &error);
  g_assert_true (postino_audience_find_repeat (db, 1, &repeat, &error));
  g_assert_cmpstr (repeat.name, ==, "Prima");
  g_assert_cmpint (repeat.launched_us, ==, 5);
  g_assert_cmpint (repeat.n, ==, 2);
  postino_audience_repeat_clear (&repeat);
  postino_db_exec (db, SUPPRESS ("a@x.it"), &error);
  g_assert_true (postino_audience_find_repeat (db, 1, &repeat, &error));
  g_assert_cmpint (repeat.n, ==, 1);
  postino_audience_repeat_clear (&repeat);
  g_assert_no_error (error);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preflight/worlds", test_worlds);
  g_test_add_func ("/preflight/sentences", test_sentences);
  g_test_add_func ("/preflight/untouched", test_untouched);
  g_test_add_func ("/preflight/repeat", test_repeat);
  return g_test_run ();
}
