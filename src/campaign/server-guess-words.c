/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentences about a guess, for the window and postinoctl alike. */

#include "campaign/server-guess-words.h"

#include <glib/gi18n-lib.h>

/* In the order they are told: what makes it useless first. */
static const struct {
  PostinoProviderNotes note;
  const char *code;
  const char *sentence;
} table[] = {
  { POSTINO_PROVIDER_NOTE_PEC, "pec",
    N_("This is certified mail (PEC): each message is a registered letter. It is not for newsletters, and providers "
       "close accounts that send them.") },
  { POSTINO_PROVIDER_NOTE_PANEL, "panel", N_("The host name stands in your account there.") },
  { POSTINO_PROVIDER_NOTE_APP_PASSWORD, "app-password",
    N_("It needs an app password: make one on the provider’s page about the security of your account. The password you "
       "read mail with does not work.") },
  { POSTINO_PROVIDER_NOTE_SIGN_IN, "sign-in",
    N_("It takes no password: you sign in in the browser, with OAuth.") },
  { POSTINO_PROVIDER_NOTE_ENABLE, "enable",
    N_("Sending by programs (SMTP) has to be allowed first, in the settings of your account there.") },
  { POSTINO_PROVIDER_NOTE_USER_NAME, "user-name",
    N_("The user name is not your address: it stands in your account there.") },
  { POSTINO_PROVIDER_NOTE_KEY, "key", N_("The password is a key that you make in your account there.") },
  { POSTINO_PROVIDER_NOTE_SANDBOX, "sandbox",
    N_("The limits are those of a new account: enter yours when the provider has lifted them.") },
  { POSTINO_PROVIDER_NOTE_PLAN, "plan",
    N_("The limits are those of the smallest plan: enter yours.") },
};

const char *
postino_server_guess_source_to_code (PostinoGuessSource source)
{
  switch (source)
    {
    case POSTINO_GUESS_PRESET:
      return "preset";
    case POSTINO_GUESS_MX:
      return "mx";
    case POSTINO_GUESS_SRV:
      return "srv";
    case POSTINO_GUESS_AUTOCONFIG:
      return "autoconfig";
    }
  g_assert_not_reached ();
}

char *
postino_provider_notes_to_codes (PostinoProviderNotes notes)
{
  g_autoptr (GString) codes = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      if (notes & table[i].note)
        g_string_append_printf (codes, "%s%s", codes->len > 0 ? "," : "", table[i].code);
    }
  return codes->len > 0 ? g_strdup (codes->str) : NULL;
}

/* What DNS or a page says is not proven, and a password would go there (RFC 6186, section 6). A host of the
 * domain's own is what one expects. */
static char *
add_caution (char                     *sentence,
             const PostinoServerGuess *guess)
{
  g_autofree char *said = sentence;
  const char *host = guess->profile->host;
  g_autofree char *inside = g_strconcat (".", guess->domain, NULL);

  if (g_ascii_strcasecmp (host, guess->domain) == 0 || g_str_has_suffix (host, inside))
    return g_steal_pointer (&said);
  return g_strdup_printf (_("%s Make sure that “%s” is your provider’s before you enter a password."), said, host);
}

char *
postino_server_guess_describe_source (const PostinoServerGuess *guess)
{
  switch (guess->source)
    {
    case POSTINO_GUESS_PRESET:
      return g_strdup_printf (_("Settings of %s."), guess->profile->name);
    case POSTINO_GUESS_MX:
      return g_strdup_printf (_("The mail of %s is at %s: these are its settings."), guess->domain,
                              guess->profile->name);
    case POSTINO_GUESS_SRV:
      return add_caution (g_strdup_printf (_("%s names this server in its DNS."), guess->domain), guess);
    case POSTINO_GUESS_AUTOCONFIG:
      return add_caution (g_strdup_printf (_("%s publishes these settings on its web site."), guess->domain), guess);
    }
  g_assert_not_reached ();
}

char *
postino_provider_notes_describe (PostinoProviderNotes notes)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      if (notes & table[i].note)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", _(table[i].sentence));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
