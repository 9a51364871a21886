# SPDX-License-Identifier: GPL-3.0-or-later
"""A web server on this machine that hears every request, and a newsletter that tries to make one in every way there is."""
import http.server
import threading

PIXEL = b"GIF89a\1\0\1\0\200\0\0\0\0\0\377\377\377!\371\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"

# What is seen: the page is green; whatever script runs makes it red. And what a script could otherwise do: ask for
# something. @ is the server; images, which a reader may ask for, are called img-….
RUN = "document.documentElement.className='ran'"
HOSTILE = """<!doctype html><html><head><title>t</title><base href="@/base/">
<style>html, body { background: #00ff00 !important; margin: 0 } html.ran, html.ran body { background: #ff0000 !important }
@import url(@/import); @font-face { font-family: f; src: url(@/font) } p { font-family: f; background: url(@/img-css) }</style>
<meta http-equiv="refresh" content="0;url=@/refresh"><meta http-equiv="Content-Security-Policy" content="default-src *">
<link rel="stylesheet" href="@/sheet"><link rel="preconnect" href="@"><link rel="dns-prefetch" href="@">
<link rel="prefetch" href="@/prefetch"><link rel="preload" as="script" href="@/preload"><link rel="modulepreload" href="@/module">
<link rel="icon" href="@/icon"><link rel="manifest" href="@/manifest"><link rel="prerender" href="@/prerender">
<script>RUN</script><script src="@/script"></script><script type="module">RUN</script></head>
<body onload="RUN" onpageshow="RUN"><p>Hostile</p>
<img src="x:y" onerror="RUN"><img src="@/img-plain"><img srcset="@/img-srcset 1x"><img src="@/img-lazy" loading="lazy">
<picture><source srcset="@/img-picture"><img src="@/img-picture2"></picture><input type="image" src="@/img-input">
<iframe src="@/iframe"></iframe><iframe srcdoc="<img src='@/srcdoc'><script>parent.RUN</script>"></iframe>
<iframe src="javascript:parent.RUN"></iframe><object data="@/object"></object><embed src="@/embed">
<video src="@/video" autoplay></video><audio src="@/audio" autoplay></audio><video><track src="@/track" default></video>
<form id="f" action="@/form" method="post"><input name="a" value="b" autofocus onfocus="RUN;document.forms[0].submit()"></form>
<form action="@/form2"><button id="b">x</button></form><script>document.getElementById('f').submit()</script>
<script>navigator.sendBeacon('@/beacon');fetch('@/fetch');new WebSocket('ws://@/socket');new Image().src='@/image';
window.open('@/open');location.href='@/location';new Worker('@/worker');new EventSource('@/events')</script>
<svg onload="RUN"><script>RUN</script><image href="@/img-svg"/><use href="@/use#a"/><set attributeName="onmouseover" to="RUN"/>
<animate attributeName="x" dur="1s" onbegin="RUN"/><foreignObject><iframe src="@/foreign"></iframe></foreignObject></svg>
<math><mtext><script>RUN</script></mtext></math><marquee onstart="RUN">x</marquee><details open ontoggle="RUN">x</details>
<a href="@/link" ping="@/ping">x</a><div style="list-style: url(@/img-list); cursor: url(@/img-cursor), auto">x</div>
<template><script>RUN</script></template><noscript><img src="@/img-noscript"></noscript></body></html>"""


class Eavesdropper:
    def __init__(self):
        self.heard = []
        heard = self.heard

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                heard.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "image/gif")
                self.send_header("Content-Length", str(len(PIXEL)))
                self.end_headers()
                self.wfile.write(PIXEL)

            do_GET = do_POST = do_HEAD = do_OPTIONS = answer

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.origin = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def hostile(self):
        return HOSTILE.replace("RUN", RUN).replace("ws://@", self.origin.replace("http", "ws")).replace("@/", f"{self.origin}/") \
                      .replace('"@"', f'"{self.origin}"')
