/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an address: what comes out can go on the wire and parses to itself. */

#include <stdint.h>
#include <string.h>

#include "contacts/address-hint.h"
#include "contacts/address.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_auto (PostinoAddress) parsed = { NULL };
  g_auto (PostinoAddress) again = { NULL };
  g_autofree char *hint = NULL;

  if (postino_address_parse ((const char *) data, size, &parsed) != POSTINO_ADDRESS_OK)
    {
      g_assert (parsed.address == NULL && parsed.key == NULL);
      return 0;
    }
  g_assert (strpbrk (parsed.address, "\r\n\t") == NULL);
  g_assert (strlen (parsed.address) <= 254);
  g_assert (g_str_is_ascii (postino_address_get_domain (parsed.address)));
  g_assert (postino_address_parse (parsed.address, -1, &again) == POSTINO_ADDRESS_OK);
  g_assert_cmpstr (again.address, ==, parsed.address);
  g_assert_cmpstr (again.key, ==, parsed.key);
  hint = postino_address_hint (parsed.address);
  return 0;
}
