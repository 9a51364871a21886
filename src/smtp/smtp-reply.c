/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replies of an SMTP server (RFC 5321 4.2, enhanced codes RFC 2034 and 3463), taken apart as the
 * bytes arrive.
 *
 * What a stranger sends is bounded: a line is kept up to 2 048 bytes, the rest of it is dropped
 * without harm; a reply of more than 100 lines, a line without a code, or lines whose codes differ
 * are garbage, and garbage is final, because after it nobody knows which answer belongs to which
 * question. A lone LF ends a line as CRLF does: that much some servers get wrong. The text is made
 * valid UTF-8 without control characters at once, so it can go to the screen, the ledger and the
 * log as it is.
 *
 * The parser reuses its buffers: a message's replies cost no allocation once they have grown. */

#include "smtp/smtp-reply.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

enum { CODE_LENGTH = 3, ENHANCED_DIGITS_MAX = 3 };

struct _PostinoSmtpReplyParser {
  GString *line;  /* of the line under way, at most POSTINO_SMTP_REPLY_LINE_MAX bytes */
  GString *text;  /* of the lines read so far, joined */
  guint n_lines;
  gboolean is_garbage;
  gboolean is_done; /* the next byte begins a new reply */
  PostinoSmtpReply reply;
};

static const char *const stage_nicks[POSTINO_SMTP_N_STAGES] = {
  "connect", "hello", "starttls", "auth", "mail", "rcpt", "data", "body", "dot", "rset", "quit",
};

const char *
postino_smtp_stage_to_nick (PostinoSmtpStage stage)
{
  g_return_val_if_fail (stage < POSTINO_SMTP_N_STAGES, NULL);
  return stage_nicks[stage];
}

gboolean
postino_smtp_stage_from_nick (const char       *nick,
                              PostinoSmtpStage *stage)
{
  for (guint i = 0; i < POSTINO_SMTP_N_STAGES; i++)
    {
      if (g_ascii_strcasecmp (nick, stage_nicks[i]) != 0)
        continue;
      *stage = i;
      return TRUE;
    }
  return FALSE;
}

PostinoSmtpReply *
postino_smtp_reply_new (guint       code,
                        const char *enhanced,
                        const char *text)
{
  PostinoSmtpReply *reply = g_new0 (PostinoSmtpReply, 1);

  reply->code = code;
  g_strlcpy (reply->enhanced, enhanced != NULL ? enhanced : "", sizeof reply->enhanced);
  reply->text = g_strdup (text != NULL ? text : "");
  return reply;
}

PostinoSmtpReply *
postino_smtp_reply_copy (const PostinoSmtpReply *reply)
{
  return postino_smtp_reply_new (reply->code, reply->enhanced, reply->text);
}

void
postino_smtp_reply_free (PostinoSmtpReply *reply)
{
  if (reply == NULL)
    return;
  g_free (reply->text);
  g_free (reply);
}

char *
postino_smtp_reply_to_string (const PostinoSmtpReply *reply)
{
  char *line = g_strdup_printf ("%u%s%s%s%s", reply->code, reply->enhanced[0] != '\0' ? " " : "",
                                reply->enhanced,
                                reply->text[0] != '\0' ? " " : "", reply->text);

  return g_strdelimit (line, "\n", ' ');
}

/* How long an enhanced code at @text is ("5.1.1", then a blank or the end), else 0. Its class has
 * to be that of @code. */
static gsize
measure_enhanced (const char *text,
                  guint       code)
{
  const char *p = text;

  if ((*p != '2' && *p != '4' && *p != '5') || (guint) (*p - '0') != code / 100)
    return 0;
  p++;
  for (guint part = 0; part < 2; part++)
    {
      gsize n_digits;

      if (*p != '.')
        return 0;
      p++;
      n_digits = strspn (p, "0123456789");
      if (n_digits == 0 || n_digits > ENHANCED_DIGITS_MAX)
        return 0;
      p += n_digits;
    }
  return *p == ' ' || *p == '\0' ? (gsize) (p - text) : 0;
}

/* Makes @line fit for every place it may be shown in. */
static void
clean_line (GString *line)
{
  gboolean is_ascii = TRUE;

  for (gsize i = 0; i < line->len; i++)
    {
      guchar c = (guchar) line->str[i];

      if (c < 0x20 || c == 0x7f)
        line->str[i] = ' ';
      is_ascii = is_ascii && c < 0x80;
    }
  if (is_ascii)
    return;

  g_autofree char *valid = g_utf8_make_valid (line->str, (gssize) line->len);
  g_string_truncate (line, 0);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (line, (c >= 0x80 && c < 0xa0) || c == 0x2028
                               || c == 0x2029 ? ' ' : c);
    }
}

/* 0 if @line does not begin as a reply does. */
static guint
read_code (const GString *line)
{
  const char *s = line->str;

  if (line->len < CODE_LENGTH || s[0] < '2' || s[0] > '5' || !g_ascii_isdigit (s[1])
      || !g_ascii_isdigit (s[2]))
    return 0;
  if (s[CODE_LENGTH] != '\0' && s[CODE_LENGTH] != ' ' && s[CODE_LENGTH] != '-')
    return 0;
  return (guint) ((s[0] - '0') * 100 + (s[1] - '0') * 10 + (s[2] - '0'));
}

/* A NUL in a line would end it early for C; it is only one more control character. */
static void
append_text (PostinoSmtpReplyParser *self,
             const char             *text)
{
  gsize n_enhanced = measure_enhanced (text, self->reply.code);

  if (n_enhanced > 0 && self->n_lines == 1)
    {
      memcpy (self->reply.enhanced, text, n_enhanced);
      self->reply.enhanced[n_enhanced] = '\0';
    }
  if (n_enhanced > 0 && strncmp (self->reply.enhanced, text, n_enhanced) == 0
      && self->reply.enhanced[n_enhanced] == '\0')
    text += n_enhanced;
  while (*text == ' ')
    text++;
  if (self->n_lines > 1)
    g_string_append_c (self->text, '\n');
  g_string_append (self->text, text);
}

static PostinoSmtpReplyStatus
take_line (PostinoSmtpReplyParser *self)
{
  guint code;
  gboolean is_last;

  if (self->line->len > 0 && self->line->str[self->line->len - 1] == '\r')
    g_string_truncate (self->line, self->line->len - 1);
  clean_line (self->line);
  code = read_code (self->line);
  if (code == 0 || (self->n_lines > 0 && code != self->reply.code)
      || self->n_lines == POSTINO_SMTP_REPLY_LINES_MAX)
    return POSTINO_SMTP_REPLY_GARBAGE;

  self->reply.code = code;
  self->n_lines++;
  is_last = self->line->len == CODE_LENGTH || self->line->str[CODE_LENGTH] == ' ';
  append_text (self, self->line->len > CODE_LENGTH ? self->line->str + CODE_LENGTH + 1 : "");
  g_string_truncate (self->line, 0);
  return is_last ? POSTINO_SMTP_REPLY_DONE : POSTINO_SMTP_REPLY_MORE;
}

static void
begin_reply (PostinoSmtpReplyParser *self)
{
  g_string_truncate (self->text, 0);
  self->reply.code = 0;
  self->reply.enhanced[0] = '\0';
  self->n_lines = 0;
  self->is_done = FALSE;
}

PostinoSmtpReplyParser *
postino_smtp_reply_parser_new (void)
{
  PostinoSmtpReplyParser *self = g_new0 (PostinoSmtpReplyParser, 1);

  self->line = g_string_new (NULL);
  self->text = g_string_new (NULL);
  return self;
}

void
postino_smtp_reply_parser_free (PostinoSmtpReplyParser *self)
{
  if (self == NULL)
    return;
  g_string_free (self->line, TRUE);
  g_string_free (self->text, TRUE);
  g_free (self);
}

PostinoSmtpReplyStatus
postino_smtp_reply_parser_feed (PostinoSmtpReplyParser *self,
                                const char             *bytes,
                                gsize                   n_bytes,
                                gsize                  *taken)
{
  *taken = 0;
  if (self->is_garbage)
    return POSTINO_SMTP_REPLY_GARBAGE;
  if (self->is_done)
    begin_reply (self);

  while (*taken < n_bytes)
    {
      const char *start = bytes + *taken;
      const char *end = memchr (start, '\n', n_bytes - *taken);
      gsize n_piece = end != NULL ? (gsize) (end - start) : n_bytes - *taken;
      PostinoSmtpReplyStatus status;

      g_string_append_len (self->line, start,
                           (gssize) MIN (n_piece, POSTINO_SMTP_REPLY_LINE_MAX - self->line->len));
      *taken += n_piece + (end != NULL);
      if (end == NULL)
        break;
      status = take_line (self);
      self->is_garbage = status == POSTINO_SMTP_REPLY_GARBAGE;
      self->is_done = status == POSTINO_SMTP_REPLY_DONE;
      if (status != POSTINO_SMTP_REPLY_MORE)
        return status;
    }
  return POSTINO_SMTP_REPLY_MORE;
}

const PostinoSmtpReply *
postino_smtp_reply_parser_get (PostinoSmtpReplyParser *self)
{
  g_return_val_if_fail (self->is_done, NULL);

  self->reply.text = self->text->str;
  return &self->reply;
}

gboolean
postino_smtp_reply_parser_is_inside (PostinoSmtpReplyParser *self)
{
  return !self->is_done && (self->n_lines > 0 || self->line->len > 0);
}

PostinoSmtpReply *
postino_smtp_reply_parse (const char *text,
                          GError    **error)
{
  g_autoptr (PostinoSmtpReplyParser) parser = postino_smtp_reply_parser_new ();
  g_autofree char *lines = g_str_has_suffix (text, "\n") ? g_strdup (text) : g_strconcat (text,
                                                                                          "\r\n", NULL);
  gsize taken;

  if (postino_smtp_reply_parser_feed (parser, lines, strlen (lines),
                                      &taken) == POSTINO_SMTP_REPLY_DONE)
    return postino_smtp_reply_copy (postino_smtp_reply_parser_get (parser));
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL,
               _("“%s” is not an SMTP server’s reply"), text);
  return NULL;
}
