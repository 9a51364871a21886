/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of a collector. They are read by whoever got the mail, on whatever device, perhaps with
 * a screen reader: one heading, one sentence, one real button, both colour schemes, no time limit,
 * nothing that moves. The language is that of the message, since it is the one the reader was
 * written to in; gettext is no help here, as it speaks the language of the process and not of the
 * request. */

#include "collect/collect-page.h"

#include <string.h>

enum { N_LANGUAGES = 2 };

static const char *const languages[N_LANGUAGES] = { "en", "it" };

typedef struct {
  const char *title;
  const char *sentence;        /* %s: the sender */
  const char *unnamed;         /* the same where the sender is not known */
  const char *button;          /* NULL: none */
} Words;

static const Words words[][N_LANGUAGES] = {
  [POSTINO_COLLECT_PAGE_ASK] = {
    { "Unsubscribe", "Do you want to stop receiving the e-mails of %s?",
      "Do you want to stop receiving these e-mails?",
      "Unsubscribe" },
    { "Disiscrizione", "Vuoi smettere di ricevere le e-mail di %s?",
      "Vuoi smettere di ricevere queste e-mail?",
      "Disiscrivimi" },
  },
  [POSTINO_COLLECT_PAGE_DONE] = {
    { "You are unsubscribed", "You will receive no more e-mails of %s.",
      "You will receive no more of these e-mails.",
      NULL },
    { "Disiscrizione avvenuta", "Non riceverai più le e-mail di %s.",
      "Non riceverai più queste e-mail.", NULL },
  },
  [POSTINO_COLLECT_PAGE_TEST_DONE] = {
    { "This was a test",
      "The link works. Nothing was changed, because this was a test message of %s.",
      "The link works. Nothing was changed, because this was a test message.", NULL },
    { "Era una prova",
      "Il link funziona. Non è cambiato nulla, perché era un messaggio di prova di %s.",
      "Il link funziona. Non è cambiato nulla, perché era un messaggio di prova.", NULL },
  },
  [POSTINO_COLLECT_PAGE_NOT_FOUND] = {
    { "Not found", NULL,
      "This address leads nowhere. Check that you have copied the whole link from the message.",
      NULL },
    { "Non trovato", NULL,
      "Questo indirizzo non porta da nessuna parte. Controlla di aver copiato tutto il link del messaggio.",
      NULL },
  },
  [POSTINO_COLLECT_PAGE_TRY_AGAIN] = {
    { "Please try again", NULL,
      "Your request could not be recorded just now. Please try again in a minute.", NULL },
    { "Riprova", NULL,
      "In questo momento non è stato possibile registrare la richiesta. Riprova tra un minuto.", NULL },
  },
};

/* Its checksum stands in the Content-Security-Policy, so no other style can come in. */
static const char style[] =
  ":root{color-scheme:light dark}"
  "body{font:1.125rem/1.5 system-ui,sans-serif;max-width:36rem;margin:15vh auto 0;padding:0 1.5rem;"
  "background:#fff;color:#1c1c1c}"
  "h1{font-size:1.75rem;line-height:1.2}"
  "button{font:inherit;font-weight:600;min-height:3rem;padding:.5rem 1.5rem;border:2px solid #1a4f8b;border-radius:.5rem;"
  "background:#1a4f8b;color:#fff;cursor:pointer}"
  "button:focus-visible{outline:3px solid #d97706;outline-offset:3px}"
  "@media(prefers-color-scheme:dark){body{background:#1c1c1c;color:#f2f2f2}}";

/* The index of the language whose tag @tag begins with ("it-IT;q=0.8"), or -1. */
static int
find_language (const char *tag)
{
  for (int i = 0; i < N_LANGUAGES; i++)
    {
      gsize length = strlen (languages[i]);

      if (g_ascii_strncasecmp (tag, languages[i], length) == 0 && !g_ascii_isalpha (tag[length]))
        return i;
    }
  return -1;
}

const char *
postino_collect_page_choose_language (const char *published,
                                      const char *accept_language)
{
  GSList *tags;
  int found = published != NULL ? find_language (published) : -1;

  if (found >= 0 || accept_language == NULL)
    return languages[MAX (found, 0)];
  tags = soup_header_parse_quality_list (accept_language, NULL);
  for (GSList *tag = tags; tag != NULL && found < 0; tag = tag->next)
    found = find_language (tag->data);
  soup_header_free_list (tags);
  return languages[MAX (found, 0)];
}

static char *
make_sentence (const Words *text,
               const char  *sender)
{
  g_autofree char *escaped = NULL;
  const char *mark = text->sentence != NULL && sender != NULL ? strstr (text->sentence,
                                                                        "%s") : NULL;

  if (mark == NULL)
    return g_strdup (text->unnamed);
  escaped = g_markup_escape_text (sender, -1);
  return g_strdup_printf ("%.*s<strong>%s</strong>%s", (int) (mark - text->sentence),
                          text->sentence, escaped, mark + 2);
}

char *
postino_collect_page_build (PostinoCollectPage page,
                            const char        *language,
                            const char        *sender)
{
  int index = MAX (find_language (language), 0);
  const Words *text = &words[page][index];
  g_autofree char *sentence = make_sentence (text, sender);
  g_autofree char *form = NULL;

  if (text->button != NULL)
    form = g_strdup_printf ("<form method=\"post\"><button type=\"submit\" name=\"confirm\" value=\"yes\">%s</button>"
                            "</form>",
                            text->button);
  return g_strdup_printf ("<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
                          "<meta name=\"viewport\" content=\"width=device-width\">"
                          "<meta name=\"robots\" content=\"noindex\"><title>%s</title><style>%s</style></head>"
                          "<body><main><h1>%s</h1><p>%s</p>%s</main></body></html>\n",
                          languages[index], text->title, style, text->title, sentence, form != NULL ? form : "");
}

static char *
make_policy (void)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *encoded = NULL;
  guint8 digest[32];
  gsize n_bytes = sizeof digest;

  g_checksum_update (checksum, (const guchar *) style, strlen (style));
  g_checksum_get_digest (checksum, digest, &n_bytes);
  encoded = g_base64_encode (digest, n_bytes);
  return g_strdup_printf ("default-src 'none'; style-src 'sha256-%s'; form-action 'self'; base-uri 'none'; "
                          "frame-ancestors 'none'",
                          encoded);
}

void
postino_collect_page_send (const PostinoCollectRequest *request,
                           guint                        status,
                           PostinoCollectPage           page,
                           const PostinoPublished      *published)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  const char *accept = soup_message_headers_get_list (headers, "Accept-Language");
  const char *language = postino_collect_page_choose_language (published != NULL ? published->language : NULL, accept);
  g_autofree char *html = postino_collect_page_build (page, language,
                                                      published != NULL ? published->sender : NULL);
  g_autofree char *policy = make_policy ();

  headers = soup_server_message_get_response_headers (request->message);
  soup_message_headers_replace (headers, "Content-Security-Policy", policy);
  soup_message_headers_replace (headers, "Content-Language", language);
  postino_collect_answer (request->message, status, "text/html; charset=utf-8", html,
                          strlen (html));
}

void
postino_collect_page_not_found (const PostinoCollectRequest *request)
{
  postino_collect_page_send (request, SOUP_STATUS_NOT_FOUND, POSTINO_COLLECT_PAGE_NOT_FOUND, NULL);
}
