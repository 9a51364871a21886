/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Staging: rows go in as the file has them and come out sorted by key, with rows of one key made
 * one. Sorted, since an import then walks through the indexes of the workspace from one end to the
 * other instead of jumping about. No lock of the workspace is held meanwhile; SQLite sorts in
 * files, so memory does not grow with the rows. */

#include "interchange/stage-table.h"

#include <string.h>
#include <unistd.h>

#include "base/random.h"

enum { FIRST_VALUE = 2 };

struct _PostinoStage {
  PostinoDb *db;
  char *insert;
  char *select;
  PostinoStmt *reading;   /* NULL: not begun, or at the end */
  gboolean has_row;       /* reading stands on a row that was not taken */
  gboolean adding;
  guint n_values;
  PostinoStageMerge merge;
};

static gboolean
make_table (PostinoStage *stage,
            GError      **error)
{
  g_autoptr (GString) columns = g_string_new (NULL);
  g_autoptr (GString) marks = g_string_new (NULL);
  g_autofree char *create = NULL;

  for (guint i = 0; i < stage->n_values; i++)
    {
      g_string_append_printf (columns, ", v%u", i);
      g_string_append_printf (marks, ", ?%u", i + 3);
    }
  create = g_strdup_printf ("PRAGMA temp_store = FILE; CREATE TABLE staged (n INTEGER PRIMARY KEY, key, address%s); BEGIN",
                            columns->str);
  stage->insert = g_strdup_printf ("INSERT INTO staged (key, address%s) VALUES (?1, ?2%s)",
                                   columns->str, marks->str);
  stage->select = g_strdup_printf ("SELECT key, address%s FROM staged ORDER BY key, n",
                                   columns->str);
  stage->adding = TRUE;
  return postino_db_exec (stage->db, create, error);
}

PostinoStage *
postino_stage_new (const char       *folder,
                   guint             n_values,
                   PostinoStageMerge merge,
                   GError          **error)
{
  g_autoptr (PostinoStage) stage = g_new0 (PostinoStage, 1);
  g_autofree char *name = postino_random_hex (8);
  g_autofree char *path = g_strdup_printf ("%s/stage-%s.db", folder, name);

  stage->n_values = n_values;
  stage->merge = merge;
  stage->db = postino_db_open (path, POSTINO_DB_SCRATCH, error);
  if (stage->db == NULL)
    return NULL;
  if (!make_table (stage, error))
    {
      unlink (path);
      return NULL;
    }
  unlink (path);
  return g_steal_pointer (&stage);
}

void
postino_stage_free (PostinoStage *stage)
{
  if (stage == NULL)
    return;
  if (stage->reading != NULL)
    postino_stmt_finish (stage->reading, NULL);
  postino_db_close (stage->db);
  g_free (stage->insert);
  g_free (stage->select);
  g_free (stage);
}

gboolean
postino_stage_add (PostinoStage      *stage,
                   const char        *key,
                   const char        *address,
                   const char *const *values,
                   GError           **error)
{
  PostinoStmt *stmt = postino_db_prepare (stage->db, stage->insert, error);

  if (stmt == NULL)
    return FALSE;
  postino_stmt_bind_text (stmt, 1, key);
  postino_stmt_bind_text (stmt, 2, address);
  for (guint i = 0; i < stage->n_values; i++)
    postino_stmt_bind_text (stmt, i + 3, values[i]);
  postino_stmt_next (stmt);
  return postino_stmt_finish (stmt, error);
}

gboolean
postino_stage_rewind (PostinoStage *stage,
                      GError      **error)
{
  if (stage->reading != NULL)
    postino_stmt_finish (stage->reading, NULL);
  stage->reading = NULL;
  if (stage->adding && !postino_db_exec (stage->db, "COMMIT", error))
    return FALSE;
  stage->adding = FALSE;
  stage->reading = postino_db_prepare (stage->db, stage->select, error);
  if (stage->reading == NULL)
    return FALSE;
  stage->has_row = postino_stmt_next (stage->reading);
  return TRUE;
}

static void
merge_row (PostinoStage  *stage,
           PostinoStaged *staged)
{
  staged->n_rows++;
  if (stage->merge == POSTINO_STAGE_KEEP && staged->n_rows > 1)
    return;
  for (guint i = 0; i < stage->n_values; i++)
    {
      const char *text = postino_stmt_get_text (stage->reading, FIRST_VALUE + i);

      if (text == NULL || (staged->values[i] != NULL && stage->merge == POSTINO_STAGE_FILL))
        continue;
      g_free (staged->values[i]);
      staged->values[i] = g_strdup (text);
    }
}

PostinoStaged *
postino_stage_next (PostinoStage *stage,
                    GError      **error)
{
  PostinoStaged *staged;

  if (!stage->has_row)
    {
      PostinoStmt *reading = g_steal_pointer (&stage->reading);

      if (reading != NULL)
        postino_stmt_finish (reading, error);
      return NULL;
    }
  staged = g_new0 (PostinoStaged, 1);
  staged->key = postino_stmt_dup_text (stage->reading, 0);
  staged->address = postino_stmt_dup_text (stage->reading, 1);
  staged->values = g_new0 (char *, stage->n_values + 1);
  do
    {
      merge_row (stage, staged);
      stage->has_row = postino_stmt_next (stage->reading);
    }
  while (stage->has_row && strcmp (postino_stmt_get_text (stage->reading, 0), staged->key) == 0);
  return staged;
}

void
postino_staged_free (PostinoStaged *staged,
                     guint          n_values)
{
  if (staged == NULL)
    return;
  for (guint i = 0; i < n_values; i++)
    g_free (staged->values[i]);
  g_free (staged->values);
  g_free (staged->key);
  g_free (staged->address);
  g_free (staged);
}
