/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown before a launch is what leaves after it. */
#include <string.h>

#include "scratch-db.h"

#include "base/error.h"
#include "base/token.h"
#include "campaign/audience.h"
#include "campaign/campaigns-table.h"
#include "campaign/ledger-table.h"
#include "campaign/sample.h"
#include "workspace/assets.h"

#define NOW (G_GINT64_CONSTANT (1795343400) * G_USEC_PER_SEC)
#define DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

/* Without a collector, so that nothing but the Message-ID names the row. */
#define WORLD                                                                                                       \
  "INSERT INTO identity (id, email, name, postal_address, created_us) VALUES (1, 'shop@example.com', 'Bottega', 'Via', 1);" \
  "INSERT INTO server (id, name, kind, host, port, tls, trial, created_us) VALUES (1, 't', 'smtp', 'h', 25, 'none', 1, 1);" \
  "INSERT INTO setting VALUES ('collector-url', 'none'), ('collector-port', '4321');"                               \
  "INSERT INTO campaign (id, kind, name, identity, tracking, created_us, modified_us) VALUES (1, 'campaign', 'c', 1, " \
  "'individual', 1, 1);"                                                                                            \
  "INSERT INTO revision (id, campaign, subject, html, created_us) VALUES (1, 1, 'Per {{ contact.first_name }}', "   \
  "'<p>{{ today }} {{ contact.city }} <a href=\"https://example.com/\">x</a></p>', 1);"                             \
  "UPDATE campaign SET revision = 1;"                                                                               \
  "INSERT INTO campaign_server VALUES (1, 1, 1);"                                                                   \
  "INSERT INTO list (id, name, created_us) VALUES (1, 'a', 1); INSERT INTO campaign_list VALUES (1, 1, 0);"         \
  "INSERT INTO contact (id, key, address, first_name, city, consent, created_us, modified_us) VALUES "              \
  "(1, 'a@x.it', 'a@x.it', 'Ann', 'Roma', 3, 1, 1); INSERT INTO list_member VALUES (1, 1, 1);"

static const guint8 token_key[POSTINO_TOKEN_KEY_SIZE] = "0123456789abcdefFEDCBA987654321";

static PostinoDb *
open_world (char      **folder,
            const char *change)
{
  PostinoDb *db = open_scratch_db (folder);
  g_autoptr (GError) error = NULL;

  postino_db_exec (db, WORLD, &error);
  g_assert_no_error (error);
  postino_db_exec (db, change, &error);
  g_assert_no_error (error);
  return db;
}

static char *
show (PostinoDb *db,
      gint64     now_us)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, 1, &error);
  g_autoptr (GBytes) bytes = postino_sample_render (db, campaign, "a@x.it", token_key, now_us, NULL, &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* As a launch does it, at NOW. */
static void
freeze (PostinoDb *db)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, 1, &error);
  g_autoptr (PostinoRender) render = postino_sample_compile (db, campaign, NULL, token_key, NOW, NULL, &error);
  g_autoptr (PostinoAudience) audience = postino_audience_begin (db, campaign, postino_render_get_paths (render), &error);
  gboolean done = FALSE;

  while (!done)
    g_assert_true (postino_audience_freeze_some (audience, db, &done, &error));
  g_assert_true (postino_db_run (db, &error, "UPDATE campaign SET state = 'running', launched_us = ?1", "l", NOW));
}

/* Without what names the moment and the row: two headers, and the boundary, which is made from the row. */
static char *
strip (const char *message)
{
  g_autoptr (GRegex) regex = g_regex_new ("^(Date|Message-ID): .*\r\n|=_[0-9a-f]{16}", G_REGEX_MULTILINE | G_REGEX_NEWLINE_CRLF,
                                          0, NULL);

  return g_regex_replace_literal (regex, message, -1, 0, "", 0, NULL);
}

static void
test_same_bytes (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder, "");
  g_autofree char *draft = show (db, NOW);
  g_autofree char *frozen = NULL;
  g_autofree char *one = strip (draft);
  g_autofree char *other = NULL;

  g_assert_nonnull (strstr (draft, "Subject: Per Ann\r\n"));
  g_assert_nonnull (strstr (draft, "2026-11-22 Roma"));
  freeze (db);
  frozen = show (db, NOW + DAY);
  other = strip (frozen);
  g_assert_cmpstr (one, ==, other);
  remove_scratch_folder (folder);
}

/* Content that is kept goes out; without it nothing does. An outline reads none of it. */
static void
test_attached (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder, "");
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, 1, NULL);
  g_autoptr (GBytes) content = g_bytes_new_static ("abc", 3);
  g_autofree char *sha256 = postino_assets_store (folder, content, NULL);
  g_autofree char *message = NULL;
  g_autoptr (PostinoRender) outline = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (postino_db_run (db, NULL, "INSERT INTO attachment (campaign, name, type, sha256) VALUES "
                                 "(1, 'a.pdf', 'application/pdf', ?1)", "s", sha256));
  message = show (db, NOW);
  g_assert_nonnull (strstr (message, "Content-Type: multipart/mixed"));
  g_assert_nonnull (strstr (message, "filename=\"a.pdf\"\r\n\r\nYWJj\r\n"));
  g_assert_true (postino_db_run (db, NULL, "UPDATE attachment SET sha256 = 'x'", ""));
  g_assert_null (postino_sample_render (db, campaign, "a@x.it", token_key, NOW, NULL, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "a.pdf"));
  outline = postino_sample_outline (db, campaign, NULL, token_key, NOW, NULL);
  g_assert_nonnull (outline);
  remove_scratch_folder (folder);
}

static const char *const changes[] = {
  "UPDATE contact SET first_name = 'Bea', city = 'Pisa', deleted_us = 5",
  "DELETE FROM list_member",
  "UPDATE setting SET value = 'https://t.example.com' WHERE key = 'collector-url'",
  "DELETE FROM setting",
};

/* What was frozen is shown as it was, byte for byte, the Message-ID too, days later and whatever has changed. */
static void
test_frozen_stays (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *folder = NULL;
      g_autoptr (PostinoDb) db = open_world (&folder, "");
      g_autoptr (GError) error = NULL;
      g_autofree char *first = NULL;
      g_autofree char *later = NULL;

      freeze (db);
      g_assert_true (postino_db_run (db, &error, "UPDATE ledger SET state = 4, armed_us = ?1", "l", NOW + 5));
      first = show (db, NOW);
      g_assert_true (postino_db_exec (db, changes[i], &error));
      later = show (db, NOW + 3 * DAY);
      g_test_message ("%s", changes[i]);
      g_assert_cmpstr (first, ==, later);
      remove_scratch_folder (folder);
    }
}

static const struct {
  const char *change;
  const char *base; /* NULL: links lead where they lead */
} bases[] = {
  { "", NULL },
  { "DELETE FROM setting WHERE key = 'collector-url'", "http://127.0.0.1:4321/c/" },
  { "UPDATE setting SET value = 'https://t.example.com' WHERE key = 'collector-url'", "https://t.example.com/c/" },
  { "UPDATE setting SET value = 'https://t.example.com' WHERE key = 'collector-url';"
    "UPDATE campaign SET tracking = 'none'", NULL },
  { "UPDATE campaign SET launched_us = 5, collector_url = 'https://old.example.com', state = 'finished'", "https://old.example.com/c/" },
};

static void
test_base (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bases); i++)
    {
      g_autofree char *folder = NULL;
      g_autoptr (PostinoDb) db = open_world (&folder, bases[i].change);
      g_autofree char *message = show (db, NOW);
      g_auto (GStrv) parts = g_strsplit (message, "=\r\n", -1);
      g_autofree char *joined = g_strjoinv ("", parts);

      g_test_message ("%s", bases[i].change);
      g_assert_cmpint (strstr (joined, "https://example.com/\"") != NULL, ==, bases[i].base == NULL);
      if (bases[i].base != NULL)
        g_assert_nonnull (strstr (joined, bases[i].base));
      else
        g_assert_null (strstr (joined, "/c/"));
      remove_scratch_folder (folder);
    }
}

static const struct {
  const char *change;
  PostinoErrorCode code;
} faults[] = {
  { "DELETE FROM list_member; DELETE FROM contact", POSTINO_ERROR_NOT_FOUND },
  { "UPDATE contact SET deleted_us = 5", POSTINO_ERROR_NOT_FOUND },
  { "UPDATE campaign SET identity = NULL", POSTINO_ERROR_NOT_FOUND },
  { "UPDATE campaign SET revision = NULL", POSTINO_ERROR_NOT_FOUND },
  { "UPDATE revision SET html = '{{'", POSTINO_ERROR_INVALID },
};

static void
test_faults (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *folder = NULL;
      g_autoptr (PostinoDb) db = open_world (&folder, faults[i].change);
      g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, 1, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (postino_sample_render (db, campaign, "a@x.it", token_key, NOW, NULL, &error));
      g_assert_error (error, POSTINO_ERROR, (int) faults[i].code);
      remove_scratch_folder (folder);
    }
}

static gboolean
preview (PostinoDb             *db,
         const PostinoRevision *content,
         const char            *key,
         PostinoRenderedParts  *parts,
         PostinoRenderFault    *fault,
         GError               **error)
{
  g_autoptr (PostinoCampaign) campaign = postino_campaigns_table_get (db, 1, error);

  return campaign != NULL
         && postino_sample_preview (db, campaign, content, key, token_key, NOW, parts, fault, error);
}

/* What is not in the database, for a contact and for nobody. */
static void
test_preview (void)
{
  const PostinoRevision content = {
    .subject = (char *) "Ciao {{ contact.first_name | default: 'amico' }}",
    .preheader = (char *) "Da {{ sender.name }} &amp; C.",
    .html = (char *) "<html lang=\"it\"><body><p>{{ contact.city }} {{ today }}</p>"
                     "<a href=\"https://example.com/\">x</a></body></html>",
  };
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder, "DELETE FROM setting WHERE key = 'collector-url'");
  g_autoptr (GError) error = NULL;
  g_auto (PostinoRenderedParts) one = { 0 };
  g_auto (PostinoRenderedParts) nobody = { 0 };
  PostinoRenderFault fault;

  g_assert_true (preview (db, &content, "a@x.it", &one, &fault, &error));
  g_assert_cmpstr (one.subject, ==, "Ciao Ann");
  g_assert_cmpstr (one.preheader, ==, "Da Bottega & C.");
  g_assert_nonnull (strstr (one.html, "<p>Roma 2026-11-22</p><a href=\"https://example.com/\">"));
  g_assert_nonnull (strstr (one.html, "http://127.0.0.1:4321/u/"));
  g_assert_null (strstr (one.html, "/o/"));
  g_assert_nonnull (strstr (one.text, "Roma"));

  g_assert_true (preview (db, &content, NULL, &nobody, &fault, &error));
  g_assert_cmpstr (nobody.subject, ==, "Ciao amico");
  g_assert_nonnull (strstr (nobody.html, "<p> 2026"));
  remove_scratch_folder (folder);
}

static const struct {
  PostinoRevision content;
  PostinoRenderPart part;
  guint line;
  guint column;
} mistakes[] = {
  { { .subject = (char *) "{{ x", .html = (char *) "" }, POSTINO_RENDER_SUBJECT, 1, 1 },
  { { .subject = (char *) "s", .preheader = (char *) "é{{ x | nope }}", .html = (char *) "" }, POSTINO_RENDER_PREHEADER, 1, 9 },
  { { .subject = (char *) "s", .preheader = (char *) "p", .html = (char *) "<body>\n<p>{% if %}" }, POSTINO_RENDER_HTML, 2, 10 },
  { { .subject = (char *) "s", .html = (char *) "", .text = (char *) "\n\n{% endif %}" }, POSTINO_RENDER_TEXT, 3, 4 },
};

static void
test_preview_faults (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder, "");

  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr (GError) error = NULL;
      PostinoRenderedParts parts = { 0 };
      PostinoRenderFault fault;

      g_assert_false (preview (db, &mistakes[i].content, NULL, &parts, &fault, &error));
      g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID);
      g_test_message ("%s", error->message);
      g_assert_cmpuint (fault.part, ==, mistakes[i].part);
      g_assert_cmpuint (fault.line, ==, mistakes[i].line);
      g_assert_cmpuint (fault.column, ==, mistakes[i].column);
    }
  remove_scratch_folder (folder);
}

/* Not about the content: no line. */
static void
test_preview_elsewhere (void)
{
  const PostinoRevision content = { .subject = (char *) "s", .html = (char *) "<p>" };
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder, "UPDATE campaign SET identity = NULL");
  g_autoptr (GError) error = NULL;
  g_auto (PostinoRenderedParts) parts = { 0 };
  PostinoRenderFault fault;

  g_assert_true (preview (db, &content, NULL, &parts, &fault, &error));
  g_assert_false (preview (db, &content, "gone@x.it", &parts, &fault, &error));
  g_assert_error (error, POSTINO_ERROR, POSTINO_ERROR_NOT_FOUND);
  g_assert_cmpuint (fault.line, ==, 0);
  remove_scratch_folder (folder);
}

static char *
make_long_page (gsize size)
{
  GString *html = g_string_new ("<!doctype html><html lang=\"en\"><body>\n");

  while (html->len < size)
    g_string_append (html, "<table role=\"presentation\"><tr><td style=\"padding:4px\">"
                     "<p>Dear {{ contact.first_name | default: 'friend' }}, some words &amp; more of them.</p>"
                     "<a href=\"https://example.com/\">A link</a></td></tr></table>\n");
  g_string_append (html, "</body></html>");
  return g_string_free (html, FALSE);
}

/* Quick enough to follow typing; the bound is wide, for slow machines and sanitizers. */
static void
test_preview_time (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (PostinoDb) db = open_world (&folder, "");
  g_autofree char *html = make_long_page (100 * 1000);
  const PostinoRevision content = { .subject = (char *) "s", .html = html };
  gint64 best_us = G_MAXINT64;

  for (int i = 0; i < 5; i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (PostinoRenderedParts) parts = { 0 };
      PostinoRenderFault fault;
      gint64 began_us = g_get_monotonic_time ();

      g_assert_true (preview (db, &content, "a@x.it", &parts, &fault, &error));
      best_us = MIN (best_us, g_get_monotonic_time () - began_us);
    }
  g_test_message ("100 kB in %.1f ms", (double) best_us / 1000);
  g_assert_cmpint (best_us, <, 300 * 1000);
  remove_scratch_folder (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample/attached", test_attached);
  g_test_add_func ("/sample/same-bytes", test_same_bytes);
  g_test_add_func ("/sample/frozen-stays", test_frozen_stays);
  g_test_add_func ("/sample/base", test_base);
  g_test_add_func ("/sample/faults", test_faults);
  g_test_add_func ("/sample/preview", test_preview);
  g_test_add_func ("/sample/preview-faults", test_preview_faults);
  g_test_add_func ("/sample/preview-elsewhere", test_preview_elsewhere);
  g_test_add_func ("/sample/preview-time", test_preview_time);
  return g_test_run ();
}
