/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gmime/gmime.h>
#include <string.h>

#include "message/delivery-report.h"

#define NOW (G_GINT64_CONSTANT (1795343400) * G_USEC_PER_SEC)

static PostinoDeliveryReport
make_report (void)
{
  return (PostinoDeliveryReport) {
    .reporting_host = "here.example",
    .to_name = "Bottega Città",
    .to_address = "shop@example.com",
    .subject = "Returned: Ciao à tutti",
    .notice = "It is not tried any more: à\n\n    anna@x.it\n",
    .message_id = "<returned.1.2@here.example>",
    .recipient = "anna@x.it",
    .diagnostic = "450 4.2.1 busy",
    .sent_us = NOW - 5 * G_USEC_PER_SEC,
    .last_attempt_us = NOW,
    .date_us = NOW,
    .headers = "From: shop@example.com\r\nSubject: Ciao\r\n",
  };
}

/* As a mail program reads it. */
static GMimeMessage *
parse (const PostinoDeliveryReport *report)
{
  g_autoptr (GBytes) bytes = postino_delivery_report_build (report);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  GMimeParser *parser = g_mime_parser_new_with_stream (stream);
  GMimeMessage *message = g_mime_parser_construct_message (parser, NULL);

  g_object_unref (parser);
  g_object_unref (stream);
  return message;
}

static char *
dup_content (GMimeMessage *message,
             int           part)
{
  GMimeMultipart *report = GMIME_MULTIPART (g_mime_message_get_mime_part (message));
  GMimeDataWrapper *wrapper = g_mime_part_get_content (GMIME_PART (g_mime_multipart_get_part (report, part)));
  GMimeStream *stream = g_mime_stream_mem_new ();
  GByteArray *array;
  char *text;

  g_mime_data_wrapper_write_to_stream (wrapper, stream);
  array = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  text = g_strndup ((char *) array->data, array->len);
  g_object_unref (stream);
  return text;
}

static void
test_parts (void)
{
  PostinoDeliveryReport report = make_report ();
  GMimeMessage *message = parse (&report);
  GMimeObject *body = g_mime_message_get_mime_part (message);
  g_autofree char *type = g_mime_content_type_get_mime_type (g_mime_object_get_content_type (body));
  g_autofree char *notice = dup_content (message, 0);
  g_autofree char *status = dup_content (message, 1);
  g_autofree char *headers = dup_content (message, 2);

  g_assert_cmpstr (g_mime_message_get_subject (message), ==, report.subject);
  g_assert_true (GMIME_IS_MULTIPART (body));
  g_assert_cmpstr (type, ==, "multipart/report");
  g_assert_cmpstr (g_mime_object_get_content_type_parameter (body, "report-type"), ==, "delivery-status");
  g_assert_cmpint (g_mime_multipart_get_count (GMIME_MULTIPART (body)), ==, 3);
  g_assert_nonnull (strstr (notice, "any more: à"));
  g_assert_cmpstr (status, ==,
                   "Reporting-MTA: dns; here.example\r\nArrival-Date: Sun, 22 Nov 2026 10:29:55 +0000\r\n\r\n"
                   "Original-Recipient: rfc822; anna@x.it\r\nFinal-Recipient: rfc822; anna@x.it\r\nAction: failed\r\n"
                   "Status: 4.4.7\r\nDiagnostic-Code: smtp; 450 4.2.1 busy\r\n"
                   "Last-Attempt-Date: Sun, 22 Nov 2026 10:30:00 +0000\r\n");
  g_assert_cmpstr (headers, ==, report.headers);
  g_object_unref (message);
}

static const struct {
  const char *recipient;
  const char *diagnostic;
  const char *line;
} fields[] = {
  { "anna@x.it", NULL, "Last-Attempt-Date: " },
  { "anna@x.it", "", "Last-Attempt-Date: " },
  { "anna@x.it", "450", "Diagnostic-Code: smtp; 450\r\n" },
  { "anna@x.it", "450-4.2.1 a\n450 4.2.1 b", "Diagnostic-Code: smtp; 450-4.2.1 a 450 4.2.1 b\r\n" },
  { "anna@x.it", "mx.x.it: Connection refused", "Diagnostic-Code: x-postino; mx.x.it: Connection refused\r\n" },
  { "anna@x.it", "450 x\r\nAction: delivered", "Diagnostic-Code: smtp; 450 x Action: delivered\r\n" },
  { "anna@x.it", "450 più", "Diagnostic-Code: smtp; 450 pi??\r\n" },
  { "jos\xc3\xa9@x.it", "450", "Final-Recipient: utf-8; jos\\x{E9}@x.it\r\n" },
};

static void
test_fields (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      PostinoDeliveryReport report = make_report ();
      GMimeMessage *message;
      g_autofree char *status = NULL;

      report.recipient = fields[i].recipient;
      report.diagnostic = fields[i].diagnostic;
      message = parse (&report);
      status = dup_content (message, 1);
      g_test_message ("%s", status);
      g_assert_nonnull (strstr (status, fields[i].line));
      g_assert_true (g_str_is_ascii (status));
      g_assert_null (strstr (status, "\nAction: delivered"));
      g_object_unref (message);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_mime_init ();
  g_test_add_func ("/delivery-report/parts", test_parts);
  g_test_add_func ("/delivery-report/fields", test_fields);
  return g_test_run ();
}
