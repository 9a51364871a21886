/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From headings to fields. A wish of the user's wins; then a heading that means a known field (the
 * first of two: a second telephone column becomes a field of its own); then a field the user has
 * under that key; then a new text field. Left out, unless somebody wished for them, are columns without a
 * heading and those a file of rejected rows begins with. The column that holds addresses is found by looking.
 * One that holds everybody's answer about the newsletter is only proposed: a window shows what was guessed
 * before anything is done, a command line does not. */

#include "interchange/import-map.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "contacts/address.h"
#include "interchange/consent-answer.h"
#include "interchange/reject-file.h"

enum {
  SAMPLE_ROWS = 100,
  NO_COLUMN = G_MAXINT,
};

static void
free_column (gpointer data)
{
  PostinoImportColumn *column = data;

  g_free (column->key);
  g_free (column->label);
  g_free (column);
}

void
postino_import_map_free (PostinoImportMap *map)
{
  if (map == NULL)
    return;
  g_ptr_array_unref (map->columns);
  g_free (map);
}

/* The field wished for each column; "" where nothing was wished. */
static char **
read_wishes (PostinoRowReader  *reader,
             const char *const *wishes,
             GError           **error)
{
  g_auto (GStrv) wished = g_new0 (char *, reader->header->len + 1);

  for (guint i = 0; i < reader->header->len; i++)
    wished[i] = g_strdup ("");
  for (; wishes != NULL && *wishes != NULL; wishes++)
    {
      const char *equals = strrchr (*wishes, '=');
      g_autofree char *name = equals != NULL ? g_strndup (*wishes, equals - *wishes) : NULL;
      g_autofree char *folded = name != NULL ? postino_text_fold (g_strstrip (name)) : NULL;
      guint64 number = 0;
      guint found = NO_COLUMN;

      if (name == NULL || equals[1] == '\0')
        {
          g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                       _("“%s” is not COLUMN=FIELD, such as Tessera=card"), *wishes);
          return NULL;
        }
      for (guint i = 0; i < reader->header->len && found == NO_COLUMN; i++)
        {
          g_autofree char *heading = postino_text_fold (reader->header->pdata[i]);

          if (*folded != '\0' && strcmp (g_strstrip (heading), folded) == 0)
            found = i;
        }
      if (found == NO_COLUMN && g_ascii_string_to_unsigned (name, 10, 1, reader->header->len,
                                                            &number, NULL))
        found = number - 1;
      if (found == NO_COLUMN)
        {
          g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE, _("“%s” has no column “%s”"),
                       reader->name, name);
          return NULL;
        }
      g_free (wished[found]);
      wished[found] = g_strdup (equals + 1);
    }
  return g_steal_pointer (&wished);
}

/* The column most of whose cells in the first rows are addresses. */
static gboolean
find_address_column (PostinoRowReader *reader,
                     char            **wished,
                     guint            *found,
                     GError          **error)
{
  guint n_columns = reader->header->len;
  g_autofree guint *n_addresses = g_new0 (guint, n_columns + 1);
  g_autofree guint *n_filled = g_new0 (guint, n_columns + 1);
  g_autoptr (GError) failure = NULL;
  guint best = 0;
  PostinoRow row;

  for (int n = 0; n < SAMPLE_ROWS && postino_row_reader_next (reader, &row, &failure); n++)
    {
      for (guint i = 0; i < MIN (row.n_cells, n_columns); i++)
        {
          g_auto (PostinoAddress) parsed = { NULL };

          n_filled[i] += *row.cells[i] != '\0';
          n_addresses[i] += strchr (row.cells[i], '@') != NULL
                            && postino_address_parse (row.cells[i], -1,
                                                      &parsed) == POSTINO_ADDRESS_OK;
        }
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  for (guint i = 0; i < n_columns; i++)
    {
      if (*wished[i] != '\0' || n_addresses[i] * 2 <= n_filled[i] || n_addresses[i] <= best)
        continue;
      best = n_addresses[i];
      *found = i;
    }
  return postino_row_reader_rewind (reader, error);
}

static gboolean
choose_address_column (PostinoRowReader *reader,
                       char            **wished,
                       guint            *found,
                       GError          **error)
{
  *found = NO_COLUMN;
  for (guint i = 0; i < reader->header->len && *found == NO_COLUMN; i++)
    {
      if (strcmp (wished[i], "email") == 0)
        *found = i;
    }
  for (guint i = 0; i < reader->header->len && *found == NO_COLUMN; i++)
    {
      if (*wished[i] == '\0'
          && postino_known_field_guess (reader->header->pdata[i]) == POSTINO_KNOWN_EMAIL)
        *found = i;
    }
  if (*found == NO_COLUMN && !find_address_column (reader, wished, found, error))
    return FALSE;
  if (*found == NO_COLUMN)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                 _("No column of “%s” holds e-mail addresses. Say which column is the “email” one."), reader->name);
  return *found != NO_COLUMN;
}

/* A column whose heading speaks of consent, and which holds answers and at least one of them. */
static gboolean
holds_answers (PostinoRowReader *reader,
               guint             column,
               gboolean         *holds,
               GError          **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean any = FALSE;
  gboolean all = TRUE;
  PostinoRow row;

  for (int n = 0; n < SAMPLE_ROWS && all && postino_row_reader_next (reader, &row, &failure); n++)
    {
      if (column >= row.n_cells)
        continue;
      any = any || *row.cells[column] != '\0';
      all = postino_consent_answer_is_known (row.cells[column]);
    }
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  *holds = any && all;
  return postino_row_reader_rewind (reader, error);
}

gboolean
postino_import_map_guess_consent (PostinoRowReader *reader,
                                  guint            *column,
                                  GError          **error)
{
  *column = POSTINO_IMPORT_NO_COLUMN;
  for (guint i = 0; i < reader->header->len && *column == POSTINO_IMPORT_NO_COLUMN; i++)
    {
      gboolean holds = FALSE;

      if (postino_consent_answer_is_heading (reader->header->pdata[i])
          && !holds_answers (reader, i, &holds, error))
        return FALSE;
      if (holds)
        *column = i;
    }
  return TRUE;
}

static guint
find_consent_column (char **wished)
{
  for (guint i = 0; wished[i] != NULL; i++)
    {
      if (strcmp (wished[i], POSTINO_IMPORT_CONSENT_KEY) == 0)
        return i;
    }
  return POSTINO_IMPORT_NO_COLUMN;
}

static gboolean
is_taken (const PostinoImportMap *map,
          const char             *key)
{
  if (strcmp (key, "email") == 0)
    return TRUE;
  for (guint i = 0; i < map->columns->len; i++)
    {
      if (strcmp (((const PostinoImportColumn *) map->columns->pdata[i])->key, key) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A key no other column has, and no known field: "telefono", "telefono_2". */
static char *
make_free_key (const PostinoImportMap *map,
               const char             *heading)
{
  g_autofree char *base = postino_text_make_key (heading);
  char *key = g_strdup (base);

  for (guint n = 2; is_taken (map, key)
       || postino_known_field_from_key (key) != POSTINO_N_KNOWN; n++)
    {
      g_free (key);
      key = g_strdup_printf ("%s_%u", base, n);
    }
  return key;
}

static PostinoFieldType
find_type (GPtrArray  *fields,
           const char *key)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const PostinoField *field = fields->pdata[i];

      if (strcmp (field->key, key) == 0)
        return field->type;
    }
  return POSTINO_FIELD_TEXT;
}

/* @name: the field wished for, else the heading. */
static gboolean
add_column (PostinoImportMap *map,
            GPtrArray        *fields,
            guint             number,
            const char       *name,
            gboolean          is_wish,
            GError          **error)
{
  PostinoKnownField known = is_wish ? postino_known_field_from_key (name) : postino_known_field_guess (name);
  g_autofree char *key = NULL;
  PostinoImportColumn *column;

  if (known != POSTINO_N_KNOWN && is_taken (map, postino_known_field_get_key (known)))
    {
      if (is_wish)
        {
          g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                       _("Two columns cannot both go into the field “%s”"),
                       name);
          return FALSE;
        }
      known = POSTINO_N_KNOWN;
    }
  key = known != POSTINO_N_KNOWN ? g_strdup (postino_known_field_get_key (known)) : make_free_key (map, name);
  column = g_new0 (PostinoImportColumn, 1);
  column->column = number;
  column->known = known;
  column->type = known != POSTINO_N_KNOWN ? postino_known_field_get_type (known) : find_type (fields, key);
  column->label = postino_text_single_line (name);
  column->key = g_steal_pointer (&key);
  g_ptr_array_add (map->columns, column);
  return TRUE;
}

guint
postino_import_map_count_values (const PostinoImportMap *map)
{
  return map->columns->len + (map->consent_column != POSTINO_IMPORT_NO_COLUMN);
}

PostinoImportMap *
postino_import_map_new (PostinoRowReader  *reader,
                        GPtrArray         *fields,
                        const char *const *wishes,
                        GError           **error)
{
  g_autoptr (PostinoImportMap) map = g_new0 (PostinoImportMap, 1);
  g_auto (GStrv) wished = NULL;

  map->columns = g_ptr_array_new_with_free_func (free_column);
  wished = read_wishes (reader, wishes, error);
  if (wished == NULL || !choose_address_column (reader, wished, &map->address_column, error))
    return NULL;
  map->consent_column = find_consent_column (wished);

  /* Wishes first, so that a guess does not take a field away from them. */
  for (int pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < reader->header->len; i++)
        {
          gboolean is_wish = *wished[i] != '\0';
          const char *name = is_wish ? wished[i] : reader->header->pdata[i];

          if (i == map->address_column || i == map->consent_column || is_wish != (pass == 0) || *name == '\0'
              || strcmp (wished[i], "-") == 0
              || (!is_wish && postino_reject_file_is_own_column (reader->header, i)))
            continue;
          if (!add_column (map, fields, i, name, is_wish, error))
            return NULL;
        }
    }
  return g_steal_pointer (&map);
}
