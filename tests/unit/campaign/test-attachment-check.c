/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch-db.h"

#include "base/token.h"
#include "campaign/attachment-check.h"
#include "campaign/campaigns-table.h"
#include "campaign/sample.h"

/* Five contacts; of those who would get it the third has no number, the fourth no file. The fifth did not agree. */
#define WORLD                                                                                                       \
  "INSERT INTO identity (id, email, name, created_us) VALUES (1, 'shop@example.com', 'Bottega', 1);"                 \
  "INSERT INTO campaign (id, kind, name, identity, created_us, modified_us) VALUES (1, 'campaign', 'c', 1, 1, 1);"   \
  "INSERT INTO revision (id, campaign, subject, html, created_us) VALUES (1, 1, 's', 'h', 1);"                       \
  "UPDATE campaign SET revision = 1;"                                                                               \
  "INSERT INTO list (id, name, created_us) VALUES (1, 'a', 1); INSERT INTO campaign_list VALUES (1, 1, 0);"          \
  "INSERT INTO contact (id, key, address, city, consent, created_us, modified_us) VALUES "                          \
  "(1, 'a@x.it', 'a@x.it', '1', 1, 1, 1), (2, 'b@x.it', 'b@x.it', '2', 1, 1, 1), (3, 'c@x.it', 'c@x.it', NULL, 1, 1, 1), " \
  "(4, 'd@x.it', 'd@x.it', '4', 1, 1, 1), (5, 'e@x.it', 'e@x.it', '5', 0, 1, 1);"                                    \
  "INSERT INTO list_member SELECT 1, id, 1 FROM contact;"

static const guint8 token_key[POSTINO_TOKEN_KEY_SIZE] = "0123456789abcdefFEDCBA987654321";

static const struct {
  const char *pattern; /* NULL: none */
  guint limit;
  gint64 n;
  const char *examples;
} cases[] = {
  { NULL, 0, 0, NULL },
  { "{{ contact.city }}.pdf", 0, 2, "“.pdf” (c@x.it), “4.pdf” (d@x.it)" },
  { "{{ contact.city }}.pdf", 3, 1, "“.pdf” (c@x.it)" },
  { "{{ contact.city }}.pdf", 2, 0, NULL },
  { "{{ contact.city | default: '1' }}.pdf", 0, 1, "“4.pdf” (d@x.it)" },
  { "{% if contact.city == '4' %}1{% else %}2{% endif %}.pdf", 0, 0, NULL },
  { "no-{{ contact.city }}.pdf", 0, 4, "“no-1.pdf” (a@x.it), “no-2.pdf” (b@x.it), “no-.pdf” (c@x.it)" },
};

static void
test_table (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (PostinoCampaign) campaign = NULL;
  const char *const names[] = { "1.pdf", "2.pdf", "5.pdf" };

  g_assert_true (postino_db_exec (db, WORLD, NULL));
  campaign = postino_campaigns_table_get (db, 1, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_true (g_file_set_contents (path, "x", 1, NULL));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PostinoRender) render = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (PostinoMissingFiles) missing = { 0 };

      g_assert_true (postino_db_run (db, NULL, "DELETE FROM attachment", ""));
      if (cases[i].pattern != NULL)
        g_assert_true (postino_db_run (db, NULL, "INSERT INTO attachment (campaign, name, folder) VALUES (1, ?1, ?2)", "ss",
                                       cases[i].pattern, folder));
      render = postino_sample_outline (db, campaign, NULL, token_key, 1, &error);
      g_assert_no_error (error);
      g_assert_true (postino_attachment_check_own (db, campaign, render, cases[i].limit, &missing, &error));
      g_assert_cmpint (missing.n, ==, cases[i].n);
      g_assert_cmpstr (missing.examples, ==, cases[i].examples);
    }
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attachment-check/table", test_table);
  return g_test_run ();
}
