/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in (RFC 4954): which mechanism, the command, the answers to challenges, and what a
 * refusal means.
 *
 * The first response stands in the command itself where it fits into a command line (section 4),
 * else after the empty challenge. Whether a password may be sent over this connection at all is the
 * engine's rule, asked before. */

#include "smtp/smtp-auth.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "net/sasl.h"
#include "smtp/smtp-wire.h"

enum { CODE_SIGNED_IN = 235, CODE_CHALLENGE = 334, CODE_BAD_CREDENTIALS = 535 };

struct _PostinoSmtpAuth {
  PostinoSasl *sasl;
  char *first; /* the first response, while it is not sent */
  char *shown;
  char *label;
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
  self->shown = g_strdup_printf ("AUTH %s", postino_sasl_get_name (self->sasl));
  return g_steal_pointer (&self);
}

void
postino_smtp_auth_free (PostinoSmtpAuth *self)
{
  if (self == NULL)
    return;
  postino_sasl_free (self->sasl);
  postino_sasl_wipe (self->first);
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
  g_clear_pointer (&self->first, postino_sasl_wipe);
  return line;
}

const char *
postino_smtp_auth_get_shown (PostinoSmtpAuth *self)
{
  return self->shown;
}

static char *
answer_challenge (PostinoSmtpAuth *self,
                  const char      *challenge,
                  GError         **error)
{
  GError *cause = NULL;
  char *response;

  if (self->first != NULL)
    return g_steal_pointer (&self->first);
  response = postino_sasl_respond (self->sasl, challenge, &cause);
  if (response == NULL)
    prefix_sentence (self, cause, error);
  return response;
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
    return NULL;
  line = postino_smtp_reply_to_string (reply);
  if (reply->code / 100 == 4)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY,
                 _("The server “%s” cannot sign us in now: %s"),
                 self->label, line);
  else if (reply->code == CODE_BAD_CREDENTIALS)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                 _("The server “%s” does not accept user name or password: %s"), self->label, line);
  else if (reply->code / 100 == 5)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_REFUSED,
                 _("The server “%s” refuses the sign-in: %s"),
                 self->label, line);
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL,
                 _("The server “%s” gave an answer to the sign-in that makes no sense: %s"), self->label, line);
  return NULL;
}
