"""A whole conversation with the server of the contract: python3 conversation.py http://localhost:3000

It prints the codes of all errors that it was answered with. What the server should not say is an AssertionError.
"""

import struct
import sys
import urllib.request

from client import Client, Failed
from websocket import Closed, Refused, WebSocket

origin = sys.argv[1]
codes = set()


def url(path):
    return f"{origin.replace('http', 'ws', 1)}/channels/{path}"


def expect(found, expected):
    assert found == expected, f"expected {expected!r}, found {found!r}"


def expect_error(message, code, id=None):
    expect((message["type"], message["code"], message.get("id")), ("error", code, id))
    expect((type(message["retryable"]), type(message["message"])), (bool, str))
    codes.add(code)


def talker():
    """A connection whose onOpen has greeted it."""
    client = Client(url("talk/python"))
    expect(client.receive(), {"type": "opened"})
    return client


def ending(client):
    """The code and the reason with which the server ends a connection."""
    try:
        client.receive()
    except Closed as closed:
        return closed.code, closed.reason
    raise AssertionError("it is open")


def open_gate(gate):
    """Lets go on whoever waits at it."""
    urllib.request.urlopen(urllib.request.Request(f"{origin}/gate/{gate}", method="POST")).close()


def without_the_subprotocol():
    try:
        WebSocket(url("talk/python"))
    except Refused as refused:
        expect(refused.status, 400)
        assert '"code":"protocol_refused"' in refused.body, refused.body
    else:
        raise AssertionError("it was let in")


def messages():
    client = talker()
    expect((type(client.id), client.spread), (str, 500))
    client.send("say", data={"text": "h\u00e9llo \U0001f30d"})
    expect(client.receive(), {"type": "said", "data": {"text": "h\u00e9llo \U0001f30d"}})
    client.send("say", data={"text": "x" * 9_000})
    expect(client.receive(), {"type": "said", "data": {"text": "x" * 9_000}})
    expect(client.close(1000, "thank you"), 1000)


def calls():
    client = talker()
    client.send("say", data={"text": "before"})
    expect(client.call("add", data={"a": 1, "b": 2}), 3)
    expect(client.call("about")["id"], client.id)
    expect(client.receive(), {"type": "said", "data": {"text": "before"}})
    for how, code, words in [("app", "not_yours", "ask its owner"), ("other", "internal", "the server failed")]:
        try:
            client.call("fail", data={"how": how})
        except Failed as failed:
            expect(str(failed), f"{code}: {words}")
            codes.add(failed.code)
        else:
            raise AssertionError("it did not fail")
    expect(client.close(), 1000)


def calls_that_wait():
    client = talker()
    for id in (1, "two", 3):
        client.send("wait", id=id, data={"gate": "python"})
    client.send("wait", id="two", data={"gate": "python"})
    expect_error(client.receive(), "duplicate_id", "two")
    client.send("add", id=4, data={"a": 1, "b": 2})
    expect_error(client.receive(), "too_many_calls", 4)
    client.send("ping")
    expect(client.receive(), {"type": "pong", "spread": 500})
    for id in ("two", 1):
        client.send("cancel", id=id)
        expect_error(client.receive(), "cancelled", id)
    open_gate("python")
    expect(client.reply(3), "python")
    expect(client.close(), 1000)


def bytes_both_ways():
    client = talker()
    for body in (b"", b"\xff\xd8\xff\xe0", bytes(range(256)) * 300):
        client.send("frame", data={"camera": "door"}, body=body)
        expect(client.receive(), {"type": "frame", "data": {"camera": "door"}, "body": body})
    expect(client.close(), 1000)


def faults():
    client = talker()
    head = b'{"type":"frame","data":{"camera":"door"}}'
    for sent, code, id in [
        ("hello", "bad_json", None),
        ("[]", "bad_envelope", None),
        ('{"type":"frame","id":7,"data":{"camera":"door"}}', "bad_envelope", 7),
        ('{"type":"sya","id":"x"}', "unknown_type", "x"),
        ('{"type":"say","data":' + "[" * 32 + "]" * 32 + "}", "too_deep", None),
        ('{"type":"say","data":{"text":"' + "x" * 10_000 + '"}}', "too_large", None),
        ('{"type":"add","data":{"a":1,"b":2}}', "bad_id", None),
        (struct.pack(">I", len(head) + 1) + head, "bad_binary", None),
    ]:
        client.socket.send(sent)
        expect_error(client.receive(), code, id)
    client.send("add", id=8, data={"a": "1"})
    invalid = client.receive()
    expect_error(invalid, "invalid", 8)
    issues = [{"path": ["a"], "message": "is no number"}, {"path": ["b"], "message": "is no number"}]
    expect(invalid["issues"], issues)
    expect(client.call("add", data={"a": 1, "b": 2}), 3)
    expect(client.close(), 1000)


def too_many_faults():
    client = talker()
    for _ in range(40):
        client.socket.send("hello")
    while (error := client.receive())["code"] == "bad_json":
        pass
    expect_error(error, "too_many_faults")
    expect(ending(client), (4400, "too_many_faults"))


def tokens():
    client = Client(url("tokens"), token="good-ada-1")
    expect(client.call("about"), {"key": "ada", "data": {"user": "ada"}, "hours": 1})
    expect(client.call("token", data="good-ada-5"), None)
    expect(client.call("about")["hours"], 5)
    client.send("token", id="again", data="good-bob-5")
    expect_error(client.receive(), "unauthorized", "again")
    expect(client.call("about")["key"], "ada")
    expect(client.close(), 1000)
    try:
        Client(url("tokens"), token="bad")
    except Closed as closed:
        expect((closed.code, closed.reason), (4401, "unauthorized"))
    else:
        raise AssertionError("it was let in")


def presence():
    ada = Client(url("people/python?name=ada&key=ada"))
    expect(ada.receive()["type"], "presence")
    bob = Client(url("people/python?name=bob&key=bob"))
    expect(bob.receive()["type"], "presence")
    expect(ada.receive()["type"], "joined")
    expect(ada.members, bob.members)
    expect(bob.call("rename", data={"text": "rob"}), "done")
    expect(ada.receive()["type"], "joined")
    expect(sorted(member["name"] for member in ada.members.values()), ["ada", "rob"])
    expect(bob.close(), 1000)
    expect(ada.receive()["type"], "left")
    expect((list(ada.members.values()), ada.count), ([{"name": "ada"}], 1))
    expect(ada.close(), 1000)


for part in (
    without_the_subprotocol,
    messages,
    calls,
    calls_that_wait,
    bytes_both_ways,
    faults,
    too_many_faults,
    tokens,
    presence,
):
    part()
print(" ".join(sorted(codes)))
