/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Returned to sender", as mail servers have it, so that whatever reads bounces reads ours.
 *
 * Fields of a delivery-status are header fields, and are written by the one writer of these: what a server has said
 * cannot become another field. They are ASCII; an address that is not is written as RFC 6533 has it. */

#include "message/delivery-report.h"

#include <string.h>

#include "base/date.h"
#include "message/message-headers.h"
#include "message/quoted-printable.h"

#define BOUNDARY_OCTETS 12

/* Hexadecimal digits of what is in it: the same report has the same bytes. None of the parts can hold them behind "--" at
 * the start of a line: one is quoted-printable, the others are header lines. */
static char *
build_boundary (const PostinoDeliveryReport *report)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, report->message_id, -1);

  return g_strndup (hash, 2 * BOUNDARY_OCTETS);
}

static void
append_date (GString    *out,
             const char *name,
             gint64      us)
{
  g_autofree char *date = postino_date_to_rfc5322 (us);

  if (us > 0)
    postino_headers_append_raw (out, name, date);
}

/* "utf-8; x\x{E9}y@…" (RFC 6533, 3) where the address is not ASCII. Yours. */
static char *
build_typed_address (const char *address)
{
  GString *typed;

  if (g_str_is_ascii (address))
    return g_strconcat ("rfc822; ", address, NULL);
  typed = g_string_new ("utf-8; ");
  for (const char *p = address; *p != '\0'; p = g_utf8_next_char (p))
    {
      if ((guchar) *p < 0x80)
        g_string_append_c (typed, *p);
      else
        g_string_append_printf (typed, "\\x{%X}", g_utf8_get_char (p));
    }
  return g_string_free (typed, FALSE);
}

static gboolean
is_smtp_reply (const char *text)
{
  return g_ascii_isdigit (text[0]) && g_ascii_isdigit (text[1]) && g_ascii_isdigit (text[2])
         && (text[3] == '\0' || text[3] == ' ' || text[3] == '-');
}

/* A server's words, or those of this program where there was no server to say any. */
static void
append_diagnostic (GString    *out,
                   const char *diagnostic)
{
  g_autofree char *typed = NULL;

  if (diagnostic == NULL || *diagnostic == '\0')
    return;
  typed = g_strconcat (is_smtp_reply (diagnostic) ? "smtp; " : "x-postino; ", diagnostic, NULL);
  for (char *p = typed; *p != '\0'; p++)
    {
      if ((guchar) *p >= 0x80)
        *p = '?';
    }
  postino_headers_append_raw (out, "Diagnostic-Code", typed);
}

static void
append_status (GString                     *out,
               const PostinoDeliveryReport *report)
{
  g_autofree char *host = g_strconcat ("dns; ", report->reporting_host, NULL);
  g_autofree char *address = build_typed_address (report->recipient);

  postino_headers_append_raw (out, "Reporting-MTA", host);
  append_date (out, "Arrival-Date", report->sent_us);
  g_string_append (out, "\r\n");
  postino_headers_append_raw (out, "Original-Recipient", address);
  postino_headers_append_raw (out, "Final-Recipient", address);
  postino_headers_append_raw (out, "Action", "failed");
  postino_headers_append_raw (out, "Status", "4.4.7");
  append_diagnostic (out, report->diagnostic);
  append_date (out, "Last-Attempt-Date", report->last_attempt_us);
}

static void
append_head (GString                     *out,
             const PostinoDeliveryReport *report,
             const char                  *boundary)
{
  g_autofree char *from = g_strconcat ("MAILER-DAEMON@", report->reporting_host, NULL);
  g_autofree char *type = g_strdup_printf ("multipart/report; report-type=delivery-status; boundary=\"%s\"", boundary);

  postino_headers_append_mailbox (out, "From", "Postino", from);
  postino_headers_append_mailbox (out, "To", report->to_name, report->to_address);
  postino_headers_append_text (out, "Subject", report->subject);
  append_date (out, "Date", report->date_us);
  postino_headers_append_raw (out, "Message-ID", report->message_id);
  postino_headers_append_raw (out, "Auto-Submitted", "auto-replied");
  postino_headers_append_raw (out, "MIME-Version", "1.0");
  postino_headers_append_raw (out, "Content-Type", type);
}

GBytes *
postino_delivery_report_build (const PostinoDeliveryReport *report)
{
  g_autofree char *boundary = build_boundary (report);
  GString *out = g_string_new (NULL);

  append_head (out, report, boundary);
  g_string_append_printf (out, "\r\n--%s\r\nContent-Type: text/plain; charset=UTF-8\r\n"
                          "Content-Transfer-Encoding: quoted-printable\r\n\r\n", boundary);
  postino_quoted_printable_append (out, report->notice, strlen (report->notice));
  g_string_append_printf (out, "\r\n--%s\r\nContent-Type: message/delivery-status\r\n\r\n", boundary);
  append_status (out, report);
  g_string_append_printf (out, "\r\n--%s\r\nContent-Type: text/rfc822-headers%s\r\n\r\n%s\r\n--%s--\r\n", boundary,
                          g_str_is_ascii (report->headers) ? "" : "; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit",
                          report->headers, boundary);
  return g_string_free_to_bytes (out);
}
