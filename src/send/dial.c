/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a connection does before there is anything to send, on its own thread: it may block for as long as names, mail
 * hosts and the keyring take. Each attempt is a connection of its own in the transcript: first where to, then the
 * lines, then why it failed or ended, if it did. Mail is sent without a transcript, too. */

#include "send/dial.h"

#include "net/connect.h"
#include "smtp/smtp-direct.h"
#include "workspace/secrets.h"

void
postino_dial_open (PostinoDial *dial,
                   const char  *folder,
                   gint64       server)
{
  g_autoptr (GError) error = NULL;

  if (folder == NULL)
    return;
  dial->transcript = postino_transcript_open (folder, server, &error);
  if (dial->transcript == NULL)
    g_debug ("%s", error->message);
}

void
postino_dial_close (PostinoDial *dial)
{
  g_clear_pointer (&dial->transcript, postino_transcript_close);
}

void
postino_dial_note (PostinoDial *dial,
                   const char  *line)
{
  if (dial->transcript != NULL)
    postino_transcript_add (dial->transcript, dial->number, POSTINO_TRANSCRIPT_NOTE, line);
}

/* A mail host asks DNS whether we are who we say: the name of the address we come from is the best there is. */
static void
take_name_of_source (PostinoDial *dial)
{
  char *name;

  if (dial->domain == NULL || dial->profile->source == NULL)
    return;
  name = postino_smtp_direct_find_name (dial->dns, dial->profile->source, dial->cancellable, NULL);
  if (name == NULL)
    return;
  g_free (dial->profile->helo_name);
  dial->profile->helo_name = name;
}

/* An address that this machine has lost, or never had, is no matter of the other side's. */
gboolean
postino_dial_prepare (PostinoDial *dial,
                      GError     **error)
{
  if (dial->profile->source != NULL && !postino_net_check_source (dial->profile->source, error))
    return FALSE;
  take_name_of_source (dial);
  return TRUE;
}

static void
hear_cb (gboolean    is_ours,
         const char *line,
         gpointer    user_data)
{
  PostinoDial *dial = user_data;

  postino_transcript_add (dial->transcript, dial->number, is_ours ? POSTINO_TRANSCRIPT_OURS : POSTINO_TRANSCRIPT_THEIRS,
                          line);
}

static void
begin_transcript (PostinoDial *dial)
{
  g_autofree char *place = dial->domain != NULL ? g_strdup (dial->domain) : postino_smtp_profile_build_place (dial->profile);

  if (dial->transcript == NULL)
    return;
  dial->number = postino_transcript_begin (dial->transcript);
  postino_dial_note (dial, place);
}

PostinoSmtpClient *
postino_dial_connect (PostinoDial       *dial,
                      PostinoSmtpReply **verdict,
                      GError           **error)
{
  PostinoSmtpTranscript hear = dial->transcript != NULL ? hear_cb : NULL;
  PostinoSmtpClient *client;
  char *secret = NULL;

  *verdict = NULL;
  begin_transcript (dial);
  if (dial->domain != NULL)
    {
      client = postino_smtp_direct_connect (dial->profile, dial->dns, dial->domain, dial->cancellable, hear, dial, verdict,
                                            error);
      if (*verdict != NULL)
        postino_dial_note (dial, (*verdict)->text);
      return client;
    }
  if (!postino_server_credential_ask (dial->credential, dial->cancellable, &secret, error))
    return NULL;
  client = postino_smtp_client_connect (dial->profile, secret, dial->cancellable, hear, dial, error);
  postino_secrets_free (secret);
  return client;
}
