/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing (RFC 6376, 5). What is named once more than it is there cannot be added afterwards
 * (over-signing, 5.4.2, 8.15): a second From or Subject, an unsubscribe link of somebody else's.
 *
 * Message-ID and Return-Path are not signed: large relays (Amazon SES among them) write them anew,
 * and a signature that breaks on its way is worse than a field nobody vouches for. RFC 6376, 5.4.1
 * does not ask for them.
 *
 * The body and the fields are put into canonical form once, whatever the number of keys. Scratch
 * memory is kept from message to message. */

#include "dkim/signer.h"

#include <glib/gi18n-lib.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>

#include "base/error.h"
#include "dkim/signature.h"

enum {
  FOLD_AT = 72,
  MAX_REPEATS = 8, /* of one name in a message: ours has each once */
};

static const struct {
  const char *name;
  gboolean is_oversigned;
} signed_fields[] = {
  { "From", TRUE },
  { "Reply-To", TRUE },
  { "To", TRUE },
  { "Cc", TRUE },
  { "Subject", TRUE },
  { "Date", TRUE },
  { "MIME-Version", TRUE },
  { "Content-Type", TRUE },
  { "Content-Transfer-Encoding", FALSE }, /* relays add it where there is none */
  { "In-Reply-To", FALSE },
  { "References", FALSE },
  { "List-Id", TRUE },
  { "List-Unsubscribe", TRUE },
  { "List-Unsubscribe-Post", TRUE },
  { "List-Help", TRUE },
  { "List-Subscribe", TRUE },
  { "List-Post", TRUE },
  { "List-Owner", TRUE },
  { "List-Archive", TRUE },
  { "Feedback-ID", FALSE },
};

/* One key, ready. One of the two objects is there. */
typedef struct {
  char *selector;
  PostinoDkimKind kind;
  PostinoRsaSigner *rsa;
  gnutls_privkey_t ed25519;
} Hand;

struct _PostinoDkimSigner {
  char *domain;
  GPtrArray *hands;
  GString *scratch; /* canonical bytes */
};

static void
free_hand (gpointer data)
{
  Hand *hand = data;

  postino_rsa_signer_free (hand->rsa);
  if (hand->ed25519 != NULL)
    gnutls_privkey_deinit (hand->ed25519);
  g_free (hand->selector);
  g_free (hand);
}

static gnutls_privkey_t
load_ed25519 (const gnutls_datum_t *der)
{
  gnutls_privkey_t key;

  if (gnutls_privkey_init (&key) < 0)
    g_error ("GnuTLS has no memory");
  if (gnutls_privkey_import_x509_raw (key, der, GNUTLS_X509_FMT_DER, NULL, 0) >= 0)
    return key;
  gnutls_privkey_deinit (key);
  return NULL;
}

static Hand *
make_hand (const char     *selector,
           PostinoDkimKey *key)
{
  Hand *hand = g_new0 (Hand, 1);
  g_autoptr (GBytes) der = postino_dkim_key_to_der (key);
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (der, &n_bytes);
  gnutls_datum_t datum = { (unsigned char *) bytes, (unsigned) n_bytes };

  hand->selector = g_strdup (selector);
  hand->kind = postino_dkim_key_get_kind (key);
  if (hand->kind == POSTINO_DKIM_RSA)
    hand->rsa = postino_rsa_signer_new (bytes, n_bytes);
  else
    hand->ed25519 = load_ed25519 (&datum);
  if (hand->rsa != NULL || hand->ed25519 != NULL)
    return hand;
  free_hand (hand);
  return NULL;
}

PostinoDkimSigner *
postino_dkim_signer_new (PostinoDkimKeySet *keys,
                         GError           **error)
{
  g_autoptr (PostinoDkimSigner) self = g_new0 (PostinoDkimSigner, 1);

  self->domain = g_strdup (postino_dkim_key_set_get_domain (keys));
  self->hands = g_ptr_array_new_with_free_func (free_hand);
  self->scratch = g_string_new (NULL);
  for (guint i = 0; i < postino_dkim_key_set_count (keys); i++)
    {
      const char *selector = postino_dkim_key_set_get_selector (keys, i);
      Hand *hand = make_hand (selector, postino_dkim_key_set_get_key (keys, i));

      if (hand == NULL)
        {
          g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("The DKIM key “%s” cannot be used"), selector);
          return NULL;
        }
      g_ptr_array_add (self->hands, hand);
    }
  return g_steal_pointer (&self);
}

void
postino_dkim_signer_free (PostinoDkimSigner *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->hands);
  g_string_free (self->scratch, TRUE);
  g_free (self->domain);
  g_free (self);
}

/* ---- one message ---- */

/* The names of h=, NULL-terminated; they are static. */
static GPtrArray *
choose_names (const PostinoDkimMail *mail)
{
  GPtrArray *names = g_ptr_array_sized_new (2 * G_N_ELEMENTS (signed_fields) + 1);

  for (gsize i = 0; i < G_N_ELEMENTS (signed_fields); i++)
    {
      gsize n_name = strlen (signed_fields[i].name);
      guint n = signed_fields[i].is_oversigned ? 1 : 0;

      for (guint j = 0; j < mail->fields->len && n < MAX_REPEATS; j++)
        n += postino_dkim_field_is (&g_array_index (mail->fields, PostinoDkimField, j), signed_fields[i].name,
                                    n_name) ? 1 : 0;
      while (n-- > 0)
        g_ptr_array_add (names, (gpointer) signed_fields[i].name);
    }
  g_ptr_array_add (names, NULL);
  return names;
}

/* " h=From:From:…;", folded behind colons. */
static void
append_names (GString   *field,
              GPtrArray *names)
{
  gsize line = field->len;

  g_string_append (field, " h=");
  for (guint i = 0; names->pdata[i] != NULL; i++)
    {
      const char *name = names->pdata[i];

      if (i > 0)
        g_string_append_c (field, ':');
      if (field->len - line + strlen (name) > FOLD_AT)
        {
          g_string_append (field, "\r\n  ");
          line = field->len - 2;
        }
      g_string_append (field, name);
    }
  g_string_append (field, ";\r\n");
}

static void
append_base64 (GString      *field,
               const guint8 *bytes,
               gsize         n_bytes)
{
  g_autofree char *base64 = g_base64_encode (bytes, n_bytes);

  for (const char *p = base64; *p != '\0'; p += MIN (strlen (p), FOLD_AT))
    g_string_append_printf (field, "%s%.*s", p > base64 ? "\r\n  " : "", FOLD_AT, p);
}

static GBytes *
sign_hash (Hand        *hand,
           const guint8 hash[POSTINO_SHA256_BYTES])
{
  gnutls_datum_t data = { (unsigned char *) hash, POSTINO_SHA256_BYTES };
  gnutls_datum_t signature = { NULL, 0 };

  if (hand->kind == POSTINO_DKIM_RSA)
    return postino_rsa_signer_sign (hand->rsa, hash);
  /* RFC 8463, 3: PureEdDSA over the SHA-256 hash. */
  if (gnutls_privkey_sign_data2 (hand->ed25519, GNUTLS_SIGN_EDDSA_ED25519, 0, &data, &signature) < 0)
    return NULL;
  return g_bytes_new_with_free_func (signature.data, signature.size, (GDestroyNotify) gnutls_free, signature.data);
}

/* Appends one signature field. self->scratch holds the canonical fields, and does so afterwards. */
static gboolean
append_signature (PostinoDkimSigner *self,
                  Hand              *hand,
                  GPtrArray         *names,
                  const char        *body_hash,
                  gint64             now_us,
                  GString           *out)
{
  gsize n_fields = self->scratch->len;
  gsize start = out->len;
  guint8 hash[POSTINO_SHA256_BYTES];
  g_autoptr (GBytes) signature = NULL;

  g_string_append_printf (out,
                          POSTINO_DKIM_FIELD ": v=1; a=%s; c=relaxed/relaxed;\r\n"
                          " d=%s; s=%s; t=%" G_GINT64_FORMAT ";\r\n",
                          postino_dkim_kind_get_algorithm (hand->kind), self->domain, hand->selector,
                          now_us / G_USEC_PER_SEC);
  append_names (out, names);
  g_string_append_printf (out, " bh=%s;\r\n b=", body_hash);
  postino_dkim_signature_append_own (out->str + start, out->len - start, POSTINO_DKIM_RELAXED, self->scratch);
  postino_dkim_signature_hash (self->scratch->str, self->scratch->len, hash);
  g_string_truncate (self->scratch, n_fields);

  signature = sign_hash (hand, hash);
  if (signature == NULL)
    return FALSE;
  append_base64 (out, g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  g_string_append (out, "\r\n");
  return TRUE;
}

static char *
hash_body (PostinoDkimSigner     *self,
           const PostinoDkimMail *mail)
{
  guint8 hash[POSTINO_SHA256_BYTES];

  g_string_truncate (self->scratch, 0);
  postino_dkim_canon_append_body (POSTINO_DKIM_RELAXED, mail->body, mail->n_body, self->scratch);
  postino_dkim_signature_hash (self->scratch->str, self->scratch->len, hash);
  return g_base64_encode (hash, sizeof hash);
}

GBytes *
postino_dkim_signer_sign (PostinoDkimSigner *self,
                          GBytes            *message,
                          gint64             now_us,
                          GError           **error)
{
  gsize n_bytes;
  const char *bytes = g_bytes_get_data (message, &n_bytes);
  g_auto (PostinoDkimMail) mail = { 0 };
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *body_hash = NULL;
  g_autoptr (GString) out = g_string_sized_new (n_bytes + 2048);
  gsize n_out;

  postino_dkim_mail_read (&mail, bytes, n_bytes);
  names = choose_names (&mail);
  body_hash = hash_body (self, &mail);
  g_string_truncate (self->scratch, 0);
  postino_dkim_signature_append_fields (&mail, (const char *const *) names->pdata, POSTINO_DKIM_RELAXED,
                                        self->scratch);
  for (guint i = 0; i < self->hands->len; i++)
    {
      Hand *hand = self->hands->pdata[i];

      if (!append_signature (self, hand, names, body_hash, now_us, out))
        {
          g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("The DKIM key “%s” cannot be used"),
                       hand->selector);
          return NULL;
        }
    }
  g_string_append_len (out, bytes, (gssize) n_bytes);
  n_out = out->len;
  return g_bytes_new_take (g_string_free (g_steal_pointer (&out), FALSE), n_out);
}
