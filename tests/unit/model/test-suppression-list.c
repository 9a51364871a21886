/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/suppression-list.h"

#include "model/model-fixture.h"

#include "model/suppression-item.h"

/* Three hundred, every tenth a complaint, the last one lifted. */
#define SUPPRESSIONS_SQL                                                                            \
  "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) "                 \
  "INSERT INTO suppression (id, key, reason, source, at_us, lifted_us) SELECT i, "                  \
  "'p' || i || '_x@example.org', CASE WHEN i % 10 = 0 THEN 'complaint' ELSE 'manual' END, 'cli', "  \
  "i, CASE WHEN i = 300 THEN 5 END FROM n;"

static const struct {
  const char *search;
  PostinoSuppressionReason reason;
  guint n;
  gint64 first;
} cases[] = {
  { NULL, POSTINO_SUPPRESSION_NONE, 299, 299 },
  { NULL, POSTINO_SUPPRESSION_COMPLAINT, 29, 290 },
  { "P12", POSTINO_SUPPRESSION_NONE, 11, 129 },
  { "p12", POSTINO_SUPPRESSION_COMPLAINT, 1, 120 },
  { "_x@", POSTINO_SUPPRESSION_NONE, 299, 299 },
  { "1%x", POSTINO_SUPPRESSION_NONE, 0, 0 },
  { "p_", POSTINO_SUPPRESSION_NONE, 0, 0 },
};

static gint64
get_first_id (PostinoSuppressionList *list)
{
  g_autoptr (PostinoSuppressionItem) item = g_list_model_get_item (G_LIST_MODEL (list), 0);

  if (item == NULL)
    return 0;
  wait_until (postino_suppression_item_get (item) != NULL);
  return postino_suppression_item_get (item)->id;
}

static void
test_find (void)
{
  Fixture fixture;
  PostinoSuppressionList *list;

  open_fixture (&fixture, SUPPRESSIONS_SQL, NULL);
  list = postino_suppression_list_new (fixture.store);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      postino_suppression_list_set_search (list, cases[i].search);
      postino_suppression_list_set_reason (list, cases[i].reason);
      wait_until (!postino_suppression_list_is_loading (list));
      g_assert_null (postino_suppression_list_get_failure (list));
      g_test_message ("case %zu", i);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, cases[i].n);
      g_assert_cmpint (get_first_id (list), ==, cases[i].first);
    }
  g_object_unref (list);
  close_fixture (&fixture);
}

static void
test_follows (void)
{
  Fixture fixture;
  PostinoSuppressionList *list;

  open_fixture (&fixture, SUPPRESSIONS_SQL, NULL);
  list = postino_suppression_list_new (fixture.store);
  wait_until (!postino_suppression_list_is_loading (list));
  write_sql (&fixture, "UPDATE suppression SET lifted_us = 9 WHERE id = 299;" BUMP ("suppressions"));
  postino_suppression_list_look (list);
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 298);
  g_object_unref (list);
  close_fixture (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/suppression-list/find", test_find);
  g_test_add_func ("/suppression-list/follows", test_follows);
  return g_test_run ();
}
