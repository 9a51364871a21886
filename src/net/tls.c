/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS for connections we open, by GTlsConnection (the GnuTLS backend of glib-networking).
 *
 * Verification is always on. A certificate is good if the system's authorities vouch for it and it
 * bears the configured host name; or if the user's own CA file does; or if it is the very
 * certificate whose fingerprint the user saw and pinned. A pin is exact: with one, no other
 * certificate will do, not even a valid one. Nothing here falls back to plain text. Each fault has
 * a sentence of its own, because "TLS error" helps nobody.
 *
 * The backend looks neither at what a certificate is meant for nor at how long its key is (2.74),
 * so that is done here: a key as short as no public authority signs is refused, as OpenSSL does. A
 * pin overrides these, too. Nor is the system's list of authorities the connection's: each would
 * have a copy, of three megabytes; one for all is asked instead. */

#include "net/tls.h"

#include <glib/gi18n-lib.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#include "base/error.h"
#include "net/wait.h"

enum { PIN_DIGITS = 64 };

/* What the certificate question was decided on; lives as long as the handshake. */
typedef struct {
  const PostinoTlsOptions *options;
  GTlsDatabase *system;
  GTlsDatabase *extra; /* the user's own, besides; or NULL */
  char *fault; /* the sentence, if the certificate was refused */
} Trust;

static void
trust_clear (Trust *trust)
{
  g_clear_object (&trust->system);
  g_clear_object (&trust->extra);
  g_clear_pointer (&trust->fault, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Trust, trust_clear)

/* Lower-case digits only; NULL if it is no fingerprint. */
static char *
normalize_pin (const char *pin)
{
  GString *digits = g_string_new (NULL);

  for (const char *p = pin; *p != '\0'; p++)
    {
      if (g_ascii_isxdigit (*p))
        g_string_append_c (digits, g_ascii_tolower (*p));
      else if (*p != ':' && *p != ' ')
        return g_string_free (digits, TRUE);
    }
  return g_string_free (digits, digits->len != PIN_DIGITS);
}

gboolean
postino_tls_is_pin (const char *pin)
{
  g_autofree char *digits = normalize_pin (pin);

  return digits != NULL;
}

char *
postino_tls_dup_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

static gboolean
is_self_signed (GTlsCertificate *certificate)
{
  g_autofree char *subject = NULL;
  g_autofree char *issuer = NULL;

  if (certificate == NULL)
    return FALSE;
  subject = g_tls_certificate_get_subject_name (certificate);
  issuer = g_tls_certificate_get_issuer_name (certificate);
  return subject != NULL && g_strcmp0 (subject, issuer) == 0;
}

/* In this order: what makes the certificate worthless first, what the user can mend last. */
static const struct {
  GTlsCertificateFlags fault;
  const char *sentence;
} sentences[] = {
  { G_TLS_CERTIFICATE_REVOKED, N_("The certificate of “%s” has been revoked") },
  { G_TLS_CERTIFICATE_EXPIRED, N_("The certificate of “%s” has expired") },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED,
    N_("The certificate of “%s” is not valid yet: is this computer’s clock right?") },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, N_("The certificate that “%s” shows belongs to another name") },
  { G_TLS_CERTIFICATE_INSECURE,
    N_("The certificate of “%s” uses cryptography that is not safe any more") },
  { G_TLS_CERTIFICATE_UNKNOWN_CA,
    N_("The certificate of “%s” comes from an authority this computer does not know") },
};

char *
postino_tls_describe_fault (GTlsCertificate      *certificate,
                            GTlsCertificateFlags  faults,
                            const char           *host)
{
  const char *sentence = _("The certificate of “%s” cannot be verified");

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    {
      if ((faults & sentences[i].fault) == 0)
        continue;
      sentence = _(sentences[i].sentence);
      if (sentences[i].fault == G_TLS_CERTIFICATE_UNKNOWN_CA && is_self_signed (certificate))
        sentence = _("The certificate of “%s” is signed by nobody but itself");
      break;
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (sentence, host);
#pragma GCC diagnostic pop
}

static gboolean
matches_pin (GTlsCertificate *certificate,
             const char      *pin)
{
  g_autofree char *wanted = normalize_pin (pin);
  g_autofree char *found = postino_tls_dup_fingerprint (certificate);

  return g_strcmp0 (wanted, found) == 0;
}

static char *
describe_other_pin (const char *host)
{
  return g_strdup_printf (_("The certificate of “%s” is not the one that was accepted by its fingerprint"), host);
}

static GTlsCertificateFlags
verify (GTlsDatabase       *authorities,
        GTlsCertificate    *certificate,
        GSocketConnectable *identity)
{
  return g_tls_database_verify_chain (authorities, certificate, G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, identity,
                                      NULL, G_TLS_DATABASE_VERIFY_NONE, NULL, NULL);
}

/* Asked by GIO for each certificate, since the connection knows no authority. */
static gboolean
accept_certificate_cb (GTlsConnection       *connection,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  faults,
                       gpointer              user_data)
{
  Trust *trust = user_data;
  GSocketConnectable *identity = g_tls_client_connection_get_server_identity (G_TLS_CLIENT_CONNECTION (connection));

  if (trust->options->takes_any)
    return TRUE;
  if (trust->options->pin != NULL)
    {
      if (matches_pin (certificate, trust->options->pin))
        return TRUE;
      g_clear_pointer (&trust->fault, g_free);
      trust->fault = describe_other_pin (trust->options->host);
      return FALSE;
    }
  faults = verify (trust->system, certificate, identity);
  if (faults != 0 && trust->extra != NULL)
    faults = verify (trust->extra, certificate, identity);
  if (faults == 0)
    return TRUE;
  g_clear_pointer (&trust->fault, g_free);
  trust->fault = postino_tls_describe_fault (certificate, faults, trust->options->host);
  return FALSE;
}

static gboolean
load_trust (Trust                   *trust,
            const PostinoTlsOptions *options,
            GError                 **error)
{
  g_autoptr (GError) cause = NULL;

  trust->options = options;
  trust->system = g_tls_backend_get_default_database (g_tls_backend_get_default ());
  if (options->ca_file == NULL)
    return TRUE;
  trust->extra = g_tls_file_database_new (options->ca_file, &cause);
  if (trust->extra != NULL)
    return TRUE;
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_TLS,
               _("The file “%s” of certificate authorities cannot be read: %s"), options->ca_file, cause->message);
  return FALSE;
}

static void
explain (const GError *cause,
         const Trust  *trust,
         gboolean      timed_out,
         GError      **error)
{
  const char *host = trust->options->host;

  if (trust->fault != NULL)
    g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_TLS, trust->fault);
  else if (timed_out)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT,
                 _("The server “%s” does not finish the TLS handshake"), host);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (cause));
  /* What GIO calls so is a connection that ended meanwhile: it may well work in a minute. */
  else if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS))
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED,
                 _("The connection with “%s” was lost before it was encrypted"), host);
  else if (strstr (cause->message, gnutls_strerror (GNUTLS_E_UNEXPECTED_PACKET)) != NULL)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_TLS,
                 _("The server “%s” does not speak TLS on this port"), host);
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_TLS,
                 _("No encrypted connection to “%s”: %s"), host, cause->message);
}

/* A valid certificate is not asked about, so the pin is looked at once more. */
static gboolean
check_pin (GTlsConnection *tls,
           const Trust    *trust,
           GError        **error)
{
  g_autofree char *fault = NULL;
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (tls);

  if (trust->options->pin == NULL
      || (certificate != NULL && matches_pin (certificate, trust->options->pin)))
    return TRUE;
  fault = describe_other_pin (trust->options->host);
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_TLS, fault);
  return FALSE;
}

static gboolean
import (GTlsCertificate  *certificate,
        gnutls_x509_crt_t crt)
{
  g_autoptr (GByteArray) der = NULL;
  gnutls_datum_t bytes;

  g_object_get (certificate, "certificate", &der, NULL);
  bytes = (gnutls_datum_t) { der->data, der->len };
  return gnutls_x509_crt_import (crt, &bytes, GNUTLS_X509_FMT_DER) == GNUTLS_E_SUCCESS;
}

static gboolean
is_weak (gnutls_x509_crt_t crt)
{
  unsigned int bits = 0;
  int algorithm = gnutls_x509_crt_get_pk_algorithm (crt, &bits);

  return algorithm < 0
         || gnutls_pk_bits_to_sec_param ((gnutls_pk_algorithm_t) algorithm, bits)
              < GNUTLS_SEC_PARAM_LEGACY;
}

/* Without any the backend takes the common name for one, which RFC 9525 (6.3) and all browsers do not. */
static gboolean
has_names (gnutls_x509_crt_t crt)
{
  size_t size = 0;

  return gnutls_x509_crt_get_subject_alt_name (crt, 0, NULL, &size, NULL)
         != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE;
}

/* The sentence, yours; NULL if @certificate may speak for a server. */
static char *
find_unfitness (GTlsCertificate *certificate,
                const char      *host)
{
  gnutls_x509_crt_t crt;
  char *sentence = NULL;

  if (gnutls_x509_crt_init (&crt) != GNUTLS_E_SUCCESS)
    return postino_tls_describe_fault (certificate, G_TLS_CERTIFICATE_GENERIC_ERROR, host);
  if (!import (certificate, crt))
    sentence = postino_tls_describe_fault (certificate, G_TLS_CERTIFICATE_GENERIC_ERROR, host);
  else if (!has_names (crt))
    sentence = g_strdup_printf (_("The certificate of “%s” does not say which names it is for"),
                                host);
  else if (is_weak (crt))
    sentence = postino_tls_describe_fault (certificate, G_TLS_CERTIFICATE_INSECURE, host);
  else if (!gnutls_x509_crt_check_key_purpose (crt, GNUTLS_KP_TLS_WWW_SERVER, 0))
    sentence = g_strdup_printf (_("The certificate of “%s” is not meant for servers"), host);
  gnutls_x509_crt_deinit (crt);
  return sentence;
}

/* One that was pinned may be whatever it is. */
static gboolean
check_fitness (GTlsConnection *tls,
               const Trust    *trust,
               GError        **error)
{
  g_autofree char *fault = NULL;

  if (trust->options->pin != NULL || trust->options->takes_any)
    return TRUE;
  fault = find_unfitness (g_tls_connection_get_peer_certificate (tls), trust->options->host);
  if (fault == NULL)
    return TRUE;
  g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_TLS, fault);
  return FALSE;
}

static gboolean
shake_hands (GTlsConnection *tls,
             Trust          *trust,
             guint           timeout_ms,
             GCancellable   *cancellable,
             GError        **error)
{
  g_auto (PostinoWait) wait = { 0 };
  g_autoptr (GError) cause = NULL;
  gulong handler = g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_certificate_cb),
                                     trust);
  gboolean done;

  postino_wait_begin (&wait, cancellable);
  g_tls_connection_handshake_async (tls, G_PRIORITY_DEFAULT, wait.cancellable,
                                    postino_wait_ready_cb, &wait);
  done = g_tls_connection_handshake_finish (tls, postino_wait_for_result (&wait, timeout_ms),
                                            &cause);
  g_signal_handler_disconnect (tls, handler);
  if (!done)
    explain (cause, trust, wait.timed_out, error);
  return done && check_pin (tls, trust, error) && check_fitness (tls, trust, error);
}

/* The same bytes, but no GSocketConnection: the backend would ask that for its other end, and does
 * not bear that there is none any more (glib-networking 2.74 lets go of NULL when the server has
 * reset the connection by then). What it costs is the resumption of sessions. */
static GIOStream *
hide_socket (GIOStream *base)
{
  return g_simple_io_stream_new (g_io_stream_get_input_stream (base),
                                 g_io_stream_get_output_stream (base));
}

GTlsConnection *
postino_tls_handshake (GIOStream               *base,
                       const PostinoTlsOptions *options,
                       guint                    timeout_ms,
                       GCancellable            *cancellable,
                       GError                 **error)
{
  g_auto (Trust) trust = { 0 };
  g_autoptr (GSocketConnectable) identity = NULL;
  g_autoptr (GIOStream) plain = hide_socket (base);
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GError) cause = NULL;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_TLS,
                           _("This computer has no TLS for programs of this kind: install the package glib-networking"));
      return NULL;
    }
  if (!load_trust (&trust, options, error))
    return NULL;
  identity = g_network_address_new (options->host, 0);
  stream = g_tls_client_connection_new (plain, identity, &cause);
  if (stream == NULL)
    {
      explain (cause, &trust, FALSE, error);
      return NULL;
    }
  /* Mail servers often drop the line without a TLS farewell; whether a reply is whole is known from
   * the reply itself. */
  g_tls_connection_set_database (G_TLS_CONNECTION (stream), NULL);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (stream), FALSE);
  if (!shake_hands (G_TLS_CONNECTION (stream), &trust, timeout_ms, cancellable, error))
    return NULL;
  return G_TLS_CONNECTION (g_steal_pointer (&stream));
}
