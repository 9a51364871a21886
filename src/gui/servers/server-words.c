/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for servers, for rows and dialogs alike. */

#include "gui/servers/server-words.h"

#include <glib/gi18n-lib.h>

const char *
postino_server_words_of_tls (PostinoSmtpTls tls)
{
  switch (tls)
    {
    case POSTINO_SMTP_TLS_NONE:
      return _("Without encryption");
    case POSTINO_SMTP_TLS_STARTTLS:
      return _("STARTTLS, required");
    case POSTINO_SMTP_TLS_TLS:
      return _("TLS from the start");
    }
  return "";
}

char *
postino_server_words_describe (const PostinoServer *server)
{
  const PostinoSmtpProfile *profile = server->profile;
  g_autofree char *place = postino_smtp_profile_build_place (profile);
  g_autofree char *where = NULL;

  if (server->is_sandbox)
    return g_strdup (_("Built in: keeps messages for looking at, nothing leaves"));
  if (server->stopped_why != NULL)
    return g_strdup_printf (_("Stopped: %s"), server->stopped_why);
  where = profile->is_direct ? g_strdup (place)
                             : g_strdup_printf ("%s · %s", place, postino_server_words_of_tls (profile->tls));
  if (!profile->is_trial)
    return g_steal_pointer (&where);
  return g_strdup_printf (_("%s · reaches nobody real"), where);
}
