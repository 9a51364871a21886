/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "collect/collect-request.h"

/* GET and HEAD /c/TOKEN: leads to the link stored for it. */
void postino_collect_click (const PostinoCollectRequest *request);
