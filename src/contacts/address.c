/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One address out of what a person typed or a file holds: RFC 5321, section 4.1.2 (Mailbox) with
 * RFC 6531 for what is not ASCII, and two restrictions of ours: a domain has a dot, and address
 * literals are refused, since nobody gave consent from user@[192.0.2.1].
 *
 * Promises: what comes out holds no CR, LF, NUL or other control character and no blank outside
 * quotes, so it can go into an SMTP command; the domain is ASCII, lower case, with labels of
 * letters, digits and hyphens (IDNA 2008 by libidn2, non-transitional UTS 46); parsing the address
 * again gives the same address. A quoted local part that does not need its quotes loses them, so
 * that both spellings have one key. */

#include "contacts/address.h"

#include <glib/gi18n-lib.h>
#include <idn2.h>
#include <string.h>

#include "base/text.h"

enum {
  MAX_LOCAL_OCTETS = 64,    /* RFC 5321, 4.5.3.1.1 */
  MAX_ADDRESS_OCTETS = 254, /* a path is 256 with its brackets, 4.5.3.1.3 */
  MAX_LABEL_OCTETS = 63,
  MAX_INPUT_OCTETS = 4096,  /* display name and all */
};

static const struct {
  const char *code;
  const char *sentence;
} faults[POSTINO_ADDRESS_N_FAULTS] = {
  [POSTINO_ADDRESS_OK] = { NULL, NULL },
  [POSTINO_ADDRESS_EMPTY] = { "empty", N_ ("There is no address") },
  [POSTINO_ADDRESS_NO_AT] = { "no-at", N_ ("The address has no @") },
  [POSTINO_ADDRESS_TWO_ATS] = { "two-ats", N_ ("The address has more than one @") },
  [POSTINO_ADDRESS_EMPTY_LOCAL] = { "empty-local", N_ ("There is nothing before the @") },
  [POSTINO_ADDRESS_EMPTY_DOMAIN] = { "empty-domain", N_ ("There is nothing after the @") },
  [POSTINO_ADDRESS_LOCAL_TOO_LONG] = { "local-too-long",
                                       N_ ("The part before the @ is longer than 64 characters") },
  [POSTINO_ADDRESS_TOO_LONG] = { "too-long", N_ ("The address is longer than 254 characters") },
  [POSTINO_ADDRESS_BAD_CHARACTER] = { "bad-character",
                                      N_ ("The address has a character that cannot be in one") },
  [POSTINO_ADDRESS_BAD_DOTS] = { "bad-dots", N_ ("The address has a dot too many") },
  [POSTINO_ADDRESS_DOMAIN_WITHOUT_DOT] = { "domain-without-dot",
                                           N_ ("The part after the @ has no dot") },
  [POSTINO_ADDRESS_BAD_LABEL] = { "bad-label",
                                  N_ ("The part after the @ is not the name of a domain") },
  [POSTINO_ADDRESS_BAD_IDN] = { "bad-idn",
                                N_ ("The international domain name is not a valid one") },
  [POSTINO_ADDRESS_CONTROL_CHARACTER] = { "control-character",
                                          N_ ("The address has a line break or a control character") },
  [POSTINO_ADDRESS_LITERAL] = { "literal",
                                N_ ("Addresses of bare IP numbers are not used for newsletters") },
};

/* Blanks, and what is invisible and comes along with copy and paste. */
static gboolean
is_blank (gunichar c)
{
  return c == ' ' || c == '\t' || c == 0xa0 || (c >= 0x2000 && c <= 0x200f) || c == 0x202f
         || c == 0x205f
         || c == 0x2060 || c == 0x3000 || c == 0xfeff;
}

static char *
dup_trimmed (const char *start,
             const char *end)
{
  while (start < end && is_blank (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start)
    {
      const char *last = g_utf8_prev_char (end);

      if (!is_blank (g_utf8_get_char (last)))
        break;
      end = last;
    }
  return g_strndup (start, end - start);
}

/* Takes the address out of what stands around it: blanks, a display name, angle brackets,
 * "mailto:". */
static char *
unwrap (const char *text)
{
  g_autofree char *bare = dup_trimmed (text, text + strlen (text));
  const char *open;
  char *query;

  if (g_str_has_suffix (bare, ">") && (open = strrchr (bare, '<')) != NULL)
    {
      char *inner = dup_trimmed (open + 1, bare + strlen (bare) - 1);

      g_free (bare);
      bare = inner;
    }
  if (g_ascii_strncasecmp (bare, "mailto:", 7) != 0)
    return g_steal_pointer (&bare);
  query = strchr (bare, '?');
  if (query != NULL)
    *query = '\0';
  text = bare + 7;
  query = g_uri_unescape_string (text, NULL);
  if (query == NULL || !g_utf8_validate (query, -1, NULL))
    {
      g_free (query);
      return g_strdup (text);
    }
  return query;
}

static gboolean
is_control (gunichar c)
{
  return c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

static gboolean
has_control (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (is_control (g_utf8_get_char (p)))
        return TRUE;
    }
  return FALSE;
}

/* RFC 5322 atext, and of what is not ASCII whatever can be seen. */
static gboolean
is_atext (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isalnum (c) || strchr ("!#$%&'*+-/=?^_`{|}~", (int) c) != NULL;
  return g_unichar_isgraph (c) && g_unichar_type (c) != G_UNICODE_FORMAT
         && g_unichar_type (c) != G_UNICODE_PRIVATE_USE;
}

static PostinoAddressFault
check_dot_atom (const char *local)
{
  const char *previous = ".";

  for (const char *p = local; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (*p == '.' && *previous == '.')
        return POSTINO_ADDRESS_BAD_DOTS;
      if (*p != '.' && !is_atext (g_utf8_get_char (p)))
        return POSTINO_ADDRESS_BAD_CHARACTER;
      previous = p;
    }
  return *previous == '.' ? POSTINO_ADDRESS_BAD_DOTS : POSTINO_ADDRESS_OK;
}

/* The end of the quoted string @text begins with (behind the closing quote) and what it holds; NULL
 * if it has no end. */
static const char *
read_quoted (const char *text,
             GString    *content)
{
  for (const char *p = text + 1; *p != '\0'; p++)
    {
      if (*p == '"')
        return p + 1;
      if (*p == '\\' && *++p == '\0')
        return NULL;
      g_string_append_c (content, *p);
    }
  return NULL;
}

static char *
quote (const char *content)
{
  GString *quoted = g_string_new ("\"");

  for (const char *p = content; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, *p);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

/* Splits at the @; @local is yours, @domain borrowed from @text. */
static PostinoAddressFault
split (const char  *text,
       char       **local,
       const char **domain)
{
  g_autoptr (GString) content = g_string_new (NULL);
  const char *at;

  if (*text != '"')
    {
      at = strchr (text, '@');
      if (at == NULL)
        return POSTINO_ADDRESS_NO_AT;
      *local = g_strndup (text, at - text);
    }
  else
    {
      at = read_quoted (text, content);
      if (at == NULL || (*at != '@' && *at != '\0'))
        return POSTINO_ADDRESS_BAD_CHARACTER;
      if (*at == '\0')
        return POSTINO_ADDRESS_NO_AT;
      if (content->len > 0)
        *local = check_dot_atom (content->str) == POSTINO_ADDRESS_OK ? g_strdup (content->str)
                                                                     : quote (content->str);
      else
        *local = g_strdup ("");
    }
  *domain = at + 1;
  return strchr (*domain, '@') != NULL ? POSTINO_ADDRESS_TWO_ATS : POSTINO_ADDRESS_OK;
}

static PostinoAddressFault
check_local (const char *local)
{
  if (*local == '\0')
    return POSTINO_ADDRESS_EMPTY_LOCAL;
  if (strlen (local) > MAX_LOCAL_OCTETS)
    return POSTINO_ADDRESS_LOCAL_TOO_LONG;
  return *local == '"' ? POSTINO_ADDRESS_OK : check_dot_atom (local);
}

static PostinoAddressFault
check_label (const char *label,
             gsize       length)
{
  if (length == 0)
    return POSTINO_ADDRESS_BAD_DOTS;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (label[i]) && label[i] != '-')
        return POSTINO_ADDRESS_BAD_CHARACTER;
    }
  if (length > MAX_LABEL_OCTETS || label[0] == '-' || label[length - 1] == '-')
    return POSTINO_ADDRESS_BAD_LABEL;
  return POSTINO_ADDRESS_OK;
}

/* An ASCII name of two or more labels, the last of which is not a number. */
static PostinoAddressFault
check_labels (const char *domain)
{
  const char *label = domain;

  for (;;)
    {
      gsize length = strcspn (label, ".");
      PostinoAddressFault fault = check_label (label, length);

      if (fault != POSTINO_ADDRESS_OK)
        return fault;
      if (label[length] == '\0')
        break;
      label += length + 1;
    }
  if (label == domain)
    return POSTINO_ADDRESS_DOMAIN_WITHOUT_DOT;
  return strspn (label,
                 "0123456789") == strlen (label) ? POSTINO_ADDRESS_BAD_LABEL : POSTINO_ADDRESS_OK;
}

/* The A-label form; an A-label that comes in must be what its own Unicode form gives. */
static char *
to_a_label (const char *domain)
{
  char *unicode = NULL;
  char *ascii = NULL;
  char *result = NULL;
  int code;

  if (idn2_to_unicode_8z8z (domain, &unicode, IDN2_NONTRANSITIONAL) != IDN2_OK)
    return NULL;
  code = idn2_lookup_u8 ((const uint8_t *) unicode, (uint8_t **) &ascii,
                         IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  if (code == IDN2_OK)
    result = g_ascii_strdown (ascii, -1);
  idn2_free (unicode);
  if (code == IDN2_OK)
    idn2_free (ascii);
  return result;
}

static PostinoAddressFault
make_domain (const char *domain,
             char      **result)
{
  g_autofree char *lower = g_ascii_strdown (domain, -1);
  PostinoAddressFault fault;

  if (*domain == '\0')
    return POSTINO_ADDRESS_EMPTY_DOMAIN;
  if (*domain == '[')
    return POSTINO_ADDRESS_LITERAL;
  if (strlen (domain) > MAX_ADDRESS_OCTETS)
    return POSTINO_ADDRESS_TOO_LONG;
  if (!g_str_is_ascii (lower) || strstr (lower, "xn--") != NULL)
    {
      char *a_label;

      if (strpbrk (lower, " \t") != NULL)
        return POSTINO_ADDRESS_BAD_CHARACTER;
      if (strstr (lower, "..") != NULL || lower[0] == '.' || g_str_has_suffix (lower, "."))
        return POSTINO_ADDRESS_BAD_DOTS;
      a_label = to_a_label (lower);
      if (a_label == NULL)
        return POSTINO_ADDRESS_BAD_IDN;
      g_free (lower);
      lower = a_label;
    }
  fault = check_labels (lower);
  if (fault == POSTINO_ADDRESS_OK)
    *result = g_steal_pointer (&lower);
  return fault;
}

static char *
join (const char *local,
      const char *domain)
{
  return g_strconcat (local, "@", domain, NULL);
}

static PostinoAddressFault
parse_bare (const char     *text,
            PostinoAddress *parsed)
{
  g_autofree char *local = NULL;
  g_autofree char *composed = NULL;
  g_autofree char *folded = NULL;
  g_autofree char *domain = NULL;
  const char *typed_domain = NULL;
  PostinoAddressFault fault;

  if (*text == '\0')
    return POSTINO_ADDRESS_EMPTY;
  if (has_control (text))
    return POSTINO_ADDRESS_CONTROL_CHARACTER;
  fault = split (text, &local, &typed_domain);
  if (fault != POSTINO_ADDRESS_OK)
    return fault;
  composed = g_str_is_ascii (local) ? g_strdup (local) : g_utf8_normalize (local, -1,
                                                                           G_NORMALIZE_NFC);
  fault = check_local (composed);
  if (fault == POSTINO_ADDRESS_OK)
    fault = make_domain (typed_domain, &domain);
  if (fault != POSTINO_ADDRESS_OK)
    return fault;
  if (strlen (composed) + 1 + strlen (domain) > MAX_ADDRESS_OCTETS)
    return POSTINO_ADDRESS_TOO_LONG;

  folded = postino_text_fold (composed);
  parsed->address = join (composed, domain);
  parsed->key = join (folded, domain);
  return POSTINO_ADDRESS_OK;
}

PostinoAddressFault
postino_address_parse (const char     *text,
                       gssize          length,
                       PostinoAddress *parsed)
{
  g_autofree char *copy = NULL;
  g_autofree char *bare = NULL;

  *parsed = (PostinoAddress) { NULL, NULL };
  if (length >= 0 && memchr (text, '\0', length) != NULL)
    return POSTINO_ADDRESS_CONTROL_CHARACTER;
  if (length < 0)
    length = strlen (text);
  if (length > MAX_INPUT_OCTETS)
    return POSTINO_ADDRESS_TOO_LONG;
  if (!g_utf8_validate (text, length, NULL))
    return POSTINO_ADDRESS_BAD_CHARACTER;
  copy = g_strndup (text, length);
  if (has_control (copy) && strpbrk (copy, "\r\n") != NULL)
    return POSTINO_ADDRESS_CONTROL_CHARACTER;
  bare = unwrap (copy);
  return parse_bare (bare, parsed);
}

void
postino_address_clear (PostinoAddress *parsed)
{
  g_clear_pointer (&parsed->address, g_free);
  g_clear_pointer (&parsed->key, g_free);
}

PostinoAddressFault
postino_address_parse_domain (const char *text,
                              char      **key)
{
  g_autofree char *bare = NULL;
  g_autofree char *domain = NULL;
  PostinoAddressFault fault;

  *key = NULL;
  if (!g_utf8_validate (text, -1, NULL))
    return POSTINO_ADDRESS_BAD_CHARACTER;
  if (has_control (text))
    return POSTINO_ADDRESS_CONTROL_CHARACTER;
  bare = dup_trimmed (text, text + strlen (text));
  fault = make_domain (*bare == '@' ? bare + 1 : bare, &domain);
  if (fault == POSTINO_ADDRESS_OK)
    *key = join ("", domain);
  return fault;
}

const char *
postino_address_fault_to_code (PostinoAddressFault fault)
{
  g_return_val_if_fail (fault < POSTINO_ADDRESS_N_FAULTS, NULL);
  return faults[fault].code;
}

const char *
postino_address_fault_to_sentence (PostinoAddressFault fault)
{
  g_return_val_if_fail (fault < POSTINO_ADDRESS_N_FAULTS, NULL);
  return faults[fault].sentence != NULL ? _ (faults[fault].sentence) : NULL;
}

const char *
postino_address_get_domain (const char *address)
{
  const char *at = strrchr (address, '@');

  return at != NULL ? at + 1 : address;
}

gboolean
postino_address_needs_smtputf8 (const char *address)
{
  return !g_str_is_ascii (address);
}
