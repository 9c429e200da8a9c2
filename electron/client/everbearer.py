"""Valid API tokens from Everbearer, for Python programs that store none (docs/clients.md).

One file on the standard library, Python 3.8 or newer: copy it beside your program, or put its folder into PYTHONPATH.

    import everbearer

    token = everbearer.get_token("draw-ward-3", min_ttl="5m")
    api = everbearer.opener("draw-ward-3")
    with api.open("/api/health/") as answer:
        print(answer.read())

All functions raise EverbearerError, with a code for programs and a next step for people. They may be called from any
number of threads, and after a fork. In a container, or on Windows (where Everbearer has a named pipe in the place of a
socket), EVERBEARER_URL names a port for programs with a key, and EVERBEARER_KEY or EVERBEARER_KEY_FILE that key.
"""

import copy
import errno
import http.client
import io
import ipaddress
import json
import os
import re
import selectors
import shlex
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

__all__ = ["Client", "EverbearerError", "authorized", "connection", "connections", "get_token", "opener", "rejected"]


class EverbearerError(Exception):
    """An expected trouble. `code` is for programs, `message` and `next` are for people."""

    def __init__(self, code, message, next, params=None, status=None):
        super().__init__("%s: %s Next: %s" % (code, message, next))
        self.code = code
        self.message = message
        self.next = next
        self.params = params or {}
        # Of the keeper's answer; None where none came.
        self.status = status

    def __reduce__(self):
        # From a process of a pool to the one that has asked it: by its text alone it could not be made anew there.
        return type(self), (self.code, self.message, self.next, self.params, self.status)


class _Answer(dict):
    """What the keeper answers (docs/http.md), by key or by attribute: `token.expires_at`, `token["expires_at"]`."""

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __repr__(self):
        # A token that is printed by mistake would lie in somebody's log.
        return "<%s of Everbearer, generation %s>" % (self.get("name"), self.get("generation"))


# Another program takes over within 5 s when the keeper ends, and a service begins again as soon.
_NOBODY_S = 7
_LOOK_AGAIN_S = 0.1
_DIAL_AGAIN_S = 0.02
# A keeper that has just been started opens its vault first.
_STARTED_WITHIN_S = 20
# Nothing has come for so long: ask whether anybody is there, which a keeper says at once, whatever it is busy with.
_ASK_AFTER_S = 2
_THERE_WITHIN_S = 3
# A process that was suspended itself finds its deadline over and the answer still unread.
_LAST_LOOK_S = 0.1
# Of a network between the two.
_CONNECTED_WITHIN_S = 10
# A server's silence, where the program says nothing of it.
_CALL_S = 60
_ANSWER_LIMIT = 16 * 1024 * 1024
_KEPT_LINES = 16
# Nobody keeps for the moment: what was asked can be asked again, since nothing here counts twice.
_NOBODY = ("keeper_absent", "keeper_lost", "keeper_leaving")


class Client:
    """Asks one keeper; most programs are well served by the functions below, which share one client.

    home: the state folder (EVERBEARER_HOME or the platform's usual place unless given). start: starts `everbearer agent`,
    which goes on after this program, where nobody keeps. timeout: how long one answer may take, in seconds.

    url: a port for programs with a key, in place of the socket (EVERBEARER_URL unless url or home is given). key, or
    key_file with nothing else in it, read at each question (EVERBEARER_KEY, EVERBEARER_KEY_FILE). ca: a PEM file with the
    authority to trust at an https address, in place of the usual ones (EVERBEARER_CA). bridge: the address of a
    containers' bridge on this very computer; there alone, and on loopback, a key goes without TLS (EVERBEARER_BRIDGE).
    Of a url that is given here the environment knows no key.
    """

    def __init__(
        self,
        home=None,
        start=False,
        timeout=150,
        command="everbearer",
        url=None,
        key=None,
        key_file=None,
        ca=None,
        bridge=None,
    ):
        self.home = os.path.abspath(home) if home else _state_folder()
        own = {"key": key, "key_file": key_file, "ca": ca, "bridge": bridge}
        if not url and not home:
            url = os.environ.get("EVERBEARER_URL")
            told = {name: os.environ.get("EVERBEARER_" + name.upper()) for name in own}
            own = {name: own[name] or told[name] for name in own}
        self._reach = _Port(url, **own) if url else _Socket(self.home)
        # Behind a port nobody can be started.
        self.start = start and not url
        self.timeout = timeout
        self.command = command
        self._met = False
        self._of_process = _OfProcess()

    def get_token(self, name, min_ttl=None, resource=None, scope=None):
        """A valid token, renewed first where it must be. min_ttl: seconds, or "90s", "5m", "2h".

        resource, scope: a token beside the connection's own, for one resource (RFC 8707) or with another scope.
        """
        return self._token(name, self.timeout, min_ttl, resource, scope)

    def _token(self, name, timeout, min_ttl=None, resource=None, scope=None):
        asked = _given(min_ttl=min_ttl, resource=resource, scope=scope)
        query = "?" + urllib.parse.urlencode(asked) if asked else ""
        return _Answer(self._joined(_path(name) + "/token" + query, time.monotonic() + timeout))

    def connection(self, name):
        """How this workstation reaches an API, and how its token stands; without secrets."""
        return _Answer(self._ask("GET", _path(name)))

    def connections(self):
        return [_Answer(each) for each in self._ask("GET", "/v1/connections")]

    def rejected(self, name, generation, resource=None, scope=None):
        """A server answered 401 to the token of this generation: renewed at most once for it, however many report it."""
        return self._rejected(name, self.timeout, generation, resource, scope)

    def _rejected(self, name, timeout, generation, resource=None, scope=None):
        body = _given(generation=generation, resource=resource, scope=scope)
        answer = _Answer(self._ask("POST", _path(name) + "/rejected", body, time.monotonic() + timeout))
        own = self._own()
        with own.lock:
            # An answer that is still under way may be the token that was refused.
            own.asked.clear()
        return answer

    def opener(self, name, min_ttl=None):
        """Opens addresses below the connection's base URL, each with its token."""
        return Opener(self, name, min_ttl)

    def authorized(self, name, min_ttl=None):
        """For requests: `requests.get(url, auth=everbearer.authorized("draw-ward-3"))`."""
        return _RequestsAuth(self, name, min_ttl)

    def close(self):
        """Closes the kept connections; the next call opens one again."""
        own = self._own()
        with own.lock:
            lines, own.lines = own.lines, []
        for line in lines:
            line.close()

    def _own(self):
        if self._of_process.pid != os.getpid():
            self._of_process = _OfProcess()
        return self._of_process

    def _joined(self, path, end):
        """However many threads ask for the same at the same time, one asks the keeper."""
        own = self._own()
        while True:
            with own.lock:
                asked = own.asked.get(path)
                is_first = asked is None
                if is_first:
                    asked = own.asked[path] = _Asked()
            if is_first:
                return self._asked_for_all(own, path, asked, end)
            if asked.by == threading.get_ident():
                # Out of a signal's handler: who waited for itself would wait for ever.
                return self._ask("GET", path, None, end)
            if not asked.over.wait(max(0, end - time.monotonic())):
                raise _trouble("waited_too_long")
            if asked.trouble is not None:
                if asked.trouble.code == "waited_too_long" and time.monotonic() < end:
                    # Whoever asked had less time than we have.
                    continue
                raise copy.copy(asked.trouble)
            if asked.answer is not None:
                return asked.answer
            # Whoever asked was interrupted.

    def _asked_for_all(self, own, path, asked, end):
        try:
            asked.answer = self._ask("GET", path, None, end)
            return asked.answer
        except EverbearerError as trouble:
            asked.trouble = trouble
            raise
        finally:
            with own.lock:
                if own.asked.get(path) is asked:
                    del own.asked[path]
            asked.over.set()

    def _ask(self, method, path, body=None, end=None):
        end = time.monotonic() + self.timeout if end is None else end
        nobody_until = None
        may_start = self.start
        while True:
            try:
                return self._answered(method, path, body, end)
            except EverbearerError as trouble:
                now = time.monotonic()
                if trouble.code not in _NOBODY or now >= end:
                    raise
                if trouble.code == "keeper_absent" and may_start:
                    may_start = False
                    nobody_until = now + _STARTED_WITHIN_S
                    self._start_agent()
                if trouble.code == "keeper_absent" and not self._may_follow() and nobody_until is None:
                    raise
                if trouble.code == "keeper_leaving":
                    # It finishes its renewals first.
                    nobody_until = None
                elif nobody_until is None:
                    nobody_until = now + _NOBODY_S
                if nobody_until is not None and now > nobody_until:
                    raise
            time.sleep(_LOOK_AGAIN_S)

    def _may_follow(self):
        """A keeper was there a moment ago: we have met it, or there is a trace of it."""
        return self._met or self._reach.expected()

    def _answered(self, method, path, body, end):
        line = self._take_line()
        try:
            status, text = self._exchanged(line, method, path, body, end)
        except BaseException:
            line.close()
            raise
        self._met = True
        self._give_back(line)
        value = self._json_in(text)
        if status == 200:
            return value
        raise self._told(value, status)

    def _exchanged(self, line, method, path, body, end):
        headers = self._reach.headers()
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            line.request(method, path, None if body is None else json.dumps(body), headers)
            self._wait(line.sock, end)
            answer = line.answer_until(max(end, time.monotonic() + 1))
            text = answer.read(_ANSWER_LIMIT + 1)
        except socket.timeout:
            raise _trouble("waited_too_long") from None
        except http.client.BadStatusLine as trouble:
            # An empty line is a connection that has ended; anything else is no HTTP.
            empty = isinstance(trouble, http.client.RemoteDisconnected)
            raise self._reach.trouble("keeper_lost" if empty else "keeper_version") from None
        except (OSError, http.client.HTTPException):
            raise self._reach.trouble("keeper_lost") from None
        if len(text) > _ANSWER_LIMIT:
            raise self._reach.trouble("keeper_version")
        return answer.status, text

    def _json_in(self, text):
        try:
            return json.loads(text.decode("utf-8"))
        except ValueError:
            raise self._reach.trouble("keeper_version") from None

    def _told(self, value, status):
        fault = value.get("fault") if isinstance(value, dict) else None
        try:
            return EverbearerError(fault["code"], fault["message"], fault["next"], fault["params"], status)
        except (TypeError, KeyError):
            return self._reach.trouble("keeper_version")

    def _wait(self, sock, end):
        """Until the first byte comes, or the keeper does not even say that it is there."""
        with selectors.DefaultSelector() as ready:
            ready.register(sock, selectors.EVENT_READ)
            while not ready.select(max(0, min(_ASK_AFTER_S, end - time.monotonic()))):
                if time.monotonic() >= end:
                    raise _trouble("waited_too_long")
                if not self._is_there() and not ready.select(_LAST_LOOK_S):
                    raise self._reach.trouble("keeper_unresponsive")

    def _is_there(self):
        try:
            line = _Line(self._reach)
        except EverbearerError as trouble:
            # That it has ended shows on the line itself.
            return trouble.code != "keeper_unresponsive"
        try:
            line.sock.settimeout(_THERE_WITHIN_S)
            line.request("GET", "/v1/keeper", headers=self._reach.headers())
            line.answer_until(time.monotonic() + _THERE_WITHIN_S).read(_ANSWER_LIMIT)
            return True
        except socket.timeout:
            return False
        except (OSError, http.client.HTTPException):
            return True
        finally:
            line.close()

    def _take_line(self):
        own = self._own()
        with own.lock:
            while own.lines:
                line = own.lines.pop()
                if not _has_ended(line.sock):
                    line.sock.settimeout(None)
                    return line
                line.close()
        return _Line(self._reach)

    def _give_back(self, line):
        own = self._own()
        with own.lock:
            if line.sock is not None and own.pid == line.pid and len(own.lines) < _KEPT_LINES:
                own.lines.append(line)
                return
        line.close()

    def _start_agent(self):
        own = self._own()
        with own.lock:
            # Other threads wait for the same one.
            if time.monotonic() < own.started_until:
                return
            own.started_until = time.monotonic() + _STARTED_WITHIN_S
        program = shutil.which(self.command)
        if program is None:
            raise _trouble("command_not_found", command=self.command)
        env = dict(os.environ, EVERBEARER_HOME=self.home)
        nothing = subprocess.DEVNULL
        agent = subprocess.Popen(
            [program, "agent"], env=env, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
        # Its end is taken note of, should it come before ours.
        threading.Thread(target=agent.wait, daemon=True).start()


class _OfProcess:
    """
    What a fork must not go on with: lines, on which both would read each other's answers, a lock that a thread has which
    is not there any more, and questions that nobody will answer.
    """

    def __init__(self):
        self.pid = os.getpid()
        self.lock = threading.RLock()
        self.lines = []
        self.asked = {}
        self.started_until = 0


class _Asked:
    """A question under way, and what came of it."""

    def __init__(self):
        self.by = threading.get_ident()
        self.over = threading.Event()
        self.answer = None
        self.trouble = None


class _Line(http.client.HTTPConnection):
    """One connection to the keeper, known to be its before a byte goes over it."""

    def __init__(self, reach):
        super().__init__(reach.host)
        self.pid = os.getpid()
        self.sock = reach.dialled()
        # Else a line that has ended would be opened to a host of that name.
        self.auto_open = 0

    def answer_until(self, end):
        """The answer; the whole of it within this time, also where it comes drop by drop or after endless announcements."""
        self.response_class = lambda sock, *more, **words: http.client.HTTPResponse(_Within(sock, end), *more, **words)
        return self.getresponse()


class _Within:
    """What http.client wants of a socket to read an answer from it, which must be there by then."""

    def __init__(self, sock, end):
        self.read_into = sock.recv_into
        self.set_timeout = sock.settimeout
        self.end = end

    def makefile(self, mode):
        return io.BufferedReader(_Drops(self))


class _Drops(io.RawIOBase):
    def __init__(self, within):
        self.within = within

    def readable(self):
        return True

    def readinto(self, buffer):
        left = self.within.end - time.monotonic()
        if left <= 0:
            raise socket.timeout()
        self.within.set_timeout(left)
        return self.within.read_into(buffer)


class _Socket:
    """The keeper's local socket."""

    host = "everbearer"

    def __init__(self, home):
        self._home = home

    def dialled(self):
        return _dialled(self._home)

    def headers(self):
        return {}

    def expected(self):
        return os.path.exists(_socket_path(self._home)[0])

    def trouble(self, code):
        return _trouble(code)


class _Port:
    """A keeper's port for programs with a key (docs/consumers.md)."""

    def __init__(self, url, key=None, key_file=None, ca=None, bridge=None):
        # An address with a password in it is not said again.
        self._url = "..." if "@" in url else url.strip()
        self._key, self._key_file, self._ca = key, key_file, ca
        self._bridge = (bridge or "").strip().strip("[]")
        self._tls = None
        try:
            parts = urllib.parse.urlsplit(url.strip())
            self._name, self._port = parts.hostname, parts.port or _USUAL_PORT.get(parts.scheme)
        except ValueError:
            self._name = self._port = None
            parts = urllib.parse.urlsplit("")
        self._is_tls = parts.scheme == "https"
        rest = "".join((parts.path.strip("/"), parts.query, parts.fragment))
        self._is_fit = bool(self._name and self._port and not rest and "@" not in parts.netloc)
        self.host = parts.netloc

    def headers(self):
        # Read anew each time: a mounted secret is replaced in its place.
        key = (self._key or (_text_of(self._key_file) if self._key_file else "")).strip()
        if not re.fullmatch("evb_[0-9a-f]{80}", key):
            where = "" if self._key or not self._key_file else " (in %s)" % self._key_file
            raise _trouble("consumer_key_unfit", where=where)
        return {"Host": self.host, "Authorization": "Bearer " + key}

    def expected(self):
        return False

    def trouble(self, code, detail=None):
        at_url = code + "_at_url"
        if at_url not in _TROUBLES:
            return _trouble(code)
        return _trouble(at_url, url=self._url, detail=" (%s)" % detail if detail else "")

    def dialled(self):
        if not self._is_fit:
            raise _trouble("keeper_url_unfit", url=self._url)
        if not self._is_tls and not self._may_be_plain(self._name):
            raise _trouble("key_in_the_clear", host=self._name)
        # Read before anybody is dialled, so that what is wrong with it shows without a network.
        self.headers()
        context = self._context() if self._is_tls else None
        try:
            sock = socket.create_connection((self._name, self._port), _CONNECTED_WITHIN_S)
        except OSError as trouble:
            raise self.trouble("keeper_absent", _named(trouble)) from None
        try:
            return self._secured(sock, context) if context else self._plain(sock)
        except BaseException:
            sock.close()
            raise

    def _plain(self, sock):
        """Who is at the other end is known only now; nothing was written so far."""
        peer = sock.getpeername()[0]
        if not self._may_be_plain(peer):
            raise _trouble("key_in_the_clear", host="%s (%s)" % (self._name, peer))
        sock.settimeout(None)
        # An answer to a question that goes out in two pieces would wait for both to be acknowledged.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def _secured(self, sock, context):
        import ssl

        try:
            secured = context.wrap_socket(sock, server_hostname=self._name)
        except ssl.SSLCertVerificationError as trouble:
            raise self.trouble("certificate", trouble.verify_message) from None
        except ssl.SSLError as trouble:
            raise self.trouble("keeper_version", trouble.reason) from None
        except socket.timeout:
            raise self.trouble("keeper_unresponsive") from None
        except OSError as trouble:
            raise self.trouble("keeper_absent", _named(trouble)) from None
        secured.settimeout(None)
        secured.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return secured

    def _context(self):
        if self._tls is None:
            # Loaded for an https address alone: some builds of Python have none.
            import ssl

            try:
                context = ssl.create_default_context(cafile=self._ca or None)
            except OSError as trouble:
                raise _trouble("file_unreadable", path=self._ca, detail=_named(trouble)) from None
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            self._tls = context
        return self._tls

    def _may_be_plain(self, peer):
        """Loopback, a container's host at a private address, and the bridge that was named: nothing leaves this computer."""
        at = _ip_in(peer)
        if at.is_loopback if at else re.fullmatch(r"([^.]+\.)*localhost", peer):
            return True
        is_private = at is not None and any(at in net for net in _PRIVATE if net.version == at.version)
        if is_private and self._bridge and self._bridge == self._name:
            return True
        return self._name in _HOSTS_OF_CONTAINERS and (is_private or peer == self._name)


# By these a container calls its host; its engine says where they lead, and never out of this computer.
_HOSTS_OF_CONTAINERS = ("host.docker.internal", "host.containers.internal")
# Of private networks and of one link (RFC 1918, 3927, 4193, 4291).
_PRIVATE = [
    ipaddress.ip_network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10")
]


def _ip_in(text):
    try:
        found = ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _named(trouble):
    """The name of a system's error, as Node has it too."""
    if isinstance(trouble, socket.gaierror):
        return "ENOTFOUND"
    if isinstance(trouble, socket.timeout):
        return "ETIMEDOUT"
    return errno.errorcode.get(trouble.errno, "") if trouble.errno else ""


def _text_of(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as trouble:
        detail = _named(trouble) if isinstance(trouble, OSError) else "no text"
        raise _trouble("file_unreadable", path=path, detail=detail) from None


def _dialled(home):
    if not hasattr(socket, "AF_UNIX") or not hasattr(os, "getuid"):
        raise _trouble("not_on_windows")
    end = time.monotonic() + _THERE_WITHIN_S
    while True:
        try:
            return _dialled_once(home)
        except BlockingIOError:
            # Those that nobody has taken yet fill the queue: many come at once, or the keeper has stopped taking any.
            if time.monotonic() >= end:
                raise _trouble("keeper_unresponsive") from None
        time.sleep(_DIAL_AGAIN_S)


def _dialled_once(home):
    path, inode = _own_socket(home)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.settimeout(_THERE_WITHIN_S)
        sock.connect(path)
        # Who could move a folder above ours has had no moment to put another one in its place.
        if _own_socket(home)[1] != inode:
            raise _trouble("keeper_lost")
        sock.settimeout(None)
        return sock
    except BlockingIOError:
        sock.close()
        raise
    except socket.timeout:
        sock.close()
        raise _trouble("keeper_unresponsive") from None
    except (ConnectionError, FileNotFoundError):
        sock.close()
        raise _trouble("keeper_absent") from None
    except OSError as trouble:
        sock.close()
        raise _trouble("state_folder_unusable", path=path, detail=trouble.strerror) from None
    except BaseException:
        sock.close()
        raise


def _own_socket(home):
    """Path and inode of the socket, once folders and socket are known to be ours and closed to all others."""
    if not _is_own_folder(home, False):
        raise _trouble("keeper_absent")
    path, folder = _socket_path(home)
    if folder is not None and not _is_own_folder(folder, True):
        raise _trouble("keeper_absent")
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        raise _trouble("keeper_absent") from None
    if not stat.S_ISSOCK(found.st_mode):
        raise _trouble("keeper_absent")
    if found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise _trouble("socket_folder_unsafe", path=path)
    return path, found.st_ino


def _socket_path(home):
    """A path of a socket has 100 bytes at most; else the keeper has a folder of its own in the temp folder."""
    path = os.path.join(home, "keeper.sock")
    if len(os.fsencode(path)) <= 100:
        return path, None
    try:
        # TMPDIR may differ from shell to shell.
        temp = os.readlink(path + ".place")
    except OSError:
        temp = tempfile.gettempdir()
    folder = os.path.join(temp, "everbearer-%d-%016x" % (os.getuid(), _fnv1a(os.fsencode(home))))
    return os.path.join(folder, "keeper.sock"), folder


def _is_own_folder(path, in_temp):
    """False where there is none. Raises where it is another user's, or others can get into it."""
    try:
        found = os.lstat(path)
        is_link = stat.S_ISLNK(found.st_mode)
        # Whoever owns a link leads us wherever he likes; links of the system are no danger.
        foreign_link = is_link and (in_temp or found.st_uid not in (0, os.getuid()))
        if is_link and not foreign_link:
            found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    if not foreign_link and not stat.S_ISDIR(found.st_mode):
        return False
    if foreign_link or found.st_uid != os.getuid():
        raise _trouble("socket_folder_unsafe" if in_temp else "state_folder_foreign", path=path)
    if found.st_mode & 0o077:
        raise _trouble(
            "socket_folder_unsafe" if in_temp else "state_folder_open",
            path=path,
            command="chmod 700 " + shlex.quote(path),
        )
    return True


def _fnv1a(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def _has_ended(sock):
    """Readable without a question: the keeper has closed it, or says what nobody asked for."""
    if sock is None:
        return True
    with selectors.DefaultSelector() as ready:
        ready.register(sock, selectors.EVENT_READ)
        return bool(ready.select(0))


def _state_folder():
    chosen = os.environ.get("EVERBEARER_HOME")
    if chosen:
        return os.path.abspath(_home() + chosen[1:] if re.match(r"~(/|$)", chosen) else chosen)
    if sys.platform == "darwin":
        return os.path.join(_home(), "Library/Application Support/Everbearer")
    state = os.environ.get("XDG_STATE_HOME", "")
    base = state if os.path.isabs(state) else os.path.join(_home(), ".local/state")
    return os.path.join(base, "everbearer")


def _home():
    """An empty or relative HOME counts as none, as it does for Everbearer itself."""
    if os.path.isabs(os.environ.get("HOME", os.sep)) or not hasattr(os, "getuid"):
        return os.path.expanduser("~")
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return os.sep


def _given(**asked):
    return {key: value for key, value in asked.items() if value is not None}


def _path(name):
    return "/v1/connections/" + urllib.parse.quote(str(name), safe="")


# What goes wrong on this side of the socket; what the keeper says brings its own words.
_TROUBLES = {
    "keeper_absent": (
        "No Everbearer runs that could answer.",
        'Start one with "everbearer agent", or open its window, and try again.',
    ),
    "keeper_lost": ("The running Everbearer ended before it had answered.", "Try again in a moment."),
    "keeper_unresponsive": (
        "The running Everbearer does not answer.",
        "If it is suspended, let it go on; else end that process and try again.",
    ),
    "keeper_version": (
        "The running Everbearer is of a version that this client cannot talk to.",
        "Close the older one or update it, then try again.",
    ),
    "waited_too_long": (
        "The renewal takes longer than this program waits.",
        "It goes on in the background; ask again in a moment.",
    ),
    "keeper_absent_at_url": (
        "No Everbearer can be reached at its address {url}{detail}.",
        'See that it runs there, with "consumers.port" set (from a container "consumers.bridge" too), and try again.',
    ),
    "keeper_unresponsive_at_url": (
        "What listens at the address of Everbearer {url} does not answer.",
        "See that it is Everbearer, and whether it is suspended there; then try again.",
    ),
    "keeper_version_at_url": (
        "What answers at the address of Everbearer {url} does not speak as this client does{detail}.",
        'Compare scheme and port with what "everbearer consumers list" shows there, and the versions of both.',
    ),
    "certificate_at_url": (
        "The certificate of Everbearer's address {url} cannot be trusted{detail}, so no key was sent.",
        "Set EVERBEARER_CA to the PEM file of the authority that signed it, and use a name that it certifies.",
    ),
    "consumer_key_unfit": (
        "The address of an Everbearer is set, and no whole key of a consumer for it{where}.",
        'Set EVERBEARER_KEY to what "everbearer consumers add" printed, or EVERBEARER_KEY_FILE to a file with that alone.',
    ),
    "keeper_url_unfit": (
        "This is no address of an Everbearer's port: {url}.",
        "Write EVERBEARER_URL as http://127.0.0.1:4711 or https://NAME:8443, with nothing after the port.",
    ),
    "key_in_the_clear": (
        "No key goes there, to {host}, without TLS, since others could read it on the way.",
        "Use an https address; a containers' bridge of this computer is named by its address, in EVERBEARER_BRIDGE too.",
    ),
    "file_unreadable": (
        "The file cannot be read: {path} ({detail}).",
        "Check its name and your rights to it.",
    ),
    "socket_folder_unsafe": (
        "The local socket, or its folder, is not yours alone: {path}.",
        "See that it belongs to you and nobody else can enter it, or set EVERBEARER_HOME to a short path of your own.",
    ),
    "state_folder_open": (
        "Other users of this computer can get into the folder for Everbearer's files: {path}.",
        "Close it with: {command}",
    ),
    "state_folder_foreign": (
        "The folder for Everbearer's files belongs to another user: {path}.",
        "Set EVERBEARER_HOME to a folder of your own.",
    ),
    "state_folder_unusable": (
        "The socket cannot be opened: {path} ({detail}).",
        "See that it belongs to you, or set EVERBEARER_HOME to another folder.",
    ),
    "command_not_found": (
        "There is no command {command} that could be started.",
        'Put "everbearer" into the PATH, or start "everbearer agent" by hand.',
    ),
    "not_on_windows": (
        "This client speaks to a Unix socket, which Windows has not.",
        'Use "everbearer token NAME" there, or a key and the port for programs with one (EVERBEARER_URL).',
    ),
    "token_type_unknown": (
        "The token of {name} is no bearer token ({type}), so Everbearer sends it nowhere and makes no header of it.",
        "Have its server give this client bearer tokens, or take the token by itself where your program knows that type.",
    ),
    "outside_base_url": (
        "This address is not below the base URL of {name} ({base_url}), so its token does not go there.",
        "Call an address of that server, or add a connection for the other one.",
    ),
}


def _trouble(code, **params):
    message, then = _TROUBLES[code]
    code = code[: -len("_at_url")] if code.endswith("_at_url") else code
    return EverbearerError(code, message.format(**params), then.format(**params), params)


_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_USUAL_PORT = {"http": 80, "https": 443}
# What one reader of addresses takes for another host or another path than the next one does.
_AMBIGUOUS = re.compile(r"[\x00-\x20\x7f\\]|(?:^|/)(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)


def _below(base_url, address, name):
    """The address as it will be called, once it is known to lie below the base URL. What has no host is one below it."""
    base = base_url.rstrip("/") + "/"
    whole = address if _SCHEME.match(address) or address[:2] == "//" else base + address.lstrip("/")
    outside = _trouble("outside_base_url", name=name, base_url=base_url)
    try:
        wanted, own = urllib.parse.urlsplit(whole), urllib.parse.urlsplit(base)
        same = _origin(wanted) == _origin(own) and "@" not in wanted.netloc
    except ValueError:
        raise outside from None
    ambiguous = _AMBIGUOUS.search(wanted.path) or re.search(r"[\x00-\x20\x7f\\]", whole)
    if not same or ambiguous or not (wanted.path + "/").startswith(own.path):
        raise outside
    return whole


def _origin(parts):
    return parts.scheme, parts.hostname, parts.port or _USUAL_PORT.get(parts.scheme)


def _authorization(token, name):
    """The header's value: of a type that is not known here a token must not be used (RFC 6749 section 7.1)."""
    if token.token_type.lower() != "bearer":
        raise _trouble("token_type_unknown", name=name, type=token.token_type)
    return "%s %s" % (token.token_type, token.token)


def _with_parameter(address, name, value):
    parts = urllib.parse.urlsplit(address)
    kept = [pair for pair in urllib.parse.parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return urllib.parse.urlunsplit(parts._replace(query=urllib.parse.urlencode(kept + [(name, value)])))


def _successor(client, name, generation, min_ttl, timeout=None):
    """The next token after a server has refused this one; None where there is none, so that its answer stands."""
    end = time.monotonic() + (client.timeout if timeout is None else timeout)
    try:
        client._rejected(name, end - time.monotonic(), generation)
        token = client._token(name, end - time.monotonic(), min_ttl)
        return token if token.generation > generation else None
    except EverbearerError:
        return None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, req, fp, code, msg, headers, newurl):
        # The token would go along; HTTPError has the place in its headers.
        return None


class Opener:
    """`open` as urllib.request.urlopen has it, for addresses below the base URL, with the connection's token.

    A redirect is raised as HTTPError, since a token goes nowhere else. After a 401 the token is reported, and the call
    made once more with the next one where its body can be sent again (bytes, or none). A `timeout` in seconds bounds the wait
    for a token as well.
    """

    def __init__(self, client, name, min_ttl=None, handlers=()):
        self._client = client
        self._name = name
        self._min_ttl = min_ttl
        self._director = urllib.request.build_opener(_NoRedirect, *handlers)

    def open(self, address, data=None, headers=None, method=None, timeout=None):
        if isinstance(address, urllib.request.Request):
            data = address.data if data is None else data
            headers = dict(address.header_items(), **(headers or {}))
            method = method or address.get_method()
            address = address.full_url
        for_token = self._client.timeout if timeout is None else timeout
        timeout = _CALL_S if timeout is None else timeout
        token = self._client._token(self._name, for_token, self._min_ttl)
        try:
            return self._sent(token, address, data, headers, method, timeout)
        except urllib.error.HTTPError as refusal:
            if refusal.code != 401:
                raise
            successor = _successor(self._client, self._name, token.generation, self._min_ttl, for_token)
            if successor is None or not isinstance(data, (bytes, bytearray, type(None))):
                raise
            refusal.close()
        return self._sent(successor, address, data, headers, method, timeout)

    def _sent(self, token, address, data, headers, method, timeout):
        whole = _below(token.base_url, address, self._name)
        if token.parameter is not None:
            whole = _with_parameter(whole, token.parameter, token.token)
        request = urllib.request.Request(whole, data, dict(headers or {}), method=method)
        if token.parameter is None:
            request.add_unredirected_header("Authorization", _authorization(token, self._name))
        return self._director.open(request, timeout=timeout)


class _RequestsAuth:
    """What requests calls before it sends; it takes the header away again when a redirect leads to another host."""

    def __init__(self, client, name, min_ttl):
        self._client = client
        self._name = name
        self._min_ttl = min_ttl

    def __call__(self, request):
        token = self._client.get_token(self._name, self._min_ttl)
        _put(token, request, self._name)
        request.register_hook("response", lambda answer, **more: self._looked_at(answer, token, more))
        return request

    def _looked_at(self, answer, token, more):
        if answer.is_redirect and not self._leads_below(answer, token):
            # requests would follow with the token, where it stays on the same host.
            del answer.headers["Location"]
        body = answer.request.body
        if answer.status_code != 401:
            return answer
        successor = _successor(self._client, self._name, token.generation, self._min_ttl)
        if successor is None or not isinstance(body, (bytes, str, type(None))):
            return answer
        # Read to its end, so that its connection can be used again.
        answer.content
        answer.close()
        again = answer.request.copy()
        _put(successor, again, self._name)
        next_answer = answer.connection.send(again, **more)
        next_answer.history.append(answer)
        next_answer.request = again
        return next_answer

    def _leads_below(self, answer, token):
        try:
            _below(token.base_url, urllib.parse.urljoin(answer.url, answer.headers["Location"]), self._name)
            return True
        except EverbearerError:
            return False


def _put(token, request, name):
    whole = _below(token.base_url, request.url, name)
    if token.parameter is None:
        request.headers["Authorization"] = _authorization(token, name)
    else:
        request.url = _with_parameter(whole, token.parameter, token.token)


_shared = None


def _ours():
    global _shared
    # Without a lock, which a fork could inherit taken: two that begin at once make two, and one of them goes.
    if _shared is None:
        _shared = Client()
    return _shared


def get_token(name, min_ttl=None, resource=None, scope=None):
    """A valid token, renewed first where it must be. min_ttl: seconds, or "90s", "5m", "2h"."""
    return _ours().get_token(name, min_ttl, resource, scope)


def connection(name):
    """How this workstation reaches an API, and how its token stands; without secrets."""
    return _ours().connection(name)


def connections():
    return _ours().connections()


def rejected(name, generation, resource=None, scope=None):
    """A server answered 401 to the token of this generation: renewed at most once for it, however many report it."""
    return _ours().rejected(name, generation, resource, scope)


def opener(name, min_ttl=None):
    """Opens addresses below the connection's base URL, each with its token."""
    return _ours().opener(name, min_ttl)


def authorized(name, min_ttl=None):
    """For requests: `requests.get(url, auth=everbearer.authorized("draw-ward-3"))`."""
    return _ours().authorized(name, min_ttl)
