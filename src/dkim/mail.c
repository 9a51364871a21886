/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the fields of a message stand (RFC 5322, 2.2): what is signed is bytes, so nothing is
 * decoded or copied. */

#include "dkim/mail.h"

#include <string.h>

/* Behind the CRLF that ends the line at @p. */
static const char *
find_next_line (const char *p,
                const char *end)
{
  while (p < end)
    {
      const char *line_feed = memchr (p, '\n', (gsize) (end - p));

      if (line_feed == NULL)
        return end;
      if (line_feed > p && line_feed[-1] == '\r')
        return line_feed + 1;
      p = line_feed + 1;
    }
  return end;
}

static gsize
measure_name (const char *field,
              gsize       n_bytes)
{
  const char *colon = memchr (field, ':', n_bytes);
  gsize n_name = colon != NULL ? (gsize) (colon - field) : 0;

  while (n_name > 0 && (field[n_name - 1] == ' ' || field[n_name - 1] == '\t'))
    n_name--;
  for (gsize i = 0; i < n_name; i++)
    {
      if (field[i] <= ' ' || field[i] == 0x7f)
        return 0;
    }
  return n_name;
}

void
postino_dkim_mail_read (PostinoDkimMail *mail,
                        const char      *bytes,
                        gsize            n_bytes)
{
  const char *end = bytes + n_bytes;
  const char *p = bytes;

  mail->fields = g_array_new (FALSE, FALSE, sizeof (PostinoDkimField));
  while (p < end && !(end - p >= 2 && p[0] == '\r' && p[1] == '\n'))
    {
      PostinoDkimField field = { p, 0, 0 };

      do
        p = find_next_line (p, end);
      while (p < end && (*p == ' ' || *p == '\t'));
      field.n_bytes = (gsize) (p - field.start);
      field.n_name = measure_name (field.start, field.n_bytes);
      g_array_append_val (mail->fields, field);
    }
  mail->body = p < end ? p + 2 : end;
  mail->n_body = (gsize) (end - mail->body);
}

void
postino_dkim_mail_clear (PostinoDkimMail *mail)
{
  g_clear_pointer (&mail->fields, g_array_unref);
}

gboolean
postino_dkim_field_is (const PostinoDkimField *field,
                       const char             *name,
                       gsize                   n_name)
{
  return field->n_name == n_name && g_ascii_strncasecmp (field->start, name, n_name) == 0;
}
