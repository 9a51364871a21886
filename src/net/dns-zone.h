/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A resolver that answers out of a text and asks nobody. One record a line:
 *
 *     NAME TYPE VALUE          # a line that begins with # or ; is a comment
 *     s1._domainkey.example.org  TXT    v=DKIM1; k=rsa; p=MIIB…
 *     example.org                TXT    "strings in quotes" " are joined"
 *     example.org                MX     10 mail.example.org
 *     silent.example             MX     0 .
 *     _submission._tcp.example.org SRV  0 1 587 mail.example.org
 *     mail.example.org           A      127.0.0.1
 *     mail.example.org           AAAA   ::1
 *     www.example.org            CNAME  mail.example.org
 *     192.0.2.1                  PTR    mail.example.org
 *     broken.example             FAIL   (nobody answers for it now: SERVFAIL)
 *
 * Names are absolute, with or without a dot at the end, international ones too. Everything that is
 * not there does not exist. */
#define POSTINO_TYPE_DNS_ZONE (postino_dns_zone_get_type ())
G_DECLARE_FINAL_TYPE (PostinoDnsZone, postino_dns_zone, POSTINO, DNS_ZONE, GResolver)

/* NULL with POSTINO_ERROR_INVALID and the line that is no record. */
GResolver *postino_dns_zone_new (const char *text, GError **error);
