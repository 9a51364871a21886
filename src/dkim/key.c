/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys are made, read and written by GnuTLS, whatever signs with them later. The public half is
 * worked out once: a SubjectPublicKeyInfo for RSA (RFC 6376, 3.6.1 with erratum 3017), the 32 bytes
 * themselves for Ed25519 (RFC 8463, 4.2). */

#include "dkim/key.h"

#include <glib/gi18n-lib.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>

#include "base/error.h"

struct _PostinoDkimKey {
  gatomicrefcount n_refs;
  PostinoDkimKind kind;
  gnutls_x509_privkey_t private_key;
  char *public_key;
};

static char *
encode_rsa (gnutls_x509_privkey_t private_key)
{
  gnutls_privkey_t abstract;
  gnutls_pubkey_t public_key;
  gnutls_datum_t der = { NULL, 0 };
  char *base64 = NULL;

  if (gnutls_privkey_init (&abstract) < 0 || gnutls_pubkey_init (&public_key) < 0)
    g_error ("GnuTLS has no memory");
  if (gnutls_privkey_import_x509 (abstract, private_key, GNUTLS_PRIVKEY_IMPORT_COPY) >= 0
      && gnutls_pubkey_import_privkey (public_key, abstract, 0, 0) >= 0
      && gnutls_pubkey_export2 (public_key, GNUTLS_X509_FMT_DER, &der) >= 0)
    base64 = g_base64_encode (der.data, der.size);
  gnutls_free (der.data);
  gnutls_pubkey_deinit (public_key);
  gnutls_privkey_deinit (abstract);
  return base64;
}

static char *
encode_ed25519 (gnutls_x509_privkey_t private_key)
{
  gnutls_ecc_curve_t curve;
  gnutls_datum_t x = { NULL, 0 };
  char *base64;

  if (gnutls_x509_privkey_export_ecc_raw (private_key, &curve, &x, NULL, NULL) < 0)
    return NULL;
  base64 = g_base64_encode (x.data, x.size);
  gnutls_free (x.data);
  return base64;
}

/* Takes @private_key over. NULL if it cannot be used. */
static PostinoDkimKey *
take (gnutls_x509_privkey_t private_key)
{
  g_autoptr (PostinoDkimKey) self = g_new0 (PostinoDkimKey, 1);
  unsigned bits = 0;
  int algorithm = gnutls_x509_privkey_get_pk_algorithm2 (private_key, &bits);

  g_atomic_ref_count_init (&self->n_refs);
  self->private_key = private_key;
  if (algorithm == GNUTLS_PK_RSA && bits >= POSTINO_DKIM_RSA_MIN_BITS)
    {
      self->kind = POSTINO_DKIM_RSA;
      self->public_key = encode_rsa (private_key);
    }
  else if (algorithm == GNUTLS_PK_EDDSA_ED25519)
    {
      self->kind = POSTINO_DKIM_ED25519;
      self->public_key = encode_ed25519 (private_key);
    }
  return self->public_key != NULL ? g_steal_pointer (&self) : NULL;
}

static gnutls_x509_privkey_t
create_empty (void)
{
  gnutls_x509_privkey_t private_key;

  if (gnutls_x509_privkey_init (&private_key) < 0)
    g_error ("GnuTLS has no memory");
  return private_key;
}

PostinoDkimKey *
postino_dkim_key_generate (PostinoDkimKind kind)
{
  gnutls_x509_privkey_t private_key = create_empty ();
  PostinoDkimKey *self;

  if (gnutls_x509_privkey_generate (private_key, kind == POSTINO_DKIM_RSA ? GNUTLS_PK_RSA : GNUTLS_PK_EDDSA_ED25519,
                                    kind == POSTINO_DKIM_RSA ? POSTINO_DKIM_RSA_BITS : 0, 0) < 0)
    g_error ("GnuTLS cannot make a key");
  self = take (private_key);
  g_assert (self != NULL);
  return self;
}

PostinoDkimKey *
postino_dkim_key_new_from_pem (const char *pem,
                               GError    **error)
{
  gnutls_x509_privkey_t private_key = create_empty ();
  gnutls_datum_t text = { (unsigned char *) pem, (unsigned) strlen (pem) };
  PostinoDkimKey *self;

  if (gnutls_x509_privkey_import2 (private_key, &text, GNUTLS_X509_FMT_PEM, NULL, 0) < 0)
    {
      gnutls_x509_privkey_deinit (private_key);
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                           _("That is not a private key in PEM, or it is encrypted"));
      return NULL;
    }
  self = take (private_key);
  if (self == NULL)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                 _("That key is not for DKIM: it takes RSA of at least %d bits, or Ed25519"),
                 POSTINO_DKIM_RSA_MIN_BITS);
  return self;
}

static gnutls_datum_t
export (PostinoDkimKey       *self,
        gnutls_x509_crt_fmt_t format)
{
  gnutls_datum_t data = { NULL, 0 };

  if (gnutls_x509_privkey_export2_pkcs8 (self->private_key, format, NULL, GNUTLS_PKCS_PLAIN, &data) < 0)
    g_error ("GnuTLS cannot write a key");
  return data;
}

static void
wipe (gpointer data)
{
  gnutls_datum_t *datum = data;

  gnutls_memset (datum->data, 0, datum->size);
  gnutls_free (datum->data);
  g_free (datum);
}

char *
postino_dkim_key_to_pem (PostinoDkimKey *self)
{
  gnutls_datum_t data = export (self, GNUTLS_X509_FMT_PEM);
  char *pem = g_strndup ((const char *) data.data, data.size);

  wipe (g_memdup2 (&data, sizeof data));
  return pem;
}

GBytes *
postino_dkim_key_to_der (PostinoDkimKey *self)
{
  gnutls_datum_t data = export (self, GNUTLS_X509_FMT_DER);

  return g_bytes_new_with_free_func (data.data, data.size, wipe, g_memdup2 (&data, sizeof data));
}

PostinoDkimKind
postino_dkim_key_get_kind (PostinoDkimKey *self)
{
  return self->kind;
}

const char *
postino_dkim_key_get_public (PostinoDkimKey *self)
{
  return self->public_key;
}

PostinoDkimKey *
postino_dkim_key_ref (PostinoDkimKey *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

void
postino_dkim_key_unref (PostinoDkimKey *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  gnutls_x509_privkey_deinit (self->private_key);
  g_free (self->public_key);
  g_free (self);
}
