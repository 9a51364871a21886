/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stranger's XML, read for one thing: the server that takes outgoing mail. No document type, so no
 * entities; no network; a bound on its length; read as UTF-8, whatever it says of itself, since libxml2
 * prints what it cannot convert, and all that counts is ASCII. What is found becomes a profile and is checked like
 * one that was typed. Servers without encryption are passed over as if they were not there. */

#include "campaign/autoconfig.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

enum { MAX_NAME_BYTES = 60 };

/* The ways of signing in it knows, and ours; whatever is not here is not to be had. */
static const struct {
  const char *nick;
  const char *auth;
} ways[] = {
  { "password-cleartext", "auto" },
  { "password-encrypted", "auto" },
  { "plain", "auto" },  /* of older documents */
  { "secure", "auto" },
  { "OAuth2", "xoauth2" },
  { "client-IP-address", "none" },
  { "none", "none" },
};

static gboolean
is_element (const xmlNode *node,
            const char    *name)
{
  return node->type == XML_ELEMENT_NODE && strcmp ((const char *) node->name, name) == 0;
}

/* Its text on one line, without blanks around it; yours. */
static char *
dup_content (const xmlNode *node)
{
  xmlChar *content = xmlNodeGetContent (node);
  char *text = postino_text_single_line (content != NULL ? (const char *) content : "");

  xmlFree (content);
  return text;
}

/* Of the first child of the name; NULL: there is none. Yours. */
static char *
dup_child (const xmlNode *parent,
           const char    *name)
{
  for (const xmlNode *node = parent->children; node != NULL; node = node->next)
    {
      if (is_element (node, name))
        return dup_content (node);
    }
  return NULL;
}

static char *
exchange (char       *text,
          const char *what,
          const char *with)
{
  g_auto (GStrv) pieces = g_strsplit (text, what, -1);

  g_free (text);
  return g_strjoinv (with, pieces);
}

/* Takes @text; may be NULL. */
static char *
fill_in (char       *text,
         const char *address)
{
  const char *at = strrchr (address, '@');
  g_autofree char *local = at != NULL ? g_strndup (address, (gsize) (at - address)) : g_strdup (address);

  if (text == NULL)
    return NULL;
  text = exchange (text, "%EMAILDOMAIN%", at != NULL ? at + 1 : "");
  text = exchange (text, "%EMAILLOCALPART%", local);
  return exchange (text, "%EMAILADDRESS%", address);
}

/* The first way of the server that we have; none said is a password. NULL: no way in. */
static const char *
find_auth (const xmlNode *server)
{
  gboolean is_said = FALSE;

  for (const xmlNode *node = server->children; node != NULL; node = node->next)
    {
      g_autofree char *nick = NULL;

      if (!is_element (node, "authentication"))
        continue;
      is_said = TRUE;
      nick = dup_content (node);
      for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
        {
          if (strcmp (nick, ways[i].nick) == 0)
            return ways[i].auth;
        }
    }
  return is_said ? NULL : "auto";
}

static gboolean
read_tls (const xmlNode  *server,
          PostinoSmtpTls *tls)
{
  g_autofree char *nick = dup_child (server, "socketType");

  *tls = g_strcmp0 (nick, "SSL") == 0 ? POSTINO_SMTP_TLS_TLS : POSTINO_SMTP_TLS_STARTTLS;
  return g_strcmp0 (nick, "SSL") == 0 || g_strcmp0 (nick, "STARTTLS") == 0;
}

static gboolean
read_port (const xmlNode *server,
           guint         *port)
{
  g_autofree char *text = dup_child (server, "port");
  guint64 number = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &number, NULL))
    return FALSE;
  *port = (guint) number;
  return TRUE;
}

/* NULL: not one that we can use. */
static PostinoSmtpProfile *
read_server (const xmlNode *server,
             const char    *name,
             const char    *address)
{
  g_autofree char *host = fill_in (dup_child (server, "hostname"), address);
  g_autofree char *user = fill_in (dup_child (server, "username"), address);
  const char *auth = find_auth (server);
  g_autoptr (PostinoSmtpProfile) profile = NULL;

  if (host == NULL || auth == NULL)
    return NULL;
  profile = postino_smtp_profile_new (name, host);
  g_free (profile->auth);
  profile->auth = g_strdup (auth);
  if (strcmp (auth, "none") != 0)
    profile->user = user != NULL && *user != '\0' ? g_steal_pointer (&user) : g_strdup (address);
  if (!read_tls (server, &profile->tls) || !read_port (server, &profile->port)
      || !postino_smtp_profile_validate (profile, NULL))
    return NULL;
  return g_steal_pointer (&profile);
}

static gboolean
is_outgoing (const xmlNode *node)
{
  xmlChar *type;
  gboolean is_smtp;

  if (!is_element (node, "outgoingServer"))
    return FALSE;
  type = xmlGetProp ((xmlNode *) node, (const xmlChar *) "type");
  is_smtp = type != NULL && strcmp ((const char *) type, "smtp") == 0;
  xmlFree (type);
  return is_smtp;
}

/* What the provider calls itself, else the domain. */
static char *
dup_name (const xmlNode *provider,
          const char    *address)
{
  g_autofree char *brief = dup_child (provider, "displayShortName");
  g_autofree char *name = brief != NULL && *brief != '\0' ? g_steal_pointer (&brief) : dup_child (provider, "displayName");
  const char *at = strrchr (address, '@');

  if (name == NULL || *name == '\0')
    return g_strdup (at != NULL ? at + 1 : address);
  return postino_text_cut (name, MAX_NAME_BYTES);
}

static PostinoSmtpProfile *
find_server (const xmlNode *root,
             const char    *address)
{
  for (const xmlNode *provider = root->children; provider != NULL; provider = provider->next)
    {
      g_autofree char *name = NULL;

      if (!is_element (provider, "emailProvider"))
        continue;
      name = dup_name (provider, address);
      for (const xmlNode *node = provider->children; node != NULL; node = node->next)
        {
          PostinoSmtpProfile *profile = is_outgoing (node) ? read_server (node, name, address) : NULL;

          if (profile != NULL)
            return profile;
        }
    }
  return NULL;
}

PostinoSmtpProfile *
postino_autoconfig_parse (const char *bytes,
                          gsize       n_bytes,
                          const char *address,
                          GError    **error)
{
  const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC;
  g_autofree char *text = NULL;
  PostinoSmtpProfile *profile = NULL;
  xmlDoc *document;
  const xmlNode *root;

  if (n_bytes > POSTINO_AUTOCONFIG_MAX_BYTES)
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_LIMIT,
                           _("The document about mail servers is too long"));
      return NULL;
    }
  text = g_utf8_make_valid (bytes, (gssize) n_bytes);
  document = xmlReadMemory (text, (int) strlen (text), NULL, "UTF-8", options);
  root = document != NULL ? xmlDocGetRootElement (document) : NULL;
  if (root == NULL || document->intSubset != NULL || !is_element (root, "clientConfig"))
    {
      g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                           _("That is no document about mail servers"));
    }
  else
    {
      profile = find_server (root, address);
      if (profile == NULL)
        g_set_error_literal (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND,
                             _("The document about mail servers names none that takes mail encrypted"));
    }
  xmlFreeDoc (document);
  return profile;
}
