/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows the static text of an HTML template just far enough to know, at each output, whether it
 * stands in text, in a tag, in a value or in an address. This happens once, when the template is
 * parsed; values never move a position, so no value can talk its way into another one.
 *
 * It is not an HTML parser. It knows tags, quotes, comments and the two elements whose text has no
 * tags, which is all that decides how to write a value (WHATWG HTML, 13.2.5). Conditional comments
 * for Outlook hold markup that is read, so `<!--[if mso]>` and `<![endif]-->` are passed over as
 * declarations and what is between them is followed.
 *
 * Where two branches of an {% if %} end differently, the stricter place wins: behind it an address
 * counts as begun. */

#include "content/liquid-position.h"

#include <string.h>

static const char *const url_attributes[] = {
  "href", "src", "action", "formaction", "background", "poster", "cite", "data", "longdesc", "xlink:href",
};

static const char *const raw_text_elements[] = { "script", "style" };

static gboolean
is_one_of (const char        *name,
           const char *const *names,
           gsize              n_names)
{
  for (gsize i = 0; i < n_names; i++)
    {
      if (strcmp (name, names[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
append_name (char name[POSTINO_LIQUID_NAME_MAX + 1],
             char c)
{
  gsize length = strlen (name);

  if (length < POSTINO_LIQUID_NAME_MAX)
    {
      name[length] = g_ascii_tolower (c);
      name[length + 1] = '\0';
    }
}

static void
begin_name (PostinoLiquidPosition *position,
            char                   c)
{
  position->where = POSTINO_LIQUID_IN_NAME;
  memset (position->name, 0, sizeof position->name);
  append_name (position->name, c);
}

static void
begin_value (PostinoLiquidPosition *position,
             char                   quote)
{
  position->where = POSTINO_LIQUID_IN_VALUE;
  position->quote = quote;
  position->at_start = TRUE;
  position->is_url = is_one_of (position->name, url_attributes, G_N_ELEMENTS (url_attributes));
}

static void
end_tag (PostinoLiquidPosition *position)
{
  gboolean opens_raw_text = !position->is_closing
                            && is_one_of (position->tag, raw_text_elements,
                                          G_N_ELEMENTS (raw_text_elements));

  position->where = opens_raw_text ? POSTINO_LIQUID_IN_RAW_TEXT : POSTINO_LIQUID_IN_TEXT;
  position->run = 0;
}

/* Behind <: a tag, its end, a declaration, or just a sign for "less". */
static void
pass_opening (PostinoLiquidPosition *position,
              char                   c)
{
  if (c == '/' && !position->is_closing)
    {
      position->is_closing = TRUE;
      return;
    }
  if (c == '!' || c == '?')
    {
      position->where = POSTINO_LIQUID_IN_DECLARATION;
      position->run = 0;
      return;
    }
  if (!g_ascii_isalpha (c))
    {
      position->where = POSTINO_LIQUID_IN_TEXT;
      return;
    }
  position->where = POSTINO_LIQUID_IN_TAG_NAME;
  memset (position->tag, 0, sizeof position->tag);
  append_name (position->tag, c);
}

/* Two dashes right at the start make a comment, but "<!--[" starts markup that Outlook reads. */
static void
pass_declaration (PostinoLiquidPosition *position,
                  char                   c)
{
  const guint settled = 3;

  if (c == '>')
    {
      position->where = POSTINO_LIQUID_IN_TEXT;
      return;
    }
  if (position->run == 2 && c != '[')
    {
      position->where = POSTINO_LIQUID_IN_COMMENT;
      position->run = c == '-' ? 2 : 0; /* "<!--->" is a whole comment */
      return;
    }
  position->run = position->run < 2 && c == '-' ? position->run + 1 : settled;
}

static void
pass_comment (PostinoLiquidPosition *position,
              char                   c)
{
  if (c == '>' && position->run >= 2)
    position->where = POSTINO_LIQUID_IN_TEXT;
  position->run = c == '-' ? position->run + 1 : 0;
}

/* Only </script or </style leaves it. @tag is kept as the name that is waited for; @run counts what
 * matched of it. */
static void
pass_raw_text (PostinoLiquidPosition *position,
               char                   c)
{
  gsize length = strlen (position->tag);
  char wanted = position->run < 2 ? "</"[position->run] : position->tag[position->run - 2];

  if (g_ascii_tolower (c) != wanted)
    {
      position->run = c == '<' ? 1 : 0;
      return;
    }
  position->run++;
  if (position->run < length + 2)
    return;
  position->where = POSTINO_LIQUID_IN_TAG;
  position->is_closing = TRUE;
}

static void
pass_tag_name (PostinoLiquidPosition *position,
               char                   c)
{
  if (g_ascii_isspace (c) || c == '/')
    position->where = POSTINO_LIQUID_IN_TAG;
  else
    append_name (position->tag, c);
}

static void
pass_name (PostinoLiquidPosition *position,
           char                   c)
{
  if (c == '=')
    position->where = POSTINO_LIQUID_IN_BEFORE_VALUE;
  else if (c == '/')
    position->where = POSTINO_LIQUID_IN_TAG;
  else if (!g_ascii_isspace (c))
    append_name (position->name, c);
}

/* "href = x" and "disabled href=x": a blank behind a name ends it only if no = follows. */
static void
pass_tag (PostinoLiquidPosition *position,
          char                   c)
{
  if (c == '=' && *position->name != '\0')
    position->where = POSTINO_LIQUID_IN_BEFORE_VALUE;
  else if (!g_ascii_isspace (c) && c != '/')
    begin_name (position, c);
}

static void
pass_before_value (PostinoLiquidPosition *position,
                   char                   c)
{
  if (g_ascii_isspace (c))
    return;
  begin_value (position, c == '"' || c == '\'' ? c : 0);
  if (position->quote == 0)
    position->at_start = FALSE;
}

static void
pass_value (PostinoLiquidPosition *position,
            char                   c)
{
  gboolean ends = position->quote != 0 ? c == position->quote : g_ascii_isspace (c);

  if (ends)
    {
      position->where = POSTINO_LIQUID_IN_TAG;
      *position->name = '\0';
    }
  else if (!g_ascii_isspace (c))
    position->at_start = FALSE;
}

static gboolean
closes_tag (const PostinoLiquidPosition *position,
            char                         c)
{
  if (c != '>' || position->where < POSTINO_LIQUID_IN_TAG_NAME)
    return FALSE;
  return position->where != POSTINO_LIQUID_IN_VALUE || position->quote == 0;
}

static void
pass_character (PostinoLiquidPosition *position,
                char                   c)
{
  if (closes_tag (position, c))
    {
      end_tag (position);
      return;
    }
  switch (position->where)
    {
    case POSTINO_LIQUID_IN_TEXT:
      position->is_closing = FALSE;
      *position->name = '\0';
      if (c == '<')
        position->where = POSTINO_LIQUID_IN_OPENING;
      return;
    case POSTINO_LIQUID_IN_OPENING:
      pass_opening (position, c);
      return;
    case POSTINO_LIQUID_IN_DECLARATION:
      pass_declaration (position, c);
      return;
    case POSTINO_LIQUID_IN_COMMENT:
      pass_comment (position, c);
      return;
    case POSTINO_LIQUID_IN_RAW_TEXT:
      pass_raw_text (position, c);
      return;
    case POSTINO_LIQUID_IN_TAG_NAME:
      pass_tag_name (position, c);
      return;
    case POSTINO_LIQUID_IN_TAG:
      pass_tag (position, c);
      return;
    case POSTINO_LIQUID_IN_NAME:
      if (g_ascii_isspace (c))
        position->where = POSTINO_LIQUID_IN_TAG;
      else
        pass_name (position, c);
      return;
    case POSTINO_LIQUID_IN_BEFORE_VALUE:
      pass_before_value (position, c);
      return;
    case POSTINO_LIQUID_IN_VALUE:
      pass_value (position, c);
      return;
    }
  g_assert_not_reached ();
}

void
postino_liquid_position_pass_text (PostinoLiquidPosition *position,
                                   const char            *text,
                                   gsize                  length)
{
  for (gsize i = 0; i < length; i++)
    pass_character (position, text[i]);
}

static PostinoLiquidWriting
pass_in_value (PostinoLiquidPosition *position)
{
  gboolean at_start = position->at_start;

  position->at_start = FALSE;
  if (!position->is_url)
    return position->quote != 0 ? POSTINO_LIQUID_WRITE_MARKUP : POSTINO_LIQUID_WRITE_BARE;
  if (!at_start)
    return POSTINO_LIQUID_WRITE_URL_PART;
  return position->quote != 0 ? POSTINO_LIQUID_WRITE_URL : POSTINO_LIQUID_WRITE_URL_BARE;
}

PostinoLiquidWriting
postino_liquid_position_pass_output (PostinoLiquidPosition *position)
{
  switch (position->where)
    {
    case POSTINO_LIQUID_IN_OPENING:
    case POSTINO_LIQUID_IN_TAG:
      begin_name (position, '?');
      return POSTINO_LIQUID_WRITE_BARE;
    case POSTINO_LIQUID_IN_TAG_NAME:
    case POSTINO_LIQUID_IN_NAME:
      return POSTINO_LIQUID_WRITE_BARE;
    case POSTINO_LIQUID_IN_BEFORE_VALUE:
      begin_value (position, 0);
      return pass_in_value (position);
    case POSTINO_LIQUID_IN_VALUE:
      return pass_in_value (position);
    case POSTINO_LIQUID_IN_TEXT:
    case POSTINO_LIQUID_IN_DECLARATION:
    case POSTINO_LIQUID_IN_COMMENT:
    case POSTINO_LIQUID_IN_RAW_TEXT:
      return POSTINO_LIQUID_WRITE_MARKUP;
    }
  g_assert_not_reached ();
}

PostinoLiquidPosition
postino_liquid_position_join (const PostinoLiquidPosition *one,
                              const PostinoLiquidPosition *other)
{
  gboolean one_in_url = one->where == POSTINO_LIQUID_IN_VALUE && one->is_url;
  gboolean other_in_url = other->where == POSTINO_LIQUID_IN_VALUE && other->is_url;
  PostinoLiquidPosition joined = other_in_url && !one_in_url ? *other : *one;

  joined.at_start = one->at_start && other->at_start;
  return joined;
}
