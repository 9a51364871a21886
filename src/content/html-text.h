/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The plain-text part of a page: what a person would read of it, in lines of at most
 * POSTINO_TEXT_WRAP_COLUMNS (longer only for an address or a Liquid token), LF at their ends, never
 * more than one blank line. Addresses stand behind the text of their link. "" if there is nothing
 * to read, or if @html is longer than POSTINO_HTML_MAX_BYTES.
 *
 * @html may be a template: then the result is a template too (POSTINO_LIQUID_TEXT), with the tokens
 * of what can be read. Yours. Any thread; the same page always gives the same text. */
char *postino_html_to_text (const char *html);
