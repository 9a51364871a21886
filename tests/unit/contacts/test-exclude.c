/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "contacts/address.h"
#include "contacts/consent-table.h"
#include "contacts/contacts-table.h"
#include "contacts/exclude.h"

enum { NOW = 1000 };

static const struct {
  const char *word;
  PostinoSuppressionReason reason;
  const char *note;
} words[] = {
  { "manual", POSTINO_SUPPRESSION_MANUAL, NULL },
  { "Unsubscribed", POSTINO_SUPPRESSION_UNSUBSCRIBED, NULL },
  { "COMPLAINT", POSTINO_SUPPRESSION_COMPLAINT, NULL },
  { "hard-bounce", POSTINO_SUPPRESSION_HARD_BOUNCE, NULL },
  { "By Letter", POSTINO_SUPPRESSION_MANUAL, "By Letter" },
  { "", POSTINO_SUPPRESSION_MANUAL, "" },
};

static void
test_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      PostinoSuppressionReason reason;
      const char *note;

      postino_exclude_read_word (words[i].word, &reason, &note);
      g_test_message ("“%s”", words[i].word);
      g_assert_cmpint (reason, ==, words[i].reason);
      g_assert_cmpstr (note, ==, words[i].note);
    }
}

static void
add_agreeing_contact (PostinoDb  *db,
                      const char *typed)
{
  g_auto (PostinoAddress) address = { NULL };
  g_autoptr (GError) error = NULL;
  gint64 evidence = 0;
  gint64 id = 0;

  postino_address_parse (typed, -1, &address);
  g_assert_true (postino_contacts_table_insert (db, &address, NOW, &id, &error));
  g_assert_true (postino_consent_table_add_evidence (db, "consent", NULL, NULL, NULL, 0, &evidence, &error));
  g_assert_true (postino_consent_table_give (db, address.key, POSTINO_PURPOSE_ALL, evidence, NOW, NOW, &error));
}

/* Whether the newsletter's consent of @key stands; -1: it was never said. */
static int
ask_consent (PostinoDb  *db,
             const char *key)
{
  g_autoptr (GError) error = NULL;
  PostinoConsent *consent = NULL;
  int given;

  g_assert_true (postino_consent_table_get_standing (db, key, POSTINO_PURPOSE_NEWSLETTER, &consent, &error));
  given = consent != NULL ? consent->given : -1;
  postino_consent_free (consent);
  return given;
}

/* Only an unsubscribe is something the person said, and it is said once. */
static void
test_consent (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  gboolean added = FALSE;

  add_agreeing_contact (db, "ann@example.org");
  g_assert_true (postino_exclude (db, "ann@example.org", POSTINO_SUPPRESSION_MANUAL, NULL, "cli", "by hand", NOW + 1,
                                  &added, &error));
  g_assert_true (added);
  g_assert_cmpint (ask_consent (db, "ann@example.org"), ==, 1);
  g_assert_true (postino_exclude (db, "ann@example.org", POSTINO_SUPPRESSION_UNSUBSCRIBED, NULL, "import", "import",
                                  NOW + 2, &added, &error));
  g_assert_true (added);
  g_assert_cmpint (ask_consent (db, "ann@example.org"), ==, 0);
  g_assert_true (postino_exclude (db, "ann@example.org", POSTINO_SUPPRESSION_UNSUBSCRIBED, NULL, "import", "import",
                                  NOW + 3, &added, &error));
  g_assert_false (added);
  g_assert_true (postino_exclude (db, "@example.net", POSTINO_SUPPRESSION_UNSUBSCRIBED, NULL, "import", "import", NOW,
                                  NULL, &error));
  g_assert_cmpint (ask_consent (db, "@example.net"), ==, -1);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exclude/words", test_words);
  g_test_add_func ("/exclude/consent", test_consent);
  return g_test_run ();
}
