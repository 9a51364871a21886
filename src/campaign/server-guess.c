/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Four ways from an address to a server, the surest first; the first that knows one ends it.
 *
 *   preset       the domain is one of a provider of the list
 *   MX           the domain's mail arrives at one: "info@bottega.example" at Aruba
 *   SRV          _submissions._tcp and _submission._tcp of the domain; a target "." is "not here"
 *   autoconfig   https://autoconfig.DOMAIN and https://DOMAIN/.well-known/autoconfig
 *
 * A provider that is known by its MX, but whose host stands in the customer's account, is what is
 * left when the domain says nothing about itself. Whoever could not be asked is not taken for one who
 * said no: then the answer is "later".
 *
 * The pages are only asked for where DNS has a host of the name. Nothing unencrypted is ever
 * offered. What comes from DNS is not proven: a window shows it before it is used. */

#include "campaign/server-guess.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "campaign/autoconfig.h"
#include "contacts/address.h"
#include "net/https-get.h"

static const struct {
  const char *service;
  PostinoSmtpTls tls;
} services[] = {
  { "_submissions._tcp", POSTINO_SMTP_TLS_TLS },
  { "_submission._tcp", POSTINO_SMTP_TLS_STARTTLS },
};

typedef struct {
  const PostinoGuessMeans *means;
  const char *address; /* as it goes on the wire */
  const char *domain;
  GCancellable *cancellable;
  PostinoServerGuess *rest; /* if nothing better is found; owned */
  gboolean is_unasked;      /* somebody could not be asked */
} Search;

void
postino_server_guess_free (PostinoServerGuess *guess)
{
  if (guess == NULL)
    return;
  postino_smtp_profile_free (guess->profile);
  g_free (guess->provider);
  g_free (guess->domain);
  g_free (guess);
}

static PostinoServerGuess *
make_guess (PostinoGuessSource  source,
            PostinoSmtpProfile *profile,
            const char         *domain)
{
  PostinoServerGuess *guess = g_new0 (PostinoServerGuess, 1);

  guess->source = source;
  guess->profile = profile;
  guess->domain = g_strdup (domain);
  return guess;
}

/* "Aruba" for a name, and what the list says about it. */
static PostinoSmtpProfile *
build_profile (const PostinoProvider *provider,
               const char            *address)
{
  PostinoSmtpProfile *profile
    = postino_smtp_profile_new (provider->name, provider->host != NULL ? provider->host : "");

  profile->port = provider->port;
  profile->tls = provider->tls;
  g_free (profile->auth);
  profile->auth = g_strdup (provider->auth);
  profile->user = address != NULL ? postino_provider_build_user (provider, address) : NULL;
  if (provider->connections > 0)
    profile->connections = provider->connections;
  profile->per_connection = provider->per_connection;
  profile->per_second = provider->per_second;
  profile->per_minute = provider->per_minute;
  profile->per_hour = provider->per_hour;
  profile->per_day = provider->per_day;
  profile->per_month = provider->per_month;
  return profile;
}

static PostinoServerGuess *
guess_provider (PostinoGuessSource     source,
                const PostinoProvider *provider,
                const char            *address)
{
  PostinoServerGuess *guess
    = make_guess (source, build_profile (provider, address),
                  address != NULL ? postino_address_get_domain (address) : NULL);

  guess->provider = g_strdup (provider->id);
  guess->notes = provider->notes;
  return guess;
}

/* FALSE: cancelled, there is nothing more to be asked. */
static gboolean
note_failure (Search *search,
              GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  if (postino_dns_is_passing (error))
    search->is_unasked = TRUE;
  return TRUE;
}

/* ---- the four ways: NULL if they do not know ---- */

static PostinoServerGuess *
try_preset (Search *search)
{
  const PostinoProvider *provider
    = postino_provider_list_find_by_domain (search->means->providers, search->domain);

  return provider != NULL ? guess_provider (POSTINO_GUESS_PRESET, provider, search->address) : NULL;
}

static PostinoServerGuess *
try_mx (Search *search)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hosts = postino_dns_lookup_mx (search->means->dns, search->domain, search->cancellable, &error);

  if (hosts == NULL)
    note_failure (search, error);
  for (guint i = 0; hosts != NULL && i < hosts->len; i++)
    {
      const PostinoDnsMx *mx = hosts->pdata[i];
      const PostinoProvider *provider = postino_provider_list_find_by_mx (search->means->providers, mx->host);
      PostinoServerGuess *guess;

      if (provider == NULL)
        continue;
      provider = postino_provider_list_get_hosted (search->means->providers, provider);
      guess = guess_provider (POSTINO_GUESS_MX, provider, search->address);
      if (provider->host != NULL)
        return guess;
      postino_server_guess_free (search->rest);
      search->rest = guess;
    }
  return NULL;
}

static PostinoServerGuess *
try_srv (Search *search)
{
  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    {
      g_autofree char *name = g_strconcat (services[i].service, ".", search->domain, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) found = postino_dns_lookup_srv (search->means->dns, name, search->cancellable, &error);
      g_autoptr (PostinoSmtpProfile) profile = NULL;
      const PostinoDnsService *first;

      if (found == NULL && !note_failure (search, error))
        return NULL;
      if (found == NULL)
        continue;
      first = found->pdata[0];
      profile = postino_smtp_profile_new (search->domain, first->host);
      profile->tls = services[i].tls;
      profile->port = first->port;
      profile->user = g_strdup (search->address);
      if (first->port > 0 && postino_smtp_profile_validate (profile, NULL))
        return make_guess (POSTINO_GUESS_SRV, g_steal_pointer (&profile), search->domain);
    }
  return NULL;
}

static gboolean
has_host (Search     *search,
          const char *host)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) addresses = postino_dns_lookup_addresses (search->means->dns, host, search->cancellable, &error);

  if (addresses == NULL)
    note_failure (search, error);
  return addresses != NULL;
}

/* @query NULL: none. */
static PostinoServerGuess *
ask_page (Search     *search,
          const char *host,
          const char *path,
          const char *query)
{
  g_autofree char *port = search->means->https_port != 0
                            ? g_strdup_printf (":%u", search->means->https_port) : g_strdup ("");
  g_autofree char *url = g_strconcat ("https://", host, port, path, query != NULL ? "?" : "", query, NULL);
  g_autoptr (GBytes) bytes = NULL;
  PostinoSmtpProfile *profile;

  if (!has_host (search, host))
    return NULL;
  bytes = postino_https_get (url, search->means->trust, POSTINO_GUESS_HTTPS_TIMEOUT_MS,
                             search->cancellable, NULL);
  if (bytes == NULL)
    return NULL;
  profile = postino_autoconfig_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                      search->address, NULL);
  return profile != NULL ? make_guess (POSTINO_GUESS_AUTOCONFIG, profile, search->domain) : NULL;
}

static PostinoServerGuess *
try_autoconfig (Search *search)
{
  g_autofree char *host = g_strconcat ("autoconfig.", search->domain, NULL);
  g_autofree char *escaped = g_uri_escape_string (search->address, NULL, FALSE);
  g_autofree char *query = g_strconcat ("emailaddress=", escaped, NULL);
  PostinoServerGuess *guess = ask_page (search, host, "/mail/config-v1.1.xml", query);

  if (guess != NULL || g_cancellable_is_cancelled (search->cancellable))
    return guess;
  return ask_page (search, search->domain, "/.well-known/autoconfig/mail/config-v1.1.xml", NULL);
}

static PostinoServerGuess *(*const ways[]) (Search *search)
  = { try_preset, try_mx, try_srv, try_autoconfig };

/* ---- the story ---- */

static void
explain_nothing (const Search *search,
                 GError      **error)
{
  if (g_cancellable_set_error_if_cancelled (search->cancellable, error))
    return;
  if (search->is_unasked)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_BUSY,
                 _("Nothing was found for “%s”, but not everybody could be asked: is this computer connected to the "
                   "internet?"),
                 search->domain);
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
                 _("Nothing is known about the server of “%s”: your provider’s page about “outgoing mail” or “SMTP” "
                   "says what it is"),
                 search->domain);
}

PostinoServerGuess *
postino_server_guess_find (const PostinoGuessMeans *means,
                           const char              *address,
                           GCancellable            *cancellable,
                           GError                 **error)
{
  g_auto (PostinoAddress) parsed = { 0 };
  PostinoAddressFault fault = postino_address_parse (address, -1, &parsed);
  Search search = { .means = means, .cancellable = cancellable };
  PostinoServerGuess *guess = NULL;

  if (fault != POSTINO_ADDRESS_OK)
    {
      g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE, _("“%s” is not an address: %s"), address,
                   postino_address_fault_to_sentence (fault));
      return NULL;
    }
  search.address = parsed.address;
  search.domain = postino_address_get_domain (parsed.address);
  for (gsize i = 0; i < G_N_ELEMENTS (ways) && guess == NULL
                    && !g_cancellable_is_cancelled (cancellable); i++)
    guess = ways[i] (&search);
  if (guess == NULL && !g_cancellable_is_cancelled (cancellable))
    guess = g_steal_pointer (&search.rest);
  postino_server_guess_free (search.rest);
  if (guess == NULL)
    explain_nothing (&search, error);
  return guess;
}

PostinoServerGuess *
postino_server_guess_choose (const PostinoProvider *provider,
                             const char            *address)
{
  return guess_provider (POSTINO_GUESS_PRESET, provider, address);
}
