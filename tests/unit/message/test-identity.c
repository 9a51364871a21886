/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "message/identity.h"

#include "base/error.h"

static const struct {
  const char *email;
  const char *name;
  const char *unsubscribe_to;
  const char *privacy;
  const char *clean_email; /* NULL: a fault */
  const char *clean_name;
} cases[] = {
  { "Ciao@Example.ORG", "La  mia\nbottega ", NULL, NULL, "Ciao@example.org", "La mia bottega" },
  { "ann@bücher.example", "Ann", "via@example.org", "https://example.org/privacy", "ann@xn--bcher-kva.example", "Ann" },
  { "ann@example.org", NULL, "", "", "ann@example.org", NULL },
  { "ann@@example.org", "Ann", NULL, NULL, NULL, NULL },
  { "ann@example.org", "Ann", "via", NULL, NULL, NULL },
  { "ann@example.org", "Ann", NULL, "example.org/privacy", NULL, NULL },
  { "ann@example.org", "Ann", NULL, "javascript:alert(1)", NULL, NULL },
};

static void
test_normalize (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PostinoIdentity) identity = g_new0 (PostinoIdentity, 1);
      g_autoptr (GError) error = NULL;

      identity->email = g_strdup (cases[i].email);
      identity->name = g_strdup (cases[i].name);
      identity->unsubscribe_to = g_strdup (cases[i].unsubscribe_to);
      identity->privacy_url = g_strdup (cases[i].privacy);
      postino_identity_normalize (identity, &error);
      if (cases[i].clean_email == NULL)
        {
          g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (identity->email, ==, cases[i].clean_email);
      g_assert_cmpstr (identity->name, ==, cases[i].clean_name);
      g_assert_cmpstr (identity->unsubscribe_to, ==, cases[i].unsubscribe_to);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/identity/normalize", test_normalize);
  return g_test_run ();
}
