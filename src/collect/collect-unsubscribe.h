/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "collect/collect-request.h"

/* GET and HEAD /u/TOKEN: a page with one button, which changes nothing. POST: unsubscribes (RFC
 * 8058). */
void postino_collect_unsubscribe (const PostinoCollectRequest *request);
