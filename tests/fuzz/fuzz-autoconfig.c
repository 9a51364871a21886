/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as what a domain publishes about its mail servers: what comes out can be kept as it is, and is
 * never without encryption. */

#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "campaign/autoconfig.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (const char *bytes,
       gsize       n_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoSmtpProfile) profile
    = postino_autoconfig_parse (bytes, n_bytes, "ann+x@bottega.example", &error);

  g_assert_true ((profile == NULL) == (error != NULL));
  if (profile == NULL)
    return;
  g_assert_true (postino_smtp_profile_validate (profile, NULL));
  g_assert_cmpint (profile->tls, !=, POSTINO_SMTP_TLS_NONE);
  g_assert_true (postino_text_is_single_line (profile->name));
  g_assert_true (g_utf8_validate (profile->name, -1, NULL));
}

/* A document that is one, of lines as what stands in its elements. */
static char *
build_document (const uint8_t *data,
                size_t         size)
{
  static const char *const elements[] = { "hostname", "port", "socketType", "username", "authentication" };
  g_autofree char *text = g_utf8_make_valid ((const char *) data, (gssize) size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", G_N_ELEMENTS (elements) + 1);
  g_autoptr (GString) document = g_string_new ("<clientConfig><emailProvider><outgoingServer type=\"smtp\">");
  gsize i = 0;

  for (; i < G_N_ELEMENTS (elements) && lines[i] != NULL; i++)
    {
      g_autofree char *content = g_markup_escape_text (lines[i], -1);

      g_string_append_printf (document, "<%s>%s</%s>", elements[i], content, elements[i]);
    }
  g_string_append (document, "</outgoingServer>");
  if (lines[i] != NULL)
    {
      g_autofree char *content = g_markup_escape_text (lines[i], -1);

      g_string_append_printf (document, "<displayName>%s</displayName>", content);
    }
  g_string_append (document, "</emailProvider></clientConfig>");
  return g_string_free (g_steal_pointer (&document), FALSE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *document = build_document (data, size);

  check ((const char *) data, size);
  check (document, strlen (document));
  return 0;
}
