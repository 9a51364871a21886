/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Human, machine or unknown: judged from what a request says of itself. The rules are a table,
 * first match wins; what no rule knows is unknown, never guessed to be a person.
 *
 * Apple's Mail Privacy Protection fetches every pixel through proxies that call themselves exactly
 * "Mozilla/5.0", read or not. Gmail's and Yahoo's proxies fetch when somebody looks. Security
 * scanners fetch within seconds and often by HEAD. */

#include "events/user-agent.h"

#include <string.h>

enum { SCANNER_SECONDS = 2 };

typedef enum { EXACT, CONTAINS } Match;

static const struct {
  Match match;
  const char *text;
  PostinoAgentKind kind;
  const char *client;
  const char *why;
} rules[] = {
  { EXACT, "Mozilla/5.0", POSTINO_AGENT_MACHINE, "Apple Mail", "mail-privacy" },
  { CONTAINS, "GoogleImageProxy", POSTINO_AGENT_HUMAN, "Gmail", "proxy-of-reader" },
  { CONTAINS, "YahooMailProxy", POSTINO_AGENT_HUMAN, "Yahoo", "proxy-of-reader" },
  { CONTAINS, "Barracuda", POSTINO_AGENT_MACHINE, NULL, "scanner" },
  { CONTAINS, "BitDefender", POSTINO_AGENT_MACHINE, NULL, "scanner" },
  { CONTAINS, "CheckMark", POSTINO_AGENT_MACHINE, NULL, "scanner" },
  { CONTAINS, "Mimecast", POSTINO_AGENT_MACHINE, NULL, "scanner" },
  { CONTAINS, "Proofpoint", POSTINO_AGENT_MACHINE, NULL, "scanner" },
  { CONTAINS, "Symantec", POSTINO_AGENT_MACHINE, NULL, "scanner" },
  { CONTAINS, "bingbot", POSTINO_AGENT_MACHINE, NULL, "crawler" },
  { CONTAINS, "BingPreview", POSTINO_AGENT_MACHINE, NULL, "link-preview" },
  { CONTAINS, "facebookexternalhit", POSTINO_AGENT_MACHINE, NULL, "link-preview" },
  { CONTAINS, "Googlebot", POSTINO_AGENT_MACHINE, NULL, "crawler" },
  { CONTAINS, "Slackbot", POSTINO_AGENT_MACHINE, NULL, "link-preview" },
  { CONTAINS, "TelegramBot", POSTINO_AGENT_MACHINE, NULL, "link-preview" },
  { CONTAINS, "WhatsApp", POSTINO_AGENT_MACHINE, NULL, "link-preview" },
  { CONTAINS, "Thunderbird", POSTINO_AGENT_HUMAN, "Thunderbird", "mail-program" },
  { CONTAINS, "Microsoft Outlook", POSTINO_AGENT_HUMAN, "Outlook", "mail-program" },
  { CONTAINS, "Evolution", POSTINO_AGENT_HUMAN, "Evolution", "mail-program" },
  { CONTAINS, "AppleWebKit", POSTINO_AGENT_HUMAN, NULL, "browser" },
  { CONTAINS, "Gecko/", POSTINO_AGENT_HUMAN, NULL, "browser" },
};

static gboolean
matches (const char *agent,
         Match       match,
         const char *text)
{
  switch (match)
    {
    case EXACT:
      return strcmp (agent, text) == 0;
    case CONTAINS:
      return strcasestr (agent, text) != NULL;
    }
  g_assert_not_reached ();
}

PostinoAgentJudgement
postino_user_agent_judge (const char *agent,
                          const char *method,
                          gint64      seconds_after)
{
  PostinoAgentJudgement judgement = { POSTINO_AGENT_UNKNOWN, NULL, "not-known" };

  if (g_strcmp0 (method, "HEAD") == 0)
    return (PostinoAgentJudgement) { POSTINO_AGENT_MACHINE, NULL, "head-request" };
  if (agent == NULL || *agent == '\0')
    return (PostinoAgentJudgement) { POSTINO_AGENT_UNKNOWN, NULL, "no-agent" };

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      if (!matches (agent, rules[i].match, rules[i].text))
        continue;
      judgement = (PostinoAgentJudgement) { rules[i].kind, rules[i].client, rules[i].why };
      break;
    }
  /* A browser faster than anybody can read is a scanner in a browser's clothes: not sure, so not a
   * person. */
  if (judgement.kind == POSTINO_AGENT_HUMAN && seconds_after >= 0
      && seconds_after < SCANNER_SECONDS)
    return (PostinoAgentJudgement) { POSTINO_AGENT_UNKNOWN, judgement.client, "too-fast" };
  return judgement;
}

const char *
postino_agent_kind_to_name (PostinoAgentKind kind)
{
  switch (kind)
    {
    case POSTINO_AGENT_HUMAN:
      return "human";
    case POSTINO_AGENT_MACHINE:
      return "machine";
    case POSTINO_AGENT_UNKNOWN:
      return "unknown";
    }
  g_assert_not_reached ();
}
