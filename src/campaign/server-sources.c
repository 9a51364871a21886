/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether an address is this computer's is asked by binding to it: nothing leaves, so windows may ask, too. A profile
 * that was stored is not asked again: the addresses of a machine come and go, and one that fails rests (send/connection). */

#include "campaign/server-sources.h"

#include "base/error.h"
#include "net/connect.h"

gboolean
postino_server_sources_take (PostinoSmtpProfile *profile,
                             const char *const  *addresses,
                             GError            **error)
{
  gboolean has_some = addresses[0] != NULL && addresses[0][0] != '\0';
  g_autoptr (GError) fault = NULL;

  for (guint i = 0; has_some && addresses[i] != NULL; i++)
    {
      if (postino_net_check_source (addresses[i], &fault))
        continue;
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_USAGE, fault->message);
      return FALSE;
    }
  g_strfreev (profile->sources);
  profile->sources = has_some ? g_strdupv ((char **) addresses) : NULL;
  return TRUE;
}

gboolean
postino_server_sources_parse (PostinoSmtpProfile *profile,
                              const char         *text,
                              GError            **error)
{
  g_auto (GStrv) words = g_strsplit_set (text, " ,;\t\n", -1);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] != '\0')
        g_ptr_array_add (addresses, words[i]);
    }
  g_ptr_array_add (addresses, NULL);
  return postino_server_sources_take (profile, (const char *const *) addresses->pdata, error);
}

char *
postino_server_sources_build (const PostinoSmtpProfile *profile)
{
  return profile->sources != NULL ? g_strjoinv (" ", profile->sources) : g_strdup ("");
}
