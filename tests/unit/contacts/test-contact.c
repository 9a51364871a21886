/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "contacts/contact.h"

static const struct {
  const char *first;
  const char *last;
  const char *name;
  const char *company;
  const char *shown;
} cases[] = {
  { "Ann", "Rossi", NULL, NULL, "Ann Rossi" },
  { "Ann", NULL, NULL, "Shop", "Ann" },
  { NULL, "Rossi", NULL, NULL, "Rossi" },
  { "Ann", "Rossi", "Dott. Ann Rossi", NULL, "Dott. Ann Rossi" },
  { NULL, NULL, NULL, "Shop", "Shop" },
  { NULL, NULL, NULL, NULL, NULL },
};

static void
test_display_name (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PostinoContact) contact = g_new0 (PostinoContact, 1);
      g_autofree char *shown = NULL;

      contact->values[POSTINO_KNOWN_FIRST_NAME] = g_strdup (cases[i].first);
      contact->values[POSTINO_KNOWN_LAST_NAME] = g_strdup (cases[i].last);
      contact->values[POSTINO_KNOWN_NAME] = g_strdup (cases[i].name);
      contact->values[POSTINO_KNOWN_COMPANY] = g_strdup (cases[i].company);
      shown = postino_contact_dup_display_name (contact);
      g_assert_cmpstr (shown, ==, cases[i].shown);
      g_assert_cmpstr (postino_contact_get (contact, "first_name"), ==, cases[i].first);
      g_assert_null (postino_contact_get (contact, "tessera"));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contact/display-name", test_display_name);
  return g_test_run ();
}
