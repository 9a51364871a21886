/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's first part: from the greeting to the moment messages may come.
 *
 * Lock-step all the way, as RFC 3207 and 4954 want it: greeting, EHLO (HELO for a server that knows
 * no better), STARTTLS where the profile asks for it, EHLO again, AUTH. To a server of ours encryption is never
 * "if offered": one that does not offer STARTTLS gets nothing from us. To the mail host of a stranger it is (RFC
 * 7435): nobody else would take the message. What was learnt before the
 * handshake is forgotten, and bytes that came before it are an attack. The password goes over TLS,
 * or to this machine, or nowhere, unless the user insists. */

#include "smtp/smtp-engine-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "net/sasl.h"
#include "smtp/smtp-wire.h"

enum { CODE_READY = 220 }; /* to the greeting and to STARTTLS; no other 2yz means that */

static gboolean
is_positive (const PostinoSmtpReply *reply)
{
  return reply->code / 100 == 2;
}

void
postino_smtp_engine_put_hello (PostinoSmtpEngine *self,
                               Await              await)
{
  g_autofree char *line = g_strdup_printf ("%s %s", await == AWAIT_EHLO ? "EHLO" : "HELO",
                                           self->profile->helo_name != NULL ? self->profile->helo_name
                                                                            : self->hello_name);

  postino_smtp_engine_put_command (self, await, line);
}

static gboolean
become_ready (PostinoSmtpEngine *self,
              PostinoSmtpEvent  *event)
{
  if (!postino_smtp_engine_check_in_step (self))
    return FALSE;
  self->state = STATE_OPEN;
  event->kind = POSTINO_SMTP_EVENT_READY;
  return TRUE;
}

static void
begin_auth (PostinoSmtpEngine *self)
{
  GError *error = NULL;
  char *line = NULL;

  if (!self->is_secure && !self->is_loopback && !self->profile->plain_password)
    {
      postino_smtp_engine_break_off (self, POSTINO_ERROR_TLS,
                                     _("The password is not sent to “%s” without encryption: choose TLS or STARTTLS, or "
                                       "allow it in the settings of this server"),
                                     self->label);
      return;
    }
  self->auth = postino_smtp_auth_new (self->profile, self->password, self->features.auth,
                                      self->label, &error);
  if (self->auth != NULL)
    line = postino_smtp_auth_begin (self->auth, &error);
  if (line != NULL)
    postino_smtp_engine_put_shown (self, AWAIT_AUTH, line, POSTINO_SMTP_COMMAND_MAX,
                                   postino_smtp_auth_get_shown (self->auth));
  else
    postino_smtp_engine_fail (self, error);
  postino_sasl_wipe (line);
  g_clear_error (&error);
}

static gboolean
begin_session (PostinoSmtpEngine *self,
               PostinoSmtpEvent  *event)
{
  if (self->profile->tls == POSTINO_SMTP_TLS_STARTTLS && !self->is_secure)
    {
      if (self->features.starttls)
        postino_smtp_engine_put_command (self, AWAIT_STARTTLS, "STARTTLS");
      else if (self->profile->is_direct)
        return become_ready (self, event);
      else
        postino_smtp_engine_break_off (self, POSTINO_ERROR_TLS,
                                       _("The server “%s” does not offer STARTTLS: nothing is sent unencrypted"),
                                       self->label);
      return FALSE;
    }
  if (!postino_smtp_profile_has_auth (self->profile))
    return become_ready (self, event);
  begin_auth (self);
  return FALSE;
}

static gboolean
take_greeting (PostinoSmtpEngine      *self,
               const PostinoSmtpReply *reply)
{
  if (reply->code != CODE_READY)
    {
      postino_smtp_engine_break_off_refused (self, reply);
      return FALSE;
    }
  /* Dovecot's submission service says PIPELINING, but an envelope right behind a final dot makes it
   * break the connection, and leaves that message in doubt (2.3.19, assertion pending_rcpt_cmds). */
  if (strstr (reply->text, "Dovecot") != NULL)
    self->profile->no_pipelining = TRUE;
  postino_smtp_engine_put_hello (self, AWAIT_EHLO);
  return FALSE;
}

static gboolean
take_hello (PostinoSmtpEngine      *self,
            Await                   await,
            const PostinoSmtpReply *reply,
            PostinoSmtpEvent       *event)
{
  if (await == AWAIT_EHLO && reply->code / 100 == 5)
    {
      postino_smtp_engine_put_hello (self, AWAIT_HELO);
      return FALSE;
    }
  if (!is_positive (reply))
    {
      postino_smtp_engine_break_off_refused (self, reply);
      return FALSE;
    }
  postino_smtp_features_forget (&self->features);
  if (await == AWAIT_EHLO)
    postino_smtp_features_learn (&self->features, reply);
  return begin_session (self, event);
}

static gboolean
take_starttls (PostinoSmtpEngine      *self,
               const PostinoSmtpReply *reply,
               PostinoSmtpEvent       *event)
{
  g_autofree char *line = NULL;

  if (reply->code != CODE_READY)
    {
      line = postino_smtp_reply_to_string (reply);
      postino_smtp_engine_break_off (self,
                                     reply->code / 100 == 4 ? POSTINO_ERROR_BUSY : POSTINO_ERROR_TLS,
                                     _("The server “%s” refuses to encrypt: %s"), self->label, line);
      return FALSE;
    }
  if (self->input_taken < self->input->len)
    {
      postino_smtp_engine_break_off (
        self, POSTINO_ERROR_TLS,
        _("Somebody added unencrypted bytes to the connection with “%s” before it was encrypted"), self->label);
      return FALSE;
    }
  postino_smtp_features_forget (&self->features);
  self->state = STATE_HANDSHAKE;
  event->kind = POSTINO_SMTP_EVENT_START_TLS;
  return TRUE;
}

static void
put_response (PostinoSmtpEngine *self,
              const char        *response)
{
  if (*response != '\0')
    postino_smtp_engine_put_shown (self, AWAIT_AUTH, response, POSTINO_SASL_RESPONSE_MAX, "****");
  /* an empty response is an empty line, which no command may be */
  else if (postino_smtp_engine_check_in_step (self))
    {
      g_byte_array_append (self->output, (const guint8 *) "\r\n", 2);
      postino_smtp_engine_await (self, AWAIT_AUTH);
    }
}

static gboolean
take_auth (PostinoSmtpEngine      *self,
           const PostinoSmtpReply *reply,
           PostinoSmtpEvent       *event)
{
  g_autoptr (GError) error = NULL;
  char *response = postino_smtp_auth_take (self->auth, reply, &error);

  if (response != NULL)
    {
      put_response (self, response);
      postino_sasl_wipe (response);
      return FALSE;
    }
  g_clear_pointer (&self->auth, postino_smtp_auth_free);
  if (error != NULL)
    {
      postino_smtp_engine_fail (self, error);
      return FALSE;
    }
  g_clear_pointer (&self->password, postino_sasl_wipe);
  return become_ready (self, event);
}

gboolean
postino_smtp_engine_take_setup_reply (PostinoSmtpEngine      *self,
                                      Await                   await,
                                      const PostinoSmtpReply *reply,
                                      PostinoSmtpEvent       *event)
{
  switch (await)
    {
    case AWAIT_GREETING: return take_greeting (self, reply);
    case AWAIT_EHLO:
    case AWAIT_HELO: return take_hello (self, await, reply, event);
    case AWAIT_STARTTLS: return take_starttls (self, reply, event);
    case AWAIT_AUTH: return take_auth (self, reply, event);
    case AWAIT_MAIL:
    case AWAIT_RCPT:
    case AWAIT_DATA:
    case AWAIT_DOT:
    case AWAIT_LONE_DOT:
    case AWAIT_RSET:
    case AWAIT_QUIT: break;
    }
  g_assert_not_reached ();
}
