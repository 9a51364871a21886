/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The message of a row is rendered again for its headers, without what is attached to all: only the type of its body
 * may then differ from what was on its way. */

#include "campaign/returned.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/error.h"
#include "campaign/campaigns-table.h"
#include "campaign/identities-table.h"
#include "campaign/sample.h"
#include "message/delivery-report.h"

enum { ROWS_A_PAGE = 200 };

struct _PostinoReturned {
  gint64 id;
  const guint8 *token_key;
  gint64 after;
  PostinoCampaign *campaign; /* these three with the first page */
  PostinoIdentity *identity;
  PostinoRender *render;
};

PostinoReturned *
postino_returned_new (gint64        campaign,
                      const guint8 *token_key)
{
  PostinoReturned *self = g_new0 (PostinoReturned, 1);

  self->id = campaign;
  self->token_key = token_key;
  return self;
}

void
postino_returned_free (PostinoReturned *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->campaign, postino_campaign_free);
  g_clear_pointer (&self->identity, postino_identity_free);
  g_clear_pointer (&self->render, postino_render_unref);
  g_free (self);
}

static gboolean
prepare (PostinoReturned *self,
         PostinoDb       *db,
         GError         **error)
{
  if (self->campaign == NULL)
    self->campaign = postino_campaigns_table_get (db, self->id, error);
  if (self->campaign == NULL)
    return FALSE;
  if (self->identity == NULL)
    self->identity = postino_identities_table_get (db, self->campaign->identity, error);
  if (self->identity == NULL)
    return FALSE;
  if (self->render == NULL)
    self->render = postino_sample_outline (db, self->campaign, self->campaign->collector_url, self->token_key,
                                           self->campaign->launched_us, error);
  return self->render != NULL;
}

GPtrArray *
postino_returned_read (PostinoReturned *self,
                       PostinoDb       *db,
                       GError         **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (self->render == NULL && !prepare (self, db, error))
    return NULL;
  rows = postino_ledger_table_page (db, self->id, POSTINO_LEDGER_EXPIRED, self->after, ROWS_A_PAGE, error);
  if (rows == NULL || !postino_ledger_table_fill_tried (db, rows, error))
    return NULL;
  if (rows->len > 0)
    self->after = ((PostinoLedgerRow *) rows->pdata[rows->len - 1])->id;
  return g_steal_pointer (&rows);
}

char *
postino_returned_describe (PostinoReturned        *self,
                           const PostinoLedgerRow *row)
{
  g_autofree char *first = postino_date_to_human (row->tried_us);
  g_autofree char *last = postino_date_to_human (row->settled_us);
  g_autofree char *tried = g_strdup_printf (ngettext ("It was tried %u time, between %s and %s.",
                                                      "It was tried %u times, between %s and %s.", row->attempt),
                                            row->attempt, first, last);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _("The newsletter “%s” could not be delivered to:"), self->campaign->name);
  g_string_append_printf (text, "\n\n    %s\n\n%s", row->address, tried);
  if (row->reply != NULL)
    g_string_append_printf (text, "\n%s\n\n    %s", _("What the server said last:"), row->reply);
  g_string_append_printf (text, "\n\n%s\n", _("It is not tried any more."));
  return g_string_free (text, FALSE);
}

/* Of the message; its Message-ID alone where it cannot be made any more. Yours. */
static char *
build_headers (PostinoReturned        *self,
               const PostinoLedgerRow *row)
{
  PostinoRenderRecipient recipient = { row->id, row->address, row->name, row->merge, row->individual, row->armed_us };
  g_autoptr (GBytes) message = postino_render_message (self->render, &recipient, NULL, NULL);
  g_autofree char *id = NULL;
  const char *text, *end;
  gsize n_bytes;

  if (message == NULL)
    {
      id = postino_render_dup_message_id (self->render, row->id);
      return g_strdup_printf ("Message-ID: %s\r\n", id);
    }
  text = g_bytes_get_data (message, &n_bytes);
  end = g_strstr_len (text, (gssize) n_bytes, "\r\n\r\n");
  g_assert (end != NULL);
  return g_strndup (text, (gsize) (end - text) + strlen ("\r\n"));
}

GBytes *
postino_returned_build (PostinoReturned        *self,
                        const PostinoLedgerRow *row)
{
  const char *host = g_str_is_ascii (g_get_host_name ()) ? g_get_host_name () : "localhost";
  g_autofree char *subject = g_strdup_printf (_("Returned to sender: %s"), self->campaign->name);
  g_autofree char *notice = postino_returned_describe (self, row);
  g_autofree char *message_id = g_strdup_printf ("<returned.%" PRId64 ".%" PRId64 "@%s>", row->campaign, row->id, host);
  g_autofree char *headers = build_headers (self, row);
  PostinoDeliveryReport report = {
    .reporting_host = host,
    .to_name = self->identity->name,
    .to_address = self->identity->email,
    .subject = subject,
    .notice = notice,
    .message_id = message_id,
    .recipient = row->address,
    .diagnostic = row->reply,
    .sent_us = row->tried_us,
    .last_attempt_us = row->settled_us,
    .date_us = row->settled_us,
    .headers = headers,
  };

  return postino_delivery_report_build (&report);
}

char *
postino_returned_save (PostinoReturned        *self,
                       const PostinoLedgerRow *row,
                       const char             *folder,
                       GError                **error)
{
  g_autofree char *name = g_strdup_printf ("returned-%" PRId64 "-%" PRId64 ".eml", row->campaign, row->id);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) report = postino_returned_build (self, row);
  g_autoptr (GError) cause = NULL;
  gsize n_bytes;
  const char *bytes = g_bytes_get_data (report, &n_bytes);

  if (g_file_set_contents_full (path, bytes, (gssize) n_bytes, G_FILE_SET_CONTENTS_CONSISTENT, 0644, &cause))
    return g_steal_pointer (&path);
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_FAILED, _("The report “%s” could not be written: %s"), path,
               cause->message);
  return NULL;
}
