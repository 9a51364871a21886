/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Published messages, and signatures that are wrong in one way each. */
#include <string.h>

#include "dkim/key.h"
#include "dkim/signature.h"
#include "dkim/verify.h"
#include "net/dns-zone.h"
#include "rfc8463.h"

#define NOW RFC8463_TIME_US
#define NOW_S 1528637909

/* RFC 6376, appendix A.2 and A.3 (its key as in appendix C). */
#define RFC6376_ZONE                                                                                                \
  "brisbane._domainkey.example.com TXT v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/"    \
  "DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhi" \
  "tdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB\n"
#define RFC6376_MESSAGE                                                    \
  "DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;\r\n"      \
  "      c=simple/simple; q=dns/txt; i=joe@football.example.com;\r\n"      \
  "      h=Received : From : To : Subject : Date : Message-ID;\r\n"        \
  "      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"             \
  "      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB\r\n"       \
  "        4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut\r\n"       \
  "        KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV\r\n"       \
  "        4bmp/YzhwvcubU4=;\r\n"                                          \
  "Received: from client1.football.example.com  [192.0.2.1]\r\n"           \
  "      by submitserver.example.com with SUBMISSION;\r\n"                 \
  "      Fri, 11 Jul 2003 21:01:54 -0700 (PDT)\r\n"                        \
  "From: Joe SixPack <joe@football.example.com>\r\n"                       \
  "To: Suzie Q <suzie@shopping.example.net>\r\n"                           \
  "Subject: Is dinner ready?\r\n"                                          \
  "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"                        \
  "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"       \
  "\r\n"                                                                   \
  "Hi.\r\n"                                                                \
  "\r\n"                                                                   \
  "We lost the game. Are you hungry yet?\r\n"                              \
  "\r\n"                                                                   \
  "Joe.\r\n"

#define RSA "k=rsa; p=" RFC8463_RSA_PUBLIC "\n"
/* 512 bits: too short. */
#define SHORT "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMC843eA3cb88QTkOeFYdoBWzLAZAWmVZgaBiknY9iaY3qWqR+ayCVmUARJ2mI/tS+S/94OZoVcp9isaUpCyIbkCAwEAAQ=="
#define ZONE                                                                                  \
  RFC8463_ZONE RFC6376_ZONE                                                                   \
  "good._domainkey.x.example TXT v=DKIM1; " RSA                                               \
  "strict._domainkey.x.example TXT v=DKIM1; t=s; " RSA                                        \
  "testing._domainkey.x.example TXT v=DKIM1; t=y; " RSA                                       \
  "revoked._domainkey.x.example TXT v=DKIM1; p=\n"                                            \
  "sha1._domainkey.x.example TXT v=DKIM1; h=sha1; " RSA                                       \
  "other._domainkey.x.example TXT v=DKIM1; k=ed25519; p=" RFC8463_ED25519_PUBLIC "\n"         \
  "junk._domainkey.x.example TXT v=DKIM1; p=aGk=\n"                                           \
  "short._domainkey.x.example TXT v=DKIM1; p=" SHORT "\n"                                     \
  "two._domainkey.x.example TXT v=spf1 -all\n"                                                \
  "two._domainkey.x.example TXT v=DKIM1; " RSA                                                \
  "down._domainkey.x.example FAIL\n"

static PostinoDns *
open_zone (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GResolver) zone = postino_dns_zone_new (ZONE, &error);

  g_assert_no_error (error);
  return postino_dns_new (zone, 1000);
}

static void
test_published (void)
{
  static const char *const messages[] = { RFC8463_SIGNED, RFC6376_MESSAGE };
  g_autoptr (PostinoDns) dns = open_zone ();

  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (GPtrArray) verdicts = postino_dkim_verify (messages[i], strlen (messages[i]), dns, NOW, NULL);

      g_assert_cmpuint (verdicts->len, ==, i == 0 ? 2 : 1);
      for (guint j = 0; j < verdicts->len; j++)
        {
          const PostinoDkimVerdict *verdict = verdicts->pdata[j];

          g_assert_cmpstr (verdict->reason, ==, NULL);
          g_assert_cmpint (verdict->result, ==, POSTINO_DKIM_PASS);
          g_assert_false (verdict->is_partial || verdict->is_testing);
        }
    }
}

/* Any byte of what is signed; in the header, the fields that h= names. */
static void
test_flipped_bytes (void)
{
  g_autoptr (PostinoDns) dns = open_zone ();
  gsize n_bytes = strlen (RFC8463_SIGNED);
  gsize n_signatures = n_bytes - strlen (RFC8463_MESSAGE);
  gsize n_header = (gsize) (strstr (RFC8463_MESSAGE, "\r\n\r\n") - RFC8463_MESSAGE);

  for (gsize i = 0; i < n_bytes; i++)
    {
      g_autofree char *text = g_strdup (RFC8463_SIGNED);
      g_autoptr (GPtrArray) verdicts = NULL;
      guint n_passed = 0;
      guint n_may_pass = i < n_signatures ? 1 : 0; /* the other signature */

      if (strchr (" \r\n", text[i]) != NULL || (i >= n_signatures && i < n_signatures + n_header && text[i] == ':'))
        continue;
      text[i] ^= 1;
      if (strchr (" \r\n", text[i]) != NULL)
        continue;
      verdicts = postino_dkim_verify (text, n_bytes, dns, NOW, NULL);
      for (guint j = 0; j < verdicts->len; j++)
        n_passed += ((const PostinoDkimVerdict *) verdicts->pdata[j])->result == POSTINO_DKIM_PASS ? 1 : 0;
      if (n_passed > n_may_pass)
        g_error ("byte %zu (%c)", i, RFC8463_SIGNED[i]);
    }
}

/* ---- one signature, made here, with what a case changes ---- */

#define MESSAGE "From: a@x.example\r\nSubject: Ciao\r\n\r\nuno\r\ndue\r\n"

static const struct {
  const char *tags;  /* without bh and b, which are put in; NULL: the field's value is @junk */
  const char *junk;
  PostinoDkimResult result;
} cases[] = {
#define GOOD "v=1; a=rsa-sha256; c=relaxed/relaxed; d=x.example; s=good; h=from:subject"
  { GOOD, NULL, POSTINO_DKIM_PASS },
  { GOOD ";", NULL, POSTINO_DKIM_PASS },
  { "v=1; a=rsa-sha256; c=simple/simple; d=x.example; s=good; h=from:subject", NULL, POSTINO_DKIM_PASS },
  { "v=1; a=rsa-sha256; d=x.example; s=good; h=from:subject", NULL, POSTINO_DKIM_PASS },
  { "v=1; a=rsa-sha256; c=relaxed; d=x.example; s=good; h=from:subject", NULL, POSTINO_DKIM_PASS },
  { "v=1; a=rsa-sha256; c=simple/relaxed; d=x.example; s=good; h=from:subject:date:from:to", NULL, POSTINO_DKIM_PASS },
  { GOOD "; q=dns/txt; z=From:a|Subject:b; unknown=yes", NULL, POSTINO_DKIM_PASS },
  { GOOD "; i=@x.example", NULL, POSTINO_DKIM_PASS },
  { GOOD "; i=ann@mail.X.example", NULL, POSTINO_DKIM_PASS },
  { GOOD "; t=1528637909; x=1528637910", NULL, POSTINO_DKIM_PASS },
  { GOOD "; t=1528724309", NULL, POSTINO_DKIM_PASS }, /* a day ahead */
  { "v=1; a=rsa-sha256; d=x.example; s=strict; h=from:subject; i=a@x.example", NULL, POSTINO_DKIM_PASS },
  { "v=1; a=rsa-sha256; d=x.example; s=testing; h=from:subject", NULL, POSTINO_DKIM_PASS },
  { "v=1; a=rsa-sha256; d=x.example; s=two; h=from:subject", NULL, POSTINO_DKIM_PASS },

  { "a=rsa-sha256; d=x.example; s=good; h=from:subject", NULL, POSTINO_DKIM_PERMERROR },
  { "v=2; a=rsa-sha256; d=x.example; s=good; h=from:subject", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; d=x.example; s=good; h=from:subject", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha1; d=x.example; s=good; h=from:subject", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; s=good; h=from:subject", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; d=x.example; h=from:subject", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; d=x.example; s=good", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; d=x.example; s=good; h=subject", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; d=x.example; s=good; h=from::subject", NULL, POSTINO_DKIM_PERMERROR },
  { GOOD "; v=1", NULL, POSTINO_DKIM_PERMERROR },
  { GOOD "; nonsense", NULL, POSTINO_DKIM_PERMERROR },
  { GOOD "; q=dns/other", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; c=loose; d=x.example; s=good; h=from:subject", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; c=simple/loose; d=x.example; s=good; h=from:subject", NULL, POSTINO_DKIM_PERMERROR },
  { GOOD "; i=@other.example", NULL, POSTINO_DKIM_PERMERROR },
  { GOOD "; i=@yx.example", NULL, POSTINO_DKIM_PERMERROR },
  { GOOD "; i=nobody", NULL, POSTINO_DKIM_PERMERROR },
  { GOOD "; t=now", NULL, POSTINO_DKIM_PERMERROR },
  { GOOD "; x=1528637909", NULL, POSTINO_DKIM_PERMERROR },
  { GOOD "; t=1528637909; x=1528637908", NULL, POSTINO_DKIM_PERMERROR },
  { GOOD "; t=1528724310", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; d=x.example; s=strict; h=from:subject; i=a@b.x.example", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; d=x.example; s=nobody; h=from:subject", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; d=x.example; s=no..name; h=from:subject", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; d=x.example; s=revoked; h=from:subject", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; d=x.example; s=sha1; h=from:subject", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; d=x.example; s=other; h=from:subject", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; d=x.example; s=junk; h=from:subject", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; d=x.example; s=short; h=from:subject", NULL, POSTINO_DKIM_PERMERROR },
  { "v=1; a=rsa-sha256; d=x.example; s=down; h=from:subject", NULL, POSTINO_DKIM_TEMPERROR },

  { NULL, "", POSTINO_DKIM_PERMERROR },
  { NULL, "junk", POSTINO_DKIM_PERMERROR },
  { NULL, GOOD "; bh=; b=", POSTINO_DKIM_PERMERROR },
  { NULL, GOOD "; bh=!; b=aGk=", POSTINO_DKIM_PERMERROR },
  { NULL, GOOD "; bh=aGk=; b=aGk=", POSTINO_DKIM_FAIL },
#undef GOOD
};

static PostinoDkimCanon
read_canon (const char *tags,
            gboolean    of_body)
{
  if (strstr (tags, "c=relaxed/relaxed") != NULL)
    return POSTINO_DKIM_RELAXED;
  if (strstr (tags, of_body ? "c=simple/relaxed" : "c=relaxed;") != NULL)
    return POSTINO_DKIM_RELAXED;
  return POSTINO_DKIM_SIMPLE;
}

/* MESSAGE with a field of @tags that is right in itself; @l as l=, or -1. Yours. */
static char *
sign (const char *tags,
      const char *message,
      gssize      l)
{
  static const char *const names[] = { "from", "subject", NULL };
  g_autoptr (PostinoDkimKey) key = postino_dkim_key_new_from_pem (RFC8463_RSA_PEM, NULL);
  g_autoptr (GBytes) der = postino_dkim_key_to_der (key);
  g_autoptr (PostinoRsaSigner) signer = postino_rsa_signer_new (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  g_auto (PostinoDkimMail) mail = { 0 };
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (GString) header = g_string_new (NULL);
  g_autoptr (GBytes) signature = NULL;
  g_autofree char *bh = NULL;
  g_autofree char *b = NULL;
  g_autofree char *length = l >= 0 ? g_strdup_printf ("; l=%zd", l) : g_strdup ("");
  g_autofree char *field = NULL;
  guint8 hash[POSTINO_SHA256_BYTES];

  postino_dkim_mail_read (&mail, message, strlen (message));
  postino_dkim_canon_append_body (read_canon (tags, TRUE), mail.body, mail.n_body, body);
  postino_dkim_signature_hash (body->str, l >= 0 ? MIN ((gsize) l, body->len) : body->len, hash);
  bh = g_base64_encode (hash, sizeof hash);
  field = g_strdup_printf ("DKIM-Signature: %s%s; bh=%s; b=", g_str_has_suffix (tags, ";") ? "" : tags, length, bh);
  if (g_str_has_suffix (tags, ";"))
    {
      g_free (field);
      field = g_strdup_printf ("DKIM-Signature: %s bh=%s; b=", tags, bh);
    }
  postino_dkim_signature_append_fields (&mail, names, read_canon (tags, FALSE), header);
  postino_dkim_signature_append_own (field, strlen (field), read_canon (tags, FALSE), header);
  postino_dkim_signature_hash (header->str, header->len, hash);
  signature = postino_rsa_signer_sign (signer, hash);
  b = g_base64_encode (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  return g_strconcat (field, b, "\r\n", message, NULL);
}

static void
test_cases (void)
{
  g_autoptr (PostinoDns) dns = open_zone ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *message = cases[i].tags != NULL
                                   ? sign (cases[i].tags, MESSAGE, -1)
                                   : g_strconcat ("DKIM-Signature: ", cases[i].junk, "\r\n" MESSAGE, NULL);
      g_autoptr (GPtrArray) verdicts = postino_dkim_verify (message, strlen (message), dns, NOW, NULL);
      const PostinoDkimVerdict *verdict;

      g_test_message ("%s", message);
      g_assert_cmpuint (verdicts->len, ==, 1);
      verdict = verdicts->pdata[0];
      g_assert_cmpstr (postino_dkim_result_to_name (verdict->result), ==, postino_dkim_result_to_name (cases[i].result));
      g_assert_cmpint (verdict->reason == NULL, ==, verdict->result == POSTINO_DKIM_PASS);
      g_assert_cmpint (verdict->is_testing, ==, cases[i].tags != NULL && strstr (cases[i].tags, "s=testing") != NULL);
    }
}

/* l=: what follows is not signed, and may be added to; what is signed must be there. */
static void
test_length (void)
{
  static const char tags[] = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=x.example; s=good; h=from:subject";
  static const struct {
    gssize l;
    const char *added;
    PostinoDkimResult result;
    gboolean is_partial;
  } lengths[] = {
    { 10, "", POSTINO_DKIM_PASS, FALSE },
    { 10, "tre\r\n", POSTINO_DKIM_PASS, TRUE },
    { 5, "", POSTINO_DKIM_PASS, TRUE },
    { 0, "", POSTINO_DKIM_PASS, TRUE },
    { 11, "", POSTINO_DKIM_FAIL, FALSE },
    { -1, "tre\r\n", POSTINO_DKIM_FAIL, FALSE },
  };
  g_autoptr (PostinoDns) dns = open_zone ();

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *message = sign (tags, MESSAGE, lengths[i].l);
      g_autofree char *longer = g_strconcat (message, lengths[i].added, NULL);
      g_autoptr (GPtrArray) verdicts = postino_dkim_verify (longer, strlen (longer), dns, NOW, NULL);
      const PostinoDkimVerdict *verdict = verdicts->pdata[0];

      g_assert_cmpint (verdict->result, ==, lengths[i].result);
      g_assert_cmpint (verdict->is_partial, ==, lengths[i].is_partial);
    }
}

static void
test_how_many (void)
{
  g_autoptr (PostinoDns) dns = open_zone ();
  g_autoptr (GString) message = g_string_new (NULL);
  g_autoptr (GPtrArray) none = postino_dkim_verify (MESSAGE, strlen (MESSAGE), dns, NOW, NULL);
  g_autoptr (GPtrArray) many = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  for (guint i = 0; i < POSTINO_DKIM_MAX_SIGNATURES + 1; i++)
    g_string_append (message, "dkim-SIGNATURE : nonsense\r\n");
  g_string_append (message, MESSAGE);
  many = postino_dkim_verify (message->str, message->len, dns, NOW, NULL);
  g_assert_cmpuint (many->len, ==, POSTINO_DKIM_MAX_SIGNATURES);
}

static void
test_what_is_told (void)
{
  g_autoptr (PostinoDns) dns = open_zone ();
  g_autoptr (GPtrArray) verdicts = postino_dkim_verify (RFC6376_MESSAGE, strlen (RFC6376_MESSAGE), dns, NOW, NULL);
  const PostinoDkimVerdict *verdict = verdicts->pdata[0];

  g_assert_cmpstr (verdict->domain, ==, "example.com");
  g_assert_cmpstr (verdict->selector, ==, "brisbane");
  g_assert_cmpstr (verdict->identity, ==, "joe@football.example.com");
  g_assert_cmpstr (verdict->algorithm, ==, "rsa-sha256");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dkim-verify/published", test_published);
  g_test_add_func ("/dkim-verify/flipped-bytes", test_flipped_bytes);
  g_test_add_func ("/dkim-verify/cases", test_cases);
  g_test_add_func ("/dkim-verify/length", test_length);
  g_test_add_func ("/dkim-verify/how-many", test_how_many);
  g_test_add_func ("/dkim-verify/what-is-told", test_what_is_told);
  return g_test_run ();
}
