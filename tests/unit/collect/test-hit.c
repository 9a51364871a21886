/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"
#include "collect/hit.h"

#define HIT(REST) "{\"id\":1,\"at_us\":5,\"kind\":\"o\",\"campaign\":2,\"row\":3,\"link\":0,\"method\":\"GET\"" REST "}"

static const struct {
  const char *json;
  gboolean ok;
} hits[] = {
  { HIT (""), TRUE },
  { HIT (",\"ip\":\"192.0.2.0\",\"agent\":null,\"new\":[1]"), TRUE },
  { HIT (",\"ip\":17"), FALSE },
  { HIT (",\"agent\":[]"), FALSE },
  { "[]", FALSE },
  { "null", FALSE },
  { "{}", FALSE },
  { "{\"id\":0,\"at_us\":5,\"kind\":\"o\",\"campaign\":2,\"row\":3,\"link\":0,\"method\":\"GET\"}", FALSE },
  { "{\"id\":1,\"at_us\":5,\"kind\":\"x\",\"campaign\":2,\"row\":3,\"link\":0,\"method\":\"GET\"}", FALSE },
  { "{\"id\":1,\"at_us\":5,\"kind\":\"oo\",\"campaign\":2,\"row\":3,\"link\":0,\"method\":\"GET\"}", FALSE },
  { "{\"id\":1,\"at_us\":5,\"kind\":\"o\",\"campaign\":2,\"row\":-1,\"link\":0,\"method\":\"GET\"}", FALSE },
  { "{\"id\":1,\"at_us\":5,\"kind\":\"o\",\"campaign\":2,\"row\":1.5,\"link\":0,\"method\":\"GET\"}", FALSE },
  { "{\"id\":1,\"at_us\":5,\"kind\":\"o\",\"campaign\":2,\"row\":3,\"link\":65535,\"method\":\"GET\"}", TRUE },
  { "{\"id\":1,\"at_us\":5,\"kind\":\"o\",\"campaign\":2,\"row\":3,\"link\":65536,\"method\":\"GET\"}", FALSE },
  { "{\"id\":1,\"at_us\":5,\"kind\":\"o\",\"campaign\":2,\"row\":3,\"link\":0}", FALSE },
};

static void
test_hits (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hits); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = json_from_string (hits[i].json, &error);
      g_autoptr (PostinoHit) hit = NULL;

      g_assert_no_error (error);
      hit = postino_hit_from_json (node, &error);
      g_test_message ("%s", hits[i].json);
      g_assert_cmpint (hit != NULL, ==, hits[i].ok);
      if (!hits[i].ok)
        g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_PROTOCOL);
    }
}

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  PostinoHit hit = { 9, 1700000000000000, 'u', 4, 5, 6, POSTINO_HIT_ONE_CLICK, "2001:db8::", "Ä \"x\"" };
  g_autoptr (JsonNode) node = postino_hit_to_json (&hit);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (JsonNode) again = json_from_string (text, NULL);
  g_autoptr (PostinoHit) read = postino_hit_from_json (again, &error);

  g_assert_no_error (error);
  g_assert_cmpint (read->id, ==, hit.id);
  g_assert_cmpint (read->at_us, ==, hit.at_us);
  g_assert_cmpint (read->kind, ==, hit.kind);
  g_assert_cmpint (read->campaign, ==, hit.campaign);
  g_assert_cmpint (read->row, ==, hit.row);
  g_assert_cmpuint (read->link, ==, hit.link);
  g_assert_cmpstr (read->method, ==, hit.method);
  g_assert_cmpstr (read->ip, ==, hit.ip);
  g_assert_cmpstr (read->agent, ==, hit.agent);
}

#define PUBLICATION(LINKS) "{\"campaign\":1,\"test\":false,\"sender\":\"B\",\"links\":" LINKS "}"

static const struct {
  const char *json;
  int n_links; /* -1: refused */
} publications[] = {
  { PUBLICATION ("[]"), 0 },
  { PUBLICATION ("[\"https://a.example/\",\"http://b.example\"]"), 2 },
  { PUBLICATION ("[\"HTTPS://a.example/\"]"), 1 },
  { PUBLICATION ("[\"javascript:alert(1)\"]"), -1 },
  { PUBLICATION ("[\"//a.example/\"]"), -1 },
  { PUBLICATION ("[\"ftp://a.example/\"]"), -1 },
  { PUBLICATION ("[\"https://a.example/\\r\\nSet-Cookie: x\"]"), -1 },
  { PUBLICATION ("[\"https://a.example/ b\"]"), -1 },
  { PUBLICATION ("[1]"), -1 },
  { PUBLICATION ("{}"), -1 },
  { "{\"campaign\":0,\"test\":false,\"links\":[]}", -1 },
  { "{\"campaign\":1,\"links\":[]}", -1 },
  { "{\"campaign\":1,\"test\":0,\"links\":[]}", -1 },
  { "{\"campaign\":1,\"test\":false}", -1 },
};

static void
test_publications (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (publications); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = json_from_string (publications[i].json, &error);
      g_autoptr (PostinoPublication) publication = NULL;

      g_assert_no_error (error);
      publication = postino_publication_from_json (node, &error);
      g_test_message ("%s", publications[i].json);
      if (publications[i].n_links < 0)
        {
          g_assert_null (publication);
          g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpint ((int) publication->urls->len, ==, publications[i].n_links);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hit/read", test_hits);
  g_test_add_func ("/hit/round-trip", test_round_trip);
  g_test_add_func ("/hit/publications", test_publications);
  return g_test_run ();
}
