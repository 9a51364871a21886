/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* What a certificate has to prove. Borrowed strings. */
typedef struct {
  const char *host;    /* as the user wrote it: the name (or address) the certificate must bear */
  const char *ca_file; /* PEM, trusted besides the system's authorities; or NULL */
  /* SHA-256 of the one certificate to accept, hexadecimal, colons allowed; or NULL */
  const char *pin;
  gboolean takes_any; /* whatever it shows: better than no encryption, and no proof of anything (RFC 7435) */
} PostinoTlsOptions;

/* Shakes hands over @base, within @timeout_ms; blocks this thread. The result keeps the streams of
 * @base, which has to live as long. POSTINO_ERROR_TLS with a sentence that names host and fault;
 * POSTINO_ERROR_FAILED when the connection was lost; POSTINO_ERROR_TIMEOUT; or
 * G_IO_ERROR_CANCELLED. */
GTlsConnection *postino_tls_handshake         (GIOStream               *base,
                                               const PostinoTlsOptions *options,
                                               guint                    timeout_ms,
                                               GCancellable            *cancellable,
                                               GError                 **error);

/* The sentence for the gravest fault in @faults; @certificate may be NULL. Yours. Pure. */
char           *postino_tls_describe_fault    (GTlsCertificate      *certificate,
                                               GTlsCertificateFlags  faults,
                                               const char           *host);

/* SHA-256 of the certificate (its DER form), 64 lower-case digits; yours. */
char           *postino_tls_dup_fingerprint   (GTlsCertificate *certificate);

/* TRUE if @pin is 64 hexadecimal digits, colons and blanks aside. */
gboolean        postino_tls_is_pin            (const char *pin);
