/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* One message that comes back to its sender. All borrowed; texts UTF-8 with LF line ends. */
typedef struct {
  const char *reporting_host; /* of this computer: ASCII */
  const char *to_name;        /* the sender; NULL: none */
  const char *to_address;
  const char *subject;
  const char *notice;         /* what happened, for people */
  const char *message_id;     /* of the report, with its angle brackets */
  const char *recipient;      /* whom it did not reach */
  const char *diagnostic;     /* what was said last; NULL: nothing */
  gint64 sent_us;             /* since when it was tried */
  gint64 last_attempt_us;
  gint64 date_us;
  const char *headers;        /* of the message: lines with CRLF */
} PostinoDeliveryReport;

/* multipart/report (RFC 6522) of the notice, a message/delivery-status (RFC 3464) and the headers of the message: it was
 * tried until its time was over (RFC 3463: 4.4.7). CRLF lines. Any thread. */
GBytes *postino_delivery_report_build (const PostinoDeliveryReport *report);
