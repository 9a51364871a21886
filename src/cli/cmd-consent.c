/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl consent: who agreed to what. Nothing is ever overwritten: giving and withdrawing add a
 * row each.
 *
 * Giving needs a contact, so that a slip of the pen records nothing. Withdrawing does not: what a
 * person said holds also for a contact that was deleted, or is only imported later. */

#include "cli/cmd-consent.h"

#include <glib/gi18n-lib.h>

#include "base/date.h"
#include "base/error.h"
#include "cli/cli-print.h"
#include "contacts/address.h"
#include "contacts/consent-table.h"
#include "contacts/contacts-table.h"
#include "contacts/suppression-table.h"

#define BY_HAND "by hand" /* how, and source, when nothing else is said */

typedef struct {
  const char *typed;
  char *words;
  char *purpose;
  char *basis;
  char *date;
  char *source;

  PostinoAddress address;
  guint purposes;
  gint64 at_us;

  guint stands; /* afterwards */
  PostinoSuppressionReason reason;
  GPtrArray *history;
  gint64 standing[POSTINO_N_PURPOSES]; /* ids of the rows that count; 0: none */
} Wish;

static void
clear_wish (Wish *wish)
{
  g_free (wish->words);
  g_free (wish->purpose);
  g_free (wish->basis);
  g_free (wish->date);
  g_free (wish->source);
  postino_address_clear (&wish->address);
  g_clear_pointer (&wish->history, g_ptr_array_unref);
}

gboolean
postino_cmd_consent_parse_date (const char *text,
                                gint64     *us,
                                GError    **error)
{
  g_autoptr (GError) fault = NULL;

  if (!postino_date_parse (text, us, &fault))
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE, fault->message);
      return FALSE;
    }
  if (*us > g_get_real_time ())
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                           _("The date of the consent lies in the future"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
parse_address (Wish    *wish,
               GError **error)
{
  PostinoAddressFault fault = postino_address_parse (wish->typed, -1, &wish->address);

  if (fault == POSTINO_ADDRESS_OK)
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is not an e-mail address: %s"),
               wish->typed,
               postino_address_fault_to_sentence (fault));
  return FALSE;
}

static gboolean
read_state (PostinoDb *db,
            Wish      *wish,
            GError   **error)
{
  return postino_consent_table_get (db, wish->address.key, &wish->stands, error)
         && postino_suppression_table_check (db, wish->address.key, &wish->reason, error);
}

static void
print_state (PostinoCli *cli,
             const Wish *wish)
{
  JsonBuilder *line;

  if (!cli->json)
    return;
  line = postino_print_begin_object ();
  postino_print_add_text (line, "email", wish->address.address);
  for (guint bit = 1; bit <= POSTINO_PURPOSE_PROFILING; bit <<= 1)
    postino_print_add_bool (line, postino_purpose_to_string (bit), (wish->stands & bit) != 0);
  postino_print_add_text (line, "suppressed", postino_suppression_reason_to_string (wish->reason));
  postino_print_line (line);
}

/* ---- give ---- */

static gboolean
give_consent (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Wish *wish = data;
  g_autoptr (PostinoContact) contact = postino_contacts_table_find (db, wish->typed, error);
  gint64 evidence;

  return contact != NULL
         && postino_consent_table_add_evidence (db, wish->basis != NULL ? wish->basis : "consent",
                                                wish->source != NULL ? wish->source : BY_HAND, wish->words, NULL, 0,
                                                &evidence, error)
         && postino_consent_table_give (db, wish->address.key, wish->purposes, evidence,
                                        wish->at_us,
                                        g_get_real_time (), error)
         && read_state (db, wish, error);
}

static void
say_given (PostinoCli *cli,
           const Wish *wish)
{
  if ((wish->stands & wish->purposes) == wish->purposes)
    postino_print_sentence (cli, _("The consent of “%s” is recorded"), wish->address.address);
  else
    postino_print_sentence (cli,
                            _("The consent of “%s” is recorded, but a withdrawal that is as new or newer stands"),
                            wish->address.address);
  if (wish->reason != POSTINO_SUPPRESSION_NONE)
    postino_print_sentence (cli, _("“%s” is still not mailed (%s): consent does not lift that"),
                            wish->address.address,
                            postino_suppression_reason_describe (wish->reason));
  print_state (cli, wish);
}

static gboolean
give (PostinoCli *cli,
      Wish       *wish,
      GError    **error)
{
  wish->at_us = g_get_real_time ();
  wish->purposes = POSTINO_PURPOSE_NEWSLETTER;
  if ((wish->purpose != NULL && !postino_purposes_from_string (wish->purpose, &wish->purposes,
                                                               error))
      || (wish->date != NULL && !postino_cmd_consent_parse_date (wish->date, &wish->at_us, error))
      || !parse_address (wish, error) || !postino_cli_write (cli, give_consent, wish, error))
    return FALSE;
  say_given (cli, wish);
  return TRUE;
}

static int
run_give (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  Wish wish = { 0 };
  const GOptionEntry entries[] = {
    { "words", 0, 0, G_OPTION_ARG_STRING, &wish.words, NULL, NULL },
    { "purpose", 0, 0, G_OPTION_ARG_STRING, &wish.purpose, NULL, NULL },
    { "basis", 0, 0, G_OPTION_ARG_STRING, &wish.basis, NULL, NULL },
    { "date", 0, 0, G_OPTION_ARG_STRING, &wish.date, NULL, NULL },
    { "source", 0, 0, G_OPTION_ARG_STRING, &wish.source, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!postino_cli_parse (entries, 1, 1, &argc, &argv, &error) || (wish.typed = argv[1], FALSE)
      || !give (cli, &wish, &error))
    status = postino_cli_fail (error);
  clear_wish (&wish);
  return status;
}

/* ---- withdraw ---- */

static gboolean
withdraw_consent (PostinoDb *db,
                  gpointer   data,
                  GError   **error)
{
  Wish *wish = data;
  gint64 now_us = g_get_real_time ();

  return postino_consent_table_withdraw (db, wish->address.key, wish->purposes, BY_HAND, now_us,
                                         now_us, error)
         && read_state (db, wish, error);
}

static int
run_withdraw (PostinoCli *cli,
              int         argc,
              char      **argv)
{
  Wish wish = { .purposes = POSTINO_PURPOSE_ALL };
  const GOptionEntry entries[] = {
    { "purpose", 0, 0, G_OPTION_ARG_STRING, &wish.purpose, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!postino_cli_parse (entries, 1, 1, &argc, &argv, &error) || (wish.typed = argv[1], FALSE)
      || (wish.purpose != NULL && !postino_purposes_from_string (wish.purpose, &wish.purposes,
                                                                 &error))
      || !parse_address (&wish, &error) || !postino_cli_write (cli, withdraw_consent, &wish,
                                                               &error))
    {
      status = postino_cli_fail (error);
    }
  else
    {
      postino_print_sentence (cli, _("The consent of “%s” is withdrawn"), wish.address.address);
      print_state (cli, &wish);
    }
  clear_wish (&wish);
  return status;
}

/* ---- show ---- */

static gboolean
read_history (PostinoDb *db,
              gpointer   data,
              GError   **error)
{
  Wish *wish = data;

  for (guint i = 0; i < POSTINO_N_PURPOSES; i++)
    {
      g_autoptr (PostinoConsent) consent = NULL;

      if (!postino_consent_table_get_standing (db, wish->address.key, 1 << i, &consent, error))
        return FALSE;
      wish->standing[i] = consent != NULL ? consent->id : 0;
    }
  wish->history = postino_consent_table_list (db, wish->address.key, error);
  return wish->history != NULL;
}

static gboolean
is_standing (const Wish           *wish,
             const PostinoConsent *consent)
{
  for (guint i = 0; i < POSTINO_N_PURPOSES; i++)
    {
      if (wish->standing[i] == consent->id)
        return TRUE;
    }
  return FALSE;
}

static void
print_consent_json (const PostinoConsent *consent,
                    gboolean              stands)
{
  g_autofree char *at = postino_date_to_iso (consent->at_us);
  g_autofree char *recorded = postino_date_to_iso (consent->recorded_us);
  JsonBuilder *line = postino_print_begin_object ();

  postino_print_add_text (line, "purpose", postino_purpose_to_string (consent->purpose));
  postino_print_add_bool (line, "given", consent->given);
  postino_print_add_bool (line, "stands", stands);
  postino_print_add_text (line, "at", at);
  postino_print_add_text (line, "recorded", recorded);
  postino_print_add_text (line, "how", consent->how);
  postino_print_add_text (line, "basis", consent->basis);
  postino_print_add_text (line, "source", consent->source);
  postino_print_add_text (line, "words", consent->words);
  postino_print_add_text (line, "notice", consent->notice);
  postino_print_line (line);
}

static void
print_consent (PostinoCli           *cli,
               const PostinoConsent *consent,
               gboolean              stands)
{
  static const int widths[] = { 2, 18, 12, 12, 24, 0 };
  g_autofree char *at = NULL;
  const char *from = consent->given ? consent->source : consent->how;

  if (cli->json)
    {
      print_consent_json (consent, stands);
      return;
    }
  at = postino_date_to_human (consent->at_us);
  postino_print_row (widths, (const char *[]) { stands ? "*" : "", at,
                                                postino_purpose_to_string (consent->purpose),
                                                consent->given ? _("given") : _("withdrawn"), from != NULL ? from : "",
                                                consent->words != NULL ? consent->words : "", NULL });
}

static int
run_show (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  Wish wish = { 0 };
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error) || (wish.typed = argv[1], FALSE)
      || !parse_address (&wish, &error) || !postino_cli_read (cli, read_history, &wish, &error))
    {
      status = postino_cli_fail (error);
    }
  else
    {
      for (guint i = 0; i < wish.history->len; i++)
        print_consent (cli, wish.history->pdata[i], is_standing (&wish, wish.history->pdata[i]));
      if (wish.history->len == 0)
        postino_print_sentence (cli, _("“%s” never said anything"), wish.address.address);
    }
  clear_wish (&wish);
  return status;
}

static const PostinoVerb verbs[] = {
  { "show", "EMAIL", N_("All that was said; a star: it stands"), run_show },
  { "give",
    "EMAIL [--words TEXT] [--purpose P,…] [--basis consent|soft-opt-in|contract] [--date D] [--source S]",
    N_("Record that a contact agreed (to the newsletter, unless --purpose says more)"), run_give },
  { "withdraw", "EMAIL [--purpose P,…]",
    N_("Record that a person no longer agrees (to anything, without --purpose)"),
    run_withdraw },
  { NULL }
};

const PostinoNoun postino_noun_consent = { "consent", N_("Who agreed to what"), verbs };
