/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl list: groups of contacts made by hand. Who is in one comes from imports (contact
 * import --list). */

#include <glib/gi18n-lib.h>

#include "base/text.h"
#include "cli/cli-print.h"
#include "contacts/lists-table.h"

typedef struct {
  const char *name;
  char *public_name;
  gint64 id;
} ListWish;

static gboolean
make_list (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  ListWish *wish = data;

  return postino_lists_table_make (db, wish->name, wish->public_name, g_get_real_time (), &wish->id,
                                   error);
}

static gboolean
delete_list (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  ListWish *wish = data;

  return postino_lists_table_find (db, wish->name, &wish->id, error)
         && postino_lists_table_delete (db, wish->id, g_get_real_time (), error);
}

static gboolean
read_lists (PostinoDb *db,
            gpointer   data,
            GError   **error)
{
  GPtrArray **lists = data;

  *lists = postino_lists_table_list (db, error);
  return *lists != NULL;
}

static void
print_id (PostinoCli     *cli,
          const ListWish *wish)
{
  JsonBuilder *line;

  if (!cli->json)
    return;
  line = postino_print_begin_object ();
  postino_print_add_int (line, "list", wish->id);
  postino_print_add_text (line, "name", wish->name);
  postino_print_line (line);
}

static int
run_new (PostinoCli *cli,
         int         argc,
         char      **argv)
{
  g_autofree char *public_name = NULL;
  const GOptionEntry entries[] = {
    { "public-name", 0, 0, G_OPTION_ARG_STRING, &public_name, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autofree char *name = NULL;
  ListWish wish = { 0 };
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (entries, 1, 1, &argc, &argv, &error))
    return postino_cli_fail (error);
  wish.name = name = postino_text_single_line (argv[1]);
  wish.public_name = public_name;
  if (!postino_cli_write (cli, make_list, &wish, &error))
    return postino_cli_fail (error);
  postino_print_sentence (cli, _("The list “%s” is made"), wish.name);
  print_id (cli, &wish);
  return POSTINO_EXIT_DONE;
}

static int
run_list (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  static const int widths[] = { 30, 10, 0 };
  g_autoptr (GPtrArray) lists = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error)
      || !postino_cli_read (cli, read_lists, &lists, &error))
    return postino_cli_fail (error);
  if (!cli->json)
    postino_print_row (widths, (const char *[]) { _("List"), _("Contacts"), _("Public name"),
                                                  NULL });
  for (guint i = 0; i < lists->len; i++)
    {
      const PostinoList *list = lists->pdata[i];
      g_autofree char *members = g_strdup_printf ("%" G_GINT64_FORMAT, list->n_members);
      const char *public_name = list->public_name != NULL ? list->public_name : "";
      JsonBuilder *line;

      if (!cli->json)
        {
          postino_print_row (widths, (const char *[]) { list->name, members, public_name, NULL });
          continue;
        }
      line = postino_print_begin_object ();
      postino_print_add_int (line, "id", list->id);
      postino_print_add_text (line, "name", list->name);
      postino_print_add_text (line, "public_name", list->public_name);
      postino_print_add_int (line, "contacts", list->n_members);
      postino_print_line (line);
    }
  return POSTINO_EXIT_DONE;
}

static int
run_delete (PostinoCli *cli,
            int         argc,
            char      **argv)
{
  ListWish wish = { 0 };
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error))
    return postino_cli_fail (error);
  wish.name = argv[1];
  if (!postino_cli_write (cli, delete_list, &wish, &error))
    return postino_cli_fail (error);
  postino_print_sentence (cli, _("The list “%s” is deleted; its contacts stay"), wish.name);
  print_id (cli, &wish);
  return POSTINO_EXIT_DONE;
}

static const PostinoVerb verbs[] = {
  { "new", "NAME [--public-name N]", N_("Make a list"), run_new },
  { "list", "", N_("All lists, with the number of their contacts"), run_list },
  { "delete", "NAME", N_("Delete a list; its contacts stay"), run_delete },
  { NULL }
};

const PostinoNoun postino_noun_list = { "list", N_("Lists of contacts"), verbs };
