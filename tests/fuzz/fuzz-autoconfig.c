/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as what a domain publishes about its mail servers: what comes out can be kept as it is, and is
 * never without encryption. */

#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "campaign/autoconfig.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoSmtpProfile) profile
    = postino_autoconfig_parse ((const char *) data, size, "ann+x@bottega.example", &error);

  g_assert_true ((profile == NULL) == (error != NULL));
  if (profile == NULL)
    return 0;
  g_assert_true (postino_smtp_profile_validate (profile, NULL));
  g_assert_cmpint (profile->tls, !=, POSTINO_SMTP_TLS_NONE);
  g_assert_true (postino_text_is_single_line (profile->name));
  g_assert_true (g_utf8_validate (profile->name, -1, NULL));
  return 0;
}
