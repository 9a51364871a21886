/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/destination-name.h"

#include "base/error.h"

static const struct {
  const char *said;
  const char *id; /* NULL: neither */
  const char *name;
} cases[] = {
  { "gmail", "gmail", "Gmail" },
  { "gmail.com", "gmail", "Gmail" },
  { "GMAIL.com", "gmail", "Gmail" },
  { "Bücher.example", "xn--bcher-kva.example", "xn--bcher-kva.example" },
  { "bottega.example", "bottega.example", "bottega.example" },
  { "not a domain", NULL, NULL },
  { "", NULL, NULL },
};

static void
test_names (void)
{
  g_autoptr (PostinoProviderList) providers = postino_provider_list_load ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *id = postino_destination_find_id (providers, cases[i].said, &error);

      g_assert_cmpstr (id, ==, cases[i].id);
      if (id != NULL)
        g_assert_cmpstr (postino_destination_get_name (providers, id), ==, cases[i].name);
      else
        g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/destination-name/names", test_names);
  return g_test_run ();
}
