/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an answer of a name server, as a name, and as a file of records that is then asked. */

#include <stdint.h>
#include <string.h>

#include "net/dns-name.h"
#include "net/dns-text.h"
#include "net/dns-zone.h"
#include "net/dns.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree guint8 *bytes = g_memdup2 (data, size);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GPtrArray) texts = postino_dns_text_parse (bytes, size, NULL);
  g_autofree char *name = postino_dns_name_to_ascii (text, NULL);
  g_autoptr (GResolver) zone = postino_dns_zone_new (text, NULL);
  g_autoptr (PostinoDns) dns = zone != NULL ? postino_dns_new (zone, 1000) : NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) hosts = NULL;
  g_autoptr (GPtrArray) services = NULL;

  for (guint i = 0; texts != NULL && i < texts->len; i++)
    g_assert_true (g_utf8_validate (texts->pdata[i], -1, NULL));
  if (name != NULL)
    {
      g_autofree char *again = postino_dns_name_to_ascii (name, NULL);

      g_assert_cmpstr (again, ==, name);
    }
  if (dns == NULL)
    return 0;
  found = postino_dns_lookup_txt (dns, "a", NULL, NULL);
  for (guint i = 0; found != NULL && i < found->len; i++)
    g_assert_true (g_utf8_validate (found->pdata[i], -1, NULL));
  hosts = postino_dns_list_mail_hosts (dns, "a", NULL, NULL);
  services = postino_dns_lookup_srv (dns, "a", NULL, NULL);
  return 0;
}
