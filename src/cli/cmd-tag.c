/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl tag: marks on contacts. All contacts of one call are changed, or none. */

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/cli-print.h"
#include "contacts/contacts-table.h"
#include "contacts/tags-table.h"

typedef struct {
  const char *tag;
  char **addresses; /* NULL-terminated */
  gboolean add;
  gint64 n_changed;
} TagWish;

static gboolean
find_tag (PostinoDb     *db,
          const TagWish *wish,
          gint64        *id,
          GError       **error)
{
  g_autofree char *name = postino_text_single_line (wish->tag);

  if (wish->add)
    return postino_tags_table_ensure (db, name, id, error);
  if (!postino_tags_table_look_up (db, name, id, error))
    return FALSE;
  if (*id == 0)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND, _("There is no tag “%s”"), name);
  return *id != 0;
}

static gboolean
change_tags (PostinoDb *db,
             gpointer   data,
             GError   **error)
{
  TagWish *wish = data;
  gint64 tag;

  if (!find_tag (db, wish, &tag, error))
    return FALSE;
  for (char **address = wish->addresses; *address != NULL; address++)
    {
      g_autoptr (PostinoContact) contact = postino_contacts_table_find (db, *address, error);
      gboolean changed = FALSE;

      if (contact == NULL
          || !(wish->add ? postino_tags_table_add (db, tag, contact->id, &changed, error)
                         : postino_tags_table_remove (db, tag, contact->id, &changed, error)))
        return FALSE;
      wish->n_changed += changed;
    }
  return TRUE;
}

static int
run_change (PostinoCli *cli,
            int         argc,
            char      **argv,
            gboolean    add)
{
  TagWish wish = { .add = add };
  g_autoptr (GError) error = NULL;
  JsonBuilder *line;

  if (!postino_cli_parse (NULL, 2, -1, &argc, &argv, &error))
    return postino_cli_fail (error);
  wish.tag = argv[1];
  wish.addresses = argv + 2;
  if (!postino_cli_write (cli, change_tags, &wish, &error))
    return postino_cli_fail (error);
  if (!cli->json)
    {
      postino_print_sentence (cli, ngettext ("%" PRId64 " contact changed",
                                             "%" PRId64 " contacts changed",
                                             wish.n_changed),
                              wish.n_changed);
      return POSTINO_EXIT_DONE;
    }
  line = postino_print_begin_object ();
  postino_print_add_text (line, "tag", wish.tag);
  postino_print_add_int (line, "changed", wish.n_changed);
  postino_print_line (line);
  return POSTINO_EXIT_DONE;
}

static int
run_add (PostinoCli *cli,
         int         argc,
         char      **argv)
{
  return run_change (cli, argc, argv, TRUE);
}

static int
run_remove (PostinoCli *cli,
            int         argc,
            char      **argv)
{
  return run_change (cli, argc, argv, FALSE);
}

static const PostinoVerb verbs[] = {
  { "add", "TAG EMAIL…", N_("Tag contacts"), run_add },
  { "remove", "TAG EMAIL…", N_("Take a tag off contacts"), run_remove },
  { NULL }
};

const PostinoNoun postino_noun_tag = { "tag", N_("Marks on contacts"), verbs };
