/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

typedef enum {
  POSTINO_AGENT_HUMAN,
  POSTINO_AGENT_MACHINE,
  POSTINO_AGENT_UNKNOWN,
} PostinoAgentKind;

/* Strings are static. */
typedef struct {
  PostinoAgentKind kind;
  const char *client; /* "Apple Mail", "Gmail" …; NULL: not known */
  const char *why;    /* a fixed word: stored with the event */
} PostinoAgentJudgement;

/* Who fetched a pixel or followed a link. @agent and @method may be NULL; @seconds_after the acceptance of the message,
 * -1 if not known. Pure; any thread. */
PostinoAgentJudgement postino_user_agent_judge (const char *agent, const char *method,
                                                gint64 seconds_after);

const char *postino_agent_kind_to_name (PostinoAgentKind kind);
