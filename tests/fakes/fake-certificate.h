/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

/* Certificates made on the spot, for tests of TLS. */
typedef struct {
  gnutls_x509_crt_t crt;
  gnutls_x509_privkey_t key;
  char *pem; /* certificate and key, as GTlsCertificate reads them */
} FakeCertificate;

static inline void
fake_certificate_export (FakeCertificate *fake)
{
  gnutls_datum_t crt;
  gnutls_datum_t key;

  g_assert_cmpint (gnutls_x509_crt_export2 (fake->crt, GNUTLS_X509_FMT_PEM, &crt), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_export2_pkcs8 (fake->key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key),
                   ==, 0);
  fake->pem = g_strdup_printf ("%.*s%.*s", (int) crt.size, crt.data, (int) key.size, key.data);
  gnutls_free (crt.data);
  gnutls_free (key.data);
}

/* @issuer NULL: signed by itself. @host NULL: an authority; "": bears no name but @name. Valid from @from_days to
 * @to_days, counted from now. */
static inline void
fake_certificate_make (FakeCertificate       *fake,
                       const FakeCertificate *issuer,
                       const char            *name,
                       const char            *host,
                       int                    from_days,
                       int                    to_days)
{
  static guint8 serial = 1;
  const FakeCertificate *signer = issuer != NULL ? issuer : fake;
  time_t now = time (NULL);

  gnutls_x509_privkey_init (&fake->key);
  gnutls_x509_crt_init (&fake->crt);
  g_assert_cmpint (gnutls_x509_privkey_generate (fake->key, GNUTLS_PK_ECDSA,
                                                 GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0), ==, 0);
  gnutls_x509_crt_set_version (fake->crt, 3);
  gnutls_x509_crt_set_serial (fake->crt, &serial, 1);
  serial++;
  gnutls_x509_crt_set_activation_time (fake->crt, now + (time_t) from_days * 86400);
  gnutls_x509_crt_set_expiration_time (fake->crt, now + (time_t) to_days * 86400);
  gnutls_x509_crt_set_dn_by_oid (fake->crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned) strlen (name));
  gnutls_x509_crt_set_key (fake->crt, fake->key);
  gnutls_x509_crt_set_basic_constraints (fake->crt, host == NULL, -1);
  gnutls_x509_crt_set_key_usage (fake->crt, host == NULL ? GNUTLS_KEY_KEY_CERT_SIGN : GNUTLS_KEY_DIGITAL_SIGNATURE);
  if (host != NULL && *host != '\0')
    gnutls_x509_crt_set_subject_alt_name (fake->crt, GNUTLS_SAN_DNSNAME, host, (unsigned) strlen (host), 0);
  g_assert_cmpint (gnutls_x509_crt_sign2 (fake->crt, signer->crt, signer->key, GNUTLS_DIG_SHA256, 0), ==, 0);
  fake_certificate_export (fake);
}

/* Signs anew, after a change. */
static inline void
fake_certificate_sign_again (FakeCertificate       *fake,
                             const FakeCertificate *issuer)
{
  g_free (fake->pem);
  g_assert_cmpint (gnutls_x509_crt_sign2 (fake->crt, issuer->crt, issuer->key, GNUTLS_DIG_SHA256, 0), ==, 0);
  fake_certificate_export (fake);
}

/* For this purpose alone, an OID. */
static inline void
fake_certificate_limit (FakeCertificate       *fake,
                        const FakeCertificate *issuer,
                        const char            *purpose)
{
  g_assert_cmpint (gnutls_x509_crt_set_key_purpose_oid (fake->crt, purpose, 0), ==, 0);
  fake_certificate_sign_again (fake, issuer);
}

/* With an RSA key of this length. */
static inline void
fake_certificate_set_rsa (FakeCertificate       *fake,
                          const FakeCertificate *issuer,
                          unsigned int           bits)
{
  gnutls_x509_privkey_deinit (fake->key);
  gnutls_x509_privkey_init (&fake->key);
  g_assert_cmpint (gnutls_x509_privkey_generate (fake->key, GNUTLS_PK_RSA, bits, 0), ==, 0);
  gnutls_x509_crt_set_key (fake->crt, fake->key);
  fake_certificate_sign_again (fake, issuer);
}

static inline void
fake_certificate_clear (FakeCertificate *fake)
{
  gnutls_x509_crt_deinit (fake->crt);
  gnutls_x509_privkey_deinit (fake->key);
  g_free (fake->pem);
}

/* The certificate alone in a new file under the temporary folder; yours, to be removed. */
static inline char *
fake_certificate_write (const FakeCertificate *fake)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("postino-ca-XXXXXX.pem", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, fake->pem, -1, NULL));
  return g_steal_pointer (&path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FakeCertificate, fake_certificate_clear)
