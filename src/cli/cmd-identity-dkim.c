/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl identity dkim EMAIL: what to publish, and whether it is. DNS is asked now, and what it
 * says is written down; where it cannot be asked, what it said last is told. */

#include "cli/cmd-identity-dkim.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "campaign/dkim-account.h"
#include "campaign/dkim-choice.h"
#include "campaign/identities-table.h"
#include "cli/cli-print.h"
#include "contacts/address.h"

typedef struct {
  const char *email;
  PostinoIdentity *identity;
  GPtrArray *rows;
} Question;

static gboolean
read_identity (PostinoDb *db,
               gpointer   data,
               GError   **error)
{
  Question *question = data;

  question->identity = postino_identities_table_get_by_email (db, question->email, error);
  return question->identity != NULL;
}

static gboolean
read_keys (PostinoDb *db,
           gpointer   data,
           GError   **error)
{
  Question *question = data;

  question->rows = postino_dkim_keys_table_list (db, postino_identity_get_domain (question->identity), error);
  return question->rows != NULL;
}

static gboolean
ask_dns (PostinoCli            *cli,
         const PostinoIdentity *identity,
         GError               **error)
{
  g_autoptr (PostinoDns) dns = postino_dns_open (error);

  return dns != NULL
         && postino_dkim_account_check (cli->workspace, dns, postino_identity_get_domain (identity),
                                        g_get_real_time (), NULL, error);
}

static const char *
describe_use (PostinoDkimKeyUse        use,
              const PostinoDkimKeyRow *row)
{
  switch (use)
    {
    case POSTINO_DKIM_KEY_SIGNS:
      return _("DNS shows it: it signs");
    case POSTINO_DKIM_KEY_AWAITED:
      return row->checked_us > 0 ? _("DNS does not show it yet") : _("DNS has not been asked yet");
    case POSTINO_DKIM_KEY_FORMER:
      return _("A newer key signs: leave this record in DNS for a week");
    case POSTINO_DKIM_KEY_OVER:
      return _("A newer key signs: this record can be taken out of DNS");
    }
  g_assert_not_reached ();
}

static void
print_key (PostinoCli *cli,
           GPtrArray  *rows,
           guint       i)
{
  const PostinoDkimKeyRow *row = rows->pdata[i];
  g_autofree char *name = postino_dkim_record_build_name (row->selector, row->domain);
  g_autofree char *value = postino_dkim_record_build (row->kind, row->public_key);
  g_autofree char *quoted = postino_dkim_record_quote (value);
  PostinoDkimKeyUse use = postino_dkim_choice_get_use (rows, i, g_get_real_time ());
  JsonBuilder *line;

  if (!cli->json)
    {
      g_print ("%s\n  TXT  %s\n", name, value);
      if (g_utf8_strlen (quoted, -1) > g_utf8_strlen (value, -1) + 2)
        g_print (_("  or, where strings are short:  %s\n"), quoted);
      g_print ("  %s\n\n", describe_use (use, row));
      return;
    }
  line = postino_print_begin_object ();
  postino_print_add_text (line, "name", name);
  postino_print_add_text (line, "type", "TXT");
  postino_print_add_text (line, "value", value);
  postino_print_add_bool (line, "seen", row->seen_us > 0);
  postino_print_add_bool (line, "signs", use == POSTINO_DKIM_KEY_SIGNS);
  postino_print_line (line);
}

static int
print_keys (PostinoCli     *cli,
            const Question *question)
{
  if (question->rows->len == 0)
    {
      g_autoptr (GError) none = g_error_new (POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
                                             _("The sender “%s” has no DKIM key. Make one with: postinoctl identity add "
                                               "%s --dkim SELECTOR"), question->email, question->email);

      return postino_cli_fail (none);
    }
  for (guint i = 0; i < question->rows->len; i++)
    print_key (cli, question->rows, i);
  return POSTINO_EXIT_DONE;
}

int
postino_cmd_identity_run_dkim (PostinoCli *cli,
                               int         argc,
                               char      **argv)
{
  Question question = { 0 };
  g_auto (PostinoAddress) address = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) unanswered = NULL;
  int status;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error))
    return postino_cli_fail (error);
  question.email = postino_address_parse (argv[1], -1, &address) == POSTINO_ADDRESS_OK ? address.address : argv[1];
  if (!postino_cli_read (cli, read_identity, &question, &error))
    return postino_cli_fail (error);
  if (!ask_dns (cli, question.identity, &unanswered))
    g_printerr ("%s\n", unanswered->message);
  if (postino_cli_read (cli, read_keys, &question, &error))
    status = print_keys (cli, &question);
  else
    status = postino_cli_fail (error);
  g_clear_pointer (&question.rows, g_ptr_array_unref);
  postino_identity_free (question.identity);
  return status;
}
