/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/server-search.h"

#include <glib/gstdio.h>

#include "base/error.h"

#define ZONE "bottega.example MX 10 mx.aruba.it\n"

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* NULL with an error; yours. */
static PostinoServerGuess *
search (const char   *address,
        GCancellable *cancellable,
        GError      **error)
{
  g_autoptr (PostinoProviderList) providers = postino_provider_list_load ();
  g_autoptr (GAsyncResult) result = NULL;

  postino_server_search_async (providers, address, cancellable, found_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return postino_server_search_finish (result, error);
}

static void
test_search (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoServerGuess) guess = search ("info@bottega.example", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (guess->provider, ==, "aruba");
  g_assert_null (search ("info@nothing.example", NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (search ("info@bottega.example", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("postino-zone-XXXXXX", &path, NULL);
  int status;

  g_test_init (&argc, &argv, NULL);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, ZONE, -1, NULL));
  g_setenv ("POSTINO_DNS_FILE", path, TRUE);
  g_test_add_func ("/server-search/search", test_search);
  status = g_test_run ();
  g_unlink (path);
  return status;
}
