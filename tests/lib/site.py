"""A small web site on loopback whose answers a test writes down: what ingest fetches from."""

import http.server
import ssl
import threading
import time


def page(title, words=120, head=""):
    """An article page with a title and enough text to count as one."""
    body = "".join("<p>The %s was measured by harbour office number %d in the morning and again in the afternoon, and "
                   "the %d values that were found agreed with those of the %d days before it, the office said.</p>"
                   % (title, i, i * 7 + 3, i + 2) for i in range(max(2, words // 35)))
    return ("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>%s</title>"
            "<meta property=\"og:type\" content=\"article\">%s</head><body><article><h1>%s</h1>%s</article></body></html>"
            % (title, head, title, body)).encode()


class Answer:
    def __init__(self, body=b"", status=200, headers=None, pause=0, content_type="text/html; charset=utf-8", chunks=None):
        self.body, self.status, self.headers, self.pause = body, status, headers or {}, pause
        self.content_type, self.chunks = content_type, chunks


class Site:
    """Serves `answers` ({path: Answer or bytes or function(handler)}); `seen` is a list of (time, path, headers).
    `certificate`: a file with one and its key, for https."""

    def __init__(self, answers=None, address="127.0.0.1", certificate=None):
        self.answers, self.seen, self.lock, self.address = dict(answers or {}), [], threading.Lock(), address
        self.scheme = "https" if certificate else "http"
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                with site.lock:
                    site.seen.append((time.monotonic(), self.path, dict(self.headers)))
                answer = site.answers.get(self.path)
                if callable(answer):
                    answer = answer(self)
                if answer is None:
                    answer = Answer(b"not here", 404)
                if isinstance(answer, bytes):
                    answer = Answer(answer)
                try:
                    site.send(self, answer)
                except OSError:
                    self.close_connection = True

            def log_message(self, *words):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass

        self.server = Server((address, 0), Handler)
        self.port = self.server.server_address[1]
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    @staticmethod
    def send(handler, answer):
        if answer.pause:
            time.sleep(answer.pause)
        handler.send_response(answer.status)
        if answer.content_type:
            handler.send_header("Content-Type", answer.content_type)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        if answer.chunks is None:
            handler.send_header("Content-Length", str(len(answer.body)))
            handler.end_headers()
            handler.wfile.write(answer.body)
        else:
            handler.send_header("Connection", "close")
            handler.end_headers()
            handler.close_connection = True
            for chunk in answer.chunks():
                handler.wfile.write(chunk)

    def url(self, path):
        return "%s://%s:%d%s" % (self.scheme, self.address, self.port, path)

    def paths(self):
        with self.lock:
            return [path for _, path, _ in self.seen]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
