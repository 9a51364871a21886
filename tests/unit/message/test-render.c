/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/error.h"
#include "dkim/verify.h"
#include "message/render.h"
#include "net/dns-zone.h"

#define HTML                                                                                              \
  "<html lang=\"it\"><body><p>Ciao {{ contact.first_name }}</p><a href=\"https://example.com/a?x=1&amp;y=2\">uno</a>" \
  "<a href=\"https://example.com/b\">due</a></body></html>"

static const guint8 key[POSTINO_TOKEN_KEY_SIZE] = "0123456789abcdefFEDCBA987654321";
static PostinoIdentity identity = { .email = (char *) "shop@example.com", .name = (char *) "Bottega Città" };

static PostinoRender *
make (const char *html,
      const char *base_url,
      gboolean    with_pixel)
{
  PostinoRenderSource source = { .campaign = 7, .campaign_name = "c", .identity = &identity,
                                 .subject = "Per {{ contact.first_name }}", .html = html, .base_url = base_url,
                                 .with_pixel = with_pixel, .token_key = key, .launched_us = 1795343400000000 };
  g_autoptr (GError) error = NULL;
  PostinoRender *render = postino_render_new (&source, NULL, &error);

  g_assert_no_error (error);
  return render;
}

static char *
render_for (PostinoRender *render,
            gint64         row,
            gboolean       individual,
            const char    *merge)
{
  PostinoRenderRecipient recipient = { row, "ann@example.org", "Ann", merge, individual, 1795343400000000 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = postino_render_message (render, &recipient, NULL, &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Undoes soft line breaks, so that long addresses can be looked for. */
static char *
join_soft_breaks (const char *message)
{
  g_auto (GStrv) parts = g_strsplit (message, "=\r\n", -1);
  g_autofree char *joined = g_strjoinv ("", parts);
  g_auto (GStrv) equals = g_strsplit (joined, "=3D", -1);

  return g_strjoinv ("=", equals);
}

/* The token after @prefix, opened. */
static PostinoToken
open_token_after (const char *text,
                  const char *prefix)
{
  const char *at = strstr (text, prefix);
  g_autofree char *sealed = NULL;
  PostinoToken token = { 0 };

  g_assert_nonnull (at);
  sealed = g_strndup (at + strlen (prefix), POSTINO_TOKEN_LENGTH);
  g_assert_true (postino_token_open (key, sealed, &token));
  return token;
}

static void
test_tracked (void)
{
  g_autoptr (PostinoRender) render = make (HTML, "https://t.example.com", TRUE);
  g_autofree char *raw = render_for (render, 42, TRUE, "{\"first_name\":\"Ann\"}");
  g_autofree char *message = join_soft_breaks (raw);
  PostinoToken token;

  g_assert_cmpuint (postino_render_get_links (render)->len, ==, 2);
  g_assert_cmpstr (postino_render_get_links (render)->pdata[0], ==, "https://example.com/a?x=1&y=2");
  g_assert_nonnull (strstr (message, "Subject: Per Ann\r\n"));
  g_assert_nonnull (strstr (message, "To: Ann <ann@example.org>\r\n"));
  g_assert_nonnull (strstr (message, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));

  token = open_token_after (message, "https://t.example.com/c/");
  g_assert_cmpint (token.row, ==, 42);
  g_assert_cmpint (token.campaign, ==, 7);
  token = open_token_after (message, "https://t.example.com/o/");
  g_assert_cmpint (token.row, ==, 42);
  token = open_token_after (message, "https://t.example.com/u/");
  g_assert_cmpint (token.row, ==, 42);
  g_assert_cmpint (token.kind, ==, POSTINO_TOKEN_UNSUBSCRIBE);
}

static void
test_aggregate (void)
{
  g_autoptr (PostinoRender) render = make (HTML, "https://t.example.com", TRUE);
  g_autofree char *raw = render_for (render, 42, FALSE, NULL);
  g_autofree char *message = join_soft_breaks (raw);

  g_assert_cmpint (open_token_after (message, "https://t.example.com/c/").row, ==, 0);
  g_assert_cmpint (open_token_after (message, "https://t.example.com/o/").row, ==, 0);
  g_assert_cmpint (open_token_after (message, "https://t.example.com/u/").row, ==, 42);
}

static void
test_untracked (void)
{
  g_autoptr (PostinoRender) none = make (HTML, NULL, TRUE);
  g_autoptr (PostinoRender) only_unsubscribe = make (HTML, "https://t.example.com", FALSE);
  g_autofree char *raw = render_for (none, 42, TRUE, NULL);
  g_autofree char *message = join_soft_breaks (raw);
  g_autofree char *other_raw = render_for (only_unsubscribe, 42, TRUE, NULL);
  g_autofree char *other = join_soft_breaks (other_raw);

  g_assert_nonnull (strstr (message, "href=\"https://example.com/a?x=1&amp;y=2\""));
  g_assert_null (strstr (message, "List-Unsubscribe"));
  g_assert_null (strstr (message, "/o/"));
  g_assert_nonnull (strstr (other, "href=\"https://example.com/b\""));
  g_assert_null (strstr (other, "/o/"));
  g_assert_nonnull (strstr (other, "https://t.example.com/u/"));
}

/* Tags stand where links lead directly, in both parts; where they are tracked the table has the author's address. */
static void
test_utm (void)
{
  PostinoRenderSource source = { .campaign = 7, .campaign_name = "c", .identity = &identity, .subject = "s", .html = HTML,
                                 .with_pixel = TRUE, .token_key = key, .utm = "lettera,email," };
  g_autoptr (PostinoRender) direct = postino_render_new (&source, NULL, NULL);
  g_autoptr (PostinoRender) tracked = NULL;
  g_autofree char *raw = render_for (direct, 1, FALSE, NULL);
  g_autofree char *message = join_soft_breaks (raw);
  g_autofree char *tracked_raw = NULL;
  g_autofree char *tracked_message = NULL;

  g_assert_nonnull (strstr (message, "href=\"https://example.com/a?x=1&amp;y=2&amp;utm_source=lettera&amp;utm_medium=email\""));
  g_assert_nonnull (strstr (message, "https://example.com/b?utm_source=lettera&utm_medium=email"));
  source.base_url = "https://t.example.com";
  tracked = postino_render_new (&source, NULL, NULL);
  tracked_raw = render_for (tracked, 1, FALSE, NULL);
  tracked_message = join_soft_breaks (tracked_raw);
  g_assert_null (strstr (tracked_message, "utm_"));
  g_assert_cmpstr (postino_render_get_links (tracked)->pdata[1], ==, "https://example.com/b");
}

static void
test_mailto (void)
{
  g_autofree char *raw = NULL;
  g_autofree char *message = NULL;
  PostinoRender *render;

  identity.unsubscribe_to = (char *) "via@example.com";
  render = make (HTML, NULL, TRUE);
  identity.unsubscribe_to = NULL;
  raw = render_for (render, 42, FALSE, NULL);
  message = join_soft_breaks (raw);
  g_assert_nonnull (strstr (message, "List-Unsubscribe: <mailto:via@example.com?subject=unsubscribe%20"));
  g_assert_null (strstr (message, "List-Unsubscribe-Post"));
  g_assert_nonnull (strstr (message, "href=\"mailto:via@example.com?subject=unsubscribe%20"));
  postino_render_unref (render);
}

/* Whatever stands in a merge field, there is no line end that is not CRLF, no line too long, no new header. */
static void
test_hostile_values (void)
{
  g_autoptr (PostinoRender) render = make (HTML, "https://t.example.com", TRUE);
  g_autofree char *long_name = g_strnfill (10000, 'x');
  g_autofree char *long_merge = g_strdup_printf ("{\"first_name\":\"%s\"}", long_name);
  const char *merges[] = { "{\"first_name\":\"a\\r\\nBcc: b@example.com\\r\\n\\r\\nbody\"}",
                           "{\"first_name\":\"\\n.\\n\"}", "{\"first_name\":\"\\r.\\r\"}",
                           "{\"first_name\":\"\\u2028<script>\"}", "{\"first_name\":\"{{ contact.email }}\"}", long_merge };

  for (gsize i = 0; i < G_N_ELEMENTS (merges); i++)
    {
      g_autofree char *message = render_for (render, 1, FALSE, merges[i]);
      g_auto (GStrv) lines = g_strsplit (message, "\r\n", -1);

      for (gsize l = 0; lines[l] != NULL; l++)
        {
          g_assert_cmpuint (strlen (lines[l]), <=, 998);
          g_assert_null (strpbrk (lines[l], "\r\n"));
          g_assert_false (g_str_has_prefix (lines[l], "Bcc:") && l < 15);
        }
      g_assert_null (strstr (strstr (message, "Content-Type: text/html"), "<script>"));
    }
}

static void
test_same_every_time (void)
{
  g_autoptr (PostinoRender) one = make (HTML, "https://t.example.com", TRUE);
  g_autoptr (PostinoRender) other = make (HTML, "https://t.example.com", TRUE);
  g_autofree char *first = render_for (one, 9, TRUE, NULL);
  g_autofree char *second = render_for (other, 9, TRUE, NULL);
  g_autofree char *id = postino_render_dup_message_id (one, 9);
  g_autofree char *another = postino_render_dup_message_id (one, 10);

  g_assert_cmpstr (first, ==, second);
  g_assert_nonnull (strstr (first, id));
  g_assert_cmpstr (id, !=, another);
  g_assert_true (g_str_has_suffix (id, "@example.com>"));
}

static void
test_faults (void)
{
  PostinoRenderSource source = { .identity = &identity, .subject = "x", .html = "<p>\n{{ contact.name | nope }}",
                                 .token_key = key };
  g_autoptr (GError) error = NULL;

  g_assert_null (postino_render_new (&source, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "2"));
}

static void
test_paths (void)
{
  g_autoptr (PostinoRender) render = make (HTML, NULL, FALSE);
  const char *const *paths = postino_render_get_paths (render);

  g_assert_true (g_strv_contains (paths, "contact.first_name"));
}

/* The bytes that leave, with a signature before them; the same at every attempt. */
static void
test_signed (void)
{
  g_autoptr (PostinoDkimKey) dkim_key = postino_dkim_key_generate (POSTINO_DKIM_ED25519);
  g_autoptr (PostinoDkimKeySet) keys = postino_dkim_key_set_new ("example.com");
  PostinoRenderSource source = { .campaign = 7, .campaign_name = "c", .identity = &identity, .subject = "Novità",
                                 .html = HTML, .base_url = "https://t.example.com", .with_pixel = TRUE, .token_key = key,
                                 .launched_us = 1795343400000000, .dkim = keys };
  PostinoRenderRecipient recipient = { 9, "ann@example.org", "Ann", NULL, TRUE, 1795343400000000 };
  g_autofree char *record = postino_dkim_record_build (POSTINO_DKIM_ED25519, postino_dkim_key_get_public (dkim_key));
  g_autofree char *text = g_strdup_printf ("s1._domainkey.example.com TXT %s", record);
  g_autoptr (GResolver) zone = postino_dns_zone_new (text, NULL);
  g_autoptr (PostinoDns) dns = postino_dns_new (zone, 1000);
  g_autoptr (PostinoRender) render = NULL;
  g_autoptr (PostinoRender) unsigned_render = make (HTML, "https://t.example.com", TRUE);
  g_autoptr (PostinoDkimSigner) signer = NULL;
  g_autoptr (PostinoDkimSigner) none = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GPtrArray) verdicts = NULL;
  gsize n_plain;
  gsize n_message;
  const char *bytes;

  postino_dkim_key_set_add (keys, "s1", dkim_key);
  render = postino_render_new (&source, NULL, NULL);
  g_assert_true (postino_render_create_signer (render, &signer, NULL));
  g_assert_true (postino_render_create_signer (unsigned_render, &none, NULL));
  g_assert_null (none);
  plain = postino_render_message (render, &recipient, NULL, NULL);
  message = postino_render_message (render, &recipient, signer, NULL);
  again = postino_render_message (render, &recipient, signer, NULL);
  g_assert_true (g_bytes_equal (message, again));
  bytes = g_bytes_get_data (message, &n_message);
  n_plain = g_bytes_get_size (plain);
  g_assert_cmpmem (bytes + n_message - n_plain, n_plain, g_bytes_get_data (plain, NULL), n_plain);
  verdicts = postino_dkim_verify (bytes, n_message, dns, recipient.date_us, NULL);
  g_assert_cmpuint (verdicts->len, ==, 1);
  g_assert_cmpint (((const PostinoDkimVerdict *) verdicts->pdata[0])->result, ==, POSTINO_DKIM_PASS);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/tracked", test_tracked);
  g_test_add_func ("/render/aggregate", test_aggregate);
  g_test_add_func ("/render/untracked", test_untracked);
  g_test_add_func ("/render/utm", test_utm);
  g_test_add_func ("/render/mailto", test_mailto);
  g_test_add_func ("/render/hostile-values", test_hostile_values);
  g_test_add_func ("/render/same-every-time", test_same_every_time);
  g_test_add_func ("/render/faults", test_faults);
  g_test_add_func ("/render/paths", test_paths);
  g_test_add_func ("/render/signed", test_signed);
  return g_test_run ();
}
