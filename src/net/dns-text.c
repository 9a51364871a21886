/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TXT records without GResolver: the one of GLib 2.74 puts their bytes into a GVariant unchecked and
 * falls with the first record that is not UTF-8, and what stands in a foreign domain's DNS is a
 * stranger's choice. The C library's resolver asks, and its parser reads; both keep to the bounds of
 * the answer. */

#include "net/dns-text.h"

#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>

enum { MAX_ANSWER_BYTES = 65535 }; /* a TCP answer, RFC 1035, 4.2.2 */

/* The strings of one record, joined; NULL if it ends inside one. Yours. */
static char *
join_strings (const guint8 *data,
              gsize         n_bytes)
{
  g_autoptr (GString) joined = g_string_new (NULL);

  while (n_bytes > 0)
    {
      gsize length = data[0];

      if (length + 1 > n_bytes)
        return NULL;
      g_string_append_len (joined, (const char *) data + 1, (gssize) length);
      data += length + 1;
      n_bytes -= length + 1;
    }
  return g_utf8_make_valid (joined->str, (gssize) joined->len);
}

GPtrArray *
postino_dns_text_parse (const guint8 *answer,
                        gsize         n_bytes,
                        GError      **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  gboolean is_whole = n_bytes <= MAX_ANSWER_BYTES;
  ns_msg message;
  ns_rr record;

  is_whole = is_whole && ns_initparse (answer, (int) n_bytes, &message) == 0;
  for (int i = 0; is_whole && i < ns_msg_count (message, ns_s_an); i++)
    {
      char *text;

      is_whole = ns_parserr (&message, ns_s_an, i, &record) == 0;
      if (!is_whole || ns_rr_type (record) != ns_t_txt)
        continue;
      text = join_strings (ns_rr_rdata (record), ns_rr_rdlen (record));
      is_whole = text != NULL;
      if (is_whole)
        g_ptr_array_add (texts, text);
    }
  if (!is_whole)
    g_set_error_literal (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_INTERNAL, "The answer of DNS is damaged");
  else if (texts->len == 0)
    g_set_error_literal (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "NODATA");
  return is_whole && texts->len > 0 ? g_steal_pointer (&texts) : NULL;
}

static void
ask_in_thread (GTask        *task,
               gpointer      source,
               gpointer      name,
               GCancellable *cancellable)
{
  g_autofree guint8 *answer = g_malloc (MAX_ANSWER_BYTES);
  struct __res_state state = { 0 };
  GError *error = NULL;
  GPtrArray *texts = NULL;
  int n_bytes = -1;
  int why = TRY_AGAIN;

  if (res_ninit (&state) == 0)
    {
      n_bytes = res_nquery (&state, name, ns_c_in, ns_t_txt, answer, MAX_ANSWER_BYTES);
      why = state.res_h_errno;
      res_nclose (&state);
    }
  if (n_bytes >= 0)
    texts = postino_dns_text_parse (answer, (gsize) n_bytes, &error);
  else
    g_set_error (&error, G_RESOLVER_ERROR,
                 why == HOST_NOT_FOUND || why == NO_DATA ? G_RESOLVER_ERROR_NOT_FOUND
                                                         : G_RESOLVER_ERROR_TEMPORARY_FAILURE,
                 "%s: %s", (const char *) name, hstrerror (why));
  if (texts != NULL)
    g_task_return_pointer (task, texts, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
postino_dns_text_ask_async (const char         *name,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, g_strdup (name), g_free);
  /* The C library cannot be interrupted: the thread ends by itself, the answer is nobody's then. */
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, ask_in_thread);
}

GPtrArray *
postino_dns_text_ask_finish (GAsyncResult *result,
                             GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
