/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interchange/csv.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"

#define BYTES(text) text, sizeof (text) - 1

/* rows: "cell|cell;" with <fault> in front where there is one; the header in [] if there is one. */
static const struct {
  const char *name;
  const char *bytes;
  gsize n_bytes;
  const char *encoding;
  char delimiter;
  const char *rows;
} cases[] = {
  { "plain", BYTES ("email,name\na@b.it,Ann\nc@d.it,Bob\n"), "UTF-8", ',', "[email|name]2:a@b.it|Ann;3:c@d.it|Bob;" },
  { "no end of line", BYTES ("email\na@b.it"), "UTF-8", ',', "[email]2:a@b.it;" },
  { "crlf", BYTES ("email;n\r\na@b.it;1\r\n\r\nc@d.it;2\r\n"), "UTF-8", ';', "[email|n]2:a@b.it|1;4:c@d.it|2;" },
  { "lone cr", BYTES ("email;n\ra@b.it;1\rc@d.it;2\r"), "UTF-8", ';', "[email|n]2:a@b.it|1;3:c@d.it|2;" },
  { "tab", BYTES ("email\tn\na@b.it\t 1 \n"), "UTF-8", '\t', "[email|n]2:a@b.it|1;" },
  { "bar", BYTES ("email|n\na@b.it|1\n"), "UTF-8", '|', "[email|n]2:a@b.it|1;" },
  { "quotes", BYTES ("email,n\na@b.it,\"x, \"\"y\"\"\nz\"\nc@d.it,5\" nail\n"), "UTF-8", ',',
    "[email|n]2:a@b.it|x, \"y\"\nz;3:c@d.it|5\" nail;" },
  { "delimiter in quotes", BYTES ("\"a;b;c\",email\n\"d;e;f\",a@b.it\n"), "UTF-8", ',', "[a;b;c|email]2:d;e;f|a@b.it;" },
  { "sep line", BYTES ("sep=;\r\nemail;a,b\r\na@b.it;1,2\r\n"), "UTF-8", ';', "[email|a,b]3:a@b.it|1,2;" },
  { "no header", BYTES ("a@b.it;Ann\nc@d.it;Bob\n"), "UTF-8", ';', "1:a@b.it|Ann;2:c@d.it|Bob;" },
  { "one column", BYTES ("a@b.it\nc@d.it\n"), "UTF-8", ',', "1:a@b.it;2:c@d.it;" },
  { "short and long rows", BYTES ("email,n,m\na@b.it\nc@d.it,1,2,,\ne@f.it,1,2,3\n"), "UTF-8", ',',
    "[email|n|m]2:a@b.it||;3:c@d.it|1|2||;4:<The row has more cells than there are columns>e@f.it|1|2|3;" },
  { "empty rows", BYTES ("email;n\n;\n;;\n  ; \na@b.it;1\n"), "UTF-8", ';', "[email|n]5:a@b.it|1;" },
  { "utf-8 mark", BYTES ("\xef\xbb\xbf" "email;citt\xc3\xa0\na@b.it;Forl\xc3\xac\n"), "UTF-8", ';',
    "[email|città]2:a@b.it|Forlì;" },
  { "windows-1252", BYTES ("email;citt\xe0\na@b.it;Forl\xec\nc@d.it;\x93" "D\x92" "Annunzio\x94 \x80\n"), "WINDOWS-1252", ';',
    "[email|città]2:a@b.it|Forlì;3:c@d.it|“D’Annunzio” €;" },
  { "utf-16le mark", BYTES ("\xff\xfe" "e\0;\0n\0\n\0a\0@\0b\0.\0i\0t\0;\0\xec\0\n\0"), "UTF-16LE", ';', "[e|n]2:a@b.it|ì;" },
  { "utf-16be mark", BYTES ("\xfe\xff" "\0e\0;\0n\0\n\0a\0@\0b\0.\0i\0t\0;\0\xec\0\n"), "UTF-16BE", ';', "[e|n]2:a@b.it|ì;" },
  { "utf-16le bare", BYTES ("e\0;\0n\0\n\0a\0@\0b\0.\0i\0t\0;\0\x31\0\n\0"), "UTF-16LE", ';', "[e|n]2:a@b.it|1;" },
  { "never closed", BYTES ("email,n\na@b.it,\"x\nc@d.it,2\n"), "UTF-8", ',', "[email|n]2:a@b.it|x\nc@d.it,2\n;" },
};

static char *
write_file (const char *bytes,
            gsize       n_bytes)
{
  g_autoptr (GError) error = NULL;
  char *path = NULL;

  g_close (g_file_open_tmp ("postino-csv-XXXXXX", &path, &error), NULL);
  g_assert_no_error (error);
  g_file_set_contents (path, bytes, n_bytes, &error);
  g_assert_no_error (error);
  return path;
}

static char *
describe (PostinoRowReader *reader)
{
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);
  PostinoRow row;

  if (reader->has_header)
    {
      g_ptr_array_add (reader->header, NULL);
      g_autofree char *joined = g_strjoinv ("|", (char **) reader->header->pdata);

      g_ptr_array_set_size (reader->header, reader->header->len - 1);
      g_string_append_printf (text, "[%s]", joined);
    }
  while (postino_row_reader_next (reader, &row, &error))
    {
      g_string_append_printf (text, "%" G_GINT64_FORMAT ":", row.number);
      if (row.fault != NULL)
        g_string_append_printf (text, "<%s>", row.fault);
      for (guint i = 0; i < row.n_cells; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? "|" : "", row.cells[i]);
      g_string_append_c (text, ';');
    }
  g_assert_no_error (error);
  return g_string_free (text, FALSE);
}

static void
test_files (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = write_file (cases[i].bytes, cases[i].n_bytes);
      g_autoptr (GError) error = NULL;
      g_autoptr (PostinoRowReader) reader = postino_csv_open (path, NULL, &error);
      g_autofree char *rows = NULL;
      g_autofree char *again = NULL;

      g_test_message ("%s", cases[i].name);
      g_assert_no_error (error);
      g_assert_cmpstr (reader->encoding, ==, cases[i].encoding);
      g_assert_cmpint (reader->delimiter, ==, cases[i].delimiter);
      rows = describe (reader);
      g_assert_cmpstr (rows, ==, cases[i].rows);
      g_assert_true (postino_row_reader_rewind (reader, &error));
      again = describe (reader);
      g_assert_cmpstr (again, ==, rows);
      g_assert_cmpfloat (postino_row_reader_get_fraction (reader), ==, 1.0);
      g_unlink (path);
    }
}

static const struct {
  const char *bytes;
  gsize n_bytes;
  const char *says;
} refused[] = {
  { BYTES (""), "is empty" },
  { BYTES ("\n\r\n \n"), "is empty" },
  { BYTES ("PK\x03\x04rest of a sheet"), "spreadsheet" },
  { BYTES ("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "spreadsheet" },
  { BYTES ("%PDF-1.4\n"), "not a text file" },
  { BYTES ("\x89PNG\r\n\x1a\n"), "not a text file" },
  { BYTES ("email\nab\0\0\0\0c@d.it\n\0\x01"), "not a text file" },
};

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = write_file (refused[i].bytes, refused[i].n_bytes);
      g_autoptr (GError) error = NULL;

      g_assert_null (postino_csv_open (path, NULL, &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, refused[i].says));
      g_unlink (path);
    }
}

static void
test_no_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (postino_csv_open ("/nonexistent/x.csv", NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (postino_csv_open ("/", NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
}

static void
test_overrides (void)
{
  g_autofree char *path = write_file (BYTES ("email,a;b\na@b.it,\xe8;1\n"));
  PostinoCsvOptions options = { "iso-8859-5", ";" };
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoRowReader) reader = postino_csv_open (path, &options, &error);
  g_autofree char *rows = NULL;

  g_assert_no_error (error);
  rows = describe (reader);
  g_assert_cmpstr (rows, ==, "[email,a|b]2:a@b.it,ш|1;");
  g_assert_cmpstr (reader->encoding, ==, "ISO-8859-5");
  options.encoding = "klingon";
  g_assert_null (postino_csv_open (path, &options, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
  g_clear_error (&error);
  options = (PostinoCsvOptions) { "utf-8", ";;" };
  g_assert_null (postino_csv_open (path, &options, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
  g_unlink (path);
}

/* A row of @n_cells cells of @cell_bytes each, then a good one. */
static void
check_bound (gsize       n_cells,
             gsize       cell_bytes,
             gboolean    quoted,
             const char *fault)
{
  g_autoptr (GString) text = g_string_new ("email,n\n");
  g_autofree char *cell = g_strnfill (cell_bytes, 'x');
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoRowReader) reader = NULL;
  PostinoRow row;

  for (gsize i = 0; i < n_cells; i++)
    g_string_append_printf (text, quoted ? "%s\"%s\"" : "%s%s", i > 0 ? "," : "", cell);
  g_string_append (text, "\na@b.it,1\n");
  path = write_file (text->str, text->len);
  reader = postino_csv_open (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (postino_row_reader_next (reader, &row, &error));
  g_assert_cmpstr (row.fault, ==, fault);
  g_assert_true (postino_row_reader_next (reader, &row, &error));
  g_assert_cmpstr (row.cells[0], ==, "a@b.it");
  g_assert_null (row.fault);
  g_assert_cmpint (row.number, ==, 3);
  g_assert_false (postino_row_reader_next (reader, &row, &error));
  g_unlink (path);
}

static void
test_bounds (void)
{
  const char *long_cell = "A cell is longer than 64 kB; perhaps a quote is not closed";
  const char *columns = "The row has more cells than there are columns";
  const char *long_row = "The row is longer than 1 MB";

  check_bound (1, POSTINO_CSV_MAX_CELL_BYTES, FALSE, NULL);
  check_bound (1, POSTINO_CSV_MAX_CELL_BYTES + 1, FALSE, long_cell);
  check_bound (1, POSTINO_CSV_MAX_CELL_BYTES + 1, TRUE, long_cell);
  check_bound (1, 10 * 1024 * 1024, FALSE, long_cell);
  check_bound (1, 10 * 1024 * 1024, TRUE, long_cell);
  check_bound (3, 10, FALSE, columns);
  check_bound (POSTINO_CSV_MAX_COLUMNS + 1, 10, FALSE, columns);
  check_bound (200, 50000, FALSE, long_row);
  check_bound (2000000, 4, TRUE, columns);
}

static const struct {
  const char *cell;
  const char *csv;
} cells[] = {
  { "plain", "plain" },
  { "", "" },
  { "a,b", "\"a,b\"" },
  { "say \"hi\"", "\"say \"\"hi\"\"\"" },
  { "two\nlines", "\"two\nlines\"" },
  { "=1+1", "\"'=1+1\"" },
  { "+39 010", "\"'+39 010\"" },
  { "-5", "\"'-5\"" },
  { "@SUM(A1)", "\"'@SUM(A1)\"" },
  { "\tx", "\"'\tx\"" },
  { "\rx", "\"'\rx\"" },
};

static void
test_append_cell (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_autoptr (GString) line = g_string_new (NULL);

      postino_csv_append_cell (line, cells[i].cell);
      g_assert_cmpstr (line->str, ==, cells[i].csv);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/files", test_files);
  g_test_add_func ("/csv/refused", test_refused);
  g_test_add_func ("/csv/no-file", test_no_file);
  g_test_add_func ("/csv/overrides", test_overrides);
  g_test_add_func ("/csv/bounds", test_bounds);
  g_test_add_func ("/csv/append-cell", test_append_cell);
  return g_test_run ();
}
