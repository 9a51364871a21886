/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl identity: who messages are from. Adding one that is there already changes what was
 * said, and nothing else. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "campaign/dkim-account.h"
#include "campaign/identities-table.h"
#include "cli/cli-print.h"
#include "cli/cmd-identity-dkim.h"

/* ---- add ---- */

/* What was said; a member that is NULL: nothing. */
static gboolean
check_wish (PostinoIdentity *wish,
            GError         **error)
{
  if (!postino_identity_normalize (wish, error))
    return FALSE;
  if (*wish->email != '\0' && (wish->name == NULL || *wish->name != '\0'))
    return TRUE;
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                       _("A sender needs an address and a --name"));
  return FALSE;
}

/* What was said, else what is there; empty text clears. */
static char *
choose (const char *said,
        const char *present)
{
  if (said == NULL)
    return g_strdup (present);
  return *said != '\0' ? g_strdup (said) : NULL;
}

static gboolean
put_identity (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  static const PostinoIdentity none = { 0 };
  PostinoIdentity *wish = data;
  g_autoptr (PostinoIdentity) present = postino_identities_table_get_by_email (db, wish->email,
                                                                               NULL);
  g_autoptr (PostinoIdentity) identity = g_new0 (PostinoIdentity, 1);
  g_autoptr (PostinoIdentity) stored = NULL;
  const PostinoIdentity *was = present != NULL ? present : &none;

  identity->email = g_strdup (wish->email);
  identity->name = choose (wish->name, was->name);
  identity->reply_to = choose (wish->reply_to, was->reply_to);
  identity->unsubscribe_to = choose (wish->unsubscribe_to, was->unsubscribe_to);
  identity->postal_address = choose (wish->postal_address, was->postal_address);
  identity->legal = choose (wish->legal, was->legal);
  identity->privacy_url = choose (wish->privacy_url, was->privacy_url);
  if (identity->name == NULL)
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                           _("A sender needs an address and a --name"));
      return FALSE;
    }
  if (!postino_identities_table_put (db, identity, g_get_real_time (), error))
    return FALSE;
  stored = postino_identities_table_get_by_email (db, wish->email, error);
  wish->id = stored != NULL ? stored->id : 0;
  return stored != NULL;
}

static gboolean
parse_wish (PostinoIdentity *wish,
            char           **selector,
            int             *argc,
            char          ***argv,
            GError         **error)
{
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &wish->name, NULL, NULL },
    { "reply-to", 0, 0, G_OPTION_ARG_STRING, &wish->reply_to, NULL, NULL },
    { "unsubscribe-to", 0, 0, G_OPTION_ARG_STRING, &wish->unsubscribe_to, NULL, NULL },
    { "address", 0, 0, G_OPTION_ARG_STRING, &wish->postal_address, NULL, NULL },
    { "legal", 0, 0, G_OPTION_ARG_STRING, &wish->legal, NULL, NULL },
    { "privacy", 0, 0, G_OPTION_ARG_STRING, &wish->privacy_url, NULL, NULL },
    { "dkim", 0, 0, G_OPTION_ARG_STRING, selector, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };

  if (!postino_cli_parse (entries, 1, 1, argc, argv, error))
    return FALSE;
  wish->email = g_strdup ((*argv)[1]);
  return check_wish (wish, error);
}

/* After the sender itself, which stays where making keys fails. */
static gboolean
make_keys (PostinoCli            *cli,
           const PostinoIdentity *wish,
           const char            *selector,
           GError               **error)
{
  gboolean in_file;

  if (!postino_dkim_account_create (cli->workspace, postino_identity_get_domain (wish), selector, g_get_real_time (),
                                    &in_file, error))
    return FALSE;
  if (in_file)
    {
      g_printerr (_("There is no keyring here: the key is kept in a file that only you can read"));
      g_printerr ("\n");
    }
  return TRUE;
}

static gboolean
check_selector (const char *selector,
                GError    **error)
{
  g_autofree char *normal = selector != NULL ? postino_dkim_selector_normalize (selector, error) : NULL;

  return selector == NULL || normal != NULL;
}

static int
run_add (PostinoCli *cli,
         int         argc,
         char      **argv)
{
  g_autoptr (PostinoIdentity) wish = g_new0 (PostinoIdentity, 1);
  g_autofree char *selector = NULL;
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!parse_wish (wish, &selector, &argc, &argv, &error) || !check_selector (selector, &error)
      || !postino_cli_write (cli, put_identity, wish, &error)
      || (selector != NULL && !make_keys (cli, wish, selector, &error)))
    {
      status = postino_cli_fail (error);
    }
  else if (cli->json)
    {
      JsonBuilder *line = postino_print_begin_object ();

      postino_print_add_int (line, "identity", wish->id);
      postino_print_add_text (line, "email", wish->email);
      postino_print_line (line);
    }
  else
    {
      postino_print_sentence (cli, _("The sender “%s” is ready"), wish->email);
    }
  return status;
}

/* ---- list ---- */

static gboolean
read_identities (PostinoDb *db,
                 gpointer   data,
                 GError   **error)
{
  GPtrArray **identities = data;

  *identities = postino_identities_table_list (db, error);
  return *identities != NULL;
}

static void
print_identity_json (const PostinoIdentity *identity)
{
  JsonBuilder *line = postino_print_begin_object ();

  postino_print_add_int (line, "id", identity->id);
  postino_print_add_text (line, "email", identity->email);
  postino_print_add_text (line, "name", identity->name);
  postino_print_add_text (line, "reply_to", identity->reply_to);
  postino_print_add_text (line, "unsubscribe_to", identity->unsubscribe_to);
  postino_print_add_text (line, "address", identity->postal_address);
  postino_print_add_text (line, "legal", identity->legal);
  postino_print_add_text (line, "privacy", identity->privacy_url);
  postino_print_line (line);
}

static int
run_list (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  static const int widths[] = { 36, 0 };
  g_autoptr (GPtrArray) identities = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error)
      || !postino_cli_read (cli, read_identities, &identities, &error))
    return postino_cli_fail (error);
  for (guint i = 0; i < identities->len; i++)
    {
      const PostinoIdentity *identity = identities->pdata[i];

      if (cli->json)
        print_identity_json (identity);
      else
        postino_print_row (widths, (const char *[]) { identity->email, identity->name, NULL });
    }
  return POSTINO_EXIT_DONE;
}

static const PostinoVerb verbs[] = {
  { "add", "EMAIL --name N [--reply-to E] [--unsubscribe-to E] [--address TEXT] [--legal TEXT] [--privacy URL] "
           "[--dkim SELECTOR]",
    N_("Add a sender, or change one; an empty value clears"), run_add },
  { "list", "", N_("All senders"), run_list },
  { "dkim", "EMAIL", N_("The DNS records of the sender’s keys, and whether DNS shows them"),
    postino_cmd_identity_run_dkim },
  { NULL }
};

const PostinoNoun postino_noun_identity = { "identity", N_("Who messages are from"), verbs };
