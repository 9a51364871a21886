/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an answer of a collector, and as what is published to one; and as what a browser says of itself. */

#include <stdint.h>
#include <string.h>

#include "collect/collect-page.h"
#include "collect/hit.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *ip = postino_collect_find_ip ("127.0.0.1", text);
  g_autofree char *page = NULL;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (PostinoHit) hit = NULL;
  g_autoptr (PostinoPublication) publication = NULL;

  if (g_utf8_validate (text, -1, NULL))
    page = postino_collect_page_build (POSTINO_COLLECT_PAGE_ASK, postino_collect_page_choose_language (NULL, text), text);
  if (!json_parser_load_from_data (parser, (const char *) data, (gssize) size, NULL)
      || json_parser_get_root (parser) == NULL)
    return 0;
  hit = postino_hit_from_json (json_parser_get_root (parser), NULL);
  publication = postino_publication_from_json (json_parser_get_root (parser), NULL);
  return 0;
}
