/* SPDX-License-Identifier: GPL-3.0-or-later */
/* postinoctl tool dkim: a message on standard input, signed or judged. Files of Unix have lines that
 * end with a line feed: signed and judged is what would leave, with CRLF, and that is what sign
 * writes. */

#include "cli/cmd-tool-dkim.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cli/cli-print.h"
#include "dkim/mail.h"
#include "dkim/signer.h"
#include "dkim/verify.h"
#include "net/dns-name.h"
#include "workspace/secrets.h"

enum {
  MAX_MESSAGE_BYTES = 64 * 1024 * 1024,
  READ_BYTES = 64 * 1024,
};

/* ---- the message ---- */

/* As it would leave: if its first line ends with a line feed alone, all do. Yours. */
static GBytes *
to_wire (const GString *text)
{
  const char *line_feed = memchr (text->str, '\n', text->len);
  GString *wire;
  gsize n_bytes;

  if (line_feed == NULL || (line_feed > text->str && line_feed[-1] == '\r'))
    return g_bytes_new (text->str, text->len);
  wire = g_string_sized_new (text->len + text->len / 32);
  for (gsize i = 0; i < text->len; i++)
    {
      if (text->str[i] == '\n' && (i == 0 || text->str[i - 1] != '\r'))
        g_string_append_c (wire, '\r');
      g_string_append_c (wire, text->str[i]);
    }
  n_bytes = wire->len;
  return g_bytes_new_take (g_string_free (wire, FALSE), n_bytes);
}

static GBytes *
read_message (GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *buffer = g_malloc (READ_BYTES);
  gsize n;

  while (text->len <= MAX_MESSAGE_BYTES && (n = fread (buffer, 1, READ_BYTES, stdin)) > 0)
    g_string_append_len (text, buffer, (gssize) n);
  if (!ferror (stdin) && text->len <= MAX_MESSAGE_BYTES)
    return to_wire (text);
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT,
                       _("The message on standard input cannot be read, or is too long"));
  return NULL;
}

/* ---- sign ---- */

typedef struct {
  char *key;
  char *domain;
  char *selector;
} SignWish;

static void
clear_sign_wish (SignWish *wish)
{
  g_free (wish->key);
  g_free (wish->domain);
  g_free (wish->selector);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SignWish, clear_sign_wish)

static PostinoDkimKey *
read_key (const char *path,
          GError    **error)
{
  g_autoptr (GError) cause = NULL;
  PostinoDkimKey *key;
  char *pem;

  if (!g_file_get_contents (path, &pem, NULL, &cause))
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("“%s” cannot be read: %s"), path, cause->message);
      return NULL;
    }
  key = postino_dkim_key_new_from_pem (pem, error);
  postino_secrets_free (pem);
  return key;
}

static PostinoDkimSigner *
open_signer (const SignWish *wish,
             GError        **error)
{
  g_autofree char *domain = NULL;
  g_autofree char *selector = NULL;
  g_autoptr (PostinoDkimKey) key = NULL;
  g_autoptr (PostinoDkimKeySet) keys = NULL;

  if (wish->key == NULL || wish->domain == NULL || wish->selector == NULL)
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
                           _("Say with what to sign: --key FILE --domain D --selector S"));
      return NULL;
    }
  domain = postino_dns_name_to_ascii (wish->domain, error);
  selector = domain != NULL ? postino_dkim_selector_normalize (wish->selector, error) : NULL;
  key = selector != NULL ? read_key (wish->key, error) : NULL;
  if (key == NULL)
    return NULL;
  keys = postino_dkim_key_set_new (domain);
  postino_dkim_key_set_add (keys, selector, key);
  return postino_dkim_signer_new (keys, error);
}

/* A signature must cover From (RFC 6376, 5.4). */
static gboolean
has_from (GBytes *message)
{
  g_auto (PostinoDkimMail) mail = { 0 };
  gboolean found = FALSE;
  gsize n_bytes;
  const char *bytes = g_bytes_get_data (message, &n_bytes);

  postino_dkim_mail_read (&mail, bytes, n_bytes);
  for (guint i = 0; i < mail.fields->len; i++)
    found |= postino_dkim_field_is (&g_array_index (mail.fields, PostinoDkimField, i), "From", 4);
  return found;
}

static int
run_sign (PostinoCli *cli,
          int         argc,
          char      **argv)
{
  g_auto (SignWish) wish = { 0 };
  const GOptionEntry entries[] = {
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &wish.key, NULL, NULL },
    { "domain", 0, 0, G_OPTION_ARG_STRING, &wish.domain, NULL, NULL },
    { "selector", 0, 0, G_OPTION_ARG_STRING, &wish.selector, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (PostinoDkimSigner) signer = NULL;
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GBytes) out = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (entries, 0, 0, &argc, &argv, &error)
      || (signer = open_signer (&wish, &error)) == NULL || (message = read_message (&error)) == NULL)
    return postino_cli_fail (error);
  if (!has_from (message))
    {
      g_set_error_literal (&error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                           _("There is no message on standard input: it has no From"));
      return postino_cli_fail (error);
    }
  out = postino_dkim_signer_sign (signer, message, g_get_real_time (), &error);
  if (out == NULL)
    return postino_cli_fail (error);
  fwrite (g_bytes_get_data (out, NULL), 1, g_bytes_get_size (out), stdout);
  return POSTINO_EXIT_DONE;
}

/* ---- verify ---- */

static void
add_verdict (JsonBuilder              *line,
             const PostinoDkimVerdict *verdict)
{
  json_builder_begin_object (line);
  postino_print_add_text (line, "result", postino_dkim_result_to_name (verdict->result));
  postino_print_add_text (line, "domain", verdict->domain);
  postino_print_add_text (line, "selector", verdict->selector);
  postino_print_add_text (line, "identity", verdict->identity);
  postino_print_add_text (line, "algorithm", verdict->algorithm);
  postino_print_add_bool (line, "whole_body", !verdict->is_partial);
  postino_print_add_bool (line, "testing", verdict->is_testing);
  postino_print_add_text (line, "reason", verdict->reason);
  json_builder_end_object (line);
}

/* One signature that is right is enough (RFC 6376, 4.2). */
static int
print_verdicts (GPtrArray *verdicts)
{
  JsonBuilder *line = postino_print_begin_object ();
  const char *reason = verdicts->len > 0 ? NULL : _("The message is not signed");
  gboolean is_valid = FALSE;

  for (guint i = 0; i < verdicts->len; i++)
    {
      const PostinoDkimVerdict *verdict = verdicts->pdata[i];

      is_valid |= verdict->result == POSTINO_DKIM_PASS;
      if (reason == NULL)
        reason = verdict->reason;
    }
  postino_print_add_bool (line, "valid", is_valid);
  postino_print_add_text (line, "reason", is_valid ? NULL : reason);
  json_builder_set_member_name (line, "signatures");
  json_builder_begin_array (line);
  for (guint i = 0; i < verdicts->len; i++)
    add_verdict (line, verdicts->pdata[i]);
  json_builder_end_array (line);
  postino_print_line (line);
  return is_valid ? POSTINO_EXIT_DONE : POSTINO_EXIT_FAILED;
}

static int
run_verify (PostinoCli *cli,
            int         argc,
            char      **argv)
{
  g_autofree char *file = NULL;
  const GOptionEntry entries[] = {
    { "dns", 0, 0, G_OPTION_ARG_FILENAME, &file, NULL, NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (PostinoDns) dns = NULL;
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GPtrArray) verdicts = NULL;
  g_autoptr (GError) error = NULL;

  if (!postino_cli_parse (entries, 0, 0, &argc, &argv, &error))
    return postino_cli_fail (error);
  dns = file != NULL ? postino_dns_open_file (file, &error) : postino_dns_open (&error);
  if (dns == NULL || (message = read_message (&error)) == NULL)
    return postino_cli_fail (error);
  verdicts = postino_dkim_verify (g_bytes_get_data (message, NULL), g_bytes_get_size (message), dns,
                                  g_get_real_time (), NULL);
  return print_verdicts (verdicts);
}

/* ---- the two ---- */

int
postino_cmd_tool_run_dkim (PostinoCli *cli,
                           int         argc,
                           char      **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc > 1 && strcmp (argv[1], "sign") == 0)
    return run_sign (cli, argc - 1, argv + 1);
  if (argc > 1 && strcmp (argv[1], "verify") == 0)
    return run_verify (cli, argc - 1, argv + 1);
  g_set_error_literal (&error, POSTINO_ERROR, POSTINO_ERROR_USAGE, _("Say what to do: tool dkim sign, or tool dkim verify"));
  return postino_cli_fail (error);
}
