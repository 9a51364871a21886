/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interchange/import-map.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "interchange/csv.h"

/* map: "address column:column>key,…", or what the sentence says. */
static const struct {
  const char *text;
  const char *wishes[4];
  const char *map;
  int code; /* 0: no error */
} cases[] = {
  { "Indirizzo email;Nome;Cognome;Tessera\na@b.it;;;\n", { NULL }, "0:1>first_name,2>last_name,3>tessera", 0 },
  { "Nome;E-mail;Telefono;Cellulare;Cellulare\n;a@b.it;;;\n", { NULL }, "1:0>first_name,2>phone,3>cellulare,4>cellulare_2", 0 },
  { "email;E-mail\na@b.it;c@d.it\n", { NULL }, "0:1>e_mail", 0 },
  { "Chi;Dove\nAnn;a@b.it\nBob;c@d.it\n", { NULL }, "1:0>chi", 0 },
  { "a@b.it;Ann\nc@d.it;Bob\n", { NULL }, "0:", 0 },
  { "a@b.it;Ann\nc@d.it;Bob\n", { "2=first_name" }, "0:1>first_name", 0 },
  { "email;Note;Altro\na@b.it;;\n", { "note=-", "Altro=Punti" }, "0:2>punti", 0 },
  { "email;Nome;Chi\na@b.it;;\n", { "Chi=first_name" }, "0:2>first_name,1>nome", 0 },
  { "email;Privata\na@b.it;c@d.it\n", { "Privata=email" }, "1:0>email_2", 0 },
  { "row;reason;email;Nome\n7;no;a@b.it;\n", { NULL }, "2:3>first_name", 0 },
  { "row;reason;email;Nome\n7;no;a@b.it;\n", { "reason=Perché" }, "2:1>perche,3>first_name", 0 },
  { "row;email\n7;a@b.it\n", { NULL }, "1:0>row", 0 },
  { "email;Consenso;Nome\na@b.it;no;\n", { "Consenso=consent" }, "0:2>first_name c1", 0 },
  { "email;Consenso;Nome\na@b.it;no;\n", { NULL }, "0:1>consenso,2>first_name", 0 },
  { "email;city\na@b.it;\n", { "email=-" }, "No column", POSTINO_ERROR_INVALID },
  { "Nome;Dove\nAnn;Roma\n", { NULL }, "No column", POSTINO_ERROR_INVALID },
  { "email;x\na@b.it;\n", { "y=city" }, "no column “y”", POSTINO_ERROR_USAGE },
  { "email;x\na@b.it;\n", { "3=city" }, "no column “3”", POSTINO_ERROR_USAGE },
  { "email;x\na@b.it;\n", { "x" }, "not COLUMN=FIELD", POSTINO_ERROR_USAGE },
  { "email;x;y\na@b.it;;\n", { "x=city", "y=city" }, "Two columns", POSTINO_ERROR_USAGE },
};

static char *
describe (const PostinoImportMap *map)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%u:", map->address_column);
  for (guint i = 0; i < map->columns->len; i++)
    {
      const PostinoImportColumn *column = map->columns->pdata[i];

      g_string_append_printf (text, "%s%u>%s", i > 0 ? "," : "", column->column, column->key);
    }
  if (map->consent_column != POSTINO_IMPORT_NO_COLUMN)
    g_string_append_printf (text, " c%u", map->consent_column);
  return g_string_free (text, FALSE);
}

static void
check (gsize i)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  g_autoptr (PostinoRowReader) reader = NULL;
  g_autoptr (PostinoImportMap) map = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *shown = NULL;
  PostinoRow row;

  g_close (g_file_open_tmp ("postino-map-XXXXXX", &path, NULL), NULL);
  g_assert_true (g_file_set_contents (path, cases[i].text, -1, NULL));
  reader = postino_csv_open (path, NULL, &error);
  g_unlink (path);
  g_assert_no_error (error);
  map = postino_import_map_new (reader, fields, cases[i].wishes, &error);
  if (cases[i].code != 0)
    {
      g_assert_null (map);
      g_assert_error (error, POSTINO_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].map));
      return;
    }
  g_assert_no_error (error);
  shown = describe (map);
  g_assert_cmpstr (shown, ==, cases[i].map);
  g_assert_true (postino_row_reader_next (reader, &row, &error)); /* looking did not eat a row */
  g_assert_cmpint (row.number, ==, reader->has_header ? 2 : 1);
}

static void
test_map (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %zu", i);
      check (i);
    }
}

static void
test_types (void)
{
  PostinoField points = { 1, (char *) "punti", (char *) "Punti", POSTINO_FIELD_NUMBER, (char *) "f1" };
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  g_autoptr (PostinoImportMap) map = NULL;
  g_autoptr (PostinoRowReader) reader = NULL;
  g_autofree char *path = NULL;

  g_ptr_array_add (fields, &points);
  g_close (g_file_open_tmp ("postino-map-XXXXXX", &path, NULL), NULL);
  g_assert_true (g_file_set_contents (path, "email;PUNTI;Nato il\na@b.it;1;\n", -1, NULL));
  reader = postino_csv_open (path, NULL, NULL);
  g_unlink (path);
  map = postino_import_map_new (reader, fields, NULL, NULL);
  g_assert_cmpint (((PostinoImportColumn *) map->columns->pdata[0])->type, ==, POSTINO_FIELD_NUMBER);
  g_assert_cmpint (((PostinoImportColumn *) map->columns->pdata[1])->type, ==, POSTINO_FIELD_DATE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-map/map", test_map);
  g_test_add_func ("/import-map/types", test_types);
  return g_test_run ();
}
