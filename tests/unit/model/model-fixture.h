/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A workspace and a main loop for tests of models. */

#include "scratch-db.h"

#include <gio/gio.h>

#include "store/change.h"
#include "store/store.h"

enum { PATIENCE_SECONDS = 60 };

typedef struct {
  char *folder;
  PostinoStore *store;
} Fixture;

static inline gboolean
give_up_cb (gpointer data)
{
  g_error ("waited in vain for: %s", (const char *) data);
  return G_SOURCE_REMOVE;
}

/* Runs the main loop until @condition is true. */
#define wait_until(condition)                                                              \
  do                                                                                       \
    {                                                                                      \
      guint give_up_id = g_timeout_add_seconds (PATIENCE_SECONDS, give_up_cb, #condition); \
                                                                                           \
      while (!(condition))                                                                 \
        g_main_context_iteration (NULL, TRUE);                                             \
      g_source_remove (give_up_id);                                                        \
    }                                                                                      \
  while (0)

/* @sql makes what the workspace holds; more is for calls that need code (may be NULL). */
static inline void
open_fixture (Fixture    *fixture,
              const char *sql,
              void      (*more) (PostinoDb *db))
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoDb) db = open_scratch_db (&fixture->folder);
  g_autofree char *path = g_build_filename (fixture->folder, "workspace.db", NULL);

  g_assert_true (postino_db_begin (db, &error));
  postino_db_exec (db, sql, &error);
  g_assert_no_error (error);
  if (more != NULL)
    more (db);
  g_assert_true (postino_db_commit (db, &error));
  fixture->store = postino_store_new (path, &error);
  g_assert_no_error (error);
}

/* Lets the answers under way come, so that nothing of them is left when the test ends. Threads may let go of the store
 * after the main loop did: so it does not block in there. */
static inline void
close_fixture (Fixture *fixture)
{
  while (g_atomic_int_get (&G_OBJECT (fixture->store)->ref_count) > 1)
    {
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
  g_object_unref (fixture->store);
  remove_scratch_folder (fixture->folder);
  g_free (fixture->folder);
}

static inline gboolean
run_sql (PostinoDb *db,
         gpointer   data,
         GError   **error)
{
  return postino_db_exec (db, data, error);
}

/* As another program would: one transaction. */
static inline void
write_sql (Fixture    *fixture,
           const char *sql)
{
  g_autoptr (GError) error = NULL;

  postino_store_write (fixture->store, POSTINO_STORE_NORMAL, run_sql, (gpointer) sql, &error);
  g_assert_no_error (error);
}

#define BUMP(topic) "INSERT INTO change VALUES ('" topic "', 1) ON CONFLICT DO UPDATE SET n = n + 1;"

typedef struct {
  const char *sql;
  GArray *numbers;
} Question;

static inline gboolean
ask_sql (PostinoDb *db,
         gpointer   data,
         GError   **error)
{
  Question *question = data;
  PostinoStmt *stmt = postino_db_query (db, error, question->sql, "");

  if (stmt == NULL)
    return FALSE;
  while (postino_stmt_next (stmt))
    {
      gint64 number = postino_stmt_get_int (stmt, 0);

      g_array_append_val (question->numbers, number);
    }
  return postino_stmt_finish (stmt, error);
}

/* The first column of all rows: gint64, yours. */
static inline GArray *
read_numbers (Fixture    *fixture,
              const char *sql)
{
  g_autoptr (GError) error = NULL;
  Question question = { sql, g_array_new (FALSE, FALSE, sizeof (gint64)) };

  postino_store_read (fixture->store, ask_sql, &question, &error);
  g_assert_no_error (error);
  return question.numbers;
}
