/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contacts/address.h"

#include <string.h>

#define OCTETS_64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define OCTETS_63 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define OCTETS_61 "ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"

static const struct {
  const char *input;
  const char *address;
  const char *key;
  PostinoAddressFault fault;
} cases[] = {
  { "Ann@Example.ORG", "Ann@example.org", "ann@example.org", POSTINO_ADDRESS_OK },
  { "  ann@example.org\t", "ann@example.org", "ann@example.org", POSTINO_ADDRESS_OK },
  { "\xc2\xa0" "ann@example.org\xe2\x80\x8b", "ann@example.org", "ann@example.org", POSTINO_ADDRESS_OK },
  { "<ann@example.org>", "ann@example.org", "ann@example.org", POSTINO_ADDRESS_OK },
  { "Ann Rossi <ann@example.org>", "ann@example.org", "ann@example.org", POSTINO_ADDRESS_OK },
  { "\"Rossi, Ann\" < ann@example.org >", "ann@example.org", "ann@example.org", POSTINO_ADDRESS_OK },
  { "mailto:ann@example.org", "ann@example.org", "ann@example.org", POSTINO_ADDRESS_OK },
  { "MAILTO:ann%2Bnews@example.org?subject=ciao", "ann+news@example.org", "ann+news@example.org", POSTINO_ADDRESS_OK },
  { "o'neil+x_y-z=1@a-b.example", "o'neil+x_y-z=1@a-b.example", "o'neil+x_y-z=1@a-b.example", POSTINO_ADDRESS_OK },
  { "Jörg@Bücher.example", "Jörg@xn--bcher-kva.example", "jörg@xn--bcher-kva.example", POSTINO_ADDRESS_OK },
  { "Jo\xcc\x88rg@bu\xcc\x88" "cher.example", "Jörg@xn--bcher-kva.example", "jörg@xn--bcher-kva.example", POSTINO_ADDRESS_OK },
  { "a@straße.example", "a@xn--strae-oqa.example", "a@xn--strae-oqa.example", POSTINO_ADDRESS_OK },
  { "a@XN--BCHER-KVA.example", "a@xn--bcher-kva.example", "a@xn--bcher-kva.example", POSTINO_ADDRESS_OK },
  { "用户@例子.广告", "用户@xn--fsqu00a.xn--4rr70v", "用户@xn--fsqu00a.xn--4rr70v", POSTINO_ADDRESS_OK },
  { "\"a b\"@example.org", "\"a b\"@example.org", "\"a b\"@example.org", POSTINO_ADDRESS_OK },
  { "\"a@b\"@example.org", "\"a@b\"@example.org", "\"a@b\"@example.org", POSTINO_ADDRESS_OK },
  { "\"Ann\"@example.org", "Ann@example.org", "ann@example.org", POSTINO_ADDRESS_OK },
  { "\"a\\\"b\"@example.org", "\"a\\\"b\"@example.org", "\"a\\\"b\"@example.org", POSTINO_ADDRESS_OK },
  { OCTETS_64 "@example.org", OCTETS_64 "@example.org", OCTETS_64 "@example.org", POSTINO_ADDRESS_OK },
  { "a@" OCTETS_63 ".it", "a@" OCTETS_63 ".it", "a@" OCTETS_63 ".it", POSTINO_ADDRESS_OK },
  { OCTETS_64 "@" OCTETS_63 "." OCTETS_63 "." OCTETS_61, OCTETS_64 "@" OCTETS_63 "." OCTETS_63 "." OCTETS_61,
    OCTETS_64 "@" OCTETS_63 "." OCTETS_63 "." OCTETS_61, POSTINO_ADDRESS_OK },

  { "", NULL, NULL, POSTINO_ADDRESS_EMPTY },
  { "  \t", NULL, NULL, POSTINO_ADDRESS_EMPTY },
  { "<>", NULL, NULL, POSTINO_ADDRESS_EMPTY },
  { "mailto:", NULL, NULL, POSTINO_ADDRESS_EMPTY },
  { "ann", NULL, NULL, POSTINO_ADDRESS_NO_AT },
  { "\"ann\"", NULL, NULL, POSTINO_ADDRESS_NO_AT },
  { "a@b@c", NULL, NULL, POSTINO_ADDRESS_TWO_ATS },
  { "a@@b.it", NULL, NULL, POSTINO_ADDRESS_TWO_ATS },
  { "a@b.it;c@d.it", NULL, NULL, POSTINO_ADDRESS_TWO_ATS },
  { "@example.org", NULL, NULL, POSTINO_ADDRESS_EMPTY_LOCAL },
  { "\"\"@example.org", NULL, NULL, POSTINO_ADDRESS_EMPTY_LOCAL },
  { "ann@", NULL, NULL, POSTINO_ADDRESS_EMPTY_DOMAIN },
  { OCTETS_64 "a@example.org", NULL, NULL, POSTINO_ADDRESS_LOCAL_TOO_LONG },
  { OCTETS_64 "@" OCTETS_63 "." OCTETS_63 "." OCTETS_61 "c", NULL, NULL, POSTINO_ADDRESS_TOO_LONG },
  { "ann rossi@example.org", NULL, NULL, POSTINO_ADDRESS_BAD_CHARACTER },
  { "ann@exa mple.org", NULL, NULL, POSTINO_ADDRESS_BAD_CHARACTER },
  { "ann@exa_mple.org", NULL, NULL, POSTINO_ADDRESS_BAD_CHARACTER },
  { "a,b@example.org", NULL, NULL, POSTINO_ADDRESS_BAD_CHARACTER },
  { "a(b)@example.org", NULL, NULL, POSTINO_ADDRESS_BAD_CHARACTER },
  { "a\xe2\x80\xae" "b@example.org", NULL, NULL, POSTINO_ADDRESS_BAD_CHARACTER },
  { "\"ann@example.org", NULL, NULL, POSTINO_ADDRESS_BAD_CHARACTER },
  { "\"a\\", NULL, NULL, POSTINO_ADDRESS_BAD_CHARACTER },
  { "ann\xe0@example.org", NULL, NULL, POSTINO_ADDRESS_BAD_CHARACTER },
  { ".ann@example.org", NULL, NULL, POSTINO_ADDRESS_BAD_DOTS },
  { "ann.@example.org", NULL, NULL, POSTINO_ADDRESS_BAD_DOTS },
  { "a..b@example.org", NULL, NULL, POSTINO_ADDRESS_BAD_DOTS },
  { "ann@.example.org", NULL, NULL, POSTINO_ADDRESS_BAD_DOTS },
  { "ann@example..org", NULL, NULL, POSTINO_ADDRESS_BAD_DOTS },
  { "ann@example.org.", NULL, NULL, POSTINO_ADDRESS_BAD_DOTS },
  { "ann@bücher..org", NULL, NULL, POSTINO_ADDRESS_BAD_DOTS },
  { "ann@localhost", NULL, NULL, POSTINO_ADDRESS_DOMAIN_WITHOUT_DOT },
  { "ann@-example.org", NULL, NULL, POSTINO_ADDRESS_BAD_LABEL },
  { "ann@example-.org", NULL, NULL, POSTINO_ADDRESS_BAD_LABEL },
  { "ann@192.0.2.1", NULL, NULL, POSTINO_ADDRESS_BAD_LABEL },
  { "a@b" OCTETS_63 ".it", NULL, NULL, POSTINO_ADDRESS_BAD_LABEL },
  { "a@xn--a-.example", NULL, NULL, POSTINO_ADDRESS_BAD_IDN },
  { "a@\xcc\x81" "a.example", NULL, NULL, POSTINO_ADDRESS_BAD_IDN },
  { "a@b.it\r\nBcc: c@d.it", NULL, NULL, POSTINO_ADDRESS_CONTROL_CHARACTER },
  { "a@b.it\n", NULL, NULL, POSTINO_ADDRESS_CONTROL_CHARACTER },
  { "x\n<a@b.it>", NULL, NULL, POSTINO_ADDRESS_CONTROL_CHARACTER },
  { "mailto:a@b.it%0d%0ac", NULL, NULL, POSTINO_ADDRESS_CONTROL_CHARACTER },
  { "a\x01@b.it", NULL, NULL, POSTINO_ADDRESS_CONTROL_CHARACTER },
  { "\"a\x7f\"@b.it", NULL, NULL, POSTINO_ADDRESS_CONTROL_CHARACTER },
  { "ann@[192.0.2.1]", NULL, NULL, POSTINO_ADDRESS_LITERAL },
};

static void
test_parse (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PostinoAddress) parsed = { NULL };
      g_auto (PostinoAddress) again = { NULL };
      g_autofree char *shown = g_strescape (cases[i].input, NULL);

      g_test_message ("%s", shown);
      g_assert_cmpint (postino_address_parse (cases[i].input, -1, &parsed), ==, cases[i].fault);
      g_assert_cmpstr (parsed.address, ==, cases[i].address);
      g_assert_cmpstr (parsed.key, ==, cases[i].key);
      if (parsed.address == NULL)
        continue;
      g_assert_cmpint (postino_address_parse (parsed.address, -1, &again), ==, POSTINO_ADDRESS_OK);
      g_assert_cmpstr (again.address, ==, parsed.address);
      g_assert_cmpstr (again.key, ==, parsed.key);
    }
}

static void
test_length (void)
{
  g_auto (PostinoAddress) parsed = { NULL };
  g_autofree char *huge = g_strnfill (1 << 20, 'a');

  g_assert_cmpint (postino_address_parse ("a@b.it\0c", 8, &parsed), ==, POSTINO_ADDRESS_CONTROL_CHARACTER);
  g_assert_cmpint (postino_address_parse (huge, -1, &parsed), ==, POSTINO_ADDRESS_TOO_LONG);
  g_assert_cmpint (postino_address_parse ("a@b.itXX", 6, &parsed), ==, POSTINO_ADDRESS_OK);
  g_assert_cmpstr (parsed.key, ==, "a@b.it");
}

static void
test_domain (void)
{
  g_autofree char *key = NULL;

  g_assert_cmpint (postino_address_parse_domain ("@Example.ORG ", &key), ==, POSTINO_ADDRESS_OK);
  g_assert_cmpstr (key, ==, "@example.org");
  g_clear_pointer (&key, g_free);
  g_assert_cmpint (postino_address_parse_domain ("bücher.example", &key), ==, POSTINO_ADDRESS_OK);
  g_assert_cmpstr (key, ==, "@xn--bcher-kva.example");
  g_clear_pointer (&key, g_free);
  g_assert_cmpint (postino_address_parse_domain ("@", &key), ==, POSTINO_ADDRESS_EMPTY_DOMAIN);
  g_assert_null (key);
  g_assert_cmpstr (postino_address_get_domain ("\"a@b\"@c.it"), ==, "c.it");
}

static void
test_faults (void)
{
  g_assert_null (postino_address_fault_to_sentence (POSTINO_ADDRESS_OK));
  for (guint i = 1; i < POSTINO_ADDRESS_N_FAULTS; i++)
    {
      g_assert_cmpuint (strlen (postino_address_fault_to_sentence (i)), >, 10);
      for (guint j = 1; j < i; j++)
        g_assert_cmpstr (postino_address_fault_to_code (i), !=, postino_address_fault_to_code (j));
    }
}

static void
test_smtputf8 (void)
{
  g_assert_false (postino_address_needs_smtputf8 ("ann@xn--bcher-kva.example"));
  g_assert_true (postino_address_needs_smtputf8 ("jörg@example.org"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address/parse", test_parse);
  g_test_add_func ("/address/length", test_length);
  g_test_add_func ("/address/domain", test_domain);
  g_test_add_func ("/address/faults", test_faults);
  g_test_add_func ("/address/smtputf8", test_smtputf8);
  return g_test_run ();
}
