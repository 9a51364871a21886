/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CRAM-MD5 (RFC 2195): the server sends a text used once, the client its HMAC-MD5 keyed with the
 * password. Nobody who listens reads the password, but may guess it; and the server proves nothing.
 * So it comes last of those that "auto" may choose. */

#include "net/sasl-mechanism.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

static char *
respond_cram_md5 (PostinoSaslExchange *exchange,
                  const char          *challenge,
                  GError             **error)
{
  g_autofree char *text = postino_sasl_read_challenge (challenge, error);
  g_autofree char *digest = NULL;
  g_autofree char *response = NULL;

  if (text == NULL)
    return NULL;
  /* The text is what makes each answer another one. */
  if (*text == '\0')
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL,
                           _("The server’s challenge is empty"));
      return NULL;
    }
  digest = g_compute_hmac_for_string (G_CHECKSUM_MD5, (const guchar *) exchange->password,
                                      strlen (exchange->password), text, -1);
  response = g_strdup_printf ("%s %s", exchange->user, digest);
  return g_base64_encode ((const guchar *) response, strlen (response));
}

const PostinoSaslMechanism postino_sasl_cram_md5 = {
  .name = "CRAM-MD5", .nick = "cram-md5", .is_automatic = TRUE, .n_turns = 1,
  .respond = respond_cram_md5,
};
