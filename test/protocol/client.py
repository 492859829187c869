"""A client of jackfield.1, from Python's standard library alone.

    client = Client("ws://localhost:3000/ws/general")
    client.send("say", data={"text": "hello"})
    print(client.receive())  # {'type': 'said', 'data': {'from': 'ada', 'text': 'hello'}}
    print(client.call("history", data={"limit": 10}))
    client.close()
"""

import collections
import json
import random
import struct

from websocket import Closed, Refused, WebSocket

GIVE_UP = {1000, 1002, 1003, 1005, 1007, 1008, 1009, 1010, 4400, 4403, 4409, 4413, 4501}


def advice(code):
    """What to do after a close with this code."""
    if code == 4401:
        return "come back once, with a fresh token"
    return "give up" if code in GIVE_UP else "come back later"


def delays(spread):
    """How many seconds to wait before each attempt to come back, by the server's last spread."""
    while True:
        yield random.uniform(0, spread) / 1000
        spread = min(2 * spread, 30_000)


def pack(message, body):
    head = json.dumps(message).encode()
    return struct.pack(">I", len(head)) + head + body


def unpack(frame):
    if isinstance(frame, str):
        return json.loads(frame)
    (length,) = struct.unpack_from(">I", frame)
    return {**json.loads(frame[4 : 4 + length]), "body": frame[4 + length :]}


class Failed(Exception):
    """A call was answered with an error."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]
        self.retryable = error["retryable"]
        self.issues = error.get("issues", [])


class Client:
    """One connection of a channel. A route takes a token first of all, or as a bearer among the subprotocols."""

    def __init__(self, url, token=None, bearer=None):
        self.socket = WebSocket(url, ["jackfield.1"] + ([f"bearer.{bearer}"] if bearer else []))
        if self.socket.protocol != "jackfield.1":
            raise Refused(101, "it does not speak jackfield.1")
        self.spread = 500
        self.members, self.count = {}, 0
        self._kept = collections.deque()
        self._last_id = 0
        if token is not None:
            self.send("token", data=token)
        self.id = self._next()["id"]

    def send(self, type, body=None, **members):
        """Sends a message with its members: data, id. One with a body goes out as bytes."""
        message = {"type": type, **members}
        self.socket.send(json.dumps(message) if body is None else pack(message, body))

    def receive(self):
        """The next message, as a dict; what has come as bytes has a body."""
        return self._kept.popleft() if self._kept else self._next()

    def call(self, type, **members):
        """Makes a call and awaits its reply."""
        self._last_id += 1
        self.send(type, id=self._last_id, **members)
        return self.reply(self._last_id)

    def reply(self, id):
        """The data of the reply with this id. What else comes before it is kept for receive()."""
        while True:
            message = self._next()
            if message.get("id") != id or message["type"] not in ("reply", "error"):
                self._kept.append(message)
            elif message["type"] == "error":
                raise Failed(message)
            else:
                return message.get("data")

    def close(self, code=1000, reason=""):
        """Ends the connection; answers with the code of how it ended."""
        self.socket.close(code, reason)
        try:
            while True:
                self._next()
        except Closed as closed:
            return closed.code

    def _next(self):
        message = unpack(self.socket.receive())
        self._note(message, message.get("data"))
        return message

    def _note(self, message, data):
        type = message["type"]
        self.spread = message.get("spread", self.spread)
        if type == "presence" and "members" in data:
            self.members = {member["id"]: member["data"] for member in data["members"]}
        elif type == "joined":
            self.members[data["id"]] = data["data"]
        elif type == "left":
            self.members.pop(data["id"], None)
        if type in ("presence", "joined", "left"):
            self.count = data["count"]
