/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "campaign/provider-list.h"

#include <string.h>

#include "base/error.h"

static const struct {
  const char *domain;
  const char *id; /* NULL: nobody's who is known */
} domain_cases[] = {
  { "gmail.com", "gmail" },
  { "GMail.com.", "gmail" },
  { "googlemail.com", "gmail" },
  { "hotmail.it", "microsoft" },
  { "libero.it", "libero" },
  { "iol.it", "libero" },
  { "alice.it", "tim" },
  { "aruba.it", "aruba" },
  { "pec.it", "pec-aruba" },
  { "legalmail.it", "pec-legalmail" },
  { "studio.legalmail.it", "pec-legalmail" },
  { "people.gmail.com", NULL }, /* nobody has a mailbox there */
  { "notgmail.com", NULL },
  { "com", NULL },
  { "", NULL },
  { ".", NULL },
};

static const struct {
  const char *host;
  const char *id;
} mx_cases[] = {
  { "aspmx.l.google.com", "gmail" },
  { "ALT1.ASPMX.L.GOOGLE.COM.", "gmail" },
  { "aspmx2.googlemail.com", "gmail" },
  { "gmail-smtp-in.l.google.com", "gmail" },
  { "example-it.mail.protection.outlook.com", "microsoft" },
  { "outlook-com.olc.protection.outlook.com", "microsoft" },
  { "mx-eu.mail.am0.yahoodns.net", "yahoo" },
  { "mx.aruba.it", "aruba" },
  { "mx.pec.aruba.it", "pec-aruba" }, /* the longer suffix */
  { "smtp-in.libero.it", "libero" },
  { "mx01.mail.icloud.com", "icloud" },
  { "mx00.emig.gmx.net", "gmx" },
  { "mx-ha02.web.de", "web-de" },
  { "mail.protonmail.ch", "proton" },
  { "mx1.mail.ovh.net", "ovh" },
  { "mx00.ionos.it", "ionos" },
  { "mx.tim.it", "tim" },
  { "mail.register.it", "register" },
  { "notgoogle.com", NULL }, /* whole labels */
  { "google.com.example", NULL },
  { "", NULL },
};

/* The providers of the design notes (sending.md), and those of certified mail. */
static const char *promised[] = {
  "gmail", "workspace", "microsoft", "microsoft365", "yahoo", "icloud", "libero", "virgilio", "tim",
  "aruba", "register", "serverplan", "mailup", "mailsenpai", "brevo", "sarbacane", "sendgrid",
  "mailgun", "ses", "postmark", "pec-aruba", "pec-legalmail",
};

static void
test_domains (void)
{
  g_autoptr (PostinoProviderList) list = postino_provider_list_load ();

  for (gsize i = 0; i < G_N_ELEMENTS (domain_cases); i++)
    {
      const PostinoProvider *found
        = postino_provider_list_find_by_domain (list, domain_cases[i].domain);

      g_assert_cmpstr (found != NULL ? found->id : NULL, ==, domain_cases[i].id);
    }
}

static void
test_mx (void)
{
  g_autoptr (PostinoProviderList) list = postino_provider_list_load ();

  for (gsize i = 0; i < G_N_ELEMENTS (mx_cases); i++)
    {
      const PostinoProvider *found = postino_provider_list_find_by_mx (list, mx_cases[i].host);

      g_assert_cmpstr (found != NULL ? found->id : NULL, ==, mx_cases[i].id);
    }
}

static void
test_promised (void)
{
  g_autoptr (PostinoProviderList) list = postino_provider_list_load ();

  for (gsize i = 0; i < G_N_ELEMENTS (promised); i++)
    {
      const PostinoProvider *provider = postino_provider_list_get (list, promised[i]);

      g_assert_nonnull (provider);
      g_assert_cmpstr (provider->id, ==, promised[i]);
    }
  g_assert_null (postino_provider_list_get (list, "nobody"));
}

/* What is in the list can be used as it is: no domain and no MX twice, and the settings are those of a
 * server that is kept. */
static void
test_whole_list (void)
{
  g_autoptr (PostinoProviderList) list = postino_provider_list_load ();
  GPtrArray *all = postino_provider_list_get_all (list);

  for (guint i = 0; i < all->len; i++)
    {
      const PostinoProvider *provider = g_ptr_array_index (all, i);
      g_autoptr (PostinoSmtpProfile) profile = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (postino_provider_list_get (list, provider->id) == provider);
      for (gsize j = 0; provider->domains[j] != NULL; j++)
        g_assert_true (postino_provider_list_find_by_domain (list, provider->domains[j]) == provider);
      for (gsize j = 0; provider->mx[j] != NULL; j++)
        g_assert_true (postino_provider_list_find_by_mx (list, provider->mx[j]) == provider);
      g_assert_true ((provider->host == NULL)
                     == ((provider->notes & POSTINO_PROVIDER_NOTE_PANEL) != 0));
      if (provider->host == NULL)
        continue;
      profile = postino_smtp_profile_new (provider->name, provider->host);
      profile->port = provider->port;
      profile->tls = provider->tls;
      profile->user = postino_provider_build_user (provider, "ann@example.org");
      postino_smtp_profile_validate (profile, &error);
      g_assert_no_error (error);
    }
}

static void
test_settings (void)
{
  g_autoptr (PostinoProviderList) list = postino_provider_list_load ();
  const PostinoProvider *gmail = postino_provider_list_get (list, "gmail");
  const PostinoProvider *hosted = postino_provider_list_get_hosted (list, gmail);
  const PostinoProvider *ses = postino_provider_list_get (list, "ses");

  g_assert_cmpstr (gmail->name, ==, "Gmail");
  g_assert_cmpint (gmail->kind, ==, POSTINO_PROVIDER_FREE);
  g_assert_cmpstr (gmail->host, ==, "smtp.gmail.com");
  g_assert_cmpuint (gmail->port, ==, 465);
  g_assert_cmpint (gmail->tls, ==, POSTINO_SMTP_TLS_TLS);
  g_assert_cmpuint (gmail->per_day, ==, 500);
  g_assert_cmpint (gmail->notes, ==, POSTINO_PROVIDER_NOTE_APP_PASSWORD);
  g_assert_cmpstr (hosted->id, ==, "workspace");
  g_assert_cmpuint (hosted->per_day, ==, 2000);
  g_assert_true (postino_provider_list_get_hosted (list, ses) == ses);
  g_assert_cmpfloat (ses->per_second, ==, 1);
  g_assert_true (postino_provider_list_find_by_host (list, "SMTP.gmail.com") == gmail);
  g_assert_null (postino_provider_list_find_by_host (list, "smtp.example.org"));
  g_assert_cmpuint (postino_provider_list_get (list, "orange")->to_connections, ==, 2);
  g_assert_true (postino_provider_list_get (list, "pec-aruba")->notes & POSTINO_PROVIDER_NOTE_PEC);
}

static const struct {
  const char *id;
  const char *host;
  gboolean is_of;
} host_cases[] = {
  { "gmail", "smtp.gmail.com", TRUE },
  { "gmail", "SMTP-relay.Gmail.com.", TRUE },
  { "gmail", "smtp.googlemail.com", TRUE },
  { "gmail", "smtp.notgmail.com", FALSE },
  { "gmail", "com", FALSE },
  { "gmail", "", FALSE },
  { "microsoft", "smtp.office365.com", TRUE }, /* of those with a domain of their own */
  { "microsoft", "smtp-mail.outlook.com", TRUE },
  { "yahoo", "smtp.mail.yahoo.com", TRUE },
  { "libero", "smtp.iol.it", TRUE },
  { "libero", "smtp.gmail.com", FALSE },
};

static void
test_hosts (void)
{
  g_autoptr (PostinoProviderList) list = postino_provider_list_load ();

  for (gsize i = 0; i < G_N_ELEMENTS (host_cases); i++)
    {
      const PostinoProvider *provider = postino_provider_list_get (list, host_cases[i].id);

      g_assert_cmpint (postino_provider_list_is_host_of (list, provider, host_cases[i].host), ==,
                       host_cases[i].is_of);
    }
  g_assert_cmpstr (postino_provider_list_find_by_host (list, "smtps.pec.aruba.it")->id, ==, "pec-aruba");
  g_assert_cmpstr (postino_provider_list_find_by_host (list, "mbox.cert.legalmail.it")->id, ==, "pec-legalmail");
  g_assert_cmpstr (postino_provider_list_find_by_host (list, "smtps.aruba.it")->id, ==, "aruba");
}

static const struct {
  const char *user;
  const char *address;
  const char *name;
} user_cases[] = {
  { "%ADDRESS%", "ann@example.org", "ann@example.org" },
  { "%LOCAL%", "ann@example.org", "ann" },
  { "%LOCAL%", "\"a@b\"@example.org", "\"a@b\"" },
  { "apikey", "ann@example.org", "apikey" },
  { "", "ann@example.org", NULL },
};

static void
test_user (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (user_cases); i++)
    {
      PostinoProvider provider = { .user = (char *) user_cases[i].user };
      g_autofree char *name = postino_provider_build_user (&provider, user_cases[i].address);

      g_assert_cmpstr (name, ==, user_cases[i].name);
    }
}

#define GOOD "[a]\nname=A\nkind=free\nhost=smtp.example.org\nport=465\ntls=tls\n"

static const char *faulty[] = {
  "nothing like it",
  "[a]\nkind=free\nhost=smtp.example.org\nport=465\ntls=tls\n", /* no name */
  "[a]\nname=A\nhost=smtp.example.org\nport=465\ntls=tls\n",    /* no kind */
  "[a]\nname=A\nkind=other\nhost=smtp.example.org\nport=465\ntls=tls\n",
  "[a]\nname=A\nkind=free\n", /* no host, and no word where to find it */
  "[a]\nname=A\nkind=free\nhost=smtp.example.org\nport=465\n",
  "[a]\nname=A\nkind=free\nhost=smtp.example.org\nport=25\ntls=none\n",
  "[a]\nname=A\nkind=free\nhost=smtp.example.org\nport=65536\ntls=tls\n",
  "[a]\nname=A\nkind=free\nhost=smtp.example.org\ntls=tls\n",
  GOOD "auth=digest\n",
  GOOD "notes=app-password;other\n",
  GOOD "per_day=0\n",
  GOOD "per_day=many\n",
  GOOD "per_day=4294967297\n",
  GOOD "per_second=-1\n",
  GOOD "per_second=nan\n",
  GOOD "connections=65\n",
  GOOD "hosted=b\n",
};

static void
test_faulty (void)
{
  g_autoptr (PostinoProviderList) good = postino_provider_list_parse (GOOD, -1, NULL);

  g_assert_nonnull (good);
  for (gsize i = 0; i < G_N_ELEMENTS (faulty); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (postino_provider_list_parse (faulty[i], -1, &error));
      g_assert_nonnull (error);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/provider-list/domains", test_domains);
  g_test_add_func ("/provider-list/mx", test_mx);
  g_test_add_func ("/provider-list/promised", test_promised);
  g_test_add_func ("/provider-list/whole-list", test_whole_list);
  g_test_add_func ("/provider-list/settings", test_settings);
  g_test_add_func ("/provider-list/hosts", test_hosts);
  g_test_add_func ("/provider-list/user", test_user);
  g_test_add_func ("/provider-list/faulty", test_faulty);
  return g_test_run ();
}
