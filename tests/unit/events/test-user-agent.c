/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "events/user-agent.h"

#define FIREFOX "Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Firefox/102.0"

static const struct {
  const char *agent;
  const char *method;
  gint64 seconds_after;
  PostinoAgentKind kind;
  const char *client;
} cases[] = {
  { "Mozilla/5.0", "GET", 60, POSTINO_AGENT_MACHINE, "Apple Mail" },
  { "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", "GET", 60,
    POSTINO_AGENT_HUMAN, "Gmail" },
  { FIREFOX, "GET", 60, POSTINO_AGENT_HUMAN, NULL },
  { FIREFOX, "GET", -1, POSTINO_AGENT_HUMAN, NULL },
  { FIREFOX, "GET", 1, POSTINO_AGENT_UNKNOWN, NULL },
  { FIREFOX, "GET", 2, POSTINO_AGENT_HUMAN, NULL },
  { FIREFOX, "HEAD", 60, POSTINO_AGENT_MACHINE, NULL },
  { "curl/7.88.1", "GET", 60, POSTINO_AGENT_UNKNOWN, NULL },
  { "mimecast scanner", "GET", 60, POSTINO_AGENT_MACHINE, NULL },
  { "", "GET", 60, POSTINO_AGENT_UNKNOWN, NULL },
  { NULL, NULL, -1, POSTINO_AGENT_UNKNOWN, NULL },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PostinoAgentJudgement judgement
        = postino_user_agent_judge (cases[i].agent, cases[i].method, cases[i].seconds_after);

      g_test_message ("%s %s", cases[i].method, cases[i].agent);
      g_assert_cmpint (judgement.kind, ==, cases[i].kind);
      g_assert_cmpstr (judgement.client, ==, cases[i].client);
      g_assert_nonnull (judgement.why);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/user-agent/table", test_table);
  return g_test_run ();
}
