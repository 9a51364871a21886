/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks the tree of a page and says to the text writer what comes: inline text, the end of a
 * paragraph, indentation. What an element means stands in one table. The Liquid of a template comes
 * as stand-ins (html-shield), text like any other, but for {% tags %}, which come as comments and
 * have no width.
 *
 * Mail is laid out with tables. A row whose cells hold nothing but inline text is a row of data,
 * written as one line; a cell with a block in it is a column of the layout, written as a block of
 * its own. A table that has no row of more than one cell is a stack of paragraphs.
 *
 * Hidden elements (preview text, mostly) are left out. They are recognised by their own style
 * attribute only; one whose style depends on a {% tag %} is shown. */

#include "content/html-text.h"

#include <string.h>

#include "content/html.h"
#include "content/html-shield.h"
#include "content/text-writer.h"

#define RULE "----------------------------------------"

enum {
  BULLET_MAX = 16,
  FIRST_NUMBER_MAX = 9999,
  TAB_COLUMNS = 4,
  SOFT_HYPHEN = 0xad,
  NO_BREAK_SPACE = 0xa0,
  ZERO_WIDTH_NON_JOINER = 0x200c,
  ZERO_WIDTH_JOINER = 0x200d,
};

typedef struct {
  const PostinoHtmlShield *shield;
  PostinoTextWriter writer;
  guint depth;
  guint list_depth;
  gboolean in_pre;
} Reader;

typedef void (*WriteFunc) (Reader *reader, const xmlNode *element);

typedef struct {
  const char *name;
  guint line_ends;  /* around a block; 0: inline */
  WriteFunc write;  /* NULL: the children, one after the other */
} Element;

/* The one recursion: elements hold elements. */
static void write_children (Reader *reader, const xmlNode *element);

static void
append_mark (Reader  *reader,
             gunichar mark)
{
  g_string_append_unichar (reader->writer.line, mark);
}

static void
write_break (Reader        *reader,
             const xmlNode *element)
{
  append_mark (reader, POSTINO_TEXT_BREAK);
}

static void
write_rule (Reader        *reader,
            const xmlNode *element)
{
  g_string_append (reader->writer.line, RULE);
}

static gboolean
is_invisible (gunichar c,
              gunichar before)
{
  /* Joiners shape the letters and emoji they stand between; anywhere else they are filling. */
  if (c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER)
    return before <= NO_BREAK_SPACE || !g_unichar_isgraph (before);
  return c == SOFT_HYPHEN || c == 0x34f || c == 0x180e || c == 0x200b || c == 0x200e || c == 0x200f
         || (c >= 0x2060 && c <= 0x2064) || c == 0xfeff || c == POSTINO_HTML_SHIELD_NOTHING;
}

static gboolean
is_hard_space (gunichar c)
{
  return c == NO_BREAK_SPACE || c == 0x2007 || c == 0x202f;
}

static void
append_preformatted (Reader  *reader,
                     gunichar c)
{
  if (c == '\n')
    append_mark (reader, POSTINO_TEXT_BREAK);
  for (guint i = 0; i < (c == ' ' ? 1 : c == '\t' ? TAB_COLUMNS : 0); i++)
    append_mark (reader, POSTINO_TEXT_HARD_SPACE);
}

static void
append_text (Reader     *reader,
             const char *text)
{
  gunichar before = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_invisible (c, before))
        continue;
      before = c;
      if (is_hard_space (c))
        append_mark (reader, POSTINO_TEXT_HARD_SPACE);
      else if (c < 0x80 && g_ascii_isspace (c) && reader->in_pre)
        append_preformatted (reader, c);
      else if (g_unichar_isspace (c) || c == 0x2028 || c == 0x2029)
        g_string_append_c (reader->writer.line, ' ');
      else if (!g_unichar_iscntrl (c))
        g_string_append_unichar (reader->writer.line, c);
    }
}

static void
write_image (Reader        *reader,
             const xmlNode *element)
{
  g_autofree char *alt = postino_html_dup_attribute (element, "alt");

  if (alt != NULL)
    append_text (reader, alt);
}

/* The address as it is written beside its text; NULL if it leads nowhere a reader could go. */
static char *
dup_target (const xmlNode *element)
{
  static const char *const nowhere[] = { "#", "javascript:", "data:", "vbscript:", "cid:" };
  static const char *const silent[] = { "mailto:", "tel:", "sms:" };
  g_autofree char *href = postino_html_dup_attribute (element, "href");
  GString *target;

  if (href == NULL || *g_strstrip (href) == '\0')
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (nowhere); i++)
    {
      if (g_ascii_strncasecmp (href, nowhere[i], strlen (nowhere[i])) == 0)
        return NULL;
    }
  target = g_string_new (href);
  for (gsize i = 0; i < G_N_ELEMENTS (silent); i++)
    {
      if (g_ascii_strncasecmp (href, silent[i], strlen (silent[i])) != 0)
        continue;
      g_string_erase (target, 0, strlen (silent[i]));
      g_string_truncate (target, strcspn (target->str, "?"));
    }
  g_string_replace (target, "\n", "", 0);
  g_string_replace (target, "\r", "", 0);
  g_string_replace (target, "\t", "", 0);
  g_string_replace (target, " ", "%20", 0);
  return g_string_free (target, FALSE);
}

static const char *
skip_scheme (const char *url)
{
  if (g_ascii_strncasecmp (url, "https://", strlen ("https://")) == 0)
    return url + strlen ("https://");
  return g_ascii_strncasecmp (url, "http://",
                              strlen ("http://")) == 0 ? url + strlen ("http://") : url;
}

/* "www.a.example" and "https://www.a.example/" say the same to a reader. */
static gboolean
is_same_target (const char *text,
                const char *target)
{
  const char *a = skip_scheme (text);
  const char *b = skip_scheme (target);
  gsize length_a = strlen (a);
  gsize length_b = strlen (b);

  length_a -= length_a > 0 && a[length_a - 1] == '/' ? 1 : 0;
  length_b -= length_b > 0 && b[length_b - 1] == '/' ? 1 : 0;
  return length_a == length_b && strncmp (a, b, length_a) == 0;
}

static gboolean
trim_line (GString *line,
           gsize    offset)
{
  gsize length = line->len;

  while (line->len > offset && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);
  return line->len < length;
}

static void
write_link (Reader        *reader,
            const xmlNode *element)
{
  GString *line = reader->writer.line;
  gsize start = line->len;
  gsize written = reader->writer.out->len;
  g_autofree char *target = dup_target (element);
  g_autofree char *text = NULL;
  gboolean has_blocks;
  gboolean was_blank;
  gsize offset;

  write_children (reader, element);
  if (target == NULL)
    return;
  has_blocks = reader->writer.out->len != written;
  offset = has_blocks ? 0 : MIN (start, line->len);
  was_blank = trim_line (line, offset);
  text = g_strstrip (g_strdup (line->str + offset));
  if (!has_blocks && !postino_text_writer_has_text (&reader->writer, offset))
    /* often a row of icons without a blank between them */
    g_string_append_printf (line, " %s ", target);
  else if (is_same_target (text, target))
    g_string_append (g_string_truncate (line, line->len - strlen (text)), target);
  else
    g_string_append_printf (line, "%s(%s)", line->len > 0 ? " " : "", target);
  g_string_append (line, was_blank ? " " : "");
}

static void
write_quote (Reader        *reader,
             const xmlNode *element)
{
  gsize pushed = postino_text_writer_push (&reader->writer, "> ", "> ");

  write_children (reader, element);
  postino_text_writer_flush (&reader->writer, 1);
  postino_text_writer_pop (&reader->writer, pushed);
}

static void
write_indented (Reader        *reader,
                const xmlNode *element)
{
  gsize pushed = postino_text_writer_push (&reader->writer, "  ", "  ");

  write_children (reader, element);
  postino_text_writer_flush (&reader->writer, 1);
  postino_text_writer_pop (&reader->writer, pushed);
}

static void
write_preformatted (Reader        *reader,
                    const xmlNode *element)
{
  gboolean before = reader->in_pre;

  reader->in_pre = TRUE;
  write_children (reader, element);
  reader->in_pre = before;
}

static guint
get_first_number (const xmlNode *list)
{
  g_autofree char *start = postino_html_dup_attribute (list, "start");
  guint64 number = 1;

  if (start != NULL && !g_ascii_string_to_unsigned (start, 10, 0, FIRST_NUMBER_MAX, &number, NULL))
    number = 1;
  return number;
}

/* Counts the items before it, so that a list in which {% if %} stands is numbered as if all were
 * there. */
static guint
get_item_number (const xmlNode *item)
{
  guint number = get_first_number (item->parent);

  for (const xmlNode *node = item->prev; node != NULL; node = node->prev)
    number += postino_html_is_element (node, "li") ? 1 : 0;
  return number;
}

static void
write_item (Reader        *reader,
            const xmlNode *element)
{
  char bullet[BULLET_MAX] = "* ";
  g_autofree char *rest = NULL;
  gsize pushed;

  if (postino_html_is_element (element->parent, "ol"))
    g_snprintf (bullet, sizeof bullet, "%u. ", get_item_number (element));
  rest = g_strnfill (strlen (bullet), ' ');
  pushed = postino_text_writer_push (&reader->writer, bullet, rest);
  write_children (reader, element);
  postino_text_writer_flush (&reader->writer, 1);
  postino_text_writer_pop (&reader->writer, pushed);
}

static void
write_list (Reader        *reader,
            const xmlNode *element)
{
  guint line_ends = reader->list_depth == 0 ? 2 : 1;

  postino_text_writer_flush (&reader->writer, line_ends);
  reader->list_depth++;
  write_children (reader, element);
  reader->list_depth--;
  postino_text_writer_flush (&reader->writer, line_ends);
}

static void write_hidden (Reader *reader, const xmlNode *element);
static void write_table (Reader *reader, const xmlNode *element);
static void write_row (Reader *reader, const xmlNode *element);

static const Element elements[] = {
  { "a", 0, write_link },
  { "address", 1, NULL },
  { "article", 1, NULL },
  { "aside", 1, NULL },
  { "blockquote", 2, write_quote },
  { "br", 0, write_break },
  { "caption", 1, NULL },
  { "center", 1, NULL },
  { "dd", 1, write_indented },
  { "div", 1, NULL },
  { "dl", 2, NULL },
  { "dt", 1, NULL },
  { "fieldset", 1, NULL },
  { "figcaption", 1, NULL },
  { "figure", 1, NULL },
  { "footer", 1, NULL },
  { "form", 1, NULL },
  { "h1", 2, NULL },
  { "h2", 2, NULL },
  { "h3", 2, NULL },
  { "h4", 2, NULL },
  { "h5", 2, NULL },
  { "h6", 2, NULL },
  { "header", 1, NULL },
  { "hr", 2, write_rule },
  { "img", 0, write_image },
  { "input", 0, write_hidden },
  { "li", 1, write_item },
  { "main", 1, NULL },
  { "nav", 1, NULL },
  { "ol", 1, write_list },
  { "p", 2, NULL },
  { "pre", 2, write_preformatted },
  { "section", 1, NULL },
  { "select", 0, write_hidden },
  { "svg", 0, write_hidden },
  { "table", 0, write_table },
  { "td", 1, NULL },
  { "template", 0, write_hidden },
  { "th", 1, NULL },
  { "tr", 0, write_row },
  { "ul", 1, write_list },
};

static int
compare_names (const void *name,
               const void *element)
{
  return strcmp (name, ((const Element *) element)->name);
}

static const Element *
find_element (const xmlNode *node)
{
  return bsearch (node->name, elements, G_N_ELEMENTS (elements), sizeof *elements, compare_names);
}

static gboolean
is_hidden (const xmlNode *element)
{
  static const char *const declarations[] = { "display:none", "visibility:hidden", "mso-hide:all" };
  g_autofree char *style = NULL;
  g_autoptr (GString) compact = g_string_new (NULL);

  if (xmlHasProp (element, (const xmlChar *) "hidden") != NULL)
    return TRUE;
  style = postino_html_dup_attribute (element, "style");
  for (const char *p = style == NULL ? "" : style; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == POSTINO_HTML_SHIELD_OPEN_TAG)
        return FALSE;
      if (!g_unichar_isspace (c))
        g_string_append_unichar (compact, c < 0x80 ? (gunichar) g_ascii_tolower (c) : c);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (declarations); i++)
    {
      if (strstr (compact->str, declarations[i]) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
find_comments (const xmlNode *element,
               guint          depth,
               GPtrArray     *comments)
{
  for (const xmlNode *node = element->children; node != NULL
       && depth < POSTINO_HTML_MAX_DEPTH; node = node->next)
    {
      if (node->type == XML_COMMENT_NODE)
        g_ptr_array_add (comments, node->content);
      else if (node->type == XML_ELEMENT_NODE)
        find_comments (node, depth + 1, comments);
    }
}

/* Nothing, but for the {% tags %} of blocks that reach out of it. */
static void
write_hidden (Reader        *reader,
              const xmlNode *element)
{
  g_autoptr (GPtrArray) comments = g_ptr_array_new ();

  find_comments (element, 0, comments);
  if (comments->len == 0
      || postino_html_shield_is_whole (reader->shield, comments->pdata[0],
                                       comments->pdata[comments->len - 1]))
    return;
  for (guint i = 0; i < comments->len; i++)
    postino_html_shield_append_tag (comments->pdata[i], reader->writer.line);
}

static void
write_element (Reader        *reader,
               const xmlNode *element)
{
  const Element *known = find_element (element);
  guint line_ends = known == NULL ? 0 : known->line_ends;

  if (is_hidden (element) || reader->depth >= POSTINO_HTML_MAX_DEPTH)
    {
      write_hidden (reader, element);
      return;
    }
  reader->depth++;
  if (line_ends > 0)
    postino_text_writer_flush (&reader->writer, line_ends);
  if (known != NULL && known->write != NULL)
    known->write (reader, element);
  else
    write_children (reader, element);
  if (line_ends > 0)
    postino_text_writer_flush (&reader->writer, line_ends);
  reader->depth--;
}

static void
write_node (Reader        *reader,
            const xmlNode *node)
{
  if (node->type == XML_ELEMENT_NODE)
    write_element (reader, node);
  else if (node->type == XML_COMMENT_NODE)
    postino_html_shield_append_tag ((const char *) node->content, reader->writer.line);
  else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
    append_text (reader, (const char *) node->content);
}

static void
write_children (Reader        *reader,
                const xmlNode *element)
{
  for (const xmlNode *node = element->children; node != NULL; node = node->next)
    write_node (reader, node);
}

static gboolean
is_cell (const xmlNode *node)
{
  return postino_html_is_element (node, "td") || postino_html_is_element (node, "th");
}

static gboolean
has_block (const xmlNode *element,
           guint          depth)
{
  for (const xmlNode *node = element->children; node != NULL
       && depth < POSTINO_HTML_MAX_DEPTH; node = node->next)
    {
      const Element *known = node->type == XML_ELEMENT_NODE ? find_element (node) : NULL;

      if (known != NULL
          && (known->line_ends > 0 || known->write == write_table || known->write == write_break))
        return TRUE;
      if (node->type == XML_ELEMENT_NODE && has_block (node, depth + 1))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_data_row (const xmlNode *row)
{
  for (const xmlNode *node = row->children; node != NULL; node = node->next)
    {
      if (is_cell (node) && has_block (node, 0))
        return FALSE;
    }
  return TRUE;
}

static void
write_row (Reader        *reader,
           const xmlNode *element)
{
  PostinoTextWriter *writer = &reader->writer;
  gboolean is_data = is_data_row (element);

  postino_text_writer_flush (writer, 1);
  for (const xmlNode *node = element->children; node != NULL; node = node->next)
    {
      gsize before = writer->line->len;

      if (!is_data || !is_cell (node))
        {
          write_node (reader, node);
          continue;
        }
      if (is_hidden (node))
        {
          write_hidden (reader, node);
          continue;
        }
      if (postino_text_writer_has_text (writer, 0))
        append_mark (reader, POSTINO_TEXT_GAP);
      write_children (reader, node);
      if (!postino_text_writer_has_text (writer, before))
        postino_text_writer_drop_blanks (writer, before);
    }
  postino_text_writer_flush (writer, 1);
}

static guint
count_cells (const xmlNode *row)
{
  guint count = 0;

  for (const xmlNode *node = row->children; node != NULL; node = node->next)
    count += is_cell (node) ? 1 : 0;
  return count;
}

/* @table or one of its groups of rows. */
static gboolean
is_stack (const xmlNode *table)
{
  for (const xmlNode *node = table->children; node != NULL; node = node->next)
    {
      gboolean is_group = postino_html_is_element (node, "tbody") || postino_html_is_element (node,
                                                                                              "thead")
                          || postino_html_is_element (node, "tfoot");

      if (postino_html_is_element (node, "tr") && count_cells (node) > 1)
        return FALSE;
      if (is_group && !is_stack (node))
        return FALSE;
    }
  return TRUE;
}

static void
write_rows (Reader        *reader,
            const xmlNode *table,
            guint          line_ends)
{
  for (const xmlNode *node = table->children; node != NULL; node = node->next)
    {
      gboolean is_row = postino_html_is_element (node, "tr");
      gboolean is_group = postino_html_is_element (node, "tbody") || postino_html_is_element (node,
                                                                                              "thead")
                          || postino_html_is_element (node, "tfoot");

      if (is_row)
        postino_text_writer_flush (&reader->writer, line_ends);
      if (is_group && !is_hidden (node))
        write_rows (reader, node, line_ends);
      else
        write_node (reader, node);
    }
}

static void
write_table (Reader        *reader,
             const xmlNode *element)
{
  postino_text_writer_flush (&reader->writer, 2);
  write_rows (reader, element, is_stack (element) ? 2 : 1);
  postino_text_writer_flush (&reader->writer, 2);
}

char *
postino_html_to_text (const char *html)
{
  g_autoptr (PostinoHtmlShield) shield = NULL;
  g_autoptr (PostinoHtml) page = NULL;
  g_autofree char *text = NULL;
  Reader reader = { 0 };

  if (strlen (html) > POSTINO_HTML_MAX_BYTES)
    return g_strdup ("");
  shield = postino_html_shield_new (html);
  page = postino_html_parse (postino_html_shield_get_page (shield), NULL);
  if (page == NULL)
    return g_strdup ("");
  reader.shield = shield;
  postino_text_writer_init (&reader.writer);
  write_children (&reader, (const xmlNode *) page);
  text = postino_text_writer_finish (&reader.writer);
  return postino_html_shield_restore (shield, text);
}
