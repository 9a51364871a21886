/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a message can go to a server at all, found out before MAIL: nothing is sent that is known
 * to be refused.
 *
 * Size (RFC 1870: the bytes as they are, without doubled dots), international addresses (RFC 6531),
 * addresses that would not fit between angle brackets, and bytes that must not leave (see
 * smtp-wire.c). A server without 8BITMIME is sent eight bits all the same if a message has them:
 * ours have none, and refusing a whole campaign for a footnote of RFC 6152 would help nobody. */

#include "smtp/smtp-message.h"

#include <string.h>

#include "smtp/smtp-wire.h"

enum { MAIL_OVERHEAD = 40 }; /* bytes: "MAIL FROM:<> BODY=8BITMIME SMTPUTF8" */

static void
learn_keyword (PostinoSmtpFeatures *features,
               const char          *line)
{
  g_auto (GStrv) words = g_strsplit_set (line, " =", -1);

  if (words[0] == NULL)
    return;
  if (g_ascii_strcasecmp (words[0], "PIPELINING") == 0)
    features->pipelining = TRUE;
  else if (g_ascii_strcasecmp (words[0], "STARTTLS") == 0)
    features->starttls = TRUE;
  else if (g_ascii_strcasecmp (words[0], "8BITMIME") == 0)
    features->eightbit = TRUE;
  else if (g_ascii_strcasecmp (words[0], "SMTPUTF8") == 0)
    features->smtputf8 = TRUE;
  else if (g_ascii_strcasecmp (words[0], "SIZE") == 0 && words[1] != NULL)
    features->size_limit = g_ascii_strtoull (words[1], NULL, 10);
  else if (g_ascii_strcasecmp (words[0],
                               "AUTH") == 0) /* "AUTH=LOGIN" is an old spelling; both may be there */
    {
      g_autofree char *more = g_strjoinv (" ", words + 1);
      g_autofree char *known = features->auth;

      features->auth = known != NULL ? g_strconcat (known, " ", more, NULL) : g_strdup (more);
    }
}

void
postino_smtp_features_learn (PostinoSmtpFeatures    *features,
                             const PostinoSmtpReply *ehlo)
{
  g_auto (GStrv) lines = g_strsplit (ehlo->text, "\n", -1);

  postino_smtp_features_forget (features);
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++) /* the first is the server's name */
    learn_keyword (features, lines[i]);
}

void
postino_smtp_features_forget (PostinoSmtpFeatures *features)
{
  g_free (features->auth);
  *features = (PostinoSmtpFeatures) { 0 };
}

gboolean
postino_smtp_message_needs_utf8 (const PostinoSmtpMessage *message)
{
  return !g_str_is_ascii (message->sender) || !g_str_is_ascii (message->recipient);
}

static gboolean
is_writable (const char *address)
{
  return strlen (address) <= POSTINO_SMTP_COMMAND_MAX - MAIL_OVERHEAD
         && postino_smtp_wire_is_address (address);
}

PostinoSmtpReply *
postino_smtp_message_find_refusal (const PostinoSmtpMessage  *message,
                                   const PostinoSmtpFeatures *features,
                                   PostinoSmtpStage          *stage,
                                   gboolean                  *has_8bit)
{
  gsize n_bytes;
  const char *bytes = g_bytes_get_data (message->bytes, &n_bytes);
  const char *fault = postino_smtp_wire_find_fault (bytes, n_bytes, has_8bit);
  g_autofree char *text = NULL;

  *stage = POSTINO_SMTP_STAGE_MAIL;
  if (!is_writable (message->sender))
    return postino_smtp_reply_new (553, "5.1.7", "The sender's address cannot be written in SMTP");
  if (fault != NULL)
    return postino_smtp_reply_new (554, "5.6.0", fault);
  if (features->size_limit > 0 && n_bytes > features->size_limit)
    {
      text = g_strdup_printf ("The message has %" G_GSIZE_FORMAT " bytes, the server takes %" G_GUINT64_FORMAT,
                              n_bytes, features->size_limit);
      return postino_smtp_reply_new (552, "5.3.4", text);
    }
  *stage = POSTINO_SMTP_STAGE_RCPT;
  if (message->recipient[0] == '\0' || !is_writable (message->recipient))
    return postino_smtp_reply_new (553, "5.1.3", "The address cannot be written in SMTP");
  if (!features->smtputf8 && postino_smtp_message_needs_utf8 (message))
    return postino_smtp_reply_new (553, "5.6.7",
                                   "The server does not take addresses with international characters");
  return NULL;
}
