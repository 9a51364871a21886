/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Indexes for sorting, made at the first sort by a field.
 *
 * Every index of contact costs an import 1.7 µs a row, of some 22 (names come in no order, so each row
 * touches a page of its own), and nobody sorts by all of twenty fields. So none is in the
 * schema: whoever shows contacts sorted asks for one (model/contact-upkeep), and from then on
 * SQLite keeps it. With 1 000 000 contacts it takes 1.3 s to make, with the write lock held; without it
 * the first rows take 260 ms and all ids 1.4 s, with it less than 1 and 200 ms.
 *
 * The expression of the index must be, word for word, that of ORDER BY: both come from
 * find_order (). */

#include "contacts/contacts-index-table.h"

#include "contacts/contacts-table.h"

enum { MIN_CONTACTS = 20000 }; /* fewer are sorted in 10 ms */

gboolean
postino_contacts_index_table_find_order (PostinoDb  *db,
                                         const char *field,
                                         char      **order,
                                         GError    **error)
{
  PostinoFieldType type;
  const char *column = postino_contacts_table_find_column (db, field, NULL, &type, error);

  *order = NULL;
  if (column == NULL)
    return FALSE;
  /* Values are stored as text: numbers go by their size, and who has none comes before all. */
  if (type == POSTINO_FIELD_NUMBER)
    *order = g_strdup_printf ("ifnull (CAST (%s AS REAL), -9e999)", column);
  else
    *order = g_strdup_printf ("ifnull (%s, '') COLLATE NOCASE", column);
  return TRUE;
}

static char *
build_name (const char *column)
{
  return g_strconcat ("contact_sorted_", column, NULL);
}

gboolean
postino_contacts_index_table_is_missing (PostinoDb  *db,
                                         const char *field,
                                         gboolean   *missing,
                                         GError    **error)
{
  const char *column = postino_contacts_table_find_column (db, field, NULL, NULL, error);
  g_autofree char *name = column != NULL ? build_name (column) : NULL;
  gint64 last_id = 0;
  gint64 found = 0;

  *missing = FALSE;
  if (column == NULL
      || !postino_db_get_number (db, 0, &last_id, error, "SELECT max (id) FROM contact", "")
      || !postino_db_get_number (db, 0, &found, error,
                                 "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?1", "s", name))
    return FALSE;
  *missing = found == 0 && last_id >= MIN_CONTACTS;
  return TRUE;
}

gboolean
postino_contacts_index_table_make (PostinoDb  *db,
                                   const char *field,
                                   GError    **error)
{
  const char *column = postino_contacts_table_find_column (db, field, NULL, NULL, error);
  g_autofree char *name = column != NULL ? build_name (column) : NULL;
  g_autofree char *order = NULL;
  g_autofree char *sql = NULL;

  if (column == NULL || !postino_contacts_index_table_find_order (db, field, &order, error))
    return FALSE;
  sql = g_strdup_printf ("CREATE INDEX IF NOT EXISTS %s ON contact (%s, id) WHERE deleted_us IS NULL",
                         name, order);
  return postino_db_exec (db, sql, error);
}

gboolean
postino_contacts_index_table_drop (PostinoDb  *db,
                                   const char *column,
                                   GError    **error)
{
  g_autofree char *name = build_name (column);
  g_autofree char *sql = g_strdup_printf ("DROP INDEX IF EXISTS %s", name);

  return postino_db_exec (db, sql, error);
}
