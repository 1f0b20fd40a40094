"""What arrives at the end of a line, with the time at which it was seen there."""

import json
import threading
import time


class Arrivals:
    """Follows a file of JSON Lines (--out file:PATH), which need not be there yet."""

    def __init__(self, path):
        self.path, self.found, self.lock, self.ended = path, [], threading.Lock(), threading.Event()
        self.at, self.rest = 0, b""
        self.thread = threading.Thread(target=self._follow, daemon=True)
        self.thread.start()

    def _read(self):
        try:
            with open(self.path, "rb") as rows:
                rows.seek(self.at)
                data = rows.read()
        except FileNotFoundError:
            return
        self.at += len(data)
        *whole, self.rest = (self.rest + data).split(b"\n")
        now = time.time()
        with self.lock:
            self.found += [(now, json.loads(row)) for row in whole]

    def _follow(self):
        while not self.ended.wait(0.05):
            self._read()

    def list(self):
        """[(Unix time, article)] so far."""
        with self.lock:
            return list(self.found)

    def stop(self):
        """Reads what is left; call it when nothing is written any more."""
        if not self.ended.is_set():
            self.ended.set()
            self.thread.join()
            self._read()
