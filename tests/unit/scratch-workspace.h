/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A workspace in a folder of its own, with SQL at hand, for tests of stories that need one. */

#include "scratch-db.h"

#include "workspace/workspace.h"

static inline PostinoWorkspace *
open_scratch_workspace (char **folder)
{
  g_autoptr (GError) error = NULL;
  PostinoWorkspace *workspace;

  *folder = g_dir_make_tmp ("postino-test-XXXXXX", &error);
  g_assert_no_error (error);
  postino_workspace_create (*folder, &error);
  g_assert_no_error (error);
  workspace = postino_workspace_open (*folder, &error);
  g_assert_no_error (error);
  return workspace;
}

static inline gboolean
run_sql_cb (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  return postino_db_exec (db, data, error);
}

static inline void
run_sql (PostinoWorkspace *workspace,
         const char       *sql)
{
  g_autoptr (GError) error = NULL;

  postino_store_write (postino_workspace_get_store (workspace), POSTINO_STORE_NORMAL, run_sql_cb, (gpointer) sql, &error);
  g_assert_no_error (error);
}

typedef struct {
  const char *sql;
  gint64 number;
} NumberQuery;

static inline gboolean
get_number_cb (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  NumberQuery *query = data;

  return postino_db_get_number (db, -1, &query->number, error, query->sql, "");
}

/* -1 where there is no row, or NULL. */
static inline gint64
get_number (PostinoWorkspace *workspace,
            const char       *sql)
{
  g_autoptr (GError) error = NULL;
  NumberQuery query = { sql, 0 };

  postino_store_read (postino_workspace_get_store (workspace), get_number_cb, &query, &error);
  g_assert_no_error (error);
  return query.number;
}
