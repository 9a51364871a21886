/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/person-query.h"

#include "scratch-db.h"

#define EVENTS_SQL                                                                                  \
  "INSERT INTO campaign (id, kind, name, created_us, modified_us) VALUES (1, 'campaign', 'Autumn', 1, 1);" \
  "INSERT INTO campaign_link VALUES (1, 0, 'https://example.org/');"                                \
  "INSERT INTO event (id, at_us, type, campaign, contact, link, kind, detail) VALUES "              \
  "(1, 10, 'accepted', 1, 5, NULL, NULL, '250 ok'), (2, 20, 'opened', 1, 5, NULL, 'machine', NULL)," \
  "(3, 20, 'opened', 1, 5, NULL, 'human', NULL), (4, 30, 'clicked', 1, 5, 0, 'human', NULL),"       \
  "(5, 25, 'refused', 1, 6, NULL, 'hard', '550 no'), (6, 40, 'unsubscribed', 1, 5, NULL, NULL, NULL);"

static const struct {
  gint64 id;
  const char *words;
} expected[] = {
  { 6, "Unsubscribed by “Autumn”" },
  { 4, "Clicked in “Autumn”" },
  { 3, "Opened “Autumn”" },
  { 2, "“Autumn” was fetched by a machine" },
  { 1, "“Autumn” was accepted by the server" },
};

static void
test_pages (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) rest = NULL;

  postino_db_exec (db, EVENTS_SQL, &error);
  g_assert_no_error (error);
  first = postino_person_query_list (db, 5, NULL, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (first->len, ==, 3);
  rest = postino_person_query_list (db, 5, first->pdata[2], 10, &error);
  g_assert_cmpuint (rest->len, ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      const PostinoPersonFact *fact = i < 3 ? first->pdata[i] : rest->pdata[i - 3];
      g_autofree char *words = postino_person_fact_describe (fact);

      g_assert_cmpint (fact->id, ==, expected[i].id);
      if (g_str_equal (g_get_language_names ()[0], "C.UTF-8") || g_str_equal (g_get_language_names ()[0], "C"))
        g_assert_cmpstr (words, ==, expected[i].words);
    }
  g_assert_cmpstr (((PostinoPersonFact *) first->pdata[1])->url, ==, "https://example.org/");
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/person-query/pages", test_pages);
  return g_test_run ();
}
