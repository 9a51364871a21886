/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dkim/signature.h"

#include <gnutls/crypto.h>
#include <string.h>

/* From below; -1: all of that name are taken. */
static gint64
find_last_unused (const PostinoDkimMail *mail,
                  const char            *name,
                  const guint8          *used)
{
  gsize n_name = strlen (name);

  for (gint64 i = (gint64) mail->fields->len - 1; i >= 0; i--)
    {
      if (!used[i]
          && postino_dkim_field_is (&g_array_index (mail->fields, PostinoDkimField, i), name, n_name))
        return i;
    }
  return -1;
}

void
postino_dkim_signature_append_fields (const PostinoDkimMail *mail,
                                      const char *const     *names,
                                      PostinoDkimCanon       canon,
                                      GString               *out)
{
  g_autofree guint8 *used = g_malloc0 (mail->fields->len + 1);

  for (gsize i = 0; names[i] != NULL; i++)
    {
      gint64 at = *names[i] != '\0' ? find_last_unused (mail, names[i], used) : -1;
      const PostinoDkimField *field;

      if (at < 0)
        continue;
      used[at] = 1;
      field = &g_array_index (mail->fields, PostinoDkimField, at);
      postino_dkim_canon_append_field (canon, field->start, field->n_bytes, out);
    }
}

/* Behind the "=" of tag b; NULL: there is none. @p is at the beginning of the tags. */
static const char *
find_value_of_b (const char *p,
                 const char *end)
{
  while (p < end)
    {
      const char *semicolon = memchr (p, ';', (gsize) (end - p));

      while (p < end && strchr (" \t\r\n", *p) != NULL)
        p++;
      if (p < end && *p == 'b')
        {
          p++;
          while (p < end && strchr (" \t\r\n", *p) != NULL)
            p++;
          if (p < end && *p == '=')
            return p + 1;
        }
      p = semicolon != NULL ? semicolon + 1 : end;
    }
  return NULL;
}

void
postino_dkim_signature_append_own (const char      *field,
                                   gsize            n_bytes,
                                   PostinoDkimCanon canon,
                                   GString         *out)
{
  const char *end = field + n_bytes;
  const char *colon = memchr (field, ':', n_bytes);
  const char *value = colon != NULL ? find_value_of_b (colon + 1, end) : NULL;
  const char *rest = value != NULL ? memchr (value, ';', (gsize) (end - value)) : NULL;
  g_autoptr (GString) emptied = g_string_new_len (field, (gssize) ((value != NULL ? value : end) - field));

  if (rest != NULL)
    g_string_append_len (emptied, rest, (gssize) (end - rest));
  postino_dkim_canon_append_field (canon, emptied->str, emptied->len, out);
  g_string_truncate (out, out->len - strlen ("\r\n"));
}

void
postino_dkim_signature_hash (const char *bytes,
                             gsize       n_bytes,
                             guint8      hash[POSTINO_SHA256_BYTES])
{
  if (gnutls_hash_fast (GNUTLS_DIG_SHA256, bytes, n_bytes, hash) < 0)
    g_error ("GnuTLS cannot hash");
}
