/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verifying (RFC 6376, 6.1; RFC 8301; RFC 8463). Each signature is judged by itself, in the order of
 * the RFC: is it well formed, is the body the signed one, is there a key, is the signature right.
 *
 * The b= of the field is emptied up to the next semicolon, as OpenDKIM and others do it. */

#include "dkim/verify.h"

#include <glib/gi18n-lib.h>
#include <gnutls/abstract.h>
#include <string.h>

#include "base/error.h"
#include "dkim/key.h"
#include "dkim/signature.h"
#include "dkim/tags.h"

enum {
  MAX_NAMES = 256,       /* in h= */
  FUTURE_S = 24 * 3600,  /* a clock that is wrong by less is forgiven */
};

/* One signature being judged. */
typedef struct {
  const PostinoDkimMail *mail;
  const PostinoDkimField *field;
  PostinoDkimTags tags;
  PostinoDkimKind kind;
  PostinoDkimCanon header_canon;
  PostinoDkimCanon body_canon;
  char **names; /* h= */
  PostinoDkimVerdict *verdict;
} Case;

static const char *const result_names[] = {
  [POSTINO_DKIM_PASS] = "pass",
  [POSTINO_DKIM_FAIL] = "fail",
  [POSTINO_DKIM_PERMERROR] = "permerror",
  [POSTINO_DKIM_TEMPERROR] = "temperror",
};

const char *
postino_dkim_result_to_name (PostinoDkimResult result)
{
  return result_names[result];
}

static void
free_verdict (gpointer data)
{
  PostinoDkimVerdict *verdict = data;

  g_free (verdict->reason);
  g_free (verdict->domain);
  g_free (verdict->selector);
  g_free (verdict->identity);
  g_free (verdict->algorithm);
  g_free (verdict);
}

/* Ends the case; FALSE, so that a check can return it. */
static gboolean
end (Case             *self,
     PostinoDkimResult result,
     const char       *reason)
{
  self->verdict->result = result;
  g_free (self->verdict->reason);
  self->verdict->reason = g_strdup (reason);
  return FALSE;
}

static gboolean
refuse (Case       *self,
        const char *reason)
{
  return end (self, POSTINO_DKIM_PERMERROR, reason);
}

/* ---- is it well formed? ---- */

static gboolean
read_tags (Case *self)
{
  static const char *const required[] = { "v", "a", "b", "bh", "d", "h", "s" };
  const char *value = memchr (self->field->start, ':', self->field->n_bytes);

  if (!postino_dkim_tags_parse (&self->tags, value + 1,
                                self->field->n_bytes - (gsize) (value + 1 - self->field->start)))
    return refuse (self, _("The signature is not well formed"));
  self->verdict->domain = g_strdup (postino_dkim_tags_get (&self->tags, "d"));
  self->verdict->selector = g_strdup (postino_dkim_tags_get (&self->tags, "s"));
  self->verdict->identity = g_strdup (postino_dkim_tags_get (&self->tags, "i"));
  self->verdict->algorithm = g_strdup (postino_dkim_tags_get (&self->tags, "a"));
  for (gsize i = 0; i < G_N_ELEMENTS (required); i++)
    {
      const char *tag = postino_dkim_tags_get (&self->tags, required[i]);

      if (tag == NULL || *tag == '\0')
        return refuse (self, _("The signature lacks something it must have"));
    }
  if (strcmp (postino_dkim_tags_get (&self->tags, "v"), "1") != 0)
    return refuse (self, _("The signature is of another version"));
  return TRUE;
}

/* RFC 8301: SHA-1 signs nothing any more. */
static gboolean
check_algorithm (Case *self)
{
  for (PostinoDkimKind kind = POSTINO_DKIM_RSA; kind <= POSTINO_DKIM_ED25519; kind++)
    {
      if (strcmp (self->verdict->algorithm, postino_dkim_kind_get_algorithm (kind)) == 0)
        {
          self->kind = kind;
          return TRUE;
        }
    }
  return refuse (self, _("The signature uses an algorithm that does not count"));
}

static gboolean
read_canon (const char       *name,
            PostinoDkimCanon *canon)
{
  *canon = strcmp (name, "relaxed") == 0 ? POSTINO_DKIM_RELAXED : POSTINO_DKIM_SIMPLE;
  return *canon == POSTINO_DKIM_RELAXED || strcmp (name, "simple") == 0;
}

/* "relaxed/simple"; the body's is simple where only one is said. */
static gboolean
check_canon (Case *self)
{
  const char *value = postino_dkim_tags_get (&self->tags, "c");
  g_auto (GStrv) words = g_strsplit (value != NULL ? value : "simple", "/", 2);
  gboolean is_known = words[0] != NULL && read_canon (words[0], &self->header_canon);

  self->body_canon = POSTINO_DKIM_SIMPLE;
  if (is_known && words[1] != NULL)
    is_known = read_canon (words[1], &self->body_canon);
  return is_known || refuse (self, _("The signature uses an unknown canonical form"));
}

static gboolean
check_query (Case *self)
{
  g_auto (GStrv) methods = postino_dkim_tags_dup_list (&self->tags, "q");

  return methods == NULL || g_strv_contains ((const char *const *) methods, "dns/txt")
         || refuse (self, _("The key of the signature is not to be found in DNS"));
}

static gboolean
check_names (Case *self)
{
  gboolean has_from = FALSE;

  self->names = postino_dkim_tags_dup_list (&self->tags, "h");
  if (g_strv_length (self->names) > MAX_NAMES)
    return refuse (self, _("The signature is not well formed"));
  for (gsize i = 0; self->names[i] != NULL; i++)
    {
      if (*self->names[i] == '\0')
        return refuse (self, _("The signature is not well formed"));
      has_from |= g_ascii_strcasecmp (self->names[i], "from") == 0;
    }
  return has_from || refuse (self, _("The signature does not cover who the message is from"));
}

/* i= is of the domain d= or of one below it. */
static gboolean
check_identity (Case *self)
{
  const char *at = self->verdict->identity != NULL ? strrchr (self->verdict->identity, '@') : NULL;
  gsize n_identity = at != NULL ? strlen (at + 1) : 0;
  gsize n_domain = strlen (self->verdict->domain);

  if (self->verdict->identity == NULL)
    return TRUE;
  if (at != NULL && n_identity >= n_domain
      && g_ascii_strcasecmp (at + 1 + n_identity - n_domain, self->verdict->domain) == 0
      && (n_identity == n_domain || at[n_identity - n_domain] == '.'))
    return TRUE;
  return refuse (self, _("The signature speaks for another domain than its own"));
}

static gboolean
check_times (Case  *self,
             gint64 now_us)
{
  guint64 now = (guint64) MAX (now_us, 0) / G_USEC_PER_SEC;
  guint64 signed_at = 0;
  guint64 expires = G_MAXUINT64;

  if (!postino_dkim_tags_get_number (&self->tags, "t", &signed_at)
      || !postino_dkim_tags_get_number (&self->tags, "x", &expires) || expires < signed_at)
    return refuse (self, _("The signature is not well formed"));
  if (signed_at > now + FUTURE_S)
    return refuse (self, _("The signature was made in the future"));
  return expires > now || refuse (self, _("The signature has expired"));
}

/* ---- is the body the signed one? ---- */

static gboolean
check_body (Case *self)
{
  g_autoptr (GBytes) said = postino_dkim_tags_dup_base64 (&self->tags, "bh");
  g_autoptr (GString) body = g_string_new (NULL);
  guint64 length = G_MAXUINT64;
  guint8 hash[POSTINO_SHA256_BYTES];

  if (said == NULL || !postino_dkim_tags_get_number (&self->tags, "l", &length))
    return refuse (self, _("The signature is not well formed"));
  postino_dkim_canon_append_body (self->body_canon, self->mail->body, self->mail->n_body, body);
  if (length != G_MAXUINT64 && length > body->len)
    return end (self, POSTINO_DKIM_FAIL, _("The message is shorter than what was signed"));
  self->verdict->is_partial = length < body->len;
  postino_dkim_signature_hash (body->str, MIN (length, body->len), hash);
  if (g_bytes_get_size (said) == sizeof hash && memcmp (g_bytes_get_data (said, NULL), hash, sizeof hash) == 0)
    return TRUE;
  return end (self, POSTINO_DKIM_FAIL, _("The text of the message was changed after it was signed"));
}

/* ---- is the signature right? ---- */

static void
hash_header (Case  *self,
             guint8 hash[POSTINO_SHA256_BYTES])
{
  g_autoptr (GString) header = g_string_new (NULL);

  postino_dkim_signature_append_fields (self->mail, (const char *const *) self->names, self->header_canon, header);
  postino_dkim_signature_append_own (self->field->start, self->field->n_bytes, self->header_canon, header);
  postino_dkim_signature_hash (header->str, header->len, hash);
}

static gboolean
verify_ed25519 (GBytes      *key,
                const guint8 hash[POSTINO_SHA256_BYTES],
                GBytes      *signature)
{
  gnutls_datum_t x = { (unsigned char *) g_bytes_get_data (key, NULL), (unsigned) g_bytes_get_size (key) };
  gnutls_datum_t data = { (unsigned char *) hash, POSTINO_SHA256_BYTES };
  gnutls_datum_t bytes = { (unsigned char *) g_bytes_get_data (signature, NULL),
                           (unsigned) g_bytes_get_size (signature) };
  gnutls_pubkey_t public_key;
  gboolean is_right;

  if (gnutls_pubkey_init (&public_key) < 0)
    g_error ("GnuTLS has no memory");
  is_right = gnutls_pubkey_import_ecc_raw (public_key, GNUTLS_ECC_CURVE_ED25519, &x, NULL) >= 0
             && gnutls_pubkey_verify_data2 (public_key, GNUTLS_SIGN_EDDSA_ED25519, 0, &data, &bytes) >= 0;
  gnutls_pubkey_deinit (public_key);
  return is_right;
}

static gboolean
check_signature (Case                    *self,
                 const PostinoDkimRecord *record)
{
  g_autoptr (GBytes) signature = postino_dkim_tags_dup_base64 (&self->tags, "b");
  guint8 hash[POSTINO_SHA256_BYTES];
  guint n_bits = POSTINO_DKIM_RSA_MIN_BITS;
  gboolean is_right;

  if (signature == NULL)
    return refuse (self, _("The signature is not well formed"));
  hash_header (self, hash);
  is_right = self->kind == POSTINO_DKIM_RSA ? postino_rsa_verify (record->public_key, hash, signature, &n_bits)
                                            : verify_ed25519 (record->public_key, hash, signature);
  if (n_bits == 0)
    return refuse (self, _("The key in DNS cannot be read"));
  if (n_bits < POSTINO_DKIM_RSA_MIN_BITS)
    return refuse (self, _("The key in DNS is too short to count"));
  return is_right || end (self, POSTINO_DKIM_FAIL, _("The header of the message was changed after it was signed, or the "
                                                     "key in DNS is another one"));
}

/* The domain of i= where t=s wants it to be that of d=. */
static gboolean
check_strictness (Case                    *self,
                  const PostinoDkimRecord *record)
{
  const char *at = self->verdict->identity != NULL ? strrchr (self->verdict->identity, '@') : NULL;

  return !record->is_strict || at == NULL || g_ascii_strcasecmp (at + 1, self->verdict->domain) == 0
         || refuse (self, _("The signature speaks for another domain than its own"));
}

static gboolean
check_by_record (Case       *self,
                 const char *text)
{
  g_auto (PostinoDkimRecord) record = { 0 };
  g_autoptr (GError) error = NULL;

  if (!postino_dkim_record_parse (text, &record, &error))
    return refuse (self, error->message);
  if (record.public_key == NULL)
    return refuse (self, _("The key of the signature was revoked"));
  if (record.kind != self->kind)
    return refuse (self, _("The key in DNS is of another kind than the signature"));
  if (!check_strictness (self, &record))
    return FALSE;
  self->verdict->is_testing = record.is_testing;
  return check_signature (self, &record);
}

/* Several records under one name are an error of the domain's (3.6.2.2); one that fits is enough. */
static gboolean
check_by_dns (Case         *self,
              PostinoDns   *dns,
              GCancellable *cancellable)
{
  g_autofree char *name = postino_dkim_record_build_name (self->verdict->selector, self->verdict->domain);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) texts = postino_dns_lookup_txt (dns, name, cancellable, &error);

  if (texts == NULL)
    return end (self, postino_dns_is_passing (error) ? POSTINO_DKIM_TEMPERROR : POSTINO_DKIM_PERMERROR,
                error->message);
  for (guint i = 0; i < texts->len; i++)
    {
      if (check_by_record (self, texts->pdata[i]))
        return TRUE;
    }
  return FALSE;
}

static PostinoDkimVerdict *
judge (const PostinoDkimMail  *mail,
       const PostinoDkimField *field,
       PostinoDns             *dns,
       gint64                  now_us,
       GCancellable           *cancellable)
{
  Case self = { .mail = mail, .field = field, .verdict = g_new0 (PostinoDkimVerdict, 1) };

  if (read_tags (&self) && check_algorithm (&self) && check_canon (&self) && check_query (&self)
      && check_names (&self) && check_identity (&self) && check_times (&self, now_us) && check_body (&self)
      && check_by_dns (&self, dns, cancellable))
    {
      self.verdict->result = POSTINO_DKIM_PASS;
      g_clear_pointer (&self.verdict->reason, g_free);
    }
  postino_dkim_tags_clear (&self.tags);
  g_strfreev (self.names);
  return self.verdict;
}

GPtrArray *
postino_dkim_verify (const char   *message,
                     gsize         n_bytes,
                     PostinoDns   *dns,
                     gint64        now_us,
                     GCancellable *cancellable)
{
  GPtrArray *verdicts = g_ptr_array_new_with_free_func (free_verdict);
  g_auto (PostinoDkimMail) mail = { 0 };

  postino_dkim_mail_read (&mail, message, n_bytes);
  for (guint i = 0; i < mail.fields->len && verdicts->len < POSTINO_DKIM_MAX_SIGNATURES; i++)
    {
      const PostinoDkimField *field = &g_array_index (mail.fields, PostinoDkimField, i);

      if (postino_dkim_field_is (field, POSTINO_DKIM_FIELD, strlen (POSTINO_DKIM_FIELD)))
        g_ptr_array_add (verdicts, judge (&mail, field, dns, now_us, cancellable));
    }
  return verdicts;
}
