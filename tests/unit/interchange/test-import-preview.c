/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interchange/import-preview.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "contacts/field.h"

/* A file of @text; yours, with its name. */
static char *
write_file (const char *text)
{
  char *path = NULL;

  g_close (g_file_open_tmp ("postino-preview-XXXXXX", &path, NULL), NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* "heading>field" of each column, a new field with a plus. Yours. */
static char *
describe (const PostinoImportPreview *preview)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < preview->columns->len; i++)
    {
      const PostinoImportPreviewColumn *column = preview->columns->pdata[i];

      g_string_append_printf (text, "%s%s>%s%s", i > 0 ? "," : "", column->heading, column->is_new ? "+" : "",
                              column->field != NULL ? column->field : "-");
    }
  return g_string_free (text, FALSE);
}

static PostinoImportPreview *
read_preview (const char        *text,
              const char        *delimiter,
              const char *const *wishes,
              GError           **error)
{
  g_autofree char *path = write_file (text);
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  PostinoField field = { 1, (char *) "tessera", (char *) "Tessera", POSTINO_FIELD_TEXT, (char *) "f1" };
  PostinoCsvOptions options = { NULL, delimiter };
  PostinoImportPreview *preview;

  g_ptr_array_add (fields, &field);
  preview = postino_import_preview_read (path, &options, fields, wishes, error);
  g_unlink (path);
  return preview;
}

static void
test_columns (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoImportPreview) preview
    = read_preview ("Nome;E-mail;Tessera;Punti\nAnn;ann@example.org;7;\"a;b\"\n", NULL, NULL, &error);
  g_autofree char *shown = NULL;

  g_assert_no_error (error);
  shown = describe (preview);
  g_assert_cmpstr (shown, ==, "Nome>first_name,E-mail>email,Tessera>tessera,Punti>+Punti");
  g_assert_cmpint (preview->delimiter, ==, ';');
  g_assert_null (preview->trouble);
  g_assert_true (preview->is_whole);
  g_assert_cmpuint (preview->rows->len, ==, 1);
  g_assert_cmpstr (((char **) preview->rows->pdata[0])[3], ==, "a;b");
}

static void
test_wishes_and_delimiter (void)
{
  static const char *const wishes[] = { "1=-", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoImportPreview) preview = read_preview ("Nome;E-mail\nAnn;ann@example.org\n", NULL, wishes, &error);
  g_autoptr (PostinoImportPreview) other = read_preview ("Nome;E-mail\nAnn;ann@example.org\n", ",", NULL, &error);
  g_autofree char *shown = describe (preview);

  g_assert_no_error (error);
  g_assert_cmpstr (shown, ==, "Nome>-,E-mail>email");
  g_assert_cmpuint (other->columns->len, ==, 1);
}

/* Everybody's answer is proposed where it looks like one, and what a person chose before is kept. */
static void
test_answers (void)
{
  static const char *const wishes[] = { "2=-", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoImportPreview) preview
    = read_preview ("E-mail;Newsletter;Consensi\nann@example.org;martedì;no\nbob@example.org;;sì\n", NULL, NULL, &error);
  g_autoptr (PostinoImportPreview) chosen = read_preview ("E-mail;Newsletter\nann@example.org;no\n", NULL, wishes, &error);
  g_autofree char *shown = describe (preview);
  g_autofree char *kept = describe (chosen);

  g_assert_no_error (error);
  g_assert_cmpstr (shown, ==, "E-mail>email,Newsletter>+Newsletter,Consensi>consent");
  g_assert_cmpstr (kept, ==, "E-mail>email,Newsletter>-");
}

/* It is shown all the same, with what is missing. */
static void
test_without_address (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoImportPreview) preview = read_preview ("Nome;Dove\nAnn;Roma\n", NULL, NULL, &error);
  g_autofree char *shown = NULL;

  g_assert_no_error (error);
  shown = describe (preview);
  g_assert_cmpstr (shown, ==, "Nome>-,Dove>-");
  g_assert_nonnull (preview->trouble);
  g_assert_cmpuint (preview->rows->len, ==, 1);
}

static void
test_only_the_first_rows (void)
{
  g_autoptr (GString) text = g_string_new ("email\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoImportPreview) preview = NULL;

  for (int i = 0; i <= POSTINO_IMPORT_PREVIEW_ROWS; i++)
    g_string_append_printf (text, "a%d@example.org\n", i);
  preview = read_preview (text->str, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (preview->rows->len, ==, POSTINO_IMPORT_PREVIEW_ROWS);
  g_assert_false (preview->is_whole);
}

static void
test_shape (void)
{
  g_autoptr (PostinoImportPreview) one = read_preview ("Nome;E-mail\nAnn;ann@example.org\n", NULL, NULL, NULL);
  g_autoptr (PostinoImportPreview) same = read_preview ("NOME,e-mail\nBob,bob@example.org\n", NULL, NULL, NULL);
  g_autoptr (PostinoImportPreview) other = read_preview ("E-mail,Nome\nbob@example.org,Bob\n", NULL, NULL, NULL);
  g_autoptr (PostinoImportPreview) bare = read_preview ("bob@example.org,Bob\ncid@example.org,Cid\n", NULL, NULL, NULL);
  g_autofree char *a = postino_import_preview_dup_shape (one);
  g_autofree char *b = postino_import_preview_dup_shape (same);
  g_autofree char *c = postino_import_preview_dup_shape (other);

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
  g_assert_null (postino_import_preview_dup_shape (bare));
}

static void
test_no_text (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_preview ("", NULL, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-preview/columns", test_columns);
  g_test_add_func ("/import-preview/wishes-and-delimiter", test_wishes_and_delimiter);
  g_test_add_func ("/import-preview/answers", test_answers);
  g_test_add_func ("/import-preview/without-address", test_without_address);
  g_test_add_func ("/import-preview/only-the-first-rows", test_only_the_first_rows);
  g_test_add_func ("/import-preview/shape", test_shape);
  g_test_add_func ("/import-preview/no-text", test_no_text);
  return g_test_run ();
}
