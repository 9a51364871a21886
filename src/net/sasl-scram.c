/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SCRAM-SHA-256 (RFC 5802 and 7677), without channel binding.
 *
 *   us      n,,n=USER,r=NONCE
 *   server  r=NONCE+ITS,s=SALT,i=ITERATIONS
 *   us      c=biws,r=NONCE+ITS,p=PROOF
 *   server  v=SIGNATURE   (or e=REASON)
 *   us      an empty line
 *
 * The password never leaves, and the server has to prove that it knows it: until its signature was
 * seen and is right, nobody is signed in, whatever code it answers. A hostile server chooses salt
 * and iterations, so both are bounded: too few would make guessing cheap, too many would keep this
 * thread busy.
 *
 * Normalize () is SASLprep; what SASLprep does not allow is taken as it is, as libpq does. Dovecot
 * and Cyrus do not prepare at all, so a password that SASLprep changes ("m²") is another one to
 * them: for these "auto" takes a mechanism that shows the password as it was typed. */

#include "net/sasl-scram.h"

#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "net/sasl-mechanism.h"
#include "net/sasl.h"
#include "net/saslprep.h"

enum {
  HASH_SIZE = 32,
  NONCE_BYTES = 24,
  NONCE_MAX = 512,         /* of both together, characters */
  SALT_MAX = 512,          /* bytes */
  ITERATIONS_MIN = 4096,   /* RFC 7677 section 4 */
  ITERATIONS_MAX = 2000000, /* a second or two */
  ITERATION_DIGITS_MAX = 9,
};

#define HEADER "n,,"         /* no channel binding, nobody to act for */
#define HEADER_BASE64 "biws"

struct _PostinoScram {
  char *first_bare;   /* "n=USER,r=NONCE" */
  const char *nonce;  /* in first_bare */
  char *password;     /* prepared */
  guint8 server_signature[HASH_SIZE];
  gboolean is_proven;
};

/* What the server's first message says. */
typedef struct {
  const char *nonce;
  guint8 *salt;
  gsize n_salt;
  guint iterations;
} Parameters;

static gboolean
fail (GError    **error,
      const char *what)
{
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL,
               _("The server’s part of SCRAM is wrong: %s"), what);
  return FALSE;
}

static char *
prepare (const char *text)
{
  char *prepared = postino_saslprep (text);

  return prepared != NULL ? prepared : g_strdup (text);
}

static gboolean
is_the_same_prepared (const char *text)
{
  char *prepared = prepare (text);
  gboolean is_same = strcmp (prepared, text) == 0;

  postino_sasl_wipe (prepared);
  return is_same;
}

static gboolean
suits_scram (const char *user,
             const char *password)
{
  return is_the_same_prepared (user) && is_the_same_prepared (password);
}

/* "," and "=" have a meaning of their own in a message. */
static char *
escape_user (const char *user)
{
  char *prepared = prepare (user);
  GString *escaped = g_string_new (NULL);

  for (const char *p = prepared; *p != '\0'; p++)
    {
      if (*p == ',')
        g_string_append (escaped, "=2C");
      else if (*p == '=')
        g_string_append (escaped, "=3D");
      else
        g_string_append_c (escaped, *p);
    }
  g_free (prepared);
  return g_string_free (escaped, FALSE);
}

PostinoScram *
postino_scram_new (const char *user,
                   const char *password,
                   const char *nonce)
{
  PostinoScram *self = g_new0 (PostinoScram, 1);
  g_autofree char *escaped = escape_user (user);
  g_autofree char *fresh = NULL;

  if (nonce == NULL)
    {
      guint8 bytes[NONCE_BYTES];

      postino_random_bytes (bytes, sizeof bytes);
      nonce = fresh = g_base64_encode (bytes, sizeof bytes);
    }
  self->first_bare = g_strdup_printf ("n=%s,r=%s", escaped, nonce);
  self->nonce = self->first_bare + strlen (self->first_bare) - strlen (nonce);
  self->password = prepare (password);
  return self;
}

void
postino_scram_free (PostinoScram *self)
{
  if (self == NULL)
    return;
  g_free (self->first_bare);
  postino_sasl_wipe (self->password);
  gnutls_memset (self->server_signature, 0, sizeof self->server_signature);
  g_free (self);
}

char *
postino_scram_build_first (PostinoScram *self)
{
  return g_strconcat (HEADER, self->first_bare, NULL);
}

/* ---- the server's first message ---- */

/* The value of attribute @name at *@rest, which moves behind it; NULL if it does not stand there.
 * Writes a NUL into the text. */
static char *
take_attribute (char **rest,
                char   name)
{
  char *value;
  char *end;

  if (*rest == NULL || (*rest)[0] != name || (*rest)[1] != '=')
    return NULL;
  value = *rest + 2;
  end = strchr (value, ',');
  if (end != NULL)
    *end++ = '\0';
  *rest = end;
  return value;
}

/* Longer than ours, which it begins with; printable. */
static gboolean
is_nonce_extended (const char *ours,
                   const char *theirs)
{
  gsize length = strlen (theirs);

  if (length <= strlen (ours) || length > NONCE_MAX || !g_str_has_prefix (theirs, ours))
    return FALSE;
  for (const char *p = theirs; *p != '\0'; p++)
    {
      if (*p < '!' || *p > '~')
        return FALSE;
    }
  return TRUE;
}

static gboolean
parse_iterations (const char *text,
                  guint      *iterations,
                  GError    **error)
{
  gsize n_digits = text != NULL ? strspn (text, "0123456789") : 0;
  guint64 number;

  if (n_digits == 0 || text[n_digits] != '\0' || text[0] == '0')
    return fail (error, _("it names no number of iterations"));
  number = n_digits > ITERATION_DIGITS_MAX ? G_MAXUINT64 : g_ascii_strtoull (text, NULL, 10);
  if (number < ITERATIONS_MIN)
    return fail (error, _("it asks for too few iterations to be safe"));
  if (number > ITERATIONS_MAX)
    return fail (error, _("it asks for more iterations than make sense"));
  *iterations = (guint) number;
  return TRUE;
}

/* @text is taken apart; @parameters points into it. */
static gboolean
parse_first (PostinoScram *self,
             char         *text,
             Parameters   *parameters,
             GError      **error)
{
  char *rest = text;
  const char *salt;

  /* "m=" would be an extension that has to be understood; none is defined. */
  parameters->nonce = take_attribute (&rest, 'r');
  if (parameters->nonce == NULL || !is_nonce_extended (self->nonce, parameters->nonce))
    return fail (error, _("it does not answer to what we sent"));
  salt = take_attribute (&rest, 's');
  parameters->salt = salt != NULL ? postino_sasl_decode (salt, &parameters->n_salt) : NULL;
  if (parameters->salt == NULL || parameters->n_salt == 0 || parameters->n_salt > SALT_MAX)
    return fail (error, _("it has no salt"));
  return parse_iterations (take_attribute (&rest, 'i'), &parameters->iterations, error);
}

/* ---- proof and signature ---- */

static void
compute_hmac (const guint8 *key,
              const char   *text,
              gsize         n_bytes,
              guint8       *out)
{
  int status = gnutls_hmac_fast (GNUTLS_MAC_SHA256, key, HASH_SIZE, text, n_bytes, out);

  g_assert (status == 0);
}

static void
stretch_password (PostinoScram     *self,
                  const Parameters *parameters,
                  guint8           *salted)
{
  gnutls_datum_t password = { (guchar *) self->password, (guint) strlen (self->password) };
  gnutls_datum_t salt = { parameters->salt, (guint) parameters->n_salt };
  int status = gnutls_pbkdf2 (GNUTLS_MAC_SHA256, &password, &salt, parameters->iterations, salted,
                              HASH_SIZE);

  g_assert (status == 0);
}

/* RFC 5802 section 3. @proof: HASH_SIZE bytes. Keeps what the server's signature has to be. */
static void
compute_proof (PostinoScram     *self,
               const Parameters *parameters,
               const char       *auth_message,
               guint8           *proof)
{
  guint8 salted[HASH_SIZE];
  guint8 client_key[HASH_SIZE];
  guint8 stored_key[HASH_SIZE];
  guint8 server_key[HASH_SIZE];
  gsize length = strlen (auth_message);

  stretch_password (self, parameters, salted);
  compute_hmac (salted, "Client Key", strlen ("Client Key"), client_key);
  g_assert (gnutls_hash_fast (GNUTLS_DIG_SHA256, client_key, HASH_SIZE, stored_key) == 0);
  compute_hmac (stored_key, auth_message, length, proof);
  for (gsize i = 0; i < HASH_SIZE; i++)
    proof[i] ^= client_key[i];

  compute_hmac (salted, "Server Key", strlen ("Server Key"), server_key);
  compute_hmac (server_key, auth_message, length, self->server_signature);
  gnutls_memset (salted, 0, sizeof salted);
  gnutls_memset (client_key, 0, sizeof client_key);
  gnutls_memset (stored_key, 0, sizeof stored_key);
  gnutls_memset (server_key, 0, sizeof server_key);
}

char *
postino_scram_build_final (PostinoScram *self,
                           const char   *server_first,
                           GError      **error)
{
  g_autofree char *text = g_strdup (server_first);
  g_autofree char *without_proof = NULL;
  g_autofree char *auth_message = NULL;
  g_autofree char *proof_text = NULL;
  Parameters parameters = { 0 };
  guint8 proof[HASH_SIZE];

  if (!parse_first (self, text, &parameters, error))
    {
      g_free (parameters.salt);
      return NULL;
    }
  without_proof = g_strdup_printf ("c=" HEADER_BASE64 ",r=%s", parameters.nonce);
  auth_message = g_strdup_printf ("%s,%s,%s", self->first_bare, server_first, without_proof);
  compute_proof (self, &parameters, auth_message, proof);
  g_free (parameters.salt);
  proof_text = g_base64_encode (proof, sizeof proof);
  return g_strdup_printf ("%s,p=%s", without_proof, proof_text);
}

gboolean
postino_scram_check_final (PostinoScram *self,
                           const char   *server_final,
                           GError      **error)
{
  g_autofree char *text = g_strdup (server_final);
  g_autofree guint8 *signature = NULL;
  char *rest = text;
  const char *value = take_attribute (&rest, 'v');
  gsize n_bytes = 0;

  if (take_attribute (&rest, 'e') != NULL)
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                           _("The server does not accept user name or password"));
      return FALSE;
    }
  signature = value != NULL ? postino_sasl_decode (value, &n_bytes) : NULL;
  if (signature == NULL || n_bytes != HASH_SIZE)
    return fail (error, _("it does not prove that it knows the password"));
  self->is_proven = gnutls_memcmp (signature, self->server_signature, HASH_SIZE) == 0;
  /* Either it does not know the password, or somebody stands between: not to be tried again. */
  if (!self->is_proven)
    g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                         _("The server does not know the password it asks for: it may not be the real one"));
  return self->is_proven;
}

/* ---- the mechanism ---- */

static char *
encode (char *message)
{
  char *encoded = g_base64_encode ((const guchar *) message, strlen (message));

  postino_sasl_wipe (message);
  return encoded;
}

static char *
respond_scram (PostinoSaslExchange *exchange,
               const char          *challenge,
               GError             **error)
{
  g_autofree char *text = NULL;
  char *message;

  if (exchange->turn == 0)
    {
      exchange->state = postino_scram_new (exchange->user, exchange->password, NULL);
      return encode (postino_scram_build_first (exchange->state));
    }
  text = postino_sasl_read_challenge (challenge, error);
  if (text == NULL)
    return NULL;
  if (exchange->turn == 2)
    return postino_scram_check_final (exchange->state, text, error) ? g_strdup ("") : NULL;
  message = postino_scram_build_final (exchange->state, text, error);
  return message != NULL ? encode (message) : NULL;
}

static gboolean
may_end_scram (const PostinoSaslExchange *exchange)
{
  const PostinoScram *scram = exchange->state;

  return scram != NULL && scram->is_proven;
}

static void
free_scram (gpointer state)
{
  postino_scram_free (state);
}

const PostinoSaslMechanism postino_sasl_scram_sha_256 = {
  .name = "SCRAM-SHA-256", .nick = "scram-sha-256", .is_automatic = TRUE, .suits = suits_scram,
  .has_initial = TRUE, .n_turns = 3, .respond = respond_scram, .may_end = may_end_scram, .free_state = free_scram,
};
