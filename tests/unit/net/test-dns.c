/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front over a zone, and over a resolver that never answers. */
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "net/dns-zone.h"
#include "net/dns.h"

#define ZONE                                                                                            \
  "one.example TXT v=spf1 -all\n"                                                                       \
  "one.example TXT \"in two\" \" strings\\\"\"\n"                                                       \
  "one.example A 192.0.2.1\n"                                                                           \
  "one.example AAAA 2001:db8::1\n"                                                                      \
  "alias.example CNAME one.example\n"                                                                   \
  "loop.example CNAME loop.example\n"                                                                   \
  "broken.example FAIL\n"                                                                               \
  "equal.example MX 20 last.example.\n"                                                                 \
  "equal.example MX 10 A.example.\n"                                                                    \
  "equal.example MX 10 b.example.\n"                                                                    \
  "null.example MX 0 .\n"                                                                               \
  "odd.example MX ten mail\n"                                                                           \
  "b\xc3\xbc" "cher.example MX 1 mail.example\n"                                                        \
  "text-only.example TXT x\n"                                                                           \
  "_submission._tcp.one.example SRV 10 0 587 second.example\n"                                          \
  "_submission._tcp.one.example SRV 0 0 465 first.example\n"                                            \
  "_imap._tcp.one.example SRV 0 0 0 .\n"                                                                \
  "192.0.2.1 PTR mail.one.example.\n"                                                                   \
  "192.0.2.2 TXT x\n"

static PostinoDns *
open_zone (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GResolver) zone = postino_dns_zone_new (ZONE, &error);

  g_assert_no_error (error);
  return postino_dns_new (zone, 1000);
}

/* What a look-up says, in short; yours. */
static char *
describe (PostinoDns *dns,
          const char *kind,
          const char *name)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);

  if (strcmp (kind, "txt") == 0)
    found = postino_dns_lookup_txt (dns, name, NULL, &error);
  else if (strcmp (kind, "mail") == 0)
    found = postino_dns_list_mail_hosts (dns, name, NULL, &error);
  else if (strcmp (kind, "address") == 0)
    found = postino_dns_lookup_addresses (dns, name, NULL, &error);
  else if (strcmp (kind, "srv") == 0)
    found = postino_dns_lookup_srv (dns, name, NULL, &error);
  else
    found = postino_dns_lookup_mx (dns, name, NULL, &error);
  g_assert_true ((found == NULL) == (error != NULL));
  if (error != NULL)
    {
      g_assert_true (error->domain == POSTINO_ERROR);
      g_assert_nonnull (strstr (error->message, name));
      g_string_printf (text, "error %d", error->code);
    }
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      g_string_append (text, i > 0 ? "|" : "");
      if (strcmp (kind, "address") == 0)
        {
          g_autofree char *address = g_inet_address_to_string (found->pdata[i]);

          g_string_append (text, address);
        }
      else if (strcmp (kind, "srv") == 0)
        {
          const PostinoDnsService *service = found->pdata[i];

          g_string_append_printf (text, "%u %u %u %s", service->priority, service->weight, service->port, service->host);
        }
      else if (strcmp (kind, "mx") == 0)
        {
          const PostinoDnsMx *mx = found->pdata[i];

          g_string_append_printf (text, "%u %s", mx->preference, mx->host);
        }
      else
        g_string_append (text, found->pdata[i]);
    }
  return g_string_free (text, FALSE);
}

static const struct {
  const char *kind;
  const char *name;
  const char *said;
  int code; /* where said is NULL */
} answers[] = {
  { "txt", "one.example", "v=spf1 -all|in two strings\"", 0 },
  { "txt", "ONE.example.", "v=spf1 -all|in two strings\"", 0 },
  { "txt", "alias.example", "v=spf1 -all|in two strings\"", 0 },
  { "txt", "nowhere.example", NULL, POSTINO_ERROR_NOT_FOUND },
  { "txt", "equal.example", NULL, POSTINO_ERROR_NOT_FOUND },
  { "txt", "loop.example", NULL, POSTINO_ERROR_NOT_FOUND },
  { "txt", "broken.example", NULL, POSTINO_ERROR_BUSY },
  { "txt", "no..name", NULL, POSTINO_ERROR_INVALID },
  { "address", "one.example", "192.0.2.1|2001:db8::1", 0 },
  { "address", "text-only.example", NULL, POSTINO_ERROR_NOT_FOUND },
  { "mx", "null.example", "0 ", 0 },
  { "mx", "odd.example", NULL, POSTINO_ERROR_NOT_FOUND },
  { "mx", "b\xc3\xbc" "cher.example", "1 mail.example", 0 },
  { "mx", "xn--bcher-kva.example", "1 mail.example", 0 },
  { "srv", "_submission._tcp.one.example", "0 0 465 first.example|10 0 587 second.example", 0 },
  { "srv", "_imap._tcp.one.example", NULL, POSTINO_ERROR_NOT_FOUND },
  { "mail", "null.example", NULL, POSTINO_ERROR_REFUSED },
  { "mail", "one.example", "one.example", 0 }, /* its A record */
  { "mail", "alias.example", "alias.example", 0 },
  { "mail", "text-only.example", NULL, POSTINO_ERROR_NOT_FOUND },
  { "mail", "nowhere.example", NULL, POSTINO_ERROR_NOT_FOUND },
  { "mail", "a", NULL, POSTINO_ERROR_NOT_FOUND },
  { "mail", "broken.example", NULL, POSTINO_ERROR_BUSY },
};

static void
test_answers (void)
{
  g_autoptr (PostinoDns) dns = open_zone ();

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *said = describe (dns, answers[i].kind, answers[i].name);
      g_autofree char *refusal = g_strdup_printf ("error %d", answers[i].code);

      g_test_message ("%s %s", answers[i].kind, answers[i].name);
      g_assert_cmpstr (said, ==, answers[i].said != NULL ? answers[i].said : refusal);
    }
}

/* Both of the equal ones come first sooner or later, the other never does. */
static void
test_equal_preferences (void)
{
  g_autoptr (PostinoDns) dns = open_zone ();
  guint n_first[2] = { 0 };

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *said = describe (dns, "mail", "equal.example");

      if (strcmp (said, "a.example|b.example|last.example") == 0)
        n_first[0]++;
      else if (strcmp (said, "b.example|a.example|last.example") == 0)
        n_first[1]++;
      else
        g_error ("%s", said);
    }
  g_assert_cmpuint (n_first[0], >, 20);
  g_assert_cmpuint (n_first[1], >, 20);
}

static void
test_names_of_addresses (void)
{
  g_autoptr (PostinoDns) dns = open_zone ();
  g_autoptr (GInetAddress) known = g_inet_address_new_from_string ("192.0.2.1");
  g_autoptr (GInetAddress) nameless = g_inet_address_new_from_string ("192.0.2.2");
  g_autoptr (GInetAddress) unknown = g_inet_address_new_from_string ("192.0.2.3");
  g_autoptr (GError) error = NULL;
  g_autofree char *name = postino_dns_lookup_ptr (dns, known, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, "mail.one.example");
  g_assert_null (postino_dns_lookup_ptr (dns, nameless, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (postino_dns_lookup_ptr (dns, unknown, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
}

/* ---- a resolver that never answers ---- */

typedef GResolver Silent;
typedef GResolverClass SilentClass;
static GType silent_get_type (void);
G_DEFINE_TYPE (Silent, silent, G_TYPE_RESOLVER)

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_task_return_error_if_cancelled (user_data);
}

static void
never_answer_async (GResolver           *resolver,
                    const char          *name,
                    GResolverRecordType  type,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  GTask *task = g_task_new (resolver, cancellable, callback, user_data);

  g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), task, g_object_unref);
}

static GList *
never_answer_finish (GResolver    *resolver,
                     GAsyncResult *result,
                     GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
silent_class_init (SilentClass *klass)
{
  klass->lookup_records_async = never_answer_async;
  klass->lookup_records_finish = never_answer_finish;
}

static void
silent_init (Silent *self)
{
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (20000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_silence (void)
{
  g_autoptr (GResolver) silent = g_object_new (silent_get_type (), NULL);
  g_autoptr (PostinoDns) hasty = postino_dns_new (silent, 50);
  g_autoptr (PostinoDns) patient = postino_dns_new (silent, 60000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread;

  g_assert_null (postino_dns_lookup_txt (hasty, "one.example", NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT);
  g_assert_true (postino_dns_is_passing (error));
  g_clear_error (&error);
  /* Not the address instead: that nobody answered does not mean that there is no MX. */
  g_assert_null (postino_dns_list_mail_hosts (hasty, "one.example", NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_TIMEOUT);
  g_clear_error (&error);

  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_null (postino_dns_lookup_txt (patient, "one.example", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_clear_error (&error);
  g_assert_null (postino_dns_lookup_txt (patient, "one.example", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_files (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("postino-test-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "zone", NULL);
  g_autoptr (PostinoDns) dns = NULL;
  g_autofree char *said = NULL;

  g_assert_true (g_file_set_contents (path, "file.example TXT here", -1, &error));
  g_setenv ("POSTINO_DNS_FILE", path, TRUE);
  dns = postino_dns_open (&error);
  g_assert_no_error (error);
  said = describe (dns, "txt", "file.example");
  g_assert_cmpstr (said, ==, "here");

  g_assert_true (g_file_set_contents (path, "nonsense", -1, &error));
  g_assert_null (postino_dns_open (&error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, path));
  g_clear_error (&error);
  g_unlink (path);
  g_assert_null (postino_dns_open_file (path, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
  g_unsetenv ("POSTINO_DNS_FILE");
  g_rmdir (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dns/answers", test_answers);
  g_test_add_func ("/dns/equal-preferences", test_equal_preferences);
  g_test_add_func ("/dns/names-of-addresses", test_names_of_addresses);
  g_test_add_func ("/dns/silence", test_silence);
  g_test_add_func ("/dns/files", test_files);
  return g_test_run ();
}
