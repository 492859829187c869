"""As much of RFC 6455 as a client needs, from the standard library alone."""

import base64
import hashlib
import os
import socket
import ssl
import struct
from urllib.parse import urlsplit

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA


class Refused(Exception):
    """The handshake was not answered with the 101 that it asked for."""

    def __init__(self, status, body):
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body


class Closed(Exception):
    """The connection is over: 1006 if it was cut, 1005 if the close frame had no code."""

    def __init__(self, code, reason=""):
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


class WebSocket:
    def __init__(self, url, protocols=(), timeout=10):
        target = urlsplit(url)
        is_secure = target.scheme == "wss"
        self.socket = socket.create_connection((target.hostname, target.port or (443 if is_secure else 80)), timeout)
        if is_secure:
            self.socket = ssl.create_default_context().wrap_socket(self.socket, server_hostname=target.hostname)
        self.stream = self.socket.makefile("rb")
        self.is_closing = False
        self.protocol = self._shake_hands(target, protocols)

    def _shake_hands(self, target, protocols):
        key = base64.b64encode(os.urandom(16)).decode()
        head = [
            f"GET {target.path or '/'}{target.query and '?' + target.query} HTTP/1.1",
            f"Host: {target.netloc}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
            "Accept: application/json",
        ]
        if protocols:
            head.append(f"Sec-WebSocket-Protocol: {', '.join(protocols)}")
        self.socket.sendall("".join(f"{line}\r\n" for line in [*head, ""]).encode())
        status = int(self.stream.readline().split()[1])
        headers = {}
        while line := self.stream.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        if status != 101:
            body = self.stream.read(int(headers.get("content-length", 0)))
            self._drop()
            raise Refused(status, body.decode())
        proof = hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()
        if headers.get("sec-websocket-accept") != base64.b64encode(proof).decode():
            raise Refused(status, "the answer is to another key")
        return headers.get("sec-websocket-protocol")

    def send(self, message):
        """Sends a str as text, or bytes."""
        if isinstance(message, str):
            self._write(TEXT, message.encode())
        else:
            self._write(BINARY, message)

    def receive(self):
        """The next message, a str or bytes; raises Closed when there is no further one."""
        kind, parts = 0, []
        while True:
            is_last, opcode, payload = self._read_frame()
            if opcode == CLOSE:
                self._end(payload)
            elif opcode == PING:
                self._write(PONG, payload)
            elif opcode != PONG:
                # Only the first frame of a message says of which kind it is.
                kind = kind or opcode
                parts.append(payload)
                if is_last:
                    return b"".join(parts).decode() if kind == TEXT else b"".join(parts)

    def close(self, code=1000, reason=""):
        """Says goodbye; receive() raises Closed when that is answered."""
        self.is_closing = True
        self._write(CLOSE, struct.pack(">H", code) + reason.encode())

    def _end(self, payload):
        if not self.is_closing:
            self._write(CLOSE, payload[:2])
        self._drop()
        code = struct.unpack_from(">H", payload)[0] if payload else 1005
        raise Closed(code, payload[2:].decode())

    def _drop(self):
        self.stream.close()
        self.socket.close()

    def _write(self, opcode, payload):
        length = len(payload)
        if length < 126:
            head = struct.pack(">BB", 0x80 | opcode, 0x80 | length)
        elif length < 2**16:
            head = struct.pack(">BBH", 0x80 | opcode, 0x80 | 126, length)
        else:
            head = struct.pack(">BBQ", 0x80 | opcode, 0x80 | 127, length)
        mask = os.urandom(4)
        self.socket.sendall(head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload)))

    def _read_frame(self):
        first, length = self._read(2)
        if length == 126:
            (length,) = struct.unpack(">H", self._read(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", self._read(8))
        return bool(first & 0x80), first & 0x0F, self._read(length)

    def _read(self, size):
        data = self.stream.read(size)
        if len(data) < size:
            self._drop()
            raise Closed(1006)
        return data
