/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Key records, both ways (RFC 6376, 3.6.1). */

#include "dkim/record.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "dkim/tags.h"
#include "net/dns-name.h"

enum {
  MAX_STRING_BYTES = 255,
  MAX_SELECTOR_BYTES = 63, /* enough, and leaves room for the domain */
};

static const struct {
  const char *name;
  const char *algorithm;
} kinds[] = {
  [POSTINO_DKIM_RSA] = { "rsa", "rsa-sha256" },
  [POSTINO_DKIM_ED25519] = { "ed25519", "ed25519-sha256" },
};

const char *
postino_dkim_kind_to_name (PostinoDkimKind kind)
{
  return kinds[kind].name;
}

const char *
postino_dkim_kind_get_algorithm (PostinoDkimKind kind)
{
  return kinds[kind].algorithm;
}

gboolean
postino_dkim_kind_from_name (const char      *name,
                             PostinoDkimKind *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_ascii_strcasecmp (kinds[i].name, name) == 0)
        {
          *kind = (PostinoDkimKind) i;
          return TRUE;
        }
    }
  return FALSE;
}

/* ---- reading ---- */

static gboolean
fail (const char *sentence,
      GError    **error)
{
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_INVALID, sentence);
  return FALSE;
}

/* Does the list of tag @name have @word? @absent: what is true where there is no such tag. */
static gboolean
lists (const PostinoDkimTags *tags,
       const char            *name,
       const char            *word,
       gboolean               absent)
{
  g_auto (GStrv) list = postino_dkim_tags_dup_list (tags, name);

  return list != NULL ? g_strv_contains ((const char *const *) list, word) : absent;
}

static gboolean
read_tags (const PostinoDkimTags *tags,
           PostinoDkimRecord     *record,
           GError               **error)
{
  const char *version = postino_dkim_tags_get (tags, "v");
  const char *kind = postino_dkim_tags_get (tags, "k");
  const char *key = postino_dkim_tags_get (tags, "p");

  if (version != NULL && (strcmp (version, "DKIM1") != 0 || strcmp (tags->first, "v") != 0))
    return fail (_("The DNS record is of another version"), error);
  if (key == NULL)
    return fail (_("The DNS record has no key"), error);
  if (!postino_dkim_kind_from_name (kind != NULL ? kind : "rsa", &record->kind))
    return fail (_("The key in DNS is of an unknown kind"), error);
  if (!lists (tags, "h", "sha256", TRUE))
    return fail (_("The DNS record does not allow SHA-256"), error);
  if (!lists (tags, "s", "email", TRUE) && !lists (tags, "s", "*", TRUE))
    return fail (_("The key in DNS is not for mail"), error);
  record->is_testing = lists (tags, "t", "y", FALSE);
  record->is_strict = lists (tags, "t", "s", FALSE);
  record->public_key = postino_dkim_tags_dup_base64 (tags, "p");
  return record->public_key != NULL || *key == '\0' || fail (_("The key in DNS cannot be read"), error);
}

gboolean
postino_dkim_record_parse (const char        *text,
                           PostinoDkimRecord *record,
                           GError           **error)
{
  g_auto (PostinoDkimTags) tags = { 0 };

  *record = (PostinoDkimRecord) { 0 };
  if (!postino_dkim_tags_parse (&tags, text, strlen (text)))
    return fail (_("The DNS record is not one of DKIM’s"), error);
  return read_tags (&tags, record, error);
}

void
postino_dkim_record_clear (PostinoDkimRecord *record)
{
  g_clear_pointer (&record->public_key, g_bytes_unref);
}

gboolean
postino_dkim_record_is_among (GPtrArray      *texts,
                              PostinoDkimKind kind,
                              const char     *public_key)
{
  for (guint i = 0; i < texts->len; i++)
    {
      g_auto (PostinoDkimRecord) record = { 0 };
      g_autofree char *published = NULL;

      if (!postino_dkim_record_parse (texts->pdata[i], &record, NULL) || record.kind != kind
          || record.public_key == NULL)
        continue;
      published = g_base64_encode (g_bytes_get_data (record.public_key, NULL), g_bytes_get_size (record.public_key));
      if (strcmp (published, public_key) == 0)
        return TRUE;
    }
  return FALSE;
}

/* ---- writing ---- */

char *
postino_dkim_record_build (PostinoDkimKind kind,
                           const char     *public_key)
{
  return g_strdup_printf ("v=DKIM1; k=%s; p=%s", kinds[kind].name, public_key);
}

char *
postino_dkim_record_build_name (const char *selector,
                                const char *domain)
{
  return g_strdup_printf ("%s._domainkey.%s", selector, domain);
}

char *
postino_dkim_record_quote (const char *text)
{
  GString *quoted = g_string_new (NULL);

  do
    {
      gsize n = MIN (strlen (text), MAX_STRING_BYTES);

      g_string_append_printf (quoted, "%s\"%.*s\"", quoted->len > 0 ? " " : "", (int) n, text);
      text += n;
    }
  while (*text != '\0');
  return g_string_free (quoted, FALSE);
}

char *
postino_dkim_selector_normalize (const char *typed,
                                 GError    **error)
{
  g_autofree char *selector = strlen (typed) <= MAX_SELECTOR_BYTES && g_str_is_ascii (typed)
                                ? postino_dns_name_to_ascii (typed, NULL) : NULL;

  if (selector != NULL && strchr (selector, '_') == NULL)
    return g_steal_pointer (&selector);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
               _("“%s” is not a selector: letters, digits and hyphens, such as “news1”"), typed);
  return NULL;
}
