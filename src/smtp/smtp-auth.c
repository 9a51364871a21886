/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in (RFC 4954): which mechanism, the command, the answers to challenges, and what a
 * refusal means.
 *
 * The first response stands in the command itself where it fits into a command line (section 4),
 * else after the empty challenge. Whether a password may be sent over this connection at all is the
 * engine's rule, asked before.
 *
 * A server may repeat what it did not understand ("500 what is AUTH PLAIN AHUAc2Vj…"), and its
 * replies go into sentences, transcripts and the database: none gets there but through dup_shown. */

#include "smtp/smtp-auth.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "net/sasl.h"
#include "smtp/smtp-wire.h"

enum {
  CODE_SIGNED_IN = 235,
  CODE_CHALLENGE = 334,
  CODE_BAD_CREDENTIALS = 535,
  MASKED_MIN = 4, /* a shorter secret is part of any word: masking it would tell it */
};

struct _PostinoSmtpAuth {
  PostinoSasl *sasl;
  char *password;
  char *first; /* the first response, while it is not sent */
  char *last;  /* the response sent last */
  char *shown;
  char *label;
  gboolean is_oauth;
};

static void
prefix_sentence (PostinoSmtpAuth *self,
                 GError          *cause,
                 GError         **error)
{
  g_set_error (error, POSTINO_ERROR, cause->code, _("No sign-in at “%s”: %s"), self->label,
               cause->message);
  g_error_free (cause);
}

PostinoSmtpAuth *
postino_smtp_auth_new (const PostinoSmtpProfile *profile,
                       const char               *password,
                       const char               *offered,
                       const char               *label,
                       GError                  **error)
{
  g_autoptr (PostinoSmtpAuth) self = g_new0 (PostinoSmtpAuth, 1);
  GError *cause = NULL;

  self->label = g_strdup (label);
  self->sasl = postino_sasl_new (offered != NULL ? offered : "", profile->auth, profile->user,
                                 password != NULL ? password : "", &cause);
  if (self->sasl == NULL)
    {
      prefix_sentence (self, cause, error);
      return NULL;
    }
  self->password = g_strdup (password);
  self->is_oauth = strcmp (profile->auth, "xoauth2") == 0;
  self->shown = g_strdup_printf ("AUTH %s", postino_sasl_get_name (self->sasl));
  return g_steal_pointer (&self);
}

void
postino_smtp_auth_free (PostinoSmtpAuth *self)
{
  if (self == NULL)
    return;
  postino_sasl_free (self->sasl);
  postino_sasl_wipe (self->password);
  postino_sasl_wipe (self->first);
  postino_sasl_wipe (self->last);
  g_free (self->shown);
  g_free (self->label);
  g_free (self);
}

char *
postino_smtp_auth_begin (PostinoSmtpAuth *self,
                         GError         **error)
{
  GError *cause = NULL;
  char *line;

  if (!postino_sasl_has_initial (self->sasl))
    return g_strdup (self->shown);
  self->first = postino_sasl_respond (self->sasl, "", &cause);
  if (self->first == NULL)
    {
      prefix_sentence (self, cause, error);
      return NULL;
    }
  if (strlen (self->shown) + 1 + strlen (self->first) > POSTINO_SMTP_COMMAND_MAX)
    return g_strdup (self->shown);
  line = g_strconcat (self->shown, " ", self->first, NULL);
  self->last = g_steal_pointer (&self->first);
  return line;
}

const char *
postino_smtp_auth_get_shown (PostinoSmtpAuth *self)
{
  return self->shown;
}

static char *
mask (const char *text,
      const char *secret)
{
  g_auto (GStrv) pieces = NULL;

  if (secret == NULL || strlen (secret) < MASKED_MIN)
    return g_strdup (text);
  pieces = g_strsplit (text, secret, -1);
  return g_strjoinv ("****", pieces);
}

char *
postino_smtp_auth_dup_shown (PostinoSmtpAuth        *self,
                             const PostinoSmtpReply *reply)
{
  g_autofree char *line = NULL;
  g_autofree char *without_response = NULL;

  /* Salt and nonces are what one needs to guess at a password. */
  if (reply->code == CODE_CHALLENGE)
    return g_strdup ("334");
  line = postino_smtp_reply_to_string (reply);
  without_response = mask (line, self->last);
  return mask (without_response, self->password);
}

static char *
answer_challenge (PostinoSmtpAuth *self,
                  const char      *challenge,
                  GError         **error)
{
  GError *cause = NULL;
  char *response;

  if (self->first != NULL)
    response = g_steal_pointer (&self->first);
  else
    response = postino_sasl_respond (self->sasl, challenge, &cause);
  if (response == NULL)
    {
      prefix_sentence (self, cause, error);
      return NULL;
    }
  postino_sasl_wipe (self->last);
  self->last = g_strdup (response);
  return response;
}

/* @line: what the server said. */
static void
explain_refusal (PostinoSmtpAuth *self,
                 guint            code,
                 const char      *line,
                 GError         **error)
{
  if (code / 100 == 4)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY,
                 _("The server “%s” cannot sign us in now: %s"), self->label, line);
  else if (code == CODE_BAD_CREDENTIALS && self->is_oauth)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                 _("The server “%s” does not accept the sign-in with OAuth any more, or not for this user name: "
                   "sign in again. It says: %s"),
                 self->label, line);
  else if (code == CODE_BAD_CREDENTIALS)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                 _("The server “%s” does not accept user name or password: %s"), self->label, line);
  else if (code / 100 == 5)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                 _("The server “%s” refuses the sign-in: %s"), self->label, line);
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL,
                 _("The server “%s” gave an answer to the sign-in that makes no sense: %s"), self->label, line);
}

char *
postino_smtp_auth_take (PostinoSmtpAuth        *self,
                        const PostinoSmtpReply *reply,
                        GError                **error)
{
  g_autofree char *line = NULL;

  if (reply->code == CODE_CHALLENGE)
    return answer_challenge (self, reply->text, error);
  if (reply->code == CODE_SIGNED_IN)
    {
      if (!postino_sasl_may_end (self->sasl))
        g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                     _("The server “%s” did not prove that it knows the password: it may not be the real one"),
                     self->label);
      return NULL;
    }
  line = postino_smtp_auth_dup_shown (self, reply);
  explain_refusal (self, reply->code, line, error);
  return NULL;
}
