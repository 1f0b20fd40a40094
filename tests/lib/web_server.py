"""The server of the made-up web (made_up_web.py): one process, one loop, a listening socket a host.

Every request is one line of JSON in the log, written when its answer has gone out:

  host, path     the host's name and what it was asked for
  start, end     Unix times: the request was seen; the last byte is about to be sent, or the client was seen to be gone
  status         what was answered; 0 when the answer was broken on purpose or never came
  kind           robots, list, page, moved, busy or other
  conditional    true when it asked only for what has changed
  etag           of a list, or of a page on a host that is "tagged"
  page, edition  of a page: its number and how many edits it had
  bytes          of a page: a digest of what was sent
  retry_until    Unix time until which the answer asked for silence
  aborted        true when the client left before the end
  agent, peer    User-Agent; the client's port

An edit is a line of kind "edit" with host, page, edition and `at`, when it was made.

`start` is late and `end` early rather than the other way round, so that a client that waits after an answer is never
seen to have waited less, however busy the machine is.
"""

import email.utils
import hashlib
import heapq
import json
import math
import random
import re
import selectors
import socket
import time

from lib import web_pages

_PAGE = re.compile(r"/(?:news|closed)/story-(\d{5})\.html$")
_OLD = re.compile(r"/old/(\d+)$")
_SILENT, _SLOW, _HALF, _GARBAGE = "silent", "slow", "half", "garbage"


class Connection:
    def __init__(self, channel, host, peer):
        self.channel, self.host, self.peer = channel, host, peer
        self.incoming, self.outgoing = b"", memoryview(b"")
        self.record = None  # of the request that is being answered
        self.close_after = False


class Server:
    def __init__(self, plan, log, control_ready):
        self.plan, self.log, self.port = plan, log, 0
        self.selector = selectors.DefaultSelector()
        self.timers, self.order = [], 0
        self.random = random.Random(plan.get("seed", 1))
        self.hosts = {number: dict(web_pages.TRAITS, **traits) for number, traits in enumerate(plan["hosts"], 1)}
        self.asked = {}   # (host, page): how often
        self.told = set() # (host, page): answered at least once
        self.active = {}  # host: connections with a request
        self.stopping = False
        self.cache = {}
        for traits in self.hosts.values():
            traits["changed"] = traits["changed"] or int(time.time()) - 3600
        self._listen()
        self._listen_for_control()
        control_ready(self.port, self.control.getsockname()[1])

    # ---- sockets ----

    def _listen(self):
        for _ in range(50):
            channels = []
            try:
                for number in self.hosts:
                    channel = socket.socket()
                    channels.append(channel)
                    channel.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    channel.bind((web_pages.ADDRESS % number, self.port))
                    self.port = self.port or channel.getsockname()[1]
                    channel.listen(64)
                    channel.setblocking(False)
            except OSError:
                for channel in channels:
                    channel.close()
                self.port = 0
                continue
            for number, channel in zip(self.hosts, channels):
                self.selector.register(channel, selectors.EVENT_READ, ("accept", number))
            return
        raise SystemExit("no port is free on all addresses of the made-up web")

    def _listen_for_control(self):
        self.control = socket.create_server(("127.0.0.1", 0))
        self.control.setblocking(False)
        self.selector.register(self.control, selectors.EVENT_READ, ("control", None))

    def _accept(self, listener, number):
        try:
            channel, peer = listener.accept()
        except OSError:
            return
        channel.setblocking(False)
        channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(channel, number, peer[1])
        self.selector.register(channel, selectors.EVENT_READ, ("talk", connection))
        self._read(connection)  # the request may be there already

    def _drop(self, connection):
        if connection.record:
            self._finish(connection, aborted=True)
        try:
            self.selector.unregister(connection.channel)
        except (KeyError, ValueError):
            pass
        connection.channel.close()

    # ---- requests ----

    def _read(self, connection):
        try:
            data = connection.channel.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._drop(connection)
            return
        connection.incoming += data
        self._next_request(connection)

    def _next_request(self, connection):
        if connection.record or b"\r\n\r\n" not in connection.incoming:
            return
        head, _, connection.incoming = connection.incoming.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        words = lines[0].split(" ")
        headers = {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in lines[1:])}
        number = connection.host
        self._look_for_gone(number)
        connection.record = {"host": web_pages.name(number), "path": words[1] if len(words) > 1 else "", "start": time.time(),
                             "agent": headers.get("user-agent", ""), "peer": connection.peer,
                             "conditional": "if-none-match" in headers or "if-modified-since" in headers}
        self.active.setdefault(number, []).append(connection)
        self._answer(connection, headers)

    def _look_for_gone(self, number):
        """A client that went away before this request came was no second one."""
        for other in list(self.active.get(number, [])):
            try:
                gone = other.channel.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
            except BlockingIOError:
                gone = False
            except OSError:
                gone = True
            if gone:
                self._drop(other)

    def _finish(self, connection, end=None, aborted=False):
        record, connection.record = connection.record, None
        self.active[connection.host].remove(connection)
        record["end"] = end or time.time()
        if aborted:
            record["aborted"] = True
        self.log.write(json.dumps(record) + "\n")

    def _log_unfinished(self):
        for connections in self.active.values():
            for connection in list(connections):
                self._finish(connection, aborted=True)
        self.log.flush()

    # ---- answers ----

    def _later(self, seconds, call):
        self.order += 1
        heapq.heappush(self.timers, (time.monotonic() + seconds, self.order, call))

    def _latency(self, traits):
        low, high = traits["latency"] or self.plan.get("latency", [0.02, 0.5])
        return self.random.uniform(low, high)

    def _answer(self, connection, headers):
        number, record = connection.host, connection.record
        traits = self.hosts[number]
        fault = traits["fault"]
        status, fields, body, kind = self._content(number, traits, record["path"], headers)
        record["kind"], record["status"] = kind, status
        if "ETag" in fields:
            record["etag"] = fields["ETag"]
        if kind == "page":
            self._note_page(number, traits, record, status, body)
        if "Retry-After" in fields:
            value = fields["Retry-After"]
            record["retry_until"] = (record["start"] + float(value) if value.isdigit()
                                     else email.utils.parsedate_to_datetime(value).timestamp())
        reason = {200: "OK", 301: "Moved Permanently", 304: "Not Modified", 404: "Not Found", 410: "Gone",
                  429: "Too Many Requests", 503: "Service Unavailable"}.get(status, "Other")
        fields.setdefault("Content-Type", "text/html; charset=utf-8")
        if status != 304:
            fields["Content-Length"] = str(len(body))
        head = "HTTP/1.1 %d %s\r\n%s\r\n" % (status, reason, "".join("%s: %s\r\n" % item for item in fields.items()))
        data = head.encode() + (b"" if status == 304 else body)
        if fault and kind != "robots":
            record["status"] = 0
        if fault == _SILENT and kind != "robots":
            return
        if fault == _GARBAGE and kind != "robots":
            data, connection.close_after = b"\0\1\2 this is not HTTP \r\n\r\n" * 10, True
        if fault == _HALF and kind != "robots":
            data, connection.close_after = data[:len(data) // 2], True
        if fault == _SLOW and kind != "robots":
            self._drip(connection, data, 0)
            return
        self._later(self._latency(traits), lambda: self._send(connection, data))

    def _note_page(self, number, traits, record, status, body):
        page = int(_PAGE.match(record["path"]).group(1))
        record["page"], record["edition"] = page, traits["edits"].get(str(page), 0)
        if status == 200:
            record["bytes"] = hashlib.sha256(body).hexdigest()[:16]
        if (number, page) not in self.told:
            self.told.add((number, page))
            for seconds, edition in traits["edited_after"].get(str(page), []):
                self._later(seconds, lambda edition=edition: self._edit(number, page, edition))

    def _edit(self, number, page, edition):
        self.hosts[number]["edits"] = dict(self.hosts[number]["edits"], **{str(page): edition})
        self._log_edit(number, page, edition)

    def _log_edit(self, number, page, edition):
        self.log.write(json.dumps({"kind": "edit", "host": web_pages.name(number), "page": page, "edition": edition,
                                   "at": time.time()}) + "\n")

    def _drip(self, connection, data, at):
        """One byte a second."""
        if not connection.record:
            return
        try:
            connection.channel.send(data[at:at + 1])
        except OSError:
            self._drop(connection)
            return
        if at + 1 < len(data):
            self._later(1, lambda: self._drip(connection, data, at + 1))
        else:
            self._finish(connection)

    def _send(self, connection, data):
        if connection.record:
            connection.outgoing = memoryview(data)
            self._write(connection)

    def _write(self, connection):
        try:
            while connection.outgoing:
                now = time.time()
                sent = connection.channel.send(connection.outgoing[:1 << 20])
                connection.outgoing = connection.outgoing[sent:]
        except BlockingIOError:
            self.selector.modify(connection.channel, selectors.EVENT_READ | selectors.EVENT_WRITE, ("talk", connection))
            return
        except OSError:
            self._drop(connection)
            return
        self.selector.modify(connection.channel, selectors.EVENT_READ, ("talk", connection))
        self._finish(connection, now)
        if connection.close_after:
            self._drop(connection)
        else:
            self._next_request(connection)

    # ---- what is where ----

    def _list(self, number, traits, where, make, content_type, headers):
        key = (number, where, traits["pages"], traits["feed_items"], json.dumps(traits["edits"], sort_keys=True))
        if key not in self.cache:
            self.cache[key] = make(number, self.port, traits)
        body = self.cache[key]
        fields = dict(web_pages.validators(body, traits["changed"]) if traits["validators"] else {},
                      **{"Content-Type": content_type})
        known = headers.get("if-none-match")
        since = headers.get("if-modified-since")
        if traits["validators"] and (known == fields["ETag"] if known else since == fields["Last-Modified"]):
            return 304, fields, b"", "list"
        return 200, fields, body, "list"

    def _robots(self, number, traits):
        kind = traits["robots"]
        if kind == "error":
            return 503, {}, b"", "robots"
        if kind == "moved":
            return 301, {"Location": "/robots-moved.txt"}, b"", "robots"
        body = web_pages.robots(number, traits)
        if body is None:
            return 404, {}, b"no rules", "robots"
        return 200, {"Content-Type": "text/plain"}, body, "robots"

    def _retry_after(self, traits, page):
        seconds = traits["retry_after"]
        if page % 2 == 0:
            return str(int(math.ceil(seconds)))
        return email.utils.formatdate(math.ceil(time.time() + seconds), usegmt=True)

    def _content(self, number, traits, where, headers):
        """(status, header fields, body, kind)."""
        if where == "/robots.txt":
            return self._robots(number, traits)
        if where == "/robots-moved.txt":
            return 200, {"Content-Type": "text/plain"}, web_pages.robots(number, traits) or b"", "robots"
        if where == "/feed.xml":
            return self._list(number, traits, where, web_pages.feed, "application/rss+xml", headers)
        if where == "/sitemap.xml":
            return self._list(number, traits, where, web_pages.sitemap, "application/xml", headers)
        if where == "/":
            return 200, {}, web_pages.front_page(number, self.port, traits), "other"
        old, found = _OLD.match(where), _PAGE.match(where)
        if old and int(old.group(1)) < traits["pages"]:
            page = int(old.group(1))
            return (301, 302, 307, 308)[page % 4], {"Location": web_pages.path(traits, page)}, b"", "moved"
        if not found or int(found.group(1)) >= traits["pages"] or where != web_pages.path(traits, int(found.group(1))):
            return 404, {}, b"not here", "other"
        page = int(found.group(1))
        times = self.asked[number, page] = self.asked.get((number, page), 0) + 1
        if page in traits["gone"]:
            return 410, {}, b"gone", "page"
        if web_pages.is_busy(traits, page) and times == 1:
            return (429, 503)[page // traits["busy"] % 2], {"Retry-After": self._retry_after(traits, page)}, b"", "busy"
        fields = {}
        if traits["tagged"]:
            fields["ETag"] = '"edition-%d"' % traits["edits"].get(str(page), 0)
            if headers.get("if-none-match") == fields["ETag"]:
                return 304, fields, b"", "page"
        return 200, fields, web_pages.article(number, page, traits, times if traits["noise"] else 0), "page"

    # ---- control ----

    def _controlled(self):
        """One line of JSON a connection: {"host": 3, "set": {trait: value}} or {"stop": true}; answered with the traits."""
        channel, _ = self.control.accept()
        with channel, channel.makefile("rw") as talk:
            wish = json.loads(talk.readline())
            if wish.get("stop"):
                self.stopping = True
            if "set" in wish:
                before = self.hosts[wish["host"]]["edits"]
                self.hosts[wish["host"]].update(wish["set"], changed=int(time.time()))
                for page, edition in self.hosts[wish["host"]]["edits"].items():
                    if before.get(page, 0) != edition:
                        self._log_edit(wish["host"], int(page), edition)
            self.log.flush()
            talk.write(json.dumps(self.hosts.get(wish.get("host"), {})) + "\n")

    def run(self):
        while not self.stopping:
            wait = max(0.0, self.timers[0][0] - time.monotonic()) if self.timers else 1.0
            events = self.selector.select(min(wait, 1.0))
            for key, mask in events:
                what, whom = key.data
                if what == "accept":
                    self._accept(key.fileobj, whom)
                elif what == "control":
                    self._controlled()
                elif mask & selectors.EVENT_WRITE:
                    self._write(whom)
                else:
                    self._read(whom)
            while self.timers and self.timers[0][0] <= time.monotonic():
                heapq.heappop(self.timers)[2]()
            self.log.flush()
        self._log_unfinished()
