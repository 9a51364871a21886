/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl field: what is known of contacts beside the fields every contact has. */

#include <glib/gi18n-lib.h>

#include "base/text.h"
#include "cli/cli-print.h"
#include "contacts/fields-table.h"

enum { CONTACTS_A_CHUNK = 2000 }; /* emptied in one transaction */

typedef struct {
  const char *key;
  const char *new_key;
  char *label;
  PostinoFieldType type;
  PostinoField *field;
  gboolean done;
} FieldWish;

static void
print_field (PostinoCli       *cli,
             const char       *key,
             const char       *label,
             PostinoFieldType  type,
             gboolean          known)
{
  static const int widths[] = { 20, 10, 0 };
  JsonBuilder *line;

  if (!cli->json)
    {
      postino_print_row (widths, (const char *[]) { key, postino_field_type_to_string (type), label,
                                                    NULL });
      return;
    }
  line = postino_print_begin_object ();
  postino_print_add_text (line, "key", key);
  postino_print_add_text (line, "label", label);
  postino_print_add_text (line, "type", postino_field_type_to_string (type));
  postino_print_add_bool (line, "known", known);
  postino_print_line (line);
}

/* ---- new ---- */

static gboolean
make_field (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  FieldWish *wish = data;

  wish->field = postino_fields_table_make (db, wish->key,
                                           wish->label != NULL ? wish->label : wish->key, wish->type,
                                           g_get_real_time (), error);
  return wish->field != NULL;
}

static int
run_new (PostinoCli *cli,
         int         argc,
         char      **argv)
{
  g_autofree char *label = NULL;
  const GOptionEntry entries[] = {
    { "label", 0, 0, G_OPTION_ARG_STRING, &label, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  FieldWish wish = { 0 };
  g_autoptr (PostinoField) made = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (entries, 2, 2, &argc, &argv, &error)
      || !postino_field_type_from_string (argv[2], &wish.type, &error))
    return postino_cli_fail (error);
  wish.key = argv[1];
  wish.label = label;
  if (!postino_cli_write (cli, make_field, &wish, &error))
    return postino_cli_fail (error);
  made = wish.field;
  print_field (cli, made->key, made->label, made->type, FALSE);
  return POSTINO_EXIT_DONE;
}

/* ---- rename ---- */

static gboolean
rename_field (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  FieldWish *wish = data;
  g_autofree char *key = postino_text_make_key (wish->new_key);

  return postino_fields_table_rename (db, wish->key, wish->new_key,
                                      wish->label != NULL ? wish->label : wish->new_key,
                                      error)
         && postino_fields_table_get (db, key, &wish->field, error);
}

static int
run_rename (PostinoCli *cli,
            int         argc,
            char      **argv)
{
  g_autofree char *label = NULL;
  const GOptionEntry entries[] = {
    { "label", 0, 0, G_OPTION_ARG_STRING, &label, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  FieldWish wish = { 0 };
  g_autoptr (PostinoField) renamed = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (entries, 2, 2, &argc, &argv, &error))
    return postino_cli_fail (error);
  wish.key = argv[1];
  wish.new_key = argv[2];
  wish.label = label;
  if (!postino_cli_write (cli, rename_field, &wish, &error))
    return postino_cli_fail (error);
  renamed = wish.field;
  print_field (cli, renamed->key, renamed->label, renamed->type, FALSE);
  return POSTINO_EXIT_DONE;
}

/* ---- remove ---- */

static gboolean
find_field (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  FieldWish *wish = data;

  return postino_fields_table_get (db, wish->key, &wish->field, error);
}

static gboolean
clear_chunk (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  FieldWish *wish = data;

  return postino_fields_table_clear (db, wish->field, CONTACTS_A_CHUNK, &wish->done, error);
}

static gboolean
remove_field (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  return postino_fields_table_remove (db, ((FieldWish *) data)->key, error);
}

static int
run_remove (PostinoCli *cli,
            int         argc,
            char      **argv)
{
  FieldWish wish = { 0 };
  g_autoptr (PostinoField) field = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error))
    return postino_cli_fail (error);
  wish.key = argv[1];
  if (!postino_cli_read (cli, find_field, &wish, &error))
    return postino_cli_fail (error);
  field = wish.field;
  while (field != NULL && !wish.done)
    {
      if (!postino_cli_write (cli, clear_chunk, &wish, &error))
        return postino_cli_fail (error);
    }
  if (!postino_cli_write (cli, remove_field, &wish, &error))
    return postino_cli_fail (error);
  postino_print_sentence (cli, _("The field “%s” is removed"), wish.key);
  if (cli->json)
    print_field (cli, field->key, field->label, field->type, FALSE);
  return POSTINO_EXIT_DONE;
}

/* ---- list ---- */

static gboolean
read_fields (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  GPtrArray **fields = data;

  *fields = postino_fields_table_list (db, error);
  return *fields != NULL;
}

static int
run_list (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  g_autoptr (GPtrArray) fields = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error)
      || !postino_cli_read (cli, read_fields, &fields, &error))
    return postino_cli_fail (error);
  for (PostinoKnownField known = 0; known < POSTINO_N_KNOWN; known++)
    print_field (cli, postino_known_field_get_key (known), postino_known_field_get_label (known),
                 postino_known_field_get_type (known), TRUE);
  for (guint i = 0; i < fields->len; i++)
    {
      const PostinoField *field = fields->pdata[i];

      print_field (cli, field->key, field->label, field->type, FALSE);
    }
  return POSTINO_EXIT_DONE;
}

static const PostinoVerb verbs[] = {
  { "new", "KEY text|number|date|boolean [--label L]", N_("Make a field"), run_new },
  { "rename", "KEY NEW-KEY [--label L]", N_("Give it another name; what is in it stays"),
    run_rename },
  { "remove", "KEY", N_("Remove a field and what is in it"), run_remove },
  { "list", "", N_("All fields"), run_list },
  { NULL }
};

const PostinoNoun postino_noun_field = { "field", N_("What is known of contacts"), verbs };
