/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a contact and the values they take.
 *
 * A heading is recognised by its folded words, so "E-Mail", "e_mail" and "EMAIL:" are one. "Nome"
 * is the first name, with or without a "Cognome" beside it: shops write it over what people are
 * called by. Whole names have headings of their own ("Nominativo", "Full name").
 *
 * Values are stored as text that sorts and compares: dates as 1980-12-31, numbers with a point,
 * booleans as 1 and 0. */

#include "contacts/field.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

enum {
  FIRST_YEAR = 1000,
  MAX_NUMBER_LENGTH = 60,
  MAX_SHOWN_OCTETS = 60,
};

static const struct {
  const char *key;
  const char *label;
  PostinoFieldType type;
} known[POSTINO_N_KNOWN] = {
  [POSTINO_KNOWN_EMAIL] = { "email", N_ ("E-mail address"), POSTINO_FIELD_TEXT },
  [POSTINO_KNOWN_FIRST_NAME] = { "first_name", N_ ("First name"), POSTINO_FIELD_TEXT },
  [POSTINO_KNOWN_LAST_NAME] = { "last_name", N_ ("Last name"), POSTINO_FIELD_TEXT },
  [POSTINO_KNOWN_NAME] = { "name", N_ ("Full name"), POSTINO_FIELD_TEXT },
  [POSTINO_KNOWN_COMPANY] = { "company", N_ ("Company"), POSTINO_FIELD_TEXT },
  [POSTINO_KNOWN_PHONE] = { "phone", N_ ("Phone"), POSTINO_FIELD_TEXT },
  [POSTINO_KNOWN_CITY] = { "city", N_ ("City"), POSTINO_FIELD_TEXT },
  [POSTINO_KNOWN_COUNTRY] = { "country", N_ ("Country"), POSTINO_FIELD_TEXT },
  [POSTINO_KNOWN_LANGUAGE] = { "language", N_ ("Language"), POSTINO_FIELD_TEXT },
  [POSTINO_KNOWN_BIRTHDAY] = { "birthday", N_ ("Birthday"), POSTINO_FIELD_DATE },
};

/* Keys as postino_text_make_key () writes them. */
static const struct {
  const char *key;
  PostinoKnownField field;
} headings[] = {
  { "email", POSTINO_KNOWN_EMAIL },
  { "e_mail", POSTINO_KNOWN_EMAIL },
  { "mail", POSTINO_KNOWN_EMAIL },
  { "emails", POSTINO_KNOWN_EMAIL },
  { "email_address", POSTINO_KNOWN_EMAIL },
  { "e_mail_address", POSTINO_KNOWN_EMAIL },
  { "mail_address", POSTINO_KNOWN_EMAIL },
  { "e_mail_1_value", POSTINO_KNOWN_EMAIL },
  { "email_1", POSTINO_KNOWN_EMAIL },
  { "e_mail_1", POSTINO_KNOWN_EMAIL },
  { "primary_email", POSTINO_KNOWN_EMAIL },
  { "subscriber_email", POSTINO_KNOWN_EMAIL },
  { "customer_email", POSTINO_KNOWN_EMAIL },
  { "user_email", POSTINO_KNOWN_EMAIL },
  { "email_cliente", POSTINO_KNOWN_EMAIL },
  { "e_mail_cliente", POSTINO_KNOWN_EMAIL },
  { "indirizzo_email", POSTINO_KNOWN_EMAIL },
  { "indirizzo_e_mail", POSTINO_KNOWN_EMAIL },
  { "indirizzo_mail", POSTINO_KNOWN_EMAIL },
  { "indirizzo_di_posta_elettronica", POSTINO_KNOWN_EMAIL },
  { "indirizzo_posta_elettronica", POSTINO_KNOWN_EMAIL },
  { "posta_elettronica", POSTINO_KNOWN_EMAIL },
  { "casella_email", POSTINO_KNOWN_EMAIL },
  { "casella_di_posta", POSTINO_KNOWN_EMAIL },

  { "first_name", POSTINO_KNOWN_FIRST_NAME },
  { "firstname", POSTINO_KNOWN_FIRST_NAME },
  { "fname", POSTINO_KNOWN_FIRST_NAME },
  { "given_name", POSTINO_KNOWN_FIRST_NAME },
  { "givenname", POSTINO_KNOWN_FIRST_NAME },
  { "forename", POSTINO_KNOWN_FIRST_NAME },
  { "nome", POSTINO_KNOWN_FIRST_NAME },
  { "nome_di_battesimo", POSTINO_KNOWN_FIRST_NAME },
  { "nome_cliente", POSTINO_KNOWN_FIRST_NAME },
  { "nome_proprio", POSTINO_KNOWN_FIRST_NAME },

  { "last_name", POSTINO_KNOWN_LAST_NAME },
  { "lastname", POSTINO_KNOWN_LAST_NAME },
  { "lname", POSTINO_KNOWN_LAST_NAME },
  { "surname", POSTINO_KNOWN_LAST_NAME },
  { "family_name", POSTINO_KNOWN_LAST_NAME },
  { "familyname", POSTINO_KNOWN_LAST_NAME },
  { "cognome", POSTINO_KNOWN_LAST_NAME },
  { "cognome_cliente", POSTINO_KNOWN_LAST_NAME },

  { "name", POSTINO_KNOWN_NAME },
  { "full_name", POSTINO_KNOWN_NAME },
  { "fullname", POSTINO_KNOWN_NAME },
  { "display_name", POSTINO_KNOWN_NAME },
  { "contact_name", POSTINO_KNOWN_NAME },
  { "customer_name", POSTINO_KNOWN_NAME },
  { "nominativo", POSTINO_KNOWN_NAME },
  { "nome_e_cognome", POSTINO_KNOWN_NAME },
  { "nome_cognome", POSTINO_KNOWN_NAME },
  { "cognome_e_nome", POSTINO_KNOWN_NAME },
  { "cognome_nome", POSTINO_KNOWN_NAME },
  { "nome_completo", POSTINO_KNOWN_NAME },
  { "intestatario", POSTINO_KNOWN_NAME },

  { "company", POSTINO_KNOWN_COMPANY },
  { "company_name", POSTINO_KNOWN_COMPANY },
  { "organization", POSTINO_KNOWN_COMPANY },
  { "organisation", POSTINO_KNOWN_COMPANY },
  { "organization_name", POSTINO_KNOWN_COMPANY },
  { "business", POSTINO_KNOWN_COMPANY },
  { "azienda", POSTINO_KNOWN_COMPANY },
  { "ditta", POSTINO_KNOWN_COMPANY },
  { "societa", POSTINO_KNOWN_COMPANY },
  { "impresa", POSTINO_KNOWN_COMPANY },
  { "ente", POSTINO_KNOWN_COMPANY },
  { "organizzazione", POSTINO_KNOWN_COMPANY },
  { "ragione_sociale", POSTINO_KNOWN_COMPANY },
  { "denominazione", POSTINO_KNOWN_COMPANY },
  { "nome_azienda", POSTINO_KNOWN_COMPANY },

  { "phone", POSTINO_KNOWN_PHONE },
  { "phone_number", POSTINO_KNOWN_PHONE },
  { "telephone", POSTINO_KNOWN_PHONE },
  { "mobile", POSTINO_KNOWN_PHONE },
  { "mobile_phone", POSTINO_KNOWN_PHONE },
  { "cell", POSTINO_KNOWN_PHONE },
  { "tel", POSTINO_KNOWN_PHONE },
  { "telefono", POSTINO_KNOWN_PHONE },
  { "numero_di_telefono", POSTINO_KNOWN_PHONE },
  { "numero_telefono", POSTINO_KNOWN_PHONE },
  { "cellulare", POSTINO_KNOWN_PHONE },
  { "telefono_cellulare", POSTINO_KNOWN_PHONE },
  { "recapito_telefonico", POSTINO_KNOWN_PHONE },

  { "city", POSTINO_KNOWN_CITY },
  { "town", POSTINO_KNOWN_CITY },
  { "citta", POSTINO_KNOWN_CITY },
  { "comune", POSTINO_KNOWN_CITY },
  { "localita", POSTINO_KNOWN_CITY },
  { "citta_di_residenza", POSTINO_KNOWN_CITY },
  { "comune_di_residenza", POSTINO_KNOWN_CITY },

  { "country", POSTINO_KNOWN_COUNTRY },
  { "country_code", POSTINO_KNOWN_COUNTRY },
  { "nation", POSTINO_KNOWN_COUNTRY },
  { "nazione", POSTINO_KNOWN_COUNTRY },
  { "paese", POSTINO_KNOWN_COUNTRY },
  { "stato_estero", POSTINO_KNOWN_COUNTRY },

  { "language", POSTINO_KNOWN_LANGUAGE },
  { "lang", POSTINO_KNOWN_LANGUAGE },
  { "locale", POSTINO_KNOWN_LANGUAGE },
  { "lingua", POSTINO_KNOWN_LANGUAGE },

  { "birthday", POSTINO_KNOWN_BIRTHDAY },
  { "birth_date", POSTINO_KNOWN_BIRTHDAY },
  { "birthdate", POSTINO_KNOWN_BIRTHDAY },
  { "date_of_birth", POSTINO_KNOWN_BIRTHDAY },
  { "dob", POSTINO_KNOWN_BIRTHDAY },
  { "compleanno", POSTINO_KNOWN_BIRTHDAY },
  { "data_di_nascita", POSTINO_KNOWN_BIRTHDAY },
  { "data_nascita", POSTINO_KNOWN_BIRTHDAY },
  { "nato_il", POSTINO_KNOWN_BIRTHDAY },
  { "nata_il", POSTINO_KNOWN_BIRTHDAY },
};

static const char *const type_names[] = {
  [POSTINO_FIELD_TEXT] = "text",
  [POSTINO_FIELD_NUMBER] = "number",
  [POSTINO_FIELD_DATE] = "date",
  [POSTINO_FIELD_BOOLEAN] = "boolean",
};

/* Folded. */
static const char *const yes_words[] = { "1", "true", "yes", "y", "si", "s", "vero", "x", "on" };
static const char *const no_words[] = { "0", "false", "no", "n", "falso", "off", "-" };

static gboolean
has_word (const char *const *words,
          gsize              n_words,
          const char        *word)
{
  for (gsize i = 0; i < n_words; i++)
    {
      if (strcmp (words[i], word) == 0)
        return TRUE;
    }
  return FALSE;
}

static char *
read_boolean (const char *text)
{
  g_autofree char *folded = postino_text_fold_search (text);

  if (has_word (yes_words, G_N_ELEMENTS (yes_words), folded))
    return g_strdup ("1");
  return has_word (no_words, G_N_ELEMENTS (no_words), folded) ? g_strdup ("0") : NULL;
}

/* The last of points and commas is the decimal one, unless it stands more than once: "1.250,5",
 * "1,250.5", "1.250.000". */
static char *
read_number (const char *text)
{
  char plain[MAX_NUMBER_LENGTH + 1];
  const char *decimal = NULL;
  char *end = NULL;
  char *result;
  double value;
  gsize n = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '.' || *p == ',')
        decimal = p;
    }
  if (decimal != NULL && strchr (text, *decimal) != decimal)
    decimal = NULL;
  for (const char *p = text; *p != '\0'; p++)
    {
      if ((*p == '.' || *p == ',' || *p == ' ' || *p == '\'') && p != decimal)
        continue;
      if (n == MAX_NUMBER_LENGTH
          || (!g_ascii_isdigit (*p) && p != decimal && !(n == 0 && (*p == '-' || *p == '+'))))
        return NULL;
      plain[n++] = p == decimal ? '.' : *p;
    }
  plain[n] = '\0';
  value = g_ascii_strtod (plain, &end);
  if (end == plain || *end != '\0' || !isfinite (value))
    return NULL;
  result = g_malloc (G_ASCII_DTOSTR_BUF_SIZE);
  return g_ascii_formatd (result, G_ASCII_DTOSTR_BUF_SIZE, "%.15g", value);
}

/* ISO, or day, month, year as in all countries but one; a time behind it is dropped. */
static char *
read_date (const char *text)
{
  int parts[3];
  gboolean year_first = FALSE;
  const char *p = text;

  for (int i = 0; i < 3; i++)
    {
      char *end = NULL;

      if (!g_ascii_isdigit (*p))
        return NULL;
      parts[i] = (int) MIN (g_ascii_strtoull (p, &end, 10), G_MAXINT16);
      if (i == 0)
        year_first = end - p == 4;
      if (i < 2 && strchr ("-/.", *end) == NULL)
        return NULL;
      p = i < 2 ? end + 1 : end;
    }
  if (*p != '\0' && *p != ' ' && *p != 'T')
    return NULL;
  if (!year_first)
    {
      int day = parts[0];

      parts[0] = parts[2];
      parts[2] = day;
    }
  if (parts[0] < FIRST_YEAR || parts[0] > 9999 || parts[1] > 12
      || !g_date_valid_dmy ((GDateDay) MIN (parts[2], 99), (GDateMonth) parts[1],
                            (GDateYear) parts[0]))
    return NULL;
  return g_strdup_printf ("%04d-%02d-%02d", parts[0], parts[1], parts[2]);
}

void
postino_field_free (PostinoField *field)
{
  if (field == NULL)
    return;
  g_free (field->key);
  g_free (field->label);
  g_free (field->column);
  g_free (field);
}

const char *
postino_known_field_get_key (PostinoKnownField field)
{
  g_return_val_if_fail (field < POSTINO_N_KNOWN, NULL);
  return known[field].key;
}

const char *
postino_known_field_get_label (PostinoKnownField field)
{
  g_return_val_if_fail (field < POSTINO_N_KNOWN, NULL);
  return _ (known[field].label);
}

PostinoFieldType
postino_known_field_get_type (PostinoKnownField field)
{
  g_return_val_if_fail (field < POSTINO_N_KNOWN, POSTINO_FIELD_TEXT);
  return known[field].type;
}

PostinoKnownField
postino_known_field_from_key (const char *key)
{
  for (int i = 0; i < POSTINO_N_KNOWN; i++)
    {
      if (strcmp (known[i].key, key) == 0)
        return i;
    }
  return POSTINO_N_KNOWN;
}

PostinoKnownField
postino_known_field_guess (const char *header)
{
  g_autofree char *key = postino_text_make_key (header);

  for (gsize i = 0; i < G_N_ELEMENTS (headings); i++)
    {
      if (strcmp (headings[i].key, key) == 0)
        return headings[i].field;
    }
  return POSTINO_N_KNOWN;
}

const char *
postino_field_type_to_string (PostinoFieldType type)
{
  g_return_val_if_fail (type < G_N_ELEMENTS (type_names), NULL);
  return type_names[type];
}

gboolean
postino_field_type_from_string (const char       *text,
                                PostinoFieldType *type,
                                GError          **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (type_names); i++)
    {
      if (strcmp (type_names[i], text) == 0)
        {
          *type = i;
          return TRUE;
        }
    }
  g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_USAGE,
               _("“%s” is no type of field: there are text, number, date and boolean"), text);
  return FALSE;
}

/* NULL: any text will do. */
static char *(*const readers[]) (const char *text) = {
  [POSTINO_FIELD_TEXT] = NULL,
  [POSTINO_FIELD_NUMBER] = read_number,
  [POSTINO_FIELD_DATE] = read_date,
  [POSTINO_FIELD_BOOLEAN] = read_boolean,
};

static void
complain (PostinoFieldType type,
          const char      *label,
          const char      *text,
          GError         **error)
{
  g_autofree char *shown = postino_text_cut (text, MAX_SHOWN_OCTETS);

  if (type == POSTINO_FIELD_NUMBER)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                 _("“%s” is not a number (field “%s”)"), shown, label);
  else if (type == POSTINO_FIELD_DATE)
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                 _("“%s” is not a date such as 2026-12-31 (field “%s”)"), shown, label);
  else
    g_set_error (error, POSTINO_ERROR, POSTINO_ERROR_INVALID,
                 _("“%s” is neither yes nor no (field “%s”)"), shown,
                 label);
}

char *
postino_field_normalize (PostinoFieldType type,
                         const char      *label,
                         const char      *text,
                         GError         **error)
{
  g_autofree char *line = postino_text_single_line (text);
  char *value;

  if (*line == '\0')
    return NULL;
  if (readers[type] == NULL)
    return g_steal_pointer (&line);
  value = readers[type](line);
  if (value == NULL)
    complain (type, label, line, error);
  return value;
}
