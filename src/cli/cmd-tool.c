/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl tool: the pure parts, one at a time, without a workspace. What comes out is always for
 * programs, so --json changes nothing here. */

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cli/cli-print.h"
#include "cli/cmd-tool-dkim.h"
#include "contacts/address-hint.h"
#include "contacts/address.h"
#include "content/html-text.h"
#include "content/liquid-eval.h"
#include "events/user-agent.h"
#include "interchange/csv.h"
#include "smtp/smtp-verdict.h"

enum {
  MAX_INPUT_BYTES = 32 * 1024 * 1024,
  READ_BYTES = 64 * 1024,
};

/* A file or standard input ("-") as UTF-8 text; yours. */
static char *
read_text (const char *path,
           GError    **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *buffer = g_malloc (READ_BYTES);
  gboolean is_stdin = strcmp (path, "-") == 0;
  FILE *file = is_stdin ? stdin : fopen (path, "re");
  const char *name = is_stdin ? _("standard input") : path;
  gboolean failed = file == NULL;
  int reason = errno;
  gsize n;

  while (!failed && text->len <= MAX_INPUT_BYTES && (n = fread (buffer, 1, READ_BYTES, file)) > 0)
    g_string_append_len (text, buffer, (gssize) n);
  if (file != NULL && ferror (file))
    {
      failed = TRUE;
      reason = errno;
    }
  if (file != NULL && !is_stdin)
    fclose (file);
  if (failed)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("“%s” cannot be read: %s"), name,
                 g_strerror (reason));
  else if (text->len > MAX_INPUT_BYTES)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT, _("“%s” is too long"), name);
  else if (!g_utf8_validate_len (text->str, text->len, NULL))
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, _("“%s” is not a text in UTF-8"),
                 name);
  else
    return g_string_free (g_steal_pointer (&text), FALSE);
  return NULL;
}

/* ---- address ---- */

static void
print_address (const char *typed)
{
  g_auto (PostinoAddress) address = { NULL };
  PostinoAddressFault fault = postino_address_parse (typed, -1, &address);
  g_autofree char *input = g_utf8_make_valid (typed, -1);
  g_autofree char *domain = fault == POSTINO_ADDRESS_OK ? postino_address_hint (address.address) : NULL;
  g_autofree char *hint = domain != NULL ? g_strconcat (domain, "?", NULL) : NULL;
  JsonBuilder *line = postino_print_begin_object ();

  postino_print_add_text (line, "input", input);
  postino_print_add_bool (line, "valid", fault == POSTINO_ADDRESS_OK);
  postino_print_add_text (line, "address", address.address);
  postino_print_add_text (line, "key", address.key);
  postino_print_add_text (line, "fault", postino_address_fault_to_code (fault));
  postino_print_add_text (line, "hint", hint);
  postino_print_line (line);
}

static int
run_address (PostinoCli *cli,
             int         argc,
             char      **argv)
{
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 1, -1, &argc, &argv, &error))
    return postino_cli_fail (error);
  for (int i = 1; i < argc; i++)
    print_address (argv[i]);
  return POSTINO_EXIT_DONE;
}

/* ---- liquid ---- */

/* Errors of rendering have their place in the sentence alone: "Line 3, column 7: …", in that order
 * in all languages. */
static PostinoLiquidPlace
find_place_in_sentence (const char *sentence)
{
  PostinoLiquidPlace place = { 0, 0 };

  if (sscanf (sentence, "%*[^0-9]%u%*[^0-9]%u", &place.line, &place.column) != 2)
    place = (PostinoLiquidPlace) { 0, 0 };
  return place;
}

static int
fail_liquid (const GError      *error,
             PostinoLiquidPlace place)
{
  JsonBuilder *line = postino_print_begin_object ();

  if (place.line == 0)
    place = find_place_in_sentence (error->message);
  postino_print_add_text (line, "error", error->message);
  postino_print_add_int (line, "line", place.line);
  postino_print_add_int (line, "column", place.column);
  postino_print_line (line);
  return POSTINO_EXIT_FAILED;
}

static int
render_template (const char          *template,
                 PostinoLiquidMode    mode,
                 PostinoLiquidContext *context)
{
  PostinoLiquidPlace place = { 0, 0 };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoLiquid) liquid = postino_liquid_parse (template, mode, &place, &error);
  JsonBuilder *line;

  if (liquid == NULL)
    return fail_liquid (error, place);
  if (!postino_liquid_render (liquid, context, out, &error))
    return fail_liquid (error, place);
  line = postino_print_begin_object ();
  postino_print_add_text (line, "result", out->str);
  postino_print_line (line);
  return POSTINO_EXIT_DONE;
}

/* The members as they should be, or a sentence; @template is borrowed from @root. */
static gboolean
read_question (JsonNode    *root,
               const char **template,
               JsonNode   **data,
               gboolean    *html,
               GError     **error)
{
  JsonObject *question = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *node = question != NULL ? json_object_get_member (question, "template") : NULL;

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                           _("Give {\"template\":\"…\",\"data\":{…},\"html\":false} on standard input"));
      return FALSE;
    }
  *template = json_node_get_string (node);
  *html = json_object_get_boolean_member_with_default (question, "html", FALSE);
  *data = json_object_get_member (question, "data");
  if (*data != NULL && JSON_NODE_HOLDS_NULL (*data))
    *data = NULL;
  if (*data != NULL && !JSON_NODE_HOLDS_OBJECT (*data))
    g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE, _("“data” is not an object"));
  return *data == NULL || JSON_NODE_HOLDS_OBJECT (*data);
}

static int
run_liquid (PostinoCli *cli,
            int         argc,
            char      **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *input = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_auto (PostinoLiquidContext) context = { .now_us = g_get_real_time () };
  const char *template;
  JsonNode *data;
  gboolean html;

  if (!postino_cli_parse (NULL, 0, 0, &argc, &argv, &error)
      || (input = read_text ("-", &error)) == NULL)
    return postino_cli_fail (error);
  root = json_from_string (input, &error);
  if (error != NULL || !read_question (root, &template, &data, &html, &error))
    return postino_cli_fail (error);
  context.scope = data != NULL ? postino_liquid_value_new_from_json (data,
                                                                     &error) : postino_liquid_value_new_map ();
  if (context.scope == NULL)
    return postino_cli_fail (error);
  return render_template (template, html ? POSTINO_LIQUID_HTML : POSTINO_LIQUID_TEXT, &context);
}

/* ---- csv ---- */

/* One name a column, each once: the heading, else its number; a heading that comes again gets its
 * number, too. */
static GPtrArray *
name_columns (const PostinoRowReader *reader)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < reader->header->len; i++)
    {
      const char *heading = reader->header->pdata[i];
      char *name = *heading != '\0' ? g_strdup (heading) : g_strdup_printf ("%u", i + 1);

      while (!g_hash_table_add (seen, name))
        {
          char *numbered = g_strdup_printf ("%s %u", name, i + 1);

          g_free (name);
          name = numbered;
        }
      g_ptr_array_add (names, name);
    }
  return names;
}

static void
print_csv_row (GPtrArray        *names,
               const PostinoRow *row)
{
  JsonBuilder *line = postino_print_begin_object ();

  for (guint i = 0; i < row->n_cells && i < names->len; i++)
    postino_print_add_text (line, names->pdata[i], row->cells[i]);
  postino_print_line (line);
}

static int
print_csv (PostinoRowReader *reader)
{
  g_autoptr (GPtrArray) names = name_columns (reader);
  g_autoptr (GError) error = NULL;
  int status = POSTINO_EXIT_DONE;
  PostinoRow row;

  while (postino_row_reader_next (reader, &row, &error))
    {
      if (row.fault == NULL)
        {
          print_csv_row (names, &row);
          continue;
        }
      g_printerr (_("Row %" PRId64 ": %s"), row.number, row.fault);
      g_printerr ("\n");
      status = POSTINO_EXIT_PARTLY;
    }
  return error != NULL ? postino_cli_fail (error) : status;
}

static int
run_csv (PostinoCli *cli,
         int         argc,
         char      **argv)
{
  g_autofree char *encoding = NULL;
  g_autofree char *delimiter = NULL;
  const GOptionEntry entries[] = {
    { "encoding", 0, 0, G_OPTION_ARG_STRING, &encoding, NULL, NULL },
    { "delimiter", 0, 0, G_OPTION_ARG_STRING, &delimiter, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (PostinoRowReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  PostinoCsvOptions options;

  if (!postino_cli_parse (entries, 1, 1, &argc, &argv, &error))
    return postino_cli_fail (error);
  options = (PostinoCsvOptions) { encoding, delimiter };
  reader = postino_csv_open (argv[1], &options, &error);
  return reader != NULL ? print_csv (reader) : postino_cli_fail (error);
}

/* ---- text ---- */

static int
run_text (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  g_autofree char *html = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (NULL, 1, 1, &argc, &argv, &error)
      || (html = read_text (argv[1], &error)) == NULL)
    return postino_cli_fail (error);
  text = postino_html_to_text (html);
  fputs (text, stdout);
  if (*text != '\0' && !g_str_has_suffix (text, "\n"))
    putchar ('\n');
  return POSTINO_EXIT_DONE;
}

/* ---- verdict ---- */

static int
run_verdict (PostinoCli *cli,
             int         argc,
             char      **argv)
{
  g_autofree char *stage_name = NULL;
  const GOptionEntry entries[] = {
    { "stage", 0, 0, G_OPTION_ARG_STRING, &stage_name, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (PostinoSmtpReply) reply = NULL;
  g_autoptr (GError) error = NULL;
  PostinoSmtpStage stage;
  PostinoSmtpJudgement judgement;
  JsonBuilder *line;

  if (!postino_cli_parse (entries, 1, 1, &argc, &argv, &error))
    return postino_cli_fail (error);
  if (stage_name == NULL || !postino_smtp_stage_from_nick (stage_name, &stage))
    {
      g_set_error_literal (&error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                           _("Say at which step: --stage connect, hello, starttls, auth, mail, rcpt, data, body, dot, "
                             "rset or quit"));
      return postino_cli_fail (error);
    }
  reply = postino_smtp_reply_parse (argv[1], &error);
  if (reply == NULL)
    return postino_cli_fail (error);
  judgement = postino_smtp_verdict_examine (reply, NULL, stage);
  line = postino_print_begin_object ();
  postino_print_add_text (line, "verdict", postino_smtp_verdict_to_nick (judgement.verdict));
  postino_print_add_text (line, "kind", postino_smtp_verdict_kind_to_nick (judgement.kind));
  postino_print_add_text (line, "reason", judgement.reason);
  postino_print_line (line);
  return POSTINO_EXIT_DONE;
}

/* ---- agent ---- */

static int
run_agent (PostinoCli *cli,
           int         argc,
           char      **argv)
{
  g_autofree char *ip = NULL;
  gint64 seconds_after = -1;
  const GOptionEntry entries[] = {
    { "ip", 0, 0, G_OPTION_ARG_STRING, &ip, NULL, NULL },
    { "seconds-after", 0, 0, G_OPTION_ARG_INT64, &seconds_after, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  PostinoAgentJudgement judgement;
  JsonBuilder *line;

  if (!postino_cli_parse (entries, 1, 1, &argc, &argv, &error))
    return postino_cli_fail (error);
  if (ip != NULL && !g_hostname_is_ip_address (ip))
    {
      g_set_error (&error, POSTINO_ERROR, POSTINO_ERROR_USAGE, _("“%s” is not an IP address"), ip);
      return postino_cli_fail (error);
    }
  judgement = postino_user_agent_judge (argv[1], NULL, seconds_after);
  line = postino_print_begin_object ();
  postino_print_add_text (line, "kind", postino_agent_kind_to_name (judgement.kind));
  postino_print_add_text (line, "client", judgement.client);
  postino_print_add_text (line, "why", judgement.why);
  postino_print_line (line);
  return POSTINO_EXIT_DONE;
}

static const PostinoVerb verbs[] = {
  { "address", "ADDRESS…", N_("Reads e-mail addresses"), run_address },
  { "liquid", "", N_("Renders the template and data given on standard input"), run_liquid },
  { "csv", "FILE|- [--encoding E] [--delimiter C]", N_("The rows of a file as JSON objects"),
    run_csv },
  { "text", "HTML|-", N_("The plain-text part of a page"), run_text },
  { "verdict", "--stage STAGE REPLY", N_("What a server’s answer means"), run_verdict },
  { "agent", "UA [--ip IP] [--seconds-after N]", N_("Who opened or clicked: a person or a machine"),
    run_agent },
  { "dkim", "sign --key FILE --domain D --selector S < MESSAGE | verify [--dns FILE] < MESSAGE",
    N_("Signs a message, or says whether its signatures are right"), postino_cmd_tool_run_dkim },
  { NULL }
};

const PostinoNoun postino_noun_tool = { "tool", N_("Single parts, for tests and scripts"), verbs };
